"""Right everywhere: palettes, widths, themes, policies, directions, paper; light on the wire, nothing left behind."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from tests.script.figures import FIGURE, STAGES, opened, part, scale, shown, stage_at, tip, told
from tests.site.demo import DESKTOP, PHONE, watched

from infra_design.write.script import page_script

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, CDPSession, Page, Response, Route

    Small = Callable[..., AbstractContextManager[str]]

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
THEIRS = ".md-search, .md-nav, .md-code__nav"
"""Parts of Material that axe finds wanting and no page can mend: a dialog, lists and groups without names."""

KB = 1024
SCRIPT, FIRST_VIEW, NEXT_VIEW = 12 * KB, 200 * KB, 60 * KB
PAGES = ["", "embedding/", "infrastructure/", "infrastructure/rules/", "infrastructure/rules/spof-server/"]
PAGES += [f"infrastructure/{stage}/" for stage in STAGES.values()]
ONE = """# One

```infra-design
stage: 2-secured-and-monitored
show: [diagram, issues, components]
```
"""


def violations(page: Page, where: str = "document") -> list[str]:
    """What axe-core finds, but for what is the theme's own."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        """async ([where, theirs]) => {
            const context = where === "document" ? document : { include: [[where]] };
            const { violations } = await axe.run(context, { resultTypes: ["violations"], preload: false });
            return violations.flatMap(one => one.nodes
                .filter(node => !document.querySelector(node.target[0])?.closest(theirs))
                .map(node => `${one.id}: ${node.html.slice(0, 120)} ${node.failureSummary}`));
        }""",
        [where, THEIRS],
    )
    return [str(one) for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_on_any_type_of_page(
    browser: Browser, address: str, viewport: dict[str, int], scheme: str
) -> None:
    with watched(browser, address, viewport, scheme) as seen:
        found = {}
        for uri in PAGES:
            seen.page.goto(address + uri, wait_until="load")
            found[uri] = violations(seen.page)
        assert {uri: those for uri, those in found.items() if those} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_when_things_are_open(
    browser: Browser, address: str, viewport: dict[str, int], scheme: str
) -> None:
    with shown(browser, address, "2", scheme, viewport=viewport) as page:
        found = {}
        page.get_by_role("button", name="Keys").click()
        page.locator(f"{FIGURE} .infra-downloads summary").click()
        found["keys"] = violations(page)
        for view in ("encryption", "exposure", "monitoring", "availability"):
            page.locator(f"{FIGURE} .infra-views").select_option(view)
            found[view] = violations(page, FIGURE)
        page.get_by_role("button", name="Show on the diagram").first.click()
        found["issue"] = violations(page)
        page.keyboard.press("Escape")
        page.locator(f"{FIGURE} .badges [role=button]").first.focus()
        page.keyboard.press("Enter")
        found["issues of a part"] = violations(page, FIGURE)
        page.keyboard.press("Escape")
        part(page, "haproxy").focus()
        found["tip"] = violations(page, FIGURE)
        for mode in ("What if this fails?", "Follow a request"):
            page.get_by_role("button", name=mode).click()
            found[mode] = violations(page, FIGURE)
        assert {state: those for state, those in found.items() if those} == {}


def test_the_script_is_small() -> None:
    assert len(gzip.compress(page_script(), 9)) <= SCRIPT


def test_pages_are_light(browser: Browser, address: str) -> None:
    """Everything that a browser asks for, theme included, as a server that compresses text sends it.

    The index of the search is left out: it grows with the site, and the theme fetches it behind the page.
    """
    with watched(browser, address, DESKTOP, "light") as seen:
        sizes: dict[str, int] = {}
        seen.page.on("response", lambda response: sizes.setdefault(response.url, weight(response)))
        seen.page.goto(stage_at(address, "2"), wait_until="networkidle")
        first = without_search(sizes)
        seen.page.goto(stage_at(address, "3"), wait_until="networkidle")
        rest = {url: size for url, size in without_search(sizes).items() if url not in first}
        assert sum(first.values()) <= FIRST_VIEW, sorted(first.items(), key=lambda item: -item[1])
        assert 0 < sum(rest.values()) <= NEXT_VIEW, rest


def without_search(sizes: dict[str, int]) -> dict[str, int]:
    return {url: size for url, size in sizes.items() if "/search/search_index" not in url}


def weight(response: Response) -> int:
    """Bytes of an answer: text compressed, pictures as they are."""
    body = response.body()
    return len(body) if response.url.endswith(".png") else len(gzip.compress(body, 9))


def test_a_diagram_is_seen_before_the_script_has_come(browser: Browser, address: str) -> None:
    with watched(browser, address, DESKTOP, "light") as seen:
        held: list[Route] = []
        seen.page.route("**/infra-design.js", lambda route: held.append(route))  # noqa: PLW0108 — it wants a function
        seen.page.goto(stage_at(address, "1"), wait_until="commit")
        seen.page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
        diagram = seen.page.locator(f"{FIGURE} svg").first
        box = diagram.bounding_box()
        assert held, "the script was not asked for yet"
        assert box is not None
        assert box["height"] > 200
        assert seen.page.evaluate(
            f"[...document.querySelectorAll('{FIGURE} image')].every(i => i.getBoundingClientRect().width > 0)"
        )
        assert seen.page.locator(".infra-tools").count() == 0
        held[0].continue_()
        seen.page.wait_for_selector(f"{FIGURE} .infra-zoom")


def test_instant_navigation_leaves_nothing_behind(browser: Browser, address: str) -> None:
    """Thirty pages on, nothing of ours is left: no more than Material itself keeps of the pages that it leaves."""
    ours, theirs = grown(browser, address, with_script=True), grown(browser, address, with_script=False)
    for what, slack in (("JSEventListeners", 10), ("Nodes", 2000), ("JSHeapUsedSize", 1_000_000)):
        assert ours[what] <= theirs[what] + slack, (
            f"{what} grows by {ours[what]}, without our script by {theirs[what]}"
        )


def grown(browser: Browser, address: str, *, with_script: bool) -> dict[str, float]:
    """What thirty navigations add to a page, after six to warm up."""
    with watched(browser, address, DESKTOP, "light") as seen:
        page = seen.page
        if not with_script:
            page.route("**/infra-design.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        page.goto(stage_at(address, "0"), wait_until="networkidle")
        page.evaluate("window.sameDocument = true")
        probe = page.context.new_cdp_session(page)
        probe.send("Performance.enable")
        walk_about(page, 2)
        before = counted(page, probe)
        walk_about(page, 10)
        after = counted(page, probe)
        assert page.evaluate("window.sameDocument") is True, "navigation is not instant"
        assert page.locator(".infra-tools").count() == with_script
        return {what: after[what] - before[what] for what in after}


def walk_about(page: Page, rounds: int) -> None:
    """From stage to stage by the navigation; where there are controls, they are used."""
    for _ in range(rounds):
        for stage in ("1", "2", "0"):
            page.locator(f".md-nav--primary a[href$='{STAGES[stage]}/']").first.click()
            page.wait_for_selector(f"{FIGURE}[data-stage='{STAGES[stage]}']")
            page.wait_for_timeout(80)
            if page.locator(".infra-views").count():
                page.locator(".infra-views").select_option("exposure")


def counted(page: Page, probe: CDPSession) -> dict[str, float]:
    """Listeners, elements and bytes, garbage left out."""
    page.wait_for_timeout(400)
    for _ in range(2):
        probe.send("HeapProfiler.collectGarbage")
    metrics = probe.send("Performance.getMetrics")["metrics"]
    return {one["name"]: one["value"] for one in metrics}


def test_colors_follow_the_palette_live(browser: Browser, address: str) -> None:
    with shown(browser, address, "1") as page:
        page.locator(f"{FIGURE} .infra-views").select_option("availability")
        colors = """() => [".infra-mark > rect", ".infra-mark > text", ".infra-panel", ".infra-tool"].map(
            name => getComputedStyle(document.querySelector("figure " + name)))
            .flatMap(style => [style.fill, style.color])"""
        before = page.evaluate(colors)
        page.locator("label[for='__palette_1']").click()
        page.wait_for_function("document.body.getAttribute('data-md-color-scheme') === 'slate'")
        after = page.evaluate(colors)
        assert before[0] != after[0], "the plate of a mark"
        assert before[2] != after[2], "its words"
        assert before[5] != after[5], "the panel"
        assert before[7] != after[7], "the controls"


def test_paper_has_the_whole_diagram_and_no_controls(browser: Browser, address: str) -> None:
    with shown(browser, address, "4", "dark") as page:
        for _ in range(4):
            page.get_by_role("button", name="Zoom in").first.click()
        page.locator(f"{FIGURE} .infra-views").select_option("exposure")
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 720, "height": 1000})
        for gone in (".infra-tools", ".infra-panel", ".infra-downloads", ".infra-tip"):
            assert not page.locator(f"{FIGURE} {gone}").first.is_visible(), gone
        room = page.locator(f"{FIGURE} > .infra-scroll")
        assert room.evaluate("e => e.scrollWidth <= e.clientWidth + 1 && e.scrollHeight <= e.clientHeight + 1")
        assert scale(page) < 1
        tone = page.locator(".infra-badge.infra-high").first.evaluate("e => getComputedStyle(e).color")
        assert tone == "rgb(179, 38, 30)", "dark on paper"
        assert len(page.pdf(format="A4")) > 10_000


def test_reduced_motion_moves_nothing(browser: Browser, address: str) -> None:
    with shown(browser, address, "1") as page:  # windows of these tests ask for it
        moving = page.evaluate(
            f"""[...document.querySelectorAll("{FIGURE}, {FIGURE} *")].filter(one => {{
                const style = getComputedStyle(one);
                return Number.parseFloat(style.transitionDuration) > 0.01 || style.animationName !== "none";
            }}).map(one => one.outerHTML.slice(0, 80))"""
        )
        assert moving == []


def test_a_page_from_right_to_left(browser: Browser, small: Small) -> None:
    theme = {"name": "material", "font": False, "language": "ar", "direction": "rtl"}
    with small(theme, ONE) as url, watched(browser, url, PHONE, "light") as seen:
        opened(seen, url)
        page = seen.page
        assert page.evaluate("getComputedStyle(document.querySelector('figure')).direction") == "rtl"
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0
        zoom = page.locator(".infra-zoom").bounding_box()
        choice = page.locator(".infra-choice").first.bounding_box()
        assert zoom is not None
        assert choice is not None
        assert choice["x"] + choice["width"] > PHONE["width"] / 2, "what comes first stands on the right"
        page.get_by_role("button", name="Fit the whole diagram").click()
        room = page.locator(f"{FIGURE} > .infra-scroll")
        assert room.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
        page.get_by_role("button", name="Zoom in").first.click()
        page.get_by_role("button", name="Zoom in").first.click()
        before = room.evaluate("e => e.scrollLeft")
        room.focus()
        page.keyboard.press("ArrowLeft")
        assert room.evaluate("e => e.scrollLeft") < before
        part(page, "visitor").focus()
        expect(tip(page)).to_be_visible()
        box = tip(page).bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= PHONE["width"] - box["width"]
        assert violations(page, FIGURE) == []


def test_it_works_under_a_strict_content_security_policy(browser: Browser, small: Small) -> None:
    """In a theme without scripts of its own in the page; a policy that is broken shows as an error of the console."""
    with small({}, ONE, "default-src 'self'") as url, watched(browser, url, DESKTOP, "light") as seen:
        opened(seen, url)
        page = seen.page
        for view in ("encryption", "exposure", "monitoring", "availability"):
            page.locator(f"{FIGURE} .infra-views").select_option(view)
        assert page.locator(".infra-mark").count() > 0
        page.get_by_role("button", name="Zoom in").first.click()
        assert scale(page) > 1
        part(page, "haproxy").hover()
        expect(tip(page)).to_be_visible()
        assert tip(page).evaluate("e => e.style.left") != ""
        page.get_by_role("button", name="Show on the diagram").first.click()
        expect(told(page)).to_be_visible()
        for mode in ("What if this fails?", "Follow a request"):
            page.get_by_role("button", name=mode).click()
        inline = page.evaluate("document.querySelectorAll('[style]:not(figure *), script:not([src]), style').length")
        assert inline == 0


def test_a_picture_needs_one_more_word_in_the_policy(browser: Browser, small: Small) -> None:
    policy = "default-src 'self'; img-src 'self' blob:"
    with small({}, ONE, policy) as url, watched(browser, url, DESKTOP, "light") as seen:
        opened(seen, url)
        seen.page.locator(".infra-downloads").evaluate("e => e.open = true")
        with seen.page.expect_download() as waiting:
            seen.page.get_by_role("button", name="PNG").click()
        assert waiting.value.suggested_filename == "2-secured-and-monitored.png"


THEMES: dict[str, dict[str, Any]] = {
    "mkdocs": {"name": "mkdocs", "color_mode": "auto"},
    "readthedocs": {"name": "readthedocs", "highlightjs": False},
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", THEMES)
def test_other_themes(browser: Browser, small: Small, theme: str, scheme: str) -> None:
    with small(THEMES[theme], ONE) as url, watched(browser, url, DESKTOP, scheme) as seen:
        seen.page.route("**/cdnjs.cloudflare.com/**", lambda route: route.fulfill(content_type="text/css", body=""))
        seen.page.add_init_script("window.hljs = { highlightAll() {} }")
        opened(seen, url)
        seen.outside.clear()  # the themes' own highlighter of code, which they fetch from elsewhere
        page = seen.page
        found = violations(page, FIGURE)
        page.locator(f"{FIGURE} .infra-views").select_option("exposure")
        part(page, "haproxy").focus()
        expect(tip(page)).to_be_visible()
        for beside in (".infra-tip", ".infra-panel[data-panel='told']", ".infra-tools"):
            found += violations(page, beside)
        page.get_by_role("button", name="Whole screen").click()
        page.wait_for_function("document.querySelector('.infra-full')")
        assert found == []
