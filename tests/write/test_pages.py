"""What holds for every page: it is sound HTML, its links lead somewhere, nothing empty is shown."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import unquote

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.write.shown import PICTURE, Pages, body, drawing, parse, shown, write

from infra_design.model.settings import Settings
from infra_design.pipeline import load
from infra_design.write import write_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.write.shown import Element

SCHEME = "infra-design:"
HOSTILE = st.text(st.sampled_from("<>&\"'`{}[]()|#*_~!-:;%\\/ \nab8é\u05d0"), min_size=1, max_size=30).filter(
    str.strip
)


def links(page: Element) -> list[str]:
    return [
        value
        for element in page.all()
        for name in ("href", "xlink:href", "src")
        if (value := element.attributes.get(name)) is not None
    ]


def test_links_of_ours_lead_to_what_is_there(story: Pages) -> None:
    pages = {page.uri: shown(page.markdown) for page in story.site.pages}
    anchors = {uri: {e.attributes["id"] for e in page.all() if "id" in e.attributes} for uri, page in pages.items()}
    assets = {asset.uri for asset in story.site.assets}
    count = 0
    for page in pages.values():
        for address in links(page):
            if address.startswith(SCHEME):
                uri, _, anchor = unquote(address.removeprefix(SCHEME)).partition("#")
                assert uri in (anchors if anchor else anchors.keys() | assets)
                assert not anchor or anchor in anchors[uri], address
                count += 1
            else:
                assert address.startswith("https://")
    assert count > 500


def test_ids_are_given_once(story: Pages) -> None:
    for page in story.site.pages:
        ids = Counter(e.attributes["id"] for e in shown(page.markdown).all() if "id" in e.attributes)
        assert [ident for ident, count in ids.items() if count > 1] == []


def test_nothing_empty_is_shown(story: Pages) -> None:
    for page in story.site.pages:
        assert not re.search(r"\n#+ [^\n]*\n\s*(#|\Z)", body(page.markdown)), "a heading with nothing below it"
        for element in shown(page.markdown).all():
            if element.tag in {
                "ul",
                "ol",
                "dl",
                "table",
                "tbody",
                "p",
                "section",
                "article",
                "details",
                "div",
                "a",
                "b",
            }:
                assert element.children, (page.uri, element)
                assert element.text or element.all("svg") or element.all("path"), (page.uri, element)


def test_headings_go_down_one_level_at_a_time(story: Pages) -> None:
    for page in story.site.pages:
        levels = [int(e.tag[1]) for e in shown(page.markdown).all() if re.fullmatch("h[1-6]", e.tag)]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(below <= above + 1 for above, below in itertools.pairwise(levels)), page.uri


def test_front_matter_is_for_generators(story: Pages) -> None:
    page = next(page for page in story.site.pages if page.uri == "infrastructure/1-distributed.md")
    matter = yaml.safe_load(page.markdown.split("---\n")[1])
    assert matter["title"] == page.title == "Distributed web infrastructure"
    assert matter["render_macros"] is False
    assert "Two servers" in matter["description"]
    assert page.source == "designs/1-distributed.yml"


def test_the_same_design_gives_the_same_site(checkout: Path, story: Pages) -> None:
    assert write(checkout, Settings()) == story.site


def test_everything_is_sorted_by_uri(story: Pages) -> None:
    for things in (story.site.pages, story.site.assets):
        uris = [thing.uri for thing in things]
        assert uris == sorted(set(uris))


def test_styles_and_icons_are_assets(story: Pages) -> None:
    assets = {asset.uri: asset for asset in story.site.assets}
    (style,) = story.site.styles
    assert b".infra-badge" in assets[style].content
    assert assets["assets/infra-design/icons/server.png"].path == PICTURE
    alone = assets["assets/infra-design/diagrams/1-distributed.svg"].content.decode()
    assert "icons/server.png" not in alone
    assert "<a" not in alone
    assert "@media (prefers-color-scheme: dark)" in alone


def test_navigation_tells_the_story_in_order(story: Pages) -> None:
    navigation = story.site.navigation
    assert navigation.uri == "infrastructure/index.md"
    *stages, rules = navigation.children
    assert [stage.uri for stage in stages] == [
        "infrastructure/0-simple-web-stack.md",
        "infrastructure/1-distributed.md",
        "infrastructure/2-secured-and-monitored.md",
        "infrastructure/3-scale-up.md",
        "infrastructure/4-scale-up-redundant.md",
    ]
    listed = {page.uri for group in rules.children for page in group.children} | {rules.uri}
    assert listed == {page.uri for page in story.site.pages if "/rules/" in page.uri}


def test_every_part_can_be_embedded_and_stands_alone(story: Pages) -> None:
    names = {part for _, _, part in story.site.embeds}
    assert names <= set(story.site.parts)
    assert {"diagram", "issues", "dns", "components", "flow", "changes", "availability", "concepts"} <= names
    for (_, stage, part), html in story.site.embeds.items():
        parse(html)
        assert "\n\n" not in html
        if stage and part != "diagram":
            ids = [e.attributes["id"] for e in parse(html).all() if "id" in e.attributes]
            assert all(ident.startswith(f"{stage}-") for ident in ids)


def test_several_systems_have_a_list_of_them(pages: Callable[..., Pages]) -> None:
    small = "title: Only\ncomponents: {web: {kind: server}}"
    written = pages({"shop/0-a.yml": small, "blog/0-a.yml": small, "rules/0-a.yml": small})
    assert [e.text for e in written["index"].all("h2")] == ["Blog", "Rules", "Shop"]
    assert written["shop/index"].one("h1").text == "Shop"
    assert written["blog/0-a"].one("h1").text == "Only"
    assert written["rules-system/0-a"].one("h1").text == "Only"
    assert len({page.uri for page in written.site.pages}) == len(written.site.pages)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE)
def test_no_text_of_an_author_becomes_markup(tmp_path: Path, text: str) -> None:
    words = f"x<script>alert(1)</script>{text}"
    marked = " ".join(words.split())
    design = {
        "title": marked,
        "summary": words,
        "explain": words,
        "decision": marked,
        "date": "2026-01-01",
        "resources": {marked: "https://example.org/?a=1&b=2"},
        "components": {
            "visitor": {"kind": "browser", "title": marked, "uses": {"nginx": {"explain": words}}},
            "web": {"kind": "server", "explain": words, "why": marked, "version": marked},
            "nginx": {"host": "web", "product": marked, "kind": "web-server", "links": {marked: "ops/run.md"}},
        },
        "journeys": {"read": {"from": "visitor", "to": "nginx", "title": marked}},
        "accept": {"no-https@*": {"reason": marked, "owner": marked, "ticket": marked}},
    }
    folder = tmp_path / "designs"
    folder.mkdir(exist_ok=True)
    (folder / "0-a.yml").write_text(yaml.safe_dump(design), "utf-8")
    site = write(tmp_path, Settings())
    for page in site.pages:
        if "/rules/" not in page.uri:
            tree = shown(page.markdown)
            assert not tree.all("script")
            assert all(name not in e.attributes for e in tree.all() for name in ("onclick", "onerror", "style"))
    page = next(page for page in site.pages if page.uri.endswith("0-a.md"))
    title = shown(page.markdown).one("h1").raw
    assert title.split() == marked.split()


def test_what_can_be_removed_from_a_story_is_no_mistake_on_its_pages(checkout: Path) -> None:
    """Pages of a stage do not depend on the stages being there that come after."""
    design = load(checkout, Settings())
    system, analysis = design.systems[0], design.analyses[0]
    drawings = {(system.id, stage.id): drawing(stage) for stage in system.stages}
    site = write_site((system,), (analysis,), drawings, design.catalog, Settings(pages="elsewhere"))
    assert {page.uri.split("/")[0] for page in site.pages} == {"elsewhere"}
