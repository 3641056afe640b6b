"""The tutorial, followed to the letter in an empty folder, shows what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.documentation.blocks import blocks
from tests.documentation.reader import Reader

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def reader(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    reader = Reader(tmp_path_factory.mktemp("our-infrastructure"))
    for block in blocks(checkout / "docs/tutorial.md"):
        reader.follow(block)
    return reader


def test_it_leads_from_an_empty_folder_to_a_published_site(reader: Reader) -> None:
    for command in ("infra-design check", "mkdocs serve", "mkdocs build --strict", "infra-design diff main"):
        assert command in reader.did
    published = reader.run(f"git --git-dir={reader.remote} ls-tree -r --name-only gh-pages")
    assert "index.html" in published
    assert "infrastructure/3-redundant/index.html" in published
