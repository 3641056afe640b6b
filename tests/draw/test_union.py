"""Several stages in one layout: nothing overlaps, what stays keeps its place, and a view shows just its stage."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st
from tests.draw.designs import designs
from tests.draw.drawings import drawn, missing, named, parsed, resolved
from tests.draw.geometry import clashes, see

from infra_design.draw import LayoutError, draw_pair, draw_tour

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.catalog import Catalog
    from infra_design.model.drawing import Drawing, JointDrawing
    from infra_design.model.stage import Stage

IDS = ("data-component", "data-instance", "data-connection")


def story(folder: Path, catalog: Catalog, *texts: object) -> list[Stage]:
    designs = folder / "designs"
    designs.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        written = text if isinstance(text, str) else yaml.safe_dump(text, sort_keys=False)
        (designs / f"{number}.yml").write_text(written, "utf-8")
    return resolved(folder, "designs", catalog, fails=False)


def tour(stages: list[Stage], catalog: Catalog) -> JointDrawing:
    return draw_tour(stages, [()] * len(stages), catalog)


def pair(before: Stage, now: Stage, catalog: Catalog) -> JointDrawing:
    return draw_pair((before, now), ((), ()), catalog)


def both(joint: JointDrawing) -> Drawing:
    assert joint.both is not None
    return joint.both


def clashes_of_both(joint: JointDrawing) -> list[str]:
    """A line may run behind what is no longer there: a firewall that it once went through."""
    groups = [
        one for one in parsed(both(joint)).iter() if {"removed", "left"} & set((one.get("class") or "").split())
    ]
    gone = {group.get("id") for group in groups} - {None}
    return [
        clash
        for clash in clashes(see(both(joint)))
        if not any(f"crosses Rectangle(name='{one}'" in clash for one in gone)
    ]


def test_the_canonical_tour(canonical: dict[str, Stage], catalog: Catalog) -> None:
    joint = tour(list(canonical.values()), catalog)
    assert joint.both is None
    assert len({(drawing.width, drawing.height) for drawing in joint.stages}) == 1
    for stage, drawing in zip(canonical.values(), joint.stages, strict=True):
        assert clashes(see(drawing)) == []
        assert missing(stage, drawing) == set()


@pytest.mark.parametrize("numbers", list(combinations("01234", 2)), ids="".join)
def test_canonical_pairs(numbers: tuple[str, str], canonical: dict[str, Stage], catalog: Catalog) -> None:
    before, now = (canonical[number] for number in numbers)
    joint = pair(before, now, catalog)
    for drawing in joint.stages:
        assert clashes(see(drawing)) == []
    assert clashes_of_both(joint) == []
    assert missing(before, joint.stages[0]) == set()
    assert missing(now, joint.stages[1]) == set()
    assert missing(now, both(joint)) == set()


def facts(drawing: Drawing) -> dict[str, set[str]]:
    return {name: named(drawing, name) for name in IDS}


def test_a_view_shows_what_the_stage_s_own_drawing_shows(canonical: dict[str, Stage], catalog: Catalog) -> None:
    stages = list(canonical.values())
    for stage, drawing in zip(stages, tour(stages, catalog).stages, strict=True):
        alone = drawn(stage, catalog)
        assert facts(drawing) == facts(alone)
        assert named(drawing, "data-from") == named(alone, "data-from")
        assert named(drawing, "data-to") == named(alone, "data-to")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_random_stories(data: st.DataObject, tmp_path: Path, catalog: Catalog) -> None:
    texts = [data.draw(designs()) for _ in range(data.draw(st.integers(2, 3)))]
    for left in (tmp_path / "designs").glob("*.yml"):
        left.unlink()
    stages = story(tmp_path, catalog, *texts)
    assume(stages)
    try:
        joint, two = tour(stages, catalog), pair(stages[0], stages[-1], catalog)
    except LayoutError:
        reject()
    for stage, drawing in (
        *zip(stages, joint.stages, strict=True),
        *zip(stages[:: len(stages) - 1], two.stages, strict=True),
    ):
        assert clashes(see(drawing)) == []
        assert facts(drawing) == facts(drawn(stage, catalog))
    assert clashes_of_both(two) == []
