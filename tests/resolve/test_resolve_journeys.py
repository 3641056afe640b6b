"""Journeys, declared and by default (format.md section 7)."""

from __future__ import annotations

import pytest

from infra_design.model.stage import Request


def chains(stage, ident):
    (journey,) = (journey for journey in stage.journeys if journey.id == ident)
    return [(request.start, request.chain, request.target, request.reader) for request in journey.requests]


# By default


def journeys(stage):
    return [(journey.id, journey.access) for journey in stage.journeys]


@pytest.mark.parametrize(
    ("use", "behind", "expected"),
    [
        ("app", "uses: mysql", ["read", "write"]),
        ("app", "uses: {mysql: read}", ["read"]),
        ("{app: read}", "uses: mysql", ["read"]),
        ("{app: write}", "uses: mysql", ["write"]),
        ("{app: write}", "version: 1", ["write"]),
        ("app", "uses: {mysql: optional}", ["read"]),
        ("app", "uses: redis", ["read"]),
        ("app", "uses: kafka", ["read"]),
        ("app", "uses: s3", ["read", "write"]),
        ("app", "uses: nfs", ["read", "write"]),
        ("app", "uses: {mysql: {for: /admin}}", ["read"]),
        ("{app: {for: /admin/users}}", "uses: {mysql: {for: /admin}}", ["read", "write"]),
        ("app", "uses: {api: read}", ["read"]),
        ("app", "uses: api", ["read", "write"]),
    ],
)
def test_per_client_and_target_one_that_reads_and_one_that_writes_if_writes_are_kept(stage, use, behind, expected):
    found = stage(
        f"""
        components:
          me: {{kind: browser, uses: {use}}}
          app: {{kind: service, {behind}}}
          api: {{kind: service, uses: mysql}}
          mysql: {{}}
          redis: {{kind: cache}}
          kafka: {{}}
          s3: {{}}
          nfs: {{kind: file-storage}}
        """
    )
    assert journeys(found) == [(f"me-{access}s-app", access) for access in expected]
    assert all(not journey.declared and journey.client == "me" for journey in found.journeys)


def test_a_default_journey_is_one_request_along_the_clients_own_connection(stage):
    found = stage(
        """
        components:
          me: {kind: browser, uses: {www.foobar.com: {for: /shop}}}
          nginx: {address: 8.8.8.8}
        dns: {foobar.com: {www: {A: nginx}}}
        """
    )
    (journey,) = found.journeys
    assert journey.title == "Me reads www.foobar.com"
    assert journey.requests == (
        Request(
            chain=("me->www.foobar.com",),
            target="nginx",
            start="me",
            hostname="www.foobar.com",
            path="/shop",
            port=80,
        ),
    )


def test_of_several_connections_to_one_target_each_is_a_request(stage):
    found = stage("components: {me: {kind: browser, uses: {nginx: [{for: /a}, {for: /b}, 8443, write]}}, nginx: {}}")
    (journey,) = found.journeys
    assert [(request.chain, request.path, request.port) for request in journey.requests] == [
        (("me->nginx",), "/a", 80),
        (("me->nginx#2",), "/b", 80),
        (("me->nginx#3",), "/", 8443),
    ]


def test_but_http_is_none_where_there_is_https_for_the_same(stage):
    found = stage("components: {me: {kind: browser, uses: {nginx: [http, https, {for: /a}]}}, nginx: {}}")
    (journey,) = found.journeys
    assert [request.chain for request in journey.requests] == [("me->nginx#2",), ("me->nginx#3",)]


def test_what_a_client_does_not_need_is_no_journey(stage):
    found = stage(
        "components: {me: {kind: browser, uses: {nginx, chat: optional}}, nginx: {}, chat: {kind: service}}"
    )
    assert journeys(found) == [("me-reads-nginx", "read")]


def test_without_clients_there_is_no_journey(stage):
    assert stage("components: {app: {kind: service, uses: mysql}, mysql: {}}").journeys == ()


# As declared


SHOP = """
    components:
      customer: {kind: browser, uses: {shop.example.com, stripe: optional}}
      gateway:
        kind: api-gateway
        address: 8.8.8.8
        uses: {web: {for: /}, orders: {for: /orders}}
      web: {kind: service, uses: {mysql: read, redis: optional}}
      orders: {kind: service, uses: {mysql: , kafka: write, mail: optional}}
      worker: {uses: {kafka: read, archive: write}}
      auditor: {kind: worker, uses: {kafka: write}}
      archive: {kind: object-storage}
      mysql: {}
      redis: {kind: cache}
      kafka: {}
      mail: {kind: external-service}
      stripe: {kind: external-service}
    dns: {example.com: {shop: {A: gateway}}}
    journeys:
      order: {from: customer, %s}
"""

CUSTOMER = "customer->shop.example.com"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # the client's own connection
        ("to: shop.example.com", [("customer", (CUSTOMER,), "gateway", False)]),
        ("to: gateway", [("customer", (CUSTOMER,), "gateway", False)]),
        (
            "to: [shop.example.com, stripe]",
            [("customer", (CUSTOMER,), "gateway", False), ("customer", ("customer->stripe",), "stripe", False)],
        ),
        # a chain from the client, for the first step
        ("to: orders", [("customer", (CUSTOMER, "gateway->orders"), "orders", False)]),
        # a chain from the step before; what is optional counts
        (
            "to: [orders, mail]",
            [
                ("customer", (CUSTOMER, "gateway->orders"), "orders", False),
                ("orders", ("orders->mail",), "mail", False),
            ],
        ),
        # a request without a path is for /, so that mysql is behind web
        ("to: mysql", [("customer", (CUSTOMER, "gateway->web", "web->mysql"), "mysql", False)]),
        # nothing that a step before leads to already
        ("to: [shop.example.com, gateway]", [("customer", (CUSTOMER,), "gateway", False)]),
        # through what reads a queue; a writer does not read
        (
            "to: [orders, kafka, worker, archive], access: write",
            [
                ("customer", (CUSTOMER, "gateway->orders"), "orders", False),
                ("orders", ("orders->kafka",), "kafka", False),
                ("kafka", ("worker->kafka",), "worker", True),
                ("worker", ("worker->archive",), "archive", False),
            ],
        ),
        # the queue and its reader need not be named
        (
            "to: [orders, archive], access: write",
            [
                ("customer", (CUSTOMER, "gateway->orders"), "orders", False),
                ("orders", ("orders->kafka",), "kafka", False),
                ("kafka", ("worker->kafka",), "worker", True),
                ("worker", ("worker->archive",), "archive", False),
            ],
        ),
    ],
)
def test_the_way_of_each_step(stage, written, expected):
    assert chains(stage(SHOP % written), "order") == expected


def test_a_step_says_what_is_asked(stage):
    found = stage(SHOP % "to: ['shop.example.com:8443/orders/1', orders, mysql]")
    first, second, third = found.journeys[0].requests
    assert (first.hostname, first.port, first.path) == ("shop.example.com", 8443, "/orders/1")
    assert (second.hostname, second.path, second.chain) == ("", "/orders", ("gateway->orders",))
    assert (third.start, third.hostname, third.path) == ("orders", "", "/")


def test_what_a_journey_says_of_itself(stage):
    found = stage(SHOP % "to: shop.example.com, access: write, target: 99.9%, peak-load: 200, title: Buy a book")
    (journey,) = found.journeys
    assert (journey.title, journey.access, journey.target, journey.peak_load, journey.declared, journey.client) == (
        "Buy a book",
        "write",
        0.999,
        200,
        True,
        "customer",
    )
    plain = stage(SHOP % "to: shop.example.com").journeys[0]
    assert (plain.title, plain.access, plain.target, plain.peak_load) == ("Order", "read", None, None)


def test_declared_journeys_replace_the_defaults(stage):
    assert [journey.id for journey in stage(SHOP % "to: shop.example.com").journeys] == ["order"]


def test_a_read_journey_does_not_go_by_a_connection_that_only_writes_if_it_can_help_it(stage):
    text = """
        components:
          me: {kind: browser, uses: a}
          a: {kind: service, uses: {b: write, c}}
          b: {kind: service, uses: d}
          c: {kind: service, uses: d}
          d: {kind: service}
        journeys:
          one: {from: me, to: d%s}
        """
    assert chains(stage(text % ""), "one")[0][1] == ("me->a", "a->c", "c->d")


def test_a_host_in_a_step_means_what_listens_there(stage):
    found = stage(
        """
        components:
          me: {kind: browser, uses: nginx}
          box: {kind: server}
          nginx: {host: box, uses: mysql}
          mysql: {host: box}
        journeys:
          one: {from: me, to: ['box:80', 'box:3306']}
        """
    )
    assert chains(found, "one") == [
        ("me", ("me->nginx",), "nginx", False),
        ("nginx", ("nginx->mysql",), "mysql", False),
    ]


def test_a_hostname_that_the_client_does_not_use_leads_to_what_stands_there(stage):
    found = stage(
        """
        components:
          me: {kind: browser, uses: nginx}
          nginx: {address: 8.8.8.8}
        dns: {foobar.com: {www: {A: nginx}}}
        journeys:
          one: {from: me, to: www.foobar.com}
        """
    )
    assert chains(found, "one") == [("me", ("me->nginx",), "nginx", False)]


def test_a_hostname_that_leads_nowhere_is_still_asked(stage):
    found = stage(
        """
        components:
          me: {kind: browser, uses: www.foobar.com}
        journeys:
          one: {from: me, to: www.foobar.com}
        """
    )
    assert chains(found, "one") == [("me", ("me->www.foobar.com",), "", False)]


def test_anything_can_be_where_a_journey_is_from(stage):
    found = stage(
        """
        components:
          cron: {kind: job, uses: mysql}
          mysql: {}
        journeys:
          nightly: {from: cron, to: mysql, access: write}
        """
    )
    assert chains(found, "nightly") == [("cron", ("cron->mysql",), "mysql", False)]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("to: [orders, redis]", "no way from 'orders' to 'redis'"),
        ("to: nowhere", "unknown component 'nowhere'"),
        ("to: customer", "'customer' is where the journey comes from"),
        ("to: auditor", "no way from 'customer' to 'auditor'"),
        ("to: www.example.org", "no way from 'customer' to 'www.example.org'"),
    ],
)
def test_no_way_is_a_mistake(mistakes, written, message):
    (mistake,) = mistakes(SHOP % written)
    assert message in mistake


def test_two_equally_short_ways_are_a_mistake_that_lists_them(mistakes):
    found = mistakes(
        """
        components:
          me: {kind: browser, uses: a}
          a: {kind: service, uses: [b, c]}
          b: {kind: service, uses: d}
          c: {kind: service, uses: d}
          d: {kind: service}
        journeys:
          one: {from: me, to: d}
        """
    )
    assert found == [
        (
            "designs/0.yml:9:23: two ways from 'me' to 'd' are equally short: me → a → b → d and me → a → c → d"
            " (name a step between them)"
        )
    ]


def test_of_several_connections_between_two_the_fitting_one_is_taken(stage):
    found = stage(
        """
        components:
          me: {kind: browser, uses: app}
          app: {kind: service, uses: {db: [{access: read, optional: true}, read, write]}}
          db: {kind: database}
        journeys:
          look: {from: me, to: [app, db]}
          buy: {from: me, to: [app, db], access: write}
        """
    )
    assert chains(found, "look")[1][1] == ("app->db#2",)
    assert chains(found, "buy")[1][1] == ("app->db#3",)
