"""What a rule says of itself is true: its example yields findings on the marked lines, its instead none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from infra_design.analyze import rule_infos

if TYPE_CHECKING:
    from conftest import Tell
    from infra_design.model.finding import RuleInfo

RULES = tuple(rule_infos().values())
EXAMPLES = [pytest.param(rule, id=rule.id) for rule in RULES]


def marked(text: str) -> set[tuple[int, int]]:
    """Stage and line of what is marked; comments that name files count as lines."""
    return {
        (stage, number)
        for stage, document in enumerate(re.split(r"^---\n", text, flags=re.MULTILINE))
        for number, line in enumerate(document.splitlines(), start=1)
        if line.endswith("# finding")
    }


@pytest.mark.parametrize("rule", EXAMPLES)
def test_example_is_found_where_it_is_marked(rule: RuleInfo, tell: Tell) -> None:
    told = tell(rule.example)
    files = [f"{stage.spec.file}" for stage in told.system.stages]
    found = {(files.index(one.mark.file), one.mark.line) for one in told.findings if one.rule == rule.id}
    assert found == marked(rule.example)
    assert found, "an example marks what is found"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_instead_is_free_of_it(rule: RuleInfo, tell: Tell) -> None:
    assert not [finding.message for finding in tell(rule.instead).findings if finding.rule == rule.id]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_explains_itself(rule: RuleInfo) -> None:
    assert rule.title
    assert rule.explain.endswith((".", ".)"))
    assert rule.why.endswith((".", ".)"))
    assert "# finding" not in rule.instead


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_findings_speak_of_this_design_in_sentences(rule: RuleInfo, tell: Tell) -> None:
    for finding in (one for one in tell(rule.example).findings if one.rule == rule.id):
        for text in (finding.message, finding.remedy):
            assert text.endswith((".", ".)"))
        for text in (finding.message, finding.remedy, *(evidence.text for evidence in finding.evidence)):
            assert not re.search(r"None|\(\)|\[\]|\{\}|  |<|, and, ", text), text
        said = finding.message + finding.remedy
        assert any(subject.split("@")[-1] in said for subject in finding.subjects) or rule.group == "Reliability"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_ids_are_unique_in_a_stage(rule: RuleInfo, tell: Tell) -> None:
    for stage in tell(rule.example).stages:
        assert len({finding.id for finding in stage.findings}) == len(stage.findings)
