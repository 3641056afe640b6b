"""Some hosts have no firewall.

Some machines have a firewall, and others that are reached over the network don't.

*Why it matters*

Whoever got into one machine looks for the next. The machine without a firewall is the one where everything that
listens can be tried.

*Example*

    title: The database has none
    components:
      web: {kind: server}
      app: {kind: application-server, host: web, uses: mysql}
      db: {kind: server}  # finding
      mysql: {host: db}
      firewall: {host: web, allow: [443 from internet]}

*Instead*

    title: Both have one
    components:
      web: {kind: server}
      app: {kind: application-server, host: web, uses: mysql}
      db: {kind: server}
      mysql: {host: db}
      firewall: {host: web, allow: [443 from internet]}
      db-firewall: {kind: firewall, host: db, allow: [3306 from web]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.reach import FORWARDERS
from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "Network"
SEVERITY = Severity.MEDIUM


def find(facts: Facts) -> Iterator[Found]:
    """Machines reached over the network without a firewall, where others have one."""
    if _perimeter(facts):
        return
    reached = _reached(facts)
    guarded = [machine.id for machine in facts.machines if _is_guarded(facts, machine.id)]
    exposed = {facts.instances[ident].machine for exposure in facts.exposures for ident in exposure.members}
    gaps = [
        machine.id
        for machine in facts.machines
        if machine.id in reached and machine.id not in exposed and machine.id not in guarded
    ]
    if guarded and gaps:
        subjects = facts.subjects(gaps)
        others = facts.subjects(guarded)
        yield Found(
            subjects=subjects,
            message=(
                f"{words.listed(others)} {words.verb(others, 'has a firewall', 'have firewalls')}, and "
                f"{words.listed(gaps)} {words.verb(gaps, 'has', 'have')} none."
            ),
            remedy=f"Add one with what must come in: `{{kind: firewall, host: [{', '.join(subjects)}]}}`.",
            mark=facts.mark(gaps[0]),
            evidence=(Evidence(EvidenceKind.FACT, f"No firewall on {words.listed(gaps)} or around.", tuple(gaps)),),
        )


def _perimeter(facts: Facts) -> bool:
    """A firewall that traffic passes through stands before the rest."""
    return any(one.kind.id in FORWARDERS and one.id in facts.outgoing for one in facts.firewalls.all)


def _is_guarded(facts: Facts, machine: str) -> bool:
    return any(facts.firewalls.of(ident) for ident in (machine, *facts.stage.carries.get(machine, ())))


def _reached(facts: Facts) -> frozenset[str]:
    """Machines that a connection reaches from elsewhere."""
    return frozenset(
        facts.instances[ident].machine
        for connection in facts.stage.connections
        for ident in facts.crosses(connection)
    )
