"""A diagram in which every element says its own colors: what draws it needs to know no style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from infra_design.adapters.cli.png.styles import Shape, matches, resolved, rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.adapters.cli.png.styles import Rule

SVG = "{http://www.w3.org/2000/svg}"
LINKS = ("href", "{http://www.w3.org/1999/xlink}href")
WITHIN = ("#", "data:image/")
DRAWN = frozenset(
    "color display fill fill-opacity fill-rule font-family font-size font-style font-weight letter-spacing opacity "  # noqa: SIM905 — a list of words reads best as words
    "paint-order stroke stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity stroke-width text-anchor "
    "text-decoration visibility".split()
)
"""Properties that a picture shows."""


def flat(svg: str, *, dark: bool) -> tuple[str, str]:
    """The diagram without its style sheet, and the color of its background.

    Links that lead anywhere but into the file itself are taken out.

    Args:
        svg: ours, so that it is sound XML without entities.
        dark: in the colors of the dark palette.
    """
    ET.register_namespace("", SVG[1:-1])
    ET.register_namespace("xlink", LINKS[1][1:].partition("}")[0])
    root = ET.fromstring(svg)  # noqa: S314 — what we have drawn ourselves
    sheet = "".join(style.text or "" for style in root.iter(f"{SVG}style"))
    for parent in root.iter():
        for style in parent.findall(f"{SVG}style"):
            parent.remove(style)
    styles = rules(sheet, dark=dark)
    background = _dressed(root, styles, [], {})
    return ET.tostring(root, encoding="unicode"), background or "#ffffff"


def _dressed(element: ET.Element, styles: list[Rule], above: list[Shape], variables: Mapping[str, str]) -> str:
    """Give an element and all below it their styles; return its background."""
    classes = frozenset(element.get("class", "").split())
    way = [*above, Shape(element.tag.removeprefix(SVG), classes, root=not above)]
    said = {name: value for rule in styles if matches(rule, way) for name, value in rule.said}
    own = {**variables, **{name: value for name, value in said.items() if name.startswith("--")}}
    values = {name: resolved(value, own) for name, value in said.items() if not name.startswith("--")}
    shown = [f"{name}:{value}" for name, value in values.items() if name in DRAWN and value]
    if shown:
        element.set("style", ";".join([*shown, *filter(None, [element.get("style", "")])]))
    for link in LINKS:
        if not element.get(link, "#").startswith(WITHIN):
            del element.attrib[link]
    for below in element:
        _dressed(below, styles, way, own)
    return values.get("background", "")
