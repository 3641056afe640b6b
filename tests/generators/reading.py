"""What a reader gets from a published page, whoever published it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

ADDRESSES = ("href", "src", "xlink:href")
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
Step = tuple[str, ...]


@dataclass
class Reading(HTMLParser):
    """One page: its article step by step, with addresses resolved; its navigation; everything that it refers to.

    Attributes:
        uri: address of the page below the site, `infrastructure/` for `infrastructure/index.html`.
        article: tags with their attributes, and texts, in order.
        navigation: (depth, title, uri) of the primary navigation; the uri is empty for a section without page.
        refers: everything that the page refers to in the site, as paths with anchors.
        ids: of all elements.
    """

    uri: str
    article: list[Step] = field(default_factory=list)
    navigation: list[tuple[int, str, str]] = field(default_factory=list)
    refers: set[str] = field(default_factory=set)
    ids: list[str] = field(default_factory=list)
    open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def resolved(self, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            return address
        path = f"/{self.uri}"
        if parts.path:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
        anchor = f"#{unquote(parts.fragment)}" if parts.fragment else ""
        return path.strip("/").removesuffix("index.html").strip("/") + anchor

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        attributes.pop("data-search-exclude", None)  # Zensical takes it away once it has heeded it
        kind = attributes.get("class", "")
        if "id" in attributes:
            self.ids.append(attributes["id"])
        for name in ADDRESSES:
            if name in attributes:
                attributes[name] = self.resolved(attributes[name])
                self.refers.add(attributes[name])
        if tag not in VOID:
            self.open.append((tag, kind))
        if self._inside("article", "md-content__inner") and not self._apart() and attributes.get("id") != "__skip":
            self.article.append((f"<{tag}", *(f"{name}={value}" for name, value in sorted(attributes.items()))))
        if tag == "a" and "md-nav__link" in kind and self._in_navigation():
            self.navigation.append((self._depth(), "", attributes.get("href", "")))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not text:
            return
        if self._inside("article", "md-content__inner") and not self._apart():
            self.article.append((text,))
        if self.open[-1:] == [("span", "md-ellipsis")] and self._in_navigation():
            self._title(text)

    def _in_navigation(self) -> bool:
        """Among the pages; a label opens the page's own contents, and the contents are no pages."""
        contents = self._inside("nav", "md-nav--secondary") or self._inside("label", "md-nav__link--active")
        return self._inside("nav", "md-nav--primary") and not contents

    def _title(self, text: str) -> None:
        if self.navigation and not self.navigation[-1][1]:
            self.navigation[-1] = self.navigation[-1][0], text, self.navigation[-1][2]
        else:
            self.navigation.append((self._depth(), text, ""))

    def _depth(self) -> int:
        return sum(tag == "ul" for tag, _ in self.open)

    def _inside(self, tag: str, kind: str) -> bool:
        return any(one == tag and kind in kinds.split() for one, kinds in self.open)

    def _apart(self) -> bool:
        """What themes put around the text: signs to link to headings, buttons to edit the page, its dates."""
        return any(
            {"headerlink", "md-content__button", "md-source-file"} & set(kind.split()) for _, kind in self.open
        )


def read_site(folder: Path) -> dict[str, Reading]:
    """Every page of a site but the one for what is not found."""
    found = {}
    for path in sorted(folder.rglob("*.html")):
        if path.name != "404.html":
            uri = path.relative_to(folder).as_posix().removesuffix("index.html")
            found[uri] = Reading(uri)
            found[uri].feed(path.read_text(encoding="utf-8"))
    return found
