"""The canonical story's pages say what stages.md promises, and seeds' readers look for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra_design.model.settings import Settings
from infra_design.pipeline import load

if TYPE_CHECKING:
    from pathlib import Path

    from tests.write.shown import Element, Pages

    from infra_design.model.finding import Finding

STAGES = ["0-simple-web-stack", "1-distributed", "2-secured-and-monitored", "3-scale-up", "4-scale-up-redundant"]
SECTIONS = [
    "How a request travels",
    "Issues",
    "Availability",
    "Components",
    "Servers and addresses",
    "Network",
    "DNS",
    "Key concepts",
    "Structure",
    "Resources",
]


def cells(table: Element) -> list[list[str]]:
    return [[cell.text for cell in row.children if not isinstance(cell, str)] for row in table.all("tr")]


def part(page: Element, name: str) -> Element:
    return page.one(class_=f"infra-{name}")


def finding(page: Element, ident: str) -> Element:
    return page.one("article", data_finding=ident)


@pytest.mark.parametrize("stage", STAGES)
def test_every_section_is_there_in_order(story: Pages, stage: str) -> None:
    headings = [e.text for e in story[stage].all("h2")]
    assert headings == SECTIONS if stage == STAGES[0] else headings == ["What changed", *SECTIONS]


@pytest.mark.parametrize("stage", STAGES)
def test_author_and_story_stand_before_everything_else(story: Pages, stage: str) -> None:
    page = story[stage]
    assert part(page, "lead").text
    assert part(page, "explanation").text
    assert page.one("b", aria_current="page").text == page.one("h1").text
    assert page.one("figure").attributes["data-search-exclude"] == ""


def test_the_flow_goes_from_the_name_to_the_data_and_back(story: Pages) -> None:
    steps = [e.text for e in part(story[STAGES[0]], "flow").all("li")]
    assert "Visitor wants www.foobar.com and asks DNS" in steps[0]
    assert "www.foobar.com is at 8.8.8.8 (A record), the address of Web" in steps[1]
    assert "opens an HTTP connection on port 80 to 8.8.8.8" in steps[2]
    assert "Nginx passes the request to Application server by HTTP on port 8000" in steps[3]
    assert "Application server runs Application files" in steps[4]
    assert "reads from and writes to MySQL" in steps[5]
    assert steps[6] == "The answer goes back the same way to Visitor."
    assert len(steps) == 7


def test_the_flow_names_choices_firewalls_and_the_end_of_encryption(story: Pages) -> None:
    steps = [e.text for e in part(story["2-secured-and-monitored"], "flow").all("li")]
    assert "opens an HTTPS connection on port 443" in steps[2]
    assert "On the way it passes Firewall 1." in steps[2]
    assert "It is encrypted as far as HAProxy." in steps[2]
    assert "One of Nginx on web-01 or Nginx on web-02 gets it, chosen by round robin." in steps[3]
    assert "It travels in clear text." in steps[3]
    assert "writes go to the primary, MySQL on web-01, alone" in steps[6]


def test_steps_say_whether_they_are_as_before(story: Pages) -> None:
    assert not part(story[STAGES[0]], "flow").all(class_="infra-badge")
    first, *_, last = part(story["1-distributed"], "flow").all("li")
    assert "same as before" in first.text
    assert "same as before" in last.text
    new = [e for e in part(story["1-distributed"], "flow").all("li") if e.all(class_="infra-added")]
    assert ["HAProxy passes the request" in e.text for e in new] == [True]


def test_components_are_counted_and_explained(story: Pages) -> None:
    table = part(story[STAGES[0]], "components").all("table")[0]
    rows = {row[0]: row[1:] for row in cells(table)}
    assert rows["Web"] == ["Server", "1", "", "8.8.8.8", ""]
    assert rows["MySQL"] == ["Database: MySQL", "1", "Web", "", "3306"]
    one = story[STAGES[0]].one(data_component="nginx")
    assert "runs on Web" in one.text
    assert one.one("h3").attributes["id"] == "component-nginx"
    assert "open" in one.one("details").attributes
    assert "open" not in story["1-distributed"].one(data_component="nginx").one("details").attributes


def test_what_a_component_is_for_speaks_of_this_design(story: Pages) -> None:
    balancer = story["1-distributed"].one(data_component="haproxy").text
    assert "www.foobar.com" in balancer
    assert "round robin" in balancer
    firewall = story["2-secured-and-monitored"].one(data_component="firewall-2").text
    assert "guards web-01" in firewall
    assert "port 80 from LB" in firewall


def test_changes_say_what_they_buy(story: Pages) -> None:
    changes = part(story["1-distributed"], "changes")
    assert "Compared with Simple web stack" in changes.text
    assert any(e.text.startswith("HAProxy new") for e in changes.all("dt"))
    closed, opened = changes.all("section")
    assert closed.one("h3").text == "Issues closed"
    assert any("Nginx" in e.text or "Web" in e.text for e in closed.all("li"))
    assert opened.one("h3").text == "Issues opened"
    assert any("LB" in e.text for e in opened.all("li"))


def test_the_dip_and_the_recovery_are_said_plainly(story: Pages) -> None:
    assert "availability of reading www.foobar.com falls" in part(story["3-scale-up"], "worse").text
    assert "availability of reading www.foobar.com rises" in part(story["4-scale-up-redundant"], "better").text
    worse = [e.text for e in story["index"].all(class_="infra-worse")]
    assert any(text.startswith("Scale up against Secured and monitored") for text in worse)


def test_issues_have_evidence_remedy_rule_place_and_end(story: Pages) -> None:
    issue = finding(story[STAGES[0]], "spof-server@web")
    assert issue.attributes["id"] == "issue-spof-server@web"
    assert issue.one(class_="infra-badge", **{"class": "infra-badge infra-high"}).text == "high"
    assert issue.one("ul", class_="infra-evidence").all("li", data_evidence="takes-down")
    assert "Instead:" in issue.text
    assert "closed later by Distributed web infrastructure" in issue.text
    assert "designs/0-simple-web-stack.yml:" in issue.one("p", class_="infra-source").one("code").text


def test_issues_of_one_cause_read_as_one(checkout: Path, story: Pages) -> None:
    analysis = load(checkout, Settings()).analyses[0]
    for stage in analysis.stages:
        causes: dict[str, list[Finding]] = {}
        for one in stage.findings:
            causes.setdefault(one.cause, []).append(one)
        groups = part(story[stage.stage], "issues").all("section", class_="infra-cause")
        told = [[issue.attributes["data-finding"] for issue in group.all("article")] for group in groups]
        assert sorted(map(sorted, told)) == sorted(sorted(one.id for one in found) for found in causes.values())
        ranks = {one.id: one.severity.rank for one in stage.findings}
        for group, idents in zip(groups, told, strict=True):
            assert [ranks[ident] for ident in idents] == sorted(ranks[ident] for ident in idents)
            assert len(group.all("article", class_="infra-symptom")) == len(idents) - 1
            common = [e.text for e in group.all("p", class_="infra-common")]
            assert [text.partition(":")[0] for text in common] == (
                [f"One cause, {len(idents)} issues"] if len(idents) > 1 else []
            )


def test_symptoms_say_their_sentence_and_fold_the_rest(story: Pages) -> None:
    symptom = finding(story[STAGES[0]], "no-replica@mysql")
    assert "infra-symptom" in symptom.attributes["class"]
    assert symptom.one("p", class_="infra-message").text == "high No replica"
    folded = symptom.one("details")
    assert "mysql has one member, on web" in symptom.text
    assert "mysql has one member" not in folded.text
    assert "The change that closes the first one closes this one too." in folded.text
    assert "Rule no-replica (Data)" in folded.text


def test_topics_come_worst_first(story: Pages) -> None:
    topics = [e.text for e in part(story[STAGES[0]], "issues").all("h3")]
    assert topics[0] == "Reliability"
    assert topics.index("Network") < topics.index("DNS")


def test_availability_names_single_points_and_assumptions(story: Pages) -> None:
    page = part(story["1-distributed"], "availability")
    read, write = (row for row in page.all("table")[0].all("tr") if row.all("td"))
    assert "HAProxy or LB" in read.text
    assert "MySQL on web-01" in write.text
    assert "Assumptions:" in page.text
    assert "independent" in page.text


def test_firewalls_are_explained_one_by_one(story: Pages) -> None:
    table = part(story["2-secured-and-monitored"], "network").all("table")[0]
    assert cells(table)[1:] == [
        ["Firewall 1", "LB", "LB", "Port 443 from the internet Port 80 from the internet"],
        ["Firewall 2", "web-01", "web-01", "Port 80 from LB Port 3306 from Web"],
        ["Firewall 3", "web-02", "web-02", "Port 80 from LB Port 3306 from Web"],
    ]


def test_connections_say_whether_they_are_encrypted(story: Pages) -> None:
    wires = part(story["2-secured-and-monitored"], "network")
    assert "encrypted" in wires.one("tr", data_connection="visitor->www.foobar.com").text
    assert "clear text" in wires.one("tr", data_connection="haproxy->nginx").text


def test_machines_say_what_runs_on_them(story: Pages) -> None:
    table = part(story["1-distributed"], "servers").one("table")
    row = next(row for row in table.all("tr") if row.all(id="instance-web-02"))
    assert [e.attributes["id"] for e in row.all("span", class_="infra-instance")] == [
        f"instance-{component}@web-02" for component in ("nginx", "app", "code", "mysql")
    ]
    assert "replica" in row.one(id="instance-mysql@web-02").text


def test_dns_lists_records_explains_types_and_follows_names(story: Pages) -> None:
    dns = part(story[STAGES[0]], "dns")
    rows = cells(dns.one("table"))
    assert ["www.foobar.com", "A", "8.8.8.8", "300", "Web"] in rows
    assert {"A", "CNAME", "MX", "TXT"} <= {row[1] for row in rows}
    types = [e.text.partition(":")[0] for e in dns.all("dt")]
    assert {"A", "CNAME", "MX", "TXT"} <= set(types)
    names = [e.text for e in part(dns, "resolutions").all("li")]
    assert "www.foobar.com → A 8.8.8.8 (good for 5 minutes) → Nginx" in names


def test_key_concepts_are_told_once(story: Pages) -> None:
    first = [e.text for e in part(story[STAGES[0]], "concepts").all("dl")[0].all("dt")]
    assert {"Server", "Domain name", "DNS record"} <= set(first)
    assert any("SPOF" in title for title in first)
    second = [e.text for e in part(story["1-distributed"], "concepts").all("dl")[0].all("dt")]
    assert {"Active-active", "Active-passive"} <= set(second)
    assert not set(first) & set(second)
    third = [e.text for e in part(story["2-secured-and-monitored"], "concepts").all("dl")[0].all("dt")]
    assert any("QPS" in title or "Queries per second" in title for title in third)


def test_the_structure_is_a_listing(story: Pages) -> None:
    structure = part(story["1-distributed"], "structure")
    lines = structure.one("pre", class_="infra-tree").raw.split("\n")
    assert "lb  (Server)  8.8.8.8" in lines
    assert lines[lines.index("lb  (Server)  8.8.8.8") + 1] == "└── haproxy  (HAProxy)"
    assert "components:" in structure.one("details").text
    assert "extends Simple web stack" in structure.text


def test_the_overview_compares_the_stages(story: Pages) -> None:
    page = story["index"]
    assert [e.text for e in page.all("section", class_="infra-card")[0].all("h3")] == ["1 Simple web stack"]
    assert len(page.all("section", class_="infra-card")) == 5
    components, issues = page.all(class_="infra-matrix")
    rows = {cell[0]: cell[1:] for cell in cells(components)}
    assert [cell.split(" ")[0] for cell in rows["MySQL"]] == ["1", "2", "2", "1", "2"]
    assert rows["HAProxy"][:2] == ["–", "1 new"]
    https = next(e for e in issues.all("tr") if any("/no-https.md" in a.attributes["href"] for a in e.all("a")))
    assert [cell.text for cell in https.all("td")] == ["1 high", "1 high", "closed", "–", "–"]


def test_the_chart_has_its_numbers_in_a_table(story: Pages) -> None:
    part_ = part(story["index"], "over-stages")
    chart = part_.one("svg")
    shown = {e.text for e in chart.all("text", class_="infra-value")}
    table = part_.one("table").text
    assert len(chart.all("rect", class_="infra-series-0")) == 5 + 1
    assert all(value in table for value in shown)


def test_introduction_conclusion_files_and_resources(story: Pages) -> None:
    headings = [e.text for e in story["index"].all("h2")]
    assert headings[-3:] == ["Conclusion", "Structure", "Resources"]
    assert "designs/3-scale-up.yml" in part(story["index"], "files").text


def test_rules_say_where_they_are_found(story: Pages) -> None:
    page = story["rules/spof-load-balancer"]
    assert [e.text for e in page.all("h2")] == ["Why it matters", "Example", "Instead", "Where it is found"]
    assert page.all(class_="hll")
    assert [e.text for e in page.all("h3")] == [
        "Distributed web infrastructure",
        "Secured and monitored web infrastructure",
    ]
    row = next(r for r in cells(story["rules/index"].all("table")[0]) if r[0] == "spof-load-balancer")
    assert row[2:] == ["high", "2"]
    assert "It finds nothing in the designs of this site." in story["rules/database-exposed"].text


def test_what_the_internet_reaches_is_shown_with_port_firewall_and_encryption(story: Pages) -> None:
    """The firewall of the load balancer opens 443, which visitors use, and 80, which nothing does."""
    reach = part(story["2-secured-and-monitored"], "network").all("table")[2]
    used, unused = (row for row in reach.all("tr") if row.text.startswith("the internet"))
    for word in ("443", "encrypted", "a declared connection"):
        assert word in used.text
    assert "80" in unused.text
    assert "nothing yet" in unused.text


def test_a_change_that_closes_an_issue_can_be_pasted_from_its_card(story: Pages) -> None:
    """A second load balancer that takes over closes the single point of failure of the distributed stage."""
    card = part(story["1-distributed"], "issues").one(data_finding="spof-load-balancer@lb")
    assert "A change that closes it" in card.text
    assert "lb: {instances: 2, mode: active-passive, failover: automatic}" in card.text
