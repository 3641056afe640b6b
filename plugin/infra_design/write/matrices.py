"""What comes and goes over the stages: components, issues, availability, cost; a column a stage."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from infra_design.write.chart import Series, bars, grid_of_nines, nines
from infra_design.write.html import (
    NOTHING,
    Html,
    badge,
    badges,
    block,
    bold,
    change_badge,
    element,
    lines,
    link,
    row,
    table,
)
from infra_design.write.issues import tally
from infra_design.write.links import link_to
from infra_design.write.wording import downtime, percent, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infra_design.model.analysis import JourneyResult
    from infra_design.model.finding import Finding
    from infra_design.model.stage import System
    from infra_design.write.scene import Scene

    Findings = Mapping[str, Sequence[Finding]]
    """By rule."""

_RESTS_ON = (
    "Each line is ten times less downtime than the one below. Failures are taken to be independent of one another; "
    "where each number comes from stands on the page of the stage, under Availability."
)
_NONE = element("span", "–", class_="infra-none")


def _matrix(corner: str, scenes: Sequence[Scene], rows: Iterable[Html]) -> Html:
    return block("matrix", table((corner, *_titles(scenes)), rows))


def _titles(scenes: Sequence[Scene]) -> Iterator[Html]:
    return (scene.stage_link(scene.stage.id) for scene in scenes)


def components(_system: System, scenes: Sequence[Scene]) -> Html:
    """Which stage has how many of each component."""
    titles: dict[str, str] = {}
    for scene in scenes:
        titles |= {ident: component.title for ident, component in scene.stage.components.items()}
    rows = (row(title, *(_count(scene, ident) for scene in scenes)) for ident, title in titles.items())
    return _matrix("Component", scenes, rows)


def _count(scene: Scene, ident: str) -> Html:
    component = scene.stage.components.get(ident)
    difference = scene.differences("component").get(ident)
    count = link(scene.href(f"component-{ident}"), str(len(component.instances))) if component else NOTHING
    return (count + change_badge(difference.change if difference else None)) or _NONE


def issues(_system: System, scenes: Sequence[Scene]) -> Html:
    """Which rule finds how much in which stage, the worst first."""
    found = [_by_rule(scene) for scene in scenes]
    ranked = sorted({rule for by_rule in found for rule in by_rule}, key=lambda rule: _rank(rule, found))
    return _matrix("Issue", scenes, (_issue_row(scenes, found, rule) for rule in ranked))


def _by_rule(scene: Scene) -> Findings:
    by_rule: dict[str, list[Finding]] = {}
    for finding in scene.analysis.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    return by_rule


def _rank(rule: str, found: Sequence[Findings]) -> tuple[int, int, str]:
    worst = min(finding.severity.rank for by_rule in found for finding in by_rule.get(rule, ()))
    first = next(place for place, by_rule in enumerate(found) if rule in by_rule)
    return worst, first, rule


def _issue_row(scenes: Sequence[Scene], found: Sequence[Findings], rule: str) -> Html:
    info = scenes[0].rules.get(rule)
    title = link(link_to(scenes[0].addresses.rule(rule)), info.title if info else rule)
    over_time = pairwise([(), *(by_rule.get(rule, ()) for by_rule in found)])
    return row(title, *(_issues(scene, had, has) for scene, (had, has) in zip(scenes, over_time, strict=True)))


def _issues(scene: Scene, had: Sequence[Finding], has: Sequence[Finding]) -> Html:
    there = badges(tally(has), sum(finding.accepted for finding in has), scene.href("issues"))
    return there or (badge("closed", "good") if had else _NONE)


def availability(_system: System, scenes: Sequence[Scene]) -> Html:
    """Availability of each journey, and cost, over the stages: a chart and its numbers."""
    results = [{result.journey.id: result for result in scene.analysis.journeys} for scene in scenes]
    titles = {ident: result.journey.title for of_stage in results for ident, result in of_stage.items()}
    journeys = {title: [of_stage.get(ident) for of_stage in results] for ident, title in titles.items()}
    rows = [
        row(sentence(title), *map(_works, over_time, [None, *over_time])) for title, over_time in journeys.items()
    ]
    return block(
        "over-stages",
        _figure(_availability_chart(scenes, journeys), _RESTS_ON),
        _figure(_cost_chart(scenes), "What each stage costs a month, as far as the design states it."),
        table(("What a user does", *_titles(scenes)), (*rows, *_costs(scenes))),
    )


def _works(result: JourneyResult | None, before: JourneyResult | None) -> Html:
    if not result:
        return _NONE
    if not result.works:
        return badge("does not work", "error")
    known, earlier = result.availability, before.availability if before else None
    if known is None:
        return element("span", "unknown")
    worse = badge("worse", "high") if earlier is not None and known < earlier else NOTHING
    return lines(bold(percent(known)), element("div", element("small", downtime(known), " down a year")), worse)


def _costs(scenes: Sequence[Scene]) -> Iterator[Html]:
    costs = [scene.analysis.cost for scene in scenes]
    if any(cost is not None for cost in costs):
        yield row("Cost per month", *("not stated" if cost is None else f"{cost:,.2f}" for cost in costs))


def _figure(chart: Html, caption: str = "") -> Html:
    if not chart:
        return NOTHING
    below = element("figcaption", caption) if caption else NOTHING
    scroll = element("div", chart, class_="infra-scroll", tabindex="0")
    return element("figure", scroll, below, class_="infra-figure", data_search_exclude="")


def _availability_chart(scenes: Sequence[Scene], journeys: Mapping[str, list[JourneyResult | None]]) -> Html:
    series = [Series(title, *_nines(results)) for title, results in journeys.items()]
    known = [value for one in series for value in one.values if value is not None]
    if not known or len(scenes) == 1:
        return NOTHING
    return bars("Availability over the stages", [s.stage.title for s in scenes], series, grid_of_nines(known))


def _nines(results: Iterable[JourneyResult | None]) -> tuple[tuple[float | None, ...], tuple[str, ...]]:
    known = [result.availability if result and result.works else None for result in results]
    values = tuple(None if share is None else nines(share) for share in known)
    return values, tuple("" if share is None else percent(share) for share in known)


def _cost_chart(scenes: Sequence[Scene]) -> Html:
    costs = tuple(scene.analysis.cost for scene in scenes)
    if len(scenes) == 1 or not any(costs):
        return NOTHING
    labels = tuple("" if cost is None else f"{cost:,.0f}" for cost in costs)
    titles = [scene.stage.title for scene in scenes]
    return bars("Cost per month over the stages", titles, [Series("Cost per month", costs, labels)])
