"""An edit redoes only what it touches."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tests.adapters.projects import ONE, TWO

from infra_design import draw, pipeline, write
from infra_design.model.settings import Settings
from infra_design.pipeline import Memo, build, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from infra_design.model.site import Site


def test_a_step_is_asked_again_only_for_other_inputs() -> None:
    asked = []

    def step(*inputs: object) -> list[object]:
        asked.append(inputs)
        return list(inputs)

    memo = Memo()
    first = memo("a", step, 1, [2])
    assert memo("a", step, 1, [2]) is first
    assert memo("b", step, 1, [2]) == [1, [2]]
    assert memo("a", step, 1, [3]) == [1, [3]]
    assert asked == [(1, [2]), (1, [2]), (1, [3])]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each step was asked, and of which system or stage."""
    counts: Counter[str] = Counter()
    steps = {
        "read_catalog": pipeline,
        "read_design": pipeline,
        "resolve_system": pipeline,
        "analyze_system": pipeline,
    }

    def counting(name: str, step: Callable[..., object]) -> Callable[..., object]:
        def run(*inputs: object) -> object:
            counts[f"{name} {getattr(inputs[0], 'id', '')}".strip()] += 1
            return step(*inputs)

        return run

    for name, module in (*steps.items(), ("draw_stage", draw), ("write_site", write)):
        monkeypatch.setattr(module, name, counting(name, getattr(module, name)))
    return counts


@pytest.fixture
def run(tmp_path: Path) -> Callable[[], Site]:
    for system in ("blog", "shop"):
        (tmp_path / "designs" / system).mkdir(parents=True)
        (tmp_path / "designs" / system / "0-one.yml").write_text(ONE)
        (tmp_path / "designs" / system / "1-two.yml").write_text(TWO)
    memo = Memo()

    def run() -> Site:
        return build(load(tmp_path, Settings(), memo), Settings(), memo)

    return run


def test_nothing_is_done_again_where_nothing_was_edited(run: Callable[[], Site], counted: Counter[str]) -> None:
    site = run()
    counted.clear()
    assert run() is site
    assert not counted


def test_a_system_that_was_not_edited_is_not_touched(
    tmp_path: Path, run: Callable[[], Site], counted: Counter[str]
) -> None:
    run()
    counted.clear()
    (tmp_path / "designs/shop/1-two.yml").write_text(TWO.replace("Two servers", "Another title"))
    site = run()
    assert counted == {
        "read_design": 1,
        "resolve_system shop": 1,
        "analyze_system shop": 1,
        "draw_stage 1-two": 1,
        "write_site": 1,
    }
    assert any(page.title == "Another title" for page in site.pages)


def test_what_is_kept_is_what_would_be_computed_anew(tmp_path: Path, run: Callable[[], Site]) -> None:
    run()
    (tmp_path / "designs/shop/0-one.yml").write_text(ONE.replace("kind: server", "kind: virtual-machine"))
    (tmp_path / "designs/blog/1-two.yml").unlink()
    assert run() == build(load(tmp_path, Settings()), Settings())
