"""Addresses of pages and files, and how links find them wherever the text comes to stand."""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEME = "infra-design:"
ASSETS = "assets/infra-design"

_LINK = re.compile(rf'((?:href|src)="){SCHEME}([^"#]*)(#[^"]*)?')
_OURS = frozenset({"compare", "rules", "stages", "tour"})
_INDEX = frozenset({"index", "README"})
_OF_SYSTEMS = frozenset({"compare", "tour"})
_LONGEST_ANCHOR = 120
_NOT_IN_ANCHORS = re.compile(r"[^\w@,.*-]+")


@lru_cache(maxsize=8192)
def link_to(uri: str, anchor: str = "") -> str:
    """What stands in `href` or `src` until `fill_links` comes: safe in a double-quoted attribute."""
    return SCHEME + quote(uri) + (f"#{quote(anchor, safe='@,*')}" if anchor else "")


def fill_links(text: str, page: str, address: Callable[[str], str]) -> str:
    """Replace the links of ours in a page, an embed or what became of them.

    Args:
        text: Markdown or HTML.
        page: uri of the page that it stands on.
        address: gives the address of a uri as seen from that page; not asked for anchors on the page itself. Asked
            for pages and assets of ours, and for whatever authors link to under the docs folder, be it there or not.
    """

    def fill(match: re.Match[str]) -> str:
        attribute, quoted, anchor = match[1], match[2], match[3] or ""
        uri = unquote(quoted)
        return attribute + (anchor if anchor and uri == page else address(uri) + anchor)

    return _LINK.sub(fill, text)


def relative_address(uri: str, page: str, *, directory_urls: bool = True) -> str:
    """The address of a page or file as seen from a page, the way MkDocs and Zensical lay sites out.

    Args:
        uri: path under the docs folder: "infrastructure/rules/spof-server.md".
        page: that of the page which holds the link.
        directory_urls: `stage.md` is shown at `stage/`, otherwise at `stage.html`.
    """
    target = _published(uri, directory_urls=directory_urls)
    start = posixpath.dirname(_published(page, directory_urls=directory_urls))
    relative = posixpath.relpath(target or ".", start or ".")
    return quote(relative) + ("/" if target.endswith("/") or not target else "")


def _published(uri: str, *, directory_urls: bool) -> str:
    stem, ending = posixpath.splitext(uri)
    if ending != ".md":
        return uri
    folder, name = posixpath.split(stem)
    if not directory_urls:
        return posixpath.join(folder, "index.html" if name == "README" else f"{name}.html")
    if name in {"index", "README"}:
        return f"{folder}/" if folder else ""
    return f"{stem}/"


def issue_anchor(finding_id: str) -> str:
    """`issue-spof-server@web`; whatever could not stand in an address becomes a hyphen, and a long one is cut.

    An issue that names hundreds of components is linked from each of them.
    """
    anchor = "issue-" + _NOT_IN_ANCHORS.sub("-", finding_id)
    if len(anchor) <= _LONGEST_ANCHOR:
        return anchor
    return f"{anchor[:_LONGEST_ANCHOR]}-{hashlib.sha256(finding_id.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the pages of a site are.

    Attributes:
        folder: of all pages, under the docs folder.
        systems: ids of the systems; the one in the designs folder itself is "".
    """

    folder: str
    systems: tuple[str, ...]

    def index(self) -> str:
        """The page that all others are under: the overview of the only system, else the list of systems."""
        return posixpath.join(self.folder, "index.md")

    def system(self, system: str) -> str:
        """The overview of a system."""
        if len(self.systems) == 1:
            return self.index()
        return posixpath.join(self.folder, _folder(system) or "stages", "index.md")

    def stage(self, system: str, stage: str) -> str:
        """The page of a stage."""
        taken = stage in _INDEX | _OF_SYSTEMS or (not system and self._taken(stage))
        name = f"{stage}-stage" if taken else stage
        return posixpath.join(self.folder, _folder(system), f"{name}.md")

    def tour(self, system: str) -> str:
        """The tour of the stages of a system."""
        return posixpath.join(self.folder, _folder(system), "tour.md")

    def comparisons(self, system: str) -> str:
        """The list of comparisons of stages of a system."""
        return posixpath.join(self.folder, _folder(system), "compare", "index.md")

    def comparison(self, system: str, before: str, after: str) -> str:
        """The page that compares two stages."""
        return posixpath.join(self.folder, _folder(system), "compare", f"{before}..{after}.md")

    def rules(self) -> str:
        """The list of rules."""
        return posixpath.join(self.folder, "rules", "index.md")

    def rule(self, rule: str) -> str:
        """The page of a rule."""
        return posixpath.join(self.folder, "rules", f"{rule}.md")

    def _taken(self, name: str) -> bool:
        return name in _OURS or name in self.systems


def _folder(system: str) -> str:
    return f"{system}-system" if system in _OURS else system
