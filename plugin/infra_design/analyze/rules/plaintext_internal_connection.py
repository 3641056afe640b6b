"""Internal traffic in clear text.

Traffic between machines, such as from the application to its database or from a primary to its replica, isn't
encrypted. What a load balancer passes on is reported by `tls-terminated-at-load-balancer`.

*Why it matters*

Queries carry customers' data and the database's password; replication carries everything. One listener in the
internal network is enough to read it all.

*Example*

    title: Queries in clear text
    components:
      web: {kind: server}
      app: {kind: application-server, host: web, uses: mysql}  # finding
      db: {kind: server}
      mysql: {host: db}

*Instead*

    title: Queries encrypted
    components:
      web: {kind: server}
      app: {kind: application-server, host: web, uses: {mysql: encrypted}}
      db: {kind: server}
      mysql: {host: db}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category, Tier
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Connection

GROUP = "TLS"
SEVERITY = Severity.MEDIUM

OUTSIDE = frozenset({Category.CLIENT, Category.AGENT, Category.MONITORING, Category.GUARD, Category.DEVICE})
"""Whose own traffic other rules, or none, speak of."""

HARMLESS = frozenset({"dns", "ntp", "icmp", "dhcp"})


def find(facts: Facts) -> Iterator[Found]:
    """Clear connections between machines, by what they lead to."""
    found: dict[str, list[Connection]] = {}
    for connection in facts.stage.connections:
        if _concerns(facts, connection):
            found.setdefault(connection.target, []).append(connection)
    for target, connections in found.items():
        connections.sort(key=lambda connection: connection.replication)
        yield Found(
            subjects=(target,),
            message=f"{words.upper(_traffic(connections))} between machines in clear text.",
            remedy=_remedy(connections),
            mark=connections[0].mark,
            evidence=tuple(_evidence(facts, connection) for connection in connections),
            connections=tuple(connection.id for connection in connections),
        )


def _concerns(facts: Facts, connection: Connection) -> bool:
    source = facts.components[connection.source].kind
    passes_on = source.tier is Tier.TRAFFIC and not connection.replication
    spoken_of = passes_on or source.category in OUTSIDE or connection.protocol in HARMLESS
    return not spoken_of and bool(facts.clear(connection))


def _traffic(connections: list[Connection]) -> str:
    parts = [
        f"the replication of {one.target}"
        if one.replication
        else f"what {one.source} and {one.target} say to each other"
        for one in connections
    ]
    return f"{words.listed(parts)} {words.verb(parts, 'travels', 'travel')}"


def _evidence(facts: Facts, connection: Connection) -> Evidence:
    reached = facts.clear(connection)
    protocol = f" over {connection.protocol}" if connection.protocol else ""
    if connection.replication:
        text = f"{words.listed(reached)} copy from one another{protocol}, unencrypted."
    else:
        machines = words.verb(reached, "another machine", "other machines")
        text = f"{connection.source} reaches {words.listed(reached)} on {machines}{protocol}, unencrypted."
    return Evidence(EvidenceKind.FACT, text, reached, (connection.id,))


def _remedy(connections: list[Connection]) -> str:
    first = connections[0]
    others = ", and the same for its replication" if any(one.replication for one in connections[1:]) else ""
    return (
        f"Turn TLS on and say so: in {first.source}, `uses: {{{first.target}: encrypted}}`{others}; "
        "or run it through an encrypted network (`encrypted: true` on a network)."
    )
