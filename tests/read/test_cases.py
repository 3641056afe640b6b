"""Every case file: what is read, which mistakes are told, and that the JSON Schema agrees."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft7Validator
from tests.read.case import Case, assert_like, cases, look, write

from infra_design.read import json_schema, read_catalog, read_design
from infra_design.read.files import decoded
from infra_design.read.parse import parse
from infra_design.read.reading import Reading
from infra_design.read.tree import Mapping, Node, Sequence

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.catalog import Catalog

ALL = cases()


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_case(case: Case, tmp_path: Path, catalog: Catalog) -> None:
    write(case, tmp_path)
    found = ()
    if case.catalog:
        catalog, found = read_catalog(tmp_path, case.catalog)
    design, problems = read_design(tmp_path, "designs", catalog) if not found else (None, ())
    assert [str(problem) for problem in (*found, *problems)] == case.problems
    assert all(problem.code for problem in problems)
    if design is None:
        return
    stages = {system.id: [stage.id for stage in system.stages] for system in design.systems}
    if case.systems:
        assert stages == {name: [str(ident) for ident in ids] for name, ids in case.systems.items()}
    if case.system:
        assert_like(design.systems[-1], dict(case.system), "system")
    if case.expect:
        system = design.systems[-1]
        stage = next((stage for stage in system.stages if stage.id == case.stage_id), system.stages[-1])
        for path, value in case.expect.items():
            assert_like(look(stage, path), value, path)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_case_without_libyaml(case: Case, tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML's own parser, where there is no compiled one; it words some mistakes otherwise."""
    monkeypatch.setattr("infra_design.read.parse._Loader", yaml.SafeLoader)
    test_case(case, tmp_path, catalog)


def test_names_are_unique() -> None:
    names = [case.name for case in ALL]
    assert len(set(names)) == len(names)
    assert len(names) > 80


@pytest.fixture(scope="module")
def validators(catalog: Catalog) -> dict[str, Draft7Validator]:
    schemas = {name: json.loads(json_schema(catalog, name)) for name in ("stage", "system")}
    for schema in schemas.values():
        Draft7Validator.check_schema(schema)
    return {name: Draft7Validator(schema) for name, schema in schemas.items()}


@pytest.mark.parametrize(
    "case", [case for case in ALL if case.schema and not case.catalog], ids=lambda case: case.name
)
def test_schema_agrees(case: Case, validators: dict[str, Draft7Validator], catalog: Catalog) -> None:
    for name, text in case.files.items():
        if not name.endswith((".yml", ".yaml")) or "/." in name:
            continue
        reading = Reading(catalog)
        node = parse(decoded(text.encode(), name, reading) or "", name, reading)
        if node is None or reading.problems:
            continue
        validator = validators["system" if "system." in name else "stage"]
        errors = [error.message for error in validator.iter_errors(as_json(node))]
        mistaken = any(problem.startswith(f"{name}:") for problem in case.problems)
        assert bool(errors) == mistaken, (name, errors[:3])


def as_json(node: Node) -> Any:
    """What an editor makes of the tree: YAML 1.2's core schema."""
    if isinstance(node, Mapping):
        return {name: as_json(entry.value) for name, entry in node.entries.items()}
    if isinstance(node, Sequence):
        return [as_json(item) for item in node.items]
    if node.null or node.empty:
        return None
    if node.boolean is not None:
        return node.boolean
    if node.number:
        value = float(node.text)
        return int(value) if value.is_integer() and "." not in node.text else value
    return node.text
