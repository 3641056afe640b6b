"""Every line of the picture as hops through the gaps between columns, where it may change rows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from infra_design.draw.cards import HEADER_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from infra_design.draw.grid import Cell, Grid, Wire
    from infra_design.draw.picture import Picture, Tie
    from infra_design.draw.rows import Rows

Side = Literal["left", "right", "inside"]

_PORT = 12.0
_NEAR = 6.0
_LANE = 9.0
_BEFORE_LANE = 15.0
_LOWER_PORT = 14.0
HEADER_MIDDLE = 12.0


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a line begins or ends: at a side of a cell, frame, chip, or watcher, in a row."""

    key: str
    side: Literal["left", "right", "top", "bottom"]
    row: float


@dataclass(frozen=True, slots=True)
class Hop:
    """A change of rows in a gap.

    Attributes:
        gap: number of the column to its left.
        net: hops of one net in one gap share a place.
        sides: where it comes to the gap, and where it leaves it.
    """

    gap: int
    net: str
    start: float
    end: float
    sides: tuple[Side, Side] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Line:
    """A line from anchor to anchor; without hops it is straight."""

    start: Anchor
    hops: tuple[Hop, ...]
    end: Anchor


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of the grid's wires and of the picture's ties, in the same order.

    Attributes:
        top, bottom: rows between which all lines, frames and cells are.
    """

    wires: tuple[Line, ...]
    ties: tuple[Line, ...]
    top: float
    bottom: float


def lines(picture: Picture, grid: Grid, rows: Rows) -> Lines:
    """All lines, once it is known in which row everything is."""
    extents = [
        *rows.frames.values(),
        *((rows.cells[key] - cell.height / 2, rows.cells[key] + cell.height / 2) for key, cell in grid.cells.items()),
    ]
    top, bottom = min((low for low, _ in extents), default=0.0), max((high for _, high in extents), default=0.0)
    watchers = dict.fromkeys(_watcher(picture, tie) for tie in picture.ties if tie.overhead)
    above = {key: top - _BEFORE_LANE - _LANE * number for number, key in enumerate(watchers)}
    backs = dict.fromkeys(wire.flow for wire in grid.wires if wire.back)
    below = {flow: bottom + _BEFORE_LANE + _LANE * number for number, flow in enumerate(backs)}
    ports = _ports(grid, rows.cells)
    wires = (
        _back(grid, rows.cells, wire, below[wire.flow]) if wire.back else _onward(grid, rows.cells, wire, ports)
        for wire in grid.wires
    )
    ties = (
        _overhead(picture, grid, rows, tie, above[_watcher(picture, tie)])
        if tie.overhead
        else _beside(grid, rows.cells, tie)
        for tie in picture.ties
    )
    return Lines(tuple(wires), tuple(ties), min([top, *above.values()]), max([bottom, *below.values()]))


def _watcher(picture: Picture, tie: Tie) -> str:
    """The end of a line overhead that all its lines meet at."""
    return tie.source if tie.source in picture.watchers and tie.target not in picture.watchers else tie.target


_Ports = tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]


def _ports(grid: Grid, rows: Mapping[str, float]) -> _Ports:
    """Rows at which lines leave a cell (by cell and net), and reach one (by cell and the cell before)."""
    leaving: dict[str, dict[str, list[float]]] = {}
    reaching: dict[str, dict[str, list[float]]] = {}
    for wire in grid.wires:
        if not wire.back:
            first, last = wire.cells[0], wire.cells[-1]
            leaving.setdefault(first, {}).setdefault(wire.net, []).append(rows[wire.cells[1]])
            reaching.setdefault(last, {}).setdefault(wire.cells[-2], []).append(rows[wire.cells[-2]])
    return (
        {(key, net): row for key, nets in leaving.items() for net, row in _spread(grid.cells[key], rows[key], nets)},
        {(key, net): row for key, nets in reaching.items() for net, row in _spread(grid.cells[key], rows[key], nets)},
    )


def _spread(cell: Cell, row: float, nets: Mapping[str, Sequence[float]]) -> Iterator[tuple[str, float]]:
    """Rows for lines at one side of a cell: the straight one in the middle, the others above and below it."""
    if cell.flow:
        yield from dict.fromkeys(nets, row).items()
        return
    order = sorted(nets, key=lambda net: (sum(nets[net]) / len(nets[net]), net))
    straight = [place for place, net in enumerate(order) if all(abs(other - row) < 1 for other in nets[net])]
    middle = float(straight[0]) if straight else (len(order) - 1) / 2
    reach = max(middle, len(order) - 1 - middle)
    step = min(_PORT, (cell.height / 2 - 8) / reach) if reach else 0.0
    ports = [row + (place - middle) * step for place in range(len(order))]
    for place, net in enumerate(order):
        yield net, _snapped(ports, place, nets[net], row, cell.height / 2 - _NEAR)


def _snapped(ports: list[float], place: int, beyond: Sequence[float], row: float, reach: float) -> float:
    """The row of a port, moved a little where that makes its line straight."""
    goal = beyond[0]
    apart = all(abs(goal - port) >= _NEAR for other, port in enumerate(ports) if other != place)
    if apart and abs(goal - ports[place]) < _PORT and abs(goal - row) <= reach and max(beyond) == min(beyond):
        ports[place] = goal
    return ports[place]


def _onward(grid: Grid, rows: Mapping[str, float], wire: Wire, ports: _Ports) -> Line:
    leave, reach = ports[0][wire.cells[0], wire.net], ports[1][wire.cells[-1], wire.cells[-2]]
    at = [leave, *(rows[key] for key in wire.cells[1:-1]), reach]
    first = grid.cells[wire.cells[0]].column
    hops = tuple(Hop(first + number, wire.net, before, after) for number, (before, after) in enumerate(pairwise(at)))
    return Line(Anchor(wire.cells[0], "right", leave), hops, Anchor(wire.cells[-1], "left", reach))


def _back(grid: Grid, rows: Mapping[str, float], wire: Wire, lane: float) -> Line:
    """Below the whole picture, back to the left."""
    tail, head = grid.cells[wire.cells[0]], grid.cells[wire.cells[-1]]
    row = rows[head.key] + min(_LOWER_PORT, head.height / 2 - 4)
    hops = (
        Hop(tail.column, wire.net, rows[tail.key], lane, ("left", "inside")),
        Hop(head.column - 1, wire.net, lane, row, ("inside", "right")),
    )
    return Line(Anchor(tail.key, "right", rows[tail.key]), hops, Anchor(head.key, "left", row))


def _beside(grid: Grid, rows: Mapping[str, float], tie: Tie) -> Line:
    """Straight between neighbors in a column, else around what stands between them."""
    one, other = grid.cells[tie.source], grid.cells[tie.target]
    low, high = sorted((rows[one.key], rows[other.key]))
    between = (
        cell
        for cell in grid.cells.values()
        if cell.column == one.column and low < rows[cell.key] < high and not cell.key.startswith("via.")
    )
    if one.column == other.column and next(between, None) is None:
        down = rows[one.key] < rows[other.key]
        return Line(
            Anchor(one.key, "bottom" if down else "top", rows[one.key]),
            (),
            Anchor(other.key, "top" if down else "bottom", rows[other.key]),
        )
    start, end = (rows[cell.key] + cell.height / 2 - _LOWER_PORT for cell in (one, other))
    column = max(one.column, other.column)
    hop = Hop(column, f"beside.{tie.source}", start, end, ("left", "left"))
    return Line(Anchor(one.key, "right", start), (hop,), Anchor(other.key, "right", end))


def _overhead(picture: Picture, grid: Grid, rows: Rows, tie: Tie, lane: float) -> Line:
    """Up beside the frame or card that it begins at, above the whole picture, and to what watches."""
    watcher = _watcher(picture, tie)
    anchors: list[Anchor] = []
    hops: list[Hop] = []
    sides: tuple[tuple[Side, Side], ...] = (("right", "inside"), ("inside", "right"))
    for key, direction in zip((tie.source, tie.target), sides, strict=True):
        if key in picture.watchers:
            anchors.append(Anchor(key, "bottom", lane))
            continue
        anchor, gap = _left_of(picture, grid, rows, key)
        anchors.append(anchor)
        start, end = (anchor.row, lane) if direction[1] == "inside" else (lane, anchor.row)
        hops.append(Hop(gap, f"over.{watcher}", start, end, direction))
    return Line(anchors[0], tuple(hops), anchors[1])


def _left_of(picture: Picture, grid: Grid, rows: Rows, key: str) -> tuple[Anchor, int]:
    """Left side of a card, chip or frame, and the gap left of it."""
    if key in grid.cells:
        cell = grid.cells[key]
        return Anchor(key, "left", rows.cells[key] - cell.height / 2 + _LOWER_PORT), cell.column - 1
    frame, line = _header_line(picture, key)
    row = rows.frames[frame][0] + HEADER_LINE * line + HEADER_MIDDLE
    return Anchor(key if line else frame, "left", row), rows.spans[frame][0] - 1


def _header_line(picture: Picture, key: str) -> tuple[str, int]:
    """The frame in whose header a chip is, and in which line; 0 for the frame's own instance."""
    for frame in picture.frames.values():
        if key in frame.instances:
            return frame.key, 0
        for line, chip in enumerate(frame.chips, start=frame.lines - len(frame.chips)):
            if chip.key == key:
                return frame.key, line
    raise KeyError(key)
