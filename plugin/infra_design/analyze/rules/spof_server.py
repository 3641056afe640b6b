"""A server is a single point of failure.

A machine is a *single point of failure*: when it fails, a journey fails, whatever else still runs. The machine
takes down all that stands on it, so the finding names what goes down with it, and those parts get no findings of
their own.

*Why it matters*

A server fails several times in its life: a disk, a power supply, an operating system update, a mistake. While it is
down, so is everything that depends on it, and somebody must repair it at that very hour. Faster hardware doesn't
help; a second machine that can do the same work does.

*Example*

    title: One server
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}  # finding
      nginx: {host: web, uses: app}
      app: {kind: application-server, host: web}

*Instead*

    title: Two servers behind a pair of load balancers
    components:
      visitor: {kind: browser, uses: haproxy}
      lb: {kind: server, instances: 2, mode: active-passive, failover: automatic, address: 8.8.8.8}
      haproxy: {host: lb, uses: nginx}
      web: {kind: server, instances: 2}
      nginx: {host: web, uses: app}
      app: {kind: application-server, host: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.cuts import evidence
from infra_design.analyze.facts import several
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.cuts import SinglePoint
    from infra_design.analyze.facts import Facts

GROUP = "Reliability"
SEVERITY = Severity.HIGH


def find(facts: Facts) -> Iterator[Found]:
    """Machines that are a cut of one and carry more than load balancers."""
    for point in facts.points("spof-server"):
        yield Found(
            subjects=(point.subject,),
            message=f"If {point.name} fails, {words.hardship(point.journeys)}{_because(point)}.",
            remedy=_remedy(facts, point),
            mark=facts.mark(point.subject),
            evidence=evidence(facts, point),
            journeys=tuple(journey.id for journey in point.journeys),
            cause=point.cause,
        )


def _because(point: SinglePoint) -> str:
    if not point.takes_down:
        return ""
    falls = words.verb(point.takes_down, "goes", "go")
    return f": {words.listed(point.takes_down)} {falls} down with it, and nothing takes over"


def _remedy(facts: Facts, point: SinglePoint) -> str:
    components = list({facts.component(ident).id: facts.component(ident) for ident in point.takes_down}.values())
    if point.only_leaders:
        names = words.listed(component.id for component in components)
        return f"Let another one, on another machine, take over by itself: `failover: automatic` on {names}."
    if several(point.component):
        return f"Add one to spare: {len(point.component.instances) + 1} instances of {point.component.id}."
    stores = [component.id for component in components if component.kind.category is Category.STORE]
    programs = [component for component in components if component.kind.category is Category.SOFTWARE]
    serving = [component.id for component in programs if facts.incoming.get(component.id)]
    pulling = [component.id for component in programs if component.id not in serving]
    steps = [f"Run a second {point.component.id} ({point.component.kind.title.lower()}) with the same on it"]
    if serving:
        steps.append(f"let a load balancer choose between the copies of {words.listed(serving)}")
    if pulling:
        steps.append(f"let the copies of {words.listed(pulling)} share the work")
    if stores:
        steps.append(f"keep a replica of {words.listed(stores)} on the other machine, with automatic failover")
    return f"{words.listed(steps)}."
