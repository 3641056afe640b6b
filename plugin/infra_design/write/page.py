"""A page: front matter, title and body."""

from __future__ import annotations

import json
from hashlib import blake2b
from html import unescape

from infra_design.model.site import Page
from infra_design.write.html import escape
from infra_design.write.text import heading, markdown

_DESCRIPTION_AT_MOST = 160


def page_of(  # noqa: PLR0913 — what a page consists of
    uri: str, title: str, body: str, about: str = "", source: str = "", *, wide: bool = False
) -> Page:
    """A page with its front matter and title.

    Args:
        uri: its path under the docs folder.
        title: for its heading and the navigation.
        body: Markdown.
        about: Markdown whose first words describe the page to search engines.
        source: design file that it is made from.
        wide: without the table of contents beside it, where the theme has one.
    """
    described = _description(about)
    matter = {"title": title} | ({"description": described} if described else {})
    # Themes put both into the page as they are.
    lines = [f"{key}: {json.dumps(str(escape(value)), ensure_ascii=False)}" for key, value in matter.items()]
    lines += ["hide: [toc]"] if wide else []
    text = "\n".join(["---", *lines, "render_macros: false", "---", "", f"# {heading(title)}", "", body, ""])
    return Page(uri, title, text, source, blake2b(text.encode(), digest_size=16).hexdigest())


def _description(about: str) -> str:
    words = " ".join(unescape(markdown(about).without_tags()).split())
    return words if len(words) <= _DESCRIPTION_AT_MOST else words[:_DESCRIPTION_AT_MOST].rsplit(" ", 1)[0] + " …"
