"""What findings say: the cause that is there, the cure that helps, names that tell things apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Tell

REGIONS = """\
title: Two regions
components:
  visitor: {{kind: browser, uses: www.example.com}}
  eu: {{kind: region}}
  us: {{kind: region}}
  lb-eu: {{kind: load-balancer, managed: true, in: eu, uses: app-eu, address: 34.1.0.1}}
  lb-us: {{kind: load-balancer, managed: true, in: {lb}, uses: app-us, address: 34.1.0.2}}
  vm-eu: {{kind: virtual-machine, instances: 2, in: eu}}
  vm-us: {{kind: virtual-machine, instances: 2, in: us}}
  app-eu: {{kind: application-server, host: vm-eu, uses: db}}
  app-us: {{kind: application-server, host: vm-us, uses: db}}
  db-vm-eu: {{kind: virtual-machine, in: eu}}
  db-vm-us: {{kind: virtual-machine, in: {db}}}
  db: {{product: postgresql, mode: primary-replica, host: [db-vm-eu, db-vm-us], failover: {failover}}}
dns:
  example.com:
    www: {{A: [lb-eu, lb-us]}}
"""


def test_only_the_primary_is_in_the_region_that_matters(tell: Tell) -> None:
    finding = tell(REGIONS.format(lb="us", db="us", failover="manual")).one("spof-shared-dependency")
    assert finding.message == (
        "If the region eu fails, nobody can write to www.example.com: "
        "db@db-vm-eu is there, and no other member of db takes over."
    )
    assert finding.remedy == "Let a member in another region take over by itself: `failover: automatic` on db."
    assert finding.cause == "db@db-vm-eu"


def test_then_automatic_failover_is_the_cure(tell: Tell) -> None:
    assert tell(REGIONS.format(lb="us", db="us", failover="automatic")).ids("spof-shared-dependency") == []


def test_both_databases_in_one_region_must_be_spread(tell: Tell) -> None:
    finding = tell(REGIONS.format(lb="us", db="eu", failover="automatic")).one("spof-shared-dependency")
    assert finding.message.endswith(": db-vm-eu and db-vm-us are only there.")
    assert finding.remedy == "Spread db-vm-eu and db-vm-us over a second region: `in: [eu, …]`."


def test_what_only_stops_reading_together_is_named_together(tell: Tell) -> None:
    finding = tell(REGIONS.format(lb="eu", db="us", failover="manual")).one("spof-shared-dependency")
    assert finding.message.endswith(
        "lb-eu and lb-us are only there; db@db-vm-eu is there, and no other member of db takes over."
    )
    assert finding.remedy == (
        "Spread lb-eu and lb-us over a second region: `in: [eu, …]`, "
        "and let another member take over by itself: `failover: automatic` on db."
    )


WEB = """\
title: Uploads
components:
  web: {{kind: server, instances: 2{machine}}}
  app: {{kind: application-server, host: web, stores: {kept}{app}}}
  efs: {{kind: file-storage, managed: true{efs}}}
"""


@pytest.mark.parametrize(
    ("kept", "machine", "app", "efs", "found"),
    [
        ("uploads", "", "", "", 1),
        ("uploads", "", ", uses: efs", "", 0),
        ("uploads", ", uses: efs", "", "", 0),
        ("sessions", "", ", uses: efs", "", 1),
        ("sessions", "", ", uses: efs", ", stores: sessions", 0),
    ],
)
def test_state_in_a_shared_store_is_not_local(  # noqa: PLR0913, PLR0917 — the parts of one text
    kept: str,
    machine: str,
    app: str,
    efs: str,
    found: int,
    tell: Tell,
) -> None:
    told = tell(WEB.format(kept=kept, machine=machine, app=app, efs=efs))
    assert len(told.ids("local-state-on-scaled-tier")) == found


def test_a_store_on_each_machine_is_not_shared(tell: Tell) -> None:
    told = tell(
        "title: Uploads\ncomponents:\n  web: {kind: server, instances: 2}\n"
        "  app: {kind: application-server, host: web, stores: uploads, uses: disk}\n"
        "  disk: {kind: file-storage, host: web}\n"
    )
    assert told.ids("local-state-on-scaled-tier") == ["local-state-on-scaled-tier@app"]


WORKERS = """\
title: Orders
components:
  shop: {kind: browser, uses: {gateway: https}}
  gateway: {kind: api-gateway, managed: true, uses: {queue: write encrypted}}
  queue: {kind: queue, managed: true}
  vm: {kind: virtual-machine}
  worker: {kind: worker, host: vm, uses: {queue: read encrypted, db: write encrypted}}
  db: {kind: database, managed: true}
journeys:
  order: {from: shop, to: [gateway, db], access: write, title: Place an order}
"""


def test_a_worker_that_takes_from_a_queue_needs_no_load_balancer(tell: Tell) -> None:
    finding = tell(WORKERS).one("spof-server")
    assert finding.remedy == (
        "Run a second vm (virtual machine) with the same on it and let the copies of worker share the work."
    )
    (path,) = (one for one in finding.evidence if one.kind == "path")
    assert path.text == "“Place an order” leads here: shop → gateway → queue ← worker."
    assert path.instances == ("shop", "gateway", "queue", "worker")


def test_copies_are_named_by_their_ids(tell: Tell) -> None:
    told = tell(
        "title: Services\ncomponents:\n  a: {kind: service, instances: 2}\n  b: {kind: service, instances: 3}\n"
    )
    (evidence,) = told.one("homogeneous-fleet").evidence
    assert evidence.text == "2 × a (Service) and 3 × b (Service): equal within each group."


def test_reading_and_writing_are_said_once(tell: Tell) -> None:
    told = tell("title: A\ncomponents:\n  me: {kind: browser, uses: db}\n  db: {kind: database}\n")
    cut = told.one("spof-component").evidence[0]
    assert cut.text == "db alone is a cut set: without it, using db stops."
    assert told.one("spof-component").message == (
        "If db fails, nobody can use db: there is only one, and nothing stands in for it."
    )


BOX = """\
title: All in one box
components:
  visitor: {kind: browser, uses: {proxy: https}}
  admin: {kind: client, uses: {box: ssh}}
  box: {kind: server}
  proxy: {product: traefik, kind: load-balancer, host: box, uses: {web: {}}}
  web: {kind: service, instances: 2, host: box, uses: {postgres: {}, queue: {}, redis: {}}}
  postgres: {product: postgresql, host: box}
  queue: {product: rabbitmq, host: box}
  redis: {host: box}
  sshd: {kind: service, host: box, listens: 22}
"""


def test_of_several_it_is_said_in_the_plural_and_each_is_named_once(tell: Tell) -> None:
    told = tell(BOX)
    cut = told.one("spof-server").evidence[0].text
    assert cut == "box alone is a cut set: without it, using proxy and sshd stop."
    assert "data (postgres and queue)" in told.one("colocated-tiers").message
    assert "application (web and sshd)" in told.one("colocated-tiers").message
    segments = told.one("no-segmentation")
    assert "postgres and queue, which keep data, are" in segments.message
    assert segments.remedy.startswith("Move postgres and queue to machines of their own ")


def test_administrators_are_no_visitors(tell: Tell) -> None:
    assert tell(BOX).ids("cannot-scale-out") == []


def test_a_standby_that_waits_for_a_person_is_one_cause(tell: Tell) -> None:
    told = tell(
        "title: Two at the edge\ncomponents:\n  visitor: {kind: browser, uses: haproxy}\n"
        "  edge: {kind: server, instances: 2, mode: active-passive, address: 192.0.2.1}\n"
        "  haproxy: {host: edge, uses: nginx}\n  nginx: {instances: 2}\n"
    )
    rules = ("spof-load-balancer", "failover-not-automatic", "maintenance-downtime")
    assert {told.one(rule).cause for rule in rules} == {"edge-01"}
