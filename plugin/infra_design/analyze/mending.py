"""The smallest changes that close a finding: each was applied to the stage, and the rules were asked again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra_design.analyze.closing import lasting
from infra_design.analyze.patch import joined, yaml_text
from infra_design.analyze.proposals import proposals
from infra_design.model.analysis import ClosingChange
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from infra_design.analyze.patch import Tree
    from infra_design.analyze.story import Examined
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Stage

CONSEQUENCES = frozenset(
    {
        "broad-allow",
        "connection-blocked",
        "firewall-gap",
        "load-balancer-bypass",
        "monitoring-gap",
        "no-firewall",
        "plaintext-internal-connection",
        "tls-terminated-at-load-balancer",
    }
)
"""Rules that find what nobody told of a change: firewalls, agents, encryption. It is told with it."""

ROUNDS = 6
"""How often a change is completed before it is given up."""


@dataclass(slots=True)
class Mending:
    """Tries changes to one stage.

    Attributes:
        amended: the stage with a patch, given as YAML; None if the patch makes no sense there.
        examine: the rules, each asked of a stage by itself.
        work: instances to look at again, at most.
    """

    amended: Callable[[str], Stage | None]
    examine: Callable[[Stage], Examined]
    work: int
    _known: dict[str, Examined | None] = field(default_factory=dict)
    _done: int = 0

    def changes(self, findings: Iterable[Finding]) -> Mapping[str, ClosingChange]:
        """Finding id → a change that closes it; those for which none is known, or that nobody had time for, aside."""
        now = self._after({})
        if now is None:
            return {}
        found = ((one.id, self._change(now, one)) for one in findings if not one.accepted)
        return {ident: change for ident, change in found if change}

    def _change(self, now: Examined, finding: Finding) -> ClosingChange | None:
        same = _by_what_lasts(now).get(lasting(finding))
        for patch in proposals(now.facts, same) if same else ():
            found = self._completed(now, patch, lasting(finding))
            if found:
                return found
        return None

    def _completed(self, now: Examined, patch: Mapping[str, Tree], wanted: str) -> ClosingChange | None:
        """What a patch does, with what must be told of it; None: it does not close what is wanted, or opens worse."""
        before = _by_what_lasts(now)
        for _ in range(ROUNDS):
            after = self._after(patch)
            found = _by_what_lasts(after) if after else before
            if after is None or wanted in found:
                return None
            opened = [one for key, one in found.items() if key not in before]
            closed = [one for key, one in before.items() if key not in found and key != wanted]
            bad = _not_worth_it(opened, before[wanted], closed)
            if not bad:
                others, new = (tuple(sorted(one.id for one in findings)) for findings in (closed, opened))
                return ClosingChange(yaml_text(patch), others, new)
            further = next(proposals(after.facts, bad[0]), None) if bad[0].rule in CONSEQUENCES else None
            if further is None:
                return None
            patch = joined((patch, further))
        return None

    def _after(self, patch: Mapping[str, Tree]) -> Examined | None:
        """What is found in the stage with a patch; None if that makes no sense or there is no time."""
        text = yaml_text(patch) or "{}\n"
        if text not in self._known:
            stage = self.amended(text) if self._done < self.work else None
            self._done += len(stage.instances) if stage else 0
            self._known[text] = self.examine(stage) if stage else None
        return self._known[text]


def _by_what_lasts(examined: Examined) -> Mapping[str, Finding]:
    return {lasting(finding): finding for finding in examined.findings}


def _not_worth_it(opened: list[Finding], wanted: Finding, closed: list[Finding]) -> list[Finding]:
    """What a change opens that is as bad as anything it closes, or a contradiction; worst first.

    What only moves, such as a single point of failure from one machine to another, counts on neither side.
    """
    left = list(closed)
    fresh = []
    for one in opened:
        moved = next((old for old in left if old.rule == one.rule and old.severity.rank <= one.severity.rank), None)
        if moved:
            left.remove(moved)
        else:
            fresh.append(one)
    worst = min(one.severity.rank for one in (wanted, *left))
    bad = [one for one in fresh if one.severity.rank <= worst or one.severity is Severity.ERROR]
    return sorted(bad, key=lambda one: (one.severity.rank, one.id))
