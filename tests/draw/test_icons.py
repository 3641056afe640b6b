"""Icons: found by name, measured, and on a plate where they would vanish."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import diagrams
import pytest
from PIL import Image

from infra_design.draw.icons import dark_icons, symbol

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra_design.model.catalog import Catalog
    from infra_design.model.drawing import Drawing
    from infra_design.model.stage import Stage

LIBRARY = Path(diagrams.__file__).parents[1] / "resources"
DARK_PAGE = 0.0156
"""Relative luminance of #1e2129, the background of Material's dark scheme."""


def luminance(red: int, green: int, blue: int) -> float:
    """Relative luminance by WCAG 2."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (red / 255, green / 255, blue / 255)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def vanishes(path: Path) -> bool:
    """Whether almost half of what is opaque has a contrast below 2.5 on a dark page."""
    with Image.open(path) as file:
        image = file.convert("RGBA")
    image.thumbnail((48, 48))
    opaque = [(pixel[:3], pixel[3]) for pixel in image.get_flattened_data() if pixel[3] >= 40]
    faint = sum(alpha for color, alpha in opaque if (luminance(*color) + 0.05) / (DARK_PAGE + 0.05) < 2.5)
    return bool(opaque) and faint / sum(alpha for _, alpha in opaque) > 0.45


@pytest.mark.parametrize(
    "folder", ["onprem/client", "onprem/compute", "onprem/database", "onprem/network", "generic"]
)
def test_the_table_of_dark_icons_follows_from_their_pixels(folder: str) -> None:
    for path in sorted((LIBRARY / folder).rglob("*.png")):
        name = "-".join(path.relative_to(LIBRARY).with_suffix("").parts)
        assert (name in dark_icons()) == vanishes(path), name


def test_an_icon_is_found_by_its_class(catalog: Catalog) -> None:
    found = symbol("onprem.network.HAProxy", catalog)
    assert found is not None
    assert found.name == "onprem-network-haproxy"
    assert Path(found.path).is_file()
    assert found.ratio == 1
    assert not found.dark
    assert symbol("onprem.client.User", catalog).dark


def test_a_wide_icon_keeps_its_shape(catalog: Catalog) -> None:
    found = symbol("onprem.network.Powerdns", catalog)
    with Image.open(found.path) as image:
        width, height = image.size
    assert (width, height) == (256, 34)
    assert found.ratio == pytest.approx(width / height)


@pytest.mark.parametrize("name", ["os.path.join", "onprem.network.Nothing", "nothing.at.All", "../../etc/passwd", ""])
def test_what_is_no_icon_is_none(name: str, catalog: Catalog) -> None:
    assert symbol(name, catalog) is None


def test_a_sites_own_icon(tmp_path: Path, catalog: Catalog) -> None:
    picture = tmp_path / "our logo.svg"
    picture.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    own = replace(catalog, icon_files={"our logo": str(picture)})
    found = symbol("file:our logo", own)
    assert (found.name, found.suffix, found.dark) == ("own-our-logo", ".svg", True)
    assert symbol("file:other", own) is None


def test_dark_icons_get_a_plate(canonical: dict[str, Stage], draw: Callable[..., Drawing]) -> None:
    assert 'class="plate dark-icon"' in draw(canonical["0"]).svg
    assert [icon.name for icon in draw(canonical["0"]).icons if icon.dark_plate]
