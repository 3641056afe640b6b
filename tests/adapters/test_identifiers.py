from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.adapters.identifiers import ids_in, prefixed
from infra_design.adapters.mkdocs.printed import prepare

if TYPE_CHECKING:
    from tests.adapters.projects import Project

HTML = (
    '<svg id="a" aria-labelledby="a-title b" data-id="a"><title id="a-title">id="a"</title>'
    '<use xlink:href="#a"/><path fill="url(#a)"/><a href="#elsewhere">x</a></svg>'
)


def test_ids_and_all_that_names_them_get_the_prefix() -> None:
    assert ids_in(HTML) == {"a", "a-title"}
    assert prefixed(HTML, "p-", {"a", "a-title"}) == (
        '<svg id="p-a" aria-labelledby="p-a-title b" data-id="a"><title id="p-a-title">id="a"</title>'
        '<use xlink:href="#p-a"/><path fill="url(#p-a)"/><a href="#elsewhere">x</a></svg>'
    )


def test_only_the_ids_that_are_named_change() -> None:
    assert 'id="a"' in prefixed(HTML, "p-", {"a-title"})
    assert prefixed(HTML, "p-", set()) == HTML


def test_a_part_that_a_page_shows_twice_does_not_clash_with_itself(project: Project) -> None:
    fence = "```infra-design\nstage: 1-two\nshow: diagram, components\n```\n"
    project.write({"docs/index.md": f"# Home\n\n{fence}\n{fence}\n> {fence.replace(chr(10), chr(10) + '> ')}\n"})
    project.build()
    assert project.warnings == []
    text = project.page("index.html")
    ids = [part.partition('"')[0] for part in text.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    assert sum(ident.endswith("infra-1-two") for ident in ids) == 3


def test_pages_without_anything_of_ours_are_left_as_they_are() -> None:
    class Page:
        url = "a/"
        html = '<p id="x"><a href="#x">y</a></p>'

    page = Page()
    prepare([page], "infra-design", directory_urls=True)  # type: ignore[list-item]
    assert page.html == Page.html


def test_without_folders_for_pages_links_in_diagrams_lead_to_the_same_names() -> None:
    class Page:
        url = "infrastructure/1-two.html"
        html = (
            '<figure class="infra-design"><svg><a xlink:href="0-one.html#component-web">x</a>'
            '<image xlink:href="../assets/a.png"/><a xlink:href="https://example.com/">z</a></svg></figure>'
        )

    page = Page()
    prepare([page], "infra-design", directory_urls=False)  # type: ignore[list-item]
    assert 'xlink:href="#infrastructure-0-one-component-web"' in page.html
    assert 'xlink:href="assets/a.png"' in page.html
    assert 'xlink:href="https://example.com/"' in page.html
