"""Markdown for comments on a code host: safe whatever a design says, and never too long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 65_000
"""Characters; GitHub takes 65,536."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")
_REFERENCE = re.compile(r"([@#!]|\b(?:GH-|https?:|www\.))(?=\w|/)", re.IGNORECASE)
_NOTHING = "\u200b"
"""A character of no width: it keeps a code host from reading a mention, a reference or a link."""


def plain(text: str) -> str:
    """Text that stays text: nothing in it is markup, mentions anybody or links anywhere."""
    one_line = " ".join(text.split())
    apart = _REFERENCE.sub(lambda match: match[1] + _NOTHING, one_line)
    return _SPECIAL.sub(r"\\\1", apart)


def code(text: str) -> str:
    """A name as it is written, in a table too."""
    one_line = " ".join(text.split()).replace("|", "¦")
    fence = "``" if "`" in one_line else "`"
    return f"{fence} {one_line} {fence}" if "`" in one_line else f"{fence}{one_line}{fence}"


def folded(title: str, blocks: Iterable[str]) -> list[str]:
    """A part that opens when its title is clicked, as blocks that can be left out one by one."""
    return [f"<details>\n<summary>{title}</summary>", *blocks, "</details>"]


def capped(blocks: list[str], longest: int = LONGEST) -> str:
    """The blocks with empty lines between; what is too long by itself is left out, and what comes when it is full."""
    kept: list[str] = []
    size = opened = left = 0
    for place, block in enumerate(blocks):
        if len(block) > longest // 4:
            left += 1
            continue
        size += len(block) + 2
        if size > longest - 200:
            kept += ["</details>"] * opened
            left += sum(one != "</details>" for one in blocks[place:])
            break
        kept.append(block)
        opened += block.startswith("<details>") - (block == "</details>")
    if left:
        parts = "1 more part is" if left == 1 else f"{left} more parts are"
        kept.append(f"*{parts} left out: `infra-design` on the command line tells them all.*")
    return "\n\n".join(kept) + "\n"
