"""Flags: a sign and a word that say what became of something from one stage to another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra_design.draw.box import Box
from infra_design.draw.cards import CHIP_ICON, FACT, PAD_ASIDE, SEAL_ICON, TITLE, even
from infra_design.draw.glyphs import sign
from infra_design.draw.markup import element, rectangle, words
from infra_design.draw.metrics import text_width
from infra_design.draw.picture import Fate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.draw.picture import Card, Flow, Frame

WORDS: Mapping[Fate, str] = {
    Fate.ADDED: "new",
    Fate.REMOVED: "removed",
    Fate.ARRIVED: "moved here",
    Fate.LEFT: "moved away",
    Fate.MOVED: "moved",
    Fate.CHANGED: "changed",
}

FLAG_LINE = 17.0
"""How much higher a card is for its flag."""

_HEIGHT, _SIGN, _PAD = 15.0, 12.0, 5.0
_BEFORE = 8.0
_BESIDE_BADGE = 13.0
_PLAIN = ' fill="#fff" stroke="#777"'


def flag_width(fate: Fate) -> float:
    """How wide the flag is."""
    return _PAD + _SIGN + text_width(WORDS[fate], FACT, bold=True) + _PAD


def flag(fate: Fate, x: float, y: float) -> str:
    """A flag with its top left corner at a point."""
    box = Box(x, y, x + flag_width(fate), y + _HEIGHT)
    content = rectangle(box, "pole", _HEIGHT / 2, _PLAIN)
    content += sign(fate.value, x + _PAD, y + 2.5)
    content += words(WORDS[fate], x + _PAD + _SIGN, y + 11.2, "fact")
    return element("g", content, class_=f"flag {fate.value}")


def flagged_card(card: Card, fate: Fate | None) -> Card:
    """A card with a flag over its icon."""
    if fate is None:
        return card
    return replace(
        card,
        fate=fate,
        width=max(card.width, even(flag_width(fate) + 2 * _BESIDE_BADGE)),
        height=card.height + FLAG_LINE + 1,
        summary=_told(card.summary, fate),
    )


def flagged_seals(card: Card, other: Card | None, fate: Fate) -> Card:
    """A card that bears what the same card in another stage does not bear, with signs before that."""
    known = {seal.component for seal in other.seals} if other else set()
    if card.fate not in {None, Fate.CHANGED} or other is None or all(seal.component in known for seal in card.seals):
        return card
    seals = tuple(
        seal if seal.component in known else replace(seal, fate=fate, summary=_told(seal.summary, fate))
        for seal in card.seals
    )
    widths = (text_width(seal.lines[0], FACT) + 2 * SEAL_ICON for seal in seals if seal.fate)
    return replace(card, seals=seals, width=max([card.width, *(even(wide + 2 * PAD_ASIDE) for wide in widths)]))


def flagged_frame(frame: Frame, fates: Mapping[str, Fate]) -> Frame:
    """A frame with flags behind its name and behind the chips in its header."""
    chips = tuple(
        replace(chip, fate=fate, width=chip.width + _BEFORE + flag_width(fate), summary=_told(chip.summary, fate))
        if (fate := fates.get(chip.key))
        else chip
        for chip in frame.chips
    )
    width = max([frame.width, *(chip.width for chip in chips)])
    own = fates.get(frame.key)
    if own is None:
        return replace(frame, chips=chips, width=even(width))
    head = CHIP_ICON + 5 + text_width(frame.title, TITLE, bold=True) + _BEFORE
    head += text_width(frame.note, FACT) + _BEFORE if frame.note else 0.0
    width = even(max(width, head + flag_width(own)))
    return replace(frame, chips=chips, fate=own, width=width, summary=_told(frame.summary, own))


def flagged_flow(flow: Flow, fate: Fate | None) -> Flow:
    """A flow with a sign before its label."""
    return replace(flow, fate=fate, summary=_told(flow.summary, fate)) if fate else flow


def _told(summary: str, fate: Fate) -> str:
    return f"{summary}; {WORDS[fate]}"
