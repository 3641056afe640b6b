"""Pages that a reader can follow: what they say happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.documentation.blocks import blocks
from tests.documentation.reader import Reader

if TYPE_CHECKING:
    from pathlib import Path

MKDOCS = "site_name: Ours\ntheme: material\nplugins:\n  - search\n  - infra-design\n"
PAGES = {
    "README.md": {},
    "docs/index.md": {},
    "docs/getting-started.md": {"mkdocs.yml": MKDOCS, "docs/index.md": "# Home\n"},
    "docs/own-kinds.md": {"docs/index.md": "# Home\n"},
    "docs/waivers.md": {},
    "docs/reviewing.md": {},
}
"""Pages that begin with nothing, or with what a reader of theirs has."""
BEFORE = {"docs/waivers.md": "docs/tutorial.md", "docs/reviewing.md": "docs/tutorial.md"}
"""Pages that go on where another has ended."""


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_says_happens(page: str, checkout: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    reader = Reader(folder)
    for name, text in PAGES[page].items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    for block in blocks(checkout / BEFORE[page]) if page in BEFORE else ():
        if block.title:
            reader.follow(block)
    for block in blocks(checkout / page):
        reader.follow(block)
    assert reader.did
