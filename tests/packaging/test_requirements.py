"""What is imported is required, and what is required is imported: no more and no less."""

from __future__ import annotations

import ast
import sys
import tomllib
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BROUGHT = {"graphviz": "diagrams"}
"""Modules whose distribution is required by one that we require, and without which that one could not be used."""
BY_THE_HOST = {"mkdocs", "jinja2"}
"""Who is asked for the plugin is there already."""


@pytest.fixture(scope="module")
def project(checkout: Path) -> dict[str, Any]:
    content = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, Any] = content["project"]
    return found


@pytest.fixture(scope="module")
def required(project: dict[str, Any]) -> set[str]:
    return names(project["dependencies"])


@pytest.fixture(scope="module")
def optional(project: dict[str, Any]) -> set[str]:
    """What one of our extras brings."""
    return {name for extra in project["optional-dependencies"].values() for name in names(extra)}


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(one).name) for one in requirements}


@pytest.fixture(scope="module")
def imported(checkout: Path) -> set[str]:
    """Top-level modules that are neither ours nor Python's own."""
    found: set[str] = set()
    for path in (checkout / "plugin").rglob("*.py"):
        found.update(modules(ast.parse(path.read_text(encoding="utf-8"))))
    return found - sys.stdlib_module_names - {"infra_design", "__future__"}


def modules(tree: ast.AST) -> Iterator[str]:
    """What is imported, be it by name in a call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "find_spec":
            yield from (str(one.value).partition(".")[0] for one in node.args if isinstance(one, ast.Constant))


providers = cache(metadata.packages_distributions)


def distributions(module: str) -> set[str]:
    return {canonicalize_name(name) for name in providers().get(module, ())}


def test_what_is_imported_is_required(imported: set[str], required: set[str], optional: set[str]) -> None:
    assert "yaml" in imported
    assert "wasmtime" in imported
    missing = {module for module in imported - BY_THE_HOST if not distributions(module) & (required | optional)}
    assert missing == set(BROUGHT)
    for module, bringer in BROUGHT.items():
        brought = {canonicalize_name(Requirement(line).name) for line in metadata.requires(bringer) or ()}
        assert distributions(module) & brought


def test_what_is_required_is_imported(imported: set[str], required: set[str], optional: set[str]) -> None:
    used = {name for module in imported for name in distributions(module)}
    assert (required | optional) - used == set()


def test_what_installing_brings_is_what_the_notes_say(checkout: Path, required: set[str]) -> None:
    """Each has its reason in the notes, and no other is named as required there."""
    text = (checkout / "docs/design-notes/dependencies.md").read_text(encoding="utf-8")
    table = text[: text.index("## What was left out")].lower()
    assert [name for name in sorted(required) if f"[{name}]" not in table] == []
