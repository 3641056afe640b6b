"""A claim is not true.

A stage claims something of itself (`claims`), and what is computed says otherwise.

*Why it matters*

A claim gets repeated, in offers, in audits, to the next engineer. One that is checked on every change is worth
something; one that isn't true is worse than none.

*Example*

    title: Highly available
    claims: [no-spof]  # finding
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web}

*Instead*

    title: Highly available
    claims: [no-spof]
    components:
      visitor: {kind: browser, uses: lb}
      lb: {kind: load-balancer, managed: true, uses: nginx}
      web: {kind: server, instances: 2}
      nginx: {host: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity
from infra_design.model.stage import Encryption

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from infra_design.analyze.facts import Facts

GROUP = "Design hygiene"
SEVERITY = Severity.HIGH


def find(facts: Facts) -> Iterator[Found]:
    """Claims that a fact speaks against."""
    spec = facts.stage.spec
    for place, claim in enumerate(spec.claims):
        shown = tuple(CHECKS[claim](facts)) if claim in CHECKS else ()
        if shown:
            yield Found(
                subjects=(claim,),
                message=f"The stage claims {claim}, and that isn't so: {_lower(shown[0].text)}",
                remedy="Fix it, or take the claim back.",
                mark=spec.marks.get(f"claims.{place}", spec.marks.get("claims", spec.mark)),
                evidence=shown,
                connections=tuple(ident for one in shown for ident in one.connections),
            )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _single_points(facts: Facts) -> Iterator[Evidence]:
    for point in facts.single_points:
        if point.rule != "provider-dependency":
            text = f"If {point.name} fails, {words.hardship(point.journeys)}."
            yield Evidence(EvidenceKind.CUT, text, point.instances)


def _clear_ways(facts: Facts) -> Iterator[Evidence]:
    needed = {one.id: one for journey in facts.journeys for one in facts.ways(journey).values()}
    for connection in needed.values():
        if connection.encryption is Encryption.CLEAR:
            reached = facts.clear(connection)
            if reached:
                text = f"{connection.source} speaks with {words.listed(reached)} in clear text."
                yield Evidence(EvidenceKind.PATH, text, reached, (connection.id,))


CHECKS: Mapping[str, Callable[[Facts], Iterator[Evidence]]] = {
    "no-spof": _single_points,
    "end-to-end-tls": _clear_ways,
}
