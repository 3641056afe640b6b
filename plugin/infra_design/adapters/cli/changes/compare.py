"""Two sides become changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra_design.adapters.cli.changes import Changes, JourneyChange, StageChange
from infra_design.adapters.cli.changes.renames import instance_names, moved, renames, told_apart
from infra_design.adapters.cli.formats import stage_name
from infra_design.analyze import analyze_system
from infra_design.analyze.closing import lasting
from infra_design.model.spec import SystemSpec
from infra_design.model.stage import System

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.adapters.cli.changes import Seen
    from infra_design.adapters.cli.changes.sides import Side
    from infra_design.model.analysis import Difference, JourneyResult
    from infra_design.model.finding import Finding, Severity

ALIKE = 0.6
"""The share of components that a stage with another name must have in common to be the same stage."""


def compare_sides(base: Side, head: Side, fail_on: Severity | None) -> Changes:
    """What became of every stage."""
    before = {(one.system, one.stage.id): one for one in base.stages}
    after = {(one.system, one.stage.id): one for one in head.stages}
    earlier = {new: before[old] for old, new in _renamed(before, after).items()}
    earlier |= {key: before[key] for key in after if key in before}
    alike = base.design and head.design and base.design.catalog.digest == head.design.catalog.digest
    same_rules = base.settings == head.settings
    changes = []
    for key, now in after.items():
        old = earlier.get(key)
        if old and alike and same_rules and _untouched(old, now):
            continue
        changes.append(compare_stages(old, now, head) if old else _new(now, after, head))
    kept = {(one.system, one.stage.id) for one in earlier.values()}
    changes += [StageChange(_name(one), one, None) for key, one in before.items() if key not in kept]
    return Changes(base.name, head.name, tuple(filter(_is_change, changes)), fail_on)


def compare_stages(before: Seen, after: Seen, side: Side) -> StageChange:
    """What became of a stage, or differs between two."""
    renamed = renames(before.stage, after.stage)
    names = instance_names(before.stage, after.stage, renamed)
    old, new = ({_lasting(one, names): one for one in before.analysis.findings}, _by_key(after.analysis.findings))
    journeys = _journeys(before, after, names)
    both = [(old[key], one) for key, one in new.items() if key in old and not one.accepted and not old[key].accepted]
    return StageChange(
        name=_name(after),
        before=before,
        after=after,
        against=_name(before) if _name(before) != _name(after) else "",
        differences=told_apart(_differences(before, after, side), names),
        renamed=renamed,
        opened=tuple(one for key, one in new.items() if not one.accepted and (key not in old or old[key].accepted)),
        closed=tuple(one for key, one in old.items() if not one.accepted and key not in new),
        accepted=tuple(one for key, one in new.items() if one.accepted and not (key in old and old[key].accepted)),
        worsened=tuple((one, was.severity) for was, one in both if one.severity.rank < was.severity.rank),
        eased=tuple((one, was.severity) for was, one in both if one.severity.rank > was.severity.rank),
        journeys=tuple(one for one in journeys if _figures(one.before) != _figures(one.after)),
    )


def _new(now: Seen, after: Mapping[tuple[str, str], Seen], head: Side) -> StageChange:
    """A new stage, against the one before it in its story; the first of a story opens whatever it has."""
    comparison = now.analysis.comparison
    if comparison and (now.system, comparison.before) in after:
        earlier = after[now.system, comparison.before]
        return replace(compare_stages(earlier, now, head), before=None, compared=earlier)
    opened = tuple(one for one in now.analysis.findings if not one.accepted)
    accepted = tuple(one for one in now.analysis.findings if one.accepted)
    return StageChange(_name(now), None, now, opened=opened, accepted=accepted)


def _renamed(
    before: Mapping[tuple[str, str], Seen], after: Mapping[tuple[str, str], Seen]
) -> dict[tuple[str, str], tuple[str, str]]:
    """Stages that are gone → those that stand there with nearly the same components."""
    gone = [key for key in before if key not in after]
    new = [key for key in after if key not in before]
    scores = {(old, key): _share(before[old], after[key]) for old in gone for key in new if old[0] == key[0]}
    return {
        old: key
        for (old, key), score in scores.items()
        if score >= ALIKE
        and all(value < score for pair, value in scores.items() if (pair[0] == old) != (pair[1] == key))
    }


def _share(one: Seen, other: Seen) -> float:
    old, new = set(one.stage.components), set(other.stage.components)
    return len(old & new) / len(old | new) if old | new else 0.0


def _untouched(before: Seen, after: Seen) -> bool:
    return before.stage.spec.digest == after.stage.spec.digest and _by_key(before.analysis.findings) == _by_key(
        after.analysis.findings
    )


def _is_change(change: StageChange) -> bool:
    issues = change.opened or change.closed or change.accepted or change.worsened or change.eased
    renamed = change.renamed or change.against
    gone = change.before is None or change.after is None
    return bool(
        gone or issues or renamed or change.differences or change.journeys or change.cost[0] != change.cost[1]
    )


def _name(seen: Seen) -> str:
    return stage_name(seen.system, seen.stage.id)


def _by_key(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    return {lasting(finding): finding for finding in findings}


def _lasting(finding: Finding, names: Mapping[str, str]) -> str:
    subjects = tuple(sorted(moved(subject, names) for subject in finding.subjects))
    return lasting(replace(finding, subjects=subjects))


def _differences(before: Seen, after: Seen, side: Side) -> tuple[Difference, ...]:
    """What differs, as if the two were a story of their own."""
    if side.design is None:
        return ()
    spec = SystemSpec(after.system, "", (before.stage.spec, after.stage.spec))
    story = System(after.system, spec, (before.stage, after.stage))
    comparison = analyze_system(story, side.design.catalog, side.settings).stages[1].comparison
    return comparison.differences if comparison else ()


def _journeys(before: Seen, after: Seen, names: Mapping[str, str]) -> Iterator[JourneyChange]:
    old = {moved(one.journey.id, names): one for one in before.analysis.journeys}
    new = {one.journey.id: one for one in after.analysis.journeys}
    for ident in dict.fromkeys((*new, *old)):
        yield JourneyChange(ident, old.get(ident), new.get(ident))


def _figures(result: JourneyResult | None) -> tuple[object, ...]:
    return (result.works, result.availability, len(result.single_points)) if result else ()
