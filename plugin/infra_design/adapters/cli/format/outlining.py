"""From text to an outline: where everything is comes from the YAML parser, how it is written from the text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, cast

import yaml

from infra_design.adapters.cli.format.outline import Block, Comment, Document, Entry, Flow, Leaf, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    Start = yaml.MappingStartEvent | yaml.SequenceStartEvent

MODELINE = re.compile(r"#\s*(?:yaml-language-server:|vim?:|-\*-)|#!")
"""What tells an editor about the file, and so has to be on top."""
BLOCKS = ("|", ">")


class UnusualError(Exception):
    """YAML that hardly anybody writes; line and column are counted from 1."""

    def __init__(self, what: str, mark: yaml.Mark) -> None:
        super().__init__(what)
        self.line, self.column = mark.line + 1, mark.column + 1


def outline(text: str) -> Document:
    """What is written, with every comment.

    Args:
        text: a YAML document without mistakes, lines ending in a newline.

    Raises:
        UnusualError: it has a form that is not laid out.
    """
    return _Outliner(text).document()


def comments_of(text: str) -> Iterator[str]:
    """The comments of a text, in order."""
    return (one.text for one in _comments(text, text.split("\n")))


def quoted(leaf: Leaf) -> Leaf:
    """Text in double quotes instead of single ones, where nothing in it would have to be escaped."""
    text = leaf.lines[0]
    if leaf.style != "'" or len(leaf.lines) > 1 or '"' in text or "\\" in text:
        return leaf
    inner = text[1:-1].replace("''", "'")
    return Leaf([f'"{inner}"'], '"', leaf.base)


class _Outliner:
    """Goes through the parser's events and the comments between its tokens, side by side."""

    def __init__(self, text: str) -> None:
        self.text, self.lines = text, text.split("\n")
        self.events: list[yaml.Event] = list(yaml.parse(text, yaml.SafeLoader))
        self.comments = list(_comments(text, self.lines))
        self.starts = [one.index for one in self.comments]
        self.at = self.said = 0
        self.anchors = False
        self.taken: set[int] = set()
        """Empty lines that belong to a text."""

    def document(self) -> Document:
        """The file."""
        self.at = next(place for place, one in enumerate(self.events) if isinstance(one, yaml.DocumentStartEvent)) + 1
        head = self._head(self.events[self.at - 1])
        root = self._node(-1)
        if head and isinstance(root, Block):  # the empty line below the head is the head's
            first = root.entries[0]
            first.lead, first.blank = _close(first.lead), first.blank and bool(first.lead)
        return Document(
            head, root, self._said(len(self.text)), tuple(one.text for one in self.comments), self.anchors
        )

    def _head(self, start: yaml.Event) -> list[str]:
        """What stays on top: all up to `---`; else modelines, and comments with an empty line below."""
        first = _start(self.events[self.at])
        if isinstance(start, yaml.DocumentStartEvent) and start.explicit:
            line = _end(start).line
            if first.line == line or any(one.line == line for one in self.comments):
                raise UnusualError("something behind '---'", _start(start))
            self._said(_end(start).index)
            return [one.rstrip() for one in self.lines[: line + 1]]
        above = [one for one in self.comments if one.index < first.index]
        ends = [one.line for one in above[1:]] + [first.line]
        stays = [MODELINE.match(one.text) or below > one.line + 1 for one, below in zip(above, ends, strict=False)]
        count = max((place + 1 for place, stay in enumerate(stays) if stay), default=0)
        self.said = count
        return [line for one, below in zip(above[:count], ends, strict=False) for line in _with_gap(one, below)]

    def _node(self, base: int) -> Node:
        """The node that begins here, in a block that stands at a column."""
        event = self.events[self.at]
        self.at += 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.anchors = True
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            return self._flow(event, base) if event.flow_style else self._block(event, base)
        return self._leaf(event, base)

    def _leaf(self, event: yaml.Event, base: int) -> Leaf:
        style = (event.style or "") if isinstance(event, yaml.ScalarEvent) else ""
        text = self.text[_start(event).index : _end(event).index]
        if getattr(event, "anchor", None):
            if style in BLOCKS:
                raise UnusualError("a block of text with an anchor", _start(event))
            return Leaf(text.split("\n"), "", base)
        leaf = Leaf((text.removesuffix("\n") if style in BLOCKS else text).split("\n"), style, base)
        if leaf.keeps:
            first = _start(event).line
            self.taken.update(range(first, first + len(leaf.lines)))
        return leaf

    def _flow(self, event: Start, base: int) -> Flow:
        mapping = isinstance(event, yaml.MappingStartEvent)
        pairs: list[tuple[Node | None, Node]] = []
        while not isinstance(self.events[self.at], yaml.CollectionEndEvent):
            key = self._node(base) if mapping else None
            pairs.append((key, self._node(base)))
        begin, end = _start(event), _end(self.events[self.at])
        self.at += 1
        line = self.lines[begin.line]
        source = Leaf(self.text[begin.index : end.index].split("\n"), "", len(line) - len(line.lstrip(" ")))
        commented = bisect_left(self.starts, begin.index) < bisect_left(self.starts, end.index)
        spread = any(_spread(key) or _spread(value) for key, value in pairs)
        return Flow(mapping, f"&{event.anchor}" if event.anchor else "", pairs, source, kept=commented or spread)

    def _block(self, event: Start, parent: int) -> Block:
        first = _start(self.events[self.at])
        mapping = isinstance(event, yaml.MappingStartEvent)
        column = first.column if mapping or event.anchor else _start(event).column
        block = Block(mapping, f"&{event.anchor}" if event.anchor else "", [])
        while not isinstance(self.events[self.at], yaml.CollectionEndEvent):
            block.entries.append(self._pair(column) if mapping else self._item(column))
        self.at += 1
        block.tail = list(self._tail(column, parent))
        return block

    def _pair(self, column: int) -> Entry:
        start = _start(self.events[self.at])
        lead, blank = self._said(start.index), self._blank(start.line)
        key = self._node(column)
        if not isinstance(key, Leaf) or key.lines == [""] or len(key.lines) > 1:
            raise UnusualError("a key that is more than a word", start)
        line = _end(self.events[self.at - 1]).line
        note = "".join(self._behind(line)) if self._opens_block() else ""
        value, last = self._value(column, lead, line)
        return Entry(quoted(key).lines[0], value, lead, note or last, blank)

    def _item(self, column: int) -> Entry:
        start = _start(self.events[self.at])
        lead, blank = self._said(start.index), self._blank(start.line)
        value, note = self._value(column, lead, start.line)
        if isinstance(value, Block) and not value.anchor and value.entries:
            lead += value.entries[0].lead  # what stands before the first key has no place behind the dash
            value.entries[0].lead = []
        return Entry("", value, lead, note, blank)

    def _value(self, column: int, lead: list[Comment], line: int) -> tuple[Node, str]:
        """The value of an entry, and the comment behind it; what is between key and value joins those above."""
        event = self.events[self.at]
        if self._opens_block():
            return self._node(column), ""
        if _end(event).index > _start(event).index:
            lead += self._said(_start(event).index)
            line = -1
        value = self._node(column)
        end = _end(self.events[self.at - 1])
        if isinstance(value, Flow):
            self._said(end.index)
        if isinstance(value, Leaf) and value.block:
            return value, ""
        return value, "".join(self._behind(end.line if line < 0 else line))

    def _opens_block(self) -> bool:
        event = self.events[self.at]
        return isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)) and not event.flow_style

    def _said(self, index: int) -> list[Comment]:
        """The comments up to a place in the text."""
        found = []
        while self.said < len(self.comments) and self.comments[self.said].index < index:
            found.append(self._take())
        return found

    def _behind(self, line: int) -> Iterator[str]:
        """The next comment, if it stands behind something on this line."""
        if self.said < len(self.comments):
            one = self.comments[self.said]
            if one.line == line and not one.alone:
                yield self._take().text

    def _tail(self, column: int, parent: int) -> Iterator[Comment]:
        """Comments below a block that stand as far in as its entries do."""
        later = (event for event in self.events[self.at :] if not isinstance(event, yaml.CollectionEndEvent))
        end = _start(next(later)).index
        while self.said < len(self.comments):
            one = self.comments[self.said]
            if not one.alone or one.index > end or one.column < column or one.column <= parent:
                return
            yield self._take()

    def _take(self) -> Comment:
        one = self.comments[self.said]
        self.said += 1
        one.blank = one.alone and self._blank(one.line)
        return one

    def _blank(self, line: int) -> bool:
        """Whether an empty line stands before this one that belongs to no text."""
        return line > 0 and not self.lines[line - 1].strip() and line - 1 not in self.taken


def _close(comments: list[Comment]) -> list[Comment]:
    return [replace(one, blank=one.blank and place > 0) for place, one in enumerate(comments)]


def _start(one: yaml.Event | yaml.Token) -> yaml.Mark:
    """Where it begins; text that is parsed as a whole always has that."""
    return cast("yaml.Mark", one.start_mark)


def _end(one: yaml.Event | yaml.Token) -> yaml.Mark:
    return cast("yaml.Mark", one.end_mark)


def _with_gap(one: Comment, below: int) -> list[str]:
    return [one.text, ""] if below > one.line + 1 else [one.text]


def _comments(text: str, lines: list[str]) -> Iterator[Comment]:
    """Every `#` between two tokens, to the end of its line."""
    offsets = [0, *accumulate(len(line) + 1 for line in lines)]
    end = 0
    for token in yaml.scan(text, yaml.SafeLoader):
        start = _start(token).index
        if isinstance(token, yaml.KeyToken) and text[start : start + 1] == "?":
            raise UnusualError("a key that begins with '?'", _start(token))
        for match in re.finditer(r"#[^\n]*", text[end:start]):
            index = end + match.start()
            line = bisect_right(offsets, index) - 1
            yield _comment(lines[line], index, line, index - offsets[line])
        end = max(end, _end(token).index)


def _comment(written: str, index: int, line: int, column: int) -> Comment:
    alone = not written[:column].strip()
    return Comment(written[column:].rstrip(), index, line, column, alone, blank=False)


def _spread(node: Node | None) -> bool:
    """It goes over several lines and cannot be on one."""
    if isinstance(node, Flow):
        return node.kept
    return isinstance(node, Leaf) and len(node.lines) > 1
