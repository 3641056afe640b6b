"""Connections: targets, protocols, ports, neighbors, encryption (format.md section 5)."""

from __future__ import annotations

import pytest


def wire(connection):
    return connection.protocol, str(connection.port or ""), connection.encryption.value


def only(stage):
    (connection,) = stage.connections
    return connection


def members(connection):
    return [(target.component, target.members, target.whole) for target in connection.targets]


# Protocol and port


@pytest.mark.parametrize(
    ("target", "use", "expected"),
    [
        # of the target: its first port, its protocol
        ("nginx: {}", "{nginx}", ("http", "80", "clear")),
        ("app: {kind: application-server}", "{app}", ("http", "8000", "clear")),
        ("mysql: {}", "{mysql}", ("mysql", "3306", "clear")),
        ("mysql: {listens: 3307}", "{mysql}", ("mysql", "3307", "clear")),
        ("nginx: {listens: [8080, 80]}", "{nginx}", ("http", "8080", "clear")),
        ("api: {kind: service}", "{api}", ("http", "80", "clear")),
        ("stripe: {kind: external-service}", "{stripe}", ("https", "443", "encrypted")),
        ("cdn: {}", "{cdn}", ("https", "443", "encrypted")),
        ("worker: {}", "{worker}", ("", "", "unknown")),
        ("worker: {}", "{worker: 9000}", ("", "9000", "unknown")),
        ("vpn: {kind: vpn-gateway}", "{vpn: 1194/udp}", ("", "1194/udp", "encrypted")),
        # a port alone, and what is usually spoken there
        ("nginx: {}", "{nginx: 443}", ("https", "443", "encrypted")),
        ("nginx: {listens: 443}", "{nginx}", ("https", "443", "encrypted")),
        ("stripe: {kind: external-service}", "{stripe: 80}", ("http", "80", "clear")),
        ("nginx: {}", "{nginx: 8443}", ("http", "8443", "clear")),
        # a protocol alone: its usual port if the target listens there or nothing is known of its ports
        ("nginx: {}", "{nginx: https}", ("https", "443", "encrypted")),
        ("nginx: {listens: [8080, 8443]}", "{nginx: https}", ("https", "8080", "encrypted")),
        ("api: {kind: service}", "{api: https}", ("https", "443", "encrypted")),
        ("worker: {}", "{worker: redis}", ("redis", "6379", "clear")),
        ("app: {kind: application-server}", "{app: fastcgi}", ("fastcgi", "8000", "clear")),
        # both, and what else is stated
        ("app: {kind: application-server}", "{app: 'fastcgi:9000'}", ("fastcgi", "9000", "clear")),
        ("mysql: {}", "{mysql: encrypted}", ("mysql", "3306", "encrypted")),
        ("nginx: {}", "{nginx: {protocol: https, encrypted: false}}", ("https", "443", "clear")),
        ("mysql: {encrypted: true}", "{mysql}", ("mysql", "3306", "encrypted")),
        ("mysql: {encrypted: true}", "{mysql: {encrypted: false}}", ("mysql", "3306", "clear")),
    ],
)
def test_what_is_spoken(stage, target, use, expected):
    found = only(stage(f"components:\n  user: {{kind: service, uses: {use}}}\n  {target}\n"))
    assert wire(found) == expected


def test_what_other_connections_state_of_ports_is_known_and_what_they_assume_is_not(stage):
    found = stage(
        """
        components:
          a: {kind: service, uses: {api: http}}
          b: {kind: service, uses: {api: 9000}}
          c: {kind: service, uses: {other: http}}
          d: {kind: service, uses: {other: https}}
          api: {kind: service}
          other: {kind: service}
        """
    )
    assert [wire(connection)[:2] for connection in found.connections] == [
        ("http", "9000"),
        ("http", "9000"),
        ("http", "80"),
        ("https", "443"),
    ]
    assert [str(port) for port in found.components["api"].listens] == ["9000"]
    assert [str(port) for port in found.components["other"].listens] == ["80", "443"]


def test_ports_are_those_stated_else_of_product_or_kind_and_of_connections(stage):
    found = stage(
        """
        components:
          a: {kind: service, uses: {nginx: 8080, haproxy: 8080, worker}}
          nginx: {}
          haproxy: {listens: [443]}
          worker: {}
        """
    ).components
    assert [str(port) for port in found["nginx"].listens] == ["80", "443", "8080"]
    assert [str(port) for port in found["haproxy"].listens] == ["443"]
    assert (found["worker"].listens, found["worker"].listens_known) == ((), False)
    assert found["nginx"].listens_known


# Words


def test_access_defaults_to_read_write_and_words_are_kept(stage):
    found = stage(
        """
        components:
          app:
            kind: service
            uses:
              mysql:
              redis: optional read
              kafka: {access: write, for: [/api, shop.example.com], explain: Events.}
          mysql: {}
          redis: {kind: cache}
          kafka: {}
        """
    )
    mysql, redis, kafka = (found.connection(f"app->{ident}") for ident in ("mysql", "redis", "kafka"))
    assert (mysql.access, mysql.optional, mysql.needed, mysql.routes) == ("read-write", False, True, ())
    assert (redis.access, redis.optional, redis.needed) == ("read", True, False)
    assert (kafka.access, kafka.routes, kafka.explain) == ("write", ("/api", "shop.example.com"), "Events.")


def test_several_connections_to_one_target(stage):
    found = stage("components: {app: {kind: service, uses: {nginx: [https, 'http optional']}}, nginx: {}}")
    assert [(one.id, one.protocol) for one in found.connections] == [
        ("app->nginx", "https"),
        ("app->nginx#2", "http"),
    ]


@pytest.mark.parametrize(
    ("written", "needed"),
    [
        ("mysql: {}", True),
        ("restic: {kind: backup}", False),
        ("prometheus: {}", False),
        ("certificate: {}", False),
    ],
)
def test_what_leads_to_backup_monitoring_or_certificates_is_not_needed(stage, written, needed):
    ident = written.partition(":")[0]
    forth = stage(f"components:\n  app: {{kind: service, uses: {ident}}}\n  {written}\n")
    assert only(forth).needed is needed


def test_nor_is_what_comes_from_them(stage):
    found = stage(
        """
        components:
          mysql: {}
          restic: {kind: backup, uses: mysql}
          prometheus: {uses: mysql}
          agent: {kind: monitoring-agent, uses: mysql}
        """
    )
    assert [connection.needed for connection in found.connections] == [False, False, False]


# Instances, hosts and neighbors


STACK = """
    components:
      web: {kind: server, instances: 2}
      db: {kind: server, instances: 2}
      nginx: {host: web, uses: %s}
      app: {kind: application-server, host: web, %s}
      mysql: {host: db, mode: primary-replica}
      agent: {kind: monitoring-agent, host: [web, db]}
      code: {kind: codebase, host: web}
"""


def test_a_neighbor_on_the_same_machine_alone_is_used(stage):
    found = stage(STACK % ("app", "uses: [mysql, code]"))
    assert found.connection("nginx->app").neighbors == {
        "nginx@web-01": ("app@web-01",),
        "nginx@web-02": ("app@web-02",),
    }
    assert found.connection("app->code").neighbors == {"app@web-01": ("code@web-01",), "app@web-02": ("code@web-02",)}
    assert found.connection("app->mysql").neighbors == {}
    assert found.connection("nginx->app").encryption.value == "local"
    assert found.connection("app->mysql").encryption.value == "clear"


@pytest.mark.parametrize(
    ("use", "app"),
    [
        ("{app: {neighbor: false}}", "version: 1"),
        ("app", "min-available: 2"),
        ("app", "min-available: {write: 2}"),
        ("app", "mode: active-passive"),
        ("app", "mode: primary-replica"),
    ],
)
def test_not_so_when_it_is_turned_off_or_any_member_serves(stage, use, app):
    found = stage(STACK % (use, app)).connection("nginx->app")
    assert found.neighbors == {}
    assert found.encryption.value == "clear"


def test_only_those_with_a_neighbor_prefer_it(stage):
    found = stage(
        """
        components:
          web: {kind: server, instances: 2}
          nginx: {host: web, uses: app}
          app: {kind: application-server, host: web-01}
        """
    )
    connection = only(found)
    assert connection.neighbors == {"nginx@web-01": ("app",)}
    assert connection.encryption.value == "clear"


def test_several_neighbors_and_what_stands_on_the_same_unhosted_thing(stage):
    found = stage(
        """
        components:
          web: {kind: server}
          nginx: {host: web, uses: app}
          app: {kind: application-server, host: web, instances: 2}
          api: {kind: service, instances: 2, uses: files}
          files: {kind: codebase, host: api}
        """
    )
    assert found.connection("nginx->app").neighbors == {"nginx": ("app-01", "app-02")}
    assert found.connection("api->files").neighbors == {"api-01": ("files@api-01",), "api-02": ("files@api-02",)}


def test_a_cluster_is_no_machine_here(stage):
    found = stage(
        """
        components:
          node: {kind: server, instances: 2}
          k8s: {kind: cluster, host: node}
          web: {kind: service, host: k8s, uses: api}
          api: {kind: service, host: k8s}
        """
    )
    assert only(found).neighbors == {}
    assert only(found).encryption.value == "clear"


def test_containers_on_one_server_are_neighbors(stage):
    found = stage(
        """
        components:
          box: {kind: server}
          web-box: {kind: container, host: box}
          api-box: {kind: container, host: box}
          web: {kind: service, host: web-box, uses: api}
          api: {kind: service, host: api-box}
        """
    )
    assert only(found).neighbors == {"web": ("api",)}
    assert only(found).encryption.value == "local"


def test_an_instance_can_be_used(stage):
    found = only(
        stage("components: {a: {kind: service, uses: mysql-02}, mysql: {instances: 2, mode: active-active}}")
    )
    assert (found.id, members(found)) == ("a->mysql-02", [("mysql", ("mysql-02",), False)])


HOSTED = """
    components:
      lb: {kind: service, uses: %s}
      web: {kind: server, instances: 2}
      nginx: {host: web}
      mysql: {host: web}
      firewall: {host: web}
      agent: {kind: monitoring-agent, host: web}
      certificate: {host: web, covers: [www.foobar.com]}
      code: {kind: codebase, host: web}
"""


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("{web: 80}", ("nginx", ("nginx@web-01", "nginx@web-02"), True)),
        ("{web: http}", ("nginx", ("nginx@web-01", "nginx@web-02"), True)),
        ("{web: 3306}", ("mysql", ("mysql@web-01", "mysql@web-02"), True)),
        ("{web: mysql}", ("mysql", ("mysql@web-01", "mysql@web-02"), True)),
        ("{web-02: 443}", ("nginx", ("nginx@web-02",), False)),
    ],
)
def test_using_a_host_means_what_listens_there(stage, use, expected):
    assert members(only_from(stage(HOSTED % use), "lb")) == [expected]


def only_from(stage, source):
    (connection,) = (connection for connection in stage.connections if connection.source == source)
    return connection


def test_using_a_host_with_one_component_that_can_be_meant_needs_no_port(stage):
    found = stage(
        """
        components:
          app: {kind: service, uses: box}
          box: {kind: server}
          worker: {host: box}
          firewall: {host: box}
          agent: {kind: monitoring-agent, host: box}
        """
    )
    assert members(found.connection("app->box")) == [("worker", ("worker",), True)]


def test_using_a_host_on_which_nothing_stands_means_itself(stage):
    found = stage("components: {app: {kind: service, uses: nas}, nas: {kind: server}, firewall: {host: nas}}")
    assert members(found.connection("app->nas")) == [("nas", ("nas",), True)]


def test_what_states_its_port_listens_there_rather_than_what_only_could(stage):
    found = stage(
        """
        components:
          user: {kind: service, uses: {box: 80}}
          box: {kind: server}
          nginx: {host: box, uses: {apache: 8080}}
          varnish: {kind: cache, host: box, listens: 80}
          apache: {host: box}
        """
    )
    assert members(found.connection("user->box")) == [("varnish", ("varnish",), True)]


@pytest.mark.parametrize(
    ("use", "software", "target"),
    [
        ("ssh", "nginx", "box"),
        ("22", "nginx", "box"),
        ("rdp", "nginx", "box"),
        ("161/udp", "nginx", "box"),
        ("161", "nginx", "nginx"),
        ("9000", "nginx", "nginx"),
        ("22", "forge: {kind: service, host: box, listens: [22, 443]}", "forge"),
    ],
)
def test_remote_administration_is_of_the_machine_unless_something_else_listens_there(stage, use, software, target):
    written = software if ":" in software else f"{software}: {{host: box}}"
    found = stage(
        f"components:\n  me: {{kind: client, uses: {{box: {use}}}}}\n  box: {{kind: server}}\n  {written}\n"
    )
    assert found.connections[0].target == target


def test_using_a_cluster_or_a_node_means_what_listens_in_the_cluster(stage):
    found = stage(
        """
        components:
          user: {kind: service, uses: {k8s: 80, node-02: 443}}
          node: {kind: server, instances: 2}
          k8s: {kind: cluster, host: node}
          nginx: {host: k8s, instances: 2}
          mysql: {host: k8s}
        """
    )
    by_cluster, by_node = found.connection("user->k8s"), found.connection("user->node-02")
    assert members(by_cluster) == members(by_node) == [("nginx", ("nginx-01", "nginx-02"), True)]
    assert (by_cluster.targets[0].node, by_node.targets[0].node) == ("", "node-02")


# Replication


def test_replication_follows_from_the_mode(stage):
    found = only(stage("components: {db: {kind: server, instances: 2}, mysql: {host: db, mode: primary-replica}}"))
    assert (found.id, found.replication, found.declared, found.needed) == ("mysql->mysql", True, False, False)
    assert wire(found) == ("mysql", "3306", "clear")
    assert members(found) == [("mysql", ("mysql@db-01", "mysql@db-02"), True)]


def test_a_component_that_uses_itself_describes_it(stage):
    found = only(stage("components: {mysql: {instances: 2, mode: primary-replica, uses: {mysql: encrypted}}}"))
    assert (found.replication, found.declared, found.needed) == (True, True, False)
    assert found.encryption.value == "encrypted"


@pytest.mark.parametrize(
    "written", ["instances: 2, mode: active-active", "mode: primary-replica", "instances: 2, mode: active-passive"]
)
def test_other_groups_do_not_replicate(stage, written):
    assert stage(f"components: {{mysql: {{{written}}}}}").connections == ()


def test_replication_within_one_machine_is_local(stage):
    found = stage("components: {box: {kind: server}, mysql: {host: box, instances: 2, mode: primary-replica}}")
    assert only(found).encryption.value == "local"


# Networks that encrypt


NETWORKS = """
    components:
      net: {kind: network, %s}
      sub: {kind: subnet, in: net}
      lan: {kind: network}
      web: {kind: server, in: %s}
      db: {kind: server, instances: 2, in: %s}
      app: {kind: service, host: web, uses: mysql}
      mysql: {host: db}
"""


@pytest.mark.parametrize(
    ("encrypted", "web", "db", "expected"),
    [
        ("encrypted: true", "net", "net", "encrypted"),
        ("encrypted: true", "net", "sub", "encrypted"),
        ("encrypted: true", "[lan, net]", "net", "encrypted"),
        ("encrypted: true", "lan", "net", "clear"),
        ("encrypted: true", "net", "[net, lan]", "clear"),  # one of the databases is elsewhere
        ("encrypted: false", "net", "net", "clear"),
        ("version: 1", "net", "net", "clear"),
    ],
)
def test_a_network_that_encrypts(stage, encrypted, web, db, expected):
    found = stage(NETWORKS % (encrypted, web, db)).connection("app->mysql")
    assert (found.encryption.value, found.stated) == (expected, expected == "encrypted")


def test_a_cluster_that_encrypts(stage):
    found = stage(
        """
        components:
          k8s: {kind: cluster, encrypted: true}
          web: {kind: service, host: k8s, uses: [api, mysql]}
          pod: {kind: container, host: k8s}
          api: {kind: service, host: pod}
          mysql: {}
        """
    )
    assert found.connection("web->api").encryption.value == "encrypted"
    assert found.connection("web->mysql").encryption.value == "clear"


# What is taken care of


@pytest.mark.parametrize(
    ("written", "covers", "names"),
    [
        ("{kind: firewall, host: web}", ("web",), ()),
        ("{kind: firewall, host: [web-01, box]}", ("web-01", "box"), ()),
        ("{kind: firewall, covers: [web, box]}", ("web", "box"), ()),
        ("{kind: firewall, host: box, covers: web}", ("web",), ()),
        ("{kind: firewall, covers: []}", (), ()),
        ("{kind: certificate, host: nginx, covers: [www.foobar.com, web-02]}", ("web-02",), ("www.foobar.com",)),
        ("{kind: backup}", ("app",), ()),  # what uses it
        ("{kind: monitoring-agent, host: web}", ("web",), ()),
        ("{kind: dns-server, covers: foobar.com}", (), ("foobar.com",)),
        ("{kind: service, host: web}", (), ()),
    ],
)
def test_what_is_covered_is_stated_else_the_hosts_else_the_users(stage, written, covers, names):
    found = stage(
        f"""
        components:
          web: {{kind: server, instances: 2}}
          box: {{kind: server}}
          nginx: {{host: box}}
          app: {{kind: service, uses: it}}
          it: {written}
        """
    ).components["it"]
    assert (found.covers, found.covers_names) == (covers, names)


def test_a_backup_or_monitoring_that_stands_alone_takes_care_of_what_it_uses(stage):
    found = stage(
        """
        components:
          mysql: {}
          s3: {}
          restic: {kind: backup, uses: {mysql: read, s3: write}}
          prometheus: {uses: mysql}
          operator: {kind: browser, uses: prometheus}
        """
    ).components
    assert found["restic"].covers == ("mysql",)
    assert found["prometheus"].covers == ("mysql",)
