"""The parts of a system's overview: its stages side by side, and what comes and goes over them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra_design.model.analysis import Change
from infra_design.model.catalog import Category
from infra_design.write.chart import Series, bars, grid_of_nines, nines
from infra_design.write.issues import tally
from infra_design.write.links import link_to
from infra_design.write.marks import NOTHING, link
from infra_design.write.pictures import without_links
from infra_design.write.template import render
from infra_design.write.wording import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markupsafe import Markup

    from infra_design.model.analysis import Difference, JourneyResult
    from infra_design.model.finding import Finding, RuleInfo, Severity
    from infra_design.model.stage import System
    from infra_design.write.scene import Scene

_THUMBNAILS_AT_MOST = 400_000


@dataclass(frozen=True, slots=True)
class SystemPart:
    """A part of the overview: like `parts.Part`, but of all scenes of a system."""

    name: str
    heading: str
    write: Callable[[System, Sequence[Scene]], Markup]


@dataclass(frozen=True, slots=True)
class _Card:
    scene: Scene
    href: str
    picture: Markup
    tally: list[tuple[Severity, int]]
    journeys: list[JourneyResult]
    machines: int


def introduction(system: System, _scenes: Sequence[Scene]) -> Markup:
    """The author's introduction."""
    return _words(system.spec.introduction, "infra-lead")


def conclusion(system: System, _scenes: Sequence[Scene]) -> Markup:
    """The author's conclusion."""
    return _words(system.spec.conclusion, "infra-conclusion")


def _words(text: str, look: str) -> Markup:
    return render("words", text=text, look=look) if text else NOTHING


def stages(_system: System, scenes: Sequence[Scene]) -> Markup:
    """A card for each stage."""
    pictures = sum(len(scene.drawing.svg) for scene in scenes) <= _THUMBNAILS_AT_MOST
    return render("stages", cards=[_card(scene, pictures=pictures) for scene in scenes])


def _card(scene: Scene, *, pictures: bool) -> _Card:
    machines = sum(len(component.instances) for component in scene.of(Category.MACHINE))
    return _Card(
        scene,
        link_to(scene.page),
        without_links(scene) if pictures else NOTHING,
        tally(scene.analysis.findings),
        list(scene.analysis.journeys),
        machines,
    )


def verdicts(_system: System, scenes: Sequence[Scene]) -> Markup:
    """Stages that are worse than the one before, plainly."""
    worse = [scene for scene in scenes if scene.analysis.comparison and scene.analysis.comparison.worse]
    return render("verdicts", worse=worse) if worse else NOTHING


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a stage has of a row.

    Attributes:
        count: of a component's instances; 0: none.
        closed: the stage before had issues of this rule, this one has none.
    """

    href: str
    count: int = 0
    change: Change | None = None
    tally: list[tuple[Severity, int]] = field(default_factory=list)
    accepted: int = 0
    closed: bool = False


def components(_system: System, scenes: Sequence[Scene]) -> Markup:
    """Which stage has how many of each component."""
    titles: dict[str, str] = {}
    for scene in scenes:
        titles |= {ident: component.title for ident, component in scene.stage.components.items()}
    changes = [_component_changes(scene) for scene in scenes]
    rows = [
        (title, [_component_cell(scene, ident, of) for scene, of in zip(scenes, changes, strict=True)])
        for ident, title in titles.items()
    ]
    return render("matrix", corner="Component", scenes=scenes, rows=rows) if rows else NOTHING


def _component_changes(scene: Scene) -> dict[str, Difference]:
    comparison = scene.analysis.comparison
    return {d.id: d for d in comparison.differences if d.subject == "component"} if comparison else {}


def _component_cell(scene: Scene, ident: str, changes: dict[str, Difference]) -> _Cell:
    difference = changes.get(ident)
    change = difference.change if difference and difference.change is not Change.SAME else None
    component = scene.stage.components.get(ident)
    return _Cell(scene.href(f"component-{ident}"), len(component.instances) if component else 0, change)


def issues(_system: System, scenes: Sequence[Scene]) -> Markup:
    """Which rule finds how much in which stage."""
    found = [_by_rule(scene) for scene in scenes]
    rules = {rule: scene.rules.get(rule) for scene, by_rule in zip(scenes, found, strict=True) for rule in by_rule}
    ranked = sorted(rules, key=lambda rule: _rule_rank(rule, found))
    rows = [(_rule_link(scenes[0], rule, rules[rule]), _issue_cells(scenes, found, rule)) for rule in ranked]
    return render("matrix", corner="Issue", scenes=scenes, rows=rows) if rows else NOTHING


def _by_rule(scene: Scene) -> dict[str, list[Finding]]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in scene.analysis.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    return by_rule


def _rule_rank(rule: str, found: list[dict[str, list[Finding]]]) -> tuple[int, int, str]:
    worst = min(finding.severity.rank for by_rule in found for finding in by_rule.get(rule, ()))
    first = next(number for number, by_rule in enumerate(found) if rule in by_rule)
    return worst, first, rule


def _rule_link(scene: Scene, rule: str, info: RuleInfo | None) -> Markup:
    return link(link_to(scene.addresses.rule(rule)), info.title if info else rule)


def _issue_cells(scenes: Sequence[Scene], found: list[dict[str, list[Finding]]], rule: str) -> list[_Cell]:
    before = [[], *(by_rule.get(rule, []) for by_rule in found)]
    return [
        _Cell(
            scene.href("issues"),
            tally=tally(findings),
            accepted=sum(finding.accepted for finding in findings),
            closed=bool(had) and not findings,
        )
        for scene, had, findings in zip(scenes, before, before[1:], strict=False)
    ]


def availability(_system: System, scenes: Sequence[Scene]) -> Markup:
    """Availability of each journey, and cost, over the stages: a chart and its numbers."""
    results = [{result.journey.id: result for result in scene.analysis.journeys} for scene in scenes]
    titles = {ident: result.journey.title for of_stage in results for ident, result in of_stage.items()}
    rows = [(title, [of_stage.get(ident) for of_stage in results]) for ident, title in titles.items()]
    costs = [scene.analysis.cost for scene in scenes]
    if not rows and not any(cost is not None for cost in costs):
        return NOTHING
    return render(
        "over-stages",
        scenes=scenes,
        rows=rows,
        costs=costs if any(cost is not None for cost in costs) else (),
        chart=_availability_chart(scenes, rows),
        cost_chart=_cost_chart(scenes, costs),
    )


def _availability_chart(scenes: Sequence[Scene], rows: list[tuple[str, list[JourneyResult | None]]]) -> Markup:
    series = [
        Series(
            title,
            tuple(None if not r or r.availability is None else nines(r.availability) for r in results),
            tuple("" if not r or r.availability is None else percent(r.availability) for r in results),
        )
        for title, results in rows
    ]
    known = [value for one in series for value in one.values if value is not None]
    if not known or len(scenes) == 1:
        return NOTHING
    return bars("Availability over the stages", [s.stage.title for s in scenes], series, grid_of_nines(known))


def _cost_chart(scenes: Sequence[Scene], costs: list[float | None]) -> Markup:
    if len(scenes) == 1 or not any(costs):
        return NOTHING
    labels = tuple("" if cost is None else f"{cost:,.0f}" for cost in costs)
    series = [Series("Cost per month", tuple(costs), labels)]
    return bars("Cost per month over the stages", [s.stage.title for s in scenes], series)


def files(_system: System, scenes: Sequence[Scene]) -> Markup:
    """The design files and what each is."""
    return render("files", scenes=scenes)


def resources(system: System, _scenes: Sequence[Scene]) -> Markup:
    """What the author recommends to read."""
    chosen = system.spec.resources
    return render("resources", chosen=chosen, more=()) if chosen else NOTHING


SYSTEM_PARTS = (
    SystemPart("introduction", "", introduction),
    SystemPart("stages", "Stages", stages),
    SystemPart("verdicts", "What gets worse", verdicts),
    SystemPart("availability-over-stages", "Availability and cost", availability),
    SystemPart("components-over-stages", "Components over the stages", components),
    SystemPart("issues-over-stages", "Issues over the stages", issues),
    SystemPart("conclusion", "Conclusion", conclusion),
    SystemPart("files", "Structure", files),
    SystemPart("system-resources", "Resources", resources),
)
"""In the order of the page."""
