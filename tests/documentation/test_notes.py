"""Design notes say the figures that the code has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from infra_design.draw import engine
from infra_design.read import files, instances, parse, reading, tree
from infra_design.resolve import groups, report

NOTES = Path(__file__).parents[2] / "docs/design-notes"
FIGURES = {
    "reading": [
        (files.LARGEST == 1_000_000, "at most a megabyte"),
        (parse.DEEPEST, "{} levels"),
        (tree.MOST_NODES, "{:,} values"),
        (instances.MOST_INSTANCES, "A component has at most {:,} instances"),
        (instances.MOST_IN_A_STAGE, "a stage {:,}"),
        (reading.MOST_PROBLEMS, "the first {} mistakes"),
    ],
    "resolving": [
        (groups.DEEPEST, "nesting ends at {}"),
        (groups.MOST_INSTANCES, "instances at {:,}"),
        (report.MOST_STEPS == 1_000_000, "after a million of them"),
    ],
    "drawing": [
        (engine.MEMORY >> 20, "{} MB"),
        (engine.FUEL // 10**9, "{} billion instructions"),
    ],
}


@pytest.mark.parametrize("note", FIGURES)
def test_limits_are_those_of_the_code(note: str) -> None:
    text = " ".join((NOTES / f"{note}.md").read_text("utf-8").split())
    for value, sentence in FIGURES[note]:
        assert value
        assert sentence.format(value) in text


def test_every_note_says_when_to_look_at_it_again() -> None:
    again = re.compile(r"revisit|looked at again|look at this again", re.IGNORECASE)
    assert [path.name for path in NOTES.glob("*.md") if not again.search(path.read_text("utf-8"))] == []


def test_newcomers_are_told_of_every_folder() -> None:
    text = (NOTES.parent / "contributing.md").read_text("utf-8")
    root = NOTES.parents[1]
    tests = [path.name for path in (root / "tests").iterdir() if any(path.glob("test_*.py"))]
    code = [path.parent.name for path in (root / "plugin/infra_design").glob("*/__init__.py")]
    assert [name for name in sorted(tests) if f"`tests/{name}`" not in text] == []
    assert [name for name in sorted(code) if f"`{name}/`" not in text] == []
