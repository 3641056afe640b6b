"""What is generated and committed is current, and the compiled catalog is the catalog."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft7Validator
from tests.read.generate import ROOT, generated

from infra_design.read import compiled
from infra_design.read.catalog import our_catalog

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.catalog import Catalog

FILES = dict(generated())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_committed_files_are_current(path: Path) -> None:
    assert path.read_text("utf-8") == FILES[path], "run `python -m tests.read.generate`"


def test_the_compiled_catalog_is_the_catalog(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "PATH", tmp_path / "none.json")
    slow, problems = our_catalog()
    assert problems == ()
    assert slow == catalog
    monkeypatch.setattr(compiled, "PATH", tmp_path / "catalog.json")
    compiled.PATH.write_text(compiled.dump(slow), "utf-8")
    assert compiled.load(slow.digest) == slow


@pytest.mark.parametrize("content", ["", "{", "[]", '{"made-from": "older"}', "null"])
def test_a_compiled_catalog_that_is_no_use_is_not_used(
    content: str, catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "PATH", tmp_path / "catalog.json")
    compiled.PATH.write_text(content, "utf-8")
    assert compiled.load(catalog.digest) is None


def test_every_key_is_described_with_an_example_that_is_valid() -> None:
    seen = 0
    for path in sorted((ROOT / "docs/schema").glob("*.json")):
        for key in keys(json.loads(path.read_text("utf-8"))):
            seen += 1
            assert key["description"].endswith((".", "`")), key
            Draft7Validator(key).validate(key["examples"][0])
    assert seen > 100


def keys(schema: object) -> list[dict[str, object]]:
    """Every schema of a key: what has a description."""
    if isinstance(schema, list):
        return [key for item in schema for key in keys(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if isinstance(schema.get("description"), str) and "examples" in schema else []
    return own + [key for name, item in schema.items() if name != "examples" for key in keys(item)]
