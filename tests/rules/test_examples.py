"""What a rule says of itself is true: its example yields findings on the marked lines, its instead none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from infra_design.analyze import analyze_system, rule_infos
from infra_design.model.settings import Settings
from infra_design.read import read_catalog, read_design
from infra_design.resolve import resolve_system

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.finding import Finding, RuleInfo

RULES = tuple(rule_infos().values())
EXAMPLES = [
    pytest.param(
        rule,
        id=rule.id,
        marks=[pytest.mark.xfail(reason="the engine lets a replica accept what is written to it by name")]
        if rule.id == "journey-broken"
        else [],
    )
    for rule in RULES
]


def stages_of(text: str) -> dict[str, str]:
    """The stage files of an example: separated by `---`, each named by a comment, or a single one."""
    found = {}
    for place, document in enumerate(re.split(r"^---\n", text, flags=re.MULTILINE)):
        name = re.match(r"# (\S+\.yml)\n", document)
        found[name[1] if name else f"{place}-stage.yml"] = document
    return found


def findings_of(folder: Path, text: str) -> tuple[Finding, ...]:
    (folder / "designs").mkdir()
    for name, document in stages_of(text).items():
        (folder / "designs" / name).write_text(document, encoding="utf-8")
    catalog, problems = read_catalog(folder, "")
    design, found = read_design(folder, "designs", catalog)
    assert not (*problems, *found)
    system, found = resolve_system(design.systems[0], catalog)
    assert not found
    analysis = analyze_system(system, catalog, Settings())
    return tuple(finding for stage in analysis.stages for finding in stage.findings)


def marked(text: str) -> set[tuple[str, int]]:
    return {
        (f"designs/{name}", number)
        for name, document in stages_of(text).items()
        for number, line in enumerate(document.splitlines(), start=1)
        if line.endswith("# finding")
    }


@pytest.mark.parametrize("rule", EXAMPLES)
def test_example_is_found_where_it_is_marked(rule: RuleInfo, tmp_path: Path) -> None:
    assert marked(rule.example), "an example marks what is found"
    found = findings_of(tmp_path, rule.example)
    own = {(finding.mark.file, finding.mark.line) for finding in found if finding.rule == rule.id}
    assert own == marked(rule.example), [str(finding.mark) + " " + finding.id for finding in found]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_instead_is_free_of_it(rule: RuleInfo, tmp_path: Path) -> None:
    found = findings_of(tmp_path, rule.instead)
    assert not [finding.message for finding in found if finding.rule == rule.id]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_explains_itself(rule: RuleInfo) -> None:
    assert rule.title
    assert rule.explain.endswith((".", ".)"))
    assert rule.why.endswith((".", ".)"))
    assert "# finding" not in rule.instead
