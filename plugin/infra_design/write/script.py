"""The script that makes pages respond: small files, joined as they are, each one a concern."""

from __future__ import annotations

import functools
from pathlib import Path

_FOLDER = Path(__file__).parent / "assets" / "script"
_FILES = (
    "base",
    "diagram",
    "overlays",
    "outcome",
    "failures",
    "walk",
    "zoom",
    "downloads",
    "tour",
    "compare",
    "start",
)
_ONCE = "if (window.infraDesign) return window.infraDesign.refresh();"


@functools.cache
def page_script() -> bytes:
    """What every page with our parts loads: one scope, run once however often a page brings it along.

    Lines that are comments, and indentation, stay at home; so no string of the script may span lines.
    """
    texts = (_FOLDER.joinpath(f"{name}.js").read_text("utf-8") for name in _FILES)
    lines = (line.strip() for text in texts for line in text.splitlines())
    code = "\n".join(line for line in lines if line and not line.startswith("//"))
    return f'(() => {{\n"use strict";\n{_ONCE}\n{code}\n}})();\n'.encode()
