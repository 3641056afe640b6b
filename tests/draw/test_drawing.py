"""Every stage becomes one clean SVG that shows every component."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.draw.drawings import parsed

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra_design.model.drawing import Drawing
    from infra_design.model.stage import Stage

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"

STAGES = pytest.mark.parametrize("number", ["0", "1", "2", "3", "4"])


@STAGES
def test_every_component_and_instance_is_in_the_picture(
    number: str, canonical: dict[str, Stage], draw: Callable[..., Drawing]
) -> None:
    stage = canonical[number]
    svg = parsed(draw(stage))
    shown = {element.get("data-component") for element in svg.iter()}
    instances = {name for element in svg.iter() for name in (element.get("data-instance") or "").split()}
    assert set(stage.components) <= shown
    assert instances == set(stage.instances)


@STAGES
def test_every_connection_is_in_the_picture(
    number: str, canonical: dict[str, Stage], draw: Callable[..., Drawing]
) -> None:
    svg = parsed(draw(canonical[number]))
    drawn = {name for element in svg.iter() for name in (element.get("data-connection") or "").split()}
    assert drawn == {connection.id for connection in canonical[number].connections}


@STAGES
def test_markup_is_clean(number: str, canonical: dict[str, Stage], draw: Callable[..., Drawing]) -> None:
    drawing = draw(canonical[number])
    svg = parsed(drawing)
    ids = [element.get("id") for element in svg.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(identifier.startswith(f"infra-{canonical[number].id}") for identifier in ids)
    for element in svg.iter():
        assert "style" not in element.attrib
        assert "href" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on")]
    assert not re.search(r"site-packages|/home|/root|/usr|file:", drawing.svg)
    assert "Gradient" not in drawing.svg
    assert not drawing.svg.startswith("<?xml")


@STAGES
def test_links_and_icons_are_placeholders(
    number: str, canonical: dict[str, Stage], draw: Callable[..., Drawing]
) -> None:
    drawing = draw(canonical[number])
    svg = parsed(drawing)
    links = {element.get(HREF, "") for element in svg.iter(f"{SVG}a")}
    images = {element.get(HREF, "") for element in svg.iter(f"{SVG}image")}
    assert links == {f"{{components}}{component}" for component in canonical[number].components}
    assert images == {f"{{icons}}/{icon.name}.png" for icon in drawing.icons}
    assert [icon.name for icon in drawing.icons] == sorted({icon.name for icon in drawing.icons})
