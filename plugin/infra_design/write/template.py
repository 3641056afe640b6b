"""The templates: Jinja2, escaping on, compiled once per process and on first use."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from infra_design.write.marks import badge, change_badge, listed
from infra_design.write.text import inline, markdown, safe_address
from infra_design.write.wording import counted, downtime, duration, percent, sentence

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent


def render(template: str, **view: object) -> Markup:
    """Fill a template of the templates folder.

    Args:
        template: its name without ending: "issues".
        view: what it shows; text is escaped, `Markup` is not.
    """
    return Markup(_environment().get_template(f"{template}.html").render(view))  # noqa: S704 — autoescape is on


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 — not for who only checks

    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "address": safe_address,
        "downtime": downtime,
        "duration": duration,
        "inline": inline,
        "listed": listed,
        "markdown": markdown,
        "percent": percent,
        "sentence": sentence,
    }
    environment.globals |= {"badge": badge, "change_badge": change_badge, "counted": counted}
    return environment
