"""From a stage and its findings to SVG: `diagrams` builds the DOT, Graphviz lays it out, we dress it."""

from infra_design.draw.drawing import draw_stage
from infra_design.draw.engine import LayoutError

__all__ = ["LayoutError", "draw_stage"]
