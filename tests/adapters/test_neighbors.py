"""Other plugins in the same site: built together, nothing is lost and nothing breaks."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.plugins import event_priority
from tests.adapters.test_navigation import INDEX, STAGES, TOUR, flat, outline

if TYPE_CHECKING:
    from mkdocs.structure.nav import Navigation
    from tests.adapters.projects import Project
    from tests.adapters.test_navigation import Outline

PAGES = [INDEX, *STAGES]
MATERIAL = {"name": "material", "font": False}


def navigation(project: Project) -> Outline:
    """Build strictly, and return the navigation as the theme gets it."""
    config = load_config(str(project.configure()), strict=True)
    seen: list[Navigation] = []

    @event_priority(-1000)
    def keep(nav: Navigation, **_: object) -> Navigation:
        seen.append(nav)
        return nav

    config.plugins.events["nav"].append(keep)
    build(config)
    return outline(seen[0].items)


def ours(items: Outline) -> list[str]:
    return [uri for uri in flat(items) if uri.startswith("infrastructure/") and uri.count("/") == 1]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("name", ["awesome-nav", "literate-nav", "section-index"])
def test_plugins_that_make_the_navigation_keep_our_order_and_titles(project: Project, name: str, order: int) -> None:
    project.write({"designs/10-ten.yml": "title: Ten\nextends: 2-three\n"})
    project.write({"designs/2-three.yml": "title: Three\nextends: 1-two\n", "docs/zoo.md": "# Zoo\n"})
    project.site.update({"plugins": ["infra-design", name][::order], "theme": MATERIAL})
    items = navigation(project)
    assert ours(items) == [*PAGES, "infrastructure/2-three.md", "infrastructure/10-ten.md", TOUR]
    assert flat(items)[0] == "index.md"
    assert "zoo.md" in flat(items)
    assert not (project.folder / "site/infrastructure/SUMMARY").exists()


def test_a_literate_nav_that_names_our_folder(project: Project) -> None:
    project.site["plugins"] = ["infra-design", "literate-nav"]
    project.write({"docs/SUMMARY.md": "* [Home](index.md)\n* [Our systems](infrastructure/)\n"})
    items = navigation(project)
    assert items[0] == "index.md"
    assert ours(items) == [*PAGES, TOUR]
    assert items[1][0] == "Our systems"


def test_an_awesome_nav_that_places_our_folder(project: Project) -> None:
    project.site["plugins"] = ["awesome-nav", "infra-design"]
    project.write({"docs/.nav.yml": "nav:\n  - infrastructure\n  - index.md\n"})
    items = navigation(project)
    assert ours(items) == [*PAGES, TOUR]
    assert items[1] == "index.md"


def test_a_users_own_nav_file_in_our_folder_wins(project: Project) -> None:
    project.site["plugins"] = ["infra-design", "awesome-nav"]
    project.write({"docs/infrastructure/.nav.yml": "nav:\n  - 1-two.md\n  - 0-one.md\n"})
    assert ours(navigation(project)) == [STAGES[1], STAGES[0]]


def test_section_index_merges_our_index_with_its_section(project: Project) -> None:
    project.site.update({"plugins": ["infra-design", "section-index"], "nav": ["index.md"], "theme": MATERIAL})
    config = load_config(str(project.configure()), strict=True)
    merged = []

    @event_priority(-1000)
    def keep(nav: Navigation, **_: object) -> Navigation:
        merged.extend(item for item in nav.items if item.is_section and item.is_page)
        return nav

    config.plugins.events["nav"].append(keep)
    build(config)
    assert [section.file.src_uri for section in merged] == [INDEX]


@pytest.mark.parametrize("order", [1, -1])
def test_static_i18n_builds_our_pages_for_each_language(project: Project, order: int) -> None:
    languages = [
        {"locale": "en", "name": "English", "default": True, "build": True},
        {"locale": "fr", "name": "Français", "build": True},
    ]
    project.write({"docs/index.fr.md": "# Accueil\n"})
    i18n = {"i18n": {"docs_structure": "suffix", "languages": languages}}
    project.site["plugins"] = [i18n, {"infra-design": {}}][::order]
    project.build()
    assert "<svg" in project.page("infrastructure/1-two/index.html")
    assert "Accueil" in project.page("fr/index.html")


def test_macros_do_not_run_what_a_design_says(project: Project) -> None:
    text = (project.folder / "designs/0-one.yml").read_text()
    project.write({"designs/0-one.yml": text + 'summary: "{{ 6 * 7 }} {% raise %} {{ config.site_name }}"\n'})
    project.site["plugins"] = ["macros", "infra-design"]
    project.build()
    assert project.warnings == []
    assert "{{ 6 * 7 }} {% raise %}" in unescape(project.page("infrastructure/0-one/index.html"))


def test_a_feed_and_tags_and_search(project: Project) -> None:
    project.site["plugins"] = ["search", "infra-design", {"rss": {"use_git": False}}]
    project.site["site_url"] = "https://example.com/"
    project.build()
    assert "<svg" in project.page("infrastructure/1-two/index.html")
    assert (project.folder / "site/feed_rss_created.xml").is_file()
