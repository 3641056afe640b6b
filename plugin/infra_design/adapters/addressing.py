"""How links of ours find their targets, the way of the generator that publishes the page."""

from __future__ import annotations

import posixpath
import re
from functools import partial
from typing import TYPE_CHECKING

from infra_design.write import fill_links, relative_address
from infra_design.write.links import SCHEME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Address = Callable[[str], str]
    Fill = Callable[[str, str], str]

_HTML = re.compile(rf'(?<!xlink:)(\bhref|\bsrc)="{SCHEME}')
_LATER = "infra-design-later:"


def as_published(uri: str, page: str, *, directory_urls: bool = True) -> str:
    """The address of a uri as seen from a page, once both are published."""
    return relative_address(uri, page, directory_urls=directory_urls)


def as_files_lie(uri: str, page: str) -> str:
    """The path of a file as seen from a page's source."""
    return posixpath.relpath(uri, posixpath.dirname(page) or ".")


def fill_apart(text: str, page: str, in_html: Address, in_diagrams: Address) -> str:
    """Fill `href` and `src` by one way, and `xlink:href` by another.

    Zensical takes the former for paths between sources wherever they stand, in HTML as well, and puts what is
    published in their place; the latter, in diagrams, it leaves as they are.
    """
    hidden = _HTML.sub(rf'\1="{_LATER}', text)
    return fill_links(fill_links(hidden, page, in_diagrams).replace(f'="{_LATER}', f'="{SCHEME}'), page, in_html)


def _published(text: str, page: str, *, directory_urls: bool) -> str:
    return fill_links(text, page, partial(as_published, page=page, directory_urls=directory_urls))


def _lying(text: str, page: str) -> str:
    return fill_links(text, page, partial(as_files_lie, page=page))


def _zensical(text: str, page: str, *, directory_urls: bool) -> str:
    published = partial(as_published, page=page, directory_urls=directory_urls)
    return fill_apart(text, page, partial(as_files_lie, page=page), published)


LINKS: Mapping[str, Fill] = {
    "folders": partial(_published, directory_urls=True),
    "html": partial(_published, directory_urls=False),
    "md": _lying,
    "zensical": partial(_zensical, directory_urls=True),
    "zensical-html": partial(_zensical, directory_urls=False),
}
"""By the name of the way: what gives a text with its links filled, for the page with a uri."""
