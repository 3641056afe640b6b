"""An administration port is open to everyone.

A firewall lets any source reach SSH, remote desktop, or a database's port.

*Why it matters*

These ports are tried by machines all day long, with stolen passwords and with last week's flaws. Whoever gets in
there is not a visitor but the administrator.

*Example*

    title: SSH from anywhere
    components:
      web: {kind: server}
      nginx: {host: web}
      firewall:
        host: web
        allow:
          - 443 from internet
          - 22 from any  # finding

*Instead*

    title: SSH from the office
    components:
      web: {kind: server}
      nginx: {host: web}
      firewall:
        host: web
        allow:
          - 443 from internet
          - 22 from 198.51.100.0/24
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.firewalls import ANYONE
from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.spec import Allow

GROUP = "Network"
SEVERITY = Severity.HIGH

PORTS = {
    22: "SSH",
    23: "Telnet",
    445: "Windows file sharing",
    1433: "SQL Server",
    1521: "Oracle Database",
    2375: "Docker",
    2379: "etcd",
    3306: "MySQL",
    3389: "remote desktop",
    5432: "PostgreSQL",
    5900: "VNC",
    5984: "CouchDB",
    5985: "Windows remote management",
    6379: "Redis",
    6443: "Kubernetes",
    9042: "Cassandra",
    9200: "Elasticsearch",
    11211: "Memcached",
    27017: "MongoDB",
}
"""Registered or usual ports (IANA, vendors' manuals) behind which somebody administers."""


def find(facts: Facts) -> Iterator[Found]:
    """Entries of `allow` that let anyone in at an administrator's port."""
    for firewall in facts.firewalls.all:
        for allow in firewall.spec.allow or ():
            doors = opened(allow)
            if doors:
                port = f"port {allow.port}" if allow.port else "every port"
                yield Found(
                    subjects=(firewall.id,),
                    cause=firewall.id,
                    message=f"{firewall.id} lets anyone reach {port} ({words.listed(doors)}).",
                    remedy="Name who may: a bastion host, a VPN, or the network of the office, instead of anyone.",
                    mark=allow.mark,
                    evidence=(
                        Evidence(
                            EvidenceKind.FACT,
                            f"{firewall.id} allows {allow.port or 'any'} from {allow.source}.",
                            firewall.instances,
                            mark=allow.mark,
                        ),
                    ),
                )
                break


def opened(allow: Allow) -> tuple[str, ...]:
    """What administrators use that an entry opens to any source."""
    if allow.source not in ANYONE:
        return ()
    if allow.port is None:
        return (PORTS[22], PORTS[3389], "databases")
    if allow.port.transport == "udp":
        return ()
    return tuple(name for number, name in PORTS.items() if allow.port.first <= number <= allow.port.last)
