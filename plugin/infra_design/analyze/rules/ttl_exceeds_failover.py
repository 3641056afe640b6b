"""TTL longer than recovery takes.

A hostname fails over by DNS, what it leads to declares how fast it recovers, and the record's TTL is longer than
that.

*Why it matters*

Whoever asked before the failure keeps the old address until the TTL has run out. A recovery in a minute is worth
little to visitors whose resolver remembers the dead address for an hour.

*Example*

    title: Two sites, an hour apart
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      a: {kind: server, address: 8.8.8.8, recovery: 60s}
      b: {kind: server, address: 8.8.4.4, recovery: 60s}
      nginx: {host: [a, b]}
    dns:
      foobar.com:
        www:
          ttl: 3600
          A:
            - {value: a, failover: primary}  # finding
            - {value: b, failover: secondary}

*Instead*

    title: Two sites, a minute apart
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      a: {kind: server, address: 8.8.8.8, recovery: 60s}
      b: {kind: server, address: 8.8.4.4, recovery: 60s}
      nginx: {host: [a, b]}
    dns:
      foobar.com:
        www:
          ttl: 60
          A:
            - {value: a, failover: primary}
            - {value: b, failover: secondary}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.rule import Found
from infra_design.analyze.zones import ADDRESSES, entry_names, lifetimes
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Record

GROUP = "DNS"
SEVERITY = Severity.MEDIUM


def find(facts: Facts) -> Iterator[Found]:
    """Entry records among which clients choose, kept longer than what they lead to takes to recover."""
    for name, connection in entry_names(facts.stage):
        resolution = facts.resolutions.get(name)
        records = resolution.records if resolution else ()
        choices = tuple(record for record in records if record.type in ADDRESSES)
        if len({record.value for record in choices}) > 1:
            yield from _slow(facts, name, connection, choices)


def _slow(facts: Facts, name: str, connection: str, choices: tuple[Record, ...]) -> Iterator[Found]:
    recovery = min((span for record in choices for span in _recoveries(facts, record)), default=None)
    late = tuple(record for record in choices if recovery is not None and record.ttl > recovery)
    if late and recovery is not None:
        yield Found(
            subjects=(name,),
            message=f"{name} recovers in {recovery:g} s, but resolvers remember its addresses for {late[0].ttl} s.",
            remedy=f"Let its records live no longer than recovery takes: `ttl: {recovery:g}`.",
            mark=late[0].spec.mark,
            evidence=lifetimes(*late),
            connections=(connection,),
        )


def _recoveries(facts: Facts, record: Record) -> Iterator[float]:
    """`recovery` of what a record points at, and of what stands there."""
    for ident in record.points_at:
        component = facts.component(ident)
        carried = (
            facts.component(one) for machine in component.instances for one in facts.stage.carries.get(machine, ())
        )
        for found in (component, *carried):
            if found.spec.recovery is not None:
                yield found.spec.recovery
