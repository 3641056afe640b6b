"""The parts that tell the story: what the stage is, its diagram, the author's words, what changed, the flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.analysis import Change
from infra_design.model.catalog import Category
from infra_design.write.issues import tally
from infra_design.write.links import link_to
from infra_design.write.marks import NOTHING, code, say
from infra_design.write.pictures import alone_at, on_page, room
from infra_design.write.template import render
from infra_design.write.text import markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from markupsafe import Markup

    from infra_design.model.analysis import Comparison, Difference
    from infra_design.write.flow import Flow
    from infra_design.write.scene import Scene

_SUBJECTS = {"component": "Components", "connection": "Connections", "record": "DNS records", "journey": "Journeys"}


def summary(scene: Scene) -> Markup:
    """Status, date, decision and summary."""
    spec = scene.stage.spec
    if not (spec.status or spec.date or spec.decision or spec.summary):
        return NOTHING
    return render("summary", spec=spec)


def glance(scene: Scene) -> Markup:
    """The stage in numbers: issues by severity, availability, machines, cost."""
    machines = sum(len(component.instances) for component in scene.of(Category.MACHINE))
    accepted = sum(finding.accepted for finding in scene.analysis.findings)
    return render(
        "glance",
        tally=tally(scene.analysis.findings),
        accepted=accepted,
        journeys=[
            result for result in scene.analysis.journeys if result.availability is not None or not result.works
        ],
        machines=machines,
        cost=scene.analysis.cost,
        href=scene.href,
    )


def diagram(scene: Scene) -> Markup:
    """The picture, and the same in words."""
    return render(
        "diagram",
        svg=on_page(scene),
        room=room(scene),
        alone=link_to(alone_at(scene)),
        words=markdown(scene.drawing.text),
    )


def explanation(scene: Scene) -> Markup:
    """The author's words on the stage."""
    text = scene.stage.spec.explain
    return render("explanation", text=text) if text else NOTHING


def changes(scene: Scene) -> Markup:
    """What differs from the stage before, why, and what that buys."""
    comparison = scene.analysis.comparison
    if not comparison or not scene.before:
        return NOTHING
    return render(
        "changes",
        scene=scene,
        before=scene.before,
        comparison=comparison,
        subjects=[
            (title, [d for d in comparison.differences if d.subject == subject])
            for subject, title in _SUBJECTS.items()
        ],
        same=_unchanged(scene, scene.before, comparison),
        name=_namer(scene),
        why=lambda difference: _why(scene, difference),
        issue=scene.issue_anywhere,
    )


def _why(scene: Scene, difference: Difference) -> str:
    """The author's words; what is computed only where it is not told as what the addition buys."""
    component = scene.stage.components.get(difference.id) if difference.subject == "component" else None
    written = component.spec.why if component else ""
    return written or ("" if difference.buys else difference.why)


def _unchanged(scene: Scene, before: Scene, comparison: Comparison) -> list[str]:
    differing = {d.id for d in comparison.differences if d.subject == "component"}
    return [ident for ident in scene.stage.components if ident in before.stage.components and ident not in differing]


def _namer(scene: Scene) -> Callable[[Difference], Markup]:
    def name(difference: Difference) -> Markup:
        there = scene.before if difference.change is Change.REMOVED and scene.before else scene
        if difference.subject == "component":
            return there.thing(difference.id)
        if difference.subject == "connection":
            source, _, target = difference.id.partition("->")
            return say("{} → {}", there.thing(source), there.thing(target.partition("#")[0]))
        if difference.subject == "journey":
            titles = {journey.id: journey.title for journey in there.stage.journeys}
            return say("{}", titles.get(difference.id, difference.id))
        return code(difference.id)

    return name


def flow(scene: Scene) -> Markup:
    """The request, step by step."""
    found = scene.flows
    return render("flow", flows=found, several=len(found) > 1, unchanged=_all_same(found)) if found else NOTHING


def _all_same(found: Iterable[Flow]) -> bool:
    return all(step.change is Change.SAME for flow in found for step in flow.steps)
