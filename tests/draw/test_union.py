"""Several stages in one layout: nothing overlaps, what stays keeps its place, and a view shows just its stage."""

from __future__ import annotations

import os
import subprocess
import sys
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


SCRIPT = """
import hashlib, sys
from pathlib import Path
from infra_design.draw import draw_pair, draw_tour
from infra_design.read import read_catalog, read_design
from infra_design.resolve import resolve_system
root = Path(sys.argv[1])
catalog, _ = read_catalog(root, "")
stages = resolve_system(read_design(root, "designs", catalog)[0].systems[0], catalog)[0].stages
drawn = [draw_tour(stages, [()] * len(stages), catalog), draw_pair((stages[2], stages[3]), ((), ()), catalog)]
drawings = [*drawn[0].stages, *drawn[1].stages, drawn[1].both]
print([hashlib.sha256((drawing.svg + drawing.text).encode()).hexdigest() for drawing in drawings])
"""


def test_hash_seed_does_not_matter(checkout: Path) -> None:
    def digests(seed: str) -> str:
        environment = os.environ | {"PYTHONHASHSEED": seed}
        arguments = [sys.executable, "-c", SCRIPT, str(checkout)]
        return subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True).stdout

    assert digests("1") == digests("4242")


def boxes(drawing: Drawing) -> dict[str, tuple[float, float]]:
    """Instance → the middle of its card."""
    rows = {}
    for card in parsed(drawing).iter():
        rect = next((one for one in card if one.get("class") == "box"), None)
        if rect is not None:
            x, y, wide, high = (float(rect.get(name, "nan")) for name in ("x", "y", "width", "height"))
            rows[card.get("data-instance") or ""] = (x + wide / 2, y + high / 2)
    return rows


def flagged(drawing: Drawing, fate: str) -> set[str]:
    """Instances of cards, frames and chips with a flag."""
    groups = [one for one in parsed(drawing).iter() if fate in (one.get("class") or "").split()]
    return {group.get("data-instance") or "" for group in groups} - {""}


def test_what_stays_keeps_its_place(canonical: dict[str, Stage], catalog: Catalog) -> None:
    zero, one, two, three, four = map(boxes, tour(list(canonical.values()), catalog).stages)
    assert len({stage["visitor"] for stage in (zero, one, two, three, four)}) == 1
    nginx = [zero["nginx"], one["nginx@web-01"], two["nginx@web-01"], three["nginx"], four["nginx@web-01"]]
    assert len(set(nginx)) == 1
    assert one["haproxy"] == two["haproxy"] == three["haproxy@lb-01"] == four["haproxy@lb-01"]


def test_what_moves_to_another_server_stays_where_it_is_and_the_servers_change_around_it(
    canonical: dict[str, Stage], catalog: Catalog
) -> None:
    _, _, two, three, four = tour(list(canonical.values()), catalog).stages
    assert boxes(two)["app@web-01"] == boxes(three)["app"] == boxes(four)["app@app-server-01"]
    assert boxes(two)["mysql@web-01"] == boxes(three)["mysql"]
    assert flagged(three, "moved") == {"app", "code", "mysql"}
    frames = {frame.name.partition("3-scale-up-")[2]: frame for frame in see(three).frames}
    assert not frames["web"].overlaps(frames["app-server"])
    assert not frames["app-server"].overlaps(frames["db-server"])


def test_flags_of_the_tour_say_what_the_stages_say(canonical: dict[str, Stage], catalog: Catalog) -> None:
    zero, one, two, three, _ = tour(list(canonical.values()), catalog).stages
    assert 'class="flag' not in zero.svg
    assert flagged(one, "added") == {
        *("lb", "haproxy", "web-02", "nginx@web-02", "app@web-02", "code@web-02", "mysql@web-02"),
    }
    assert flagged(one, "changed") == {"web-01", "mysql@web-01"}  # no address of its own; primary
    assert flagged(two, "added") == {
        *(
            "firewall-1",
            "firewall-2",
            "firewall-3",
            "sumo",
            "agent@lb",
            "agent@web-01",
            "agent@web-02",
            "certificate",
        ),
    }
    assert flagged(two, "changed") == set()
    assert flagged(three, "arrived") == {"firewall-3@app-server"}
    assert {"app-server", "db-server", "lb-02", "haproxy@lb-02", "firewall-3@db-server"} <= flagged(three, "added")


def test_both_show_what_went_and_where_things_moved_from(canonical: dict[str, Stage], catalog: Catalog) -> None:
    joint = pair(canonical["2"], canonical["3"], catalog)
    left = {"app@web-01", "code@web-01", "mysql@web-01", "firewall-3"}
    assert flagged(joint.stages[0], "left") == flagged(both(joint), "left") == left
    removed = {"web-02", "nginx@web-02", "app@web-02", "code@web-02", "mysql@web-02", "agent@web-02"}
    assert flagged(joint.stages[0], "removed") == flagged(both(joint), "removed") == removed
    assert flagged(both(joint), "arrived") == {"app", "code", "mysql", "firewall-3@app-server"}
    assert "moved away" in both(joint).text


def test_a_network_drawn_around_what_is_there_moves_nothing(tmp_path: Path, catalog: Catalog) -> None:
    flat = "components: {user: {kind: browser, uses: web}, web: {kind: web-server, host: one}, one: {kind: server}}"
    framed = "extends: 0\ncomponents: {net: {kind: network}, one: {in: net}}"
    before, now = story(tmp_path, catalog, flat, framed)
    joint = pair(before, now, catalog)
    assert boxes(joint.stages[0])["web"] == boxes(joint.stages[1])["web"] == boxes(both(joint))["web"]
    assert flagged(both(joint), "added") == {"net"}
    assert flagged(both(joint), "removed") == flagged(both(joint), "left") == set()


def test_servers_that_exchange_what_they_carry_have_two_places_each(tmp_path: Path, catalog: Catalog) -> None:
    machines = "one: {kind: server}, two: {kind: server}, user: {kind: browser, uses: a}"
    parts = "a: {{kind: web-server, host: {}, uses: b}}, b: {{kind: service, host: {}, uses: c}}, "
    parts += "c: {{kind: service, host: two}}"
    texts = [
        f"components: {{{machines}, {parts.format(*hosts)}}}"
        for hosts in (("one", "one"), ("one", "two"), ("two", "one"))
    ]
    stages = story(tmp_path, catalog, *texts)
    for stage, drawing in zip(stages, tour(stages, catalog).stages, strict=True):
        assert clashes(see(drawing)) == []
        assert missing(stage, drawing) == set()


def test_a_story_of_too_many_cards_is_not_drawn(tmp_path: Path, catalog: Catalog) -> None:
    def stage(first: int) -> str:
        services = ", ".join(f"s{number}: {{kind: service}}" for number in range(first, first + 35))
        return f"components: {{user: {{kind: browser, uses: s{first}}}, {services}}}"

    stages = story(tmp_path, catalog, *map(stage, (0, 35, 70)))
    with pytest.raises(LayoutError, match="too large"):
        tour(stages, catalog)
    assert both(pair(stages[0], stages[1], catalog)).width > 0
