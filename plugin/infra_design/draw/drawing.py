"""The step itself: a stage in, a drawing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.draw.compose import compose
from infra_design.draw.icons import icons_of
from infra_design.draw.layout import Scene
from infra_design.draw.placing import place
from infra_design.draw.svg import dress
from infra_design.draw.text import describe
from infra_design.model.drawing import Drawing

if TYPE_CHECKING:
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
    layout, source = place(picture, grid, composition.nesting)
    prefix = "-".join(("infra", *filter(None, (stage.system, stage.id))))
    svg, width, height = dress(Scene(picture, grid, layout), prefix, stage.title)
    return Drawing(
        svg=svg,
        width=width,
        height=height,
        title=stage.title,
        text=describe(picture),
        icons=icons_of(picture),
        dot=source.replace("splines=none", "splines=spline", 1),
    )
