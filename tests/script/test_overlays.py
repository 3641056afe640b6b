"""Ways to look at a diagram, and issues on it: from the list to the diagram, and from a part to its issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.script.figures import FIGURE, lit, opened, part, shown, stage_at, told
from tests.site.demo import DESKTOP, watched

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PRIMARY = "spof-write-primary@mysql@web-01"


def choose(page: Page, view: str) -> None:
    page.locator(f"{FIGURE} .infra-views").select_option(label=view)


def marks(page: Page) -> dict[str, str]:
    """The words at the edge of parts, by where they are: the card or frame that they touch."""
    return dict(
        page.evaluate(
            """() => [...document.querySelectorAll("figure .infra-mark")].map(mark => {
                const box = mark.getBoundingClientRect();
                const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
                const near = [...document.querySelectorAll("figure :is(.card, .frame)")].filter(one => {
                    const area = one.getBoundingClientRect();
                    const edge = Math.min(Math.abs(y - area.top), Math.abs(y - area.bottom));
                    return x > area.left && x < area.right && edge < 10;
                });
                return [near.at(-1)?.dataset.instance, mark.textContent];
            })"""
        )
    )


def test_exposure_shows_what_the_internet_reaches(browser: Browser, address: str) -> None:
    """Stage 2: the first firewall lets 443 and 80 in to the load balancer, the others only what comes from inside."""
    with shown(browser, address, "2") as page:
        choose(page, "Exposure")
        assert lit(page) == {"haproxy"}
        assert set(marks(page)["haproxy"].split(", ")) == {"443", "80"}
        expect(told(page)).to_contain_text(
            "The internet reaches HAProxy on port 443 (HTTPS, encrypted), past Firewall 1"
        )
        expect(told(page)).to_contain_text("Nothing else is reached from the internet")


def test_monitoring_shows_who_is_watched(browser: Browser, address: str) -> None:
    with shown(browser, address, "2") as page:
        choose(page, "Monitoring")
        assert marks(page) == dict.fromkeys(("lb", "web-01", "web-02"), "✓ watched")
        expect(told(page)).to_contain_text("Collector and Sumo Logic watch web-01, web-02 and LB")
    with shown(browser, address, "1") as page:
        choose(page, "Monitoring")
        assert set(marks(page).values()) == {"✗ not watched"}
        expect(told(page)).to_contain_text("Nothing watches")


def test_encryption_tells_clear_text_without_color(browser: Browser, address: str) -> None:
    with shown(browser, address, "2") as page:
        choose(page, "Encryption")
        style = "e => [getComputedStyle(e).strokeWidth, getComputedStyle(e).strokeDasharray]"
        clear = page.locator(f"{FIGURE} .flows > .clear .line").first.evaluate(style)
        secure = page.locator(f"{FIGURE} .flows > .secure .line").first.evaluate(style)
        local = page.locator(f"{FIGURE} .flows > .local .line").first.evaluate(style)
        assert len({tuple(clear), tuple(secure), tuple(local)}) == 3
        expect(told(page)).to_contain_text("Thick dashes: 3 connections in clear text")
        expect(told(page)).to_contain_text("HAProxy → Nginx")


def test_availability_shows_the_figure_of_each_and_what_matters_most(browser: Browser, address: str) -> None:
    with shown(browser, address, "1") as page:
        choose(page, "Availability")
        figures = marks(page)
        assert figures["haproxy"] == "99.950\N{NO-BREAK SPACE}%"
        assert figures["lb"].startswith("▲"), "every request passes through it"
        assert not figures["nginx@web-02"].startswith("▲"), "there is another one"
        expect(told(page)).to_contain_text("If LB never failed")


def test_issues_are_what_is_shown_first_and_again(browser: Browser, address: str) -> None:
    with shown(browser, address, "2") as page:
        badges = page.locator(f"{FIGURE} .badges")
        expect(badges).to_be_visible()
        expect(told(page)).to_have_count(0)
        choose(page, "Exposure")
        expect(badges).to_be_hidden()
        page.get_by_role("button", name="Close").click()
        expect(badges).to_be_visible()
        assert marks(page) == {}
        assert page.locator(f"{FIGURE} .infra-views").input_value() == "issues"


def test_an_issue_of_the_list_lights_up_its_evidence(browser: Browser, address: str) -> None:
    """If the primary on web-01 fails, writing stops: its way leads from the visitor through all tiers."""
    with shown(browser, address, "2") as page:
        page.get_by_role("button", name="Show on the diagram: The primary is a single point of failure").click()
        assert lit(page, "infra-subject") == {"mysql@web-01"}
        assert {"visitor", "haproxy", "nginx@web-01", "app@web-02", "mysql@web-01"} <= lit(page)
        assert "firewall-1" not in lit(page)
        assert marks(page)["mysql@web-01"] == "✗ fails"
        assert page.locator(f"{FIGURE} .flow.infra-lit[data-connection='app->mysql']").count() > 0
        box = page.locator(f"{FIGURE} > .infra-scroll").bounding_box()
        assert box is not None
        assert 0 <= box["y"] < DESKTOP["height"] / 2, "the diagram is where it can be seen"
        expect(told(page)).to_contain_text("writing to www.foobar.com stops")
        assert page.url.endswith(f"#~in=2-secured-and-monitored&issue={PRIMARY}")
        assert page.evaluate("document.activeElement.closest('figure') !== null"), "the keyboard follows"
        told(page).get_by_role("link", name="What it means").click()
        page.wait_for_url(f"**/#issue-{PRIMARY.replace('@', '%40')}", timeout=5000)


def test_what_goes_down_with_a_server_says_so(browser: Browser, address: str) -> None:
    with shown(browser, address, "2") as page:
        page.get_by_role("button", name="Show on the diagram: A server is a single point of failure").click()
        assert lit(page, "infra-subject") == {"web-01"}
        assert marks(page)["web-01"] == "✗ fails"
        assert marks(page)["mysql@web-01"] == "↓ goes down"


def test_a_link_opens_a_page_with_its_issue_lit(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        opened(seen, f"{stage_at(address, '2')}#~in=2-secured-and-monitored&issue={PRIMARY}")
        expect(told(seen.page)).to_be_visible()
        assert lit(seen.page, "infra-subject") == {"mysql@web-01"}
        seen.page.keyboard.press("Escape")
        expect(told(seen.page)).to_have_count(0)
        assert lit(seen.page, "infra-subject") == set()
        assert "#" not in seen.page.url
        seen.page.evaluate("location.hash = '~in=2-secured-and-monitored&view=exposure'")
        expect(told(seen.page)).to_contain_text("The internet reaches")


@pytest.mark.parametrize(
    "junk", ["~in=nowhere&issue=x", "~in=2-secured-and-monitored&issue=nothing", "~%E0%A4%A", "~in"]
)
def test_a_broken_link_does_nothing(browser: Browser, address: str, junk: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        opened(seen, f"{stage_at(address, '2')}#{junk}")
        expect(told(seen.page)).to_have_count(0)


def test_a_badge_lists_the_issues_of_its_part(browser: Browser, address: str) -> None:
    with shown(browser, address, "2") as page:
        badge = page.locator(f"{FIGURE} .badges [data-instance='mysql@web-01']")
        number = int(badge.text_content() or "0")
        badge.click()
        listed = told(page).locator("li")
        assert number == listed.filter(has_not_text="info").count()
        expect(told(page)).to_contain_text("MySQL on web-01")
        listed.filter(has_text="No backup").get_by_role("button").click()
        assert "mysql@web-01" in lit(page, "infra-subject")
        assert "issue=no-backup@mysql" in page.url


def test_the_issues_of_a_part_are_reached_by_keyboard_and_from_its_tip(browser: Browser, address: str) -> None:
    with shown(browser, address, "2") as page:
        part(page, "haproxy").focus()
        page.keyboard.press("i")
        expect(told(page)).to_contain_text("HAProxy")
        page.keyboard.press("Escape")
        badge = page.locator(f"{FIGURE} .badges [data-instance='lb']")
        badge.focus()
        page.keyboard.press("Enter")
        expect(told(page)).to_contain_text("LB")
        page.keyboard.press("Escape")
        part(page, "haproxy").hover()
        page.locator(".infra-tip").get_by_role("button").click()
        expect(told(page)).to_contain_text("HAProxy")


TWO = """# Two

```infra-design
stage: 1-distributed
show: [diagram, issues]
```

```infra-design
stage: 2-secured-and-monitored
show: [diagram, issues]
```
"""


def test_diagrams_on_one_page_do_not_disturb_each_other(
    browser: Browser, small: Callable[..., AbstractContextManager[str]]
) -> None:
    with small({}, TWO) as url, watched(browser, url, DESKTOP, "light") as seen:
        page = seen.page
        opened(seen, url)
        figures = page.locator(FIGURE)
        assert figures.count() == 2
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert sorted(ids) == sorted(set(ids))
        figures.nth(1).locator(".infra-views").select_option("exposure")
        assert figures.nth(1).locator(".infra-mark").count() > 0
        assert figures.nth(0).locator(".infra-mark").count() == 0
        assert figures.nth(0).get_attribute("data-mode") is None
        for stage, number in (("1-distributed", 0), ("2-secured-and-monitored", 1)):
            issue = page.locator(f"[id='{stage}-issue-spof-write-primary@mysql@web-01']")
            issue.get_by_role("button", name="Show on the diagram").click()
            assert figures.nth(number).get_attribute("data-mode") == "issue"
            assert page.url.endswith(f"#~in={stage}&issue={PRIMARY}")
