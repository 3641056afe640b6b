"""Cards, chips and frames: their text, measured and wrapped, and their sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.draw.icons import symbol
from infra_design.draw.metrics import text_width, wrap
from infra_design.draw.parts import Part
from infra_design.draw.picture import LOOKUP, Card, Chip, Frame, Seal, Shape
from infra_design.draw.wording import called, facts, issues, role_of, shown_title, summary
from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.draw.parts import Parts
    from infra_design.draw.picture import Badge
    from infra_design.model.catalog import Catalog

TITLE, FACT, SMALL = 12.0, 10.5, 11.0
"""Sizes of fonts: names of cards and frames, facts, names of small things."""

TITLE_LINE, FACT_LINE, SMALL_LINE = 14.0, 13.0, 13.0
"""Heights of lines."""

ICON, GUARD_ICON, CHIP_ICON = 40.0, 30.0, 16.0
PAD, PAD_ASIDE = 8.0, 6.0
FRAME_PAD = 9.0
HEADER_LINE = 18.0
CARD_WIDTH = (72.0, 112.0)
GUARD_WIDTH = (54.0, 74.0)
CODE_WIDTH = 108.0
CHIP_WIDTH = 150.0
FRAME_TITLE_WIDTH = 210.0
HEADER_WIDTH = 130.0
"""A header that would be wider with name, role and addresses in one line has the addresses below."""

_BEFORE_NOTE = 8.0
SEAL_ICON = 12.0
ANSWERS = 4
"""Records shown at most."""


def card(parts: Parts, ident: str, catalog: Catalog, badges: Mapping[str, Badge], seals: tuple[Seal, ...]) -> Card:
    """The card of a shown instance."""
    if parts.part[ident] is Part.CODE:
        return beside_icon(parts, ident, catalog, badges)
    return _stacked(parts, ident, catalog, badges, seals)


def _stacked(
    parts: Parts, ident: str, catalog: Catalog, badges: Mapping[str, Badge], seals: tuple[Seal, ...]
) -> Card:
    """Icon over name over facts."""
    guard = parts.part[ident] is Part.GUARD
    least, most = GUARD_WIDTH if guard else CARD_WIDTH
    size, icon = (SMALL, GUARD_ICON) if guard else (TITLE, ICON)
    component = parts.component(ident)
    room = most - 2 * PAD_ASIDE
    title = wrap(shown_title(parts, ident), room, size, bold=True)
    fine = tuple(line for fact in facts(parts, ident) for line in wrap(fact, room, FACT, lines=2))
    widths = [
        *(text_width(line, size, bold=True) for line in title),
        *(text_width(line, FACT) for line in fine),
        *(SEAL_ICON + text_width(line, FACT) for seal in seals for line in seal.lines),
    ]
    lines = len(fine) + sum(len(seal.lines) for seal in seals)
    return Card(
        key=ident,
        component=component.id,
        instances=parts.members(ident),
        shape=Shape.GUARD if guard else Shape.CARD,
        name=called(parts, ident),
        title=title,
        summary=summary(parts, ident, badges.get(ident)),
        width=max(least, even(max(widths) + 2 * PAD_ASIDE)),
        height=even(2 * PAD + icon + 4 + len(title) * TITLE_LINE + lines * FACT_LINE),
        frame=parts.nesting.frame[ident],
        facts=fine,
        said=tuple(facts(parts, ident, full=True)),
        seals=seals,
        symbol=symbol(component.icon, catalog),
        badge=badges.get(ident),
    )


def even(length: float) -> float:
    """Rounded up to an even number of pixels, so that centers lie on whole ones."""
    return -(-length // 2) * 2


def beside_icon(parts: Parts, ident: str, catalog: Catalog, badges: Mapping[str, Badge]) -> Card:
    """A small card: a small icon beside the name."""
    component = parts.component(ident)
    title = wrap(shown_title(parts, ident), CODE_WIDTH - CHIP_ICON - 18, SMALL, lines=2)
    width = max(text_width(line, SMALL) for line in title) + CHIP_ICON + 18
    return Card(
        key=ident,
        component=component.id,
        instances=parts.members(ident),
        shape=Shape.CHIP,
        name=called(parts, ident),
        title=title,
        summary=summary(parts, ident, badges.get(ident)),
        width=even(width),
        height=even(10 + SMALL_LINE * len(title)),
        frame=parts.nesting.frame[ident],
        symbol=symbol(component.icon, catalog),
        badge=badges.get(ident),
    )


def seals(parts: Parts, badges: Mapping[str, Badge]) -> Mapping[str, tuple[Seal, ...]]:
    """Card → what it bears, in the order of the file."""
    out: dict[str, tuple[Seal, ...]] = {}
    for ident in parts.all(Part.SEAL):
        for bearer in parts.bearers[ident]:
            out[bearer] = (*out.get(bearer, ()), _seal(parts, ident, badges.get(ident)))
    return out


def _seal(parts: Parts, ident: str, badge: Badge | None) -> Seal:
    component = parts.component(ident)
    certificate = component.kind.category is Category.CERTIFICATE
    names = component.covers_names[:2] if certificate and component.covers_names else (component.title,)
    more = len(component.covers_names) - len(names)
    text = [*names, *([f"+{more} more"] if certificate and more > 0 else [])]
    room = CARD_WIDTH[1] - 2 * PAD_ASIDE - SEAL_ICON
    lines = tuple(line for name in text for line in wrap(name, room, FACT, lines=2))
    return Seal(component.id, parts.members(ident), lines, summary(parts, ident, badge), locked=certificate)


def chip(parts: Parts, ident: str, catalog: Catalog, badge: Badge | None) -> Chip:
    """A small thing in the header of a frame."""
    component = parts.component(ident)
    (label,) = wrap(component.title, CHIP_WIDTH, FACT, lines=1)
    return Chip(
        key=ident,
        component=component.id,
        instances=parts.members(ident),
        name=called(parts, ident),
        label=label,
        summary=summary(parts, ident, badge),
        width=text_width(label, FACT) + 18,
        symbol=symbol(component.icon, catalog),
        badge=badge,
    )


def frame(parts: Parts, key: str, catalog: Catalog, badges: Mapping[str, Badge]) -> Frame:
    """The frame of a machine, cluster or place."""
    ident = parts.nesting.of[key]
    component = parts.component(ident)
    (title,) = wrap(shown_title(parts, ident), FRAME_TITLE_WIDTH, TITLE, bold=True, lines=1)
    chips = tuple(
        chip(parts, other, catalog, badges.get(other))
        for other in parts.all(Part.CHIP)
        if parts.nesting.frame[other] == key
    )
    badge = badges.get(ident)
    name = CHIP_ICON + 5 + text_width(title, TITLE, bold=True) + (12 if badge else 0)
    note, below = _notes(parts, ident, HEADER_WIDTH - name - _BEFORE_NOTE)
    beside = name + (_BEFORE_NOTE + text_width(note, FACT) if note else 0.0)
    return Frame(
        key=key,
        component=component.id,
        instances=parts.members(ident),
        category=component.kind.category.value,
        title=title,
        note=note,
        summary=summary(parts, ident, badge),
        parent=parts.nesting.parent[key],
        depth=len(parts.nesting.around(key)) - 1,
        below=below,
        chips=chips,
        symbol=symbol(component.icon, catalog),
        badge=badge,
        width=even(max([beside, text_width(below, FACT), *(chip.width for chip in chips)])),
    )


def _notes(parts: Parts, ident: str, room: float) -> tuple[str, str]:
    """What stands beside the name of a frame and what below it: role and addresses."""
    component, instance = parts.component(ident), parts.stage.instances[ident]
    alone = len(parts.members(ident)) == 1
    own = ", ".join(instance.address) if alone else ""
    shared = ", ".join(component.address)
    if shared and not own and len(component.instances) > 1:
        shared += " shared"
    role, address = role_of(component, instance), own or shared
    together = " · ".join(filter(None, (role, address)))
    if text_width(together, FACT) <= room:
        return together, ""
    return role, wrap(address, FRAME_TITLE_WIDTH, FACT, lines=1)[0] if address else ""


def machine_itself(parts: Parts, key: str, ident: str) -> Card:
    """A card for a machine in its own frame, for what flows to or from none of its software."""
    component = parts.component(ident)
    title = wrap(component.kind.title, CODE_WIDTH - 12, SMALL, lines=2)
    return Card(
        key=key,
        component=component.id,
        instances=parts.members(ident),
        shape=Shape.CHIP,
        name=called(parts, ident),
        title=title,
        summary=summary(parts, ident, None),
        width=even(max(text_width(line, SMALL) for line in title) + 16),
        height=even(10 + SMALL_LINE * len(title)),
        frame=next(key for key, instance in parts.nesting.of.items() if instance == ident),
    )


def lookup_card(answers: tuple[str, ...], catalog: Catalog, badge: Badge | None) -> Card:
    """The card of DNS where no component of the design answers for the names that clients ask for."""
    kind = catalog.kinds.get("dns-server")
    shown = answers if len(answers) <= ANSWERS else (*answers[: ANSWERS - 1], f"+{len(answers) - ANSWERS + 1} more")
    fine = tuple(line for answer in shown for line in wrap(answer, CARD_WIDTH[1] - 2 * PAD_ASIDE, FACT, lines=2))
    widest = max((text_width(line, FACT) for line in fine), default=0)
    return Card(
        key=LOOKUP,
        component="",
        instances=(),
        shape=Shape.CARD,
        name="DNS",
        title=("DNS",),
        summary=", ".join(filter(None, ("DNS", issues(badge) if badge else ""))),
        said=answers,
        width=max(CARD_WIDTH[0], even(widest + 2 * PAD_ASIDE)),
        height=even(2 * PAD + GUARD_ICON + 4 + TITLE_LINE + FACT_LINE * len(fine)),
        facts=fine,
        symbol=symbol(kind.icon, catalog) if kind else None,
        badge=badge,
    )
