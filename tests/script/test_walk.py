"""Follow a request: step by step along the lines, and the way that it takes when something has failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.site.demo import DESKTOP, PHONE, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FIGURE = "figure[data-walk]"
READS = "Visitor reads www.foobar.com"
WRITES = "Visitor writes www.foobar.com"
PANEL = f"{FIGURE} > .infra-panel[data-panel='walk']:not([hidden])"


def open_stage(page: Page, address: str, name: str = "1-distributed") -> None:
    page.goto(f"{address}infrastructure/{name}/", wait_until="load")
    page.locator(FIGURE).get_by_role("button", name="Follow a request").first.click()


def said(page: Page) -> str:
    return page.locator(f"{PANEL} [role=status]").inner_text()


def here(page: Page) -> set[str]:
    """The instances that the step is about."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('.infra-walking')].map(one => one.dataset.instance)"
    )
    return set(found)


def lines(page: Page) -> list[list[str]]:
    """Where the lines that are lit lead from and to."""
    told: list[list[str]] = page.evaluate(
        "[...document.querySelectorAll('.infra-walked')].map(one => [one.dataset.from ?? '', one.dataset.to ?? ''])"
    )
    return told


def forward(page: Page) -> bool:
    key = page.locator(PANEL).get_by_role("button", name="Next")
    if key.is_disabled():
        return False
    key.click()
    return True


def walked(page: Page) -> list[set[str]]:
    """The instances of each step, from this one to the last."""
    steps = [here(page)]
    while forward(page):
        steps.append(here(page))
    return steps


def choose(page: Page, title: str) -> None:
    page.locator(PANEL).get_by_label("Which request").select_option(title)


def test_a_read_goes_from_the_visitor_to_the_database_and_back(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        open_stage(seen.page, address)
        assert said(seen.page).startswith("Step 1 of 8: Visitor wants www.foobar.com and asks DNS for the address.")
        assert lines(seen.page) == [["visitor", "dns.lookup"]]
        assert walked(seen.page) == [
            {"visitor"},
            {"visitor"},
            {"visitor", "haproxy"},
            {"haproxy", "nginx@web-01"},
            {"nginx@web-01", "app@web-01"},
            {"app@web-01", "code@web-01"},
            {"app@web-01", "mysql@web-01"},
            set(),
        ]
        assert "The answer goes back the same way" in said(seen.page)
        assert ["app@web-01", "mysql@web-01"] in lines(seen.page)


def test_the_panel_says_what_the_list_on_the_page_says(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        page = seen.page
        open_stage(page, address)
        texts = page.locator("ol[data-steps] > li").evaluate_all("all => all.map(one => one.innerText)")
        for number, text in enumerate(texts, 1):
            expected = " ".join(text.replace("same as before", "").replace("changed", "").replace("new", "").split())
            told = " ".join(said(page).replace("changed", "").replace("new", "").split())
            assert told.startswith(f"Step {number} of {len(texts)}: {expected[:60].strip()}"), number
            now = page.locator("ol[data-steps] > li.infra-now")
            assert now.count() == 1
            assert now.evaluate("one => [...one.parentNode.children].indexOf(one)") == number - 1
            forward(page)


@pytest.mark.parametrize("name", ["2-secured-and-monitored", "4-scale-up-redundant"])
def test_each_step_goes_on_from_where_the_request_has_been(browser: Browser, address: str, name: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        open_stage(seen.page, address, name)
        titles = seen.page.get_by_label("Which request").locator("option").all_inner_texts()
        assert len(titles) >= 4
        for title in titles:
            choose(seen.page, title)
            been = {"visitor"}
            for step in walked(seen.page):
                assert not step or step & been, title
                been |= step
            broken = "The request gets no further" in said(seen.page)
            assert any(one.startswith("mysql") for one in been) is not broken, title


def test_when_a_member_has_failed_the_request_takes_another_way(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        open_stage(seen.page, address)
        choose(seen.page, f"{READS}, with Nginx on web-01 failed")
        steps = walked(seen.page)
        assert {"haproxy", "nginx@web-02"} in steps
        assert {"app@web-02", "mysql@web-02"} in steps
        seen.page.locator(PANEL).get_by_role("button", name="Back").click()
        for _ in range(3):
            seen.page.locator(PANEL).get_by_role("button", name="Back").click()
        assert said(seen.page).endswith("Nginx on web-01 cannot, so Nginx on web-02 takes it.")
        assert ["haproxy", "nginx@web-02"] in lines(seen.page)


def test_a_read_goes_to_the_replica_when_the_primary_has_failed_and_a_write_gets_no_further(
    browser: Browser, address: str
) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        open_stage(seen.page, address)
        choose(seen.page, f"{READS}, with MySQL on web-01 failed")
        assert walked(seen.page)[-2] == {"app@web-01", "mysql@web-02"}
        assert "The answer goes back" in said(seen.page)
        choose(seen.page, f"{WRITES}, with MySQL on web-01 failed")
        assert walked(seen.page)[-1] == {"app@web-01"}
        expected = "The request gets no further. MySQL on web-01 failed, and no other MySQL accepts writes."
        assert said(seen.page).endswith(expected)


def test_a_balancer_takes_over(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        open_stage(seen.page, address, "4-scale-up-redundant")
        choose(seen.page, f"{READS}, with HAProxy on lb-01 failed")
        assert {"visitor", "haproxy@lb-02"} in walked(seen.page)


def test_it_walks_with_what_was_made_to_fail(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        page = seen.page
        page.goto(f"{address}infrastructure/1-distributed/#~in=1-distributed&fails=web-01", wait_until="load")
        page.locator(f"{FIGURE} > .infra-panel").get_by_role("button", name="Follow a request").click()
        chosen = page.get_by_label("Which request").evaluate("one => one.selectedOptions[0].text")
        assert chosen == f"{READS}, with what you made fail"
        assert {"haproxy", "nginx@web-02"} in walked(page)
        assert page.locator(".frame[data-instance='web-01']").get_attribute("data-fate") == "failed"


def test_a_step_of_the_page_leads_to_it(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        page = seen.page
        page.goto(f"{address}infrastructure/1-distributed/", wait_until="load")
        page.get_by_role("button", name="Show step 4 in the diagram").click()
        assert said(page).startswith("Step 4 of 8:")
        assert here(page) == {"haproxy", "nginx@web-01"}
        assert page.locator(FIGURE).evaluate("e => e.getBoundingClientRect().top < innerHeight / 2")
        page.keyboard.press("Escape")
        assert page.locator(".infra-walking, .infra-walked, .infra-now, .infra-token").count() == 0


def test_it_plays_by_itself_stops_when_told_and_moves_nothing_where_that_is_unwanted(
    browser: Browser, address: str
) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        page = seen.page
        page.clock.install()
        open_stage(page, address)
        keys = page.locator(PANEL)
        page.clock.run_for(60_000)
        assert said(page).startswith("Step 1 of 8"), "by itself nothing moves"
        keys.get_by_role("button", name="Play").click()
        page.clock.run_for(6_000)
        assert said(page).startswith("Step 2 of 8")
        keys.get_by_role("button", name="Pause").click()
        page.clock.run_for(60_000)
        assert said(page).startswith("Step 2 of 8")
        keys.get_by_role("button", name="Play").click()
        page.clock.run_for(120_000)
        assert said(page).startswith("Step 8 of 8")
        assert keys.get_by_role("button", name="Play").is_visible()
        assert page.locator(".infra-token").count() == 0


def test_a_dot_runs_along_the_line_for_who_likes_motion(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="no-preference")
    page = context.new_page()
    open_stage(page, address)
    page.locator(PANEL).get_by_role("button", name="Next").click()
    page.locator(PANEL).get_by_role("button", name="Next").click()
    goal = page.locator(".card[data-instance='haproxy'] > .box").bounding_box()
    assert goal is not None
    page.wait_for_function(
        "x => document.querySelector('.infra-token').getBoundingClientRect().right >= x - 1",
        arg=goal["x"],
        timeout=5000,
    )
    context.close()


def test_by_keyboard(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        page = seen.page
        open_stage(page, address)
        page.locator(PANEL).get_by_role("button", name="Play").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert said(page).startswith("Step 3 of 8")
        page.keyboard.press("ArrowLeft")
        assert said(page).startswith("Step 2 of 8")


def test_on_a_phone_each_step_comes_into_view(browser: Browser, address: str) -> None:
    inside = """() => [...document.querySelectorAll('.infra-walking')].some(one => {
        const {left, right} = one.getBoundingClientRect();
        return left >= 0 && right <= innerWidth;
    })"""
    with watched(browser, address, PHONE, "light") as watch:
        page = watch.page
        page.emulate_media(reduced_motion="reduce")
        open_stage(page, address, "4-scale-up-redundant")
        top = page.evaluate("scrollY")
        seen = 0
        while here(page):
            assert page.evaluate(inside), said(page)
            seen += 1
            if not forward(page):
                break
        assert seen > 4
        assert page.locator(f"{FIGURE} .infra-scroll").evaluate("e => e.scrollLeft") > PHONE["width"]
        assert page.evaluate("scrollY") == top
