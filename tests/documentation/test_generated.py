"""What is made from the code or from designs, and committed, is current."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from tests.documentation.generate import generated
from tests.documentation.shown import diagrams

if TYPE_CHECKING:
    from pathlib import Path

PAGES = dict(generated())
PICTURES = dict(diagrams())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages_made_from_the_code_are_current(path: Path) -> None:
    assert path.read_text("utf-8") == PAGES[path], "run `python -m tests.documentation.generate`"


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_pictures_show_what_the_designs_say(path: Path) -> None:
    assert words(path.read_text("utf-8")) == words(PICTURES[path]), "run `make pictures`"


def test_no_picture_is_left_over(checkout: Path) -> None:
    there = {path for folder in ("gallery", "tutorial") for path in (checkout / "docs/images" / folder).iterdir()}
    assert there == set(PICTURES)


def words(svg: str) -> list[str]:
    """All text that is seen, in any order: a picture may be laid out anew and say the same."""
    root = ET.fromstring(svg)  # noqa: S314 — our own files
    return sorted("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))
