"""The demonstration site in a real browser: nothing goes wrong and nothing leaves the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.site.demo import DESKTOP, PHONE, build, configured, copy_demo, served, watched

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STAGES = [
    "0-simple-web-stack",
    "1-distributed",
    "2-secured-and-monitored",
    "3-scale-up",
    "4-scale-up-redundant",
]
PAGES = ["", "infrastructure/", "infrastructure/rules/", "infrastructure/rules/spof-server/"]
PAGES += [f"infrastructure/{stage}/" for stage in STAGES]
DIAGRAM = "figure.infra-figure svg.infra-diagram"
SHOWN = """svg => {
    const box = svg.getBoundingClientRect();
    const images = [...svg.querySelectorAll("image")];
    return {width: box.width, height: box.height, texts: svg.querySelectorAll("text").length, images: images.length};
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_shows_without_errors_and_stays_on_the_site(
    browser: Browser, address: str, viewport: dict[str, int], scheme: str
) -> None:
    with watched(browser, address, viewport, scheme) as seen:
        for uri in PAGES:
            response = seen.page.goto(address + uri, wait_until="load")
            assert response is not None
            assert response.ok, uri
            overflow = seen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert overflow <= 0, f"{uri} is {overflow} px wider than the window"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_diagrams_are_visible_with_their_icons(browser: Browser, address: str, scheme: str) -> None:
    with watched(browser, address, DESKTOP, scheme) as seen:
        for stage in STAGES:
            seen.page.goto(f"{address}infrastructure/{stage}/", wait_until="networkidle")
            diagram = seen.page.locator(DIAGRAM).first
            assert diagram.is_visible()
            shown = diagram.evaluate(SHOWN)
            assert shown["width"] > 300, shown
            assert shown["height"] > 80, shown
            assert shown["images"] >= 4, shown
            assert shown["texts"] >= shown["images"], shown


def test_every_icon_can_be_had(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        failed: list[str] = []
        seen.page.on("response", lambda response: failed.append(response.url) if not response.ok else None)
        seen.page.goto(f"{address}infrastructure/4-scale-up-redundant/", wait_until="networkidle")
        assert failed == []


def test_a_click_on_a_component_leads_to_its_explanation(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        seen.page.goto(f"{address}infrastructure/1-distributed/", wait_until="load")
        link = seen.page.locator(f"{DIAGRAM} a", has_text="HAProxy").first
        link.locator("text").first.click()
        seen.page.wait_for_url("**/infrastructure/1-distributed/#*")
        anchor = seen.page.url.partition("#")[2]
        target = seen.page.locator(f"[id='{anchor}']")
        assert target.count() == 1
        assert "HAProxy" in target.inner_text()
        assert target.evaluate("e => e.getBoundingClientRect().top < window.innerHeight")


def test_the_palette_toggle_recolors_the_diagram(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        seen.page.goto(f"{address}infrastructure/1-distributed/", wait_until="load")
        before = colors(seen.page)
        seen.page.locator("label[for='__palette_1']").click()
        seen.page.wait_for_function("document.body.getAttribute('data-md-color-scheme') === 'slate'")
        after = colors(seen.page)
        assert before["text"] != after["text"]
        assert contrast(before["text"], before["page"]) >= 4.5
        assert contrast(after["text"], after["page"]) >= 4.5


def test_instant_navigation_goes_on_working_across_pages_with_diagrams(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        page = seen.page
        loads: list[str] = []
        page.on("load", lambda _: loads.append(page.url))
        page.goto(f"{address}infrastructure/0-simple-web-stack/", wait_until="networkidle")
        page.evaluate("window.sameDocument = true")
        for stage in ("1-distributed", "3-scale-up", "0-simple-web-stack"):
            page.locator(f".md-nav--primary a[href$='{stage}/']").first.click()
            page.wait_for_url(f"**/infrastructure/{stage}/")
            page.wait_for_function(
                "title => document.querySelector('h1').innerText.includes(title)", arg=heading(stage)
            )
            assert page.locator(DIAGRAM).first.is_visible()
        assert page.evaluate("window.sameDocument") is True, "the page was loaded anew: navigation is not instant"


def heading(stage: str) -> str:
    return {"0-simple-web-stack": "Simple", "1-distributed": "Distributed", "3-scale-up": "Scale up"}[stage]


def test_without_directory_urls_it_works_from_a_plain_file_server(
    browser: Browser, tmp_path: Path, checkout: Path
) -> None:
    copy_demo(tmp_path, checkout)
    configured(tmp_path, use_directory_urls=False)
    build(tmp_path)
    with served(tmp_path / "site") as url, watched(browser, url, DESKTOP, "light") as seen:
        seen.page.goto(f"{url}infrastructure/index.html", wait_until="load")
        seen.page.locator("main a[href*='1-distributed.html']").first.click()
        seen.page.wait_for_url("**/infrastructure/1-distributed.html*")
        assert seen.page.locator(DIAGRAM).first.is_visible()


def test_it_works_below_a_path(browser: Browser, site: Path, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "docs").symlink_to(site)
    with served(tmp_path) as url, watched(browser, url, DESKTOP, "dark") as seen:
        seen.page.goto(f"{url}deep/docs/infrastructure/", wait_until="load")
        seen.page.locator("main a[href*='1-distributed/']").first.click()
        seen.page.wait_for_url("**/deep/docs/infrastructure/1-distributed/*")
        assert seen.page.locator(DIAGRAM).first.is_visible()


def test_without_scripts_everything_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=DESKTOP)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}infrastructure/1-distributed/")
    assert page.locator(DIAGRAM).first.is_visible()
    page.locator(f"{DIAGRAM} a", has_text="HAProxy").first.locator("text").first.click()
    assert "#" in page.url
    context.close()


def colors(page: Page) -> dict[str, str]:
    """The color of a component's name, and that of what it stands on."""
    return page.evaluate(
        """() => {
            const text = [...document.querySelectorAll("figure.infra-figure svg text")]
                .find(text => text.textContent.includes("HAProxy"));
            let back = document.querySelector("figure.infra-figure");
            while (back && getComputedStyle(back).backgroundColor === "rgba(0, 0, 0, 0)") back = back.parentElement;
            return {text: getComputedStyle(text).fill, page: getComputedStyle(back || document.body).backgroundColor};
        }"""
    )


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colors, WCAG 2.2."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    red, green, blue = (float(part) / 255 for part in color[color.index("(") + 1 : color.index(")")].split(",")[:3])
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
