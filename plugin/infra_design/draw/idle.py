"""What nothing flows to or from stands side by side, in rows about as wide as the rest of the picture."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING

from infra_design.draw.ranks import STEP

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from infra_design.draw.nesting import Nesting
    from infra_design.draw.picture import Flow, Tie

    Extents = Mapping[str, tuple[float, float]]

FEW = 2
"""So many may stand on top of each other, where their tier is."""

_LANDSCAPE = 1.4
_GAP = 16.0


def idle(
    cards: Iterable[str], nesting: Nesting, flows: Iterable[Flow], ties: Iterable[Tie]
) -> tuple[tuple[str, ...], ...]:
    """Cards that nothing flows to or from and that share a column with nothing, by their outermost frame.

    None if there are just a few, and none of a frame in which one is busy.
    """
    busy = {end for flow in flows for end in (*flow.sources, *flow.targets)}
    busy |= {end for tie in ties if not tie.overhead for end in (tie.source, tie.target)}
    groups: dict[str, list[str]] = {}
    for card in cards:
        groups.setdefault(_outermost(card, nesting), []).append(card)
    found = tuple(tuple(group) for group in groups.values() if busy.isdisjoint(group))
    return found if len(found) > FEW else ()


def _outermost(card: str, nesting: Nesting) -> str:
    frame = nesting.frame.get(card, "")
    return nesting.around(frame)[0] if frame in nesting.parent else card


def side_by_side(groups: Sequence[Sequence[str]], columns: Mapping[str, int]) -> Mapping[str, int]:
    """Columns in which idle groups make rows instead of one long column; of all else as they are given."""
    moved = {card for group in groups for card in group}
    width = max((column // STEP + 1 for card, column in columns.items() if card not in moved), default=0)
    width = max(width, ceil(_LANDSCAPE * sqrt(len(moved))))
    return {**columns, **_rows(groups, width)}


def _rows(groups: Sequence[Sequence[str]], width: int) -> dict[str, int]:
    """Groups from left to right, as many to a row as fit; in each, its cards likewise."""
    placed: dict[str, int] = {}
    start = 0
    for group in groups:
        wide = ceil(sqrt(len(group)))
        start = start if start + wide <= width else 0
        placed |= {card: STEP * (start + number % wide) for number, card in enumerate(group)}
        start += wide
    return placed


def below(
    groups: Sequence[Sequence[str]], columns: Mapping[str, int], extents: Sequence[tuple[float, float]], end: float
) -> list[float]:
    """How far down each group has to go so that rows of groups stand below all else.

    Args:
        groups: as `side_by_side` got them.
        columns: as it gave them.
        extents: top and bottom of each group, frames around it included.
        end: bottom of all else.
    """
    moves: list[float] = []
    row = start = end + _GAP
    before = -1
    for group, (top, bottom) in zip(groups, extents, strict=True):
        if columns[group[0]] <= before:
            start = row + _GAP
        before = columns[group[0]]
        moves.append(start - top)
        row = max(row, start + bottom - top)
    return moves
