"""A diagram, drawn."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True)
class Icon:
    """An icon that a drawing shows: `name` is unique among icons, `path` the file that holds its picture."""

    name: str
    path: str
    dark_plate: bool = False
    """Monochrome and dark: needs a plate or inversion on a dark page."""

    @property
    def file(self) -> str:
        """Name of its file among the icons: "onprem-network-haproxy.png"; a site's own may be SVG."""
        return self.name + PurePath(self.path).suffix.lower()


@dataclass(frozen=True, slots=True)
class Drawing:
    """One diagram.

    Attributes:
        svg: inline SVG: `<svg …>…</svg>`, no XML prolog. Icons are referenced as `{icons}/FILE` under
            `xlink:href` (`Icon.file`), where the literal text `{icons}` is replaced by the folder's relative
            address, and components link to `{components}ID`, both by `write`. Neither text occurs otherwise.
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


@dataclass(frozen=True, slots=True)
class JointDrawing:
    """Several stages in one layout: what is in several of them has one place, which is the same in every drawing.

    Flags say what is new, changed or has moved against the stage before; in the first of two, what is removed or
    moves away.

    Attributes:
        stages: one drawing a stage, in order, all of one size; each shows just what the stage's own drawing shows.
        both: the first two in one drawing, with what is removed and what is new. Its components link like others,
            those that only the first has included.
    """

    stages: tuple[Drawing, ...]
    both: Drawing | None = None
