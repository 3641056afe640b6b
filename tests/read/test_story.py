"""The canonical story, read from `designs/`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra_design.model.spec import Allow, DesignSpec, Port
from infra_design.read import read_design

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def design(catalog: Catalog) -> DesignSpec:
    design, problems = read_design(ROOT, "designs", catalog)
    assert problems == ()
    return design


def test_five_stages_in_order(design: DesignSpec) -> None:
    stages = design.systems[0].stages
    assert [stage.id[0] for stage in stages] == ["0", "1", "2", "3", "4"]
    assert [stage.extends[:1] for stage in stages] == ["", "0", "1", "2", "3"]


def test_a_patch_removes_and_adds(design: DesignSpec) -> None:
    simple, distributed = design.systems[0].stages[:2]
    assert simple.components["web"].address == ("8.8.8.8",)
    assert distributed.components["web"].address == ()
    assert distributed.components["web"].count == 2
    assert distributed.components["mysql"].mode == "primary-replica"
    assert distributed.zones["foobar.com"].records[0].value == "lb"
    assert distributed.zones["foobar.com"].records[0].ttl == 300


def test_firewalls_keep_their_places(design: DesignSpec) -> None:
    firewall = design.systems[0].stages[2].components["firewall-1"]
    assert firewall.allow is not None
    assert [(entry.port, entry.source) for entry in firewall.allow] == [
        (Port(443, 443), "internet"),
        (Port(80, 80), "internet"),
    ]
    assert isinstance(firewall.allow[0], Allow)
    assert firewall.marks["allow.0"] == firewall.allow[0].mark
