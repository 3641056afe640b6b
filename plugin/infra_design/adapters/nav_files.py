"""Our pages as the files that makers of navigation read: `.nav.yml` of awesome-nav, `SUMMARY.md` of literate-nav."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.model.site import Section

AWESOME, LITERATE = "awesome-nav", "literate-nav"
MAKERS = (AWESOME, LITERATE)
"""Plugins that make the navigation themselves, from what they find in our folder."""
_MARKUP = re.compile(r"[\\`*_\[\]]")

Item: TypeAlias = str | dict[str, "Item"] | list["Item"]
"""What `nav` consists of in `mkdocs.yml`."""


def nav_files(section: Section, folder: str, plugins: Mapping[str, Mapping[str, object]]) -> Mapping[str, str]:
    """The text of each file, by uri, for those of these plugins that read one.

    Args:
        section: its titles are HTML.
        folder: of our pages.
        plugins: with their options.
    """
    files = {}
    if AWESOME in plugins:
        text = yaml.safe_dump(awesome(section, folder), sort_keys=False, allow_unicode=True)
        files[f"{folder}/{plugins[AWESOME].get('filename') or '.nav.yml'}"] = text
    if LITERATE in plugins:
        files[f"{folder}/{plugins[LITERATE].get('nav_file') or 'SUMMARY.md'}"] = summary(section, folder)
    return files


def as_html(section: Section) -> Section:
    """The section with its titles as HTML: themes put them into pages as they are."""
    return replace(section, title=escape(section.title), children=tuple(map(as_html, section.children)))


def as_nav(section: Section, title: str | None = None) -> dict[str, Item]:
    """A section as an entry of `nav`; its index stands first and without title, so that themes can merge the two."""
    own: list[Item] = [section.uri] if section.uri else []
    below: list[Item] = [as_nav(child) if child.children else {child.title: child.uri} for child in section.children]
    return {title or section.title: own + below}


def uris(section: Section) -> Iterator[str]:
    """All pages of a section, in order."""
    if section.uri:
        yield section.uri
    for child in section.children:
        yield from uris(child)


def summary(section: Section, folder: str, depth: int = 0) -> str:
    """The section as the list of links that `literate-nav` reads, relative to our folder."""
    lines = []
    for child in section.children:
        label = _link(child, folder) if child.uri else _text(child.title)
        lines += [f"{'    ' * depth}* {label}", *filter(None, summary(child, folder, depth + 1).split("\n"))]
    own = [f"* {_link(section, folder)}"] if depth == 0 and section.uri else []
    return "\n".join(own + lines) + "\n"


def awesome(section: Section, folder: str) -> dict[str, object]:
    """The section as the `.nav.yml` that `awesome-nav` reads."""
    return {"title": section.title, "nav": _relative(as_nav(section)[section.title], folder)}


def _link(section: Section, folder: str) -> str:
    return f"[{_text(section.title)}]({section.uri.removeprefix(f'{folder}/')})"


def _text(title: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", title)


def _relative(item: Item, folder: str) -> Item:
    if isinstance(item, str):
        return item.removeprefix(f"{folder}/")
    if isinstance(item, dict):
        return {title: _relative(below, folder) for title, below in item.items()}
    return [_relative(below, folder) for below in item]
