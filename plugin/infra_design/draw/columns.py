"""From left to right: how wide columns and the gaps between them must be, and where lines change rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra_design.draw.cards import FRAME_PAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from infra_design.draw.grid import Grid
    from infra_design.draw.lines import Line
    from infra_design.draw.picture import Picture
    from infra_design.draw.rows import Rows

TRACK = 8.0
"""Distance of parallel lines."""

_NEAR = 6.0
_FIRST_TRACK, _AFTER_TRACKS = 6.0, 12.0
_LEAST_GAP = 15.0
HEADER_PAD = 10.0


@dataclass(slots=True)
class Net:
    """Lines that may run over each other in one gap between two columns.

    Attributes:
        lefts, rights: rows at which they come to the gap from the left, and leave it to the right.
        ends: rows that they reach inside the gap besides: lanes above or below the picture.
    """

    lefts: set[float] = field(default_factory=set)
    rights: set[float] = field(default_factory=set)
    ends: set[float] = field(default_factory=set)

    @property
    def low(self) -> float:
        """The uppermost row."""
        return min(self.lefts | self.rights | self.ends)

    @property
    def high(self) -> float:
        """The lowest row."""
        return max(self.lefts | self.rights | self.ends)

    @property
    def straight(self) -> bool:
        """Whether it changes no row."""
        return self.high - self.low < 1

    def crossings(self, other: Net) -> int:
        """How often they cross if this one changes rows left of the other."""
        right = sum(other.low < row < other.high for row in self.rights)
        return right + sum(self.low < row < self.high for row in other.lefts)

    def apart(self, other: Net) -> bool:
        """Whether they can change rows at the same place."""
        return self.high + _NEAR < other.low or other.high + _NEAR < self.low


def tracks(nets: Mapping[str, Net]) -> dict[str, int]:
    """Number, from the left, of the place at which each net that is not straight changes rows."""
    order = _untangled([name for name, net in nets.items() if not net.straight], nets)
    out: dict[str, int] = {}
    for name in order:
        taken = [track for other, track in out.items() if not nets[name].apart(nets[other])]
        out[name] = max(taken, default=-1) + 1
    return out


def _untangled(order: Sequence[str], nets: Mapping[str, Net]) -> list[str]:
    """An order with few crossings: neighbors change places as long as that helps."""
    names = sorted(order, key=lambda name: (nets[name].low, name))
    for _ in names:
        swapped = False
        for place in range(len(names) - 1):
            one, other = nets[names[place]], nets[names[place + 1]]
            if other.crossings(one) < one.crossings(other):
                names[place], names[place + 1] = names[place + 1], names[place]
                swapped = True
        if not swapped:
            break
    return names


@dataclass(frozen=True, slots=True)
class Columns:
    """Where everything is from left to right.

    Attributes:
        middles: middle of each column.
        frames: left and right of each frame.
        turns: gap and net → where the net changes rows.
        width: of everything.
    """

    middles: Mapping[int, float]
    frames: Mapping[str, tuple[float, float]]
    turns: Mapping[tuple[int, str], float]
    width: float


def widths(picture: Picture, grid: Grid, rows: Rows, lines: Iterable[Line]) -> Columns:
    """Give every column and every gap the room that it needs."""
    nets = _nets(lines)
    places = {gap: tracks(within) for gap, within in nets.items()}
    last = max((cell.column for cell in grid.cells.values()), default=-1)
    levels = _levels(picture, rows.spans)
    column = dict.fromkeys(range(last + 1), 0.0)
    for cell in grid.cells.values():
        column[cell.column] = max(column[cell.column], cell.width)
    gaps = {gap: _gap(gap, last, rows.spans, levels, places.get(gap, {})) for gap in range(-1, last + 1)}
    _room_for_headers(picture, rows.spans, levels, column, gaps)
    return _laid(column, gaps, rows.spans, levels, places)


@dataclass(frozen=True, slots=True)
class _Gap:
    """Room between two columns: for borders of frames on both sides, and for lines between these."""

    left: float
    middle: float
    right: float

    @property
    def width(self) -> float:
        return self.left + self.middle + self.right


def _nets(lines: Iterable[Line]) -> dict[int, dict[str, Net]]:
    nets: dict[int, dict[str, Net]] = {}
    for line in lines:
        for hop in line.hops:
            net = nets.setdefault(hop.gap, {}).setdefault(hop.net, Net())
            for row, side in zip((hop.start, hop.end), hop.sides, strict=True):
                {"left": net.lefts, "right": net.rights, "inside": net.ends}[side].add(row)
    return nets


def _levels(picture: Picture, spans: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """How many borders of frames, its own included, are between a frame's border and its first and last column."""
    levels = dict.fromkeys(picture.frames, (1, 1))
    for frame in sorted(picture.frames.values(), key=lambda frame: -frame.depth):
        if frame.parent:
            inner, outer = levels[frame.key], levels[frame.parent]
            same = [mine == other for mine, other in zip(spans[frame.key], spans[frame.parent], strict=True)]
            levels[frame.parent] = (
                max(outer[0], inner[0] + 1 if same[0] else 1),
                max(outer[1], inner[1] + 1 if same[1] else 1),
            )
    return levels


def _gap(
    gap: int,
    last: int,
    spans: Mapping[str, tuple[int, int]],
    levels: Mapping[str, tuple[int, int]],
    places: Mapping[str, int],
) -> _Gap:
    closing = max((levels[frame][1] for frame, span in spans.items() if span[1] == gap), default=0)
    opening = max((levels[frame][0] for frame, span in spans.items() if span[0] == gap + 1), default=0)
    count = max(places.values(), default=-1) + 1
    lines = _FIRST_TRACK + (count - 1) * TRACK + _AFTER_TRACKS if count else 0.0
    least = 0.0 if gap in {-1, last} else _LEAST_GAP - 4 * (closing + opening)
    return _Gap(closing * FRAME_PAD, max(lines, least), opening * FRAME_PAD)


def _room_for_headers(
    picture: Picture,
    spans: Mapping[str, tuple[int, int]],
    levels: Mapping[str, tuple[int, int]],
    column: dict[int, float],
    gaps: Mapping[int, _Gap],
) -> None:
    """Widen columns under headers that are wider than all that stands below them."""
    for frame in sorted(picture.frames.values(), key=lambda frame: -frame.depth):
        first, last = spans[frame.key]
        inside = sum(column[number] for number in range(first, last + 1))
        inside += sum(gaps[gap].width for gap in range(first, last))
        missing = frame.width + 2 * HEADER_PAD - inside - FRAME_PAD * sum(levels[frame.key])
        if missing > 0:
            column[last if first == last else first] += missing


def _laid(
    column: Mapping[int, float],
    gaps: Mapping[int, _Gap],
    spans: Mapping[str, tuple[int, int]],
    levels: Mapping[str, tuple[int, int]],
    places: Mapping[int, Mapping[str, int]],
) -> Columns:
    x = gaps[-1].width
    starts = {-1: 0.0}
    middles: dict[int, float] = {}
    edges: dict[int, tuple[float, float]] = {}
    for number, width in column.items():
        middles[number], edges[number] = x + width / 2, (x, x + width)
        starts[number] = x + width
        x += width + gaps[number].width
    frames = {
        frame: (edges[first][0] - levels[frame][0] * FRAME_PAD, edges[last][1] + levels[frame][1] * FRAME_PAD)
        for frame, (first, last) in spans.items()
    }
    turns = {
        (gap, net): starts[gap] + gaps[gap].left + _FIRST_TRACK + TRACK * track
        for gap, within in places.items()
        for net, track in within.items()
    }
    return Columns(middles, frames, turns, x)
