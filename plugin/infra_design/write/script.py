"""The script that makes pages respond: small files, joined as they are, each one a concern."""

from __future__ import annotations

import functools
from pathlib import Path

from infra_design.write.shorten import shorten

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
    """What every page with our parts loads, shortened: one scope, run once however often a page brings it along."""
    code = "".join(_FOLDER.joinpath(f"{name}.js").read_text("utf-8") for name in _FILES)
    return shorten(f'(() => {{\n"use strict";\n{_ONCE}\n{code}}})();\n').encode()
