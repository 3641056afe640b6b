"""The parts that say what is computed: issues and availability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.write.issues import tally, topics
from infra_design.write.links import issue_anchor, link_to
from infra_design.write.marks import NOTHING
from infra_design.write.template import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from infra_design.model.analysis import Importance, JourneyResult
    from infra_design.model.finding import Finding
    from infra_design.write.scene import Scene

_PAIRS_AT_MOST = 8
_MATTERING_AT_MOST = 5


def issues(scene: Scene) -> Markup:
    """Every issue, with evidence, remedy, rule, place and the stage that closes it."""
    findings = scene.analysis.findings
    if not findings:
        return render("no-issues")
    return render(
        "issues",
        scene=scene,
        topics=topics(scene),
        tally=tally(findings),
        accepted=sum(finding.accepted for finding in findings),
        anchor=issue_anchor,
        rule_link=lambda rule: link_to(scene.addresses.rule(rule)),
        closed_by=scene.analysis.closed_by,
        is_new=_is_new(scene),
        title=lambda rule: scene.rules[rule].title if rule in scene.rules else rule,
        last=scene.system.stages[-1].id == scene.stage.id,
    )


def _is_new(scene: Scene) -> Callable[[Finding], bool]:
    opened = scene.analysis.comparison.opened if scene.analysis.comparison else ()
    ids = {finding.id for finding in opened}

    def is_new(finding: Finding) -> bool:
        return finding.id in ids

    return is_new


@dataclass(frozen=True, slots=True)
class _Row:
    result: JourneyResult
    pairs: tuple[tuple[str, ...], ...]
    more_pairs: int
    mattering: tuple[Importance, ...]


def availability(scene: Scene) -> Markup:
    """How likely each journey works, what breaks it, what matters most, and on what that rests."""
    rows = [_row(result) for result in scene.analysis.journeys]
    return render("availability", scene=scene, rows=rows) if rows else NOTHING


def _row(result: JourneyResult) -> _Row:
    pairs = tuple(cut for cut in result.cut_sets if len(cut) > 1)
    mattering = sorted((i for i in result.importance if i.gain > 0), key=lambda i: (-i.gain, i.instance))
    more = max(0, len(pairs) - _PAIRS_AT_MOST)
    return _Row(result, pairs[:_PAIRS_AT_MOST], more, tuple(mattering[:_MATTERING_AT_MOST]))
