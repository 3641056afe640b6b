"""YAML text to a located tree, within limits, as YAML 1.2's core schema reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from infra_design.model.source import Mark
from infra_design.read.reading import INVISIBLE, clip
from infra_design.read.traps import BRACES, STAR, TAG, explain
from infra_design.read.tree import MOST_NODES, Entry, Mapping, Node, Scalar, Sequence, weight

if TYPE_CHECKING:
    from infra_design.read.reading import Reading

DEEPEST = 40

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _LimitError(Exception):
    """The file is more than anybody writes by hand."""

    def __init__(self, mark: Mark, what: str) -> None:
        super().__init__(what)
        self.mark = mark


def parse(text: str, file: str, reading: Reading) -> Node | None:
    """The document in a text, or None after reporting why there is none.

    What is wrong in a part of it (duplicate keys, tags, unknown aliases) is reported, and the rest is read.
    """
    composer = _Composer(file, reading)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        mark, what, hint = explain(error, text, file)
        reading.report(mark, what, hint, "yaml-syntax")
        return None
    except yaml.YAMLError as error:
        reading.report(Mark(file, 1, 1), f"not YAML: {clip(str(error))}", "", "yaml-syntax")
        return None
    except _LimitError as limit:
        reading.report(limit.mark, str(limit), "", "too-large")
        return None
    if composer.root is None:
        reading.report(Mark(file, 1, 1), "the file is empty", "", "empty-file")
    return composer.root


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not come yet; `size` counts its values, aliases as what they stand for."""

    mark: Mark
    anchor: str | None
    mapping: bool
    flow: bool
    nodes: list[Node] = field(default_factory=list)
    size: int = 1

    def close(self, reading: Reading) -> Node:
        """The list or map."""
        return Mapping(self._entries(reading), self.mark, self.flow) if self.mapping else self._sequence()

    def _sequence(self) -> Sequence:
        return Sequence(tuple(self.nodes), self.mark)

    def _entries(self, reading: Reading) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for key, value in zip(self.nodes[::2], self.nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                reading.report(key.mark, "a key must be a word, not a map or a list", BRACES, "bad-key")
            elif key.text in entries:
                hint = f"it is on line {entries[key.text].key.mark.line} already"
                reading.report(key.mark, f"duplicate key '{clip(key.text)}'", hint, "duplicate-key")
            else:
                entries[key.text] = Entry(key, value)
        return entries


class _Composer:
    """Builds the tree from events, without recursion, and counts what it builds."""

    def __init__(self, file: str, reading: Reading) -> None:
        self.file, self.reading = file, reading
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.anchors: dict[str | None, tuple[Node, int] | None] = {}
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
        return Mark(self.file, start.line + 1, start.column + 1) if start else Mark(self.file, 1, 1)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._tag(event)
        node = Scalar(event.value, self._mark(event), plain=not event.style)
        if event.style == '"' and (odd := INVISIBLE.search(event.value)):
            self.reading.invisible(node.mark, odd[0])
        if event.anchor:
            self.anchors[event.anchor] = (node, weight(node.text))
        self.total += weight(node.text)
        self._add(node, weight(node.text))

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        self._tag(event)
        mark = self._mark(event)
        if len(self.open) >= DEEPEST:
            raise _LimitError(mark, f"nested deeper than {DEEPEST} levels")
        if event.anchor:
            self.anchors[event.anchor] = None
        mapping = isinstance(event, yaml.MappingStartEvent)
        self.total += 1
        self.open.append(_Open(mark, event.anchor, mapping, bool(event.flow_style)))

    def _end(self) -> None:
        done = self.open.pop()
        node = done.close(self.reading)
        if done.anchor:
            self.anchors[done.anchor] = (node, done.size)
        self._add(node, done.size)

    def _alias(self, event: yaml.AliasEvent) -> None:
        mark = self._mark(event)
        known = self.anchors.get(event.anchor)
        if known is None:
            what = "stands within itself" if event.anchor in self.anchors else "is not defined above"
            self.reading.report(mark, f"the alias '*{clip(event.anchor or '')}' {what}", STAR, "bad-alias")
            known = Scalar("", mark), 1
        self.total += known[1]
        self._add(*known)

    def _add(self, node: Node, size: int) -> None:
        if self.total > MOST_NODES:
            raise _LimitError(node.mark, f"more than {MOST_NODES:,} values in one file")
        if self.open:
            self.open[-1].nodes.append(node)
            self.open[-1].size += size
        elif self.documents == 1:
            self.root = node

    def _tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag is not None:
            self.reading.report(self._mark(event), f"the tag '{clip(event.tag)}'", TAG, "tag")

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents == 2:  # noqa: PLR2004 — the second
            self.reading.report(
                self._mark(event), "a second document ('---')", "one stage is one file", "many-documents"
            )
