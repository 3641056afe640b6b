"""The tour in a real browser: one stage at a time by keys, slider, play and link; all of them without a script."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from tests.script.test_everywhere import violations
from tests.site.demo import DESKTOP, PHONE, watched

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TOUR = "infrastructure/tour/"
STOPS = [
    "stop-0-simple-web-stack",
    "stop-1-distributed",
    "stop-2-secured-and-monitored",
    "stop-3-scale-up",
    "stop-4-scale-up-redundant",
]
TITLES = [
    "Simple web stack",
    "Distributed web infrastructure",
    "Secured and monitored web infrastructure",
    "Scale up",
    "Scale up, redundant",
]
SEEN = """() => [...document.querySelectorAll(".infra-stop")]
    .filter((stop) => getComputedStyle(stop.querySelector("figure")).visibility === "visible"
        && stop.querySelector("h2").checkVisibility())
    .map((stop) => stop.id)"""


def seen(page: Page) -> list[str]:
    """Ids of the stages that are shown."""
    found: list[str] = page.evaluate(SEEN)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_one_stage_at_a_time_by_buttons(
    browser: Browser, address: str, viewport: dict[str, int], scheme: str
) -> None:
    with watched(browser, address, viewport, scheme) as watch:
        page = watch.page
        page.goto(address + TOUR, wait_until="load")
        assert seen(page) == STOPS[:1]
        assert page.get_by_role("button", name="Back", exact=True).is_disabled()
        for stop in STOPS[1:]:
            page.get_by_role("button", name="Next", exact=True).click()
            assert seen(page) == [stop]
            assert page.url.endswith(f"#{stop}")
        assert page.get_by_role("button", name="Next", exact=True).is_disabled()
        page.get_by_role("button", name="Back", exact=True).click()
        assert seen(page) == [STOPS[3]]
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        assert violations(page) == []


def test_by_keys_and_slider(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as watch:
        page = watch.page
        page.goto(address + TOUR, wait_until="load")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert seen(page) == [STOPS[2]]
        page.keyboard.press("ArrowLeft")
        assert seen(page) == [STOPS[1]]
        slider = page.get_by_role("slider", name="Stage")
        slider.focus()
        page.keyboard.press("End")
        assert seen(page) == [STOPS[4]]
        assert slider.get_attribute("aria-valuetext") == "Stage 5 of 5: Scale up, redundant"
        slider.fill("0")
        assert seen(page) == [STOPS[0]]
        page.get_by_role("button", name=TITLES[3], exact=True).click()
        assert seen(page) == [STOPS[3]]


def test_what_changes_is_said(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as watch:
        watch.page.goto(address + TOUR, wait_until="load")
        watch.page.get_by_role("button", name="Next", exact=True).click()
        said = watch.page.locator(".infra-tour > [aria-live]").inner_text()
        # One server more for the load balancer, and HAProxy on it; five components are two or otherwise now.
        assert said.startswith("Stage 2 of 5: Distributed web infrastructure. 2 new, 5 changed; ")


def test_play_goes_to_the_end_and_pauses(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as watch:
        page = watch.page
        page.clock.install()
        page.goto(address + TOUR, wait_until="load")
        page.get_by_role("button", name="Play").click()
        assert seen(page) == [STOPS[1]]
        page.clock.run_for(4_000)
        assert seen(page) == [STOPS[2]]
        page.get_by_role("button", name="Pause").click()
        page.clock.run_for(20_000)
        assert seen(page) == [STOPS[2]]
        page.get_by_role("button", name="Play").click()
        page.clock.run_for(20_000)
        assert seen(page) == [STOPS[4]]
        assert page.get_by_role("button", name="Play").is_visible()


def test_a_link_leads_to_a_stage_there_and_within_the_page(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as watch:
        page = watch.page
        page.goto(f"{address}{TOUR}#{STOPS[3]}", wait_until="load")
        assert seen(page) == [STOPS[3]]
        page.evaluate(f"location.hash = '#{STOPS[1]}'")
        page.wait_for_function(f"document.querySelector('#{STOPS[1]}').classList.contains('infra-here')")
        assert seen(page) == [STOPS[1]]


def test_stages_and_overview_lead_there(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as watch:
        page = watch.page
        page.goto(f"{address}infrastructure/3-scale-up/", wait_until="load")
        page.get_by_role("link", name="in the tour").click()
        page.wait_for_url(f"**/{TOUR}#{STOPS[3]}")
        page.wait_for_selector(".infra-touring")
        assert seen(page) == [STOPS[3]]
        page.goto(f"{address}infrastructure/", wait_until="load")
        page.get_by_role("link", name="Take the tour").click()
        page.wait_for_url(f"**/{TOUR}")


def test_hidden_stages_cannot_be_reached_by_keyboard(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as watch:
        page = watch.page
        page.goto(address + TOUR, wait_until="load")
        links = "a => [...document.querySelectorAll('.infra-stop:not(.infra-here)')].every((stop) => stop.inert)"
        assert page.locator("body").evaluate(links)


def test_without_a_script_and_in_print_all_stages_are_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(address + TOUR)
        assert page.locator(".infra-stop svg.infra-diagram:visible").count() == len(STOPS)
        assert page.locator(".infra-stop h2:visible").all_inner_texts() == TITLES
        assert page.locator(".infra-tools").count() == 0
    finally:
        context.close()
    with watched(browser, address, DESKTOP, "light") as watch:
        watch.page.goto(address + TOUR, wait_until="load")
        watch.page.emulate_media(media="print")
        assert seen(watch.page) == STOPS
        assert watch.page.locator(".infra-steps").is_hidden()


def test_a_tour_of_five_stages_is_light(site: Path) -> None:
    assert len(gzip.compress((site / TOUR / "index.html").read_bytes(), 6)) < 60_000


def test_each_name_stands_under_its_stop(browser: Browser, address: str) -> None:
    thumb = 16
    with watched(browser, address, DESKTOP, "light") as watch:
        watch.page.goto(address + TOUR, wait_until="load")
        track = watch.page.locator(".infra-track > input").bounding_box()
        assert track is not None
        way = track["width"] - thumb
        for place, name in enumerate(watch.page.locator(".infra-marks > button").all()):
            box = name.bounding_box()
            assert box is not None
            stop = track["x"] + thumb / 2 + way * place / (len(STOPS) - 1)
            assert box["x"] + box["width"] / 2 == pytest.approx(stop, abs=1.5)


def test_on_a_phone_the_tour_begins_where_something_stands(browser: Browser, address: str) -> None:
    with watched(browser, address, PHONE, "light") as watch:
        watch.page.emulate_media(reduced_motion="reduce")
        watch.page.goto(address + TOUR, wait_until="load")
        middle = watch.page.locator(f"#{STOPS[0]} .cards").bounding_box()
        assert middle is not None
        assert middle["x"] + middle["width"] / 2 == pytest.approx(PHONE["width"] / 2, abs=2)
