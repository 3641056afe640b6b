"""A picture looks as a browser shows the diagram, whatever is in it, and reads nothing else."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageStat

from infra_design.adapters.cli.png import PictureError, png
from infra_design.adapters.cli.png.flat import flat
from infra_design.adapters.cli.png.styles import Shape, matches, resolved, rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from playwright.sync_api import Browser

    Run = Callable[..., Result]

MIXED = """\
title: Many writings
components:
  visitor: {kind: browser, title: "زائر", uses: www.example.com}
  web: {kind: server, address: 198.51.100.10, title: "שרת אינטרנט 😀"}
  nginx: {host: web, uses: {mysql: {explain: "a"}}}
  mysql: {host: web, title: "数据库"}
dns:
  example.com:
    www: {A: web}
"""


def picture(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    assert image.format == "PNG"
    return image.convert("RGB")


@pytest.mark.parametrize("dark", [False, True])
def test_it_looks_as_in_a_browser(run: Run, tmp_path: Path, browser: Browser, dark: bool) -> None:  # noqa: FBT001
    svg, file = tmp_path / "one.svg", tmp_path / "one.png"
    assert run("render", "0-one", "-o", str(svg)).exit_code == 0
    assert run("render", "0-one", "-o", str(file), *(["--dark"] if dark else [])).exit_code == 0
    drawn = picture(file.read_bytes())
    page = browser.new_page(
        viewport={"width": drawn.width, "height": drawn.height}, color_scheme="dark" if dark else "light"
    )
    page.goto(svg.as_uri())
    shown = picture(page.screenshot())
    page.close()
    assert shown.size == drawn.size
    assert shown.getpixel((1, 1)) == drawn.getpixel((1, 1))  # the background
    assert max(ImageStat.Stat(ImageChops.difference(shown, drawn)).mean) < 4  # letters differ at their edges


def test_scale_makes_more_pixels(run: Run, tmp_path: Path) -> None:
    sizes = []
    for scale in ("1", "2"):
        assert run("render", "0-one", "-o", str(tmp_path / "x.png"), "--scale", scale).exit_code == 0
        sizes.append(picture((tmp_path / "x.png").read_bytes()).size)
    assert sizes[1] == (2 * sizes[0][0], 2 * sizes[0][1])


def test_the_same_bytes_each_time_and_on_standard_output(run: Run, tmp_path: Path) -> None:
    run("render", "0-one", "-o", str(tmp_path / "x.png"))
    assert run("render", "0-one", "--format", "png").stdout_bytes == (tmp_path / "x.png").read_bytes()


def test_other_writings_and_emoji_are_drawn(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "designs/0-one.yml").write_text(MIXED)
    assert run("render", "0-one", "-o", str(tmp_path / "x.png")).exit_code == 0
    assert picture((tmp_path / "x.png").read_bytes()).getcolors(1_000_000)


def test_nothing_is_read_from_elsewhere(tmp_path: Path) -> None:
    red = tmp_path / "red.png"
    Image.new("RGB", (10, 10), "red").save(red)
    links = (str(red), red.as_uri(), "http://127.0.0.1:9/x.png", "//127.0.0.1:9/x.png")
    images = "".join(f'<image width="10" height="10" xlink:href="{link}"/><image href="{link}"/>' for link in links)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10">'
        f"{images}</svg>"
    )
    assert picture(png(svg)).getcolors() == [(100, (255, 255, 255))]
    assert str(red) not in flat(svg, dark=False)[0]


def test_without_the_part_that_draws_it_says_what_to_install(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    result = run("render", "0-one", "-o", str(tmp_path / "x.png"))
    assert (result.exit_code, (tmp_path / "x.png").exists()) == (1, False)
    assert "pip install 'mkdocs-infra-design[png]'" in result.stderr


def test_a_picture_that_is_too_large_is_refused() -> None:
    with pytest.raises(PictureError, match="too many"):
        png('<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="9000"/>', scale=4)


SHEET = """
:root { --a: #000; --b: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --a: #112233; } }
@media print { .x { fill: red; } }
.x { --c: color-mix(in srgb, var(--a) 25%, var(--b)); }
@supports (color: x) { .y .z { fill: var(--c, blue); } }
.y > .z { stroke: var(--none, var(--a)); }
a:hover .z { fill: red; }
"""


def test_styles_are_worked_out_as_css_says() -> None:
    way = [Shape("svg", frozenset({"x"}), root=True), Shape("g", frozenset({"y"})), Shape("path", frozenset({"z"}))]
    for dark, first, mixed in ((False, "#000", "#bfbfbf"), (True, "#112233", "#c4c8cc")):
        variables: dict[str, str] = {}
        values = {}
        for place in range(1, 4):
            said = dict(pair for rule in rules(SHEET, dark=dark) if matches(rule, way[:place]) for pair in rule.said)
            variables |= {name: value for name, value in said.items() if name.startswith("--")}
            values = {name: resolved(value, variables) for name, value in said.items()}
        assert values == {
            "fill": mixed,
            "stroke": first,
        }  # 0.25 · 0 + 0.75 · 255 = 191; 0.25 · 17 + 191.25 = 195.5 → 196
    assert resolved("var(--x)", {"--x": "var(--x)"}) == ""
