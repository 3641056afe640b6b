"""What holds for every page: links of the README, figures in words, spelling, and no praise of ourselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.documentation.blocks import sections

from infra_design.analyze import rule_infos
from infra_design.read.catalog import our_catalog

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)|(?:src|srcset)=\"([^\"]+)\"")
BRITISH = re.compile(
    r"\b(?:\w*(?:colour|behaviour|favour|honour|neighbour|labour)\w*|centre[ds]?|licence[ds]?|defence|catalogue|grey|"
    r"(?:organ|recogn|real|summar|optim|minim|maxim|initial|general|special|visual|serial|normal|custom|prior|util)is(?:e[ds]?|ing|ation)|"
    r"analys(?:e|ed|ing)|modelling|modelled|labelled|cancelled|travelling|travelled|whilst|learnt)\b",
    re.IGNORECASE,
)
PRAISE = re.compile(
    r"(?<!\")\b(?:simply|easily|effortless\w*|powerful|seamless\w*|robust|blazing|cutting-edge|state-of-the-art|amazing|"
    r"beautiful\w*|elegant\w*|world-class|best-in-class|revolution\w*|game-chang\w*|leverag\w*|delve\w*)\b",
    re.IGNORECASE,
)


def words(path: Path) -> str:
    """A page's prose: without blocks, code and addresses."""
    text = "\n".join(f"{section.heading}\n{section.words}" for section in sections(path))
    return re.sub(r"`[^`]*`|\]\([^)]*\)|<[^>]*>", " ", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_spelling_is_american_and_nothing_is_praised(page: Path) -> None:
    prose = words(page)
    assert BRITISH.findall(prose) == []
    assert PRAISE.findall(prose) == []


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md"])
def test_links_of_pages_outside_of_the_site_lead_somewhere(page: str) -> None:
    found = [first or second for first, second in LINK.findall((ROOT / page).read_text("utf-8"))]
    assert found
    assert [link for link in found if "://" not in link and not (ROOT / link).exists()] == []


def test_figures_in_words_are_so() -> None:
    catalog, _ = our_catalog()
    kinds, products, rules = len(catalog.kinds), len(catalog.products), len(rule_infos())
    assert f"{kinds} kinds and {products} products" in (ROOT / "docs/own-kinds.md").read_text("utf-8")
    assert products // 100 == 4, "the home page and the changelog say 400"
    assert 60 < rules < 70, "the home page says more than sixty"
    assert f"{rules} rules" in (ROOT / "CHANGELOG.md").read_text("utf-8")
