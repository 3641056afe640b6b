"""TTL longer than recovery takes.

A hostname fails over by DNS (its records have failover roles or weights), what it leads to declares how fast it
recovers, and the records' TTL is longer than that.

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
from infra_design.analyze.zones import ADDRESSES, entry_names, lifetimes, takes_turns
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Record, Resolution

GROUP = "DNS"
SEVERITY = Severity.MEDIUM


def find(facts: Facts) -> Iterator[Found]:
    """Entry records that take turns, kept longer than what they lead to takes to recover.

    Clients that hold several plain addresses try the next one by themselves, whatever the TTL.
    """
    for name, connection in entry_names(facts.stage):
        resolution = facts.resolutions.get(name)
        if resolution:
            yield from _slow(facts, resolution, connection)


def _slow(facts: Facts, resolution: Resolution, connection: str) -> Iterator[Found]:
    ends = (record for record in resolution.records if record.type in ADDRESSES)
    recovery = min((span for record in ends for span in _recoveries(facts, record)), default=None)
    turns = [record for record in resolution.records if takes_turns(record)]
    late = tuple(record for record in turns if recovery is not None and record.ttl > recovery)
    if len({record.value for record in turns}) > 1 and late and recovery is not None:
        name, seconds = resolution.hostname, max(1, int(recovery))
        yield Found(
            subjects=(name,),
            message=f"{name} recovers in {seconds} s, but resolvers remember its records for {late[0].ttl} s.",
            remedy=f"Let its records live no longer than recovery takes: `ttl: {seconds}`.",
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
