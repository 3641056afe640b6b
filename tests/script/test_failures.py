"""What if this fails? A person fails things on a diagram and reads what still works, what does not, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.site.demo import DESKTOP, PHONE, build, served, watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FIGURE = "figure[data-simulation]"
READS = "Visitor reads www.foobar.com: "
WRITES = "Visitor writes www.foobar.com: "

MANY = """\
title: Many
components:
  visitor: {kind: browser, uses: www.foobar.com}
  rack-1: {kind: rack}
  lb: {kind: load-balancer, uses: nginx, address: 8.8.8.8}
  certificate: {host: lb, covers: www.foobar.com}
  web: {kind: server, instances: 60, in: rack-1}
  nginx: {host: web, min-available: 40}
dns:
  foobar.com:
    www: {A: lb}
"""
NO_JOURNEY = """\
title: No journey
components:
  web: {kind: server}
  nginx: {host: web}
"""
TWO = "# Two\n\n```infra-design\nstage: {}\n```\n\n```infra-design\nstage: {}\n```\n\nThe [end](#end).\n\n## End\n"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with designs that are not the usual ones, and a page with two diagrams; with MkDocs' own theme."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "designs").mkdir()
    (folder / "designs" / "0-many.yml").write_text(MANY)
    (folder / "designs" / "1-none.yml").write_text(NO_JOURNEY)
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text(TWO.format("0-many", "1-none"))
    settings = {
        "site_name": "Odd",
        "theme": {"name": "mkdocs", "highlightjs": False},
        "plugins": ["search", "infra-design"],
    }
    (folder / "mkdocs.yml").write_text(json.dumps(settings))
    build(folder)
    with served(folder / "site") as url:
        yield url


def open_stage(page: Page, address: str) -> None:
    page.goto(address, wait_until="load")
    page.get_by_role("button", name="What if this fails?").first.click()


def stage(address: str, name: str = "1-distributed") -> str:
    return f"{address}infrastructure/{name}/"


def card(page: Page, instance: str) -> Locator:
    return page.locator(f"{FIGURE} a.card[data-instance~='{instance}']").first


def host(page: Page, instance: str) -> Locator:
    return page.locator(f"{FIGURE} .headers > .header[data-instance~='{instance}']").first


def verdicts(page: Page) -> list[str]:
    return page.locator(f"{FIGURE} > .infra-panel:not([hidden]) [role=status] li").all_inner_texts()


def fates(page: Page) -> dict[str, str]:
    """What the marks on the diagram say of each card and frame."""
    told: dict[str, str] = page.evaluate(
        """figure => Object.fromEntries([...document.querySelectorAll(`${figure} :is(.card, .frame)[data-fate]`)]
            .map(one => [one.dataset.instance, one.dataset.fate]))""",
        FIGURE,
    )
    return told


def rows(page: Page) -> dict[str, str]:
    """What the panel lists."""
    facts = page.locator(f"{FIGURE} > .infra-panel:not([hidden]) dl")
    return dict(zip(facts.locator("dt").all_inner_texts(), facts.locator("dd").all_inner_texts(), strict=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_who_fails_the_primary_reads_at_once_what_still_works_and_what_does_not_and_why(
    browser: Browser, address: str, viewport: dict[str, int], scheme: str
) -> None:
    with watched(browser, address, viewport, scheme) as seen:
        open_stage(seen.page, stage(address))
        card(seen.page, "mysql@web-01").click()
        assert verdicts(seen.page) == [
            f"{READS}still works, thanks to MySQL on web-02.",
            f"{WRITES}does not work. MySQL on web-01 failed, and no other MySQL accepts writes.",
        ]
        assert fates(seen.page) == {"mysql@web-01": "failed"}
        for line in seen.page.locator(f"{FIGURE} > .infra-panel:not([hidden]) [role=status] li").all():
            expect(line).to_be_in_viewport(ratio=1)
        expect(card(seen.page, "mysql@web-01")).to_be_in_viewport()
        overflow = seen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0


def test_a_second_click_repairs(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        open_stage(seen.page, stage(address))
        hint = seen.page.locator(f"{FIGURE} > .infra-panel p")
        assert "Nothing has failed" in hint.inner_text()
        card(seen.page, "haproxy").click()
        assert [text.split(". ")[0] for text in verdicts(seen.page)] == [
            f"{READS}does not work",
            f"{WRITES}does not work",
        ]
        card(seen.page, "haproxy").click()
        assert verdicts(seen.page) == []
        assert fates(seen.page) == {}
        assert "Nothing has failed" in hint.inner_text()


def test_a_failed_machine_takes_down_what_stands_on_it(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        open_stage(seen.page, stage(address))
        host(seen.page, "web-01").locator("text").first.click()
        upper = ["app@web-01", "code@web-01", "mysql@web-01", "nginx@web-01"]
        names = "Application server on web-01, Application files on web-01, MySQL on web-01 and Nginx on web-01"
        assert fates(seen.page) == {"web-01": "failed", **dict.fromkeys(upper, "down")}
        assert rows(seen.page) == {"Failed": "web-01", "Down with it": names}
        assert verdicts(seen.page)[0] == f"{READS}still works, thanks to Nginx on web-02 and MySQL on web-02."
        expected = "web-01 failed, and with it MySQL on web-01, and no other MySQL accepts writes."
        assert verdicts(seen.page)[1] == f"{WRITES}does not work. {expected}"
        host(seen.page, "lb").locator("text").first.click()
        idle = {"web-02", "nginx@web-02", "app@web-02", "code@web-02", "mysql@web-02"}
        assert {ident for ident, fate in fates(seen.page).items() if fate == "idle"} == idle
        assert "Up, but of no use now" in rows(seen.page)


def test_fates_differ_by_more_than_color_and_are_said(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        page = seen.page
        open_stage(page, stage(address))
        host(page, "web-01").locator("text").first.click()
        host(page, "lb").locator("text").first.click()
        boxes = {name: card(page, name).locator(".box") for name in ("mysql@web-01", "mysql@web-02", "visitor")}
        dashes = [one.evaluate("e => getComputedStyle(e).strokeDasharray") for one in boxes.values()]
        assert len(set(dashes)) == 3
        assert set(page.locator(".infra-fates text").all_text_contents()) == {"failed", "down", "idle"}
        assert (host(page, "web-01").get_attribute("aria-label") or "").endswith(": failed")
        assert (card(page, "mysql@web-01").get_attribute("aria-label") or "").endswith(": down")
        assert card(page, "mysql@web-02").get_attribute("aria-roledescription") == "switch"
        assert page.locator(f"{FIGURE} .infra-panel [role=status] li").count() == 2, "said aloud, politely"
        wire = page.locator("[data-from='haproxy'][data-to='nginx@web-01 nginx@web-02']")
        assert float(wire.evaluate("e => getComputedStyle(e).opacity")) < 0.5


def test_everything_by_keyboard(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        page = seen.page
        page.goto(stage(address), wait_until="load")
        page.get_by_role("button", name="What if this fails?").focus()
        page.keyboard.press("Enter")
        card(page, "mysql@web-01").focus()
        page.keyboard.press("Enter")
        assert fates(page) == {"mysql@web-01": "failed"}
        page.keyboard.press("Space")
        assert fates(page) == {}
        host(page, "web-02").focus()
        page.keyboard.press("Space")
        assert fates(page)["web-02"] == "failed"
        page.keyboard.press("Escape")
        assert fates(page) == {}
        assert page.locator(f"{FIGURE} > .infra-panel:not([hidden])").count() == 0


def test_every_failure_that_is_offered_breaks_something(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        for name in ("1-distributed", "4-scale-up-redundant"):
            open_stage(seen.page, stage(address, name))
            choice = seen.page.get_by_label("Try a failure that breaks something")
            offered = choice.locator("option:enabled").evaluate_all(
                "all => all.map(one => one.value).filter(Boolean)"
            )
            assert len(offered) > 8
            for value in offered:
                choice.select_option(value)
                assert any("does not work" in text for text in verdicts(seen.page)), value
                failed = {ident for ident, fate in fates(seen.page).items() if fate == "failed"}
                assert failed == set(value.split(","))


def test_a_link_holds_the_failures(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        page = seen.page
        open_stage(page, stage(address))
        host(page, "web-02").locator("text").first.click()
        card(page, "mysql@web-01").click()
        told = verdicts(page)
        link = page.url
        assert link.endswith("fails=web-02,mysql@web-01")
        page.goto("about:blank")
        page.goto(link, wait_until="load")
        assert verdicts(page) == told
        assert fates(page)["web-02"] == "failed"
        page.get_by_role("button", name="Repair all").click()
        assert page.url == stage(address)


def test_a_link_with_strange_names_says_so_and_does_the_rest(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        page = seen.page
        page.goto(f"{stage(address)}#~in=1-distributed&fails=haproxy,<b>gone</b>", wait_until="load")
        assert page.locator(f"{FIGURE} > .infra-panel p").inner_text() == "Not in this stage: <b>gone</b>."
        assert {ident for ident, fate in fates(page).items() if fate == "failed"} == {"haproxy"}


def test_leaving_leaves_nothing_and_the_diagram_leads_to_explanations_again(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        page = seen.page
        page.goto(stage(address), wait_until="load")
        card(page, "haproxy").wait_for()
        svg = page.locator(f"{FIGURE} svg.infra-diagram")
        label = card(page, "haproxy").get_attribute("aria-label")
        marks = "[data-fate], [aria-roledescription], .infra-fates, .infra-cut"
        before = svg.locator(marks).count()
        page.get_by_role("button", name="What if this fails?").click()
        card(page, "haproxy").click()
        page.get_by_role("button", name="What if this fails?").click()
        assert page.url == stage(address)
        assert svg.locator(marks).count() == before
        assert card(page, "haproxy").get_attribute("aria-label") == label
        card(page, "haproxy").click()
        page.wait_for_url("**/#component-haproxy")


def test_instant_navigation_goes_on_and_anchors_work(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        page = seen.page
        page.goto(stage(address), wait_until="networkidle")
        page.evaluate("window.sameDocument = true")
        # Whatever is on it, Material fetches a page again when somebody first follows an anchor of it.
        page.evaluate("document.querySelector('figure').old = true")
        page.locator(".md-nav--secondary a[href$='#dns']:visible").click()
        page.wait_for_function("!document.querySelector('figure').old")
        page.get_by_role("button", name="What if this fails?").click()
        card(page, "haproxy").click()
        page.locator(".md-nav--secondary a[href$='#issues']:visible").click()
        page.wait_for_url("**/#issues")
        assert fates(page), "the state stays while one reads on"
        page.locator(".md-nav--primary a[href$='3-scale-up/']").first.click()
        page.wait_for_url("**/3-scale-up/")
        page.wait_for_function("document.querySelector('figure[data-stage=\"3-scale-up\"] .infra-tools')")
        page.get_by_role("button", name="What if this fails?").click()
        host(page, "web").locator("text").first.click()
        assert all("does not work" in text for text in verdicts(page))
        assert page.evaluate("window.sameDocument") is True


def test_of_sixty_one_says_how_many_fail(browser: Browser, odd: str) -> None:
    with watched(browser, odd, DESKTOP, "light") as seen:
        page = seen.page
        open_stage(page, f"{odd}infrastructure/0-many/")
        nginx = card(page, "nginx@web-01")
        nginx.click()
        assert page.locator(".infra-fates text").all_text_contents() == ["1 of 60 failed"]
        assert "still works, thanks to 59 Nginx." in verdicts(page)[0]
        nginx.click()
        assert "21 of 60 failed" in page.locator(".infra-fates text").all_text_contents(), "the least that matters"
        assert "does not work. 21 Nginx failed, and 40 of the 60 Nginx must work." in verdicts(page)[0]
        nginx.click()
        assert "failed" in page.locator(".infra-fates text").all_text_contents()
        nginx.click()
        assert verdicts(page) == []
        page.locator(f"{FIGURE} .frame[data-instance='rack-1']").click(position={"x": 6, "y": 6})
        assert "Rack 1 failed, and with it 60 Nginx, and 40 of the 60 Nginx must work." in verdicts(page)[0]


def test_what_cannot_fail_says_why(browser: Browser, odd: str) -> None:
    with watched(browser, odd, DESKTOP, "light") as seen:
        page = seen.page
        open_stage(page, f"{odd}infrastructure/0-many/")
        hint = page.locator(f"{FIGURE} > .infra-panel p")
        card(page, "visitor").click()
        assert hint.inner_text() == "Visitor is who asks, and taken as working."
        page.locator(f"{FIGURE} .seal").first.click()
        assert "a certificate expires" in hint.inner_text()
        assert fates(page) == {}


def test_without_journeys_it_says_what_goes_down(browser: Browser, odd: str) -> None:
    with watched(browser, odd, DESKTOP, "light") as seen:
        open_stage(seen.page, f"{odd}infrastructure/1-none/")
        host(seen.page, "web").locator("text").first.click()
        assert "no journeys" in seen.page.locator(f"{FIGURE} > .infra-panel p").inner_text()
        assert fates(seen.page) == {"web": "failed", "nginx": "down"}


def test_diagrams_of_one_page_keep_apart(browser: Browser, odd: str) -> None:
    with watched(browser, odd, DESKTOP, "light") as seen:
        page = seen.page
        page.goto(f"{odd}#~in=1-none&fails=web", wait_until="load")
        first, second = page.locator(FIGURE).all()
        assert first.get_attribute("data-mode") is None
        assert second.get_attribute("data-mode") == "failures"
        first.get_by_role("button", name="What if this fails?").click()
        first.locator("a.card[data-instance='lb']").click()
        assert set(fates(page)) >= {"lb", "web"}
        page.get_by_role("link", name="end", exact=True).click()
        page.wait_for_url("**/#end")
        assert set(fates(page)) >= {"lb", "web"}


def test_on_a_phone_what_is_chosen_comes_into_view(browser: Browser, address: str) -> None:
    with watched(browser, address, PHONE, "light") as watch:
        page = watch.page
        page.emulate_media(reduced_motion="reduce")
        open_stage(page, stage(address, "4-scale-up-redundant"))
        top = page.evaluate("scrollY")
        for chosen, part in (("mysql@db-server-01", "mysql@db-server-01"), ("lb-01,lb-02", "haproxy@lb-01")):
            page.locator(f"{FIGURE} [data-panel='failures'] select").select_option(chosen)
            box = card(page, part).bounding_box()
            assert box is not None
            assert 0 <= box["x"] <= PHONE["width"] - box["width"]
        assert page.evaluate("scrollY") == top
