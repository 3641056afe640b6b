"""In a real browser: text fits with real fonts, colors follow the page, keys reach every link, nothing is blocked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.draw.drawings import drawn

from infra_design.model.finding import Finding, Severity
from infra_design.model.source import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, Route

    from infra_design.model.catalog import Catalog
    from infra_design.model.drawing import Drawing
    from infra_design.model.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STYLESHEET = (Path(__file__).parents[2] / "plugin/infra_design/write/assets/diagram.css").read_text("utf-8")
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'"
LIGHT = {
    "--md-default-fg-color": "rgba(0,0,0,.87)",
    "--md-default-fg-color--light": "rgba(0,0,0,.54)",
    "--md-default-bg-color": "#fff",
}
DARK = {
    "--md-default-fg-color": "hsla(225,15%,90%,.82)",
    "--md-default-fg-color--light": "hsla(225,15%,90%,.56)",
    "--md-default-bg-color": "hsla(225,15%,14%,1)",
}
TEXTS = """
() => [...document.querySelectorAll("svg .cards > *, svg .flows > *")].flatMap(group => {
  const rects = [...group.querySelectorAll(":scope > rect")].filter(rect => !rect.classList.contains("plate"));
  if (!rects.length) return [];
  const box = rects[0].getBBox();
  return [...group.querySelectorAll(":scope > text")].map(text => {
    const place = text.getBBox();
    const out = [box.x - place.x, place.x + place.width - box.x - box.width,
                 box.y - place.y, place.y + place.height - box.y - box.height];
    return [text.textContent, Math.max(...out)];
  });
})
"""
CONTRAST = """
() => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1})
    .getContext("2d", {willReadFrequently: true});
  const over = (color, below) => {
    canvas.fillStyle = below; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = rgb => rgb.map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ratio = (a, b) => (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  const paper = getComputedStyle(document.body).backgroundColor;
  const out = {};
  for (const [selector, property] of Object.entries(WANTED)) {
    const found = [...document.querySelectorAll("svg " + selector)];
    for (const one of found) {
      const value = ratio(light(over(getComputedStyle(one)[property], paper)), light(over(paper, "#fff")));
      out[selector] = Math.min(out[selector] ?? 99, value);
    }
  }
  return out;
}
"""
WANTED = {
    ".title": ("fill", 7.0),
    ".fact": ("fill", 4.5),
    ".words": ("fill", 7.0),
    ".secure .line": ("stroke", 3.0),
    ".clear .line": ("stroke", 3.0),
    ".lookup .line": ("stroke", 3.0),
    ".badge path": ("fill", 3.0),
}
"""Least contrast with the page that WCAG asks for: 4.5 for text, 3 for lines and signs; names should have more."""


@pytest.fixture
def show(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page that forbids inline styles, scripts and everything from elsewhere, with a drawing on it."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    complaints: list[str] = []

    def load(drawing: Drawing, palette: dict[str, str]) -> Page:
        icons = {f"/icons/{icon.name}{Path(icon.path).suffix}": icon.path for icon in drawing.icons}
        svg = drawing.svg.replace("{icons}", "/icons").replace("{components}", "#")
        colors = ";".join(f"{name}:{value}" for name, value in palette.items())
        sheet = f":root{{{colors}}}body{{background:var(--md-default-bg-color);margin:0}}{STYLESHEET}"

        def answer(route: Route) -> None:
            path = "/" + route.request.url.split("/", 3)[3].split("#")[0]
            if path in icons:
                route.fulfill(path=icons[path])
            elif path == "/style.css":
                route.fulfill(body=sheet, content_type="text/css")
            else:
                head = '<!doctype html><html lang="en"><title>x</title><link rel="stylesheet" href="/style.css">'
                headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
                route.fulfill(body=f"{head}<body>{svg}", headers=headers)

        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        page.route("**/*", answer)
        page.goto("http://diagram.test/")
        return page

    yield load
    context.close()
    assert complaints == []


@pytest.mark.parametrize("name", ["2", "4", "hostile-names", "sixty-servers"])
def test_text_stays_in_its_box(
    name: str,
    canonical: dict[str, Stage],
    ugly: dict[str, Stage],
    draw: Callable[..., Drawing],
    show: Callable[..., Page],
) -> None:
    page = show(draw(canonical[name] if name in canonical else ugly[name]), LIGHT)
    sticking_out = [text for text, by in page.evaluate(TEXTS) if by > 1]
    assert sticking_out == []


@pytest.fixture
def found() -> list[Finding]:
    """An issue of each severity that gets a badge."""
    mark = Mark("designs/stage.yml", 1, 1)
    severities = (Severity.ERROR, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
    subjects = ("visitor", "haproxy", "app", "mysql")
    return [
        Finding("x", *pair, "", "", mark)
        for pair in zip(severities, ["s"] * 4, [(name,) for name in subjects], strict=True)
    ]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast(
    palette: dict[str, str],
    canonical: dict[str, Stage],
    catalog: Catalog,
    show: Callable[..., Page],
    found: list[Finding],
) -> None:
    page = show(drawn(canonical["2"], catalog, *found), palette)
    properties = {selector: name for selector, (name, _) in WANTED.items()}
    measured = page.evaluate(CONTRAST.replace("WANTED", repr(properties)))
    assert set(measured) == set(WANTED)
    assert {selector: value for selector, value in measured.items() if value < WANTED[selector][1]} == {}


def test_keys_reach_every_component_with_a_name(
    canonical: dict[str, Stage], draw: Callable[..., Drawing], show: Callable[..., Page]
) -> None:
    page = show(draw(canonical["2"]), LIGHT)
    count = page.locator("svg a").count()
    reached = set()
    for _ in range(count):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('xlink:href')"))
    assert reached == {f"#{component}" for component in canonical["2"].components}
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    links = [node["name"]["value"] for node in tree if node["role"]["value"] == "link"]
    assert len(links) == count
    assert all(links)
    assert sum(name.startswith("Nginx on web-01") for name in links) == 1
    groups = [node["name"]["value"] for node in tree if node["role"]["value"] == "group"]
    assert sum(name.startswith(canonical["2"].title) for name in groups) == 1
    assert "HAProxy → Nginx: HTTP 80, in clear text" in groups


def test_icons_load(canonical: dict[str, Stage], draw: Callable[..., Drawing], show: Callable[..., Page]) -> None:
    drawing = draw(canonical["1"])
    page = show(drawing, LIGHT)
    sizes = page.evaluate("() => [...document.querySelectorAll('image')].map(i => i.getBBox().width)")
    assert len(sizes) == drawing.svg.count("<image")
    assert min(sizes) > 5
