"""Diagrams where they are shown: on their page, and as a thumbnail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra_design.model.site import Asset
from infra_design.write.html import Html
from infra_design.write.links import ASSETS, SCHEME, link_to

if TYPE_CHECKING:
    from infra_design.model.drawing import Drawing
    from infra_design.write.scene import Scene

_LINK = re.compile(r'<a\b(?:[^>"]|"[^"]*")*>')
_TOLD = re.compile(r'\s(?:id|aria-labelledby|data-[a-z-]+)="[^"]*"|<(title|desc)\b[^>]*>.*?</\1>', re.DOTALL)
_COMPONENT = re.compile(r"\{components\}([a-z0-9-]*)")
_READABLE = 0.55
_STEP = 100


def on_page(scene: Scene) -> Html:
    """The diagram, its components linked to their explanation."""
    svg = _with_icons(scene).replace("{components}", link_to(scene.page) + "#component-")
    return Html(svg)


def linked(drawing: Drawing, scene: Scene, other: Scene | None = None) -> Html:
    """A drawing of a stage in a layout of several; what only another stage has is linked to that one's page."""
    svg = drawing.svg.replace("{icons}", f"{SCHEME}{ASSETS}/icons")

    def page(match: re.Match[str]) -> str:
        known = other is None or match[1] in scene.stage.components
        return link_to(scene.page if other is None or known else other.page) + f"#component-{match[1]}"

    return Html(_COMPONENT.sub(page, svg))


def room(drawing: Drawing) -> int:
    """The width below which a diagram would be too small to make anything out, in hundreds of CSS pixels."""
    return round(drawing.width * _READABLE / _STEP)


def thumbnail(scene: Scene) -> Html:
    """The diagram to be looked at only: without links, names and whatever else tells its parts apart."""
    return Html(_TOLD.sub("", _without_links(scene)))


def icons(scene: Scene) -> list[Asset]:
    """What the diagram refers to."""
    return [Asset(f"{ASSETS}/icons/{icon.file}", path=icon.path) for icon in scene.drawing.icons]


def _without_links(scene: Scene) -> str:
    return _LINK.sub("<g>", _with_icons(scene)).replace("</a>", "</g>")


def _with_icons(scene: Scene) -> str:
    return scene.drawing.svg.replace("{icons}", f"{SCHEME}{ASSETS}/icons")
