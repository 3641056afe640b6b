"""A diagram as a PNG: styles worked out, then drawn by resvg, which reads no file and asks no network."""

from __future__ import annotations

import re

from infra_design.adapters.cli.png.flat import flat

MOST_PIXELS = 120_000_000
"""About half a gigabyte while it is drawn."""
_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">{}</svg>'
_LETTER = '<text x="2" y="15" font-family="Arial, sans-serif" font-size="14">M</text>'


class PictureError(Exception):
    """No picture can be made; the message says why, and what would help."""


def png(svg: str, *, scale: float = 1, dark: bool = False) -> bytes:
    """A picture of a diagram that needs no other file.

    Args:
        svg: as `render` writes it.
        scale: pixels for each of the diagram's.
        dark: in the dark palette; a picture cannot follow its reader's.

    Raises:
        PictureError: what draws is not installed, there are no fonts, or the picture would be too large.
    """
    try:
        import resvg_py  # noqa: PLC0415 — an optional part
    except ImportError:
        raise PictureError(
            "PNG needs one more part: pip install 'mkdocs-infra-design[png]' (SVG needs none)"
        ) from None
    width, height = (float(size) for size in re.findall(r'\b(?:width|height)="([0-9.]+)"', svg[:2000])[:2])
    if width * height * scale * scale > MOST_PIXELS:
        raise PictureError(
            f"{width * scale:,.0f} × {height * scale:,.0f} pixels are too many: choose a smaller --scale"
        )
    if resvg_py.svg_to_bytes(svg_string=_PROBE.format(_LETTER)) == resvg_py.svg_to_bytes(
        svg_string=_PROBE.format("")
    ):
        raise PictureError("there is no font on this machine to write with: install one, such as Liberation Sans")
    drawing, background = flat(svg, dark=dark)
    return resvg_py.svg_to_bytes(
        svg_string=drawing, background=background, width=round(width * scale), height=round(height * scale)
    )
