"""Pages and files for a site generator.

Addresses inside a site. Pages, and the parts of pages in `Site.embeds`, are written once and shown by generators that
disagree on what an address looks like (`stage/` or `stage.html`). So every link and image of ours names its target by
its `uri`, in the form `href="infra-design:infrastructure/rules/spof-server.md#anchor"`, and adapters replace these
when they know where the text will stand: `write.fill_links` does it, `write.relative_address` says what to put there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown page. It needs no Markdown extension but those that are always on, and no theme's help.

    Attributes:
        uri: path under the docs folder, with forward slashes: "infrastructure/0-simple-web-stack.md".
        title: for the navigation.
        markdown: the page's source, front matter included; its links wait for `write.fill_links`.
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
    """A navigation entry: a page, a titled list of entries, or a list with a page of its own (its index)."""

    title: str
    uri: str = ""
    children: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that the generator gets, sorted by uri.

    Attributes:
        styles, scripts: uris among the assets that every page with our parts loads.
        embeds: (system id, stage id, part) → HTML that can stand on any page: block elements without blank lines,
            safe from Markdown, links waiting for `write.fill_links`. The stage id is empty for parts of a system.
            A part that has nothing to say for a stage is not there; `parts` names all that could be.
        parts: the names of parts of a stage, then those of a system, in the order of their pages.
    """

    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    navigation: Section
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    embeds: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
