"""Two stages compared: side by side and as one diagram, with what came, went, moved and changed in tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.write.figures import rows
from infra_design.write.html import (
    NOTHING,
    Html,
    badge,
    block,
    bold,
    element,
    items,
    lines,
    link,
    listed,
    paragraph,
    row,
    say,
    table,
)
from infra_design.write.links import link_to
from infra_design.write.page import page_of
from infra_design.write.parts.story import verdict
from infra_design.write.passage import Passage
from infra_design.write.pictures import linked, room
from infra_design.write.text import protect
from infra_design.write.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from infra_design.model.analysis import Difference
    from infra_design.model.course import Pair
    from infra_design.model.drawing import Drawing
    from infra_design.model.site import Page
    from infra_design.model.stage import System
    from infra_design.write.scene import Scene

_SUBJECTS = {"component": "Components", "connection": "Connections", "record": "DNS records", "journey": "Journeys"}
_NONE = element("span", "–", class_="infra-none")


def passages(scenes: Sequence[Scene]) -> list[Passage]:
    """All pairs of stages that are compared, in the order of the story."""
    places = {scene.stage.id: place for place, scene in enumerate(scenes)}
    return [_passage(scenes, places[pair.before], places[pair.after], pair) for pair in scenes[0].course.pairs]


def _passage(scenes: Sequence[Scene], at: int, to: int, pair: Pair) -> Passage:
    return Passage(scenes[at], scenes[to], pair.comparison, scenes[at + 1 : to + 1])


def comparison(passage: Passage) -> Html:
    """Both stages as one diagram and side by side."""
    before, now = passage.before, passage.now
    pair = now.course.pair(before.stage.id, now.stage.id)
    if not pair or not pair.drawing or not pair.drawing.both:
        return paragraph("Both stages together are too large for one picture.", class_="infra-design")
    drawing = pair.drawing
    beside = zip((before, now), drawing.stages, strict=True)
    return block(
        "compare",
        element(
            "div",
            _figure(linked(pair.drawing.both, now, before), pair.drawing.both, "Both in one"),
            class_="infra-both",
        ),
        element(
            "div",
            *(_figure(linked(one, scene), one, scene.stage.title) for scene, one in beside),
            class_="infra-beside",
        ),
    )


def _figure(svg: Html, drawing: Drawing, caption: str) -> Html:
    return element(
        "figure",
        element("figcaption", bold(caption)),
        element("div", svg, class_="infra-scroll"),
        class_=f"infra-figure infra-room-{room(drawing)}",
        data_search_exclude="",
    )


def comparison_page(system: System, passage: Passage) -> Page:
    """The page of a pair."""
    before, now = passage.before, passage.now
    title = f"{before.stage.title} → {now.stage.title}"
    sections = {
        "": lines(_way(system, passage), _verdicts(passage)),
        "Diagram": comparison(passage),
        "In numbers": block("numbers", _numbers(passage)),
        "Issues": block("changes", _issues(passage)),
        **{name: block("changes", _differences(passage, subject, name[:-1])) for subject, name in _SUBJECTS.items()},
        "The same in both": block("changes", _same(passage)),
    }
    body = "\n\n".join(
        f"## {name}\n\n{protect(html)}" if name else protect(html) for name, html in sections.items() if html
    )
    uri = now.addresses.comparison(system.id, before.stage.id, now.stage.id)
    return page_of(uri, title, body, source=now.stage.spec.file, wide=True)


def comparisons(scenes: Sequence[Scene]) -> Html:
    """A table of all pairs: the earlier stage in the rows, the later in the columns."""
    found = {(one.before.stage.id, one.now.stage.id): one for one in passages(scenes)}
    if not found:
        return NOTHING
    told = (
        row(
            scene.stage_link(scene.stage.id),
            *(
                _cell(found.get((scene.stage.id, other.stage.id)), later=other.position > scene.position)
                for other in scenes[1:]
            ),
        )
        for scene in scenes[:-1]
    )
    out = scenes[0].course.left_out
    left = (
        f"{counted(out, 'other pair')} of stages are left out: neighbors, and the first with the last, are compared."
    )
    return lines(
        block("matrix", table(("From ↓ to →", *(scene.stage.title for scene in scenes[1:])), told)),
        paragraph(left, class_="infra-design") if out else NOTHING,
    )


def _cell(passage: Passage | None, *, later: bool) -> Html:
    if not passage:
        return _NONE if later else NOTHING
    found = passage.comparison
    counts = ((len(found.closed), "closed", "good"), (len(found.opened), "opened", "high"))
    words = [badge(f"{count} {word}", tone) for count, word, tone in counts if count]
    return lines(passage.link("Compare"), element("div", *words, class_="infra-badges"))


def comparisons_page(system: System, scenes: Sequence[Scene]) -> Page | None:
    """The page on which to choose two stages."""
    content = comparisons(scenes)
    if not content:
        return None
    lead = block("lead", paragraph("Choose the earlier stage on the left and the later one at the top."))
    uri = scenes[0].addresses.comparisons(system.id)
    body = f"{protect(lead)}\n\n{protect(content)}"
    return page_of(uri, f"Compare: {system.title}", body, source=system.spec.file)


def _way(system: System, passage: Passage) -> Html:
    """From where, to where, and to the other pairs."""
    before, now = passage.before, passage.now
    overview = link(link_to(now.addresses.system(system.id)), system.title)
    others = link(link_to(now.addresses.comparisons(system.id)), "Other stages")
    stages = items((scene.stage_link(scene.stage.id) for scene in (before, now)), "ol")
    return element("nav", overview, stages, others, class_="infra-design infra-way", aria_label="Stages")


def _verdicts(passage: Passage) -> Html:
    return block(
        "verdicts",
        verdict("worse", badge("Worse", "high"), passage.comparison.worse),
        verdict("better", badge("Better", "good"), passage.comparison.better),
    )


def _numbers(passage: Passage) -> Html:
    told = rows((passage.before, passage.now))
    titles = (scene.stage_link(scene.stage.id) for scene in (passage.before, passage.now))
    return table(
        ("What", *titles, "Trend"),
        (row(one.title, one.words[0] or _NONE, one.words[1] or _NONE, one.trend(1)) for one in told),
    )


def _issues(passage: Passage) -> Html:
    lists = (
        element("section", element("h3", f"{title} ({len(found)})"), items(found))
        for title, found in (
            ("Closed", list(passage.closed())),
            ("Opened", list(passage.opened())),
            ("More severe", list(passage.now.graded(passage.comparison.worsened))),
            ("Less severe", list(passage.now.graded(passage.comparison.eased))),
        )
        if found
    )
    there = lines(*lists)
    return element("div", there, class_="infra-columns") if there else NOTHING


def _differences(passage: Passage, subject: str, title: str) -> Html:
    return table(
        (title, "Change", "What is otherwise", *(["Why"] if subject == "component" else [])),
        (
            row(passage.name(one), *cells)
            for one in passage.differences(subject)
            if (cells := list(_told(passage, one)))
        ),
    )


def _told(passage: Passage, one: Difference) -> Iterator[Html]:
    yield passage.became(one)
    yield passage.details(one)
    if one.subject == "component":
        yield passage.why(one)


def _same(passage: Passage) -> Html:
    same = passage.same()
    return paragraph(say("{} {}.", badge("same", "same"), listed(passage.now.things(same)))) if same else NOTHING
