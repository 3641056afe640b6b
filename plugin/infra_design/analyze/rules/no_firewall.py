"""No firewall.

Something of yours can be reached from the internet, and no firewall stands on the way: neither on its machine, nor
around it, nor before it.

*Why it matters*

Any program that listens on that machine, by intention or by an oversight, can be reached and attacked by everyone.
A firewall lets through what the design needs, such as ports 80 and 443, and drops the rest.

*Example*

    title: Open to all
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}  # finding
      nginx: {host: web}

*Instead*

    title: Open where it must be
    components:
      visitor: {kind: browser, uses: nginx}
      firewall: {host: web, allow: [443 from internet, 80 from internet]}
      web: {kind: server}
      nginx: {host: web}
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
    from infra_design.analyze.reach import Exposure

GROUP = "Network"
SEVERITY = Severity.HIGH
WHOLE = True


def find(facts: Facts) -> Iterator[Found]:
    """What the internet reaches with no firewall on the way."""
    open_doors = [(exposure, ident) for exposure in facts.exposures for ident in unguarded(facts, exposure)]
    if not open_doors:
        return
    behind = list(dict.fromkeys(facts.instances[ident].machine or ident for _, ident in open_doors))
    subjects = facts.subjects(behind)
    yield Found(
        subjects=subjects,
        message=f"The internet reaches {words.listed(behind)} with no firewall on the way.",
        remedy=f"Add a firewall that lets in only what must come: `{_firewall(open_doors, subjects)}`.",
        mark=facts.mark(behind[0]),
        evidence=tuple(_evidence(exposure, ident) for exposure, ident in open_doors[: words.MOST]),
        connections=tuple(dict.fromkeys(exposure.connection.id for exposure, _ in open_doors)),
        cause="no-firewall",
    )


def unguarded(facts: Facts, exposure: Exposure) -> tuple[str, ...]:
    """The reached instances that no firewall guards; what is managed, and devices, are not asked."""
    component = exposure.component
    theirs = component.managed or component.kind.category in {Category.DEVICE, Category.GUARD, Category.PROVIDER}
    if theirs or any(passed.kind.category is Category.GUARD for passed in exposure.passed):
        return ()
    return tuple(ident for ident in exposure.members if not facts.firewalls.of(ident))


def _firewall(open_doors: list[tuple[Exposure, str]], subjects: tuple[str, ...]) -> str:
    ports = {str(exposure.connection.port) for exposure, _ in open_doors if exposure.connection.port}
    wanted = sorted((ports | {"443"}) if ports <= {"80", "443"} else ports)
    allow = ", ".join(f"{port} from internet" for port in wanted)
    host = subjects[0] if len(subjects) == 1 else f"[{', '.join(subjects)}]"
    return f"firewall: {{host: {host}, allow: [{allow}]}}"


def _evidence(exposure: Exposure, ident: str) -> Evidence:
    port = f" on port {exposure.connection.port}" if exposure.connection.port else ""
    text = f"{exposure.origin.source} reaches {ident}{port}, past no firewall."
    return Evidence(EvidenceKind.PATH, text, (exposure.origin.source, ident), (exposure.connection.id,))
