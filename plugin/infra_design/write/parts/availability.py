"""The part that says how likely each journey works, what breaks it, what matters most, and on what that rests."""

from __future__ import annotations

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
from infra_design.write.wording import counted, downtime, percent, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.model.analysis import JourneyResult
    from infra_design.write.scene import Scene

_CUTS_AT_MOST = 8
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
        *(fold(_REASONS.format(sentence(r.journey.title)), *_reasons(scene, r)) for r in results),
    )


def _cells(scene: Scene, result: JourneyResult) -> tuple[Html, Html, Html]:
    if not result.works:
        end = say("The way ends at {}.", scene.thing(result.broken_at[-1])) if result.broken_at else NOTHING
        return badge("does not work", "error"), NOTHING, end
    known = result.availability
    points = listed(scene.things(result.single_points), "or") or badge("nothing alone", "good")
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
        more = len(cuts) - _CUTS_AT_MOST
        words = f" (and in {counted(more, 'more case')})" if more > 0 else ""
        yield paragraph(f"It also fails if all of these fail together{words}:")
        yield items(listed(scene.things(cut)) for cut in cuts[:_CUTS_AT_MOST])


def _mattering(scene: Scene, result: JourneyResult) -> Html:
    ranked = sorted((i for i in result.importance if i.gain > 0), key=lambda i: (-i.gain, i.instance))
    return table(
        _MATTERING,
        (
            row(scene.thing(one.instance), downtime(1 - one.gain), f"{one.birnbaum:.4f}")
            for one in ranked[:_MATTERING_AT_MOST]
        ),
    )
