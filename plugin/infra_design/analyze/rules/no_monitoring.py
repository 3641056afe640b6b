"""No monitoring.

There's no monitoring agent on any machine, and no monitoring that covers one.

*Why it matters*

Without monitoring the first to notice a failure is a visitor. Nobody knows how loaded the servers are, when a disk
will be full, or what was different when it broke.

*Example*

    title: Unwatched
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}  # finding
      nginx: {host: web}

*Instead*

    title: Watched
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web}
      agent: {kind: monitoring-agent, host: web, uses: collector}
      collector: {kind: monitoring, managed: true}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "Operations"
SEVERITY = Severity.HIGH
WHOLE = True


def find(facts: Facts) -> Iterator[Found]:
    """A stage with things of its own to watch, and nothing that watches."""
    if facts.of(Category.AGENT) or any(
        eye.covers or eye.id in facts.outgoing for eye in facts.of(Category.MONITORING)
    ):
        return
    own = [machine.id for machine in facts.machines] or _programs(facts)
    if own:
        subjects = facts.subjects(own)
        yield Found(
            subjects=subjects,
            message=(
                f"Nothing watches {words.listed(subjects)}: "
                "a failure is noticed when somebody complains, and load is not measured."
            ),
            remedy=(
                f"Put an agent on each machine, `agent: {{kind: monitoring-agent, host: [{', '.join(subjects)}], "
                "uses: collector}`, and a `collector: {kind: monitoring}` elsewhere that alerts."
            ),
            mark=facts.mark(own[0]),
            evidence=(
                Evidence(EvidenceKind.FACT, "No monitoring agent, nothing covered by monitoring.", tuple(own)),
            ),
            cause="no-monitoring",
        )


def _programs(facts: Facts) -> list[str]:
    ours = (one for one in facts.of(Category.SOFTWARE, Category.STORE) if not one.managed)
    return [ident for component in ours for ident in component.instances]
