"""The parts that tell the story: what the stage is, its diagram, the author's words, what changed, the flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.analysis import Change
from infra_design.model.catalog import Category
from infra_design.write.downloads import downloads, file_at
from infra_design.write.facts import facts
from infra_design.write.failures import failures, simulation
from infra_design.write.html import (
    NOTHING,
    Html,
    badge,
    badges,
    block,
    bold,
    change_badge,
    code,
    definitions,
    element,
    fold,
    items,
    joined,
    lines,
    link,
    listed,
    paragraph,
    say,
    severity_badges,
    subheading,
)
from infra_design.write.issues import tally
from infra_design.write.links import link_to
from infra_design.write.passage import step, tour_link
from infra_design.write.pictures import on_page, room
from infra_design.write.text import inline, markdown, safe_address, sentences
from infra_design.write.views import views
from infra_design.write.walk import walk
from infra_design.write.wording import percent, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra_design.model.analysis import Comparison, Difference, JourneyResult
    from infra_design.model.finding import Finding, Severity
    from infra_design.write.flow import Flow, Step
    from infra_design.write.scene import Scene

_SUBJECTS = {"component": "Components", "connection": "Connections", "record": "DNS records", "journey": "Journeys"}
_UNCHANGED = "Nothing on the way of a request has changed since the stage before."


def summary(scene: Scene) -> Html:
    """Status, date, decision and summary."""
    spec = scene.stage.spec
    date = element("time", spec.date, class_="infra-badge", datetime=spec.date) if spec.date else NOTHING
    status = badge(f"Status: {spec.status}") if spec.status else NOTHING
    return block(
        "summary",
        paragraph(joined(filter(None, (status, date)), " "), class_="infra-badges"),
        element("div", markdown(spec.summary), class_="infra-lead") if spec.summary else NOTHING,
        _decision(spec.decision),
    )


def _decision(text: str) -> Html:
    if not text:
        return NOTHING
    address = safe_address(text) if text.startswith(("https://", "http://")) else ""
    return element("div", bold("Decision:"), " ", link(address, text) if address else inline(text))


def glance(scene: Scene) -> Html:
    """The stage in numbers: issues by severity, availability, machines, cost."""
    findings = scene.analysis.findings
    accepted = sum(finding.accepted for finding in findings)
    machines = sum(len(component.instances) for component in scene.of(Category.MACHINE))
    cost = scene.analysis.cost
    figures = {
        "Issues": badges(tally(findings), accepted, scene.href("issues")) or bold("none"),
        **{sentence(r.journey.title): _figure(scene, r) for r in scene.analysis.journeys if _known(r)},
        "Machines": link(scene.href("servers-and-addresses"), bold(str(machines))) if machines else NOTHING,
        "Cost per month": NOTHING if cost is None else bold(f"{cost:,.2f}"),
    }
    return block("glance", items(element("span", name) + " " + value for name, value in figures.items() if value))


def _known(result: JourneyResult) -> bool:
    return result.availability is not None or not result.works


def _figure(scene: Scene, result: JourneyResult) -> Html:
    words = percent(result.availability) if result.works and result.availability is not None else "does not work"
    return link(scene.href("availability"), bold(words))


def diagram(scene: Scene) -> Html:
    """The picture, and the same in words."""
    return lines(
        element(
            "figure",
            element("div", on_page(scene), class_="infra-scroll"),
            element(
                "figcaption", link(link_to(file_at(scene, "svg")), "Open the diagram by itself"), downloads(scene)
            ),
            class_=f"infra-design infra-figure infra-room-{room(scene.drawing)}",
            data_search_exclude="",
            data_stage=scene.stage.id,
            data_simulation=simulation(scene),
            data_failures=failures(scene),
            data_walk=walk(scene),
            data_facts=facts(scene),
            data_views=views(scene),
        ),
        fold("The diagram in words", markdown(scene.drawing.text), root=True),
    )


def explanation(scene: Scene) -> Html:
    """The author's words on the stage."""
    return block("explanation", markdown(scene.stage.spec.explain))


def changes(scene: Scene) -> Html:
    """What differs from the stage before, why, and what that buys."""
    comparison, before = scene.analysis.comparison, scene.before
    if not comparison or not before:
        return NOTHING
    same = _unchanged(scene, before, comparison)
    issues = lines(
        _issues("Issues closed", before, comparison.closed),
        _issues("Issues opened", scene, comparison.opened),
        _graded("More severe", scene, comparison.worsened),
        _graded("Less severe", scene, comparison.eased),
    )
    return block(
        "changes",
        paragraph(say("Compared with {}{}:", scene.stage_link(before.stage.id), _pictures(scene))),
        verdict("worse", badge("Worse", "high"), comparison.worse),
        verdict("better", badge("Better", "good"), comparison.better),
        element("div", issues, class_="infra-columns") if issues else NOTHING,
        *(_differences(scene, before, comparison, subject) for subject in _SUBJECTS),
        paragraph(say("{} {}.", badge("same as before", "same"), listed(scene.things(same)))) if same else NOTHING,
    )


def _pictures(scene: Scene) -> Html:
    """Links to where the changes can be seen."""
    passage = step(scene)
    links = [passage.link("as a diagram") if passage else NOTHING, tour_link(scene)]
    return joined((Html(f", {one}") for one in links if one), "")


def verdict(tone: str, title: str, texts: Iterable[str]) -> Html:
    """What got better or worse, in plain sentences."""
    words = sentences(texts)
    return element("div", paragraph(title), words, class_=f"infra-verdict infra-{tone}") if words else NOTHING


def _issues(title: str, scene: Scene, findings: Iterable[Finding]) -> Html:
    found = items(severity_badges(finding) + " " + scene.issue(finding.id) for finding in findings)
    return element("section", subheading(title, found)) if found else NOTHING


def _graded(title: str, scene: Scene, pairs: Iterable[tuple[Finding, Severity]]) -> Html:
    found = items(scene.graded(pairs))
    return element("section", subheading(title, found)) if found else NOTHING


def _unchanged(scene: Scene, before: Scene, comparison: Comparison) -> list[str]:
    differing = {d.id for d in comparison.differences if d.subject == "component"}
    return [ident for ident in scene.stage.components if ident in before.stage.components and ident not in differing]


def _differences(scene: Scene, before: Scene, comparison: Comparison, subject: str) -> Html:
    there = definitions(
        (
            (
                _name(before if d.change is Change.REMOVED else scene, d) + change_badge(d.change),
                _difference(scene, d),
            )
            for d in comparison.differences
            if d.subject == subject
        ),
        class_="infra-differences",
    )
    return subheading(_SUBJECTS[subject], there)


def _name(scene: Scene, difference: Difference) -> Html:
    if difference.subject == "component":
        return scene.thing(difference.id)
    if difference.subject == "connection":
        source, _, target = difference.id.partition("->")
        return say("{} → {}", scene.thing(source), scene.thing(target.partition("#")[0]))
    if difference.subject == "journey":
        titles = {journey.id: journey.title for journey in scene.stage.journeys}
        return say("{}", titles.get(difference.id, difference.id))
    return code(difference.id)


def _difference(scene: Scene, difference: Difference) -> Html:
    details = joined(map(inline, difference.details), "; ")
    why = _why(scene, difference)
    return lines(
        paragraph(details, class_="infra-details"),
        element("div", bold("Why:"), " ", inline(why)) if why else NOTHING,
        element("div", buys(scene, difference)) if difference.buys else NOTHING,
    )


def _why(scene: Scene, difference: Difference) -> str:
    """The author's words; what is computed only where it is not told as what the addition buys."""
    component = scene.stage.components.get(difference.id) if difference.subject == "component" else None
    written = component.spec.why if component else ""
    return written or ("" if difference.buys else difference.why)


def buys(scene: Scene, difference: Difference) -> Html:
    """Which issues an addition or a change keeps away."""
    without = "Without the change" if difference.change is Change.CHANGED else "Without it"
    issues = joined(map(scene.issue_anywhere, difference.buys), "; ", ".")
    return say("{}, {} back: {}", without, "this comes" if len(difference.buys) == 1 else "these come", issues)


def flow(scene: Scene) -> Html:
    """The request, step by step."""
    told = scene.flows
    same = bool(told) and all(step.change is Change.SAME for one in told for step in one.steps)
    return block(
        "flow",
        paragraph(say("{} {}", badge("same as before", "same"), _UNCHANGED)) if same else NOTHING,
        *(_flow(scene, one, several=len(told) > 1) for one in told),
    )


def _flow(scene: Scene, one: Flow, *, several: bool) -> Html:
    steps = lines(one.words, element("ol", lines(*map(_step, one.steps)), data_steps=scene.stage.id))
    return subheading(one.title, steps) if several else steps


def _step(step: Step) -> Html:
    words = element("div", step.words, class_="infra-own") if step.words else NOTHING
    said = element("div", step.text, change_badge(step.change))
    return element("li", said, words, class_="infra-step", data_connection=step.connection or None)
