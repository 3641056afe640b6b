"""`make pictures`: the pictures of the documentation, from the designs that it shows.

Diagrams are SVG that follows the reader's palette, with icons in the size in which they are seen. The picture at the
top of the README is a photograph, once in each palette.
"""

from __future__ import annotations

import base64
import io
import re
import shutil
from html import escape
from typing import TYPE_CHECKING

import click
from PIL import Image
from playwright.sync_api import sync_playwright
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import YamlLexer
from tests.documentation.shown import DOCS, ROOT, diagrams, drawn, findings, read, readme, written

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
ICON = 112
"""Pixels of an icon: twice its size in a diagram, and a little more."""
SIZE = {"width": 1120, "height": 500}
ISSUES = ("spof-load-balancer@lb", "spof-write-primary@mysql@web-01", "no-https@www.example.com")
"""The issues of the README's design that its picture shows."""

DATA = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")

STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --muted: #5a6675; --paper: #ffffff; --card: #f5f7fa;
  --line: #d5dbe3; --high: #c62f2f; --key: #2f5bb7; }
@media (prefers-color-scheme: dark) { :root { --ink: #dfe3ea; --muted: #a2abb8; --paper: #1e2129; --card: #272b35;
  --line: #3d434f; --high: #ff8a80; --key: #82aaff; } }
* { box-sizing: border-box; }
body { margin: 0; width: 1120px; height: 500px; padding: 20px 24px; background: var(--paper); color: var(--ink);
  font: 16px/1.4 Arial, "Liberation Sans", sans-serif; display: grid; grid-template: 1fr auto / 392px 1fr;
  gap: 12px 20px; align-items: center; }
.code { background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.code b { display: block; padding: 8px 16px; border-bottom: 1px solid var(--line); font-size: 13px; }
.code pre { margin: 0; padding: 12px 16px; font: 12.5px/1.75 "DejaVu Sans Mono", "Liberation Mono", monospace; }
.code .nt { color: var(--key); } .code .p { color: var(--muted); }
svg { width: 100%; height: auto; display: block; }
ul { grid-column: 1 / -1; list-style: none; margin: 0; padding: 0; display: grid;
  grid-template-columns: 1fr 1fr 1fr; gap: 16px; align-items: stretch; }
li { border: 1px solid var(--line); border-left: 4px solid var(--high); border-radius: 8px; padding: 10px 14px;
  font-size: 14.5px; }
li b { color: var(--high); font-size: 13px; } li code { color: var(--muted); font-size: 12px; }
"""


def main() -> None:
    """Draw everything anew."""
    for path, svg in diagrams():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(DATA.sub(_smaller, svg), "utf-8")
        click.echo(path.relative_to(ROOT))
    with sync_playwright() as playwright:
        executable = next(filter(None, map(shutil.which, BROWSERS)))
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        for palette in ("light", "dark"):
            _photograph(browser, palette)
        browser.close()


def _smaller(match: re.Match[str]) -> str:
    """An icon in the size in which it is seen, unless it is that small already."""
    image = Image.open(io.BytesIO(base64.b64decode(match[1])))
    if max(image.size) <= ICON:
        return match[0]
    image = image.convert("RGBA")
    image.thumbnail((ICON, ICON), Image.Resampling.LANCZOS)
    return f"data:image/png;base64,{base64.b64encode(_png(image)).decode()}"


def _png(image: Image.Image, colors: int = 128, method: Image.Quantize = Image.Quantize.FASTOCTREE) -> bytes:
    """A PNG with few colors."""
    kept = io.BytesIO()
    image.quantize(colors, method).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _photograph(browser: Browser, palette: str) -> None:
    context = browser.new_context(viewport=SIZE, color_scheme=palette, device_scale_factor=2)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_content(_readme_page())
    path = DOCS / f"images/design-{palette}.png"
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path.write_bytes(_png(seen, 256, Image.Quantize.MEDIANCUT))
    click.echo(path.relative_to(ROOT))
    context.close()


def _readme_page() -> str:
    """The README's design, its diagram, and what was found."""
    ((path, text),) = readme().items()
    with written(readme()) as folder:
        ((_, svg),) = drawn(folder)
        ((_, found),) = findings(read(folder)).items()
    code = highlight(text, YamlLexer(), HtmlFormatter(nowrap=True))
    issues = "".join(
        f"<li><b>{one.severity}</b> <code>{escape(one.rule)}</code><br>{escape(one.message)}</li>"
        for one in found
        if one.id in ISSUES
    )
    return (
        f"<!doctype html><style>{STYLE}</style><div class=code><b>{path}</b><pre>{code}</pre></div>"
        f"<div>{svg}</div><ul>{issues}</ul>"
    )


if __name__ == "__main__":
    main()
