"""From an outline back to text, in one form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from infra_design.adapters.cli.format.outline import Block, Document, Entry, Flow, Leaf, Node
from infra_design.adapters.cli.format.outlining import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from infra_design.adapters.cli.format.order import Order
    from infra_design.adapters.cli.format.outline import Comment

    Place = tuple[str, ...]

T = TypeVar("T")

WIDTH = 120
"""Characters of a line that a map in braces or a list in brackets may reach."""
STEP = 2
"""Blanks of a level."""


def lay_out(document: Document, order_at: Callable[[Place], Order]) -> str:
    """The text of a file.

    Args:
        document: its outline.
        order_at: in which order keys come, by the place of their map; not asked where values have names (anchors).
    """
    layout = _Layout((lambda _: ()) if document.anchors else order_at)
    lines = [*document.head, *layout.root(document.root), *layout.apart(list(_comments(document.tail, 0)))]
    return "".join(f"{line}\n" for line in lines)


class _Layout:
    def __init__(self, order_at: Callable[[Place], Order]) -> None:
        self.order_at = order_at
        self.keeps = False
        """What was laid out last is a text to which empty lines below would belong."""

    def root(self, node: Node) -> list[str]:
        """The lines of all there is."""
        if isinstance(node, Flow) and not node.kept:
            text = self.inline(node, ())
            node = node if len(text) <= WIDTH or not node.pairs else _opened(node)
            if isinstance(node, Flow):
                return [text]
        if isinstance(node, Block):
            return self.block(node, 0, ())
        return node.source.lines if isinstance(node, Flow) else node.lines

    def block(self, block: Block, indent: int, place: Place) -> list[str]:
        """Its entries, one below the other, without an empty line on top."""
        lines: list[str] = []
        for entry in _sorted(block.entries, self.order_at(place), lambda entry: entry.key):
            lead = [*_comments(entry.lead, indent), *([""] if entry.blank else [])]
            lines += self.apart(lead) if lines else _without_gap(lead)
            lines += self._entry(entry, indent, place)
        return lines + self.apart(list(_comments(block.tail, indent)))

    def apart(self, lines: list[str]) -> list[str]:
        """Lines that come next, without an empty one on top where that would belong to a text."""
        kept = _without_gap(lines) if self.keeps else lines
        self.keeps &= not kept
        return kept

    def _entry(self, entry: Entry, indent: int, place: Place) -> list[str]:
        below = (*place, _bare(entry.key)) if entry.key else place
        head = " " * indent + (f"{entry.key}:" if entry.key else "-")
        value = entry.value
        self.keeps = isinstance(value, Leaf) and value.keeps
        if isinstance(value, Flow) and not value.kept:
            line = f"{head} {self.inline(value, below)}"
            if len(line) <= WIDTH or not value.pairs:
                return [_noted(line, entry.note)]
            value = _opened(value)
        if isinstance(value, Block):
            return self._nested(head, entry, value, indent, below)
        first, *others = _leaf(value, indent) if isinstance(value, Leaf) else _shifted(value, indent)
        lines = [f"{head} {first}" if first else head, *others]
        return [*lines[:-1], _noted(lines[-1], entry.note)]

    def _nested(self, head: str, entry: Entry, value: Block, indent: int, place: Place) -> list[str]:
        lines = self.block(value, indent + STEP, place)
        if entry.key or value.anchor or entry.note:
            return [_noted(" ".join(filter(None, (head, value.anchor))), entry.note), *lines]
        above = 0
        while lines[above].lstrip().startswith("#"):  # a comment that its key has taken to the top
            above += 1
        moved = [f"{'':{indent}}{line.lstrip()}" for line in lines[:above]]
        return [*moved, f"{head} {lines[above].lstrip()}", *lines[above + 1 :]]

    def inline(self, node: Node, place: Place) -> str:
        """A value on one line."""
        if isinstance(node, Flow):
            pairs = _sorted(node.pairs, self.order_at(place), lambda pair: _written(pair[0]))
            text = ", ".join(self._part(key, value, place) for key, value in pairs)
            return " ".join(filter(None, (node.anchor, f"{{{text}}}" if node.mapping else f"[{text}]")))
        return _written(node)

    def _part(self, key: Node | None, value: Node, place: Place) -> str:
        if key is None:
            return self.inline(value, place)
        name = self.inline(key, place)
        if isinstance(value, Leaf) and value.empty:
            return name
        return f"{name}: {self.inline(value, (*place, _bare(name)))}"


def _sorted(entries: list[T], order: Order, key: Callable[[T], str]) -> list[T]:
    """Entries with the known keys in order, then all others as they are written."""
    ranks = {name: rank for rank, name in enumerate(order)}
    return sorted(entries, key=lambda entry: ranks.get(_bare(key(entry)), len(ranks)))


def _bare(key: str) -> str:
    """A key without quotes."""
    return key[1:-1] if key[:1] in {'"', "'"} else key


def _written(node: Node | None) -> str:
    return quoted(node).lines[0] if isinstance(node, Leaf) else ""


def _opened(flow: Flow) -> Block:
    """A collection with a line for each entry."""
    return Block(flow.mapping, flow.anchor, [Entry(_written(key), value) for key, value in flow.pairs])


def _leaf(leaf: Leaf, indent: int) -> list[str]:
    if leaf.block:
        return _block_text(leaf, indent)
    if len(leaf.lines) == 1:
        return quoted(leaf).lines
    first, *others = leaf.lines
    plain = not leaf.style
    below = [f"{'':{indent + STEP}}{line.strip() if plain else line.lstrip()}".rstrip(" " * plain) for line in others]
    return [first.rstrip() if plain else first, *(line if line.strip() else "" for line in below)]


def _block_text(leaf: Leaf, indent: int) -> list[str]:
    """A header such as `|-`, and the text below it, moved as a whole."""
    header, sharp, comment = leaf.lines[0].partition("#")
    header = header.strip()
    given = re.search(r"[1-9]", header)
    texts = [line for line in leaf.lines[1:] if line.strip(" ")]
    old = (
        leaf.base + int(given[0]) if given else min((len(one) - len(one.lstrip(" ")) for one in texts[:1]), default=0)
    )
    new = indent + (int(given[0]) if given else STEP)
    below = [f"{'':{new}}{line[old:]}" if line[old:] else "" for line in leaf.lines[1:]]
    if not leaf.keeps:
        while below and not below[-1]:
            below.pop()
    return [_noted(header, (sharp + comment).rstrip()), *below]


def _shifted(flow: Flow, indent: int) -> list[str]:
    """A collection as it is written, its lines moved with the first."""
    first, *others = flow.source.lines
    moved = [
        f"{'':{max(0, len(line) - len(line.lstrip(' ')) + indent - flow.source.base)}}{line.lstrip(' ')}"
        for line in others
    ]
    return [first, *(line if line.strip() else "" for line in moved)]


def _comments(comments: Iterable[Comment], indent: int) -> Iterator[str]:
    for one in comments:
        if one.blank:
            yield ""
        yield f"{'':{indent}}{one.text}"


def _without_gap(lines: list[str]) -> list[str]:
    return lines[1:] if lines[:1] == [""] else lines


def _noted(line: str, note: str) -> str:
    return f"{line}  {note}" if note else line
