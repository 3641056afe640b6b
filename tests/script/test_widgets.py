"""What all widgets stand on: they begin on every page, and end with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.site.demo import DESKTOP, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_page_runs_the_script_once_however_often_it_is_brought_along(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        seen.page.goto(f"{address}infrastructure/1-distributed/", wait_until="load")
        first = seen.page.evaluate_handle("window.infraDesign")
        source = seen.page.locator("script[src*='infra-design']").first.get_attribute("src")
        assert source is not None
        seen.page.add_script_tag(url=source.replace("../../", address))
        assert seen.page.evaluate("first => first === window.infraDesign", first)
