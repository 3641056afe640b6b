"""The page's script and the engine: told the same structure and the same failures, they say the same."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from tests.reliability.designs import stage as designed
from tests.reliability.designs import story
from tests.reliability.test_random_stages import stages
from tests.rules.test_architectures import DESIGNS

from infra_design.analyze.journeys import compiled_stage
from infra_design.analyze.simulation import simulate, simulation_json
from infra_design.analyze.structure import stage_structure
from infra_design.write import script
from infra_design.write.shorten import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from infra_design.analyze.structure import StageStructure
    from infra_design.model.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ASK = """cases => cases.map(([text, failures]) => {
    const structure = JSON.parse(text);
    const {holding, busy, culprits, wayUp} = judge(structure);
    return failures.map(ids => {
        const failed = new Set(ids);
        const value = holding(failed);
        const down = nodes => Object.keys(nodes).filter(id => !value[nodes[id]]).sort();
        const journeys = Object.entries(structure.journeys);
        const blamed = journeys.filter(([, {top}]) => !value[top]).map(([id, {top}]) => {
            const guilty = culprits(failed, top);
            return [id, [...guilty], wayUp(holding(guilty), top)];
        });
        const told = journeys.map(([id, {top, works}]) => [id, {works: value[top], down: down(works)}]);
        return {
            fallen: down(structure.stands),
            journeys: Object.fromEntries(told),
            blamed,
            busy: busy(value),
        };
    });
})"""

Case = tuple["StageStructure", list[list[str]]]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page with the pure part of the script, shortened as it is shipped."""
    text = (script._FOLDER / "outcome.js").read_text("utf-8")  # noqa: SLF001 — the shipped file
    code = shorten(f"(() => {{ {text} window.judge = judge; }})();")
    page = browser.new_page()
    page.add_script_tag(content=code)
    yield page
    page.close()


def failures(compiled: StageStructure, count: int, seed: str) -> list[list[str]]:
    """Nothing, each unit alone, everything, and as many random sets as asked for."""
    chance = random.Random(seed)  # noqa: S311 — a test
    units = list(compiled.units)
    some = [sorted(chance.sample(units, chance.randint(0, min(len(units), 6)))) for _ in range(count)]
    return [[], units, *([unit] for unit in units), *some]


def drawn(count: int) -> list[Stage]:
    found: list[Stage] = []

    @settings(max_examples=count, database=None, deadline=None, derandomize=True)
    @given(stages())
    def draw(stage: Stage) -> None:
        found.append(stage)

    draw()
    return found


def compare(page: Page, cases: list[Case]) -> list[tuple[StageStructure, list[str], Any]]:
    """Assert that both say the same; everything that the script said."""
    answers = page.evaluate(ASK, [[simulation_json(compiled), sets] for compiled, sets in cases])
    told = []
    for (compiled, sets), all_said in zip(cases, answers, strict=True):
        for failed, said in zip(sets, all_said, strict=True):
            expected = simulate(compiled, failed)
            assert said["fallen"] == list(expected.fallen), failed
            assert said["journeys"] == {
                ident: {"works": effect.works, "down": list(effect.down)}
                for ident, effect in expected.journeys.items()
            }, failed
            told.append((compiled, failed, said))
    return told


def test_on_the_canonical_story(page: Page) -> None:
    compiled = [compiled_stage(stage) for stage in story()]
    told = compare(page, [(one, failures(one, 300, str(place))) for place, one in enumerate(compiled)])
    assert len(told) > 1500
    assert any(not effect["works"] for _, _, said in told for effect in said["journeys"].values())


def test_on_reference_architectures(page: Page) -> None:
    compiled = [compiled_stage(designed(text)) for text, _ in DESIGNS.values()]
    told = compare(page, [(one, failures(one, 200, name)) for one, name in zip(compiled, DESIGNS, strict=True)])
    assert len(told) > 1000


def test_on_random_stages(page: Page) -> None:
    compiled = [stage_structure(stage) for stage in drawn(150)]
    told = compare(page, [(one, failures(one, 20, str(place))) for place, one in enumerate(compiled)])
    assert len(told) > 3000


def test_who_is_blamed_breaks_the_journey_and_none_of_them_could_be_left_out(page: Page) -> None:
    compiled = [compiled_stage(stage) for stage in story()] + [stage_structure(stage) for stage in drawn(60)]
    blamed = 0
    for structure, failed, said in compare(page, [(one, failures(one, 30, "blame")) for one in compiled]):
        for journey, guilty, _ in said["blamed"]:
            blamed += bool(guilty)
            assert set(guilty) <= set(failed)
            assert not simulate(structure, guilty).journeys[journey].works
            for spared in guilty:
                rest = [unit for unit in guilty if unit != spared]
                assert simulate(structure, rest).journeys[journey].works
    assert blamed > 200


def test_the_way_to_the_cause_leads_from_the_journey_to_a_failure(page: Page) -> None:
    structure = compiled_stage(story()[1])
    ((_, _, said),) = compare(page, [(structure, [["mysql@web-01"]])])
    ((journey, guilty, way),) = said["blamed"]
    assert journey == "visitor-writes-www.foobar.com"
    assert guilty == ["mysql@web-01"]
    assert way[0] == structure.units.index("mysql@web-01")


def test_what_working_journeys_use_is_neither_down_nor_beside_the_point(page: Page) -> None:
    """Pencil: of the distributed stage nothing is idle at first; with HAProxy down, everything behind it is."""
    structure = compiled_stage(story()[1])
    told = compare(page, [(structure, [[], ["haproxy"], ["nginx@web-01"]])])
    usual, nothing, half = (set(said["busy"]) for _, _, said in told)
    assert usual >= set(structure.units)
    assert nothing == set()
    assert usual - half == {"nginx@web-01", "app@web-01", "code@web-01"}
