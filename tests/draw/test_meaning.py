"""What a picture says: what flows through what, how, and what has an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.draw.drawings import parsed
from tests.draw.geometry import SVG

from infra_design.model.finding import Finding, Severity
from infra_design.model.source import Mark

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from infra_design.model.drawing import Drawing
    from infra_design.model.stage import Stage

    Draw = Callable[..., Drawing]
    Make = Callable[[str], Stage]


def groups(drawing: Drawing, connection: str) -> list[Element]:
    """Groups that draw a connection."""
    return [
        group
        for group in parsed(drawing).iter(f"{SVG}g")
        if connection in (group.get("data-connection") or "").split()
    ]


def words(element: Element) -> list[str]:
    return [text.text or "" for text in element.iter(f"{SVG}text")]


def shown(drawing: Drawing, component: str) -> list[Element]:
    return [element for element in parsed(drawing).iter() if element.get("data-component") == component]


def finding(rule: str, severity: Severity, *subjects: str, connections: tuple[str, ...] = ()) -> Finding:
    mark = Mark("designs/stage.yml", 1, 1)
    return Finding(rule, severity, "stage", subjects, "message", "remedy", mark, connections=connections)


def badges(drawing: Drawing) -> list[tuple[str, str]]:
    """Severity and number on each badge in the picture."""
    layer = next((group for group in parsed(drawing) if group.get("class") == "badges"), ())
    return [(badge.get("class", "").split()[1], words(badge)[0]) for badge in layer]


def legend(drawing: Drawing) -> set[str]:
    layer = next(group for group in parsed(drawing) if group.get("class") == "legend")
    return {text for text in words(layer) if not text.isdigit()}


@pytest.mark.parametrize(
    ("number", "connection", "style"),
    [
        ("0", "visitor->www.foobar.com", "clear"),
        ("2", "visitor->www.foobar.com", "secure"),
        ("2", "haproxy->nginx", "clear"),
        ("2", "nginx->app", "local"),
        ("3", "nginx->app", "clear"),
    ],
)
def test_lines_say_how_traffic_is_encrypted(
    number: str, connection: str, style: str, canonical: dict[str, Stage], draw: Draw
) -> None:
    classes = [(group.get("class") or "").split() for group in groups(draw(canonical[number]), connection)]
    flows = [words for words in classes if words[0] == "flow"]
    assert flows
    assert all(style in words for words in flows)


def test_encryption_is_said_without_color_too(canonical: dict[str, Stage], draw: Draw) -> None:
    drawing = draw(canonical["2"])
    signs = {
        connection: {
            path.get("class")
            for group in groups(drawing, connection)
            for path in group.iter(f"{SVG}path")
            if "sign" in (path.get("class") or "")
        }
        for connection in ("visitor->www.foobar.com", "haproxy->nginx", "nginx->app")
    }
    assert signs == {
        "visitor->www.foobar.com": {"sign lock"},
        "haproxy->nginx": {"sign unlock"},
        "nginx->app": set(),
    }


def test_the_request_passes_the_firewalls(canonical: dict[str, Stage], draw: Draw) -> None:
    text = draw(canonical["2"]).text
    assert "Visitor → HAProxy: HTTPS, 443; encrypted; through Firewall 1" in text
    assert "in clear text; through Firewall 2, Firewall 3" in text


def test_a_write_to_the_other_server_passes_its_firewall(canonical: dict[str, Stage], draw: Draw) -> None:
    crossing = [
        group
        for group in groups(draw(canonical["2"]), "app->mysql")
        if any(path.get("class") == "sign shield" for path in group.iter(f"{SVG}path"))
    ]
    assert [words(group) for group in crossing] == [["MySQL", "3306", "write"]]


def test_reads_go_to_the_database_beside_and_writes_to_the_primary(canonical: dict[str, Stage], draw: Draw) -> None:
    found = {
        (path.get("data-from"), path.get("data-to")): words(group)[-1]
        for group in groups(draw(canonical["1"]), "app->mysql")
        for path in group.iter(f"{SVG}path")
        if path.get("data-from")
    }
    assert found == {
        ("app@web-01", "mysql@web-01"): "read, write",
        ("app@web-02", "mysql@web-01"): "write",
        ("app@web-02", "mysql@web-02"): "read",
    }


def test_replication_runs_from_primary_to_replica(canonical: dict[str, Stage], draw: Draw) -> None:
    (tie,) = groups(draw(canonical["1"]), "mysql->mysql")
    assert tie.get("class") == "tie replication clear"
    assert (tie.get("data-from"), tie.get("data-to")) == ("mysql@web-01", "mysql@web-02")
    assert words(tie) == ["replication"]


def test_the_certificate_is_on_what_ends_tls(canonical: dict[str, Stage], draw: Draw) -> None:
    (seal,) = shown(draw(canonical["2"]), "certificate")
    assert seal.get("class") == "seal locked"
    assert "www.foobar.com" in words(seal)


def test_dns_answers_apart_from_the_request(canonical: dict[str, Stage], draw: Draw) -> None:
    drawing = draw(canonical["0"])
    assert "www A 8.8.8.8" in drawing.svg
    lookup, request = groups(drawing, "visitor->www.foobar.com")
    assert {lookup.get("class"), request.get("class")} == {"tie lookup", "flow clear"}


def test_addresses_and_roles_stand_in_headers(canonical: dict[str, Stage], draw: Draw) -> None:
    drawing = draw(canonical["3"])
    headers = [words(header) for header in parsed(drawing).iter(f"{SVG}a") if "header" in header.get("class", "")]
    assert ["lb-01", "8.8.8.8 shared", "active"] in headers
    assert ["lb-02", "8.8.8.8 shared", "passive"] in headers


def test_what_stands_by_is_drawn_so(canonical: dict[str, Stage], draw: Draw) -> None:
    drawing = draw(canonical["3"])
    standby = {
        (path.get("data-from"), path.get("data-to"))
        for path in parsed(drawing).iter(f"{SVG}path")
        if path.get("class") == "line standby" and path.get("data-from")
    }
    assert standby == {("visitor", "haproxy@lb-02"), ("haproxy@lb-02", "nginx")}
    assert "takes over on failure" in legend(drawing)


def test_agents_report_without_a_card_of_their_own(canonical: dict[str, Stage], draw: Draw) -> None:
    drawing = draw(canonical["2"])
    assert {element.get("class") for element in shown(drawing, "agent")} == {"member depth-0"}
    assert [group.get("class") for group in groups(drawing, "agent->sumo")] == ["tie watch"] * 3


def test_the_legend_names_what_is_used_and_nothing_else(canonical: dict[str, Stage], draw: Draw) -> None:
    assert legend(draw(canonical["0"])) == {"clear text between machines", "within one machine", "DNS lookup"}
    assert "encrypted" in legend(draw(canonical["2"]))
    marked = draw(canonical["0"], finding("spof-server", Severity.HIGH, "web"))
    assert legend(marked) - legend(draw(canonical["0"])) == {"issues here: high severity"}


def test_badges_say_how_many_and_how_bad(canonical: dict[str, Stage], draw: Draw) -> None:
    drawing = draw(
        canonical["1"],
        finding("spof-server", Severity.HIGH, "lb"),
        finding("no-firewall", Severity.MEDIUM, "lb"),
        finding("no-backup", Severity.MEDIUM, "mysql"),
        finding("homogeneous-fleet", Severity.INFO, "web"),
        finding("dangling-target", Severity.LOW, "www.foobar.com"),
        finding("unknown", Severity.ERROR, "nothing-here"),
    )
    assert sorted(badges(drawing)) == [("high", "2"), ("low", "1"), ("medium", "1"), ("medium", "1")]
    assert "DNS, 1 issue (low)" in drawing.text
    assert "2 issues (worst: high)" in drawing.text


def test_shapes_of_badges_differ(canonical: dict[str, Stage], draw: Draw) -> None:
    outlines = set()
    for severity in (Severity.ERROR, Severity.HIGH, Severity.MEDIUM, Severity.LOW):
        layer = next(
            g for g in parsed(draw(canonical["0"], finding("x", severity, "web"))) if g.get("class") == "badges"
        )
        outlines |= {path.get("d") for path in layer.iter(f"{SVG}path")}
    assert len(outlines) == 4


def test_a_blocked_connection_is_marked(canonical: dict[str, Stage], draw: Draw) -> None:
    blocked = finding("connection-blocked", Severity.ERROR, "nginx", connections=("haproxy->nginx",))
    drawing = draw(canonical["2"], blocked)
    (group,) = groups(drawing, "haproxy->nginx")
    assert "blocked" in (group.get("class") or "").split()
    assert "blocked by a firewall" in legend(drawing)
    assert "blocked by a firewall" in drawing.text


def test_optional_connections_and_routes_are_said(stage_of: Make, draw: Draw) -> None:
    stage = stage_of("""
        components:
          you: {kind: browser, uses: edge}
          edge: {kind: load-balancer, uses: {api: {for: /api}, ads: optional}}
          api: {kind: service}
          ads: {kind: service}
        """)
    drawing = draw(stage)
    assert [words(group) for group in groups(drawing, "edge->api")] == [["HTTP 80", "for /api"]]
    (optional,) = groups(drawing, "edge->ads")
    assert "optional" in (optional.get("class") or "").split()
    assert "optional" in words(optional)


def test_parallel_connections_are_one_line(stage_of: Make, draw: Draw) -> None:
    stage = stage_of("""
        components:
          you: {kind: browser, uses: web}
          web: {kind: web-server, uses: {api: [8080, 9090]}}
          api: {kind: service}
        """)
    (line,) = groups(draw(stage), "web->api")
    (same,) = groups(draw(stage), "web->api#2")
    assert line.get("id") == same.get("id")
    assert {"HTTP 8080", "HTTP 9090"} <= set(words(line))


def test_everything_to_everything_is_joined_in_one_label(canonical: dict[str, Stage], draw: Draw) -> None:
    (only,) = groups(draw(canonical["4"]), "nginx->app")
    pairs = {
        (path.get("data-from"), path.get("data-to")) for path in only.iter(f"{SVG}path") if path.get("data-from")
    }
    assert len(pairs) == 4
    assert words(only) == ["HTTP", "8000"]


def test_frames_nest_as_places_do(ugly: dict[str, Stage], draw: Draw) -> None:
    text = draw(ugly["three-zones"]).text.splitlines()

    def depth(start: str) -> int:
        (line,) = [line for line in text if line.strip().startswith(f"- {start}")]
        return (len(line) - len(line.lstrip())) // 4

    assert depth("eu-central-1") + 1 == depth("Zone A,") == depth("web-01,") - 1
    assert depth("Redis,") == depth("Zone A,") + 1


def test_a_mixed_design_has_a_place_for_what_nothing_uses(ugly: dict[str, Stage], draw: Draw) -> None:
    drawing = draw(ugly["odd-ends"])
    assert shown(drawing, "lonely")
    assert shown(drawing, "empty")
