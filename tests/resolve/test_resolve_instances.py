"""Instances, hosts, places, modes and numbers (format.md section 4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from infra_design.model.stage import Role
from infra_design.resolve import resolve_stage


def hosts(stage, component):
    return {ident: stage.instances[ident].hosts for ident in stage.components[component].instances}


def places(stage, component):
    return {ident: stage.instances[ident].places for ident in stage.components[component].instances}


def roles(stage, component):
    return {ident: stage.instances[ident].role for ident in stage.components[component].instances}


def test_a_count_numbers_the_instances_and_a_single_one_has_the_components_id(stage):
    found = stage(
        "components: {web: {kind: server, instances: 2}, db: {kind: server}, one: {kind: server, instances: 1}}"
    )
    assert found.components["web"].instances == ("web-01", "web-02")
    assert found.components["db"].instances == ("db",)
    assert found.components["one"].instances == ("one",)


def test_names_and_overrides(stage):
    found = stage(
        """
        components:
          web:
            kind: server
            address: 10.0.0.9
            version: "1"
            cost: 40
            capacity: 100
            instances:
              anna: {address: 10.0.0.1, version: 2, cost: 50, title: Anna, capacity: 90}
              bert: {}
        """
    )
    anna, bert = found.instances.values()
    assert found.components["web"].instances == ("anna", "bert")
    assert found.components["web"].address == ("10.0.0.9",)
    assert (anna.address, anna.version, anna.cost, anna.capacity, anna.title) == (("10.0.0.1",), "2", 50, 90, "Anna")
    assert (bert.address, bert.version, bert.cost, bert.capacity, bert.title) == ((), "1", 40, 100, "bert")


def test_an_address_of_a_single_instance_is_that_of_the_component(stage):
    found = stage("components: {web: {kind: server, instances: {anna: {address: 10.0.0.1}}}}")
    assert found.components["web"].address == ("10.0.0.1",)
    assert found.instances["anna"].address == ("10.0.0.1",)


def test_one_on_each_of_several_hosts(stage):
    found = stage(
        """
        components:
          web: {kind: server, instances: 2}
          lb: {kind: server}
          nginx: {host: web}
          x: {kind: service, host: [lb, web]}
        """
    )
    assert hosts(found, "nginx") == {"nginx@web-01": ("web-01",), "nginx@web-02": ("web-02",)}
    assert hosts(found, "x") == {"x@lb": ("lb",), "x@web-01": ("web-01",), "x@web-02": ("web-02",)}


def test_a_host_that_is_meant_twice_counts_once(stage):
    found = stage("components: {web: {kind: server, instances: 2}, nginx: {host: [web-02, web]}}")
    assert found.components["nginx"].instances == ("nginx@web-02", "nginx@web-01")


def test_one_host_or_one_instance_of_several_carries_a_single_one(stage):
    found = stage("components: {web: {kind: server, instances: 2}, nginx: {host: web-02}}")
    assert hosts(found, "nginx") == {"nginx": ("web-02",)}


def test_instances_of_their_own_are_dealt_over_the_hosts(stage):
    found = stage("components: {web: {kind: server, instances: 2}, app: {kind: service, host: web, instances: 3}}")
    assert hosts(found, "app") == {"app-01": ("web-01",), "app-02": ("web-02",), "app-03": ("web-01",)}


def test_an_instance_with_a_host_of_its_own_is_not_dealt(stage):
    found = stage(
        """
        components:
          web: {kind: server, instances: 2}
          db: {kind: server}
          app: {kind: service, host: web, instances: {a: {}, b: {host: db}, c: {}}}
        """
    )
    assert hosts(found, "app") == {"a": ("web-01",), "b": ("db",), "c": ("web-02",)}
    assert found.components["app"].hosts == ("web", "db")


def test_on_a_cluster_it_is_somewhere_and_a_cluster_stands_on_all_its_nodes(stage):
    found = stage(
        """
        components:
          node: {kind: server, instances: 3}
          k8s: {kind: cluster, host: node, min-available: 2}
          app: {kind: service, host: k8s, instances: 2}
          web: {kind: service, host: k8s}
        """
    )
    assert hosts(found, "k8s") == {"k8s": ("node-01", "node-02", "node-03")}
    assert found.components["k8s"].min_read == 2
    assert hosts(found, "app") == {"app-01": ("k8s",), "app-02": ("k8s",)}
    assert hosts(found, "web") == {"web": ("k8s",)}
    assert found.instances["web"].machine == ""
    assert found.carries == {"node-01": (), "node-02": (), "node-03": ()}


def test_nodes_are_dealt_over_several_clusters(stage):
    found = stage("components: {node: {kind: server, instances: 4}, k8s: {kind: cluster, host: node, instances: 2}}")
    assert hosts(found, "k8s") == {"k8s-01": ("node-01", "node-03"), "k8s-02": ("node-02", "node-04")}


def test_one_on_each_of_what_is_one_on_each(stage):
    found = stage(
        """
        components:
          lb: {kind: server, instances: 2}
          haproxy: {host: lb}
          certificate: {host: haproxy, covers: [www.foobar.com]}
        """
    )
    assert hosts(found, "certificate") == {
        "certificate@haproxy@lb-01": ("haproxy@lb-01",),
        "certificate@haproxy@lb-02": ("haproxy@lb-02",),
    }
    assert found.instances["certificate@haproxy@lb-02"].machine == "lb-02"
    assert found.instances["certificate@haproxy@lb-02"].title == "Certificate on lb-02"


def test_an_instance_that_follows_from_hosts_can_be_a_host_itself_whatever_the_order(stage):
    found = stage(
        "components: {certificate: {host: haproxy@lb-02}, haproxy: {host: lb}, lb: {kind: server, instances: 2}}"
    )
    assert hosts(found, "certificate") == {"certificate": ("haproxy@lb-02",)}


def test_the_machine_is_the_lowest_one_and_each_machine_knows_all_that_it_carries(stage):
    found = stage(
        """
        components:
          metal: {kind: server}
          vm: {kind: virtual-machine, host: metal, instances: 2}
          nginx: {host: vm}
          code: {kind: codebase, host: nginx}
          loose: {kind: service}
        """
    )
    machines = {ident: instance.machine for ident, instance in found.instances.items()}
    assert set(machines.values()) == {"metal", ""}
    assert machines["loose"] == ""
    assert found.carries["vm-01"] == ("nginx@vm-01", "code@nginx@vm-01")
    assert found.carries["metal"] == (
        "vm-01",
        "vm-02",
        "nginx@vm-01",
        "nginx@vm-02",
        "code@nginx@vm-01",
        "code@nginx@vm-02",
    )


def test_a_container_on_a_cluster_is_its_own_machine(stage):
    found = stage(
        """
        components:
          k8s: {kind: cluster}
          pod: {kind: container, host: k8s, instances: 2}
          app: {kind: service, host: pod}
        """
    )
    assert found.instances["app@pod-02"].machine == "pod-02"


# Places


def test_places_of_one_kind_are_dealt_and_a_single_instance_works_in_any(stage):
    found = stage(
        """
        components:
          az-a: {kind: availability-zone}
          az-b: {kind: availability-zone}
          web: {kind: server, instances: 3, in: [az-a, az-b]}
          db: {kind: database, in: [az-a, az-b]}
        """
    )
    assert places(found, "web") == {"web-01": (("az-a",),), "web-02": (("az-b",),), "web-03": (("az-a",),)}
    assert places(found, "db") == {"db": (("az-a", "az-b"),)}


def test_places_of_different_kinds_all_apply(stage):
    found = stage(
        """
        components:
          az: {kind: availability-zone, instances: 2}
          lan: {kind: network}
          web: {kind: server, instances: 2, in: [az, lan]}
        """
    )
    assert places(found, "web") == {"web-01": (("az-01",), ("lan",)), "web-02": (("az-02",), ("lan",))}


def test_an_instance_can_be_elsewhere_than_its_group(stage):
    found = stage(
        """
        components:
          az-a: {kind: availability-zone}
          az-b: {kind: availability-zone}
          web: {kind: server, in: [az-a, az-b], instances: {a: {in: az-b}, b: {}, c: {}}}
        """
    )
    assert places(found, "web") == {"a": (("az-b",),), "b": (("az-a",),), "c": (("az-b",),)}
    assert found.components["web"].places == ("az-a", "az-b")


# Modes


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("active-active", [Role.ACTIVE, Role.ACTIVE]),
        ("active-passive", [Role.ACTIVE, Role.PASSIVE]),
        ("primary-replica", [Role.PRIMARY, Role.REPLICA]),
    ],
)
def test_the_first_instance_is_active_or_primary(stage, mode, expected):
    found = stage(f"components: {{api: {{kind: service, instances: 2, mode: {mode}}}}}")
    assert list(roles(found, "api").values()) == expected
    assert found.components["api"].active == "api-01"


@pytest.mark.parametrize("named", ["mysql@db-02", "db-02"])
def test_another_one_can_be_named_primary(stage, named):
    found = stage(
        f"""
        components:
          db: {{kind: server, instances: 2}}
          mysql: {{host: db, mode: primary-replica, primary: {named}}}
        """
    )
    assert roles(found, "mysql") == {"mysql@db-01": Role.REPLICA, "mysql@db-02": Role.PRIMARY}
    assert found.components["mysql"].active == "mysql@db-02"


def test_a_product_has_a_usual_mode_and_a_single_instance_has_none(stage):
    found = stage("components: {mysql: {instances: 2}, postgresql: {mode: primary-replica}}")
    assert found.components["mysql"].mode == "primary-replica"
    assert found.components["postgresql"].mode == "active-active"
    assert roles(found, "postgresql") == {"postgresql": Role.SINGLE}


def test_software_on_each_instance_of_a_group_takes_over_how_the_group_works(stage):
    found = stage(
        """
        components:
          lb:
            kind: server
            instances: 2
            mode: active-passive
            failover: automatic
            min-available: 2
            primary: lb-02
          haproxy: {host: lb}
          box: {kind: container, host: lb}
          nginx: {host: box}
        """
    ).components
    for ident, active in (("haproxy", "haproxy@lb-02"), ("nginx", "nginx@box@lb-02")):
        taken = found[ident]
        assert (taken.mode, taken.failover, taken.active) == ("active-passive", "automatic", active)
        assert (taken.min_read, taken.min_write) == (2, 2)


def test_unless_it_states_its_own(stage):
    found = stage(
        """
        components:
          lb: {kind: server, instances: 2, mode: active-passive, failover: automatic, min-available: 2}
          haproxy: {host: lb, mode: active-active, failover: manual, min-available: 1}
        """
    ).components["haproxy"]
    assert (found.mode, found.failover, found.min_read, found.min_write) == ("active-active", "manual", 1, 1)


def test_a_product_with_one_primary_has_one_on_machines_that_are_all_active_too(stage):
    found = stage("components: {db: {kind: server, instances: 2, mode: active-active}, mysql: {host: db}}")
    assert found.components["mysql"].mode == "primary-replica"


@pytest.mark.parametrize(
    "above",
    [
        "{kind: service, host: [lb, other]}",  # on more than the group
        "{kind: service, host: lb-01}",  # on one of the group
        "{kind: service, host: k8s, instances: 2}",  # on a cluster
        "{kind: codebase, host: lb}",  # no software
        "{kind: monitoring-agent, host: lb}",
        "{kind: firewall, host: lb}",
    ],
)
def test_nothing_else_takes_it_over(stage, above):
    found = stage(
        f"""
        components:
          lb: {{kind: server, instances: 2, mode: active-passive, failover: automatic}}
          other: {{kind: server}}
          k8s: {{kind: cluster, host: lb, failover: automatic}}
          above: {above}
        """
    ).components["above"]
    assert (found.mode, found.failover) == ("active-active", "manual")


def test_min_available_for_reading_and_writing(stage):
    found = stage("components: {kafka: {instances: 3, min-available: {read: 1, write: 2}}}").components["kafka"]
    assert (found.min_read, found.min_write) == (1, 2)


# Numbers


@pytest.mark.parametrize(
    ("written", "availability", "source"),
    [
        ("availability: 99.9%", 0.999, "stated"),
        ("mtbf: 999h, mttr: 1h", 0.999, "mtbf 999h, mttr 1h"),
        ("mtbf: 90m, mttr: 10m", 0.9, "mtbf 90m, mttr 10m"),
        ("mtbf: 1.5s, mttr: 500ms", 0.75, "mtbf 1.5s, mttr 0.5s"),
        ("availability: 0.5, mtbf: 999h, mttr: 1h", 0.5, "stated"),
    ],
)
def test_availability_is_stated_or_follows_from_mtbf_and_mttr(stage, written, availability, source):
    instance = stage(f"components: {{web: {{kind: server, {written}}}}}").instances["web"]
    assert (instance.availability, instance.availability_source) == (pytest.approx(availability), source)


def test_else_it_is_assumed_and_says_for_what(stage, catalog):
    found = stage("components: {web: {kind: server}, gate: {kind: api-gateway}, prometheus: {}, me: {kind: browser}}")
    web = found.instances["web"]
    assert web.availability == catalog.kinds["server"].availability
    assert web.availability_source.startswith("assumed for a server: ")
    assert found.instances["gate"].availability_source.startswith("assumed for an API gateway: ")
    assert found.instances["prometheus"].availability_source.startswith("assumed for a monitoring system: ")
    assert (found.instances["me"].availability, found.instances["me"].fails) == (None, False)


def test_nothing_is_assumed_where_the_catalog_assumes_nothing(stage, catalog):
    written = stage("components: {web: {kind: server}}").spec
    server = replace(catalog.kinds["server"], availability=None)
    found, _ = resolve_stage(written, "", replace(catalog, kinds={**catalog.kinds, "server": server}))
    assert (found.instances["web"].availability, found.instances["web"].availability_source) == (None, "")


def test_an_instance_has_numbers_of_its_own(stage):
    found = stage(
        """
        components:
          web:
            kind: server
            mttr: 1h
            mtbf: 9h
            instances: {a: {availability: 0.7}, b: {mtbf: 99h}, c: {}}
        """
    ).instances
    assert [round(found[ident].availability, 9) for ident in "abc"] == [0.7, 0.99, 0.9]


@pytest.mark.parametrize(
    ("written", "fails"),
    [
        ("{kind: firewall, host: box}", False),
        ("{kind: firewall, host: box, uses: app}", False),
        ("{kind: firewall}", False),
        ("{kind: firewall, uses: app}", True),
        ("{kind: waf}", False),
        ("{kind: waf, uses: app}", True),
        ("{kind: router}", True),
        ("{kind: rack}", True),
        ("{kind: network}", False),
        ("{kind: subnet}", False),
        ("{kind: boundary}", False),
        ("{kind: certificate}", False),
        ("{kind: cluster, host: box}", False),
        ("{kind: codebase}", True),
        ("{kind: container}", True),
    ],
)
def test_what_is_a_failure_unit(stage, written, fails):
    found = stage(f"components: {{box: {{kind: server}}, app: {{kind: service}}, it: {written}}}")
    assert found.instances["it"].fails is fails


def test_a_firewall_that_forwards_is_assumed_to_fail_and_one_on_a_host_has_no_number(stage):
    found = stage(
        """
        components:
          box: {kind: server}
          app: {kind: service}
          a: {kind: firewall, uses: app}
          b: {kind: firewall, host: box}
        """
    )
    assert found.instances["a"].availability is not None
    assert found.instances["b"].availability is None
