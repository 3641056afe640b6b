"""What a failure takes down: the page's structure, read as its script would, against the format's text."""

import json
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reliability import stages as made
from tests.reliability.designs import ROOT, story
from tests.reliability.oracle import journey_works
from tests.reliability.test_random_stages import stages

from infra_design.analyze.journeys import compiled_stage
from infra_design.analyze.simulation import LARGEST, simulate, simulation, simulation_json
from infra_design.analyze.structure import stage_structure
from infra_design.model.catalog import Category
from infra_design.model.settings import Settings
from infra_design.model.stage import Stage
from infra_design.pipeline import Memo, load, mend


def script(data: dict[str, Any], failed: set[str]) -> list[bool]:
    """The page's script: what `simulation_json` says to do, and nothing else known."""
    units = data["units"]
    value = [unit not in failed for unit in units] + [True] * len(data["gates"])
    changed = True
    while changed:
        changed = False
        for number, (least, *inputs) in enumerate(data["gates"], len(units)):
            if value[number] and sum(value[node] for node in inputs) < least:
                value[number] = False
                changed = True
    return value


@settings(max_examples=150, deadline=None)
@given(stages(), st.data())
def test_page_and_engine_say_what_the_text_says(design: Stage, data: st.DataObject) -> None:
    compiled = stage_structure(design)
    exported = json.loads(simulation_json(compiled))
    units = [one.id for one in design.instances.values() if one.fails]
    assert exported["units"] == units
    failed = set(data.draw(st.lists(st.sampled_from(units))) if units else [])
    value = script(exported, failed)
    outcome = simulate(compiled, failed)
    assert outcome.fallen == tuple(sorted(ident for ident, node in exported["stands"].items() if not value[node]))
    for journey in design.journeys:
        effect, nodes = outcome.journeys[journey.id], exported["journeys"][journey.id]
        assert effect.works is value[nodes["top"]] is journey_works(design, journey, frozenset(failed))
        assert effect.down == tuple(sorted(ident for ident, node in nodes["works"].items() if not value[node]))
        assert bool(effect.why) is not effect.works


def test_a_failed_primary_stops_writing_and_says_why() -> None:
    outcome = simulate(compiled_stage(story()[1]), ["mysql@web-01"])
    read, write = outcome.journeys.values()
    assert outcome.fallen == ("mysql@web-01",)
    assert read.works
    assert read.down == ("mysql@web-01",)
    assert read.why == ()
    assert not write.works
    assert write.why[0] == ("journey", "visitor-writes-www.foobar.com")
    assert write.why[-3:] == (("connection", "app->mysql"), ("writing", "mysql"), ("instance", "mysql@web-01"))


def test_a_failed_machine_takes_down_what_stands_on_it() -> None:
    outcome = simulate(compiled_stage(story()[1]), ["web-02"])
    assert outcome.fallen == ("app@web-02", "code@web-02", "mysql@web-02", "nginx@web-02", "web-02")
    assert all(effect.works for effect in outcome.journeys.values())


def test_nothing_failed_nothing_down() -> None:
    for stage in story():
        outcome = simulate(compiled_stage(stage), [])
        assert outcome.fallen == ()
        assert all(effect.works and not effect.down for effect in outcome.journeys.values())


def test_what_cannot_fail_is_refused() -> None:
    with pytest.raises(KeyError, match="visitor"):
        simulate(compiled_stage(story()[0]), ["visitor"])


def test_the_page_data_are_small_and_always_the_same() -> None:
    for stage in story():
        text = simulation_json(stage_structure(stage))
        assert text == simulation_json(stage_structure(stage))
        assert len(zlib.compress(text.encode())) < 1200


def test_gates_are_labelled_with_what_they_stand_for() -> None:
    compiled = compiled_stage(story()[1])
    data = json.loads(simulation_json(compiled))
    assert len(data["gates"]) < len(compiled.gates)  # what only repeats its input is left out
    assert len(data["means"]) == len(data["gates"])
    assert {"writing:mysql", "connection:app->mysql", "instance:nginx@web-02"} <= set(data["means"])


def test_pages_get_it_and_checks_do_not_pay_for_it() -> None:
    design = load(ROOT, Settings())
    assert not any(stage.simulation for system in design.analyses for stage in system.stages)
    mended = mend(design, Settings(), Memo())
    for system, analyses in zip(design.systems, mended, strict=True):
        for stage, analysis in zip(system.stages, analyses.stages, strict=True):
            assert analysis.simulation == simulation_json(stage_structure(stage))


@pytest.mark.parametrize("count", [100, 2000, 9000, 12_000])
def test_a_page_never_carries_too_much(count: int) -> None:
    client, web = made.component("visitor", category=Category.CLIENT), [f"web-{number:05}" for number in range(count)]
    group = made.component("web", web)
    way = made.uses("visitor", "web")
    large = made.stage(
        [client, group],
        [made.instance("visitor", fails=False), *(made.instance(ident, "web") for ident in web)],
        [way],
        [made.journey("read", [made.request(way.id, target="web")])],
    )
    found = simulation(large)
    assert len(found.encode()) <= LARGEST
    assert bool(found) is (count < 9000)


def test_without_journeys_there_is_still_what_goes_down() -> None:
    stage = made.stage(
        [made.component("web", category=Category.MACHINE), made.component("nginx")],
        [made.instance("web"), made.instance("nginx", hosts=["web"])],
        [],
        [],
    )
    data = json.loads(simulation(stage))
    value = script(data, {"web"})
    assert [ident for ident, node in data["stands"].items() if not value[node]] == ["nginx", "web"]
    assert data["journeys"] == {}
