"""From resolved stages to findings, comparisons and figures."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from infra_design.analyze import grading, waivers
from infra_design.analyze.closing import closed
from infra_design.analyze.compare import compare
from infra_design.analyze.differences import differences
from infra_design.analyze.facts import Facts
from infra_design.analyze.journeys import analyze_journey
from infra_design.analyze.load import tier_loads
from infra_design.analyze.mending import Mending
from infra_design.analyze.registry import infos_for, rules_for
from infra_design.analyze.story import Examined, Story
from infra_design.analyze.worth import Worth, is_telling
from infra_design.model.analysis import StageAnalysis, SystemAnalysis
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from infra_design.analyze.rule import Found, Rule
    from infra_design.model.analysis import ClosingChange, Comparison, JourneyResult
    from infra_design.model.catalog import Catalog
    from infra_design.model.finding import Finding
    from infra_design.model.settings import Settings
    from infra_design.model.stage import Journey, Stage, System


GROUPS = ("Reliability", "Capacity", "Network", "TLS", "Data", "DNS", "Operations", "Design hygiene")
"""Groups of rules, in the order in which findings of one severity are told."""


def analyze_system(system: System, catalog: Catalog, settings: Settings) -> SystemAnalysis:
    """All that is computed for a system, stage by stage in the order of its story, but for what additions buy."""
    examined: list[Examined] = []
    analyses: list[StageAnalysis] = []
    for stage in system.stages:
        story = _story(stage, catalog, settings, tuple(examined))
        analysis = _analysis(story, settings)
        if story.before:
            comparison = compare(story.before, analyses[-1].findings, story.now, analysis.findings)
            analysis = replace(analysis, comparison=comparison)
        examined.append(story.now)
        analyses.append(analysis)
    return SystemAnalysis(system.id, closed(tuple(analyses)), infos_for(catalog))


def explain_additions(
    system: System, analyses: SystemAnalysis, catalog: Catalog, settings: Settings
) -> SystemAnalysis:
    """The analyses with what each addition of a stage buys: it is taken out, and the rules are asked again.

    That takes longer than everything else, and only pages tell it.
    """
    told = list(zip(system.stages, analyses.stages, strict=True))
    explained = (_explained(*before, *now, catalog, settings) for before, now in pairwise(told))
    return replace(analyses, stages=(*analyses.stages[:1], *explained))


def _explained(  # noqa: PLR0913, PLR0917 — two stages, and what both were computed with
    earlier: Stage, before: StageAnalysis, stage: Stage, now: StageAnalysis, catalog: Catalog, settings: Settings
) -> StageAnalysis:
    if now.comparison is None:
        return now
    facts = Facts(earlier, catalog, before.journeys)
    worth = _worth(Examined(Facts(stage, catalog, now.journeys), now.findings), settings)
    found = differences(facts, worth.now.facts, worth)
    return replace(now, comparison=replace(now.comparison, differences=found))


def analyze_stage(stage: Stage, catalog: Catalog, settings: Settings) -> StageAnalysis:
    """All that is computed for one stage by itself, without a story."""
    return _analysis(_story(stage, catalog, settings, ()), settings)


def compare_stages(
    before: tuple[Stage, StageAnalysis], now: tuple[Stage, StageAnalysis], catalog: Catalog
) -> Comparison:
    """Any stage against any other; of what it adds, only the author's own words say why.

    Args:
        before: the one that it is compared with, and what was computed for that.
        now: the stage, and what was computed for it.
        catalog: what both were resolved with.
    """
    earlier, later = (
        Examined(Facts(stage, catalog, analysis.journeys), analysis.findings) for stage, analysis in (before, now)
    )
    return compare(earlier, earlier.findings, later, later.findings)


def closing_changes(
    findings: Iterable[Finding],
    catalog: Catalog,
    settings: Settings,
    amended: Callable[[str], Stage | None],
    work: int,
) -> Mapping[str, ClosingChange]:
    """Small changes to a stage that close findings of it, by the finding's id.

    Args:
        findings: of the stage, worst first.
        catalog: what it was resolved with.
        settings: what the site asks for.
        amended: the stage with a patch, given as YAML; None if the patch makes no sense there.
        work: instances to look at again, at most.
    """

    def examine(changed: Stage) -> Examined:
        results = tuple(_briefly(changed, journey) for journey in changed.journeys)
        return _examined(catalog, settings, rules_for(catalog).values(), changed, results)

    return Mending(amended, examine, work).changes(findings)


def _story(stage: Stage, catalog: Catalog, settings: Settings, earlier: tuple[Examined, ...]) -> Story:
    results = tuple(analyze_journey(stage, journey, settings.order) for journey in stage.journeys)
    now = _examined(catalog, settings, rules_for(catalog).values(), stage, results)
    return Story(now, _worth(now, settings), earlier, settings.today)


def _worth(now: Examined, settings: Settings) -> Worth:
    catalog = now.facts.catalog
    telling = [rule for rule in rules_for(catalog).values() if is_telling(rule)]
    return Worth(now, _briefly, partial(_examined, catalog, settings, telling))


def _briefly(stage: Stage, journey: Journey) -> JourneyResult:
    """Cuts of one are all that is asked of a stage that nobody wrote."""
    return analyze_journey(stage, journey, 1)


def _examined(
    catalog: Catalog, settings: Settings, asked: Iterable[Rule], stage: Stage, results: tuple[JourneyResult, ...]
) -> Examined:
    facts = Facts(stage, catalog, results)
    finders = ((rule, rule.find) for rule in asked if rule.find)
    return _with(Examined(facts, ()), ((rule, find(facts)) for rule, find in finders), settings)


def _analysis(story: Story, settings: Settings) -> StageAnalysis:
    """The findings of a stage: what rules find by themselves, then what they find in the story of it."""
    known = rules_for(story.facts.catalog)
    for last in (False, True):
        reviewers = ((rule, rule.review) for rule in known.values() if rule.review and rule.last is last)
        reports = [(rule, review(story)) for rule, review in reviewers]
        story = replace(story, now=_with(story.now, reports, settings))
    stage = story.facts.stage
    findings = waivers.accept(story.now.findings, stage, settings.today)
    return StageAnalysis(
        stage=stage.id,
        findings=tuple(sorted(findings, key=partial(_worst_first, known))),
        journeys=story.facts.results,
        cost=story.facts.cost,
        reach=story.facts.reach.rows,
        reach_complete=story.facts.reach.complete,
        loads=tier_loads(story.facts),
        watched={machine: tuple(eye.id for eye in eyes) for machine, eyes in story.facts.watched.items()},
    )


def _with(examined: Examined, reports: Iterable[tuple[Rule, Iterator[Found]]], settings: Settings) -> Examined:
    """A stage with more found: what nobody ignores, signed, with the severity that was asked for."""
    stage = examined.facts.stage
    findings, graded = {finding.id: finding for finding in examined.findings}, set(examined.graded)
    for rule, found in reports:
        own = grading.named(rule, stage.spec.rules)
        grade = grading.grade(rule, stage.spec.rules, settings.rules)
        if grade == grading.IGNORE and not own:
            continue
        signed = [rule.finding(one, stage.id) for one in found]
        if signed:
            graded.add(own)
        if grade in grading.SEVERITIES:
            signed = [replace(finding, severity=Severity(grade)) for finding in signed]
        for finding in signed if grade != grading.IGNORE else ():
            findings[finding.id] = _joined(findings[finding.id], finding) if finding.id in findings else finding
    return replace(examined, findings=tuple(findings.values()), graded=frozenset(graded))


def _joined(one: Finding, other: Finding) -> Finding:
    """What one rule says twice of the same subjects, as one finding."""
    return replace(
        one,
        evidence=(*one.evidence, *other.evidence),
        journeys=tuple(dict.fromkeys((*one.journeys, *other.journeys))),
        connections=tuple(dict.fromkeys((*one.connections, *other.connections))),
    )


def _worst_first(known: Mapping[str, Rule], finding: Finding) -> tuple[int, int, str, tuple[str, ...]]:
    group = known[finding.rule].group
    place = GROUPS.index(group) if group in GROUPS else len(GROUPS)
    return finding.severity.rank, place, finding.rule, finding.subjects
