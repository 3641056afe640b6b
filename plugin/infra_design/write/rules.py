"""The pages that explain the rules: a list by group, and a page each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.site import Section
from infra_design.write.issues import rules_by_group
from infra_design.write.links import link_to
from infra_design.write.page import page_of
from infra_design.write.template import render
from infra_design.write.text import protect
from infra_design.write.yaml import highlight

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from infra_design.model.finding import Finding, RuleInfo
    from infra_design.model.site import Page
    from infra_design.write.links import Addresses
    from infra_design.write.scene import Scene

TITLE = "Issues explained"


def rule_pages(rules: Mapping[str, RuleInfo], scenes: Sequence[Scene], addresses: Addresses) -> Iterator[Page]:
    """The list of rules, then a page for each."""
    found = _findings(scenes)
    groups = rules_by_group(rules)
    counts = {rule: sum(len(findings) for _, findings in places) for rule, places in found.items()}
    listed = render("rules", groups=groups, counts=counts, rule_link=lambda rule: link_to(addresses.rule(rule)))
    yield page_of(addresses.rules(), TITLE, protect(listed))
    for _, of_group in groups:
        for rule in of_group:
            page = render(
                "rule",
                rule=rule,
                places=found.get(rule.id, []),
                rules=link_to(addresses.rules()),
                several=len({scene.system.id for scene in scenes}) > 1,
                highlight=highlight,
            )
            yield page_of(addresses.rule(rule.id), rule.title, protect(page), rule.explain)


def rules_section(rules: Mapping[str, RuleInfo], addresses: Addresses) -> Section:
    """The pages in the navigation: by group, each group by severity."""
    groups = [
        Section(group, children=tuple(Section(rule.title, addresses.rule(rule.id)) for rule in of_group))
        for group, of_group in rules_by_group(rules)
    ]
    return Section(TITLE, addresses.rules(), tuple(groups))


def _findings(scenes: Sequence[Scene]) -> dict[str, list[tuple[Scene, list[Finding]]]]:
    """Where each rule finds something: stages in the order of the story, each with its findings."""
    found: dict[str, list[tuple[Scene, list[Finding]]]] = {}
    for scene in scenes:
        for finding in scene.analysis.findings:
            places = found.setdefault(finding.rule, [])
            if not places or places[-1][0] is not scene:
                places.append((scene, []))
            places[-1][1].append(finding)
    return found
