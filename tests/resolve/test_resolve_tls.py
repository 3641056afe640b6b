"""Certificates, and where TLS ends (format.md section 6)."""

from __future__ import annotations

import pytest

SITE = """
    components:
      visitor: {kind: browser, uses: %s}
      edge: {kind: server, address: 8.8.8.8}
      haproxy: {host: edge, uses: nginx}
      nginx: {uses: app}
      app: {kind: application-server}
      %s
    dns:
      foobar.com:
        www: {A: edge}
        a.b: {A: edge}
"""


def wires(stage):
    return {
        connection.id: (connection.protocol, str(connection.port), connection.encryption.value, connection.tls_end)
        for connection in stage.connections
    }


HTTPS_AT_HAPROXY = ("https", "443", "encrypted", "haproxy")
PLAIN = ("http", "80", "clear", "")


@pytest.mark.parametrize(
    "certificate",
    [
        "certificate: {host: haproxy, covers: [www.foobar.com]}",
        "certificate: {host: haproxy, covers: [foobar.com, '*.foobar.com']}",
        "certificate: {host: haproxy}",  # covers what it is hosted on
        "certificate: {host: edge, covers: [www.foobar.com]}",  # what ends TLS on that machine
        "certificate: {covers: [haproxy, www.foobar.com]}",
        "certificate: {covers: [www.foobar.com]}",  # what the name leads to
    ],
)
def test_a_client_takes_https_where_a_certificate_covers_the_name(stage, certificate):
    found = wires(stage(SITE % ("www.foobar.com", certificate)))
    assert found["visitor->www.foobar.com"] == HTTPS_AT_HAPROXY
    assert found["haproxy->nginx"] == PLAIN


@pytest.mark.parametrize(
    "certificate",
    [
        "redis: {}",
        "certificate: {host: haproxy, covers: [foobar.com]}",
        "certificate: {host: haproxy, covers: ['*.www.foobar.com']}",
    ],
)
def test_else_http(stage, certificate):
    found = wires(stage(SITE % ("www.foobar.com", certificate)))
    assert found["visitor->www.foobar.com"] == PLAIN


def test_a_wildcard_is_one_label(stage):
    text = SITE % ("a.b.foobar.com", "certificate: {host: haproxy, covers: ['*.foobar.com']}")
    assert wires(stage(text))["visitor->a.b.foobar.com"] == PLAIN


@pytest.mark.parametrize("use", ["{www.foobar.com: http}", "{www.foobar.com: 80}"])
def test_what_is_stated_holds(stage, use):
    text = SITE % (use, "certificate: {host: haproxy, covers: [www.foobar.com]}")
    assert wires(stage(text))["visitor->www.foobar.com"] == PLAIN


@pytest.mark.parametrize("use", ["{www.foobar.com: https}", "{www.foobar.com: 443}"])
def test_https_without_a_covering_certificate_ends_nowhere(stage, use):
    text = SITE % (use, "certificate: {host: haproxy, covers: [other.foobar.com]}")
    assert wires(stage(text))["visitor->www.foobar.com"] == ("https", "443", "encrypted", "")


@pytest.mark.parametrize("names", [", covers: [www.foobar.com]", ""])
def test_what_stands_before_the_certificate_passes_tls_through(stage, names):
    found = wires(stage(SITE % ("www.foobar.com", f"certificate: {{host: nginx{names}}}")))
    assert found["visitor->www.foobar.com"] == ("https", "443", "encrypted", "nginx")
    assert found["haproxy->nginx"] == ("https", "443", "encrypted", "nginx")
    assert found["nginx->app"] == ("http", "8000", "clear", "")


def test_not_where_the_connection_says_that_it_speaks_something_else(stage):
    text = (SITE % ("www.foobar.com", "certificate: {host: nginx, covers: [www.foobar.com]}")).replace(
        "uses: nginx", "uses: {nginx: http}"
    )
    found = wires(stage(text))
    assert found["visitor->www.foobar.com"] == ("https", "443", "encrypted", "")
    assert found["haproxy->nginx"] == PLAIN


def test_nor_through_what_reads_requests_to_answer_them(stage):
    """An application does not pass TLS on to a service that holds a wildcard certificate for its own name."""
    text = SITE % ("www.foobar.com", "certificate: {host: app, covers: ['*.foobar.com']}")
    found = wires(stage(text))
    assert found["visitor->www.foobar.com"] == ("https", "443", "encrypted", "")
    assert found["nginx->app"] == ("http", "8000", "clear", "")


def test_the_first_one_ends_it(stage):
    text = SITE % (
        "www.foobar.com",
        "certificate: {host: haproxy, covers: [www.foobar.com]}\n      other: {kind: certificate, host: nginx}",
    )
    found = wires(stage(text))
    assert found["visitor->www.foobar.com"] == HTTPS_AT_HAPROXY
    assert found["haproxy->nginx"] == PLAIN


def test_inside_it_ends_at_the_target_that_holds_a_certificate(stage):
    text = (SITE % ("www.foobar.com", "certificate: {host: nginx, covers: [nginx.internal]}")).replace(
        "uses: nginx", "uses: {nginx: https}"
    )
    assert wires(stage(text))["haproxy->nginx"] == ("https", "443", "encrypted", "nginx")


def test_a_client_that_uses_a_component_takes_https_where_that_holds_a_certificate(stage):
    found = stage("components: {me: {kind: browser, uses: haproxy}, haproxy: {}, certificate: {host: haproxy}}")
    assert wires(found)["me->haproxy"] == HTTPS_AT_HAPROXY
    service = stage("components: {me: {kind: service, uses: haproxy}, haproxy: {}, certificate: {host: haproxy}}")
    assert wires(service)["me->haproxy"] == PLAIN


def test_what_uses_a_certificate_holds_it(stage):
    found = stage("components: {cdn: {uses: certificate}, certificate: {covers: [www.foobar.com]}}")
    assert found.components["cdn"].tls_names == ("www.foobar.com",)


def test_holders_know_the_names_also_those_that_a_certificate_without_names_serves(stage):
    named = stage(SITE % ("www.foobar.com", "certificate: {host: haproxy, covers: [www.foobar.com, foobar.com]}"))
    assert named.components["haproxy"].tls_names == ("www.foobar.com", "foobar.com")
    assert named.components["nginx"].tls_names == ()
    unnamed = stage(SITE % ("www.foobar.com", "certificate: {host: haproxy}"))
    assert unnamed.components["haproxy"].tls_names == ("www.foobar.com",)


def test_a_group_of_machines_holds_a_certificate_where_https_is_spoken(stage):
    found = stage(
        """
        components:
          web: {kind: server, instances: 2, address: 8.8.8.8}
          nginx: {host: web}
          app: {kind: application-server, host: web}
          mysql: {host: web}
          certificate: {host: web, covers: [www.foobar.com]}
        """
    )
    assert [ident for ident, component in found.components.items() if component.tls_names] == ["nginx"]


def test_tls_through_a_router_and_a_firewall(stage):
    found = stage(
        """
        components:
          visitor: {kind: browser, uses: www.foobar.com}
          router: {address: 8.8.8.8, uses: {firewall}}
          firewall: {uses: {nginx: 443}}
          nginx: {}
          certificate: {host: nginx, covers: [www.foobar.com]}
        dns: {foobar.com: {www: {A: router}}}
        """
    )
    assert found.connections[0].tls_end == "nginx"
    assert {connection.encryption.value for connection in found.connections} == {"encrypted"}


def test_each_port_of_a_router_leads_to_a_certificate_of_its_own(stage):
    found = stage(
        """
        components:
          me: {kind: browser, uses: {home.foobar.com: [443, 8443]}}
          router: {address: 8.8.8.8, uses: {nas: {for: 8443, port: 443}, pi: {for: 443, port: 443}}}
          nas: {kind: service}
          pi: {kind: service}
          certificate: {covers: [nas, pi, home.foobar.com]}
        dns: {foobar.com: {home: {A: router}}}
        """
    )
    assert [connection.tls_end for connection in found.connections] == ["pi", "nas", "nas", "pi"]


def test_what_chooses_by_path_must_end_tls_itself(stage):
    text = (SITE % ("www.foobar.com", "certificate: {host: nginx, covers: [www.foobar.com]}")).replace(
        "uses: nginx", "uses: {nginx: {for: /api}}"
    )
    found = wires(stage(text))
    assert found["visitor->www.foobar.com"] == ("https", "443", "encrypted", "")
    assert found["haproxy->nginx"] == PLAIN


def test_all_ways_to_where_tls_ends_are_passed_through(stage):
    found = stage(
        """
        components:
          visitor: {kind: browser, uses: www.foobar.com}
          a: {kind: load-balancer, address: 8.8.8.1, uses: nginx}
          b: {kind: load-balancer, address: 8.8.8.2, uses: nginx}
          nginx: {}
          certificate: {host: nginx, covers: [www.foobar.com]}
        dns: {foobar.com: {www: {A: [a, b]}}}
        """
    )
    assert {ident: wire[2:] for ident, wire in wires(found).items()} == {
        "visitor->www.foobar.com": ("encrypted", "nginx"),
        "a->nginx": ("encrypted", "nginx"),
        "b->nginx": ("encrypted", "nginx"),
    }
