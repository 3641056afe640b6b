"""One project, three generators: a reader gets the same from each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.generators.conftest import GENERATORS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.generators.reading import Reading

    Pages = dict[str, dict[str, Reading]]

pytestmark = pytest.mark.xdist_group("generators")

OTHERS = pytest.mark.parametrize("generator", ["properdocs", "zensical"])
EACH = pytest.mark.parametrize("generator", GENERATORS)
STAGES = 5


@OTHERS
def test_the_pages_are_the_same(pages: Pages, generator: str) -> None:
    assert sorted(pages[generator]) == sorted(pages["mkdocs"])
    assert sum(uri.startswith("infrastructure/rules/") for uri in pages[generator]) > 50


@OTHERS
def test_the_navigation_has_the_same_titles_in_the_same_order(pages: Pages, generator: str) -> None:
    """Zensical opens other sections than Material does, but tells the same of them."""
    for uri in ("infrastructure/", "infrastructure/1-distributed/", "infrastructure/rules/spof-server/"):
        expected = [(title, link) for _, title, link in pages["mkdocs"][uri].navigation if link]
        assert [(title, link) for _, title, link in pages[generator][uri].navigation if link] == expected, uri
    links = [link for _, _, link in pages[generator]["infrastructure/"].navigation]
    stages = [link for link in links if re.fullmatch(r"infrastructure/\d-[\w-]+", link)]
    assert len(stages) == STAGES
    assert stages == sorted(stages)


@OTHERS
def test_every_article_is_the_same_from_the_first_to_the_last_word(pages: Pages, generator: str) -> None:
    """Texts, tags, attributes and addresses: what is written, the diagrams and the issues."""
    for uri, page in pages["mkdocs"].items():
        assert pages[generator][uri].article == page.article, uri


@EACH
def test_every_stage_has_its_diagram_its_issues_and_their_sentences(pages: Pages, generator: str) -> None:
    """Comparing pages that lack all of it would find no difference."""
    for number in range(STAGES):
        (page,) = [page for uri, page in pages[generator].items() if uri.startswith(f"infrastructure/{number}-")]
        tags = [step[0] for step in page.article]
        assert "<svg" in tags
        assert sum(ident.startswith("issue-") for ident in page.ids) > 5
    distributed = pages[generator]["infrastructure/1-distributed/"]
    assert "issue-spof-server@web-01" in distributed.ids
    at = distributed.article.index(
        next(step for step in distributed.article if "id=issue-spof-server@web-01" in step)
    )
    assert "web-01" in " ".join(step[0] for step in distributed.article[at : at + 30])


@EACH
def test_a_page_of_the_sites_own_embeds_a_diagram(pages: Pages, generator: str) -> None:
    page = pages[generator]["embedding/"]
    assert ("<svg",) in [step[:1] for step in page.article]
    assert any(address.startswith("infrastructure/1-distributed#component-") for address in page.refers)


@EACH
def test_nothing_that_a_page_refers_to_is_missing(sites: dict[str, Path], pages: Pages, generator: str) -> None:
    missing = []
    ids = {uri.removesuffix("/"): set(page.ids) for uri, page in pages[generator].items()}
    for uri, page in pages[generator].items():
        for address in page.refers:
            if re.match(r"[a-z]+:", address):
                continue
            path, _, anchor = address.partition("#")
            target = sites[generator] / path
            if not (target / "index.html" if target.is_dir() else target).is_file() or (
                anchor and path in ids and anchor not in ids[path]
            ):
                missing.append((uri, address))
    assert missing == []


@EACH
def test_every_page_of_ours_loads_style_and_script_once(sites: dict[str, Path], pages: Pages, generator: str) -> None:
    for uri in pages[generator]:
        text = (sites[generator] / uri / "index.html").read_text(encoding="utf-8")
        for name in ("infra-design.css", "infra-design.js"):
            assert len(re.findall(rf'(?:href|src)="[^"]*assets/infra-design/{name}"', text)) == 1, (uri, name)


@EACH
def test_what_helps_to_build_is_not_published(sites: dict[str, Path], generator: str) -> None:
    names = {path.name for path in sites[generator].rglob("*")}
    assert names & {".infra-design.json", ".nav.yml", "SUMMARY", "SUMMARY.md"} == set()
