"""Each message that troubleshooting explains is one of ours, and each mistake that tests know is explained."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/troubleshooting.md").read_text("utf-8")
ROW = re.compile(r"^\| (`.*?`(?:, `.*?`)*) \| .*\|$", re.MULTILINE)
QUOTED = re.compile(r"`([^`]+)`")


def explained() -> list[str]:
    """All messages that the page explains, with `…` for what differs."""
    return [message for row in ROW.findall(PAGE) for message in QUOTED.findall(row)]


def spoken() -> str:
    """Everything that the code can say: its texts, one on a line, with `…` for what is filled in."""
    texts = []
    for path in sorted((ROOT / "plugin/infra_design").rglob("*.py")):
        texts += list(_texts(ast.parse(path.read_text("utf-8"))))
    return "\n".join(texts)


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(one.value) if isinstance(one, ast.Constant) else "…" for one in node.values)


SPOKEN = spoken()


def mistakes() -> set[str]:
    """Mistakes that tests of reading and resolving expect, without their places."""
    found = set()
    for path in (ROOT / "tests/read/cases").glob("*.yml"):
        for case in yaml.safe_load_all(path.read_text("utf-8")):
            found |= set((case or {}).get("problems") or [])
    tree = ast.parse((ROOT / "tests/resolve/test_resolve_mistakes.py").read_text("utf-8"))
    found |= {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and re.match(r"\d+:\d+: ", str(node.value))
    }
    return {re.sub(r"^.*?\d+:\d+: ", "", one) for one in found}


KNOWN = "\n".join(mistakes())
PARTS = {"a", "at", "has", "in", "of", "to", "not", "is", "with", "not YAML: a"}
"""Pieces between what is filled in that say nothing by themselves."""


@pytest.mark.parametrize("message", explained())
def test_what_is_explained_is_said(message: str) -> None:
    pieces = {piece.strip(" :,'") for piece in re.split(r"…|'|(?<=not YAML): ", message)} - PARTS
    assert all(piece in SPOKEN or piece in KNOWN for piece in pieces)


def test_every_mistake_that_tests_know_is_explained() -> None:
    patterns = [re.compile(re.escape(one).replace("…", ".*"), re.DOTALL) for one in explained()]
    silent = {one for one in mistakes() if not any(pattern.match(one) for pattern in patterns)}
    assert silent == set()


def test_the_tests_know_many_mistakes() -> None:
    assert len(mistakes()) > 200


def test_no_pattern_swallows_all() -> None:
    assert not any(re.fullmatch(r"[…' ]*", one) for one in explained())
