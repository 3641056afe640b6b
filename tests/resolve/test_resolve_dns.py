"""DNS: records, hostnames, what they lead to (format.md section 6)."""

from __future__ import annotations

import pytest


def records(stage, owner, kind):
    return [
        record
        for zone in stage.zones.values()
        for record in zone.records
        if (record.owner, record.type) == (owner, kind)
    ]


def values(stage, owner, kind):
    return [record.value for record in records(stage, owner, kind)]


def entry(stage):
    """Where the visitor's connection leads, and what it speaks."""
    connection = stage.connections[0]
    ends = [(target.component, target.members, target.whole) for target in connection.targets]
    return connection.protocol, str(connection.port), ends


SITE = """
    components:
      visitor: {{kind: browser, uses: www.foobar.com}}
      web: {{kind: server, {web}}}
      nginx: {{host: web}}
      mysql: {{host: web}}
      {more}
    dns:
      foobar.com:
        {records}
"""


def site(web="address: 8.8.8.8", more="redis: {}", records="www: {A: web}"):
    return SITE.format(web=web, more=more, records=records)


# Records


def test_an_id_stands_for_its_address(stage):
    found = stage(site(records="www: {A: web}\n        api: {A: nginx}"))
    (www,), (api,) = records(found, "www.foobar.com", "A"), records(found, "api.foobar.com", "A")
    assert (www.value, www.points_at, www.alias) == ("8.8.8.8", ("web",), False)
    assert (api.value, api.points_at) == ("8.8.8.8", ("web",))  # nginx has no address but that of its host


def test_each_family_takes_its_addresses(stage):
    found = stage(site(web="address: [8.8.8.8, '2001:db8::1', 9.9.9.9]", records="www: {A: web, AAAA: web}"))
    assert values(found, "www.foobar.com", "A") == ["8.8.8.8", "9.9.9.9"]
    assert values(found, "www.foobar.com", "AAAA") == ["2001:db8::1"]


def test_a_group_stands_for_its_virtual_address_else_for_those_of_its_instances(stage):
    virtual = stage(site(web="address: 8.8.8.8, instances: 2"))
    assert [(record.value, record.points_at) for record in records(virtual, "www.foobar.com", "A")] == [
        ("8.8.8.8", ("web",))
    ]
    each = stage(site(web="instances: {web-01: {address: 8.8.8.1}, web-02: {address: 8.8.8.2}}"))
    assert [(record.value, record.points_at) for record in records(each, "www.foobar.com", "A")] == [
        ("8.8.8.1", ("web-01",)),
        ("8.8.8.2", ("web-02",)),
    ]


def test_an_address_knows_who_has_it(stage):
    found = stage(site(records="www: {A: [8.8.8.8, 1.1.1.1]}"))
    assert [record.points_at for record in records(found, "www.foobar.com", "A")] == [("web",), ()]


def test_addresses_are_compared_in_canonical_form(stage):
    found = stage(site(web="address: '2001:db8:0::1'", records="www: {AAAA: '2001:DB8::0:1'}"))
    assert records(found, "www.foobar.com", "AAAA")[0].points_at == ("web",)


def test_an_id_without_address_is_an_alias(stage):
    found = stage(site(web="version: 1", more="cdn: {}", records="www: {A: cdn}\n        api: {ALIAS: cdn}"))
    for owner, kind in (("www.foobar.com", "A"), ("api.foobar.com", "ALIAS")):
        (record,) = records(found, owner, kind)
        assert (record.value, record.points_at, record.alias) == ("cdn", ("cdn",), True)
    assert entry(found)[2] == [("cdn", ("cdn",), True)]


def test_an_address_that_is_no_address_is_left_to_the_rules(stage):
    found = stage(site(records="www: {A: 8.8.8}"))
    assert records(found, "www.foobar.com", "A")[0].points_at == ()


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        ("CNAME", "api", "api.foobar.com."),
        ("CNAME", "foobar.com", "foobar.com."),
        ("CNAME", "host.example.net", "host.example.net."),
        ("CNAME", "host.example.net.", "host.example.net."),
        ("MX", "10 mail", "10 mail.foobar.com."),
        ("MX", "10 mx.example.net", "10 mx.example.net."),
        ("MX", "0 .", "0 ."),
        ("NS", "ns1", "ns1.foobar.com."),
        ("SRV", "10 5 5060 sip", "10 5 5060 sip.foobar.com."),
        ("HTTPS", "1 . alpn=h2", '1 . alpn="h2"'),
        ("HTTPS", "0 other", "0 other.foobar.com."),
        ("RP", "ann txt", "ann.foobar.com. txt.foobar.com."),
        ("TXT", "v=spf1  -all", '"v=spf1  -all"'),
    ],
)
def test_names_in_values_are_full_if_they_have_a_dot_else_in_the_zone(stage, kind, written, value):
    found = stage(site(records=f"x: {{{kind}: '{written}'}}"))
    assert values(found, "x.foobar.com", kind) == [value]


def test_the_ttl_is_the_records_else_the_zones_else_an_hour(stage):
    text = "$ttl: 120\n        www: {A: web, ttl: 300}\n        api: {A: web}"
    found = stage(site(records=text))
    assert records(found, "www.foobar.com", "A")[0].ttl == 300
    assert records(found, "api.foobar.com", "A")[0].ttl == 120
    assert records(stage(site()), "www.foobar.com", "A")[0].ttl == 3600


# What hostnames lead to


def test_a_hostname_leads_to_what_listens_at_the_address(stage):
    assert entry(stage(site())) == ("http", "80", [("nginx", ("nginx",), True)])


def test_a_virtual_address_leads_to_the_group_and_addresses_of_their_own_to_each_instance(stage):
    virtual = stage(site(web="address: 8.8.8.8, instances: 2"))
    assert entry(virtual)[2] == [("nginx", ("nginx@web-01", "nginx@web-02"), True)]
    each = stage(site(web="instances: {a: {address: 8.8.8.1}, b: {address: 8.8.8.2}}"))
    assert entry(each)[2] == [("nginx", ("nginx@a",), False), ("nginx", ("nginx@b",), False)]


def test_an_address_of_software_is_its_own(stage):
    found = stage(site(web="version: 1", more="haproxy: {host: web, address: 8.8.8.8}", records="www: {A: haproxy}"))
    assert entry(found)[2] == [("haproxy", ("haproxy",), True)]


def test_if_nothing_is_known_to_listen_there_it_is_the_one_component_that_stands_there(stage):
    found = stage(
        """
        components:
          visitor: {kind: browser, uses: www.foobar.com}
          web: {kind: server, address: 8.8.8.8}
          app: {kind: application-server, host: web}
          firewall: {host: web}
          agent: {kind: monitoring-agent, host: web}
          certificate: {host: app, covers: [other.foobar.com]}
          code: {kind: codebase, host: web}
        dns: {foobar.com: {www: {A: web}}}
        """
    )
    assert entry(found) == ("http", "80", [("app", ("app",), True)])


def test_in_containers_too(stage):
    found = stage(
        """
        components:
          me: {kind: browser, uses: www.foobar.com}
          vps: {kind: virtual-machine, address: 8.8.8.8}
          proxy: {kind: container, host: vps}
          traefik: {host: proxy, uses: blog}
          blog: {kind: container, host: vps, listens: 2368}
          agents: {kind: container, host: vps}
          datadog: {kind: monitoring-agent, host: agents}
        dns: {foobar.com: {www: {A: vps}}}
        """
    )
    assert entry(found) == ("http", "80", [("traefik", ("traefik",), True)])


def test_a_port_or_protocol_leads_to_what_listens_there(stage):
    found = stage(site().replace("uses: www.foobar.com", "uses: {www.foobar.com: [mysql, 443, 'http:80', 3306]}"))
    assert [(one.protocol, str(one.port), one.target) for one in found.connections] == [
        ("mysql", "3306", "mysql"),
        ("https", "443", "nginx"),
        ("http", "80", "nginx"),
        ("mysql", "3306", "mysql"),
    ]


def test_what_nobody_here_has_answers_on_no_port(stage):
    found = stage(site(records="www: {A: 1.1.1.1}").replace("uses: www.foobar.com", "uses: {www.foobar.com: ssh}"))
    assert entry(found) == ("ssh", "22", [])


def test_cname_chains_are_followed_through_zones(stage):
    found = stage(
        """
        components:
          visitor: {kind: browser, uses: www.foobar.com}
          nginx: {address: 8.8.8.8}
        dns:
          foobar.com:
            www: {CNAME: foobar.example.net, ttl: 60}
          example.net:
            foobar: {CNAME: edge}
            edge: {A: nginx}
        """
    )
    assert entry(found)[2] == [("nginx", ("nginx",), True)]
    (resolution,) = (one for one in found.resolutions if one.hostname == "www.foobar.com")
    assert [(record.owner, record.type) for record in resolution.records] == [
        ("www.foobar.com", "CNAME"),
        ("foobar.example.net", "CNAME"),
        ("edge.example.net", "A"),
    ]
    assert (resolution.addresses, resolution.targets) == (("8.8.8.8",), ("nginx",))


def test_a_cname_may_lead_to_the_hostname_of_a_component_or_to_the_component(stage):
    for target in ("lb-1.elb.example.net", "alb"):
        found = stage(
            f"""
            components:
              visitor: {{kind: browser, uses: www.foobar.com}}
              alb: {{kind: load-balancer, address: lb-1.elb.example.net}}
            dns: {{foobar.com: {{www: {{CNAME: {target}}}}}}}
            """
        )
        assert entry(found)[2] == [("alb", ("alb",), True)]
        assert values(found, "www.foobar.com", "CNAME") == ["lb-1.elb.example.net."]


def test_a_word_in_a_cname_is_a_name_if_the_zone_has_it(stage):
    found = stage(site(records="www: {CNAME: nginx}\n        nginx: {A: 1.1.1.1}"))
    assert values(found, "www.foobar.com", "CNAME") == ["nginx.foobar.com."]
    assert entry(found)[2] == []


def test_loops_and_dead_ends_lead_nowhere(stage):
    for text in (
        "www: {CNAME: a}\n        a: {CNAME: www}",
        "www: {CNAME: gone}",
        "www: {A: 1.1.1.1}",
        "x: {A: web}",
    ):
        found = stage(site(records=text))
        assert entry(found)[2] == []
        assert found.connections[0].target == ""
        assert found.journeys[0].requests[0].target == ""


def test_wildcards_stand_for_names_that_do_not_exist(stage):
    """As RFC 4592 has it: a name that exists, if only for one below it, is not covered."""
    text = "'*': {A: web}\n        a.www: {A: 1.1.1.1}"
    assert entry(stage(site(records=text)))[2] == []
    text = "'*': {A: web}\n        wwww: {A: 1.1.1.1}"
    assert entry(stage(site(records=text)))[2] == [("nginx", ("nginx",), True)]
    deep = site(records="'*': {A: web}\n        b: {TXT: x}").replace("uses: www", "uses: a.b")
    assert entry(stage(deep))[2] == []


def test_weights_and_failover_are_kept_also_those_of_a_cname(stage):
    found = stage(
        """
        components:
          visitor: {kind: browser, uses: www.foobar.com}
          east: {kind: load-balancer, address: 8.8.8.1}
          west: {kind: load-balancer, address: 8.8.8.2}
        dns:
          foobar.com:
            www:
              CNAME:
                - {value: east, failover: primary, weight: 3}
                - {value: west, failover: secondary, weight: 1}
            east: {A: east}
            west: {A: west}
        """
    )
    assert [
        (target.component, target.failover, target.weight, target.address, target.record.type)
        for target in found.connections[0].targets
    ] == [("east", "primary", 3, "8.8.8.1", "A"), ("west", "secondary", 1, "8.8.8.2", "A")]


def test_mail_follows_mx_and_falls_back_on_the_address(stage):
    text = """
        components:
          sender: {kind: mail-server, uses: {foobar.com: smtp}}
          nginx: {address: 8.8.8.8}
          first: {kind: mail-server, address: 8.8.8.1}
          second: {kind: mail-server, address: 8.8.8.2}
        dns:
          foobar.com:
            foobar.com: {A: nginx, MX: ['20 mx2', '10 mx1']}
            mx1: {A: first}
            mx2: {A: second}
        """
    found = stage(text)
    assert entry(found)[:2] == ("smtp", "25")
    assert [target.component for target in found.connections[0].targets] == ["first", "second"]
    assert found.resolutions[0].targets == ("first", "second")
    without = stage(text.replace(", MX: ['20 mx2', '10 mx1']", ""))
    assert [target.component for target in without.connections[0].targets] == ["nginx"]


def test_srv_records_lead_to_their_targets(stage):
    found = stage(
        """
        components:
          app: {kind: service, uses: _sip._tcp.foobar.com}
          sip: {kind: service, address: 8.8.8.8}
        dns: {foobar.com: {_sip._tcp: {SRV: 10 5 5060 sip}, sip: {A: sip}}}
        """
    )
    assert found.connections[0].target == "sip"


def test_what_is_no_client_speaks_as_its_target_does(stage):
    found = stage(
        """
        components:
          app: {kind: service, uses: db.foobar.com}
          mysql: {address: 10.0.0.1}
        dns: {foobar.com: {db: {A: mysql}}}
        """
    )
    assert entry(found) == ("mysql", "3306", [("mysql", ("mysql",), True)])


def test_a_dns_server_that_covers_the_zone_must_work(stage):
    found = stage(
        site(more="ns1: {kind: dns-server, covers: foobar.com}\n      ns2: {kind: dns-server, covers: example.com}")
    )
    assert found.connections[0].dns_servers == ("ns1",)
    assert stage(site()).connections[0].dns_servers == ()


def test_all_names_with_addresses_are_resolved_those_used_first(stage):
    lines = ("api: {A: web}", "www: {A: web}", "txt: {TXT: x}", "'*.x': {A: web}", "out: {A: 1.1.1.1}")
    text = f"\n{8 * ' '}".join(lines)
    found = stage(site(records=text))
    assert [(one.hostname, one.targets) for one in found.resolutions] == [
        ("www.foobar.com", ("nginx",)),
        ("api.foobar.com", ("nginx",)),
        ("out.foobar.com", ()),
    ]


def test_where_it_is_not_clear_who_answers_a_name_leads_to_what_has_the_address(stage):
    found = stage(
        """
        components:
          box: {kind: server, address: 8.8.8.8}
          mysql: {host: box}
          redis: {host: box}
        dns: {foobar.com: {db: {A: box}}}
        """
    )
    assert found.resolutions[0].targets == ("box",)


def test_an_address_of_one_node_needs_that_node(stage):
    found = stage(
        """
        components:
          visitor: {kind: browser, uses: www.foobar.com}
          node: {kind: server, instances: {node-01: {address: 8.8.8.1}, node-02: {address: 8.8.8.2}}}
          k8s: {kind: cluster, host: node}
          nginx: {host: k8s}
        dns: {foobar.com: {www: {A: node-01}}}
        """
    )
    (target,) = found.connections[0].targets
    assert (target.component, target.node) == ("nginx", "node-01")
