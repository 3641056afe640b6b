"""The part that says what is wrong: every issue, with evidence, remedy, rule, place and the stage that closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.write.html import (
    NOTHING,
    Html,
    badge,
    badges,
    block,
    bold,
    code,
    element,
    fold,
    joined,
    lines,
    link,
    paragraph,
    severity_badges,
    subheading,
)
from infra_design.write.issues import tally, topics
from infra_design.write.links import issue_anchor, link_to
from infra_design.write.text import inline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra_design.model.finding import Evidence, Finding
    from infra_design.model.spec import WaiverSpec
    from infra_design.write.issues import Cause, Topic
    from infra_design.write.scene import Scene


def issues(scene: Scene) -> Html:
    """All issues of a stage."""
    findings = scene.analysis.findings
    if not findings:
        return block("issues", paragraph(badge("none", "good"), " No rule finds anything wrong with this stage."))
    accepted = sum(finding.accepted for finding in findings)
    return block(
        "issues",
        paragraph(badges(tally(findings), accepted), class_="infra-badges"),
        *(_topic(scene, topic) for topic in topics(scene)),
    )


def _topic(scene: Scene, topic: Topic) -> Html:
    causes = lines(*(_cause(scene, cause) for cause in topic.causes))
    return subheading(topic.title, causes) if topic.title else causes


def _cause(scene: Scene, cause: Cause) -> Html:
    *others, last = cause.findings
    told = lines(*(_issue(scene, one) for one in others), _issue(scene, last, cause.elsewhere))
    return element("section", told, class_="infra-cause")


def _issue(scene: Scene, finding: Finding, elsewhere: Iterable[Finding] = ()) -> Html:
    rule = scene.rules.get(finding.rule)
    new = badge("new", "added") if finding.id in scene.opened else NOTHING
    marks = joined(filter(None, (severity_badges(finding), new)), " ")
    same = joined((scene.issue(other.id) for other in elsewhere), "; ", ".")
    return element(
        "article",
        lines(
            paragraph(marks, " ", bold(inline(rule.title if rule else finding.rule)), class_="infra-message"),
            element("div", inline(finding.message)),
            items_of_evidence(finding.evidence),
            element("div", bold("Instead:"), " ", inline(finding.remedy)) if finding.remedy else NOTHING,
            _change(scene, finding),
            _waiver(finding.waiver) if finding.waiver else NOTHING,
            paragraph("From the same cause: ", same, class_="infra-elsewhere") if same else NOTHING,
            _source(scene, finding),
        ),
        class_=f"infra-issue infra-is-{finding.severity}{' infra-is-accepted' if finding.accepted else ''}",
        id=issue_anchor(finding.id),
        data_finding=finding.id,
    )


def items_of_evidence(evidence: Iterable[Evidence]) -> Html:
    """What shows an issue to be true, with the ids that a script can light up."""
    shown = [
        element(
            "li",
            inline(one.text),
            data_evidence=one.kind,
            data_instances=" ".join(one.instances) or None,
            data_connections=" ".join(one.connections) or None,
        )
        for one in evidence
    ]
    return element("ul", lines(*shown), class_="infra-evidence") if shown else NOTHING


def _change(scene: Scene, finding: Finding) -> Html:
    """A change that closes an issue, to be pasted, and what else it does."""
    change = scene.analysis.changes.get(finding.id)
    if change is None:
        return NOTHING
    also = joined((scene.issue_anywhere(one) for one in change.closes), "; ", ".")
    opens = joined((scene.issue_anywhere(one) for one in change.opens), "; ", ".")
    return fold(
        "A change that closes it",
        paragraph("Merged into this stage, or in a next one that extends it; tried, with all rules asked again:"),
        element("pre", element("code", change.yaml, class_="language-yaml")),
        paragraph("It also closes: ", also) if also else NOTHING,
        paragraph("It opens: ", opens) if opens else NOTHING,
    )


def _waiver(waiver: WaiverSpec) -> Html:
    by = f" by {waiver.owner}" if waiver.owner else ""
    until = element("time", waiver.until, datetime=waiver.until) if waiver.until else NOTHING
    return element(
        "div",
        bold("Accepted"),
        by,
        " until " if until else "",
        until,
        ": " if waiver.reason else ".",
        inline(waiver.reason),
        *((" (", inline(waiver.ticket), ")") if waiver.ticket else ()),
        class_="infra-waiver",
    )


def _source(scene: Scene, finding: Finding) -> Html:
    """Which stage closes it, the rule, and the place in the design."""
    closing = scene.analysis.closed_by.get(finding.id)
    last = scene.system.stages[-1].id == scene.stage.id
    end: tuple[str, ...] = () if last else ("Stays to the end · ",)
    if closing:
        end = (badge("closed later", "good"), " by ", scene.stage_link(closing), " · ")
    rule = link(link_to(scene.addresses.rule(finding.rule)), finding.rule)
    return paragraph(*end, "Rule ", rule, " · ", code(finding.mark), class_="infra-source")
