"""The demonstration site as files: the same everywhere, no dead links, no noise in the search."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from tests.site.demo import build, configured, copy_demo

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("browser")


class Links(HTMLParser):
    """Ids and addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            elif name in ("href", "src", "xlink:href") and value is not None:
                self.addresses.append(value)
                assert name != "href" or tag not in SVG_TAGS, f"<{tag} href> stops instant navigation"


SVG_TAGS = {"use", "image"}


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Links]:
    return {path: Links(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def test_no_link_is_dead_and_no_anchor_missing(site: Path, pages: dict[Path, Links]) -> None:
    dead = []
    for path, links in pages.items():
        if path.name == "404.html":
            continue
        for address in links.addresses:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc or address.startswith("data:"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            anchors = pages[target].ids if target in pages else []
            if not target.is_file() or (parts.fragment and unquote(parts.fragment) not in anchors):
                dead.append(f"{path.relative_to(site)}: {address}")
    assert dead == []


def test_ids_are_unique_on_each_page(site: Path, pages: dict[Path, Links]) -> None:
    twice = {
        str(path.relative_to(site)): sorted({ident for ident in links.ids if links.ids.count(ident) > 1})
        for path, links in pages.items()
    }
    assert {path: ids for path, ids in twice.items() if ids} == {}


def test_links_inside_a_diagram_do_not_stop_instant_navigation(site: Path) -> None:
    for path in site.rglob("infrastructure/**/*.html"):
        for svg in re.findall(r"<svg\b.*?</svg>", path.read_text(encoding="utf-8"), re.DOTALL):
            assert not re.search(r"\s(?<!xlink:)href=\"(?!https?:)", svg), path


def test_no_placeholder_and_no_path_of_this_machine_is_left(site: Path, checkout: Path) -> None:
    ours = [*(site / "infrastructure").rglob("*.html"), site / "embedding/index.html", site / "index.html"]
    for path in ours:
        text = path.read_text(encoding="utf-8")
        assert 'href="infra-design:' not in text, path
        assert 'src="infra-design:' not in text, path
        assert "{icons}" not in text, path
    for path in site.rglob("*"):
        if path.suffix in {".html", ".json", ".xml", ".css", ".js"}:
            text = path.read_text(encoding="utf-8")
            assert str(checkout) not in text, path
            assert str(site.parent) not in text, path


def test_search_finds_words_of_pages_and_nothing_of_diagrams(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    texts = {entry["location"]: entry["text"] for entry in index["docs"]}
    ours = "\n".join(text for location, text in texts.items() if location.startswith("infrastructure/1-distributed/"))
    assert "round" in ours.lower()
    assert "<svg" not in ours
    page = (site / "infrastructure/1-distributed/index.html").read_text(encoding="utf-8")
    article = page[page.index("<article") : page.index("</article>")]
    svg = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
    inside = {unescape(text) for picture in svg.findall(article) for text in re.findall(r">([^<>\n]{6,})<", picture)}
    outside = unescape(re.sub(r"<[^>]+>", "", svg.sub("", article)))
    only_inside = sorted(text for text in inside if text not in outside)
    assert only_inside
    assert [text for text in only_inside if text in unescape(ours)] == []


def test_two_builds_in_different_folders_are_byte_identical(
    tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    trees = []
    for name, seed in (("one", "1"), ("a/longer/path", "4242")):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        copy_demo(folder, checkout)
        build(folder, PYTHONHASHSEED=seed)
        trees.append(
            {p.relative_to(folder / "site").as_posix(): p for p in (folder / "site").rglob("*") if p.is_file()}
        )
    assert sorted(trees[0]) == sorted(trees[1])
    different = [uri for uri, path in trees[0].items() if path.read_bytes() != trees[1][uri].read_bytes()]
    assert different == []


@pytest.mark.parametrize(
    ("plugin", "options"),
    [
        ("offline", {}),
        ("privacy", {"assets_exclude": ["unpkg.com/mermaid*"]}),
    ],  # Material's own script asks for that one
)
def test_materials_own_plugins_get_along_with_ours(
    tmp_path: Path, checkout: Path, plugin: str, options: dict[str, object]
) -> None:
    copy_demo(tmp_path, checkout)
    configured(tmp_path, plugins=["search", "infra-design", {plugin: options}])
    build(tmp_path)
    name = "1-distributed.html" if plugin == "offline" else "1-distributed/index.html"
    assert "<svg" in (tmp_path / "site/infrastructure" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_it_builds_with_the_themes_that_come_with_mkdocs(tmp_path: Path, checkout: Path, theme: str) -> None:
    copy_demo(tmp_path, checkout)
    configured(tmp_path, theme={"name": theme})
    build(tmp_path)
    assert "<svg" in (tmp_path / "site/infrastructure/1-distributed/index.html").read_text(encoding="utf-8")


def test_properdocs_builds_the_same_pages_with_the_same_plugin(tmp_path: Path, checkout: Path, site: Path) -> None:
    copy_demo(tmp_path, checkout)
    build(tmp_path, generator="properdocs")
    for page in ("1-distributed", "rules/spof-server"):
        mine = (tmp_path / "site/infrastructure" / page / "index.html").read_text(encoding="utf-8")
        theirs = (site / "infrastructure" / page / "index.html").read_text(encoding="utf-8")
        assert article(mine) == article(theirs)


def article(html: str) -> str:
    return html[html.index("<article") : html.index("</article>")]
