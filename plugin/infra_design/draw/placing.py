"""From a picture in columns to where everything is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations, islice, pairwise
from typing import TYPE_CHECKING

from infra_design.draw.dot import dot
from infra_design.draw.engine import lay_out
from infra_design.draw.layout import arrange
from infra_design.draw.rows import read_rows, settle, upside_down

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.draw.grid import Grid
    from infra_design.draw.layout import Layout
    from infra_design.draw.nesting import Nesting
    from infra_design.draw.picture import Picture
    from infra_design.draw.rows import Rows

_CROSSING = 60.0
"""Pixels of detours that avoiding one crossing is worth."""


def place(picture: Picture, grid: Grid, nesting: Nesting) -> tuple[Layout, str]:
    """Where everything is, and the DOT that was laid out.

    Raises:
        LayoutError: the picture cannot be laid out; the message says why.
    """
    placed, source = _rows(picture, grid)
    return arrange(picture, grid, settle(placed, picture, grid, nesting)), source


def place_best(picture: Picture, grid: Grid, nesting: Nesting, fuel: int, tries: int) -> tuple[Layout, str]:
    """The best of a few layouts: Graphviz finds another one for another order of what it is given.

    Args:
        picture: what is drawn.
        grid: its cells and lines.
        nesting: its frames.
        fuel: what one layout may cost.
        tries: how many layouts, at most.

    Raises:
        LayoutError: the picture cannot be laid out; the message says why.
    """
    tried: list[tuple[float, int, Rows, str]] = []
    for given, cells in islice(_orders(picture, grid), tries):
        placed, source = _rows(given, cells, fuel)
        rows = settle(placed, picture, grid, nesting)
        tried.append((_tangle(grid, rows.cells), len(tried), rows, source))
    _, _, rows, source = min(tried, key=lambda one: one[:2])
    return arrange(picture, grid, rows), source


def _rows(picture: Picture, grid: Grid, fuel: int | None = None) -> tuple[Mapping[str, float], str]:
    source = dot(picture, grid)
    placed = read_rows(lay_out(source, fuel))
    if upside_down(placed, picture, grid):
        source = dot(picture, grid, mirrored=True)
        placed = read_rows(lay_out(source, fuel), mirrored=True)
    return placed, source


def _orders(picture: Picture, grid: Grid) -> Iterator[tuple[Picture, Grid]]:
    frames = dict(reversed(list(picture.frames.items())))
    cells = dict(reversed(list(grid.cells.items())))
    yield picture, grid
    yield replace(picture, frames=frames), grid
    yield picture, replace(grid, cells=cells)
    yield replace(picture, frames=frames), replace(grid, cells=cells)


def _tangle(grid: Grid, rows: Mapping[str, float]) -> float:
    """How much lines cross and wander, in pixels."""
    steps: dict[int, Counter[tuple[float, float]]] = {}
    for wire in grid.wires:
        for tail, head in () if wire.back else pairwise(wire.cells):
            steps.setdefault(grid.cells[tail].column, Counter())[rows[tail], rows[head]] += 1
    crossings = sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0
        for within in steps.values()
        for one, other in combinations(within, 2)
    )
    return _CROSSING * crossings + sum(abs(head - tail) for within in steps.values() for tail, head in within)
