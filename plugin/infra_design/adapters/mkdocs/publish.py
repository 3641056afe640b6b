"""From a site as we have it to files as MkDocs has them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, InclusionLevel

from infra_design.adapters.folder import ManifestError, manifest, remove_others, write_if_changed
from infra_design.adapters.nav_files import MAKERS, nav_files
from infra_design.write import fill_links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from infra_design.model.site import Asset, Page, Section, Site

log = get_plugin_logger("infra-design")


def published(site: Site, files: Files, config: MkDocsConfig, root: Path, cache: Path) -> list[File]:
    """One file for each page and asset, each backed by a file on disk.

    Other plugins open `abs_src_path`, so that pages in memory alone would crash them. Files of ours are kept in the
    cache folder, which afterwards holds nothing else. `files` are those of the site, to which authors may link.
    """
    pages = [File.generated(config, page.uri, abs_src_path=str(cache / page.uri)) for page in site.pages]
    assets = [_asset(asset, config, cache) for asset in site.assets]
    known = {file.src_uri: file for file in (*pages, *assets)}
    for page, file in zip(site.pages, pages, strict=True):
        file.edit_uri = edit_uri(page, config, root)
        text = fill_links(page.markdown, page.uri, _addresses(page, file, known, files))
        write_if_changed(cache / page.uri, text.encode())
    remove_others(cache, (cache / uri for uri in known))
    return [*pages, *assets]


def drop_written(files: Files, config: MkDocsConfig) -> None:
    """Leave out what `infra-design build` wrote into the docs folder for another generator: we make it anew."""
    try:
        written = manifest(Path(config.docs_dir))
    except ManifestError as error:
        log.warning(str(error))
        return
    for uri in written:
        if file := files.get_file_from_path(uri):
            files.remove(file)


def address_in(files: Files, page: File) -> Callable[[str], str]:
    """What gives the address of a uri as seen from a page; of one that isn't there, the uri itself."""

    def address(uri: str) -> str:
        file = files.get_file_from_path(uri)
        return file.url_relative_to(page) if file else uri

    return address


def edit_uri(page: Page, config: MkDocsConfig, root: Path) -> str | None:
    """The design file that a page was made from, relative to the docs folder; None if the repository lacks it."""
    if not page.source:
        return None
    source = Path(os.path.abspath(root / page.source))  # noqa: PTH100 — `resolve` would follow links out of the repository
    docs = Path(config.docs_dir)
    if not source.is_relative_to(_repository(docs, root)):
        return None
    return Path(os.path.relpath(source, docs)).as_posix()


def helpers_for_other_plugins(section: Section, folder: str, config: MkDocsConfig, cache: Path) -> Iterator[File]:
    """What plugins that build the navigation themselves want to find in our folder."""
    plugins = {name: config.plugins[name].config for name in MAKERS if name in config.plugins}
    for uri, text in nav_files(section, folder, plugins).items():
        yield _hidden(uri, text, config, cache)


def _hidden(uri: str, text: str, config: MkDocsConfig, cache: Path) -> File:
    path = cache.parent / "navigation" / uri
    write_if_changed(path, text.encode())
    return File.generated(config, uri, abs_src_path=str(path), inclusion=InclusionLevel.EXCLUDED)


def _asset(asset: Asset, config: MkDocsConfig, cache: Path) -> File:
    if asset.path:
        return File.generated(config, asset.uri, abs_src_path=asset.path)
    write_if_changed(cache / asset.uri, asset.content)
    return File.generated(config, asset.uri, abs_src_path=str(cache / asset.uri))


def _addresses(page: Page, file: File, known: dict[str, File], files: Files) -> Callable[[str], str]:
    """What gives the address of a uri of ours, or of a file of the site that an author of a design links to."""

    def address(uri: str) -> str:
        found = known.get(uri) or files.get_file_from_path(uri)
        if found is None:
            log.warning("%s: a link leads to '%s', which is not in the docs folder", page.source or page.uri, uri)
        return found.url_relative_to(file) if found else uri

    return address


def _repository(docs: Path, root: Path) -> Path:
    return next((folder for folder in docs.parents if (folder / ".git").exists()), root)
