"""How wide text is, in Arial and in what stands in for it (Liberation Sans, Helvetica), and where to break it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_REGULAR = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft\u00b7",
    333: "()-`r",
    334: "{}",
    350: "\u2022",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu\u2013\u2018",
    584: "+<=>~\u00d7\u2212",
    611: "FTZ\u00df\u00f8",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ\u00d8",
    833: "Mm",
    889: "%\u00e6",
    944: "W\u0153",
    1000: "\u2014\u2026\u2190\u2192\u2194\u00c6\u0152",
    1015: "@",
}
"""Advance widths in thousandths of the font's size: the characters of each width."""

_BOLD = {
    238: "'",
    278: " ,./I\\ijl\u00b7",
    280: "|",
    333: "!()-:;[]`ft",
    389: "*r{}",
    474: '"',
    500: "z",
    556: "#$0123456789J_aceksvxy\u2013",
    584: "+<=>^~\u00d7",
    611: "?FLTZbdghnopqu",
    667: "EPSVXY",
    722: "&ABCDHKNRU",
    778: "GOQw",
    833: "M",
    889: "%m",
    944: "W",
    975: "@",
    1000: "\u2014\u2026\u2190\u2192\u2194",
}

_WIDTHS = tuple(
    {character: width for width, characters in table.items() for character in characters}
    for table in (_REGULAR, _BOLD)
)

_WIDE = 1000
_PICTOGRAPH = 1300
_FIRST_PICTOGRAPH = "\U0001f000"
_CAPITAL = 780
_OTHER = 640

_BREAK_AFTER = "-/_.:@"
"""Characters after which a word too long for a line may be broken."""


@lru_cache(maxsize=4096)
def _character_width(character: str, bold: bool) -> int:  # noqa: FBT001 — cached by position, called below only
    """Width of one character; generous where the table does not know it, since a font must be found for it."""
    width = _WIDTHS[bold].get(character)
    if width is not None:
        return width
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return 0
    base = unicodedata.normalize("NFD", character)[0]
    if base in _WIDTHS[bold]:
        return _WIDTHS[bold][base]
    if character >= _FIRST_PICTOGRAPH:
        return _PICTOGRAPH
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return _WIDE
    return _CAPITAL if character.isupper() else _OTHER


@lru_cache(maxsize=8192)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text in pixels, for a font of `size` pixels."""
    return sum(_character_width(character, bold) for character in text) * size / 1000


@lru_cache(maxsize=4096)
def wrap(text: str, width: float, size: float, *, bold: bool = False, lines: int = 3) -> tuple[str, ...]:
    """Break text into lines of at most `width` pixels.

    Breaks at spaces, else behind `-/_.:@`, else anywhere. What does not fit into `lines` lines ends in an ellipsis.
    """
    out: list[str] = []
    line = ""
    for piece in _pieces(text, width, size, bold=bold):
        longer = f"{line}{piece}"
        if not line or text_width(longer.rstrip(), size, bold=bold) <= width:
            line = longer
        else:
            out.append(line.rstrip())
            line = piece.lstrip()
    if line.strip():
        out.append(line.rstrip())
    if len(out) > lines:
        rest = "".join(out[lines - 1 : lines + 2])  # more than fits, and not all of a text without end
        out = [*out[: lines - 1], _clip(rest, width, size, bold=bold)]
    return tuple(out)


def _pieces(text: str, width: float, size: float, *, bold: bool) -> list[str]:
    """Words with the space behind them, cut where one alone is wider than a line."""
    pieces: list[str] = []
    for word in text.split():
        if text_width(word, size, bold=bold) <= width:
            pieces.append(f"{word} ")
        else:
            pieces += _cut(word, width, size, bold=bold)
    return pieces


def _cut(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    parts: list[str] = []
    part = ""
    for character in word:
        if part and text_width(part + character, size, bold=bold) > width:
            kept = max(part.rfind(mark) for mark in _BREAK_AFTER) + 1 or len(part)
            parts.append(part[:kept])
            part = part[kept:]
        part += character
    return [*parts, f"{part} "]


def _clip(text: str, width: float, size: float, *, bold: bool) -> str:
    while text and text_width(f"{text}…", size, bold=bold) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
