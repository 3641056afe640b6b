"""One file that needs no other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import pytest
from tests.draw.geometry import SVG

from infra_design.write import diagram_sheet, self_contained

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra_design.model.drawing import Drawing
    from infra_design.model.stage import Stage

HREF = "{http://www.w3.org/1999/xlink}href"
STYLESHEET = diagram_sheet()


@pytest.mark.parametrize("number", ["0", "2", "4"])
def test_it_refers_to_nothing_outside(number: str, canonical: dict[str, Stage], draw: Callable[..., Drawing]) -> None:
    drawing = draw(canonical[number])
    text = self_contained(drawing, STYLESHEET)
    svg = fromstring(text)  # noqa: S314 — our own output
    addresses = [element.get(HREF, "") for element in svg.iter() if element.get(HREF)]
    symbols = {element.get("id") for element in svg.iter(f"{SVG}symbol")}
    assert addresses
    assert all(address.startswith("data:image/png;base64,") or address[1:] in symbols for address in addresses)
    assert not list(svg.iter(f"{SVG}a"))
    assert "{icons}" not in text
    assert "{components}" not in text
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org)", text)


def test_each_icon_is_inside_once(canonical: dict[str, Stage], draw: Callable[..., Drawing]) -> None:
    drawing = draw(canonical["4"])
    assert self_contained(drawing, "").count("data:image/png") == len(drawing.icons)


def test_it_is_dark_where_the_reader_is(canonical: dict[str, Stage], draw: Callable[..., Drawing]) -> None:
    text = self_contained(draw(canonical["0"]), STYLESHEET)
    assert "@media (prefers-color-scheme: dark)" in text
    assert "--diagram-ink" in text
