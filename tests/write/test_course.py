"""Tours and comparisons as pages: what they say, where they are, and where there are none."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from tests.write.shown import Pages

from infra_design import pipeline
from infra_design.model.settings import Settings
from infra_design.pipeline import build, load
from infra_design.write.links import Addresses

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from infra_design.model.site import Section

TINY = "title: {}\ncomponents: {{user: {{kind: browser, uses: web}}, web: {{kind: web-server}}}}\n"


@pytest.fixture(scope="module")
def whole(checkout: Path) -> Pages:
    """The canonical story's pages, drawn."""
    return Pages(build(load(checkout, Settings()), Settings()))


@pytest.fixture
def built(tmp_path: Path) -> Callable[..., Pages]:
    """Pages of systems with so many tiny stages."""

    def built(**stages: int) -> Pages:
        for system, count in stages.items():
            folder = tmp_path / "designs" / system
            folder.mkdir(parents=True)
            for number in range(count):
                (folder / f"{number}.yml").write_text(TINY.format(f"Stage {number}"), "utf-8")
        return Pages(build(load(tmp_path, Settings()), Settings()))

    return built


def uris(section: Section) -> list[str]:
    return [uri for below in section.children for uri in ([below.uri] if below.uri else []) + uris(below)]


def compared(pages: Pages, system: str) -> set[str]:
    prefix = f"infrastructure/{system}/compare/" if system else "infrastructure/compare/"
    names = {
        page.uri.removeprefix(prefix).removesuffix(".md") for page in pages.site.pages if page.uri.startswith(prefix)
    }
    return names - {"index"}


def test_all_pages_are_in_the_navigation(whole: Pages) -> None:
    assert {page.uri for page in whole.site.pages} - {"infrastructure/index.md"} <= set(uris(whole.site.navigation))


def test_each_stop_tells_title_summary_figures_and_changes(whole: Pages) -> None:
    tour = whole["tour"]
    stops = tour.all("section", class_="infra-stop")
    assert [stop.one("h2").text for stop in stops] == [
        "Simple web stack",
        "Distributed web infrastructure",
        "Secured and monitored web infrastructure",
        "Scale up",
        "Scale up, redundant",
    ]
    found = [next(one for one in stop.all("li") if one.text.startswith("Machines")).text for stop in stops]
    assert found == ["Machines 1", "Machines 3", "Machines 3", "Machines 5", "Machines 8"]
    reads = [next(one for one in stop.all("li") if one.text.startswith("Visitor reads")).text for stop in stops]
    # The literal stage 3 is worse than stage 2; with two of each tier it is better than ever.
    assert [word for text in reads for word in ("better", "worse") if word in text] == ["better", "worse", "better"]
    assert not stops[0].all("h3")
    gone = [heading.text for heading in stops[3].all("h3")]
    assert gone == ["New", "Moved", "Changed", "Issues closed (9)", "Issues opened (10)"]


def test_the_diagram_of_a_stop_links_to_its_own_stage(whole: Pages) -> None:
    stop = whole["tour"].all("section", class_="infra-stop")[3]
    links = {
        link.attributes["xlink:href"].partition("#")[0] for link in stop.one("svg", class_="infra-diagram").all("a")
    }
    assert links == {"infra-design:infrastructure/3-scale-up.md"}


def test_what_is_removed_links_to_the_stage_that_had_it(tmp_path: Path) -> None:
    folder = tmp_path / "designs"
    folder.mkdir()
    (folder / "0-a.yml").write_text(
        "components: {user: {kind: browser, uses: web}, web: {kind: web-server, uses: db}, db: {kind: database}}",
        "utf-8",
    )
    (folder / "1-b.yml").write_text("extends: 0-a\ncomponents: {web: {uses: null}, db: null}", "utf-8")
    page = Pages(build(load(tmp_path, Settings()), Settings()))["compare/0-a..1-b"]
    both = page.one("div", class_="infra-both")
    links = {
        link.attributes["data-component"]: link.attributes["xlink:href"] for link in both.all("a", class_="card")
    }
    assert links["db"].startswith("infra-design:infrastructure/0-a.md#")
    assert links["web"].startswith("infra-design:infrastructure/1-b.md#")


def test_up_to_eight_stages_all_pairs_are_compared_of_more_neighbors_and_the_ends(
    built: Callable[..., Pages],
) -> None:
    pages = built(few=8, many=9)
    assert len(compared(pages, "few")) == len(list(combinations(range(8), 2)))
    assert compared(pages, "many") == {f"{number}..{number + 1}" for number in range(8)} | {"0..8"}
    assert "27 other pairs of stages are left out" in pages["many/compare/index"].text


def test_a_site_of_many_systems_compares_less_and_says_so(
    built: Callable[..., Pages], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "PAIRS", 4)
    monkeypatch.setattr(pipeline, "TOURED", 5)
    pages = built(one=4, other=3)
    assert compared(pages, "one") == compared(pages, "other") == set()
    overview = pages["one/index"].one("div", class_="infra-ways").text
    assert "There are too many stages on this site for tours." in overview
    assert "too many systems on this site to compare" in overview


def test_a_system_of_one_stage_has_neither(built: Callable[..., Pages]) -> None:
    pages = built(alone=1)
    assert not any("tour" in page.uri or "compare" in page.uri for page in pages.site.pages)
    assert not pages["index"].all("div", class_="infra-ways")


def test_a_story_too_long_for_a_tour_says_so(built: Callable[..., Pages]) -> None:
    pages = built(long=13)
    assert "There is no tour of more than 12 stages." in pages["index"].text


def test_stages_and_systems_may_be_called_tour_and_compare() -> None:
    addresses = Addresses("designs", ("", "compare", "tour"))
    pages = {addresses.tour(system) for system in addresses.systems}
    pages |= {addresses.comparisons(system) for system in addresses.systems}
    pages |= {addresses.stage(system, stage) for system in addresses.systems for stage in ("tour", "compare")}
    pages |= {addresses.system(system) for system in addresses.systems}
    shown = {page.removesuffix("index.md").removesuffix(".md").rstrip("/") for page in pages}
    assert len(shown) == len(pages) == 15


def test_pages_say_what_became_more_severe_and_what_less(tmp_path: Path) -> None:
    folder = tmp_path / "designs"
    folder.mkdir()
    (folder / "0-a.yml").write_text(
        "rules: {no-monitoring: low, no-https: high}\n"
        "components: {visitor: {kind: browser, uses: nginx}, web: {kind: server}, nginx: {host: web}}",
        "utf-8",
    )
    (folder / "1-b.yml").write_text("extends: 0-a\nrules: {no-monitoring: high, no-https: low}", "utf-8")
    pages = Pages(build(load(tmp_path, Settings()), Settings()))
    for page in ("compare/0-a..1-b", "1-b"):
        text = pages[page].text
        assert "The stage makes 1 issue more severe." in text
        assert "More severe" in text
        assert "(was low)" in text
        assert "Less severe" in text
        assert "(was high)" in text
