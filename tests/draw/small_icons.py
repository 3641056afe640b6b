"""`python -m tests.draw.small_icons`: the icons that the catalog names, as small as a diagram needs them.

The library's are 256 pixels wide and up to 60 kB large, which makes a page heavy; a diagram shows 40. These have 128
pixels, enough for a screen of two pixels a point and for a closer look, in up to 128 colors.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from infra_design.draw import icons
from infra_design.read import read_catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "plugin" / "infra_design" / "catalog" / "icons"
PIXELS, COLORS = 128, 128


def originals() -> Iterator[tuple[str, Path]]:
    """The name and the file in the library of every icon that the catalog names."""
    catalog, _ = read_catalog(ROOT, "")
    for name in sorted({one.icon for one in (*catalog.kinds.values(), *catalog.products.values()) if one.icon}):
        path = icons.library_file(name)
        assert path is not None, name
        yield icons.stem(path), path


def small(path: Path) -> bytes:
    """A picture as PNG with a palette; colors that cannot be seen do not bleed into those beside them."""
    with Image.open(path) as file:
        picture = file.convert("RGBA").convert("RGBa")
    picture.thumbnail((PIXELS, PIXELS), Image.Resampling.LANCZOS)
    reduced = picture.convert("RGBA").quantize(COLORS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    out = io.BytesIO()
    reduced.save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Write them all."""
    there = dict(originals())
    for path in TARGET.glob("*.png"):
        path.unlink()
    for stem, path in there.items():
        TARGET.joinpath(f"{stem}.png").write_bytes(small(path))


if __name__ == "__main__":
    main()
