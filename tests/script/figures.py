"""How tests find their way about a diagram on a page."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.site.demo import DESKTOP, Watched, watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

FIGURE = "figure.infra-figure[data-stage]"
STAGES = {
    "0": "0-simple-web-stack",
    "1": "1-distributed",
    "2": "2-secured-and-monitored",
    "3": "3-scale-up",
    "4": "4-scale-up-redundant",
}


def stage_at(address: str, number: str) -> str:
    """The address of a canonical stage's page."""
    return f"{address}infrastructure/{STAGES[number]}/"


@contextmanager
def shown(browser: Browser, address: str, number: str, scheme: str = "light", **options: Any) -> Iterator[Page]:
    """A canonical stage's page on a desktop, its script begun; nothing may go wrong on it."""
    with watched(browser, address, options.get("viewport", DESKTOP), scheme) as seen:
        opened(seen, stage_at(address, number))
        yield seen.page


def opened(seen: Watched, address: str) -> None:
    """Go there and wait until the diagram answers."""
    seen.page.goto(address, wait_until="load")
    seen.page.wait_for_selector(f"{FIGURE} .infra-zoom")
    seen.page.locator(FIGURE).first.scroll_into_view_if_needed()


def part(page: Page, instance: str) -> Locator:
    """The card, chip or header that shows an instance."""
    return page.locator(f"{FIGURE} a[data-instance~='{instance}']").first


def lit(page: Page, name: str = "infra-lit") -> set[str]:
    """The instances whose cards or frames have a class."""
    return set(
        page.evaluate(
            """name => [...document.querySelectorAll(`figure .${name}:is(.card, .frame)`)]
                .flatMap(one => (one.dataset.instance || "").split(" "))""",
            name,
        )
    )


def tip(page: Page) -> Locator:
    """What is said of a part, while it is said."""
    return page.locator(f"{FIGURE} > .infra-tip:not([hidden])")


def told(page: Page) -> Locator:
    """The panel under a diagram."""
    return page.locator(f"{FIGURE} > .infra-panel[data-panel='told']:not([hidden])")


def scale(page: Page) -> float:
    """How large a diagram is shown, of its natural size."""
    return float(
        page.locator(f"{FIGURE} svg.infra-diagram").first.evaluate(
            "svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width"
        )
    )
