"""Capacity, availability and cost as readers get them: numbers in tables, and charts of the same numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.write.test_story import cells, part

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.write.shown import Pages

    Write = Callable[..., Pages]

LOADED = """
peak-load: 500
components:
  user: {kind: browser, uses: lb}
  lb: {kind: load-balancer, managed: true, capacity: 10000, uses: web}
  web: {kind: web-server, instances: 3, capacity: 200, uses: [app, stats]}
  app: {kind: application-server, instances: 3, capacity: 300, uses: db}
  db: {kind: database, capacity: 400}
  stats: {kind: service}
"""
"""Pencil: the web tier does 600, 400 without one, so it is used at 83 % and does not carry 500; the application 900
and 600, used at 56 %, and carries it; the database 400, which 500 are too many for, and nothing without it."""


def test_each_tier_says_what_it_carries(pages: Write) -> None:
    shown = part(pages(LOADED)["0-a"], "capacity")
    head, *rows = cells(shown.one("table"))
    assert head[0] == "Tier"
    assert {row[0]: row[1:] for row in rows} == {
        "LB": ["500", "10,000", "5 %", "–", "up to the provider"],
        "Web": ["500", "600", "83 %", "400", "no"],
        "App": ["500", "900", "56 %", "600", "yes"],
        "DB": ["500", "400", "125 % bottleneck too small", "0", "no"],
    }
    assert "Requests a second" in shown.text
    assert "Stats" not in shown.text


def test_a_stage_that_states_no_load_has_no_such_table(pages: Write) -> None:
    page = pages(LOADED.replace("peak-load: 500\n", ""))["0-a"]
    assert not page.all(class_="infra-capacity")
    assert "Capacity" not in [e.text for e in page.all("h2")]


STAGES = {
    "0-a.yml": "title: One\ncomponents: {u: {kind: browser, uses: w}, w: {kind: server, cost: 1200}}\n",
    "1-b.yml": "title: Two\nextends: 0-a\ncomponents: {w: {instances: 2, cost: 950}}\n",
    "2-c.yml": "title: Three\nextends: 1-b\ncomponents: {w: {cost: null}}\n",
}


def test_cost_over_the_stages_is_a_chart_and_a_row(pages: Write) -> None:
    shown = part(pages(STAGES)["index"], "over-stages")
    charts = {chart.attributes["aria-label"]: chart for chart in shown.all("svg", class_="infra-chart")}
    cost = charts["Cost per month over the stages; its numbers are in the table"]
    assert [e.text for e in cost.all("text", class_="infra-value")] == ["1,200", "1,900"]
    heights = [float(bar.attributes["height"]) for bar in cost.all("rect", class_="infra-bar")]
    assert heights[0] / heights[1] == pytest.approx(1200 / 1900, rel=0.01)
    assert [e.text for e in cost.all("text", class_="infra-name")] == ["One", "Two", "Three"]
    assert cells(shown.one("table"))[-1] == ["Cost per month", "1,200.00", "1,900.00", "not stated"]


def test_charts_take_their_colors_from_the_page(pages: Write) -> None:
    """Both palettes: no color is written into the picture, and no script or style is needed to read it."""
    for chart in part(pages(STAGES)["index"], "over-stages").all("svg"):
        for element in (chart, *chart.all()):
            assert not {"fill", "stroke", "style", "onclick"} & element.attributes.keys()
            assert not re.search("#[0-9a-f]{3,8}", " ".join(element.attributes.values()))


def test_one_stage_alone_has_no_charts_over_stages(pages: Write) -> None:
    assert not part(pages({"0-a.yml": STAGES["0-a.yml"]})["index"], "over-stages").all("svg")
