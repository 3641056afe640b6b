"""A diagram, drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Icon:
    """An icon that a drawing shows: `name` is unique among icons, `path` the file that holds its picture."""

    name: str
    path: str
    dark_plate: bool = False
    """Monochrome and dark: needs a plate or inversion on a dark page."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One diagram.

    Attributes:
        svg: inline SVG: `<svg …>…</svg>`, no XML prolog. Icons are referenced as `{icons}/NAME.png` under
            `xlink:href`, where the literal text `{icons}` is replaced by the folder's relative address, and
            components link to `{components}ID`, both by `write`.
        width, height: natural size in CSS pixels.
        title: one line.
        text: text alternative: Markdown list that says everything the picture says.
        icons: what the SVG refers to, sorted by name.
        dot: the DOT that was laid out.
    """

    svg: str
    width: float
    height: float
    title: str
    text: str
    icons: tuple[Icon, ...]
    dot: str
