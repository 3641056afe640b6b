"""A drawing as one file that needs no other: for downloads, `<img>`, slides."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra_design.model.drawing import Drawing

_LIGHT = {
    "--md-default-fg-color": "#1d2733",
    "--md-default-fg-color--light": "#5a6675",
    "--md-default-bg-color": "#ffffff",
}
_DARK = {
    "--md-default-fg-color": "#dfe3ea",
    "--md-default-fg-color--light": "#a2abb8",
    "--md-default-bg-color": "#1e2129",
}
_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}
_ICON = re.compile(r'<image ([^>]*) xlink:href="\{icons\}/([^"]*)"/>')
_LINK = re.compile(r'<a ([^>]*) xlink:href="\{components\}[^"]*">')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def self_contained(drawing: Drawing, stylesheet: str) -> str:
    """The drawing with its icons and colors inside, light or dark as the reader's system is set.

    Args:
        drawing: as `draw_stage` made it.
        stylesheet: the text of the diagrams' stylesheet, `diagram.css`.

    Returns:
        SVG without links, since a file does not know where its pages are.

    Raises:
        OSError: an icon cannot be read.
    """
    svg = _LINK.sub(r"<g \1>", drawing.svg).replace("</a>", "</g>")
    svg = _ICON.sub(r'<use \1 xlink:href="#infra-icon-\2"/>', svg)
    symbols = "".join(_symbol(Path(icon.path), icon.name) for icon in drawing.icons)
    inside = f"<style>{_style(stylesheet)}</style><defs>{symbols}</defs>"
    start = svg.index(">") + 1
    return f"{svg[:start]}{inside}{svg[start:]}\n"


def _symbol(path: Path, name: str) -> str:
    """A picture defined once, to be used in any size."""
    suffix = path.suffix.lower()
    data = b64encode(path.read_bytes()).decode()
    return (
        f'<symbol id="infra-icon-{name}{suffix}" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f'<image width="100" height="100" preserveAspectRatio="none" '
        f'xlink:href="data:{_TYPES[suffix]};base64,{data}"/></symbol>'
    )


def _style(stylesheet: str) -> str:
    """The stylesheet with the colors of a page of its own around it."""
    light, dark = (";".join(f"{name}:{color}" for name, color in palette.items()) for palette in (_LIGHT, _DARK))
    rules = " ".join(_COMMENT.sub("", stylesheet).split())
    rules = rules.replace("&", "&amp;").replace("<", "&lt;")
    return f":root{{color-scheme:light dark;{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}{rules}"
