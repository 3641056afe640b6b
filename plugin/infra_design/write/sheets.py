"""Style sheets: one for pages, one for diagrams that are files of their own."""

from __future__ import annotations

import functools
import re
from pathlib import Path

_SHEETS = Path(__file__).with_name("assets")
_FIRST = ("infra-design.css", "diagram.css")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@functools.cache
def page_sheet() -> bytes:
    """What every page with our parts loads."""
    others = sorted(sheet.name for sheet in _SHEETS.glob("*.css") if sheet.name not in _FIRST)
    return b"\n".join(_SHEETS.joinpath(name).read_bytes() for name in (*_FIRST, *others))


@functools.cache
def diagram_sheet() -> str:
    """What a diagram carries that has no page around it: light or dark as the reader's system is set."""
    texts = (_SHEETS.joinpath(name).read_text("utf-8") for name in ("alone/paper.css", "diagram.css"))
    return " ".join(_COMMENT.sub("", "".join(texts)).split())
