"""The step itself: a stage in, a drawing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.draw.compose import compose
from infra_design.draw.dot import dot
from infra_design.draw.engine import lay_out
from infra_design.draw.layout import arrange
from infra_design.draw.rows import read_rows, settle, upside_down
from infra_design.draw.svg import dress
from infra_design.draw.text import describe
from infra_design.model.drawing import Drawing, Icon

if TYPE_CHECKING:
    from infra_design.draw.picture import Card, Chip, Frame, Picture
    from infra_design.model.analysis import StageAnalysis
    from infra_design.model.catalog import Catalog
    from infra_design.model.stage import Stage


def draw_stage(stage: Stage, analysis: StageAnalysis, catalog: Catalog) -> Drawing:
    """Draw a stage.

    Raises:
        LayoutError: the picture cannot be laid out; the message says why.
    """
    composition = compose(stage, analysis, catalog)
    picture, grid = composition.picture, composition.grid
    source = dot(picture, grid)
    placed = read_rows(lay_out(source))
    if upside_down(placed, picture, grid):
        source = dot(picture, grid, mirrored=True)
        placed = read_rows(lay_out(source), mirrored=True)
    rows = settle(placed, picture, grid, composition.nesting)
    prefix = "-".join(("infra", *filter(None, (stage.system, stage.id))))
    svg, width, height = dress(picture, grid, arrange(picture, grid, rows), prefix, stage.title)
    return Drawing(
        svg=svg,
        width=width,
        height=height,
        title=stage.title,
        text=describe(picture),
        icons=_icons(picture),
        dot=source.replace("splines=none", "splines=spline", 1),
    )


def _icons(picture: Picture) -> tuple[Icon, ...]:
    shown: list[Card | Frame | Chip] = [*picture.cards.values(), *picture.frames.values()]
    shown += [chip for frame in picture.frames.values() for chip in frame.chips]
    symbols = {thing.symbol.name: thing.symbol for thing in shown if thing.symbol}
    return tuple(Icon(name, symbol.path, dark_plate=symbol.dark) for name, symbol in sorted(symbols.items()))
