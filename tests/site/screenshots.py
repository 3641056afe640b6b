"""`make screenshots`: a picture of every type of page, in both palettes and two widths, into `screenshots/`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.site.demo import DESKTOP, PHONE, build, copy_demo, served

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PAGES = {
    "home": "",
    "tutorial": "tutorial/",
    "gallery": "gallery/",
    "modeling": "modeling/",
    "embedding": "embedding/",
    "overview": "infrastructure/",
    "stage-0": "infrastructure/0-simple-web-stack/",
    "stage-1": "infrastructure/1-distributed/",
    "stage-2": "infrastructure/2-secured-and-monitored/",
    "stage-3": "infrastructure/3-scale-up/",
    "stage-4": "infrastructure/4-scale-up-redundant/",
    "stage-2-issue": "infrastructure/2-secured-and-monitored/"
    "#~in=2-secured-and-monitored&issue=spof-write-primary@mysql@web-01",
    "stage-4-exposure": "infrastructure/4-scale-up-redundant/#~in=4-scale-up-redundant&view=exposure",
    "stage-1-failure": "infrastructure/1-distributed/#~in=1-distributed&fails=mysql@web-01",
    "tour": "infrastructure/tour/#stop-3-scale-up",
    "compare": "infrastructure/compare/",
    "compare-2-3": "infrastructure/compare/2-secured-and-monitored..3-scale-up/",
    "rules": "infrastructure/rules/",
    "rule": "infrastructure/rules/spof-server/",
}


def main() -> None:
    """Build the site in a scratch folder and photograph it."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir()
    with tempfile.TemporaryDirectory() as name:
        copy_demo(Path(name), ROOT)
        build(Path(name))
        with served(Path(name) / "site") as address:
            photograph(address)
    print(f"{len(list(TARGET.iterdir()))} pictures in {TARGET.relative_to(Path.cwd())}/")


def photograph(address: str) -> None:
    """All pages; whole ones, and what a window shows first."""
    path = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for width, viewport in (("phone", PHONE), ("desktop", DESKTOP)):
            for scheme in ("light", "dark"):
                context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
                page = context.new_page()
                for title, uri in PAGES.items():
                    page.goto(address + uri, wait_until="networkidle")
                    page.screenshot(path=TARGET / f"{title}-{width}-{scheme}.png", full_page=True)
                    page.screenshot(path=TARGET / f"{title}-{width}-{scheme}-first.png")
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
