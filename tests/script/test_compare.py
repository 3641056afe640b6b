"""Comparisons in a real browser, and what they claim of the canonical story."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from tests.script.test_everywhere import violations
from tests.site.demo import DESKTOP, PHONE, watched

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

COMPARE = "infrastructure/compare/"
STAGES = [
    "0-simple-web-stack",
    "1-distributed",
    "2-secured-and-monitored",
    "3-scale-up",
    "4-scale-up-redundant",
]


def rows(page: Page, heading: str) -> dict[str, list[str]]:
    """The table under a heading: its first column → the others."""
    table = page.locator(f"#{heading} ~ div table").first
    found: list[list[str]] = table.locator("tbody tr").evaluate_all(
        "rows => rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim()))"
    )
    return {row[0]: row[1:] for row in found}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_in_one_diagram_or_side_by_side(
    browser: Browser, address: str, viewport: dict[str, int], scheme: str
) -> None:
    with watched(browser, address, viewport, scheme) as watch:
        page = watch.page
        page.goto(f"{address}{COMPARE}{STAGES[2]}..{STAGES[3]}/", wait_until="load")
        figures = page.locator(".infra-compare figure:visible")
        assert figures.count() == 1
        page.get_by_role("button", name="Side by side").click()
        assert figures.count() == 2
        left, right = (figures.nth(place).bounding_box() for place in (0, 1))
        assert left
        assert right
        assert (left["y"] == right["y"]) is (viewport == DESKTOP)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        assert violations(page) == []
        page.get_by_role("button", name="In one diagram").click()
        assert figures.count() == 1
        assert violations(page) == []


def test_what_moved_and_what_came_is_said_in_words(browser: Browser, address: str) -> None:
    """Stage 3 takes application and database off the web servers: two new servers, one web server left."""
    with watched(browser, address, DESKTOP, "light") as watch:
        page = watch.page
        page.goto(f"{address}{COMPARE}{STAGES[2]}..{STAGES[3]}/", wait_until="load")
        components = rows(page, "components")
        became: dict[str, set[str]] = {}
        for name, cells in components.items():
            became.setdefault(cells[0], set()).add(name)
        assert became["new"] == {"App server", "DB server"}
        assert became["moved"] == {"Application server", "Application files", "MySQL", "Firewall 3"}
        assert "removed" not in became
        assert components["Web"][1] == "instances: 2 → 1"
        numbers = rows(page, "in-numbers")
        assert numbers["Machines"][:2] == ["3", "5"]
        assert [cells[2] for name, cells in numbers.items() if name.startswith("Visitor")] == ["worse", "worse"]
        flags = page.locator(".infra-both .flag").all_text_contents()
        assert {"new", "removed", "moved here", "moved away", "changed"} <= {flag.strip() for flag in flags}


def test_the_first_and_the_last_stage(browser: Browser, address: str) -> None:
    """From one server to eight, with HTTPS, firewalls and monitoring on the way."""
    with watched(browser, address, DESKTOP, "light") as watch:
        page = watch.page
        page.goto(f"{address}{COMPARE}{STAGES[0]}..{STAGES[4]}/", wait_until="load")
        components = rows(page, "components")
        new = {name for name, cells in components.items() if cells[0] == "new"}
        assert new >= {"LB", "HAProxy", "Certificate", "Sumo Logic", "App server", "DB server"}
        assert "Secured and monitored" in components["Firewall 1"][2]  # where its reason was written
        assert rows(page, "in-numbers")["Machines"][:2] == ["1", "8"]
        assert rows(page, "dns-records")["www.foobar.com A"][0] == "changed"
        closed = page.locator("section", has=page.get_by_role("heading", name="Closed")).inner_text()
        for issue in ("No HTTPS", "No firewall", "No monitoring"):
            assert issue in closed


def test_every_pair_has_a_page_and_the_table_leads_there(browser: Browser, address: str, site: Path) -> None:
    pairs = {f"{one}..{other}" for one, other in combinations(STAGES, 2)}
    assert {path.name for path in (site / COMPARE).iterdir() if path.is_dir()} == pairs
    with watched(browser, address, DESKTOP, "light") as watch:
        watch.page.goto(address + COMPARE, wait_until="load")
        assert violations(watch.page) == []
        links = watch.page.locator(".infra-matrix td a")
        assert links.count() == len(pairs)
        links.last.click()
        watch.page.wait_for_url(f"**/{STAGES[3]}..{STAGES[4]}/")


def test_without_a_script_both_views_are_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{address}{COMPARE}{STAGES[0]}..{STAGES[1]}/")
        assert page.locator(".infra-compare svg.infra-diagram:visible").count() == 3
    finally:
        context.close()


def test_a_stage_leads_to_its_comparison(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as watch:
        watch.page.goto(f"{address}infrastructure/{STAGES[1]}/", wait_until="load")
        watch.page.get_by_role("link", name="as a diagram").click()
        watch.page.wait_for_url(f"**/{COMPARE}{STAGES[0]}..{STAGES[1]}/")
