"""Pages and files for a site generator."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown page.

    Attributes:
        uri: path under the docs folder, with forward slashes: "infrastructure/0-simple-web-stack.md".
        title: for the navigation.
        markdown: the page's source, front matter included.
        source: design file to edit, relative to the project's folder; empty: none.
        depends: digest of everything the page was made from.
    """

    uri: str
    title: str
    markdown: str
    source: str = ""
    depends: str = ""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file to be copied as it is. `content` is empty when `path` names a file to copy."""

    uri: str
    content: bytes = b""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A navigation entry: a page, or a titled list of entries."""

    title: str
    uri: str = ""
    children: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that the generator gets, sorted by uri."""

    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    navigation: Section
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    embeds: dict[str, str] = field(default_factory=dict)
