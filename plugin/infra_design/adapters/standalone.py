"""Designs for the pages of a generator that runs no plugin of ours, only our Markdown extension."""

from __future__ import annotations

import base64
import threading
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from infra_design.adapters.addressing import as_files_lie, as_published
from infra_design.adapters.options import build_day, settings_from
from infra_design.adapters.site_file import read_site_file
from infra_design.pipeline import Memo, build, load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.adapters.addressing import Address
    from infra_design.model.settings import Settings
    from infra_design.model.site import Asset, Site

_KINDS = {".svg": "image/svg+xml", ".css": "text/css", ".js": "text/javascript"}


@dataclass(frozen=True, slots=True)
class Standing:
    """A page that embeds parts of a design, and what it stands in.

    Attributes:
        root: the project's folder.
        docs: the folder of the pages, below it.
        directory_urls: `page.md` is shown at `page/`.
        settings: of the designs.
        uri: of the page.
        loads: style sheets and scripts that the generator has every page load.
        translated: the generator takes `href` and `src` for paths between sources, and puts addresses there.
    """

    root: Path
    docs: str
    directory_urls: bool
    settings: Settings
    uri: str
    loads: frozenset[str]
    translated: bool

    def site(self) -> Site:
        """The site as the designs are now; read again only if they have changed.

        Raises:
            DesignError: they have mistakes.
        """
        kept = _kept.setdefault(self.root, Kept())
        with kept.lock:
            return build(load(self.root, self.settings, kept.memo), self.settings, kept.memo)

    def addresses(self, site: Site) -> tuple[Address, Address]:
        """What gives addresses in HTML, and in diagrams; of what is not among the pages, its content or nothing."""
        published = partial(as_published, page=self.uri, directory_urls=self.directory_urls)
        lying = partial(as_files_lie, page=self.uri)
        return (
            partial(self._address, site, lying if self.translated else published),
            partial(self._address, site, published),
        )

    def styles(self, site: Site) -> Iterator[str]:
        """Lines of HTML by which the page loads our styles, from the docs folder or out of the page itself."""
        address, _ = self.addresses(site)
        for uri in self._not_loaded(site.styles):
            if self._exists(uri):
                yield f'<link rel="stylesheet" href="{escape(address(uri))}">'
            else:
                yield "<style>"
                yield from filter(str.strip, _content(_asset(site, uri)).decode().split("\n"))
                yield "</style>"

    def scripts(self, site: Site) -> Iterator[str]:
        """Likewise what makes parts respond."""
        address, _ = self.addresses(site)
        for uri in self._not_loaded(site.scripts):
            if self._exists(uri):
                yield f'<script defer src="{escape(address(uri))}"></script>'
            else:
                yield f"<script>\n{_content(_asset(site, uri)).decode()}</script>"

    def _not_loaded(self, uris: tuple[str, ...]) -> Iterator[str]:
        return (uri for uri in uris if uri not in self.loads)

    def _address(self, site: Site, way: Address, uri: str) -> str:
        if self._exists(uri):
            return way(uri)
        found = next((asset for asset in site.assets if asset.uri == uri), None)
        return _data(found) if found else ""

    def _exists(self, uri: str) -> bool:
        return (self.root / self.docs / uri).is_file()


@dataclass(slots=True)
class Kept:
    """What earlier pages of a project left; generators convert several at a time."""

    memo: Memo = field(default_factory=Memo)
    lock: threading.Lock = field(default_factory=threading.Lock)


_kept: dict[Path, Kept] = {}


def standing(options: Mapping[str, object], context: object) -> Standing:
    """Where a page stands: as the options say, else the generator, else the site's file.

    Args:
        options: those of the Markdown extension that were given.
        context: what Zensical calls the rendering context; None: the generator says nothing.
    """
    told = getattr(context, "config", None) or {}
    root = Path(str(options.get("root") or told.get("root_dir") or ".")).resolve()
    site = read_site_file(root)
    page = getattr(getattr(context, "page", None), "path", "index.md")
    return Standing(
        root=root,
        docs=str(options.get("docs_dir") or told.get("docs_dir") or site.docs),
        directory_urls=bool(options.get("use_directory_urls", told.get("use_directory_urls", site.directory_urls))),
        settings=settings_from({"today": build_day(), **site.options, **options}),
        uri=str(page),
        loads=frozenset(site.loads) if context else frozenset(),
        translated=context is not None,
    )


def _asset(site: Site, uri: str) -> Asset:
    return next(asset for asset in site.assets if asset.uri == uri)


def _content(asset: Asset) -> bytes:
    return Path(asset.path).read_bytes() if asset.path else asset.content


def _data(asset: Asset) -> str:
    kind = _KINDS.get(Path(asset.uri).suffix, "image/png")
    return f"data:{kind};base64,{base64.b64encode(_content(asset)).decode('ascii')}"
