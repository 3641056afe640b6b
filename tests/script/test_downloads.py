"""What can be taken along from a diagram: files, and a picture in the colors of the page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.script.figures import FIGURE, shown, stage_at

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MENU = f"{FIGURE} .infra-downloads"


def picture(page: Page) -> tuple[str, Image.Image]:
    """The name and the content of the picture that the menu offers."""
    page.locator(MENU).first.evaluate("e => e.open = true")
    with page.expect_download() as waiting:
        page.locator(MENU).first.get_by_role("button", name="PNG").click()
    done = waiting.value
    content = io.BytesIO(done.path().read_bytes())
    return done.suggested_filename, Image.open(content).convert("RGB")


def paper(page: Page) -> tuple[int, ...]:
    """The color that the page has behind its diagram."""
    color = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return tuple(map(int, color[4:-1].split(",")))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_has_twice_the_size_and_the_colors_of_the_page(browser: Browser, address: str, scheme: str) -> None:
    with shown(browser, address, "2", scheme) as page:
        name, image = picture(page)
        size = page.locator(f"{FIGURE} svg.infra-diagram").first.evaluate(
            "svg => [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height]"
        )
        assert name == "2-secured-and-monitored.png"
        assert image.size == tuple(round(2 * length) for length in size)
        assert image.getpixel((1, 1)) == pytest.approx(paper(page), abs=2)
        colors = image.getcolors(maxcolors=1 << 24)
        assert colors is not None
        assert len(colors) > 500, "icons are missing"


def test_a_picture_follows_a_palette_of_ones_own(browser: Browser, address: str) -> None:
    with shown(browser, address, "1") as page:
        page.add_style_tag(content="body[data-md-color-scheme] { --md-default-bg-color: rgb(255 244 214); }")
        _, image = picture(page)
        assert image.getpixel((1, 1)) == (255, 244, 214)


def test_the_files_of_a_stage_can_be_had(browser: Browser, address: str, tmp_path: Path) -> None:
    with shown(browser, address, "1") as page:
        page.locator(MENU).first.get_by_text("Download").click()
        begins = {"SVG": "<svg", "DOT": "digraph", "YAML": "title:", "JSON": "{"}
        for name, start in begins.items():
            with page.expect_download() as waiting:
                page.locator(MENU).first.get_by_role("link", name=name).click()
            target = tmp_path / waiting.value.suggested_filename
            waiting.value.save_as(target)
            assert target.read_text("utf-8").startswith(start)


def test_files_can_be_had_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(stage_at(address, "1"))
    assert page.locator(f"{MENU} a[download]").count() == 4
    assert page.locator(f"{MENU} button").count() == 0
    context.close()


def test_the_diagram_by_itself_shows_its_icons(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}assets/infra-design/diagrams/2-secured-and-monitored.svg")
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    colors = image.getcolors(maxcolors=1 << 24)
    assert colors is not None
    assert len(colors) > 500
    assert [url for url in asked if not url.startswith("data:")] == [page.url]
    page.close()


def test_the_menu_stays_where_it_is_when_it_opens(browser: Browser, address: str) -> None:
    with shown(browser, address, "4") as page:
        word = page.locator(f"{MENU} > summary").first
        before = word.bounding_box()
        word.click()
        assert page.locator(f"{MENU} a[download]").first.is_visible()
        assert word.bounding_box() == before
