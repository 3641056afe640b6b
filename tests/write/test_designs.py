"""Pages of designs that are not the canonical one: small, large, broken, accepted, routed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.write.shown import Pages, site_of
from tests.write.test_pages import SCHEME, links
from tests.write.test_story import cells, finding, part

from infra_design.model.settings import Settings
from infra_design.pipeline import load
from infra_design.read import read_catalog
from infra_design.write.purpose import FACTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.write.shown import Element

    Write = Callable[..., Pages]

DESIGNS = {
    "one server": "components: {web: {kind: server}}",
    "a provider alone": "components: {user: {kind: browser, uses: stripe}, stripe: {kind: external-service}}",
    "places": """
components:
  eu: {kind: region}
  az-a: {kind: availability-zone, in: eu}
  az-b: {kind: availability-zone, in: eu}
  rack: {kind: rack, in: az-a}
  user: {kind: browser, uses: web}
  vm: {kind: virtual-machine, in: [az-a, az-b], instances: 4}
  web: {kind: web-server, host: vm}
  special: {kind: server, in: rack}
""",
    "a queue": """
components:
  user: {kind: browser, uses: shop}
  shop: {kind: application-server, uses: {jobs: write}}
  jobs: {kind: queue}
  worker: {kind: worker, uses: {jobs: read, db: {explain: Writes the *order* down.}}}
  db: {kind: database}
journeys:
  order: {from: user, to: [shop, db], access: write, title: Somebody orders, explain: Slowly.}
""",
    "a cluster": """
components:
  user: {kind: browser, uses: ingress}
  k8s: {kind: cluster, host: node}
  node: {kind: server, instances: 3}
  ingress: {kind: load-balancer, host: k8s, uses: {shop: {for: /}, api: {for: /api}}}
  shop: {kind: web-server, host: k8s}
  api: {kind: application-server, host: k8s, instances: 2}
""",
    "names": """
components:
  user: {kind: browser, uses: www.example.com}
  edge: {kind: cdn, uses: web}
  web: {kind: web-server, host: box}
  box: {kind: server, address: [192.0.2.1, "2001:db8::1"]}
dns:
  example.com:
    $ttl: 3600
    example.com: {ALIAS: edge, MX: 10 mx.example.net., CAA: 0 issue "letsencrypt.org"}
    www: {CNAME: example.com.}
    old: {A: [192.0.2.1, 192.0.2.9]}
""",
    "hundreds": """
components:
  user: {kind: browser, uses: lb}
  lb: {kind: load-balancer, instances: 2, uses: web, algorithm: least-connections}
  box: {kind: server, instances: 300, cost: 10}
  web: {kind: web-server, host: box}
""",
}


@pytest.mark.parametrize("name", DESIGNS)
def test_pages_are_sound(pages: Write, name: str) -> None:
    written = pages(DESIGNS[name])
    uris = {page.uri for page in written.site.pages} | {asset.uri for asset in written.site.assets}
    for page in (written["0-a"], written["index"]):
        ids = [e.attributes["id"] for e in page.all() if "id" in e.attributes]
        assert len(ids) == len(set(ids))
        for address in links(page):
            uri, _, anchor = address.removeprefix(SCHEME).partition("#")
            assert uri in uris or address.startswith("https://")
            assert not anchor or not uri.endswith("0-a.md") or page is written["index"] or anchor in ids, address
        for tag in ("ul", "ol", "dl", "tbody", "p", "summary"):
            assert all(e.text for e in page.all(tag)), tag


def steps(page: Element) -> list[str]:
    return [e.text for e in part(page, "flow").all("li")]


def test_a_lonely_server_has_no_flow_and_no_changes(pages: Write) -> None:
    page = pages(DESIGNS["one server"])["0-a"]
    headings = [e.text for e in page.all("h2")]
    assert not {"How a request travels", "What changed", "DNS", "Network", "Availability"} & set(headings)
    assert "Components" in headings


def test_routes_are_followed_only_by_what_they_are_for(pages: Write) -> None:
    flow = steps(pages(DESIGNS["a cluster"])["0-a"])
    assert any("Shop" in step for step in flow)
    assert not any("Api" in step or "API" in step for step in flow)


def test_a_journey_through_a_queue_is_told_in_its_order(pages: Write) -> None:
    page = pages(DESIGNS["a queue"])["0-a"]
    assert "Slowly." in part(page, "flow").text
    flow = steps(page)
    asked, put, taken, stored, answered = (
        next(i for i, step in enumerate(flow) if words in step)
        for words in ("opens", "writes to Jobs", "takes from Jobs", "Writes the order down.", "The answer")
    )
    assert asked < put < taken < stored < answered


def test_what_does_not_work_is_said_at_once(checkout: Path) -> None:
    design = load(checkout, Settings())
    stages = design.analyses[0].stages
    broken = replace(stages[0].journeys[0], works=False, availability=None, broken_at=("nginx", "app"))
    analysis = replace(design.analyses[0], stages=(replace(stages[0], journeys=(broken,)), *stages[1:]))
    written = Pages(site_of(replace(design, analyses=(analysis,)), Settings()))
    page = written["0-simple-web-stack"]
    assert "does not work" in part(page, "glance").text
    assert "The way ends at Application server." in part(page, "availability").text
    assert "does not work" in part(written["index"], "over-stages").text


def test_aliases_and_addresses_that_nobody_has(pages: Write) -> None:
    dns = part(pages(DESIGNS["names"])["0-a"], "dns")
    rows = {(row[0], row[1], row[2]): row for row in cells(dns.one("table"))}
    assert rows["old.example.com", "A", "192.0.2.1"][-1] == "Box"
    assert rows["old.example.com", "A", "192.0.2.9"][-1] == ""
    names = [e.text for e in part(dns, "resolutions").all("li")]
    assert any(name.startswith("www.example.com → CNAME") and "Edge" in name for name in names)


def test_machines_say_where_they_stand(pages: Write) -> None:
    page = pages(DESIGNS["places"])["0-a"]
    rows = {row[0]: row for row in cells(part(page, "servers").one("table"))}
    assert rows["vm-01"][3] != rows["vm-02"][3]
    lines = page.one("pre", class_="infra-tree").raw.split("\n")
    at = next(i for i, line in enumerate(lines) if "rack" in line)
    assert "special" in lines[at + 1]
    assert lines[at + 1].index("special") > lines[at].index("rack")


def test_hundreds_stay_a_page(pages: Write) -> None:
    page = pages(DESIGNS["hundreds"])["0-a"]
    assert "2 more" not in part(page, "flow").text
    assert "297 more" in part(page, "flow").text
    assert "Cost per month" in part(page, "glance").text
    assert "3,000.00" in part(page, "glance").text
    assert "more" in page.one("pre", class_="infra-tree").raw.split("\n")[-1]


ACCEPTED = """
components:
  user: {kind: browser, uses: web}
  web: {kind: web-server, host: box}
  box: {kind: server}
accept:
  no-https@web: {reason: "Inside **only**.", owner: Ann, until: 2030-01-01, ticket: "[T-1](https://example.org/1)"}
"""


def test_what_is_accepted_stays_visible_and_counts_apart(pages: Write) -> None:
    written = pages(ACCEPTED, today="2026-01-01")
    page = written["0-a"]
    issue = next(e for e in page.all("article") if e.all(class_="infra-waiver"))
    waiver = issue.one(class_="infra-waiver")
    assert waiver.text == "Accepted by Ann until 2030-01-01: Inside only. (T-1)"
    assert issue.one("p", class_="infra-message").all(class_="infra-accepted")
    assert "1 accepted" in part(page, "glance").text
    assert finding(page, issue.attributes["data-finding"]) is issue


def test_no_issue_is_an_answer_too(pages: Write) -> None:
    everything = ("Reliability", "Capacity", "Network", "TLS", "Data", "DNS", "Operations", "Design hygiene")
    page = pages(DESIGNS["a provider alone"], rules=dict.fromkeys(everything, "ignore"))["0-a"]
    assert part(page, "issues").text == "none No rule finds anything wrong with this stage."
    assert "Issues none" in part(page, "glance").text


def test_documented_facts_are_the_facts(checkout: Path) -> None:
    table = (checkout / "docs/reference/catalog.md").read_text("utf-8")
    rows = [line.split("|")[1] for line in table.split("\n") if line.startswith("| `{")]
    documented = {word.strip(" `{}") for row in rows for word in row.split(",")}
    assert documented == set(FACTS)


def test_purposes_of_the_catalog_use_known_facts_only(checkout: Path) -> None:
    """A fact that does not exist would silently keep its sentence from ever being shown."""
    catalog, _ = read_catalog(checkout, "")
    for one in (*catalog.kinds.values(), *catalog.products.values()):
        for sentence in one.purpose:
            assert set(re.findall(r"\{([^}]*)\}", sentence)) <= set(FACTS), (one.id, sentence)
