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
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from infra_design.analyze.patch import Tree
    from infra_design.analyze.story import Examined
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Stage

BLOCKED = "connection-blocked"
"""The rule that finds firewalls which nobody told of a change."""


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
        before = _by_what_lasts(now)
        same = before.get(lasting(finding))
        for patch in proposals(now.facts, same) if same else ():
            for whole in (patch, *self._let_through(now, patch)):
                after = self._after(whole)
                found = _by_what_lasts(after) if after else before
                opened = [one for key, one in found.items() if key not in before]
                if lasting(finding) not in found and all(_is_milder(one, finding) for one in opened):
                    closed = (one.id for key, one in before.items() if key not in found and key != lasting(finding))
                    return ClosingChange(
                        yaml_text(whole), tuple(sorted(closed)), tuple(sorted(one.id for one in opened))
                    )
        return None

    def _let_through(self, now: Examined, patch: Mapping[str, Tree]) -> Iterator[Mapping[str, Tree]]:
        """The patch with what firewalls must let in because of it."""
        after = self._after(patch)
        denied = [one for one in after.findings if one.rule == BLOCKED] if after else []
        known = {one.id for one in now.findings}
        entries = [entry for one in denied if after and one.id not in known for entry in proposals(after.facts, one)]
        if entries:
            yield joined((patch, *entries))

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


def _is_milder(opened: Finding, closed: Finding) -> bool:
    """What a change opens is less than what it closes, and no contradiction."""
    return opened.severity.rank > closed.severity.rank and opened.severity is not Severity.ERROR
