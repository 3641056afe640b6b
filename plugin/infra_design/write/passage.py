"""From one stage to another: what became of components, connections and records, in words and links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.analysis import Change
from infra_design.write.html import (
    NOTHING,
    Html,
    badge,
    change_badge,
    code,
    element,
    joined,
    link,
    say,
    severity_badges,
)
from infra_design.write.links import link_to
from infra_design.write.text import inline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from infra_design.model.analysis import Comparison, Difference
    from infra_design.model.finding import Finding
    from infra_design.write.scene import Scene


@dataclass(frozen=True, eq=False)
class Passage:
    """Two stages of a story and what differs.

    Attributes:
        way: the stages after the earlier one up to the later one, which tell why things came.
    """

    before: Scene
    now: Scene
    comparison: Comparison
    way: Sequence[Scene]

    @property
    def ends(self) -> str:
        """The ids of both stages: "0-simple-web-stack..1-distributed"."""
        return f"{self.before.stage.id}..{self.now.stage.id}"

    def differences(self, subject: str) -> Iterator[Difference]:
        """What differs of components, connections, records or journeys."""
        return (one for one in self.comparison.differences if one.subject == subject)

    def name(self, one: Difference) -> Html:
        """What differs, linked to where it is explained: to the later stage's page if that still has it."""
        scene = self.before if one.change is Change.REMOVED else self.now
        if one.subject == "component":
            return scene.thing(one.id)
        if one.subject == "connection":
            source, _, target = one.id.partition("->")
            return say("{} → {}", scene.thing(source), scene.thing(target.partition("#")[0]))
        if one.subject == "journey":
            titles = {journey.id: journey.title for journey in scene.stage.journeys}
            return say("{}", titles.get(one.id, one.id))
        return element("a", code(one.id), href=scene.href("dns"))

    def became(self, one: Difference) -> Html:
        """A label: new, removed, moved or changed."""
        return badge("moved") if self.moved(one) else Html(change_badge(one.change).strip())

    def moved(self, one: Difference) -> bool:
        """Whether all that a component ran on is another thing now, or the places that it was in."""
        if one.subject != "component" or one.change is not Change.CHANGED:
            return False
        was, now = (_grounds(scene, one.id) for scene in (self.before, self.now))
        return bool(was - now) and bool(now - was)

    def details(self, one: Difference) -> Html:
        """What is otherwise."""
        return joined(map(inline, one.details), "; ")

    def why(self, one: Difference) -> Html:
        """Why it came, in the words of the stage that it came with: the author's, else what is computed."""
        for scene in self.way:
            told = scene.differences(one.subject).get(one.id)
            component = scene.stage.components.get(one.id) if one.subject == "component" else None
            words = (component.spec.why if component else "") or (told.why if told else "")
            if words and one.change is not Change.REMOVED:
                where = say(" ({})", scene.stage_link(scene.stage.id)) if len(self.way) > 1 else NOTHING
                return inline(words) + where
        return NOTHING

    def opened(self) -> Iterator[Html]:
        """Issues that the later stage has and the earlier has not."""
        return _issues(self.now, self.comparison.opened)

    def closed(self) -> Iterator[Html]:
        """The other way round."""
        return _issues(self.before, self.comparison.closed)

    def same(self) -> list[str]:
        """Ids of components in which nothing differs."""
        differing = {one.id for one in self.differences("component")}
        known = self.before.stage.components
        return [ident for ident in self.now.stage.components if ident in known and ident not in differing]

    def link(self, text: str) -> Html:
        """A link to the page that compares the two; nothing if there is none."""
        pair = self.now.course.pair(self.before.stage.id, self.now.stage.id)
        if not pair:
            return NOTHING
        at = self.now.addresses.comparison(self.now.system.id, pair.before, pair.after)
        return link(link_to(at), text)


def step(scene: Scene) -> Passage | None:
    """From the stage before to this one; None for the first."""
    comparison, before = scene.analysis.comparison, scene.before
    return Passage(before, scene, comparison, (scene,)) if comparison and before else None


def stop_of(scene: Scene) -> str:
    """The anchor of a stage in the tour."""
    return "-".join(("stop", *filter(None, (scene.system.id, scene.stage.id))))


def tour_link(scene: Scene) -> Html:
    """A link to a stage in the tour; nothing if there is none."""
    if not scene.course.tour:
        return NOTHING
    return link(link_to(scene.addresses.tour(scene.system.id), stop_of(scene)), "in the tour")


def _grounds(scene: Scene, ident: str) -> frozenset[str]:
    """Components that a component runs on or is in."""
    instances = scene.stage.instances
    found = (instances[one] for one in scene.stage.components[ident].instances)
    return frozenset(
        instances[ground].component
        for one in found
        for ground in (*one.hosts, *(place for choice in one.places for place in choice))
    )


def _issues(scene: Scene, findings: Iterable[Finding]) -> Iterator[Html]:
    return (severity_badges(finding) + " " + scene.issue(finding.id) for finding in findings)
