"""YAML text to a located tree, within limits, as YAML 1.2's core schema reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import yaml

from infra_design.model.source import Mark
from infra_design.read import traps
from infra_design.read.shape import clip
from infra_design.read.tree import Entry, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.read.reading import Reading

MOST_NODES = 200_000
"""Of a file, aliases counted as what they stand for."""

DEEPEST = 40

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Open: TypeAlias = "_OpenSequence | _OpenMapping"


class _LimitError(Exception):
    """The file is more than anybody writes by hand."""


def parse(text: str, file: str, reading: Reading) -> Node | None:
    """The document in a text, or None after reporting why there is none.

    What is wrong in a part of it (duplicate keys, tags, unknown aliases) is reported, and the rest is read.
    """
    composer = _Composer(file, reading)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        reading.report(*traps.explain(error, text, file), "yaml-syntax")
        return None
    except yaml.YAMLError as error:
        reading.report(Mark(file, 1, 1), f"not YAML: {clip(str(error))}", "", "yaml-syntax")
        return None
    except _LimitError:
        return None
    if composer.root is None and not reading.problems:
        reading.report(Mark(file, 1, 1), "the file is empty", "", "empty-file")
    return composer.root


class _OpenSequence:
    """A list whose end has not come yet."""

    def __init__(self, mark: Mark, anchor: str | None) -> None:
        self.mark, self.anchor = mark, anchor
        self.nodes: list[Node] = []
        self.size = 1

    def add(self, node: Node) -> None:
        self.nodes.append(node)

    def close(self) -> Node:
        return Sequence(tuple(self.nodes), self.mark)


class _OpenMapping:
    """A map whose end has not come yet."""

    def __init__(self, mark: Mark, anchor: str | None, reading: Reading, *, flow: bool) -> None:
        self.mark, self.anchor, self.flow, self.reading = mark, anchor, flow, reading
        self.entries: dict[str, Entry] = {}
        self.key: Node | None = None
        self.size = 1

    def add(self, node: Node) -> None:
        if self.key is None:
            self.key = node
            return
        key, self.key = self.key, None
        if not isinstance(key, Scalar):
            self.reading.report(key.mark, "a key must be a word, not a map or a list", traps.BRACES, "bad-key")
        elif key.text in self.entries:
            first = self.entries[key.text].key.mark.line
            self.reading.report(
                key.mark, f"duplicate key '{clip(key.text)}'", f"it is on line {first} already", "duplicate-key"
            )
        else:
            self.entries[key.text] = Entry(key, node)

    def close(self) -> Node:
        return Mapping(self.entries, self.mark, self.flow)


class _Composer:
    """Builds the tree from events, without recursion, and counts what it builds."""

    def __init__(self, file: str, reading: Reading) -> None:
        self.file, self.reading = file, reading
        self.root: Node | None = None
        self.open: list[_OpenSequence | _OpenMapping] = []
        self.anchors: dict[str, tuple[Node, int] | None] = {}
        self.total = 0
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        """Go on with the next event."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(event)

    def _mark(self, event: yaml.Event) -> Mark:
        start = event.start_mark
        return Mark(self.file, start.line + 1, start.column + 1)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._tag(event)
        node = Scalar(event.value, self._mark(event), plain=not event.style)
        if event.anchor:
            self.anchors[event.anchor] = (node, 1)
        self._add(node, 1)

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        self._tag(event)
        if len(self.open) >= DEEPEST:
            self.reading.report(self._mark(event), f"nested deeper than {DEEPEST} levels", "", "too-large")
            raise _LimitError
        if event.anchor:
            self.anchors[event.anchor] = None
        mark = self._mark(event)
        if isinstance(event, yaml.MappingStartEvent):
            self.open.append(_OpenMapping(mark, event.anchor, self.reading, flow=bool(event.flow_style)))
        else:
            self.open.append(_OpenSequence(mark, event.anchor))

    def _end(self) -> None:
        done = self.open.pop()
        node = done.close()
        if done.anchor:
            self.anchors[done.anchor] = (node, done.size)
        self._add(node, done.size)

    def _alias(self, event: yaml.AliasEvent) -> None:
        mark = self._mark(event)
        known = self.anchors.get(event.anchor)
        if known is None:
            what = "contains itself" if event.anchor in self.anchors else "is not defined above"
            self.reading.report(mark, f"the alias '*{clip(event.anchor)}' {what}", traps.STAR, "bad-alias")
            known = Scalar("", mark), 1
        node, size = known
        self._add(node, size, size)

    def _add(self, node: Node, size: int, more: int = 1) -> None:
        self.total += more
        if self.total > MOST_NODES:
            self.reading.report(node.mark, f"more than {MOST_NODES:,} values in one file", "", "too-large")
            raise _LimitError
        if not self.open:
            self.root = node if self.documents == 1 else self.root
            return
        self.open[-1].size += size
        self.open[-1].add(node)

    def _tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag is not None and event.tag != "!":
            self.reading.report(self._mark(event), f"the tag '{clip(event.tag)}'", traps.TAG, "tag")

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents == 2:  # noqa: PLR2004 — the second
            self.reading.report(
                self._mark(event), "a second document ('---')", "one stage is one file", "many-documents"
            )
