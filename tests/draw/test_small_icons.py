"""Small copies of the icons that the catalog names: all there, light, and not to be told from the library's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageStat
from tests.draw.small_icons import PIXELS, TARGET, originals

from infra_design.draw.icons import symbol

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog

LIGHT = 4_000
"""Bytes that a copy takes on average, at most."""


def test_there_is_one_for_each_icon_that_the_catalog_names_and_no_other() -> None:
    assert sorted(stem for stem, _ in originals()) == sorted(path.stem for path in TARGET.glob("*.png"))


def test_they_are_light_and_look_like_the_librarys() -> None:
    sizes = []
    for stem, original in originals():
        path = TARGET / f"{stem}.png"
        sizes.append(path.stat().st_size)
        with Image.open(path) as copy, Image.open(original) as large:
            assert max(copy.size) <= PIXELS
            shown = on_paper(copy)
            wanted = on_paper(large).resize(copy.size, Image.Resampling.LANCZOS)
        difference = ImageStat.Stat(ImageChops.difference(shown, wanted))
        assert max(difference.mean) < 6, f"{stem} differs by {difference.mean} of 255"
    assert sum(sizes) / len(sizes) < LIGHT


def on_paper(image: Image.Image) -> Image.Image:
    """An icon as it looks on white."""
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")


def test_diagrams_show_the_copy_and_otherwise_the_librarys(catalog: Catalog) -> None:
    named, other = symbol("onprem.network.HAProxy", catalog), symbol("onprem.network.Yarp", catalog)
    assert named is not None
    assert other is not None
    assert Path(named.path).parent == TARGET
    assert "resources" in Path(other.path).parts
