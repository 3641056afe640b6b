"""What diagrams bring along for the page's script: facts, issues, and ways to look at them, in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from infra_design.write import facts as said

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from tests.write.shown import Pages

EVIL = """
title: Shop
components:
  visitor: {kind: client, uses: web}
  web:
    kind: web-server
    title: '</script>"><img src=x onerror=alert(1)>{icons}'
    host: box
  box: {kind: server, address: 8.8.8.8}
"""


def brought(pages: Pages, name: str, key: str) -> Any:
    return json.loads(pages[name].one("figure", class_="infra-figure").attributes[f"data-{key}"])


def legend(pages: Pages, name: str, view: str) -> str:
    lines = next(lines for key, _, lines, _ in brought(pages, name, "views") if key == view)
    return " ".join(text for _, text in lines)


def test_facts_of_a_part(story: Pages) -> None:
    told = brought(story, "2-secured-and-monitored", "facts")
    title, what, facts = told["parts"]["mysql"]
    assert (title, what) == ("MySQL", "Database")
    assert dict(facts)["Instances"] == "2, primary-replica"
    assert dict(facts)["Used by"] == "Application server"
    assert dict(told["copies"]["mysql@web-01"][1])["Role"] == "primary"
    assert "Role" not in dict(told["copies"]["nginx@web-01"][1]), "each of them is as active as the other"


def test_facts_of_a_line(story: Pages) -> None:
    title, facts = brought(story, "2-secured-and-monitored", "facts")["wires"]["haproxy->nginx"]
    assert title == "HAProxy → Nginx"
    assert dict(facts)["Encryption"] == "clear text"
    assert dict(facts)["Port"] == "80"


def test_issues_lead_to_where_they_are_told(story: Pages) -> None:
    page = story["2-secured-and-monitored"]
    anchors = {e.attributes["id"]: e.attributes["data-finding"] for e in page.all("article", class_="infra-issue")}
    issues = brought(story, "2-secured-and-monitored", "facts")["issues"]
    assert {issue[4]: issue[0] for issue in issues} == anchors


def test_what_the_internet_reaches_stage_by_stage(story: Pages) -> None:
    """Stage 0: one server in the open; stage 2: only the load balancer, past its firewall."""
    assert "past no firewall" in legend(story, "0-simple-web-stack", "exposure")
    words = legend(story, "2-secured-and-monitored", "exposure")
    assert "The internet reaches HAProxy on port 443 (HTTPS, encrypted), past Firewall 1." in words
    assert "MySQL" not in words


def test_who_watches(story: Pages) -> None:
    assert legend(story, "1-distributed", "monitoring") == "✗ Nothing watches web-01, web-02 and LB."
    assert "Collector and Sumo Logic watch" in legend(story, "2-secured-and-monitored", "monitoring")


def test_what_is_in_clear_text(story: Pages) -> None:
    words = legend(story, "2-secured-and-monitored", "encryption")
    assert "3 connections in clear text from one machine to another" in words
    assert "HAProxy → Nginx" in words


def test_shapes_of_badges_are_said_for_the_severities_that_there_are(story: Pages) -> None:
    words = legend(story, "2-secured-and-monitored", "issues")
    assert "Triangle: high" in words
    assert "Octagon" not in words, "no issue of this stage is an error"


def test_titles_of_strangers_stay_text(pages: Callable[..., Pages]) -> None:
    there = pages(EVIL)
    title = '</script>"><img src=x onerror=alert(1)>{icons}'
    assert brought(there, "0-a", "facts")["parts"]["web"][0] == title
    assert not there["0-a"].all("script")
    (page,) = (page for page in there.site.pages if page.uri.endswith("0-a.md"))
    assert "<img src=x" not in page.markdown


def test_what_is_too_much_for_a_page_is_left_out(
    pages: Callable[..., Pages], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(said, "LARGEST", 100)
    figure = pages(EVIL)["0-a"].one("figure", class_="infra-figure")
    assert "data-facts" not in figure.attributes
    assert "data-views" not in figure.attributes


def test_what_all_journeys_gain_by_is_said_of_all(story: Pages) -> None:
    """A server is down 0.5 % of 8766 hours, 43.8, less what else is down then: a little over 43 hours for both."""
    text = legend(story, "1-distributed", "availability")
    both = "Visitor reads www.foobar.com and Visitor writes www.foobar.com"
    assert f"▲ If LB never failed, {both} would each be down 1 day 19 hours a year less." in text
    alone = (
        "▲ If web-01 never failed, Visitor writes www.foobar.com would be down 1 day 19 hours a year less; Visitor"
    )
    assert alone in text, "only one of two servers takes writes, so reading gains far less"


def test_what_stands_by_itself_is_named_before_what_is_on_something(story: Pages) -> None:
    offered = brought(story, "1-distributed", "failures")["tries"]
    pairs = [one for _, sets in offered for one in sets]
    assert ["web-02", "app@web-01"] in pairs, "said the other way round, it reads as the application on both"
    assert ["app@web-01", "web-02"] not in pairs


def test_the_state_of_a_stage_is_said_in_words(story: Pages) -> None:
    badges = [one.text for one in story["1-distributed"].all("span", class_="infra-badge")]
    assert "Status: past" in badges
