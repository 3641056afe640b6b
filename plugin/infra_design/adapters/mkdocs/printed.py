"""All pages on one, as the plugin print-site puts them together."""

from __future__ import annotations

import posixpath
import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from infra_design.adapters.identifiers import ids_in, prefixed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.structure.pages import Page

PLUGIN = "print-site"
_ID = re.compile(r'(\sid=)"([^"\']+)"')
_LEFT = "left-to-print-site"
_IN_DIAGRAM = re.compile(r'(\sxlink:href=")([^"#][^"]*)')


def prepare(pages: Iterable[Page], ours: str, *, directory_urls: bool) -> None:
    """Make what print-site has kept of pages fit the page on which it puts them all.

    It has all links lead to ids that begin with the page's name, but gives such ids only to headings, and only to
    those that begin a line. We give them to all elements, or links would lead nowhere, and a diagram that several
    pages show would clash with itself; and mend the links inside of diagrams, which it does not know.

    Args:
        pages: of the site.
        ours: what stands in each page that shows something of ours.
        directory_urls: `page.md` is shown at `page/`.
    """
    for page in pages:
        html = getattr(page, "html", None)
        if isinstance(html, str) and ours in html:
            page.html = _fitting(html, page.url, directory_urls=directory_urls)  # type: ignore[attr-defined]


def _fitting(html: str, url: str, *, directory_urls: bool) -> str:
    # What `href="#…"` of a link names it changes by itself; in single quotes it finds no id to change once more.
    kept = html.replace(' href="#', f' href="{_LEFT}#')
    kept = prefixed(kept, f"{_key(url)}-", ids_in(html)).replace(f' href="{_LEFT}#', ' href="#')
    kept = _ID.sub(r"\1'\2'", kept)
    return _IN_DIAGRAM.sub(partial(_address, url=url, directory_urls=directory_urls), kept)


def _address(match: re.Match[str], url: str, *, directory_urls: bool) -> str:
    parts = urlsplit(match[2])
    if parts.scheme or parts.netloc:
        return match[0]
    path = posixpath.normpath(posixpath.join(posixpath.dirname(url), parts.path))
    if posixpath.splitext(path)[1] not in {"", ".html"}:
        return f"{match[1]}{'../' * directory_urls}{path}"
    return f"{match[1]}#{_key(path)}" + (f"-{parts.fragment}" if parts.fragment else "")


def _key(url: str) -> str:
    """The page's name, as print-site makes it."""
    name = "" if url == "." else url
    return name.lower().strip().rstrip("/").replace(".html", "").replace("/", "-").lstrip("-") or "index"
