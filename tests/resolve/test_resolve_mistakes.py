"""Mistakes: all at once, each at its place, with a hint (format.md sections 2 to 6)."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # kinds
        (
            "web: {}",
            "2:3: 'web' needs a kind, since its id names neither a kind nor a product (such as `kind: server`)",
        ),
        (
            "ngnix: {}",
            "2:3: 'ngnix' needs a kind, since its id names neither a kind nor a product (did you mean 'nginx'?)",
        ),
        (
            "crm: {product: Ours}",
            "2:18: 'crm' needs a kind, since the catalog does not know the product 'Ours' (such as `kind: service`)",
        ),
        # ids
        ("nginx: {uses: ngin}", "2:17: unknown component 'ngin' (did you mean 'nginx'?)"),
        ("nginx: {uses: {mysql: {}}}", "2:18: unknown component 'mysql'"),
        ("nginx: {host: nginy}", "2:17: unknown component 'nginy' (did you mean 'nginx'?)"),
        ("nginx: {in: nowhere}", "2:15: unknown component 'nowhere'"),
        ("firewall: {covers: [www.foobar.com, gone]}", "2:39: unknown component 'gone'"),
        (
            "firewall: {allow: [443 from internet, any from 10.0.0.0/8, 22 from gone]}",
            "2:62: unknown component 'gone'",
        ),
        # hosts
        ("nginx: {host: nginx}", "2:17: 'nginx' stands on itself: nginx → nginx"),
        (
            "a: {kind: service, host: b}\n  b: {kind: service, host: c}\n  c: {kind: service, host: a}",
            "4:28: 'c' stands on itself: a → b → c → a",
        ),
        (
            "az: {kind: availability-zone}\n  nginx: {host: az}",
            "3:17: 'az' cannot host 'nginx' (say `in:` for a place)",
        ),
        (
            "certificate: {}\n  nginx: {host: certificate}",
            "3:17: 'certificate' cannot host 'nginx' (nothing runs on a certificate)",
        ),
        (
            "web: {kind: server, instances: 2}\n  nginx: {instances: {a: {host: web}}}",
            "3:33: 'web' has 2 instances, and 'a' stands on one (such as 'web-01')",
        ),
        (
            "web: {kind: server, instances: 2}\n  nginx: {host: web}\n  code: {kind: codebase, host: nginx@web-3}",
            "4:32: unknown instance 'nginx@web-3' (did you mean 'nginx@web-02'?)",
        ),
        # places
        ("web: {kind: server}\n  nginx: {in: web}", "3:15: 'web' is no place but a server (`host: web`?)"),
        (
            "a: {kind: network, in: b}\n  b: {kind: network, in: a}",
            "3:26: 'b' is in itself: a → b → a",
        ),
        # modes
        (
            "mysql: {instances: 2, primary: mysql-03}",
            "2:34: 'mysql-03' is no instance of 'mysql' (it has mysql-01, mysql-02)",
        ),
        (
            "nginx: {instances: 2, primary: nginx-02}",
            "2:34: 'nginx' has a primary, but all of its instances are active (such as `mode: primary-replica`)",
        ),
        (
            "box: {kind: server, instances: 2}\n  nginx: {host: box, min-available: 3}",
            "3:37: 3 of 'nginx' cannot be available, since it has 2 instances",
        ),
        (
            "box: {kind: server}\n  k8s: {kind: cluster, host: box, min-available: 2}",
            "3:50: 2 of 'k8s' cannot be available, since it has 1 host",
        ),
        # targets
        (
            "nginx: {uses: internet}",
            (
                "2:17: 'internet' is where clients are; nothing can use it"
                " (what is out there is a component, such as one of `kind: external-service`)"
            ),
        ),
        (
            "lan: {kind: network}\n  nginx: {uses: lan}",
            "3:17: 'lan' is a place, which nothing can use (use what is in it)",
        ),
    ],
)
def test_each_mistake_has_its_place_and_a_hint(mistakes, written, expected):
    assert mistakes(f"components:\n  {written}\n") == [f"designs/0.yml:{expected}"]


HOST = """\
components:
  user: {kind: service, uses: {web: %s}}
  web: {kind: server}
  nginx: {host: web}
  apache: {host: web}
  mysql: {host: web}
"""


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        (
            "80",
            (
                "several things on 'web' listen on port 80: nginx (80, 443), apache (80, 443)"
                " (say with `listens:` which one does)"
            ),
        ),
        (
            "9000",
            (
                "nothing on 'web' is known to listen on port 9000: nginx (80, 443), apache (80, 443), mysql (3306)"
                " (say with `listens:` which one does)"
            ),
        ),
        (
            "read",
            (
                "several things on 'web' could be meant: nginx (80, 443), apache (80, 443), mysql (3306)"
                " (name it, or state the port)"
            ),
        ),
    ],
)
def test_using_a_host_where_not_exactly_one_component_can_be_meant(mistakes, use, expected):
    assert mistakes(HOST % use) == [f"designs/0.yml:2:32: {expected}"]


def test_so_it_is_for_a_hostname(mistakes):
    found = mistakes(
        """
        components:
          me: {kind: browser, uses: www.foobar.com}
          web: {kind: server, address: 8.8.8.8}
          nginx: {host: web}
          apache: {host: web}
        dns: {foobar.com: {www: {A: web}}}
        """
    )
    assert found == [
        (
            "designs/0.yml:3:29: several things on 'web' listen on port 80: nginx (80, 443), apache (80, 443)"
            " (say with `listens:` which one does)"
        )
    ]


def test_an_address_leads_to_one_component(mistakes):
    found = mistakes(
        """
        components:
          me: {kind: browser, uses: www.foobar.com}
          nginx: {address: 8.8.8.8}
          apache: {address: 8.8.8.8}
        dns: {foobar.com: {www: {A: 8.8.8.8}}}
        """
    )
    assert found == [
        (
            "designs/0.yml:3:29: the address 8.8.8.8 leads to two components, 'nginx' and 'apache'"
            " (let one of them have it)"
        )
    ]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("A: wbe", "unknown component 'wbe' (did you mean 'web'?)"),
        ("AAAA: web", "'web' has no IPv6 address for a record of type AAAA (it has 8.8.8.8)"),
    ],
)
def test_records_that_name_ids(mistakes, record, expected):
    text = f"components: {{web: {{kind: server, address: 8.8.8.8}}}}\ndns:\n  foobar.com:\n    www: {{{record}}}\n"
    (found,) = mistakes(text)
    assert found.startswith("designs/0.yml:4:")
    assert found.endswith(expected)


def test_a_journey_is_from_something_that_is_there(mistakes):
    found = mistakes("components: {nginx: {}}\njourneys: {one: {from: me, to: nginx}}\n")
    assert found == ["designs/0.yml:2:24: unknown component 'me'"]


def test_all_mistakes_are_reported_at_once_sorted_by_place(mistakes):
    found = mistakes(
        """
        components:
          a: {kind: service, uses: gone, host: lost}
          b: {}
          c: {kind: service, in: away}
        dns: {foobar.com: {www: {A: missing}}}
        """
    )
    assert [mistake.split(" (")[0].split(": ", 1)[1] for mistake in found] == [
        "unknown component 'gone'",
        "unknown component 'lost'",
        "'b' needs a kind, since its id names neither a kind nor a product",
        "unknown component 'away'",
        "unknown component 'missing'",
    ]


# Across stages


def test_what_points_at_something_removed_is_reported_where_it_points(mistakes):
    found = mistakes(
        "components: {nginx: {uses: app}, app: {kind: service, instances: 2}, x: {kind: service, uses: app-02}}\n",
        "extends: 0\ncomponents: {app: null}\n",
    )
    hint = "stage '0' had it, and this is left pointing at it in '1'"
    assert found == [
        f"designs/0.yml:1:28: unknown component 'app' ({hint})",
        "designs/0.yml:1:95: unknown component 'app-02'",
    ]


def test_instances_that_are_gone_leave_mistakes_too(mistakes):
    found = mistakes(
        "components: {web: {kind: server, instances: 2}, mysql: {host: web, primary: web-02}}\n",
        "extends: 0\ncomponents: {web: {instances: 1}}\n",
    )
    assert found == ["designs/0.yml:1:77: 'web-02' is no instance of 'mysql' (it has mysql)"]


def test_a_mistake_that_is_inherited_is_reported_once(mistakes):
    found = mistakes("components: {nginx: {uses: gone}}\n", "extends: 0\ncomponents: {mysql: {}}\n")
    assert found == ["designs/0.yml:1:28: unknown component 'gone'"]


# Bounds


def test_nesting_is_bounded(mistakes):
    boxes = "".join(f"  c{n}: {{kind: container, host: c{n - 1}}}\n" for n in range(1, 40))
    found = mistakes(f"components:\n  c0: {{kind: server}}\n{boxes}")
    assert found == [
        "designs/0.yml:18:32: 'c16' stands on more than 16 things, one on the other",
        "designs/0.yml:34:32: 'c32' stands on more than 16 things, one on the other",
    ]


def test_places_are_bounded_too(mistakes):
    nets = "".join(f"  n{n}: {{kind: network, in: n{n - 1}}}\n" for n in range(1, 20))
    (found,) = mistakes(f"components:\n  n0: {{kind: network}}\n{nets}")
    assert found == "designs/0.yml:18:28: 'n16' is in more than 16 places, one in the other"


def test_instances_are_bounded(mistakes):
    text = "components:\n  web: {kind: server, instances: 10000}\n"
    found = mistakes(text + "".join(f"  s{n}: {{kind: service, host: web}}\n" for n in range(11)))
    assert found == [
        "designs/0.yml:12:29: more than 100000 instances in a stage",
        "designs/0.yml:13:30: more than 100000 instances in a stage",
    ]
