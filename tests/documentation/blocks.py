"""Fenced blocks of a Markdown page: what a reader copies from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,})(?P<language>[\w-]*)(?P<attributes>[^\n`]*)$")
TITLE = re.compile(r'\btitle="([^"]+)"')
HEADING = re.compile(r"^(#{1,6}) (.+)$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language and title, what is in it, the heading over it, and its line in the page."""

    language: str
    title: str
    text: str
    heading: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and everything down to the next one: its words without blocks, and its blocks."""

    level: int
    heading: str
    words: str
    blocks: tuple[Block, ...]


def sections(path: Path) -> list[Section]:
    """A page's sections in order; headings in fences are none."""
    found, level, heading, words, blocks = [], 0, "", [], []
    lines = iter(enumerate(path.read_text("utf-8").split("\n"), 1))
    for number, line in lines:
        if fence := FENCE.match(line):
            body = _body(lines, fence["indent"], fence["fence"])
            title = TITLE.search(fence["attributes"])
            blocks.append(Block(fence["language"], title[1] if title else "", body, heading, number))
        elif new := HEADING.match(line):
            found.append(Section(level, heading, "\n".join(words), tuple(blocks)))
            level, heading, words, blocks = len(new[1]), new[2], [], []
        else:
            words.append(line)
    return [*found, Section(level, heading, "\n".join(words), tuple(blocks))][1:]


def blocks(path: Path, *languages: str) -> list[Block]:
    """A page's blocks in order, of some languages or of all."""
    every = [block for section in sections(path) for block in section.blocks]
    return [block for block in every if not languages or block.language in languages]


def _body(lines: Iterator[tuple[int, str]], indent: str, fence: str) -> str:
    body = []
    for _, line in lines:
        if line.strip() == fence:
            break
        body.append(line.removeprefix(indent))
    return "".join(f"{line}\n" for line in body)
