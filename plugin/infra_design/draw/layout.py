"""Where everything is: boxes of cards, labels and frames, and the lines between them, at right angles."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from infra_design.draw.box import Box, around
from infra_design.draw.cards import HEADER_LINE
from infra_design.draw.columns import widths
from infra_design.draw.flows import LABEL
from infra_design.draw.grid import glyphs
from infra_design.draw.lines import lines
from infra_design.draw.metrics import text_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.draw.columns import Columns
    from infra_design.draw.grid import Grid
    from infra_design.draw.lines import Anchor, Line, Lines
    from infra_design.draw.picture import Frame, Picture, Tie
    from infra_design.draw.rows import Rows

Point = tuple[float, float]

MARGIN = 10.0
"""Around the whole picture; badges reach into it."""

_WATCHER_ABOVE = 14.0
CHIP_MIDDLE = 8.0
"""From the top of a chip to the middle of its first letters, where lines reach it."""

_CHIP_INSET = 10.0
_LABEL_HEIGHT = 15.0
_TOUCHING = 0.01


@dataclass(frozen=True, slots=True)
class Route:
    """A line through its corners, and the box of the label on it, if it has one."""

    points: tuple[Point, ...]
    label: Box | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes by key, and lines in the order of the grid's wires and of the picture's ties."""

    cells: Mapping[str, Box]
    frames: Mapping[str, Box]
    chips: Mapping[str, Box]
    wires: tuple[Route, ...]
    ties: tuple[Route, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture, its lines, and where everything is."""

    picture: Picture
    grid: Grid
    layout: Layout


def arrange(picture: Picture, grid: Grid, rows: Rows) -> Layout:
    """Place everything, from the rows in which it is to stand."""
    found = lines(picture, grid, rows)
    columns = widths(picture, grid, rows, (*found.wires, *found.ties))
    placed = _Placed(picture, grid, rows, columns, found)
    return placed.layout()


class _Placed:
    """Boxes and routes in pixels from the top left corner."""

    def __init__(self, picture: Picture, grid: Grid, rows: Rows, columns: Columns, found: Lines) -> None:
        self._picture = picture
        self._grid = grid
        self._lines = found
        self._columns = columns
        high = max((picture.cards[key].height + _WATCHER_ABOVE for key in picture.watchers), default=0.0)
        self._down = MARGIN - found.top + high
        self._frames = {
            key: Box(
                left + MARGIN, rows.frames[key][0] + self._down, right + MARGIN, rows.frames[key][1] + self._down
            )
            for key, (left, right) in columns.frames.items()
        }
        self._cells = {
            key: around(columns.middles[cell.column] + MARGIN, rows.cells[key] + self._down, cell.width, cell.height)
            for key, cell in grid.cells.items()
        }
        self._unlabeled = {flow.key for flow in picture.flows if not flow.label and not glyphs(flow)}
        self._cells |= self._watchers()
        self._chips = dict(self._header_chips())

    def layout(self) -> Layout:
        """The whole."""
        wires = tuple(Route(self._points(line)) for line in self._lines.wires)
        ties = tuple(map(self._tie, self._picture.ties, self._lines.ties))
        boxes = [*self._cells.values(), *self._frames.values()]
        xs = [*(box.right for box in boxes), *(x for route in (*wires, *ties) for x, _ in route.points)]
        return Layout(
            self._cells,
            self._frames,
            self._chips,
            wires,
            ties,
            width=max(xs, default=0.0) + MARGIN,
            height=self._lines.bottom + self._down + MARGIN,
        )

    def _watchers(self) -> Iterator[tuple[str, Box]]:
        """In a row above the rest, each near what it watches."""
        free = MARGIN
        for key in self._picture.watchers:
            card = self._picture.cards[key]
            turns = [
                self._columns.turns[hop.gap, hop.net] + MARGIN
                for line in self._lines.ties
                if key in {line.start.key, line.end.key}
                for hop in line.hops
            ]
            x = max(free + card.width / 2, sum(turns) / len(turns) if turns else 0.0)
            free = x + card.width / 2 + _WATCHER_ABOVE
            yield key, around(x, MARGIN + card.height / 2, card.width, card.height)

    def _header_chips(self) -> Iterator[tuple[str, Box]]:
        for frame in self._picture.frames.values():
            yield from in_header(frame, self._frames[frame.key])

    def _points(self, line: Line) -> tuple[Point, ...]:
        points = [self._at(line.start)]
        if line.start.side == "bottom" and line.start.key in self._picture.watchers:
            points.append((points[0][0], line.start.row + self._down))
        for hop in line.hops:
            if (hop.gap, hop.net) in self._columns.turns:
                x = self._columns.turns[hop.gap, hop.net] + MARGIN
                points += [(x, hop.start + self._down), (x, hop.end + self._down)]
        end = self._at(line.end)
        if line.end.side == "bottom" and line.end.key in self._picture.watchers:
            points.append((end[0], line.end.row + self._down))
        return corners((*points, end))

    def _at(self, anchor: Anchor) -> Point:
        box = self._cells.get(anchor.key) or self._chips.get(anchor.key) or self._frames[anchor.key]
        if anchor.side in {"top", "bottom"}:
            return box.x, box.top if anchor.side == "top" else box.bottom
        if anchor.key in self._unlabeled:
            return box.x, anchor.row + self._down
        return box.left if anchor.side == "left" else box.right, anchor.row + self._down

    def _tie(self, tie: Tie, line: Line) -> Route:
        points = self._points(line)
        if not tie.label or line.hops:
            return Route(points)
        (x, one), (_, other) = points[len(points) // 2 - 1 : len(points) // 2 + 1]
        low, high = sorted((one, other))
        for key in (tie.source, tie.target):
            low, high = self._outside(key, low, high)
        low, high = self._free(tie.source, low, high)
        if high - low < _LABEL_HEIGHT:
            return Route(points)
        return Route(points, around(x, (low + high) / 2, text_width(tie.label, LABEL) + 10, _LABEL_HEIGHT))

    def _free(self, key: str, low: float, high: float) -> tuple[float, float]:
        """The largest part of a vertical line that no other line crosses."""
        column = self._grid.cells[key].column
        rows = (self._cells[cell.key].y for cell in self._grid.cells.values() if cell.column == column)
        between = [low, *sorted(row for row in rows if low < row < high), high]
        return max(pairwise(between), key=lambda part: part[1] - part[0])

    def _outside(self, key: str, low: float, high: float) -> tuple[float, float]:
        """The part of a vertical line between two rows that is outside of the frames around one of its ends."""
        card = self._picture.cards[key]
        frame = card.frame
        while frame:
            box = self._frames[frame]
            if low < box.bottom < high:
                low = box.bottom
            elif low < box.top < high:
                high = box.top
            frame = self._picture.frames[frame].parent
        return low, high


def in_header(frame: Frame, box: Box) -> Iterator[tuple[str, Box]]:
    """Where the chips of a frame are, one below the other."""
    for line, chip in enumerate(frame.chips, start=frame.lines - len(frame.chips)):
        left, top = box.left + _CHIP_INSET, box.top + HEADER_LINE * line + 4
        yield chip.key, Box(left, top, left + chip.width, top + HEADER_LINE)


def corners(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Without points at which nothing turns."""
    out: list[Point] = []
    for point in points:
        if out and _same(out[-1][0], point[0]) and _same(out[-1][1], point[1]):
            continue
        while len(out) > 1 and _in_line(out[-2], out[-1], point):
            out.pop()
        out.append(point)
    return tuple(out)


def _in_line(one: Point, middle: Point, other: Point) -> bool:
    return any(_same(one[axis], middle[axis]) and _same(middle[axis], other[axis]) for axis in (0, 1))


def _same(one: float, other: float) -> bool:
    return abs(one - other) < _TOUCHING
