"""Each sentence of format.md section 7, on the smallest design that shows it. Cut sets worked out by hand."""

import pytest
from tests.reliability.designs import stage

from infra_design.analyze.journeys import analyze_journey
from infra_design.model.analysis import JourneyResult


def cuts(text: str, journey: str = "", order: int = 2) -> set[str]:
    """Cut sets as text, "a" and "a b"; the first journey by default."""
    return {" ".join(one) for one in result(text, journey, order).cut_sets}


def result(text: str, journey: str = "", order: int = 2) -> JourneyResult:
    found = stage(text)
    chosen = next(one for one in found.journeys if journey in {"", one.id, one.access})
    return analyze_journey(found, chosen, order)


def test_a_group_works_while_one_member_does() -> None:
    text = """
        components:
          user: {kind: browser, uses: web}
          web: {kind: web-server, instances: 2}
    """
    assert cuts(text) == {"web-01 web-02"}


def test_two_of_three_must_work() -> None:
    text = """
        components:
          user: {kind: browser, uses: web}
          web: {kind: web-server, instances: 3, min-available: 2}
    """
    assert cuts(text) == {"web-01 web-02", "web-01 web-03", "web-02 web-03"}


def test_a_host_takes_down_what_stands_on_it() -> None:
    text = """
        components:
          user: {kind: browser, uses: nginx}
          vm: {kind: virtual-machine, instances: 2, host: metal}
          metal: {kind: server}
          nginx: {host: vm}
    """
    assert cuts(text) == {"metal", "vm-01 vm-02", "nginx@vm-01 vm-02", "nginx@vm-02 vm-01", "nginx@vm-01 nginx@vm-02"}


NEIGHBORS = """
    components:
      user: {{kind: browser, uses: lb}}
      lb: {{kind: load-balancer, uses: nginx}}
      web: {{kind: server, instances: 2}}
      nginx: {{host: web, uses: {{app: {words}}}}}
      app: {{kind: application-server, host: web}}
"""


def test_neighbors_never_help_out() -> None:
    """Nginx on one machine and the application on the other: nothing is left."""
    found = cuts(NEIGHBORS.format(words="{}"))
    assert "app@web-01 nginx@web-02" in found
    assert "app@web-01 app@web-02" in found


def test_neighbor_false_lets_any_member_serve() -> None:
    found = cuts(NEIGHBORS.format(words="{neighbor: false}"))
    assert "app@web-01 nginx@web-02" not in found
    assert {"app@web-01 app@web-02", "app@web-01 web-02", "nginx@web-01 nginx@web-02"} <= found


BOTH = {"app", "mysql-01 mysql-02"}
FIRST = {"app", "mysql-01"}
DATABASE = """
    components:
      user: {{kind: browser, uses: app}}
      app: {{kind: application-server, uses: mysql}}
      mysql: {{instances: 2, {more}}}
"""


@pytest.mark.parametrize(
    ("more", "read", "write"),
    [
        ("mode: active-active", BOTH, BOTH),
        ("mode: active-passive", FIRST, FIRST),
        ("mode: active-passive, failover: automatic", BOTH, BOTH),
        ("mode: primary-replica", BOTH, FIRST),
        ("mode: primary-replica, primary: mysql-02", BOTH, {"app", "mysql-02"}),
        ("mode: primary-replica, failover: automatic", BOTH, BOTH),
        ("mode: primary-replica, min-available: {read: 1, write: 2}", BOTH, {"app", "mysql-01", "mysql-02"}),
    ],
)
def test_modes(more: str, read: set[str], write: set[str]) -> None:
    text = DATABASE.format(more=more)
    assert cuts(text, "read") == read
    assert cuts(text, "write") == write


def test_three_members_with_a_write_quorum() -> None:
    """Patroni: any takes over, two must be there to write."""
    text = """
        components:
          user: {kind: browser, uses: app}
          app: {kind: application-server, uses: pg}
          pg:
            product: postgresql
            instances: 3
            mode: primary-replica
            failover: automatic
            min-available: {read: 1, write: 2}
    """
    assert cuts(text, "read", 3) == {"app", "pg-01 pg-02 pg-03"}
    assert cuts(text, "write", 3) == {"app", "pg-01 pg-02", "pg-01 pg-03", "pg-02 pg-03"}


def test_reading_from_a_primary_replica_in_a_writing_journey_takes_any() -> None:
    text = """
        components:
          user: {kind: browser, uses: app}
          app: {kind: application-server, uses: {mysql: read, orders: {}}}
          mysql: {instances: 2, mode: primary-replica}
          orders: {kind: database, instances: 2, mode: primary-replica}
    """
    assert cuts(text, "write") == {"app", "mysql-01 mysql-02", "orders-01"}


def test_write_only_connections_do_not_matter_to_reading() -> None:
    text = """
        components:
          user: {kind: browser, uses: app}
          app: {kind: application-server, uses: {db: {}, log: write}}
          db: {kind: database}
          log: {kind: stream}
    """
    assert cuts(text, "read") == {"app", "db"}
    assert cuts(text, "write") == {"app", "db", "log"}


def test_a_single_one_in_two_zones_works_while_one_zone_does() -> None:
    text = """
        components:
          user: {kind: browser, uses: app}
          app: {kind: application-server, in: [az-a, az-b]}
          az-a: {kind: availability-zone, in: here}
          az-b: {kind: availability-zone, in: here}
          here: {kind: region}
    """
    assert cuts(text) == {"app", "here", "az-a az-b"}


def test_several_are_dealt_over_the_zones_and_a_network_never_fails() -> None:
    text = """
        components:
          user: {kind: browser, uses: app}
          app: {kind: application-server, instances: 2, in: [az-a, az-b, lan]}
          az-a: {kind: availability-zone}
          az-b: {kind: availability-zone}
          lan: {kind: network}
    """
    assert cuts(text) == {"app-01 app-02", "app-01 az-b", "app-02 az-a", "az-a az-b"}


def test_a_cluster_works_while_enough_nodes_do_and_no_node_takes_down_what_runs_on_it() -> None:
    text = """
        components:
          user: {kind: browser, uses: api}
          node: {kind: server, instances: 3}
          k8s: {kind: cluster, host: node, min-available: 2}
          api: {kind: service, host: k8s, instances: 2}
    """
    assert cuts(text) == {"api-01 api-02", "node-01 node-02", "node-01 node-03", "node-02 node-03"}


def test_mutual_use_is_no_failure() -> None:
    text = """
        components:
          user: {kind: browser, uses: a}
          a: {kind: service, uses: b}
          b: {kind: service, uses: {a: {}, c: {}}}
          c: {kind: service, instances: 2}
    """
    found = result(text)
    assert found.works
    assert {" ".join(one) for one in found.cut_sets} == {"a", "b", "c-01 c-02"}


def test_optional_is_not_needed_unless_the_journey_names_it() -> None:
    text = """
        components:
          user: {kind: browser, uses: app}
          app: {kind: application-server, uses: {cache: optional}}
          cache: {kind: cache}
        journeys:
          plain: {from: user, to: app}
          cached: {from: user, to: [app, cache]}
    """
    assert cuts(text, "plain") == {"app"}
    assert cuts(text, "cached") == {"app", "cache"}


def test_replication_backup_and_monitoring_are_not_needed() -> None:
    text = """
        components:
          user: {kind: browser, uses: app}
          web: {kind: server}
          app: {kind: application-server, host: web, uses: db}
          db: {kind: database, host: web, uses: {db: encrypted, backup: {}}}
          backup: {kind: backup, covers: db}
          agent: {kind: monitoring-agent, host: web, uses: watch}
          watch: {kind: monitoring}
    """
    assert cuts(text) == {"app", "db", "web"}


def test_requests_need_only_the_routes_that_they_match() -> None:
    text = """
        components:
          user: {kind: browser, uses: gateway}
          gateway:
            kind: api-gateway
            uses: {web: {for: /}, api: {for: /api}, users: {for: /api/users}, photos: {for: photos.example.com}}
          web: {kind: web-server}
          api: {kind: service}
          users: {kind: service}
          photos: {kind: service}
        journeys:
          page: {from: user, to: gateway}
          item: {from: user, to: gateway/api/items}
          user: {from: user, to: gateway/api/users/7}
    """
    assert cuts(text, "page") == {"gateway", "web"}
    assert cuts(text, "item") == {"api", "gateway"}
    assert cuts(text, "user") == {"gateway", "users"}


def test_all_steps_of_a_journey_must_work() -> None:
    text = """
        components:
          customer: {kind: browser, uses: shop}
          shop: {kind: service, uses: {db: {}, stripe: optional}}
          db: {kind: database}
          stripe: {kind: external-service}
        journeys:
          order: {from: customer, to: [shop, stripe], access: write}
    """
    assert cuts(text) == {"db", "shop", "stripe"}


def test_what_reads_a_queue_is_a_step_of_its_own() -> None:
    text = """
        components:
          user: {kind: browser, uses: api}
          api: {kind: service, uses: {jobs: write}}
          jobs: {kind: queue}
          worker: {kind: worker, instances: 2, uses: {jobs: read, store: write}}
          store: {kind: object-storage, managed: false}
        journeys:
          upload: {from: user, to: [api, jobs, store], access: write}
    """
    assert cuts(text) == {"api", "jobs", "store", "worker-01 worker-02"}


def test_what_a_journey_is_from_counts_as_working() -> None:
    text = """
        components:
          office: {kind: server}
          portal: {kind: service, host: office, uses: db}
          db: {kind: database}
        journeys:
          report: {from: portal, to: db}
    """
    assert cuts(text) == {"db"}


def test_two_entry_records_need_both_to_fail() -> None:
    text = """
        components:
          user: {kind: browser, uses: www.example.com}
          one: {kind: server, address: 192.0.2.1}
          two: {kind: server, address: 192.0.2.2}
          nginx: {host: [one, two]}
        dns:
          example.com:
            www: {A: [192.0.2.1, 192.0.2.2]}
    """
    assert cuts(text) == {"one two", "nginx@one two", "nginx@two one", "nginx@one nginx@two"}


def test_one_entry_record_protects_only_one() -> None:
    text = """
        components:
          user: {kind: browser, uses: www.example.com}
          one: {kind: server, address: 192.0.2.1}
          two: {kind: server, address: 192.0.2.2}
          nginx: {host: [one, two]}
        dns:
          example.com:
            www: {A: one}
    """
    assert cuts(text) == {"one", "nginx@one"}


def test_a_virtual_address_answers_while_the_group_works() -> None:
    text = """
        components:
          user: {{kind: browser, uses: www.example.com}}
          lb: {{kind: server, instances: 2, mode: active-passive, failover: {failover}, address: 192.0.2.1}}
          haproxy: {{host: lb}}
        dns:
          example.com:
            www: {{A: lb}}
    """
    both = {"lb-01 lb-02", "haproxy@lb-01 lb-02", "haproxy@lb-02 lb-01", "haproxy@lb-01 haproxy@lb-02"}
    assert cuts(text.format(failover="automatic")) == both
    assert cuts(text.format(failover="manual")) == {"lb-01", "haproxy@lb-01"}


def test_a_name_server_of_our_own_can_fail() -> None:
    text = """
        components:
          user: {kind: browser, uses: www.example.com}
          web: {kind: web-server, address: 192.0.2.1}
          bind: {kind: dns-server, managed: false, covers: example.com}
        dns:
          example.com:
            www: {A: web}
    """
    assert cuts(text) == {"bind", "web"}


def test_a_firewall_fails_with_its_host_only_and_one_without_like_a_router() -> None:
    text = """
        components:
          user: {kind: browser, uses: edge}
          edge: {kind: firewall, uses: nginx}
          web: {kind: server}
          guard: {kind: firewall, host: web, allow: [80 from internet]}
          nginx: {host: web}
    """
    assert cuts(text) == {"edge", "nginx", "web"}


def test_stated_figures_are_used() -> None:
    text = """
        components:
          user: {kind: browser, uses: app}
          app: {kind: application-server, availability: 99.9%, uses: db}
          db: {kind: database, mtbf: 999h, mttr: 1h}
    """
    found = result(text)
    assert found.availability == pytest.approx(0.999 * 0.999, abs=1e-15)
    assert any("app" in one and "stated" in one for one in found.assumptions)


REPLICA_BY_NAME = """
    components:
      user: {{kind: browser, uses: app}}
      app: {{kind: application-server, uses: {{db-02: {access}}}}}
      db: {{kind: database, instances: 2, mode: primary-replica, failover: {failover}}}
"""


@pytest.mark.parametrize("failover", ["manual", "automatic"])
def test_a_replica_called_by_name_accepts_no_writes(failover: str) -> None:
    found = result(REPLICA_BY_NAME.format(access="read-write", failover=failover), "write")
    assert not found.works


def test_a_replica_called_by_name_is_read() -> None:
    assert cuts(REPLICA_BY_NAME.format(access="read", failover="manual"), "read") == {"app", "db-02"}


def test_a_hostname_in_no_zone_of_the_stage_is_outside_and_works() -> None:
    text = """
        components:
          user: {kind: browser, uses: app}
          app: {kind: application-server, uses: api.example.net}
    """
    assert cuts(text) == {"app"}


def test_a_hostname_that_its_zone_does_not_know_leads_nowhere() -> None:
    text = """
        components:
          user: {kind: browser, uses: app}
          app: {kind: application-server, uses: api.example.net}
        dns:
          example.net:
            www: {A: app}
    """
    assert not result(text).works


def test_the_address_of_one_node_of_a_cluster_needs_that_node() -> None:
    text = """
        components:
          user: {kind: browser, uses: www.example.net}
          node: {kind: server, instances: {node-01: {address: 9.9.9.10}, node-02: {address: 9.9.9.11}}}
          kubernetes: {kind: cluster, host: node}
          web: {kind: web-server, host: kubernetes, instances: 2}
        dns:
          example.net:
            www: {A: node-01}
    """
    assert cuts(text) == {"node-01", "web-01 web-02"}
