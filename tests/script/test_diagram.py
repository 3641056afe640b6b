"""A diagram that responds: what lights up, what is said, and a closer look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from tests.script.figures import FIGURE, lit, opened, part, scale, shown, stage_at, tip, told
from tests.site.demo import DESKTOP, PHONE, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ROOM = f"{FIGURE} > .infra-scroll"


def test_pointing_at_a_part_lights_up_what_it_uses_and_what_uses_it(browser: Browser, address: str) -> None:
    with shown(browser, address, "2") as page:
        part(page, "haproxy").hover()
        expect(tip(page)).to_be_visible()
        assert lit(page, "infra-uses") == {"nginx@web-01", "nginx@web-02"}
        assert lit(page, "infra-users") == {"visitor"}
        assert lit(page) == {
            "haproxy",
            "visitor",
            "nginx@web-01",
            "nginx@web-02",
            "firewall-1",
            "firewall-2",
            "firewall-3",
        }
        styles = [
            page.locator(f"{FIGURE} .{name} > .box").first.evaluate("e => getComputedStyle(e).strokeDasharray")
            for name in ("infra-uses", "infra-users")
        ]
        assert styles[0] != styles[1], "what is used and what uses differ by color alone"
        page.mouse.move(2, 2)
        expect(tip(page)).to_have_count(0)
        assert lit(page) == set()


def test_a_frame_answers_for_what_stands_in_it(browser: Browser, address: str) -> None:
    with shown(browser, address, "1") as page:
        page.locator(f"{FIGURE} a.header[data-instance='web-02']").hover()
        expect(tip(page)).to_be_visible()
        assert {"web-02", "nginx@web-02", "app@web-02", "mysql@web-02"} <= lit(page)
        assert lit(page, "infra-users") == {"haproxy", "mysql@web-01"}, "who asks, and who replicates to it"
        assert lit(page, "infra-uses") == {"mysql@web-01"}, "where it writes"


def test_a_tip_says_the_facts_of_a_part(browser: Browser, address: str) -> None:
    with shown(browser, address, "2") as page:
        part(page, "mysql@web-01").hover()
        facts = tip(page).inner_text().split("\n")
        text = " ".join(facts)
        assert facts[0] == "MySQL on web-01"
        for fact in ("Database", "Role primary", "On web-01", "Instances 2, primary-replica", "Ports 3306"):
            assert fact in text, text
        assert "Used by Application server" in text
        assert "99.90\N{NO-BREAK SPACE}% by itself" in text
        assert "2 high" in text


def test_a_tip_says_the_facts_of_a_line(browser: Browser, address: str) -> None:
    with shown(browser, address, "2") as page:
        page.locator(f"{FIGURE} .flow[data-connection='haproxy->nginx'] .words").first.hover()
        text = " ".join(tip(page).inner_text().split("\n"))
        assert text.startswith("HAProxy → Nginx")
        assert "Protocol HTTP" in text
        assert "Port 80" in text
        assert "Encryption clear text" in text
        assert "1 medium" in text, "that HTTP runs in clear text inside is an issue"
        assert lit(page, "infra-users") == {"haproxy"}
        assert lit(page, "infra-uses") == {"nginx@web-01", "nginx@web-02"}


def test_tips_stay_in_the_window_can_be_entered_and_dismissed(browser: Browser, address: str) -> None:
    """WCAG 2.2, 1.4.13: dismissible, hoverable, persistent."""
    with shown(browser, address, "4") as page:
        for instance in ("visitor", "db-server-01", "mysql@db-server-02"):
            part(page, instance).hover()
            box = tip(page).bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["y"] >= 0
            assert box["x"] + box["width"] <= DESKTOP["width"]
            assert box["y"] + box["height"] <= DESKTOP["height"]
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10, steps=6)
        page.wait_for_timeout(600)
        expect(tip(page)).to_be_visible()
        page.keyboard.press("Escape")
        expect(tip(page)).to_have_count(0)


def test_the_keyboard_reaches_parts_and_lines(browser: Browser, address: str) -> None:
    with shown(browser, address, "1") as page:
        page.locator(ROOM).focus()
        page.keyboard.press("Tab")
        assert focused(page, "e.matches('.flow, .tie')")
        expect(tip(page)).to_be_visible()
        described = focused(page, "document.getElementById(e.getAttribute('aria-describedby')).textContent")
        assert "→" in described
        first = focused(page, "e.id")
        page.keyboard.press("ArrowRight")
        assert focused(page, "e.id") != first
        assert "→" in tip(page).inner_text()
        page.keyboard.press("Tab")
        assert focused(page, "e.localName") == "a", "lines are one stop"
        assert focused(page, "e.getAttribute('aria-label')").startswith("web-01, server")
        expect(tip(page)).to_contain_text("web-01")
        page.keyboard.press("Enter")
        page.wait_for_url("**/#component-web")


def focused(page: Page, what: str) -> Any:
    return page.evaluate(f"(e => {what})(document.activeElement)")


def test_nothing_says_its_name_twice(browser: Browser, address: str) -> None:
    """A browser shows `title` by itself, over our tip."""
    with shown(browser, address, "1") as page:
        assert page.locator(f"{FIGURE} svg.infra-diagram title").count() == 0
        names = page.evaluate(
            f"[...document.querySelectorAll('{FIGURE} svg a')].filter(a => !a.getAttribute('aria-label')).length"
        )
        assert names == 0
        described = page.locator(f"{FIGURE} svg.infra-diagram").first
        assert described.evaluate(
            "e => e.getAttribute('aria-labelledby').split(' ').every(id => document.getElementById(id))"
        )


def test_zoom_by_buttons_keys_and_wheel(browser: Browser, address: str) -> None:
    with shown(browser, address, "4") as page:
        usual = scale(page)
        page.get_by_role("button", name="Zoom in").first.click()
        assert scale(page) == pytest.approx(usual * 1.25, rel=0.01)
        page.get_by_role("button", name="Zoom out").first.click()
        assert scale(page) == pytest.approx(usual, rel=0.01)
        page.locator(ROOM).focus()
        page.keyboard.press("+")
        page.keyboard.press("+")
        assert scale(page) == pytest.approx(usual * 1.25**2, rel=0.01)
        page.keyboard.press("-")
        assert scale(page) == pytest.approx(usual * 1.25, rel=0.01)
        page.keyboard.press("0")
        assert scale(page) == pytest.approx(usual, rel=0.02)


def test_what_is_under_the_pointer_stays_there(browser: Browser, address: str) -> None:
    with shown(browser, address, "2") as page:
        page.locator(FIGURE).evaluate("e => e.scrollIntoView()")
        before = center(page, "mysql@web-01")
        page.mouse.move(*before)
        page.keyboard.down("Control")
        page.mouse.wheel(0, -200)
        page.keyboard.up("Control")
        page.wait_for_function("document.querySelector('.infra-zoomed')")
        after = center(page, "mysql@web-01")
        assert scale(page) > 1.5
        assert abs(after[0] - before[0]) < 3
        assert abs(after[1] - before[1]) < 3


def center(page: Page, instance: str) -> tuple[float, float]:
    box = part(page, instance).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_plain_wheel_scrolls_the_page(browser: Browser, address: str) -> None:
    with shown(browser, address, "2") as page:
        page.locator(FIGURE).evaluate("e => e.scrollIntoView()")
        for zoomed in (False, True):
            if zoomed:
                page.get_by_role("button", name="Zoom in").first.click()
            usual, top = scale(page), page.evaluate("scrollY")
            page.mouse.move(*center(page, "haproxy"))
            page.mouse.wheel(0, 120)
            page.wait_for_function("top => scrollY > top", arg=top)
            assert scale(page) == usual


def test_a_zoomed_diagram_moves_by_dragging_and_by_arrows(browser: Browser, address: str) -> None:
    with shown(browser, address, "2") as page:
        page.locator(FIGURE).evaluate("e => e.scrollIntoView()")
        for _ in range(4):
            page.get_by_role("button", name="Zoom in").first.click()
        at = center(page, "haproxy")
        page.mouse.move(*at)
        page.mouse.down()
        page.mouse.move(at[0] - 100, at[1] - 40, steps=5)
        page.mouse.up()
        assert center(page, "haproxy") == pytest.approx((at[0] - 100, at[1] - 40), abs=3)
        assert "#" not in page.url, "dragging is not clicking"
        page.locator(ROOM).focus()
        page.keyboard.press("ArrowLeft")
        assert center(page, "haproxy")[0] == pytest.approx(at[0] - 40, abs=3)


def test_arrows_scroll_the_page_where_there_is_nothing_to_move(browser: Browser, address: str) -> None:
    with shown(browser, address, "0") as page:
        page.locator(ROOM).focus()
        top = page.evaluate("scrollY")
        page.keyboard.press("ArrowDown")
        page.wait_for_function("top => scrollY > top", arg=top)


def test_the_whole_screen_and_back(browser: Browser, address: str) -> None:
    with shown(browser, address, "2") as page:
        usual = scale(page)
        page.locator(ROOM).focus()
        page.keyboard.press("f")
        page.wait_for_function("document.fullscreenElement?.matches('.infra-full')")
        assert scale(page) > usual
        fits = page.locator(ROOM).evaluate("e => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight")
        assert fits
        part(page, "haproxy").hover()
        expect(tip(page)).to_be_visible()
        page.evaluate("document.exitFullscreen()")
        page.wait_for_function("!document.querySelector('.infra-full')")
        assert scale(page) == pytest.approx(usual)


def test_without_the_fullscreen_interface_it_covers_the_page(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "dark") as seen:
        seen.page.add_init_script("Object.defineProperty(document, 'fullscreenEnabled', { value: false })")
        opened(seen, stage_at(address, "2"))
        page = seen.page
        page.get_by_role("button", name="Whole screen").click()
        box = page.locator(FIGURE).bounding_box()
        assert box == {"x": 0, "y": 0, "width": DESKTOP["width"], "height": DESKTOP["height"]}
        on_top = page.evaluate("document.elementFromPoint(20, 20).closest('figure') !== null")
        assert on_top, "the header of the theme lies over it"
        page.mouse.move(3, 3)  # off the parts: the key closes a tip first
        expect(tip(page)).to_have_count(0)
        page.keyboard.press("Escape")
        assert page.locator(".infra-full").count() == 0


def test_the_keys_are_told_when_asked_for(browser: Browser, address: str) -> None:
    with shown(browser, address, "1") as page:
        keys = page.locator(f"{FIGURE} [data-panel='keys']")
        expect(keys).to_be_hidden()
        page.get_by_role("button", name="Keys").click()
        expect(keys).to_contain_text("zoom")
        asked, told = page.get_by_role("button", name="Keys").bounding_box(), keys.bounding_box()
        assert asked is not None
        assert told is not None
        assert told["y"] == pytest.approx(asked["y"] + asked["height"], abs=12), "not where one looks"
        page.keyboard.press("Escape")
        expect(keys).to_be_hidden()


def test_a_finger_first_asks_and_then_follows(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(stage_at(address, "2"), wait_until="load")
    page.wait_for_selector(f"{FIGURE} .infra-zoom")
    page.locator(FIGURE).evaluate("e => e.scrollIntoView()")
    part(page, "firewall-1").tap()
    expect(tip(page)).to_contain_text("Firewall 1")
    assert "#" not in page.url
    box = tip(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    tip(page).get_by_role("link", name="Explanation").tap()
    page.wait_for_url("**/#component-firewall-1")
    context.close()


def test_two_fingers_zoom_and_one_scrolls(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(stage_at(address, "2"), wait_until="load")
    page.wait_for_selector(f"{FIGURE} .infra-zoom")
    page.locator(ROOM).evaluate("e => e.scrollIntoView({block: 'center'})")
    before, window = scale(page), page.evaluate("visualViewport.scale")
    touch = context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y, "id": at} for at, (x, y) in enumerate(points)]},
        )

    send("touchStart", (150, 420), (250, 420))
    for step in range(1, 11):
        send("touchMove", (150 - 5 * step, 420), (250 + 5 * step, 420))
    send("touchEnd")
    assert scale(page) == pytest.approx(before * 2, rel=0.15)
    assert page.evaluate("visualViewport.scale") == window, "the browser zoomed the whole page as well"
    top = page.evaluate("scrollY")
    send("touchStart", (200, 500))
    for step in range(1, 11):
        send("touchMove", (200, 500 - 15 * step))
    send("touchEnd")
    page.wait_for_function("top => scrollY > top + 50", arg=top)
    context.close()


def test_a_wide_diagram_on_a_phone_shows_that_it_goes_on_and_can_be_seen_whole(
    browser: Browser, address: str
) -> None:
    with shown(browser, address, "4", viewport=PHONE) as page:
        room = page.locator(ROOM)
        assert room.evaluate("e => e.scrollWidth > e.clientWidth + 200")
        assert "gradient" in room.evaluate("e => getComputedStyle(e).backgroundImage")
        page.get_by_role("button", name="Fit the whole diagram").click()
        assert room.evaluate("e => e.scrollWidth <= e.clientWidth + 1")


def test_controls_take_no_room_that_was_not_kept_for_them(browser: Browser, address: str) -> None:
    """Nothing below a diagram moves when the script begins."""
    with watched(browser, address, DESKTOP, "light") as seen:
        seen.page.add_init_script(
            """window.shifts = 0;
            new PerformanceObserver(list => {
                for (const entry of list.getEntries()) window.shifts += entry.value;
            }).observe({ type: "layout-shift", buffered: true });"""
        )
        opened(seen, stage_at(address, "2"))
        seen.page.wait_for_timeout(300)
        assert seen.page.evaluate("shifts") < 0.02
        assert told(seen.page).count() == 0
