"""Writes go to a replica.

A connection that writes leads to a replica.

*Why it matters*

A replica refuses writes, or worse, takes them and drifts from its primary. What was meant to be stored isn't.

*Example*

    title: A report writes to a replica
    components:
      db: {kind: server, instances: 2}
      mysql: {host: db, mode: primary-replica}
      report: {kind: job, uses: mysql@db-02}  # finding

*Instead*

    title: A report reads from a replica
    components:
      db: {kind: server, instances: 2}
      mysql: {host: db, mode: primary-replica}
      report: {kind: job, uses: {mysql@db-02: read}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity
from infra_design.model.stage import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Connection

GROUP = "Data"
SEVERITY = Severity.ERROR


def find(facts: Facts) -> Iterator[Found]:
    """Connections that write and reach replicas only."""
    for connection in facts.stage.connections:
        reached = tuple(ident for target in connection.targets for ident in target.members)
        replicas = all(facts.instances[ident].role is Role.REPLICA for ident in reached)
        if connection.replication or "write" not in connection.access or not reached or not replicas:
            continue
        primary = facts.components[connection.target].active
        yield Found(
            subjects=(connection.source, *reached),
            message=(
                f"{connection.source} writes to {words.listed(reached)}, and only the primary, {primary}, accepts "
                "writes."
            ),
            remedy=f"Let {connection.source} use {connection.target} as a whole, or say that it only reads: `read`.",
            mark=connection.mark,
            evidence=(
                Evidence(
                    EvidenceKind.PATH,
                    f"{connection.source} uses {words.listed(reached)} to {_deed(connection)}.",
                    reached,
                    (connection.id,),
                ),
            ),
            connections=(connection.id,),
        )


def _deed(connection: Connection) -> str:
    return "write" if connection.access == "write" else "read and write"
