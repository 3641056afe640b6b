"""The picture in columns: cards, the labels between them, and a waypoint wherever a line crosses a column."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from infra_design.draw.flows import LABEL
from infra_design.draw.metrics import text_width
from infra_design.draw.picture import Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.draw.nesting import Nesting
    from infra_design.draw.picture import Flow, Picture

LABEL_LINE = 13.0
GLYPH = 12.0
"""Room for a lock or a shield before the first line of a label."""

_WAYPOINT = 8.0
_USUAL_GAP = 24.0


@dataclass(frozen=True, slots=True)
class Cell:
    """Something with a place in a column: a card, a label (`flow`) or a waypoint (neither)."""

    key: str
    column: int
    width: float
    height: float
    frame: str
    flow: str = ""


@dataclass(frozen=True, slots=True)
class Wire:
    """One line of a flow, from cell to cell through neighboring columns; the first and last are no waypoints.

    Attributes:
        net: lines of one net may run over each other.
        ends: keys of the cards at the ends of the traffic on it: sources and targets.
        arrow: it ends in an arrowhead.
        standby: it is used only after a failure.
    """

    flow: str
    net: str
    cells: tuple[str, ...]
    ends: tuple[tuple[str, ...], tuple[str, ...]]
    arrow: bool
    standby: bool
    back: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells by key, and the lines between them."""

    cells: Mapping[str, Cell] = field(default_factory=dict)
    wires: tuple[Wire, ...] = ()


def grid(picture: Picture, nesting: Nesting, columns: Mapping[str, int]) -> Grid:
    """Put the picture into columns; `columns` are those of the cards, guards excepted, which follow from flows."""
    cells = {
        key: Cell(key, columns[key], card.width, card.height, card.frame)
        for key, card in picture.cards.items()
        if key in columns
    }
    wires: list[Wire] = []
    for flow in picture.flows:
        _guard_cells(picture, flow, cells)
        cells[flow.key] = _label_cell(flow, nesting, cells)
        for wire in _wires(flow):
            wires.append(_with_waypoints(wire, nesting, cells, len(wires)))
    return Grid(cells, tuple(wires))


def rough_width(picture: Picture, columns: Mapping[str, int]) -> float:
    """About how wide the picture gets: what stands in its columns, and usual gaps."""
    widths = {column: picture.cards[key].width for key, column in columns.items()}
    for key, column in columns.items():
        widths[column] = max(widths[column], picture.cards[key].width)
    for flow in picture.flows:
        column = max(columns[source] for source in flow.sources) + 1
        widths[column] = max(widths.get(column, 0.0), label_size(flow)[0])
        for target, guards in flow.guards.items():
            for distance, guard in enumerate(reversed(guards), start=1):
                column = columns[target] - distance
                widths[column] = max(widths.get(column, 0.0), picture.cards[guard].width)
    return sum(widths.values()) + _USUAL_GAP * len(widths)


def _guard_cells(picture: Picture, flow: Flow, cells: dict[str, Cell]) -> None:
    """Guards stand in the columns just before what they guard."""
    for target, guards in flow.guards.items():
        for distance, guard in enumerate(reversed(guards), start=1):
            card = picture.cards[guard]
            column = cells[target].column - distance
            cells[guard] = Cell(guard, column, card.width, card.height, card.frame)


def _label_cell(flow: Flow, nesting: Nesting, cells: Mapping[str, Cell]) -> Cell:
    """The label stands just behind the last source, in the innermost frame that is around all it connects."""
    column = max(cells[source].column for source in flow.sources) + 1
    ends = {*flow.sources, *flow.targets, *(guard for guards in flow.guards.values() for guard in guards)}
    if flow.back:
        ends = set(flow.sources)
    frame = nesting.common(cells[end].frame for end in sorted(ends))
    width, height = label_size(flow)
    return Cell(flow.key, column, width, height, frame, flow.key)


def glyphs(flow: Flow) -> tuple[str, ...]:
    """Names of the signs before a label, which say without color what its color says."""
    signs = {Style.SECURE: "lock", Style.CLEAR: "unlock"}
    found = ["block" if flow.blocked else signs.get(flow.style, ""), "shield" if flow.passed else ""]
    return tuple(name for name in found if name)


def label_size(flow: Flow) -> tuple[float, float]:
    """Width and height of the label of a flow; a dot where it has none."""
    signs = len(glyphs(flow))
    if not flow.label and not signs:
        return _WAYPOINT, _WAYPOINT
    widths = [text_width(line, LABEL) for line in flow.label] or [0.0]
    widths[sign_line(flow)] += GLYPH * signs
    return -(-(max(widths) + 9) // 2) * 2, LABEL_LINE * len(widths) + 4


def sign_line(flow: Flow) -> int:
    """The line of a label before which its signs stand: the shortest."""
    return min(range(len(flow.label)), key=lambda place: text_width(flow.label[place], LABEL), default=0)


def _wires(flow: Flow) -> Iterator[Wire]:
    for source in flow.sources:
        standby = source in flow.standby
        ends: tuple[tuple[str, ...], tuple[str, ...]] = ((source,), flow.targets)
        yield Wire(flow.key, f"{flow.key}<", (source, flow.key), ends, arrow=False, standby=standby)
    for target in flow.targets:
        ends = (flow.sources, (target,))
        standby = target in flow.standby or set(flow.sources) <= flow.standby
        for tail, head in pairwise((flow.key, *flow.guards.get(target, ()), target)):
            yield Wire(flow.key, f"{tail}>", (tail, head), ends, arrow=True, standby=standby, back=flow.back)


def _with_waypoints(wire: Wire, nesting: Nesting, cells: dict[str, Cell], number: int) -> Wire:
    tail, head = (cells[key] for key in wire.cells)
    if wire.back or tail.column + 1 == head.column:
        return wire
    frame = nesting.common((tail.frame, head.frame))
    between = []
    for column in range(tail.column + 1, head.column):
        key = f"via.{number}.{column}"
        cells[key] = Cell(key, column, 2, _WAYPOINT, frame)
        between.append(key)
    return replace(wire, cells=(tail.key, *between, head.key))
