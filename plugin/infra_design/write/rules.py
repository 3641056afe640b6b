"""The pages that explain the rules: a list by group, and a page each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.site import Section
from infra_design.write.html import (
    NOTHING,
    Html,
    badge,
    block,
    code,
    element,
    items,
    joined,
    lines,
    link,
    paragraph,
    row,
    subheading,
    table,
)
from infra_design.write.issues import rules_by_group
from infra_design.write.links import link_to
from infra_design.write.page import page_of
from infra_design.write.text import inline, markdown, protect
from infra_design.write.yaml import highlight

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from infra_design.model.finding import Finding, RuleInfo
    from infra_design.model.site import Page
    from infra_design.write.links import Addresses
    from infra_design.write.scene import Scene

    Groups = Sequence[tuple[str, Sequence[RuleInfo]]]
    Places = Sequence[tuple[Scene, Sequence[Finding]]]
    Found = Mapping[str, Places]
    """By rule."""

TITLE = "Issues explained"
_HEAD = ("Rule", "Finds", "Severity", "Here")


def rule_pages(rules: Mapping[str, RuleInfo], scenes: Sequence[Scene], addresses: Addresses) -> Iterator[Page]:
    """The list of rules, then a page for each."""
    found = _findings(scenes)
    groups = rules_by_group(rules)
    yield page_of(addresses.rules(), TITLE, protect(_list(groups, found, addresses)))
    several = len({scene.system.id for scene in scenes}) > 1
    for _, of_group in groups:
        for rule in of_group:
            body = _explained(rule, found.get(rule.id, []), addresses, several=several)
            yield page_of(addresses.rule(rule.id), rule.title, protect(body), rule.explain)


def _list(groups: Groups, found: Found, addresses: Addresses) -> Html:
    return block(
        "rules",
        paragraph("Every issue on these pages is found by a rule, computed from the design. These are the rules."),
        *(
            subheading(group, table(_HEAD, (_row(r, found, addresses) for r in rules)), level=2)
            for group, rules in groups
        ),
    )


def _row(rule: RuleInfo, found: Found, addresses: Addresses) -> Html:
    count = sum(len(findings) for _, findings in found.get(rule.id, ()))
    name = link(link_to(addresses.rule(rule.id)), rule.id)
    return row(name, inline(rule.title), badge(rule.severity), str(count) if count else "–")


def _explained(rule: RuleInfo, places: Places, addresses: Addresses, *, several: bool) -> Html:
    group = element("span", rule.group, class_="infra-badge")
    everything = link(link_to(addresses.rules()), "All rules")
    marks = joined((badge(rule.severity), group, code(rule.id), everything), " ")
    nothing = paragraph("It finds nothing in the designs of this site.")
    return block(
        "rule",
        paragraph(marks, class_="infra-badges"),
        markdown(rule.explain),
        subheading("Why it matters", markdown(rule.why), level=2),
        subheading("Example", highlight(rule.example) if rule.example else NOTHING, level=2),
        subheading("Instead", highlight(rule.instead) if rule.instead else NOTHING, level=2),
        subheading("Where it is found", *(_place(*place, several=several) for place in places), level=2) or nothing,
    )


def _place(scene: Scene, findings: Sequence[Finding], *, several: bool) -> Html:
    system = f"{scene.system.title}: " if several else ""
    return lines(element("h3", system, scene.stage_link(scene.stage.id)), items(map(scene.marked_issue, findings)))


def rules_section(rules: Mapping[str, RuleInfo], addresses: Addresses) -> Section:
    """The pages in the navigation: by group, each group by severity."""
    groups = [
        Section(group, children=tuple(Section(rule.title, addresses.rule(rule.id)) for rule in of_group))
        for group, of_group in rules_by_group(rules)
    ]
    return Section(TITLE, addresses.rules(), tuple(groups))


def _findings(scenes: Sequence[Scene]) -> Found:
    """Where each rule finds something: stages in the order of the story, each with its findings."""
    found: dict[str, list[tuple[Scene, list[Finding]]]] = {}
    for scene in scenes:
        for finding in scene.analysis.findings:
            places = found.setdefault(finding.rule, [])
            if not places or places[-1][0] is not scene:
                places.append((scene, []))
            places[-1][1].append(finding)
    return found
