"""What parts of a stage are good for: which findings come back without them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.closing import lasting, missing
from infra_design.analyze.registry import rules_for
from infra_design.analyze.without import without

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from infra_design.analyze.rule import Rule
    from infra_design.analyze.story import Examined
    from infra_design.analyze.without import Less
    from infra_design.model.analysis import JourneyResult
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Journey, Stage

NOT_WORTH = frozenset({"DNS", "Design hygiene"})
"""Groups whose findings say that something was taken out, not what it was good for."""

LEFT_OVER = frozenset({"connection-blocked", "broad-allow"})
"""Rules that find firewalls still set up for what was taken out."""


def is_telling(rule: Rule) -> bool:
    """What it finds in a stage with less in it says what that was good for."""
    return rule.group not in NOT_WORTH and rule.id not in LEFT_OVER


@dataclass(frozen=True, slots=True)
class Lack:
    """What a stage would be without some part of it.

    Attributes:
        broken: journeys that could not work at all; then nothing else is said.
        back: findings that would come back, worst first.
        wider: findings that are open anyway and would concern further journeys, worst first.
        closed: findings that would be gone, those that name what is taken out aside.
        known: False where nobody looked.
    """

    broken: tuple[Journey, ...] = ()
    back: tuple[Finding, ...] = ()
    wider: tuple[Finding, ...] = ()
    closed: tuple[Finding, ...] = ()
    known: bool = True

    def why(self, part: str = "it") -> str:
        """A sentence that tells a reader what a part is good for, or nothing."""
        if self.broken:
            return f"Without {part}, {words.hardship(self.broken)}."
        if self.back:
            return f"Without {part}, {_listed(self.back, 'more issue', 'be open')}"
        if self.wider:
            return f"Without {part}, {_listed(self.wider, 'open issue', 'concern more journeys')}"
        return ""


def _listed(findings: tuple[Finding, ...], noun: str, verb: str) -> str:
    first = ", first of all" if len(findings) > 1 else ""
    return f"{words.plural(len(findings), noun)} would {verb}{first}: {findings[0].message}"


WORK = 20_000
"""Instances to look at again, at most, for one stage: about a second."""


@dataclass(slots=True)
class Worth:
    """What the parts of one stage are good for.

    Each question looks at the whole stage again. After so much work the answer is that it isn't known.

    Attributes:
        now: the stage.
        analyze: the engine, for one journey of a stage.
        examine: the rules that are telling, for a stage whose journeys are analyzed.
    """

    now: Examined
    analyze: Callable[[Stage, Journey], JourneyResult]
    examine: Callable[[Stage, tuple[JourneyResult, ...]], Examined]
    _known: dict[tuple[str, ...], Lack] = field(default_factory=dict)
    _done: int = 0

    def of(self, *idents: str) -> Lack:
        """What the stage would be without some components or instances."""
        if idents not in self._known:
            tired = self._done > WORK
            self._known[idents] = Lack(known=False) if tired else self.lack(without(self.now.facts, idents))
        return self._known[idents]

    def lack(self, less: Less) -> Lack:
        """What a stage with less in it has that this one hasn't, and the other way round."""
        self._done += len(less.stage.instances)
        if less.broken:
            return Lack(broken=less.broken)
        if self._done > WORK:
            return Lack(known=False)
        results = tuple(self._result(less, journey) for journey in less.stage.journeys)
        found = self.examine(less.stage, results).findings
        back, wider = self._back(found)
        return Lack(back=back, wider=wider, closed=tuple(self._closed(less, found)))

    def _result(self, less: Less, journey: Journey) -> JourneyResult:
        """What is known of a journey, if nothing that it can depend on is gone; else what the engine says now."""
        facts = self.now.facts
        for result in facts.results if less.gone else ():
            if result.journey == journey and less.gone.isdisjoint((*result.units, *facts.ways(journey))):
                return result
        return self.analyze(less.stage, journey)

    def _back(self, found: tuple[Finding, ...]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        """Findings that are not open now, and those that are, of fewer journeys."""
        known = {lasting(finding): finding for finding in self.now.findings}
        ranked = sorted(found, key=lambda finding: (finding.severity.rank, finding.id))
        wider = (
            one for one in ranked if (old := known.get(lasting(one))) and not set(one.journeys) <= set(old.journeys)
        )
        return missing(ranked, self.now.findings), tuple(wider)

    def _closed(self, less: Less, found: tuple[Finding, ...]) -> Iterator[Finding]:
        left = {lasting(finding) for finding in found}
        known = rules_for(self.now.facts.catalog)
        for finding in self.now.findings:
            if (
                is_telling(known[finding.rule])
                and lasting(finding) not in left
                and less.gone.isdisjoint(finding.subjects)
            ):
                yield finding
