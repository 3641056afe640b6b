"""What the picture draws in red is what the rules speak of: clear text over a network, decided by one fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from tests.draw.designs import designs
from tests.draw.drawings import resolved
from tests.rules.test_architectures import DESIGNS

from infra_design.analyze.facts import Facts
from infra_design.draw.flows import flows
from infra_design.draw.parts import aside, assign
from infra_design.draw.picture import Style

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Tell
    from infra_design.model.catalog import Catalog
    from infra_design.model.stage import Connection, Stage


def agree(stage: Stage, catalog: Catalog) -> None:
    facts = Facts(stage, catalog, ())
    drawn = flows(assign(stage), catalog, frozenset(), {})
    red = {ident for flow in drawn if flow.style is Style.CLEAR for ident in flow.connections}
    shown = {ident for flow in drawn for ident in flow.connections}
    told = {one.id for one in stage.connections if facts.clear(one) and not one.replication and not aside(stage, one)}
    assert red <= told
    # Who only reads is drawn to the replica beside it, though any member serves.
    reads = {one.id for one in stage.connections if one.access == "read" and _replicated(stage, one)}
    assert (told & shown) - reads <= red


def _replicated(stage: Stage, connection: Connection) -> bool:
    return any(stage.components[target.component].mode == "primary-replica" for target in connection.targets)


@pytest.mark.parametrize("name", DESIGNS)
def test_in_reference_architectures(name: str, tell: Tell, catalog: Catalog) -> None:
    agree(tell(DESIGNS[name][0]).stage(), catalog)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(design=designs())
def test_in_random_designs(design: dict[str, Any], tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "designs").mkdir(exist_ok=True)
    (tmp_path / "designs/stage.yml").write_text(yaml.safe_dump(design, sort_keys=False), "utf-8")
    stages = resolved(tmp_path, "designs", catalog, fails=False)
    assume(stages)
    agree(stages[0], catalog)
