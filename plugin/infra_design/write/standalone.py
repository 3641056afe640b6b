"""A drawing as one file that needs no other: for downloads, `<img>`, slides."""

from __future__ import annotations

import functools
import re
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra_design.model.drawing import Drawing

_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}
_ICON = re.compile(r'<image\b([^>]*) xlink:href="\{icons\}/([^"]*)"/>')
_LINK = re.compile(r'<a\b([^>]*) xlink:href="\{components\}[^"]*">')


def self_contained(drawing: Drawing, stylesheet: str) -> str:
    """The drawing with its icons and colors inside, light or dark as the reader's system is set.

    Args:
        drawing: as `draw_stage` made it.
        stylesheet: the diagrams' stylesheet, with the colors of a page of its own.

    Returns:
        SVG without links, since a file does not know where its pages are.

    Raises:
        OSError: an icon cannot be read.
    """
    svg = _LINK.sub(r"<g\1>", drawing.svg).replace("</a>", "</g>")
    svg = _ICON.sub(r'<use\1 xlink:href="#infra-icon-\2"/>', svg)
    symbols = "".join(_symbol(icon.path, icon.name) for icon in drawing.icons)
    inside = f"<style>{_text(stylesheet)}</style><defs>{symbols}</defs>"
    start = svg.index(">") + 1
    return f"{svg[:start]}{inside}{svg[start:]}\n"


def _symbol(address: str, name: str) -> str:
    """A picture defined once, to be used in any size."""
    path = Path(address)
    suffix, status = path.suffix.lower(), path.stat()
    data = _encoded(path, status.st_mtime_ns, status.st_size)
    return (
        f'<symbol id="infra-icon-{name}{suffix}" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f'<image width="100" height="100" preserveAspectRatio="none" '
        f'xlink:href="data:{_TYPES[suffix]};base64,{data}"/></symbol>'
    )


@functools.lru_cache(maxsize=512)
def _encoded(path: Path, _changed: int, _size: int) -> str:
    return b64encode(path.read_bytes()).decode()


def _text(stylesheet: str) -> str:
    return stylesheet.replace("&", "&amp;").replace("<", "&lt;")
