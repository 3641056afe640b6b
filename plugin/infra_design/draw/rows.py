"""From top to bottom: Graphviz's rows, with the parts of the picture centered on each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING

from infra_design.draw.cards import FRAME_PAD, HEADER_LINE
from infra_design.draw.grid import spans
from infra_design.draw.idle import below
from infra_design.draw.picture import Style

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from infra_design.draw.grid import Grid
    from infra_design.draw.nesting import Nesting
    from infra_design.draw.picture import Picture

_INCH = 72.0
_BELOW = 18.0


@dataclass(frozen=True, slots=True)
class Rows:
    """Where everything is from top to bottom.

    Attributes:
        cells: the middle of each cell.
        frames: top and bottom of each frame.
        spans: first and last column of each frame.
    """

    cells: Mapping[str, float]
    frames: Mapping[str, tuple[float, float]]
    spans: Mapping[str, tuple[int, int]]


def read_rows(plain: str, *, mirrored: bool = False) -> dict[str, float]:
    """Middle of each cell in pixels from the top (mirrored: from the bottom), from Graphviz's "plain" output.

    Text of labels cannot pass for a line of the output: it has no line ends.
    """
    rows: dict[str, float] = {}
    height = 0.0
    for line in plain.split("\n"):
        if line.startswith("graph "):
            height = float(line.split(" ")[3])
        elif line.startswith("node "):
            _, name, _, y, _ = line.split(" ", 4)
            rows[name.strip('"')] = round((float(y) if mirrored else height - float(y)) * _INCH)
    return rows


def upside_down(rows: Mapping[str, float], picture: Picture, grid: Grid) -> bool:
    """Whether most instances that stand in one column stand in the reverse of their order."""
    columns: dict[tuple[str, int], list[float]] = {}
    for key, card in picture.cards.items():
        if key in rows:
            columns.setdefault((card.component, grid.cells[key].column), []).append(rows[key])
    steps = [later - earlier for column in columns.values() for earlier, later in pairwise(column)]
    return sum(step < 0 for step in steps) > len(steps) / 2


def settle(rows: Mapping[str, float], picture: Picture, grid: Grid, nesting: Nesting) -> Rows:
    """Rows of everything, from those of the cells."""
    reach = spans(grid.cells.values(), nesting)
    rows = _lookup_below(_in_order(rows, picture, grid), picture, grid)
    cells = _center(rows, grid, _parts(grid, reach))
    if picture.idle:
        cells |= _idle_below(cells, picture, grid, nesting)
    return Rows(cells, _frame_rows(picture, grid, cells), reach)


def _in_order(rows: Mapping[str, float], picture: Picture, grid: Grid) -> dict[str, float]:
    """With instances in their order where they could change places: equal in size, frame and lines."""
    attached: dict[str, set[str]] = {key: set() for key in rows}
    for wire in grid.wires:
        for end in (wire.cells[0], wire.cells[-1]):
            attached[end].add(wire.flow)
    alike: dict[Hashable, list[str]] = {}
    for key, card in picture.cards.items():
        if key in rows:
            same = (card.component, grid.cells[key].column, card.frame, card.height, frozenset(attached[key]))
            alike.setdefault(same, []).append(key)
    out = dict(rows)
    for keys in alike.values():
        out |= zip(keys, sorted(rows[key] for key in keys), strict=True)
    return out


def _lookup_below(rows: Mapping[str, float], picture: Picture, grid: Grid) -> dict[str, float]:
    """With the answer of DNS below a client that has its column to itself, so that it is always found there."""
    out = dict(rows)
    for tie in picture.ties:
        if tie.style is Style.LOOKUP and tie.target in grid.cells:
            client, server = grid.cells[tie.source], grid.cells[tie.target]
            alone = [cell.key for cell in grid.cells.values() if cell.column == client.column]
            if server.column == client.column and len(alone) == len({client.key, server.key}):
                out[server.key] = out[client.key] + (client.height + server.height) / 2 + _BELOW
    return out


def _idle_below(rows: Mapping[str, float], picture: Picture, grid: Grid, nesting: Nesting) -> Mapping[str, float]:
    """Rows of all that is idle, below everything else."""
    around = {key: (nesting.around(cell.frame) or (key,))[0] for key, cell in grid.cells.items()}
    frames = _frame_rows(picture, grid, rows)
    extents = {
        around[key]: (rows[key] - cell.height / 2, rows[key] + cell.height / 2) for key, cell in grid.cells.items()
    }
    extents |= {key: extent for key, extent in frames.items() if key in extents}
    groups = [around[group[0]] for group in picture.idle]
    end = max((bottom for key, (_, bottom) in extents.items() if key not in groups), default=0.0)
    columns = {key: cell.column for key, cell in grid.cells.items()}
    moves = dict(zip(groups, below(picture.idle, columns, [extents[key] for key in groups], end), strict=True))
    return {key: rows[key] + moves[outer] for key, outer in around.items() if outer in moves}


def _parts(grid: Grid, spans: Mapping[str, tuple[int, int]]) -> list[range]:
    """Ranges of columns that no frame connects, from left to right."""
    last = max((cell.column for cell in grid.cells.values()), default=-1)
    cuts = [column for column in range(last) if not any(low <= column < high for low, high in spans.values())]
    edges = [-1, *cuts, last]
    return [range(low + 1, high + 1) for low, high in pairwise(edges)]


def _center(rows: Mapping[str, float], grid: Grid, parts: Sequence[range]) -> dict[str, float]:
    """Move whole parts of the picture up or down so that lines between them are straight, or fan out evenly.

    The part with most cells stays.
    """
    part_of = {column: number for number, part in enumerate(parts) for column in part}
    sizes = Counter(part_of[cell.column] for cell in grid.cells.values())
    middle = max(sizes, key=lambda number: (sizes[number], -number), default=0)
    steps = _steps(rows, grid, part_of)
    shift = {middle: 0.0}
    for number in range(middle + 1, len(parts)):
        shift[number] = shift[number - 1] - steps.get(number - 1, 0.0)
    for number in range(middle - 1, -1, -1):
        shift[number] = shift[number + 1] + steps.get(number, 0.0)
    return {key: row + shift[part_of[grid.cells[key].column]] for key, row in rows.items()}


def _steps(rows: Mapping[str, float], grid: Grid, part_of: Mapping[int, int]) -> dict[int, float]:
    """How far each part is above the next one.

    Lines that are the only ones at both their ends decide, since they can be straight; else all do.
    """
    joined: dict[tuple[str, str], None] = {}
    for wire in grid.wires:
        joined.update(dict.fromkeys(() if wire.back else pairwise(wire.cells)))
    between: dict[int, list[tuple[str, str]]] = {}
    for tail, head in joined:
        left, right = (part_of[grid.cells[key].column] for key in (tail, head))
        if left != right:
            between.setdefault(left, []).append((tail, head))
    steps = {}
    for part, pairs in between.items():
        tails, heads = Counter(tail for tail, _ in pairs), Counter(head for _, head in pairs)
        alone = [(tail, head) for tail, head in pairs if tails[tail] == heads[head] == 1]
        distances = [rows[head] - rows[tail] for tail, head in alone or pairs]
        steps[part] = median(distances) if alone else round(fmean(distances))
    return steps


def _frame_rows(picture: Picture, grid: Grid, rows: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Top and bottom of each frame: around what stands in it, with its header above."""
    inside: dict[str, list[tuple[float, float]]] = {}
    for cell in grid.cells.values():
        half = cell.height / 2
        inside.setdefault(cell.frame, []).append((rows[cell.key] - half, rows[cell.key] + half))
    spans: dict[str, tuple[float, float]] = {}
    for frame in sorted(picture.frames.values(), key=lambda frame: -frame.depth):
        extents = inside[frame.key]
        top = min(low for low, _ in extents) - FRAME_PAD - HEADER_LINE * frame.lines
        spans[frame.key] = (top, max(high for _, high in extents) + FRAME_PAD)
        inside.setdefault(frame.parent, []).append(spans[frame.key])
    return spans
