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
    say,
    severity_badges,
    subheading,
)
from infra_design.write.issues import tally, topics
from infra_design.write.links import issue_anchor, link_to
from infra_design.write.text import inline
from infra_design.write.wording import counted

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
    """The worst issue of a cause in full, and the others in short: they are symptoms of the same."""
    first, *others = cause.findings
    if not others:
        return element("section", _issue(scene, first), class_="infra-cause")
    title = say("One cause, {}: {}", counted(len(cause.findings), "issue"), _common(scene, cause))
    symptoms = (_symptom(scene, one, first) for one in others)
    told = lines(paragraph(title, class_="infra-common"), _issue(scene, first), *symptoms)
    return element("section", told, class_="infra-cause")


def _common(scene: Scene, cause: Cause) -> Html:
    """What the issues of a cause have in common: a thing of the stage, or else what is said of it."""
    known = cause.key in scene.stage.components or cause.key in scene.stage.instances
    return scene.thing(cause.key) if known else code(cause.key)


def _issue(scene: Scene, finding: Finding) -> Html:
    return _article(
        scene,
        finding,
        items_of_evidence(finding.evidence),
        element("div", bold("Instead:"), " ", inline(finding.remedy)) if finding.remedy else NOTHING,
        _change(scene, finding),
        _waiver(finding.waiver) if finding.waiver else NOTHING,
        _source(scene, finding),
    )


def _symptom(scene: Scene, finding: Finding, first: Finding) -> Html:
    """An issue that comes of the same as another: its sentence, and the rest folded."""
    changes = scene.analysis.changes
    own, main = changes.get(finding.id), changes.get(first.id)
    same = bool(main and (finding.id in main.closes or (own and own.yaml == main.yaml)))
    return _article(
        scene,
        finding,
        _waiver(finding.waiver) if finding.waiver else NOTHING,
        fold(
            "Evidence, remedy and rule",
            items_of_evidence(finding.evidence),
            element("div", bold("Instead:"), " ", inline(finding.remedy))
            if finding.remedy and finding.remedy != first.remedy
            else NOTHING,
            paragraph("The change that closes the first one closes this one too.")
            if same
            else _change(scene, finding),
            _source(scene, finding),
        ),
        symptom=True,
    )


def _article(scene: Scene, finding: Finding, *rest: str, symptom: bool = False) -> Html:
    rule = scene.rules.get(finding.rule)
    new = badge("new", "opened") if finding.id in scene.opened else NOTHING
    marks = joined(filter(None, (severity_badges(finding), new)), " ")
    classes = ["infra-issue", f"infra-is-{finding.severity}"]
    classes += ["infra-is-accepted"] * finding.accepted + ["infra-symptom"] * symptom
    return element(
        "article",
        lines(
            paragraph(marks, " ", bold(inline(rule.title if rule else finding.rule)), class_="infra-message"),
            element("div", inline(finding.message)),
            *rest,
        ),
        class_=" ".join(classes),
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
    known = scene.rules.get(finding.rule)
    rule = link(link_to(scene.addresses.rule(finding.rule)), finding.rule)
    group = f" ({known.group})" if known else ""
    return paragraph(*end, "Rule ", rule, group, " · ", code(finding.mark), class_="infra-source")
