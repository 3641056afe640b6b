"""Authors' Markdown as HTML that can do no harm, and HTML that no Markdown extension touches."""

from __future__ import annotations

import posixpath
import re
from functools import cache, lru_cache
from html import unescape
from threading import Lock
from typing import TYPE_CHECKING

from infra_design.write.html import Html, escape, items, joined, link
from infra_design.write.links import link_to

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from infra_design.model.catalog import Link

_PLAIN = re.compile(r"(?![ ]|[-+:=]|\d+[.)])[^\\`*_\[\]<>#!|&~{}\n\r\t\x02\x03]*")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_SCHEMES = frozenset({"http", "https", "mailto"})
_HEADING = re.compile(r"h[1-6]")
_SPECIAL = (("`", "&#96;"), ("{", "&#123;"), ("}", "&#125;"), ("~", "&#126;"), ("[", "&#91;"))
_BLANK_LINE = re.compile(r"\n(?=[ \t]*\n)")
_HEADINGS_BELOW = 3
_BRACKETS = 200
"""Opening brackets in one paragraph: Markdown looks from each to the end for its partner, in quadratic time."""
_lock = Lock()


@lru_cache(maxsize=4096)
def markdown(text: str) -> Html:
    """Render an author's Markdown: no raw HTML, no script in a link, nothing from elsewhere, headings from h4.

    What would take long, or is nested too deeply, is shown as it was written.
    """
    if _PLAIN.fullmatch(text):
        return Html(f"<p>{escape(text)}</p>") if text else Html()
    if any(paragraph.count("[") > _BRACKETS for paragraph in _BLANK_LINE.split(text)):
        return _as_written(text)
    try:
        with _lock:  # a Markdown object converts one text at a time
            return Html(_converter().reset().convert(text))
    except RecursionError:
        _converter.cache_clear()  # it believes to be in the middle of a list
        return _as_written(text)


def _as_written(text: str) -> Html:
    return Html(f"<p>{escape(text)}</p>")


@lru_cache(maxsize=4096)
def inline(text: str) -> Html:
    """Render an author's sentence for the middle of a line; several paragraphs stay what they are."""
    if _PLAIN.fullmatch(text):
        return escape(text)
    html = markdown(text)
    single = html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1
    return Html(html[3:-4]) if single else html


def sentences(texts: Iterable[str]) -> Html:
    """A list of sentences, their code and emphasis shown."""
    return items(map(inline, texts))


def read_more(links: Iterable[Link]) -> Html:
    """Links to read more, in a line."""
    return joined(link(safe_address(one.url), one.title) for one in links)


def protect(html: str) -> str:
    """Make HTML safe inside a Markdown page, whatever extensions and plugins the site has switched on.

    Block HTML is left alone by Markdown, but fenced code, macros, snippets and wiki links are looked for before it
    is recognized; and in other dialects a blank line ends it.
    """
    text = html.strip()
    for character, reference in _SPECIAL:
        text = text.replace(character, reference)
    return _BLANK_LINE.sub("&#10;", text)


def heading(text: str) -> str:
    """Escape a text for a Markdown heading, whatever extensions the site has switched on."""
    words = " ".join(text.split())
    return "".join(c if c.isalnum() or c in " -,." or not c.isascii() else f"&#{ord(c)};" for c in words)


@cache
def _converter() -> Markdown:
    from markdown import Markdown  # noqa: PLC0415 — not for who only checks a design
    from markdown.treeprocessors import Treeprocessor  # noqa: PLC0415

    class Harmless(Treeprocessor):
        def run(self, root: Element) -> None:
            for element in root.iter():
                _make_harmless(element)

    converter = Markdown(extensions=["tables", "fenced_code", "sane_lists"], output_format="html")
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    converter.inlinePatterns.deregister("automail")  # hides addresses in references that could not be checked
    converter.treeprocessors.register(Harmless(converter), "harmless", -10)  # last: when escapes are undone
    return converter


def _make_harmless(element: Element) -> None:
    if _HEADING.fullmatch(element.tag):
        element.tag = f"h{min(6, int(element.tag[1]) + _HEADINGS_BELOW)}"
    elif element.tag == "a":
        _keep_address(element, "href", safe_address(element.get("href", "")))
    elif element.tag == "img":
        address = safe_address(element.get("src", ""))
        _keep_address(element, "src", "" if _SCHEME.match(address.removeprefix(link_to(""))) else address)
        if "src" not in element.attrib:
            element.tag = "span"
            element.text = element.attrib.pop("alt", "")


def _keep_address(element: Element, attribute: str, address: str) -> None:
    element.attrib.pop(attribute, None)
    if address:
        element.set(attribute, address)


def safe_address(written: str) -> str:
    """An address that may be followed, or nothing; what is relative means a file under the docs folder."""
    address = _CONTROL.sub("", unescape(written)).strip()
    if scheme := _SCHEME.match(address):
        return address if scheme[1].lower() in _SCHEMES else ""
    if address.startswith("#"):
        return address
    if address.startswith(("/", "\\")) or not address:
        return ""
    path, _, anchor = address.partition("#")
    path = posixpath.normpath(path)
    return "" if path.startswith("..") else link_to(path, anchor)
