"""Where a rule speaks and where it is silent, beyond its own example: no false alarm, no missed failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Tell

CASES = {
    # Reliability
    "members-share-host: three of which two must work, two on one machine": (
        """
        a: {kind: server}
        b: {kind: server}
        etcd: {host: [a, b], instances: 3, min-available: 2}
        """,
        "members-share-host@etcd",
    ),
    "members-share-host: dealt over two machines, one is enough": (
        """
        a: {kind: server}
        b: {kind: server}
        app: {kind: service, host: [a, b], instances: 4}
        """,
        "",
    ),
    "members-share-host: containers are told, not what is in them": (
        """
        box: {kind: server}
        pod: {kind: container, host: box, instances: 2}
        app: {kind: service, host: pod}
        """,
        "members-share-host@pod",
    ),
    "members-share-zone: a single zone is another rule's": (
        """
        zone: {kind: availability-zone}
        db: {kind: server, instances: 2, in: zone}
        postgresql: {host: db}
        """,
        "",
    ),
    "members-share-zone: dealt over both": (
        """
        a: {kind: availability-zone}
        b: {kind: availability-zone}
        db: {kind: server, instances: 2, in: [a, b]}
        postgresql: {host: db}
        """,
        "",
    ),
    "failover-not-automatic: software that takes over its machines' mode isn't told twice": (
        """
        lb: {kind: server, instances: 2, mode: active-passive}
        haproxy: {host: lb}
        """,
        "failover-not-automatic@lb",
    ),
    "failover-not-automatic: a provider's is automatic": (
        """
        db: {product: aws-rds, kind: database, managed: true, instances: 2, mode: primary-replica}
        """,
        "",
    ),
    "cluster-without-virtual-address: no address is known": (
        """
        lb: {kind: server, instances: 2, mode: active-passive, failover: automatic}
        haproxy: {host: lb}
        """,
        "",
    ),
    "homogeneous-fleet: a single one of everything": (
        """
        web: {kind: server}
        nginx: {host: web}
        """,
        "",
    ),
    "provider-dependency: one of two providers is enough": (
        """
        visitor: {kind: browser, uses: app}
        web: {kind: server, instances: 2}
        app: {kind: application-server, host: web, uses: mail}
        mail: {kind: external-service, instances: 2}
        """,
        "",
    ),
    # Capacity
    "cannot-scale-out: a cluster starts more": (
        """
        visitor: {kind: browser, uses: app}
        node: {kind: server, instances: 3}
        k8s: {kind: cluster, host: node}
        app: {kind: service, host: k8s}
        """,
        "",
    ),
    "cannot-scale-out: behind a content delivery network": (
        """
        visitor: {kind: browser, uses: cdn}
        cdn: {uses: nginx}
        web: {kind: server}
        nginx: {host: web}
        """,
        "",
    ),
    "cannot-scale-out: a router in front distributes nothing": (
        """
        visitor: {kind: browser, uses: router}
        router: {kind: router, uses: nginx}
        web: {kind: server}
        nginx: {host: web}
        """,
        "cannot-scale-out@nginx",
    ),
    "cannot-scale-out: an office is no crowd": (
        """
        office: {kind: network}
        staff: {kind: browser, in: office, uses: nginx}
        web: {kind: server, in: office}
        nginx: {host: web}
        """,
        "",
    ),
    "colocated-tiers: a cache beside the web server": (
        """
        web: {kind: server}
        nginx: {host: web, uses: redis}
        redis: {kind: cache, host: web}
        """,
        "",
    ),
    "colocated-tiers: in containers on one machine": (
        """
        box: {kind: server}
        a: {kind: container, host: box}
        b: {kind: container, host: box}
        nginx: {host: a, uses: mysql}
        mysql: {host: b}
        """,
        "colocated-tiers@box",
    ),
    "identical-servers: a database and what it decides with are one tier": (
        """
        db: {kind: server, instances: 3}
        postgresql: {host: db, uses: etcd}
        etcd: {host: db}
        """,
        "",
    ),
    "identical-servers: without data": (
        """
        web: {kind: server, instances: 2}
        nginx: {host: web, uses: app}
        app: {kind: application-server, host: web}
        """,
        "",
    ),
    "local-state-on-scaled-tier: a single one finds what it kept": (
        """
        web: {kind: server}
        app: {kind: application-server, host: web, stores: sessions}
        """,
        "",
    ),
    "balancing-undeclared: one behind it": (
        """
        lb: {kind: server}
        haproxy: {host: lb, uses: nginx}
        web: {kind: server}
        nginx: {host: web}
        """,
        "",
    ),
    # Network
    "no-segmentation: subnets of one network are apart": (
        """
        visitor: {kind: browser, uses: nginx}
        vpc: {kind: network}
        front: {kind: subnet, in: vpc}
        back: {kind: subnet, in: vpc}
        web: {kind: server, in: front}
        nginx: {host: web, uses: mysql}
        db: {kind: server, in: back}
        mysql: {host: db}
        """,
        "",
    ),
    "no-segmentation: one subnet": (
        """
        visitor: {kind: browser, uses: nginx}
        vpc: {kind: network}
        front: {kind: subnet, in: vpc}
        web: {kind: server, in: front}
        nginx: {host: web, uses: mysql}
        db: {kind: server, in: front}
        mysql: {host: db}
        """,
        "no-segmentation@front",
    ),
    "database-exposed: a client on the internet": (
        """
        analyst: {kind: client, uses: mysql}
        db: {kind: server}
        mysql: {host: db}
        """,
        "database-exposed@mysql",
    ),
    "database-exposed: a client in the office": (
        """
        office: {kind: network}
        analyst: {kind: client, in: office, uses: mysql}
        db: {kind: server}
        mysql: {host: db}
        """,
        "",
    ),
    "database-exposed: object storage is made for it": (
        """
        visitor: {kind: browser, uses: files}
        files: {kind: object-storage}
        """,
        "",
    ),
    # TLS
    "no-https: encrypted by hand": (
        """
        visitor: {kind: browser, uses: {nginx: https}}
        web: {kind: server}
        nginx: {host: web}
        """,
        "",
    ),
    "no-https: what is no website": (
        """
        sender: {kind: client, uses: {mail: smtp}}
        mx: {kind: server}
        mail: {kind: mail-server, host: mx}
        """,
        "",
    ),
    "plaintext-internal-connection: one machine": (
        """
        web: {kind: server}
        app: {kind: application-server, host: web, uses: mysql}
        mysql: {host: web}
        """,
        "",
    ),
    # What has no host stands alone: it fails by itself, and is reached over the network.
    "plaintext-internal-connection: nobody said where they stand": (
        """
        app: {kind: application-server, uses: mysql}
        mysql:
        """,
        "plaintext-internal-connection@mysql",
    ),
    "plaintext-internal-connection: a database in another region": (
        """
        eu: {kind: region}
        us: {kind: region}
        web: {kind: server, in: eu}
        app: {kind: application-server, host: web, uses: postgresql}
        postgresql: {in: us}
        """,
        "plaintext-internal-connection@postgresql",
    ),
    "plaintext-internal-connection: a provider's database copies itself": (
        "db: {kind: database, product: aws-rds, managed: true, instances: 2, mode: primary-replica}",
        "",
    ),
    "plaintext-internal-connection: one of two works beside it": (
        """
        web: {kind: server, instances: 2}
        app: {kind: application-server, host: web, uses: redis}
        redis: {kind: cache, host: web-01}
        """,
        "plaintext-internal-connection@redis",
    ),
    "plaintext-internal-connection: a protocol that nobody knows": (
        """
        web: {kind: server}
        app: {kind: application-server, host: web, uses: {legacy: tcp:9999}}
        back: {kind: server}
        legacy: {kind: worker, host: back, listens: 9999}
        """,
        "",
    ),
    "plaintext-internal-connection: an encrypted network": (
        """
        mesh: {kind: network, encrypted: true}
        web: {kind: server, in: mesh}
        app: {kind: application-server, host: web, uses: mysql}
        db: {kind: server, in: mesh}
        mysql: {host: db}
        """,
        "",
    ),
    "tls-terminated-at-load-balancer: on the same machine": (
        """
        visitor: {kind: browser, uses: {haproxy: https}}
        web: {kind: server}
        haproxy: {host: web, uses: nginx}
        nginx: {host: web, listens: 8080}
        """,
        "",
    ),
    # Data
    "no-replica: a cache can be filled again": (
        """
        web: {kind: server}
        app: {kind: application-server, host: web, uses: redis}
        redis: {kind: cache, host: web}
        """,
        "",
    ),
    "no-replica: a provider's": (
        """
        app: {kind: application-server, uses: db}
        db: {kind: database, managed: true}
        """,
        "",
    ),
    "no-backup: whole machines are backed up": (
        """
        db: {kind: server}
        mysql: {host: db}
        backup: {covers: db}
        """,
        "",
    ),
    "no-backup: what the database uses to back itself up": (
        """
        db: {kind: server}
        mysql: {host: db, uses: backup}
        backup: {kind: backup}
        """,
        "",
    ),
    "no-backup: beside the database": (
        """
        db: {kind: server}
        mysql: {host: db}
        backup: {host: db, covers: mysql}
        """,
        "no-backup@mysql",
    ),
    "no-backup: taken beside the database and sent away": (
        """
        db: {kind: server}
        mysql: {host: db}
        backup: {host: db, covers: mysql, uses: s3}
        s3:
        """,
        "",
    ),
    "no-backup: queues and caches": (
        """
        web: {kind: server}
        app: {kind: application-server, host: web, uses: {rabbitmq, memcached}}
        rabbitmq: {host: web}
        memcached: {host: web}
        """,
        "",
    ),
    "write-to-replica: the primary by name": (
        """
        db: {kind: server, instances: 2}
        mysql: {host: db, mode: primary-replica}
        report: {kind: job, uses: mysql@db-01}
        """,
        "",
    ),
    "multiple-writers-without-quorum: nothing says that several accept writes": (
        """
        db: {kind: server, instances: 2}
        base: {kind: database, host: db}
        """,
        "",
    ),
    "multiple-writers-without-quorum: an even number decides": (
        """
        db: {kind: server, instances: 4}
        etcd: {host: db}
        """,
        "multiple-writers-without-quorum@etcd",
    ),
    "single-write-database: a replicated cache": (
        """
        db: {kind: server, instances: 2}
        redis: {kind: cache, host: db}
        """,
        "",
    ),
    # Operations
    "no-monitoring: nothing of one's own": (
        """
        visitor: {kind: browser, uses: app}
        app: {kind: service, managed: true}
        """,
        "",
    ),
    "no-monitoring: monitoring that asks from outside": (
        """
        web: {kind: server}
        nginx: {host: web}
        watch: {kind: monitoring, managed: true, covers: nginx}
        """,
        "",
    ),
    "monitoring-gap: the monitoring's own machine": (
        """
        web: {kind: server}
        nginx: {host: web}
        agent: {kind: monitoring-agent, host: web, uses: watch}
        other: {kind: server}
        watch: {kind: monitoring, host: other}
        """,
        "",
    ),
    "no-request-rate-metric: unknown is silent": (
        """
        visitor: {kind: browser, uses: nginx}
        web: {kind: server}
        nginx: {host: web}
        agent: {kind: monitoring-agent, host: web}
        """,
        "",
    ),
    "monitoring-shares-fate: agents that report to what stands beside them": (
        """
        web: {kind: server}
        nginx: {host: web}
        agent: {kind: monitoring-agent, host: web, uses: watch}
        watch: {kind: monitoring, host: web}
        """,
        "monitoring-shares-fate@watch",
    ),
    "no-health-check: a provider's has one": (
        """
        lb: {kind: load-balancer, managed: true, uses: nginx}
        web: {kind: server, instances: 2}
        nginx: {host: web}
        """,
        "",
    ),
    "maintenance-downtime: one after the other": (
        """
        visitor: {kind: browser, uses: lb}
        lb: {kind: load-balancer, managed: true, uses: nginx}
        web: {kind: server, instances: 2}
        nginx: {host: web}
        """,
        "",
    ),
    # Design hygiene
    "disconnected-component: places, certificates and firewalls are connected by what they hold": (
        """
        zone: {kind: availability-zone}
        web: {kind: server, in: zone}
        nginx: {host: web}
        certificate: {host: nginx, covers: www.foobar.com}
        firewall: {host: web}
        """,
        "",
    ),
    "disconnected-component: a single component": ("web: {kind: server}", ""),
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, tell: Tell) -> None:
    text, expected = CASES[name]
    lines = "\n".join(f"  {line.strip()}" for line in text.strip().splitlines())
    told = tell(f"title: A design\ncomponents:\n{lines}\n")
    assert told.ids(name.partition(":")[0]) == expected.split()


@pytest.mark.parametrize(
    ("certificate", "name", "fits"),
    [
        ("www.foobar.com", "www.foobar.com", True),
        ("foobar.com", "www.foobar.com", False),
        ("*.foobar.com", "www.foobar.com", True),
        ("*.foobar.com", "foobar.com", False),
        ("*.foobar.com", "a.b.foobar.com", False),
    ],
)
def test_wildcards_of_certificates(certificate: str, name: str, fits: bool) -> None:  # noqa: FBT001 — a column
    from infra_design.analyze.rules.certificate_mismatch import covers

    assert covers(certificate, name) is fits


def test_a_visitor_of_two_sites_arrives_at_either(tell: Tell) -> None:
    """What one journey of a client needs is not what another one does."""
    told = tell(
        """\
title: Two sites
components:
  visitor: {kind: browser, uses: {shop: {}, blog: {}}}
  a: {kind: server}
  b: {kind: server}
  shop: {kind: web-server, host: a}
  blog: {kind: web-server, host: b}
"""
    )
    assert told.ids("cannot-scale-out") == ["cannot-scale-out@blog", "cannot-scale-out@shop"]
    journeys = {one.subjects: one.journeys for one in told.findings if one.rule == "spof-server"}
    assert journeys == {("a",): ("visitor-reads-shop",), ("b",): ("visitor-reads-blog",)}
