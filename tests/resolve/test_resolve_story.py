"""The canonical story of format.md section 1, resolved."""

from __future__ import annotations

import re

import pytest
from tests.story import STORY

STAGES = [re.sub(r"extends: (\d)\S*", r"extends: \1", text) for text in STORY.split("---\n")]
"""By number, as the files are called here."""


@pytest.fixture
def stages(story):
    return story(*STAGES)


def software(stage):
    """Instances of each component, machines by name."""
    return {ident: " ".join(component.instances) for ident, component in stage.components.items()}


def wires(stage):
    return {connection.id: f"{connection.protocol} {connection.encryption.value}" for connection in stage.connections}


def test_instances(stages):
    simple, distributed, secured, scaled, redundant = map(software, stages)
    assert set(simple.values()) == {"visitor", "web", "nginx", "app", "code", "mysql"}
    assert distributed["mysql"] == "mysql@web-01 mysql@web-02"
    assert distributed["haproxy"] == "haproxy"
    assert secured["agent"] == "agent@lb agent@web-01 agent@web-02"
    assert secured["firewall-2"] == "firewall-2"
    assert scaled["haproxy"] == "haproxy@lb-01 haproxy@lb-02"
    assert (scaled["nginx"], scaled["app"], scaled["mysql"]) == ("nginx", "app", "mysql")
    assert redundant["nginx"] == "nginx@web-01 nginx@web-02"
    assert redundant["app"] == "app@app-server-01 app@app-server-02"
    assert redundant["mysql"] == "mysql@db-server-01 mysql@db-server-02"


def test_groups(stages):
    _, distributed, _, scaled, redundant = (stage.components for stage in stages)
    assert [distributed[ident].mode for ident in ("web", "nginx", "app", "mysql")] == [
        "active-active",
        "active-active",
        "active-active",
        "primary-replica",
    ]
    assert (scaled["haproxy"].mode, scaled["haproxy"].failover) == ("active-passive", "automatic")
    assert redundant["mysql"].failover == "manual"


def test_the_visitor_enters_where_the_record_leads(stages):
    ends = [stage.connection("visitor->www.foobar.com") for stage in stages]
    assert [(end.target, end.protocol, end.port.first, end.tls_end) for end in ends] == [
        ("nginx", "http", 80, ""),
        ("haproxy", "http", 80, ""),
        ("haproxy", "https", 443, "haproxy"),
        ("haproxy", "https", 443, "haproxy"),
        ("haproxy", "https", 443, "haproxy"),
    ]
    assert all(end.targets[0].whole and end.targets[0].address == "8.8.8.8" for end in ends)
    assert [stage.zones["foobar.com"].records[0].points_at for stage in stages] == [("web",), *[("lb",)] * 4]


def test_encryption(stages):
    simple, distributed, secured, scaled, redundant = map(wires, stages)
    assert simple == {
        "visitor->www.foobar.com": "http clear",
        "nginx->app": "http local",
        "app->code": " local",
        "app->mysql": "mysql local",
    }
    assert distributed == simple | {
        "app->mysql": "mysql clear",
        "mysql->mysql": "mysql clear",
        "haproxy->nginx": "http clear",
    }
    assert secured == distributed | {"visitor->www.foobar.com": "https encrypted", "agent->sumo": "https encrypted"}
    assert scaled == {
        "visitor->www.foobar.com": "https encrypted",
        "nginx->app": "http clear",
        "app->code": " local",
        "app->mysql": "mysql clear",
        "haproxy->nginx": "http clear",
        "agent->sumo": "https encrypted",
    }
    assert redundant == scaled | {"mysql->mysql": "mysql clear"}


def test_neighbors(stages):
    together = {"nginx@web-01": ("app@web-01",), "nginx@web-02": ("app@web-02",)}
    assert [stage.connection("nginx->app").neighbors for stage in stages] == [
        {"nginx": ("app",)},
        together,
        together,
        {},
        {},
    ]


def test_journeys(stages):
    for stage in stages:
        assert [(journey.client, journey.access) for journey in stage.journeys] == [
            ("visitor", "read"),
            ("visitor", "write"),
        ]
        assert all(journey.requests[0].chain == ("visitor->www.foobar.com",) for journey in stage.journeys)


def test_what_stands_on_what_and_is_guarded(stages):
    secured, scaled = stages[2:4]
    assert secured.carries["lb"] == ("haproxy", "firewall-1", "certificate", "agent@lb")
    assert secured.components["firewall-3"].covers == ("web-02",)
    assert secured.components["agent"].covers == ("lb", "web")
    assert secured.components["haproxy"].tls_names == ("www.foobar.com", "foobar.com")
    assert scaled.components["firewall-3"].covers == ("app-server", "db-server")
    assert scaled.carries["app-server"] == ("app", "code", "firewall-3@app-server", "agent@app-server")
    assert not secured.connection("agent->sumo").needed
