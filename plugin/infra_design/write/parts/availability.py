"""The part that says how likely each journey works, what breaks it, what matters most, and on what that rests."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from infra_design.write.html import (
    NOTHING,
    Html,
    badge,
    block,
    bold,
    element,
    fold,
    items,
    lines,
    listed,
    paragraph,
    row,
    say,
    table,
)
from infra_design.write.text import sentences
from infra_design.write.together import apart, lines_of, told
from infra_design.write.wording import counted, downtime, number, percent, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from infra_design.model.analysis import JourneyResult
    from infra_design.write.scene import Scene
    from infra_design.write.together import Line

_CUTS_AT_MOST = 8
_TOGETHER_AT_MOST = 4
_MATTERING_AT_MOST = 5
_HEAD = ("What a user does", "Works", "Expected downtime a year", "Fails if one of these fails")
_MATTERING = ("If this never failed", "downtime a year would be less by", "Importance (Birnbaum)")
_REASONS = "{}: what else breaks it, what matters most, and what the figure rests on"


def availability(scene: Scene) -> Html:
    """All journeys of a stage."""
    results = scene.analysis.journeys
    return block(
        "availability",
        table(_HEAD, (row(sentence(result.journey.title), *_cells(scene, result)) for result in results)),
        *_together(scene),
        *(fold(_REASONS.format(sentence(r.journey.title)), *_reasons(scene, r)) for r in results),
    )


def _together(scene: Scene) -> Iterator[Html]:
    """What stops journeys only together; journeys of which the same is true are told together too."""
    alike: dict[tuple[bool, int, tuple[Line, ...]], list[JourneyResult]] = {}
    for result in scene.analysis.journeys:
        if result.works and result.order > 1 and result.units:
            key = bool(result.single_points), result.order, tuple(lines_of(scene.stage, result.cut_sets))
            alike.setdefault(key, []).append(result)
    for (alone, order, found), results in alike.items():
        journeys = bold(listed(sentence(result.journey.title) for result in results))
        yield from _told_together(scene, journeys, found, order, alone=alone)


def _told_together(scene: Scene, journeys: Html, found: Sequence[Line], order: int, *, alone: bool) -> Iterator[Html]:
    if not found:
        if not alone:
            yield paragraph(journeys, f": whatever {number(order)} parts fail at once, the rest carries on.")
        return
    lead = "apart from these single points, it fails if" if alone else "no single failure stops it. It fails only if"
    if len(found) == 1:
        yield paragraph(journeys, f": {lead} ", told(scene, found[0]), ".")
        return
    more = len(found) - _TOGETHER_AT_MOST
    rest = [f"and {counted(more, 'more of this kind', 'more of this kind')}"] if more > 0 else []
    yield paragraph(journeys, f": {lead} one of these happens:")
    yield items([*(told(scene, one) for one in found[:_TOGETHER_AT_MOST]), *rest], class_="infra-together")


def _cells(scene: Scene, result: JourneyResult) -> tuple[Html, Html, Html]:
    if not result.works:
        end = say("The way ends at {}.", scene.thing(result.broken_at[-1])) if result.broken_at else NOTHING
        return badge("does not work", "error"), NOTHING, end
    known = result.availability
    points = listed(scene.things(apart(result.single_points)), "or") or badge("nothing alone", "good")
    return _figure(result), say("{}", downtime(known)) if known is not None else NOTHING, points


def _figure(result: JourneyResult) -> Html:
    known, target = result.availability, result.journey.target
    figure = bold(percent(known)) if known is not None else say("unknown")
    if target is None:
        return figure
    met = badge("met", "good") if known is not None and known >= target else badge("missed", "high")
    return lines(figure, element("div", "target ", percent(target), " ", met if known is not None else NOTHING))


def _reasons(scene: Scene, result: JourneyResult) -> Iterator[Html]:
    yield from _cuts(scene, result)
    yield _mattering(scene, result)
    if result.unknown:
        yield paragraph(say("Not known, and so left out of any figure: {}.", listed(scene.things(result.unknown))))
    if result.assumptions:
        yield paragraph("Assumptions:")
        yield sentences(result.assumptions)


def _cuts(scene: Scene, result: JourneyResult) -> Iterator[Html]:
    cuts = [cut for cut in result.cut_sets if len(cut) > 1]
    if cuts:
        sizes = Counter(map(len, cuts))
        many = listed(f"{sizes[size]:,} of {number(size)}" for size in sorted(sizes))
        first = f", the first {_CUTS_AT_MOST}" if len(cuts) > _CUTS_AT_MOST else ""
        yield paragraph(say("Minimal cut sets of several parts up to {}: {}{}:", number(result.order), many, first))
        yield items(listed(scene.things(apart(cut))) for cut in cuts[:_CUTS_AT_MOST])


def _mattering(scene: Scene, result: JourneyResult) -> Html:
    ranked = sorted((i for i in result.importance if i.gain > 0), key=lambda i: (-i.gain, i.instance))
    return table(
        _MATTERING,
        (
            row(scene.thing(one.instance), downtime(1 - one.gain), f"{one.birnbaum:.4f}")
            for one in ranked[:_MATTERING_AT_MOST]
        ),
    )
