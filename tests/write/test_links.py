"""Links: what stands in the pages, and what adapters make of it."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra_design.write import fill_links, relative_address
from infra_design.write.links import Addresses, issue_anchor, link_to

SEGMENTS = st.text(
    st.characters(codec="utf-8", exclude_characters="/\\", exclude_categories=["C"]), min_size=1
).filter(lambda text: text.strip(".") == text and text not in {"index", "README"})
URIS = st.lists(SEGMENTS, min_size=1, max_size=3).map(lambda parts: posixpath.join(*parts) + ".md")


def published(uri: str, *, directory_urls: bool) -> str:
    """Where MkDocs puts a page, by its documentation."""
    return f"/{uri[:-3]}/" if directory_urls else f"/{uri[:-3]}.html"


@pytest.mark.parametrize(
    ("uri", "page", "directory", "flat"),
    [
        ("a/x.md", "a/y.md", "../x/", "x.html"),
        ("a/index.md", "a/y.md", "../", "index.html"),
        ("index.md", "a/y.md", "../../", "../index.html"),
        ("a/y.md", "index.md", "a/y/", "a/y.html"),
        ("a/rules/r.md", "a/index.md", "rules/r/", "rules/r.html"),
        ("assets/i.png", "a/y.md", "../../assets/i.png", "../assets/i.png"),
        ("a/y.md", "a/y.md", "./", "y.html"),
        ("a/README.md", "b.md", "../a/", "a/index.html"),
    ],
)
def test_relative_addresses_follow_both_layouts_of_a_site(uri: str, page: str, directory: str, flat: str) -> None:
    assert relative_address(uri, page, directory_urls=True) == directory
    assert relative_address(uri, page, directory_urls=False) == flat


@given(URIS, URIS, st.booleans())
def test_a_browser_arrives_where_the_page_is(uri: str, page: str, directory_urls: bool) -> None:  # noqa: FBT001
    address = relative_address(uri, page, directory_urls=directory_urls)
    base = published(page, directory_urls=directory_urls)
    arrived = urljoin(
        "https://example.org" + "".join(c if c.isascii() and c not in "?#" else "x" for c in base), address
    )
    if base.isascii() and not set("?#;") & set(base + uri):
        assert unquote(arrived) == "https://example.org" + published(uri, directory_urls=directory_urls)


@given(st.text(), st.text())
def test_a_link_of_ours_survives_any_name(uri: str, anchor: str) -> None:
    text = f'<a href="{link_to(uri, anchor)}">'
    seen: list[str] = []

    def address(asked: str) -> str:
        seen.append(asked)
        return "there"

    filled = fill_links(text, "\ud800", address)
    assert seen == [uri]
    assert filled.startswith('<a href="there')
    assert "infra-design:" not in filled


def test_links_on_the_page_itself_need_no_address() -> None:
    text = f'<a xlink:href="{link_to("a/b.md", "component-web")}"><img src="{link_to("assets/i.png")}">'
    assert fill_links(text, "a/b.md", lambda uri: f"to/{uri}") == (
        '<a xlink:href="#component-web"><img src="to/assets/i.png">'
    )


def test_only_attributes_are_links() -> None:
    assert fill_links("see infra-design:x.md", "p.md", lambda _: "there") == "see infra-design:x.md"


def test_issue_anchors_read_like_the_issue() -> None:
    assert issue_anchor("spof-server@web") == "issue-spof-server@web"
    assert issue_anchor("x@nginx@web-01,www.foobar.com A") == "issue-x@nginx@web-01,www.foobar.com-A"


def test_issue_anchors_are_short_and_differ_where_only_the_last_of_hundreds_does() -> None:
    many = ",".join(f"web-{number:03}" for number in range(400))
    one, other = issue_anchor(f"no-monitoring@{many}"), issue_anchor(f"no-monitoring@{many},db")
    assert one.startswith("issue-no-monitoring@web-000,web-001,")
    assert max(len(one), len(other)) < 140
    assert one != other


def test_pages_never_share_an_address() -> None:
    systems = ("", "rules", "shop", "stages")
    addresses = Addresses("infrastructure", systems)
    uris = [addresses.index(), addresses.rules(), addresses.rule("spof-server")]
    uris += [addresses.system(system) for system in systems]
    stages = ("index", "rules", "shop", "stages", "README", "spof-server", "0-simple")
    uris += [addresses.stage(system, stage) for system in systems for stage in stages]
    places = [uri.removesuffix(".md").removesuffix("/index").removesuffix("/README") for uri in uris]
    assert len(set(places)) == len(places)


def test_the_only_system_is_the_index() -> None:
    addresses = Addresses("infrastructure", ("",))
    assert addresses.system("") == addresses.index() == "infrastructure/index.md"
    assert addresses.stage("", "0-simple") == "infrastructure/0-simple.md"
