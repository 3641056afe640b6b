"""Cards, what they bear, and chips, as SVG."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra_design.draw.box import Box, around
from infra_design.draw.cards import (
    CHIP_ICON,
    FACT,
    FACT_LINE,
    GUARD_ICON,
    ICON,
    PAD,
    SEAL_ICON,
    SMALL,
    SMALL_LINE,
    TITLE,
    TITLE_LINE,
)
from infra_design.draw.flags import FLAG_LINE, flag, flag_width
from infra_design.draw.glyphs import sign
from infra_design.draw.markup import escape, identity, number, rectangle, words
from infra_design.draw.metrics import text_width
from infra_design.draw.picture import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.draw.icons import Symbol
    from infra_design.draw.picture import Card, Chip, Seal

_BOX = ' fill="#fff" stroke="#bbb"'
_PLATE = 1.5


def linked(component: str, content: str, summary: str, class_: str, identity: str = "") -> str:
    """Something to click, with what it is in words; a mere group where there is no component to go to."""
    inside = f"<title>{escape(summary)}</title>{content}"
    if not component:
        return f'<g class="{class_}"{identity}>{inside}</g>'
    return f'<a class="{class_}"{identity} xlink:href="{{components}}{escape(component)}">{inside}</a>'


def card(shown: Card, box: Box, prefix: str) -> str:
    """A card with its place, and what it bears."""
    content = rectangle(box, "box", 8, _BOX)
    inside = around(box.x, box.y, box.width, shown.height)
    if shown.fate:
        content += flag(shown.fate, inside.x - flag_width(shown.fate) / 2, inside.top + 4)
        inside = replace(inside, top=inside.top + FLAG_LINE)
    content += _beside_icon(shown, inside) if shown.shape is Shape.CHIP else _under_icon(shown, inside)
    who = identity(prefix, shown.key, shown.component, shown.instances)
    class_ = " ".join(("card", shown.shape.value, *([shown.fate.value] if shown.fate else [])))
    out = linked(shown.component, content, shown.summary, class_, who)
    return out + "".join(_seals(shown, inside))


def chip(shown: Chip, box: Box, depth: str, prefix: str) -> str:
    """A chip in the header of a frame."""
    content = icon(shown.symbol, box.left, box.top + 1, CHIP_ICON - 1) if shown.symbol else ""
    content += words(shown.label, box.left + CHIP_ICON + 2, box.top + 12.5, "fact")
    if shown.fate:
        content += flag(shown.fate, box.right - flag_width(shown.fate), box.top + 1)
    who = identity(prefix, shown.key, shown.component, shown.instances)
    class_ = " ".join(("member", depth, *([shown.fate.value] if shown.fate else [])))
    return linked(shown.component, content, shown.summary, class_, who)


def icon(symbol: Symbol, x: float, y: float, size: float) -> str:
    """An icon scaled into a square; on a plate if it would vanish on some page."""
    width, height = (size, size / symbol.ratio) if symbol.ratio >= 1 else (size * symbol.ratio, size)
    plate = ""
    if symbol.dark or symbol.light:
        around = Box(x - _PLATE, y - _PLATE, x + size + _PLATE, y + size + _PLATE)
        fill = ' fill="none"' if symbol.dark else ' fill="#445"'
        plate = rectangle(around, f"plate {'dark' if symbol.dark else 'light'}-icon", 5, fill)
    return (
        f'{plate}<image x="{number(x + (size - width) / 2)}" y="{number(y + (size - height) / 2)}" '
        f'width="{number(width)}" height="{number(height)}" xlink:href="{{icons}}/{symbol.name}{symbol.suffix}"/>'
    )


def _under_icon(shown: Card, box: Box) -> str:
    """Icon, name and facts, one under the other."""
    small = shown.shape is Shape.GUARD or not shown.component
    size = GUARD_ICON if small else ICON
    out = icon(shown.symbol, box.x - size / 2, box.top + PAD, size) if shown.symbol else ""
    line = box.top + PAD + size + 4
    for text in shown.title:
        out += words(text, box.x, line + (SMALL if small else TITLE) * 0.8 + 1, "title", middle=True)
        line += TITLE_LINE
    for text in shown.facts:
        out += words(text, box.x, line + FACT * 0.8 + 1, "fact", middle=True)
        line += FACT_LINE
    return out


def _beside_icon(shown: Card, box: Box) -> str:
    """Icon left of the name."""
    out, left = "", box.left + 8
    if shown.symbol:
        out += icon(shown.symbol, box.left + 6, box.y - CHIP_ICON / 2, CHIP_ICON)
        left += CHIP_ICON + 2
    top = box.y - SMALL_LINE * len(shown.title) / 2
    return out + "".join(
        words(text, left, top + SMALL_LINE * place + 10, "name") for place, text in enumerate(shown.title)
    )


def _seals(shown: Card, box: Box) -> Iterator[str]:
    """What a card bears, in lines under its facts; links of their own."""
    line = box.bottom - PAD - FACT_LINE * sum(len(seal.lines) for seal in shown.seals) + FACT
    for seal in shown.seals:
        yield _seal(seal, box, line)
        line += FACT_LINE * len(seal.lines)


def _seal(seal: Seal, box: Box, line: float) -> str:
    content = ""
    for place, text in enumerate(seal.lines):
        signs = [*([seal.fate.value] if seal.fate else []), *(["lock"] if seal.locked else [])] if place == 0 else []
        indent = SEAL_ICON * len(signs)
        left = box.x - (text_width(text, FACT) + indent) / 2
        content += "".join(sign(name, left + SEAL_ICON * at - 1, line - 9) for at, name in enumerate(signs))
        content += words(text, left + indent, line + place * FACT_LINE, "fact")
    class_ = " ".join(("seal", *(["locked"] if seal.locked else []), *([seal.fate.value] if seal.fate else [])))
    return linked(seal.component, content, seal.summary, class_, identity("", "", seal.component, seal.instances))
