"""The tour: the stages of a system in one layout, one after the other, with what moves along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.analysis import Change
from infra_design.write.figures import rows
from infra_design.write.html import (
    NOTHING,
    Html,
    block,
    element,
    items,
    lines,
    link,
    paragraph,
    say,
    subheading,
)
from infra_design.write.links import link_to
from infra_design.write.page import page_of
from infra_design.write.passage import step, stop_of
from infra_design.write.pictures import linked, room
from infra_design.write.text import markdown, protect
from infra_design.write.wording import counted, number, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from infra_design.model.analysis import Difference
    from infra_design.model.drawing import Drawing
    from infra_design.model.site import Page
    from infra_design.model.stage import System
    from infra_design.write.figures import Row
    from infra_design.write.passage import Passage
    from infra_design.write.scene import Scene

_HOW = (
    "{} stages in one layout: what stays keeps its place. What is new, changed or has moved since the stage before "
    "has a flag that says so."
)
_UNCOMPARED = "There are too many systems on this site to compare stages two by two."


def tour(scenes: Sequence[Scene]) -> Html:
    """All stages, one below the other; a script shows them one at a time."""
    drawn = scenes[0].course.tour
    if drawn is None:
        return NOTHING
    figures = list(rows(scenes))
    stops = (_stop(scene, drawing, figures, len(scenes)) for scene, drawing in zip(scenes, drawn.stages, strict=True))
    return block("tour", *stops)


def tour_page(system: System, scenes: Sequence[Scene]) -> Page | None:
    """The page of its own that the tour has."""
    content = tour(scenes)
    if not content:
        return None
    lead = block("lead", paragraph(say(_HOW, sentence(number(len(scenes))))))
    body = f"{protect(lines(_way(system, scenes), lead))}\n\n{protect(content)}"
    uri = scenes[0].addresses.tour(system.id)
    return page_of(uri, f"Tour: {system.title}", body, source=system.spec.file, wide=True)


def _way(system: System, scenes: Sequence[Scene]) -> Html:
    """Back to the overview and the stages."""
    overview = link(link_to(scenes[0].addresses.system(system.id)), system.title)
    stages = items((scene.stage_link(scene.stage.id) for scene in scenes), "ol")
    return element("nav", overview, stages, class_="infra-design infra-way", aria_label="Stages")


def ways(system: System, scenes: Sequence[Scene]) -> Html:
    """Where the tour and the comparisons are; why there is none."""
    course, addresses = scenes[0].course, scenes[0].addresses
    if len(scenes) == 1:
        return NOTHING
    tour_link = link(link_to(addresses.tour(system.id)), "Take the tour") if course.tour else NOTHING
    compare = link(link_to(addresses.comparisons(system.id)), "Compare two stages") if course.pairs else NOTHING
    told = [
        say("{}: the stages in one picture, step by step.", tour_link) if tour_link else course.without,
        say("{}: what came, went, moved and changed.", compare) if compare else _UNCOMPARED,
    ]
    return block("ways", items(filter(None, told)))


def _stop(scene: Scene, drawing: Drawing, figures: Sequence[Row], count: int) -> Html:
    at, passage = scene.position - 1, step(scene)
    news = _said(passage) if passage else ""
    return element(
        "section",
        lines(
            element(
                "header",
                lines(
                    element("h2", link(link_to(scene.page), scene.stage.title)),
                    element("small", "; ".join(filter(None, (f"Stage {scene.position} of {count}", news)))),
                ),
                class_="infra-stop-title",
            ),
            element(
                "figure",
                element("div", linked(drawing, scene), class_="infra-scroll"),
                class_=f"infra-figure infra-room-{room(drawing)}",
                data_search_exclude="",
            ),
            element(
                "div",
                lines(
                    element("div", markdown(scene.stage.spec.summary)) if scene.stage.spec.summary else NOTHING,
                    element("ul", *(_figure(row, at) for row in figures if row.words[at]), class_="infra-figures"),
                    _changes(passage) if passage else NOTHING,
                ),
                class_="infra-stop-words",
            ),
        ),
        class_="infra-stop",
        id=stop_of(scene),
        data_title=scene.stage.title,
        data_said=news or None,
    )


def _figure(row: Row, at: int) -> Html:
    label = element("span", row.title, class_="infra-label")
    return element("li", lines(label, row.bars(at), element("div", row.words[at]), row.trend(at)))


def _changes(passage: Passage) -> Html:
    differences = list(passage.differences("component"))
    groups = {
        "New": [one for one in differences if one.change is Change.ADDED],
        "Moved": [one for one in differences if passage.moved(one)],
        "Changed": [one for one in differences if one.change is Change.CHANGED and not passage.moved(one)],
        "Gone": [one for one in differences if one.change is Change.REMOVED],
    }
    told = (
        subheading(title, items(_told(passage, one) for one in found), level=3) for title, found in groups.items()
    )
    issues = (
        subheading(f"{title} ({len(found)})", items(found), level=3)
        for title, found in (("Issues closed", list(passage.closed())), ("Issues opened", list(passage.opened())))
    )
    return lines(
        element("div", lines(*map(_section, told), *map(_section, issues)), class_="infra-columns"),
        paragraph(passage.link("Compare with the stage before")),
    )


def _section(content: Html) -> Html:
    return element("section", content) if content else NOTHING


def _told(passage: Passage, one: Difference) -> Html:
    said: Iterable[Html] = filter(None, (passage.details(one), passage.why(one)))
    return passage.name(one) + (say(": {}", Html(". ".join(said))) if (said := list(said)) else NOTHING)


def _said(passage: Passage) -> str:
    """What somebody hears who does not see the picture change."""
    changes = [one.change for one in passage.differences("component")]
    moved = sum(map(passage.moved, passage.differences("component")))
    counts = (
        (changes.count(Change.ADDED), "new"),
        (moved, "moved"),
        (changes.count(Change.CHANGED) - moved, "changed"),
        (changes.count(Change.REMOVED), "gone"),
    )
    words = [f"{count} {word}" for count, word in counts if count]
    closed, opened = len(passage.comparison.closed), len(passage.comparison.opened)
    issues = [
        f"{counted(count, 'issue')} {word}" for count, word in ((closed, "closed"), (opened, "opened")) if count
    ]
    return "; ".join(filter(None, (", ".join(words), ", ".join(issues))))
