"""Our pages in the navigation, whether the site spells its navigation out or leaves it to the folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.structure.files import InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.nav import Section as NavSection
from mkdocs.structure.pages import Page

from infra_design.adapters.nav_files import as_nav, uris

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mkdocs.structure import StructureItem
    from mkdocs.structure.files import Files

    from infra_design.adapters.nav_files import Item
    from infra_design.model.site import Section


def place(nav: list[Item], section: Section, folder: str) -> list[Item]:
    """`nav` with our pages: where it names our folder (`Designs: infrastructure/`), else at its end.

    A site that lists some of our pages itself has decided, and gets its `nav` back.
    """
    mentioned = set(_strings(nav))
    if mentioned & {folder, f"{folder}/"}:
        return [_put(item, section, folder) for item in nav]
    if mentioned & set(uris(section)):
        return nav
    return [*nav, as_nav(section)]


def arrange(nav: Navigation, section: Section, folder: str, files: Files) -> Navigation:
    """The navigation that MkDocs made from the folders, with our titles and our order in place of theirs.

    Pages of the user's own in our folder follow ours. The section stays where MkDocs has put the folder.
    """
    items = _exchange(nav.items, section, folder.count("/"), files)
    pages = list(_pages(items))
    _link(items, pages)
    arranged = Navigation(items, pages)
    arranged.homepage = nav.homepage
    return arranged


def _exchange(items: list[StructureItem], section: Section, depth: int, files: Files) -> list[StructureItem]:
    ours = set(uris(section))
    at = next((index for index, item in enumerate(items) if _holds(item, ours)), len(items))
    holder = items[at] if at < len(items) else None
    if depth and isinstance(holder, NavSection):
        holder.children = _exchange(holder.children, section, depth - 1, files)
        return items
    built = _section(section, files)
    built.children += _without(holder, ours).children if isinstance(holder, NavSection) else []
    return [*items[:at], built, *(item for item in items[at + 1 :] if not _holds(item, ours))]


def _strings(item: Item) -> Iterator[str]:
    if isinstance(item, str):
        yield item
    else:
        for below in item.values() if isinstance(item, dict) else item:
            yield from _strings(below)


def _put(item: Item, section: Section, folder: str) -> Item:
    if isinstance(item, str):
        return as_nav(section) if item.rstrip("/") == folder else item
    if isinstance(item, list):
        return [_put(below, section, folder) for below in item]
    return {
        title: as_nav(section, title)[title] if below in (folder, f"{folder}/") else _put(below, section, folder)
        for title, below in item.items()
    }


def _section(section: Section, files: Files) -> NavSection:
    children: list[StructureItem] = _page(section.uri, None, files) if section.uri else []
    for child in section.children:
        children += [_section(child, files)] if child.children else _page(child.uri, child.title, files)
    return NavSection(section.title, children)


def _page(uri: str, title: str | None, files: Files) -> list[StructureItem]:
    """The page at a uri as a list of one, or of none if the site excludes it."""
    file = files.get_file_from_path(uri)
    if file is None or not isinstance(file.page, Page) or file.inclusion is not InclusionLevel.INCLUDED:
        return []
    if title is not None:
        file.page.title = title
    return [file.page]


def _holds(item: StructureItem, ours: set[str]) -> bool:
    if isinstance(item, Page):
        return item.file.src_uri in ours
    return isinstance(item, NavSection) and any(_holds(child, ours) for child in item.children)


def _without(section: NavSection, ours: set[str]) -> NavSection:
    """The section without our pages and without sections that this leaves empty."""
    below = [_without(child, ours) if isinstance(child, NavSection) else child for child in section.children]
    section.children = [
        child for child in below if (child.children if isinstance(child, NavSection) else not _holds(child, ours))
    ]
    return section


def _pages(items: Iterable[StructureItem]) -> Iterator[Page]:
    for item in items:
        if isinstance(item, Page):
            yield item
        elif isinstance(item, NavSection):
            yield from _pages(item.children)


def _link(items: Iterable[StructureItem], pages: list[Page]) -> None:
    """Parents, and the pages before and after."""
    for page, before, after in zip(pages, [None, *pages[:-1]], [*pages[1:], None], strict=True):
        page.previous_page, page.next_page = before, after
    _adopt(items, None)


def _adopt(items: Iterable[StructureItem], parent: NavSection | None) -> None:
    for item in items:
        item.parent = parent
        if isinstance(item, NavSection):
            _adopt(item.children, item)
