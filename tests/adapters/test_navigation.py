"""Where our pages stand in the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.plugins import event_priority
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkdocs.structure import StructureItem
    from tests.adapters.projects import Project

    Built: TypeAlias = Callable[[], Navigation]

INDEX = "infrastructure/index.md"
STAGES = ["infrastructure/0-one.md", "infrastructure/1-two.md"]
TOUR = "infrastructure/tour.md"


Outline: TypeAlias = list["str | tuple[str, Outline]"]


def outline(items: Iterable[StructureItem]) -> Outline:
    """Sections with their title, and what is in them; pages by their uri, that of a section itself first."""
    return [
        (item.title, [*([item.file.src_uri] if item.is_page else []), *outline(item.children)])
        if isinstance(item, Section)
        else item.file.src_uri
        for item in items
        if isinstance(item, Page | Section)
    ]


def flat(items: Outline) -> list[str]:
    return [uri for item in items for uri in (flat(item[1]) if isinstance(item, tuple) else [item])]


@pytest.fixture
def navigation(project: Project) -> Built:
    """Build, and return the navigation as the theme gets it."""

    def navigation() -> Navigation:
        config = load_config(str(project.configure()))
        seen: list[Navigation] = []

        @event_priority(-1000)
        def keep(nav: Navigation, **_: object) -> Navigation:
            seen.append(nav)
            return nav

        config.plugins.events["nav"].append(keep)
        build(config)
        return seen[0]

    return navigation


def test_left_to_the_folders_it_stands_where_its_folder_does_in_the_order_of_the_story(
    project: Project, navigation: Built
) -> None:
    project.write(
        {"docs/about.md": "# About\n", "docs/zoo/page.md": "# Zoo\n", "designs/10-ten.yml": "extends: 2-three\n"}
    )
    project.write({"designs/2-three.yml": "extends: 1-two\n"})
    items = outline(navigation())
    ours = items[2]
    assert items[:2] == ["index.md", "about.md"]
    assert items[3] == ("Zoo", ["zoo/page.md"])
    stages = [uri for uri in flat([ours]) if uri.count("/") == 1]
    assert stages == [INDEX, *STAGES, "infrastructure/2-three.md", "infrastructure/10-ten.md", TOUR]


def test_left_to_the_folders_pages_before_and_after_are_those_of_the_story(
    project: Project, navigation: Built
) -> None:
    project.write({"designs/10-ten.yml": "extends: 2-three\n", "designs/2-three.yml": "extends: 1-two\n"})
    pages = {page.file.src_uri: page for page in navigation().pages}
    assert pages["infrastructure/2-three.md"].next_page.file.src_uri == "infrastructure/10-ten.md"
    assert pages["infrastructure/10-ten.md"].previous_page.file.src_uri == "infrastructure/2-three.md"
    assert pages["index.md"].previous_page is None
    assert pages[STAGES[0]].parent.is_section


def test_pages_of_the_users_own_in_our_folder_follow_ours(project: Project, navigation: Built) -> None:
    project.write({"docs/infrastructure/aaa.md": "# Mine\n", "docs/infrastructure/deep/own.md": "# Mine too\n"})
    _, ours = outline(navigation())
    uris = flat([ours])
    assert uris[0] == INDEX
    assert set(uris[-2:]) == {"infrastructure/aaa.md", "infrastructure/deep/own.md"}
    assert len(uris) == len(set(uris))


def test_a_folder_below_another(project: Project, navigation: Built) -> None:
    project.options["pages"] = "systems/web"
    project.write({"docs/systems/other.md": "# Other\n"})
    home, (title, below) = outline(navigation())
    assert (home, title) == ("index.md", "Systems")
    assert below[0] == "systems/other.md"
    assert flat([below[1]])[:3] == ["systems/web/index.md", "systems/web/0-one.md", "systems/web/1-two.md"]


def test_a_given_nav_gets_our_section_once_at_its_end(project: Project, navigation: Built) -> None:
    project.site["nav"] = [{"Start": "index.md"}]
    items = outline(navigation())
    assert items[0] == "index.md"
    assert len(items) == 2
    assert flat(items)[1:4] == [INDEX, *STAGES]


def test_our_folder_in_nav_is_where_the_section_stands_under_the_name_that_it_has_there(
    project: Project, navigation: Built
) -> None:
    project.write({"docs/about.md": "# About\n"})
    project.site["nav"] = [{"Start": ["index.md", {"Our systems": "infrastructure/"}]}, "about.md"]
    (start, (home, (title, pages))), about = outline(navigation())
    assert (start, home, title, about) == ("Start", "index.md", "Our systems", "about.md")
    assert flat(pages)[:3] == [INDEX, *STAGES]


def test_a_nav_that_lists_one_of_our_pages_is_left_as_it_is(project: Project, navigation: Built) -> None:
    project.site["nav"] = ["index.md", {"Now": STAGES[1]}]
    nav = navigation()
    assert outline(nav.items) == ["index.md", STAGES[1]]
    assert nav.pages[1].title == "Now"


def test_the_index_has_no_title_in_nav_so_that_themes_merge_it_with_its_section(
    project: Project, navigation: Built
) -> None:
    project.site["nav"] = ["index.md"]
    section = navigation().items[1]
    assert section.children[0].file.src_uri == INDEX
    assert section.children[1].title == "One server"


@pytest.mark.parametrize("nav", [None, ["index.md"]])
def test_nav_false_keeps_our_pages_out_and_builds_them(project: Project, navigation: Built, nav: object) -> None:
    project.options["nav"] = False
    project.site.update({"nav": nav, "validation": {"nav": {"omitted_files": "warn"}}})
    assert flat(outline(navigation())) == ["index.md"]
    assert (project.folder / "site/infrastructure/0-one/index.html").is_file()


def test_what_the_site_excludes_stays_excluded(project: Project, navigation: Built) -> None:
    project.site["exclude_docs"] = "infrastructure/0-one.md\n"
    assert STAGES[0] not in flat(outline(navigation()))
    assert not (project.folder / "site/infrastructure/0-one").exists()
