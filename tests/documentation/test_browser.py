"""Our pages in a real browser: axe finds nothing, none is wider than a phone, nothing goes wrong or is fetched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.site.demo import DESKTOP, PHONE, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ROOT = Path(__file__).parents[2]
AXE = ROOT / "tests/script/vendor/axe.min.js"
OURS = [path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in sorted((ROOT / "docs").rglob("*.md"))]
PAGES = ["" if page == "index" else f"{page}/" for page in OURS if not page.startswith("infrastructure/")]
SORTS = [
    "",
    "tutorial/",
    "gallery/",
    "comparison/",
    "troubleshooting/",
    "options/",
    "reference/kinds/",
    "reference/rules/",
]
"""A page of each sort: prose and blocks, tabs and pictures, tables of all widths."""
THEIRS = ["landmark-unique"]
"""What Material does: the buttons of each code block are a navigation of their own."""
RUN = """
rules => axe.run('.md-content', {rules: Object.fromEntries(rules.map(rule => [rule, {enabled: false}]))})
  .then(told => told.violations.map(one => [one.id, ...one.nodes.slice(0, 3).map(node => node.html.slice(0, 200))]))
"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_axe_finds_nothing(browser: Browser, address: str) -> None:
    told = {}
    axe = AXE.read_text("utf-8")
    with watched(browser, address, DESKTOP, "dark") as seen:
        for page in SORTS:
            seen.page.goto(address + page, wait_until="load")
            seen.page.evaluate(axe)
            told[page] = seen.page.evaluate(RUN, THEIRS)
    assert {page: found for page, found in told.items() if found} == {}


def test_no_page_is_wider_than_a_phone(browser: Browser, address: str) -> None:
    wider = {}
    with watched(browser, address, PHONE, "light") as seen:
        for page in PAGES:
            seen.page.goto(address + page, wait_until="load")
            wider[page] = seen.page.evaluate(WIDER)
    assert {page: pixels for page, pixels in wider.items() if pixels > 0} == {}
