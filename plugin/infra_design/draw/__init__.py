"""From a stage and its findings to SVG: `diagrams` builds the DOT, Graphviz lays it out, we dress it."""

from infra_design.draw.drawing import draw_stage
from infra_design.draw.engine import LayoutError
from infra_design.draw.joint import draw_pair, draw_tour

__all__ = ["LayoutError", "draw_pair", "draw_stage", "draw_tour"]
