"""The parts of a system's overview: its stages side by side, and what comes and goes over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.write.html import (
    NOTHING,
    Html,
    badge,
    badges,
    block,
    bold,
    code,
    definitions,
    element,
    items,
    lines,
    link,
    paragraph,
    say,
)
from infra_design.write.issues import tally
from infra_design.write.links import link_to
from infra_design.write.matrices import availability, components, issues
from infra_design.write.parts.learning import reading
from infra_design.write.parts.story import verdict
from infra_design.write.pictures import thumbnail
from infra_design.write.text import markdown
from infra_design.write.tour import ways
from infra_design.write.wording import percent, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from infra_design.model.analysis import JourneyResult
    from infra_design.model.stage import System
    from infra_design.write.scene import Scene

_THUMBNAILS_AT_MOST = 400_000


@dataclass(frozen=True, slots=True)
class SystemPart:
    """A part of the overview: like `parts.Part`, but of all scenes of a system."""

    name: str
    heading: str
    write: Callable[[System, Sequence[Scene]], Html]


def introduction(system: System, _scenes: Sequence[Scene]) -> Html:
    """The author's introduction."""
    return block("lead", markdown(system.spec.introduction))


def conclusion(system: System, _scenes: Sequence[Scene]) -> Html:
    """The author's conclusion."""
    return block("conclusion", markdown(system.spec.conclusion))


def stages(_system: System, scenes: Sequence[Scene]) -> Html:
    """A card for each stage."""
    pictures = sum(len(scene.drawing.svg) for scene in scenes) <= _THUMBNAILS_AT_MOST
    return block("cards", *(_card(scene, pictures=pictures) for scene in scenes))


def _card(scene: Scene, *, pictures: bool) -> Html:
    spec, href = scene.stage.spec, link_to(scene.page)
    findings = scene.analysis.findings
    accepted = sum(finding.accepted for finding in findings)
    return element(
        "section",
        lines(
            element("h3", element("small", str(scene.position)), " ", link(href, scene.stage.title)),
            _thumbnail(scene, href) if pictures else NOTHING,
            element("div", markdown(spec.summary)) if spec.summary else NOTHING,
            paragraph(
                *((badge(spec.status), " ") if spec.status else ()),
                badges(tally(findings), accepted) or badge("no issues", "good"),
                class_="infra-badges",
            ),
            definitions(_figures(scene).items(), class_="infra-facts"),
        ),
        class_="infra-card",
    )


def _thumbnail(scene: Scene, href: str) -> Html:
    hidden = {"tabindex": "-1", "aria_hidden": "true", "data_search_exclude": ""}
    return element("a", thumbnail(scene), class_="infra-thumbnail", href=href, **hidden)


def _figures(scene: Scene) -> dict[str, str]:
    machines = sum(len(component.instances) for component in scene.of(Category.MACHINE))
    figures: dict[str, str] = {sentence(r.journey.title): bold(_figure(r)) for r in scene.analysis.journeys}
    return figures | ({"Machines": str(machines)} if machines else {})


def _figure(result: JourneyResult) -> str:
    if not result.works:
        return "does not work"
    return "unknown" if result.availability is None else percent(result.availability)


def verdicts(_system: System, scenes: Sequence[Scene]) -> Html:
    """Stages that are worse than the one before, plainly."""
    return block("verdicts", *map(_verdict, scenes))


def _verdict(scene: Scene) -> Html:
    comparison, before = scene.analysis.comparison, scene.before
    if not comparison or not before:
        return NOTHING
    stage = bold(scene.stage_link(scene.stage.id))
    return verdict("worse", say("{} against {}:", stage, scene.stage_link(before.stage.id)), comparison.worse)


def files(_system: System, scenes: Sequence[Scene]) -> Html:
    """The design files and what each is."""
    return block("files", items(map(_file, scenes)))


def _file(scene: Scene) -> Html:
    spec = scene.stage.spec
    extends = say(", extends {}", code(spec.extends)) if spec.extends else NOTHING
    return say("{}: {}{}", code(spec.file), scene.stage_link(scene.stage.id), extends)


def resources(system: System, _scenes: Sequence[Scene]) -> Html:
    """What the author recommends to read."""
    return block("resources", reading(system.spec.resources))


SYSTEM_PARTS = (
    SystemPart("introduction", "", introduction),
    SystemPart("stages", "Stages", stages),
    SystemPart("ways", "", ways),
    SystemPart("verdicts", "What gets worse", verdicts),
    SystemPart("availability-over-stages", "Availability and cost", availability),
    SystemPart("components-over-stages", "Components over the stages", components),
    SystemPart("issues-over-stages", "Issues over the stages", issues),
    SystemPart("conclusion", "Conclusion", conclusion),
    SystemPart("files", "Structure", files),
    SystemPart("system-resources", "Resources", resources),
)
"""In the order of the page."""
