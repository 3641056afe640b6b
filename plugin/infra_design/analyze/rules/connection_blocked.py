"""A firewall blocks a connection.

The design says that something uses something else, and a firewall on the way doesn't let it. Elsewhere the
connection is taken as working.

*Why it matters*

The design contradicts itself. If the firewall is set up as written, this won't work on the first day; if it works,
the firewall is more open than written.

*Example*

    title: The port of another database
    components:
      web: {kind: server}
      app: {kind: application-server, host: web, uses: mysql}  # finding
      db: {kind: server}
      mysql: {host: db}
      firewall: {host: db, allow: [5432 from web]}

*Instead*

    title: The port that is used
    components:
      web: {kind: server}
      app: {kind: application-server, host: web, uses: mysql}
      db: {kind: server}
      mysql: {host: db}
      firewall: {host: db, allow: [3306 from web]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.firewalls import Refusal

GROUP = "Network"
SEVERITY = Severity.ERROR


def find(facts: Facts) -> Iterator[Found]:
    """Connections that a firewall with a stated `allow` does not let in."""
    for refusal in facts.refusals.values():
        yield _found(facts, refusal)


def _found(facts: Facts, refusal: Refusal) -> Found:
    connection, firewall = refusal.connection, refusal.firewall
    port = f"{connection.port}" if connection.port else "any"
    source = facts.instances[refusal.source].machine or facts.component(refusal.source).id
    what = "replication" if connection.replication else f"{connection.source} to {connection.target}"
    return Found(
        subjects=(connection.source, connection.target),
        message=(
            f"{firewall.id} doesn't let {what} through: nothing in its `allow` admits {port} from {source} to "
            f"{refusal.target}."
        ),
        remedy=f"Add `{port} from {facts.component(source).id}` to {firewall.id}, or take the connection away.",
        mark=connection.mark,
        evidence=(
            Evidence(
                EvidenceKind.PATH,
                f"{refusal.source} uses {refusal.target} on port {port}, past {firewall.id}.",
                (refusal.source, refusal.target, *firewall.instances),
                (connection.id,),
                mark=firewall.spec.marks.get("allow", firewall.mark),
            ),
        ),
        connections=(connection.id,),
        cause=firewall.id,
    )
