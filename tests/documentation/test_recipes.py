"""What the recipes say is found is what is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.documentation.blocks import Section, sections
from tests.documentation.shown import findings, read_files

from infra_design.analyze import rule_infos

PAGE = Path(__file__).parents[2] / "docs/modeling.md"
RECIPES = [section for section in sections(PAGE) if section.blocks]
GROUPS = ("Reliability", "Capacity", "Data")
ISSUE = re.compile(r"^- `([a-z-]+@[^`]+)`", re.MULTILINE)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.heading)
def test_a_recipe_has_the_issues_that_it_names(recipe: Section) -> None:
    groups = {info.id: info.group for info in rule_infos().values()}
    (block,) = recipe.blocks
    ((_, found),) = findings(read_files({"designs/recipe.yml": block.text})).items()
    named = ISSUE.findall(recipe.words)
    assert len(named) == len(set(named))
    assert set(named) == {one.id for one in found if groups[one.rule] in GROUPS}


def test_every_recipe_is_looked_at() -> None:
    assert len(RECIPES) >= 11
    assert all(ISSUE.search(recipe.words) for recipe in RECIPES)


@pytest.mark.parametrize(
    ("heading", "old", "new", "opened", "closed"),
    [
        (
            "Two load balancers with one address",
            ", failover: automatic",
            "",
            {"spof-load-balancer@lb-01", "failover-not-automatic@lb"},
            set(),
        ),
        (
            "A database with a replica",
            "mode: primary-replica",
            "failover: automatic",
            set(),
            {"spof-server@db-01", "spof-write-primary@mysql@db-01", "failover-not-automatic@mysql"},
        ),
        (
            "A managed database in two zones",
            "{instances: 2, in: [zone-a, zone-b]}\n",
            "\n",
            {"provider-dependency@rds"},
            set(),
        ),
        ("A cache that may fail", "redis: optional, ", "redis, ", {"spof-server@cache-vm"}, set()),
        (
            "Two regions behind DNS failover",
            "failover: manual",
            "failover: automatic",
            set(),
            {"spof-shared-dependency@eu", "spof-write-primary@db-eu"},
        ),
    ],
)
def test_a_change_does_what_the_text_says(
    heading: str, old: str, new: str, opened: set[str], closed: set[str]
) -> None:
    (text,) = (recipe.blocks[0].text for recipe in RECIPES if recipe.heading == heading)
    changed = new.join(text.rsplit(old, 1))
    assert changed != text
    before, after = (_reliability(one) for one in (text, changed))
    assert opened <= after - before
    assert closed <= before - after
    if not opened:
        assert after <= before


def _reliability(text: str) -> set[str]:
    groups = {info.id: info.group for info in rule_infos().values()}
    ((_, found),) = findings(read_files({"designs/recipe.yml": text})).items()
    return {one.id for one in found if groups[one.rule] == "Reliability"}
