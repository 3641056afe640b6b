"""Small pieces of HTML, escaped by hand: `Markup.format` takes ten times as long."""
# ruff: noqa: S704 — everything that is put in is escaped

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from infra_design.model.analysis import Change

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTHING = Markup()
_CHANGES = {
    Change.ADDED: ("new", "added"),
    Change.REMOVED: ("removed", "removed"),
    Change.CHANGED: ("changed", "changed"),
    Change.SAME: ("same as before", "same"),
}


def link(href: str, text: str) -> Markup:
    """A link."""
    return Markup(f'<a href="{escape(href)}">{escape(text)}</a>')


def code(text: object) -> Markup:
    """A word as it is typed: an address, a hostname, a port."""
    return Markup(f"<code>{escape(text)}</code>")


@lru_cache(maxsize=1024)
def badge(word: str, tone: str = "") -> Markup:
    """A small label: a word, with a tone that gives it an icon and color."""
    return Markup(f'<span class="infra-badge infra-{escape(tone or word)}">{escape(word)}</span>')


def change_badge(change: Change) -> Markup:
    """A label for what happened to a thing since the stage before."""
    return badge(*_CHANGES[change])


def say(template: str, *pieces: object) -> Markup:
    """Fill the gaps `{}` of a sentence of ours with pieces, escaped unless they are `Markup`."""
    return Markup(template.format(*map(escape, pieces)))


def listed(items: Iterable[object], last: str = "and", most: int | None = None) -> Markup:
    """Join in English: "a, b and c"; of more than `most` the first few: "a, b and 58 more"."""
    words = [str(escape(item)) for item in items]
    if most and len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} more"]
    head = ", ".join(words[:-1])
    return Markup(f"{head} {last} {words[-1]}" if head else "".join(words))
