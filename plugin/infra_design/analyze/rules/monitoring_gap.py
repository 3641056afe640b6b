"""Some hosts are not monitored.

Some machines have a monitoring agent or are covered by monitoring, and others aren't.

*Why it matters*

A dashboard that shows all servers green is believed. The one that isn't on it fails unseen, and is looked at last.

*Example*

    title: The database is unwatched
    components:
      web: {kind: server}
      app: {kind: application-server, host: web, uses: mysql}
      db: {kind: server}  # finding
      mysql: {host: db}
      agent: {kind: monitoring-agent, host: web}

*Instead*

    title: Every machine is watched
    components:
      web: {kind: server}
      app: {kind: application-server, host: web, uses: mysql}
      db: {kind: server}
      mysql: {host: db}
      agent: {kind: monitoring-agent, host: [web, db]}
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
SEVERITY = Severity.MEDIUM


def find(facts: Facts) -> Iterator[Found]:
    """Machines without eyes on them, where others have some."""
    seen = [machine for machine, eyes in facts.watched.items() if eyes]
    unseen = [machine for machine, eyes in facts.watched.items() if not eyes and not _is_the_watcher(facts, machine)]
    if not seen or not unseen:
        return
    subjects = facts.subjects(unseen)
    eyes = next(eyes for eyes in facts.watched.values() if eyes)
    yield Found(
        subjects=subjects,
        message=f"Nothing watches {words.listed(unseen)}, though {words.listed(facts.subjects(seen))} "
        f"{words.verb(facts.subjects(seen), 'is', 'are')} watched.",
        remedy=f"Put {eyes[0].id} on {words.verb(subjects, 'it', 'them')} as well: `host: [{_all(facts, unseen)}]`.",
        mark=facts.mark(unseen[0]),
        evidence=(Evidence(EvidenceKind.FACT, f"No agent on {words.listed(unseen)}.", tuple(unseen)),),
    )


def _is_the_watcher(facts: Facts, machine: str) -> bool:
    """It is there for the monitoring, which says itself when it is gone."""
    carried = facts.stage.carries.get(machine, ())
    return any(facts.component(ident).kind.category is Category.MONITORING for ident in carried)


def _all(facts: Facts, unseen: list[str]) -> str:
    return ", ".join(
        facts.subjects([machine for machine, eyes in facts.watched.items() if eyes or machine in unseen])
    )
