"""One stage with everything that its page is written from, and how its things are named and linked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from infra_design.write.flow import flows
from infra_design.write.html import Html, code, link, say, severity_badges
from infra_design.write.links import issue_anchor, link_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infra_design.model.analysis import Difference, StageAnalysis
    from infra_design.model.catalog import Catalog, Category, Concept, Kind, Product
    from infra_design.model.course import Course
    from infra_design.model.drawing import Drawing
    from infra_design.model.finding import Finding, RuleInfo, Severity
    from infra_design.model.stage import Component, Connection, Instance, Stage, System
    from infra_design.write.flow import Flow
    from infra_design.write.links import Addresses

_NAMED = 8


@dataclass(frozen=True, eq=False)
class Scene:
    """A stage in its system.

    Attributes:
        before: the stage that it is compared with; None for the first.
        course: what is told of all stages of the system together.
        position: of the stage in the story, counted from 1.
        outgoing, incoming: connections by the component that they start at, lead to; replication left out.
    """

    system: System
    stage: Stage
    analysis: StageAnalysis
    rules: Mapping[str, RuleInfo]
    catalog: Catalog
    drawing: Drawing
    addresses: Addresses
    before: Scene | None
    position: int
    course: Course
    outgoing: Mapping[str, tuple[Connection, ...]]
    incoming: Mapping[str, tuple[Connection, ...]]

    @cached_property
    def page(self) -> str:
        """The uri of its page."""
        return self.addresses.stage(self.system.id, self.stage.id)

    def href(self, anchor: str = "") -> str:
        """The address of a place on its page."""
        return link_to(self.page, anchor)

    def stage_link(self, stage: str) -> Html:
        """A link to a stage of the same system."""
        return self._stage_links.get(stage) or code(stage)

    @cached_property
    def _stage_links(self) -> Mapping[str, Html]:
        at = self.addresses.stage
        return {stage.id: link(link_to(at(self.system.id, stage.id)), stage.title) for stage in self.system.stages}

    def thing(self, ident: str) -> Html:
        """A component or instance by its name, linked to where it is explained; anything else as it is written."""
        return self._links.get(ident) or code(ident)

    @cached_property
    def _links(self) -> Mapping[str, Html]:
        links = {ident: link(self.href(f"instance-{ident}"), i.title) for ident, i in self.stage.instances.items()}
        return links | {
            ident: link(self.href(f"component-{ident}"), component.title)
            for ident, component in self.stage.components.items()
        }

    def things(self, idents: Iterable[str]) -> Iterator[Html]:
        """The names of several."""
        return map(self.thing, idents)

    def issue(self, finding_id: str) -> Html:
        """A link to an issue of this stage."""
        known = self._issues
        if finding_id not in known:
            known[finding_id] = link(self.href(issue_anchor(finding_id)), self.issue_name(finding_id))
        return known[finding_id]

    @cached_property
    def _issues(self) -> dict[str, Html]:
        return {}

    @cached_property
    def finding_ids(self) -> frozenset[str]:
        """Of the issues of this stage."""
        return frozenset(finding.id for finding in self.analysis.findings)

    def marked_issue(self, finding: Finding) -> Html:
        """The same with how bad it is."""
        return severity_badges(finding) + " " + self.issue(finding.id)

    def graded(self, pairs: Iterable[tuple[Finding, Severity]]) -> Iterator[Html]:
        """Issues that another stage has as well, with their severity there."""
        return (self.marked_issue(finding) + f" (was {was})" for finding, was in pairs)

    @cached_property
    def opened(self) -> frozenset[str]:
        """Ids of issues that the stage before had not."""
        comparison = self.analysis.comparison
        return frozenset(finding.id for finding in comparison.opened) if comparison else frozenset()

    def differences(self, subject: str) -> Mapping[str, Difference]:
        """What differs from the stage before, by id: components, connections or records."""
        return self._differences.get(subject, {})

    @cached_property
    def _differences(self) -> Mapping[str, Mapping[str, Difference]]:
        found: dict[str, dict[str, Difference]] = {}
        for difference in self.analysis.comparison.differences if self.analysis.comparison else ():
            found.setdefault(difference.subject, {})[difference.id] = difference
        return found

    def findings_of(self, component: str) -> Sequence[Finding]:
        """Issues that concern a component or one of its instances."""
        return self._findings.get(component, ())

    @cached_property
    def _findings(self) -> Mapping[str, Sequence[Finding]]:
        found: dict[str, list[Finding]] = {}
        for finding in self.analysis.findings:
            subjects = (self.stage.instances.get(subject) for subject in finding.subjects)
            named = [instance.component for instance in subjects if instance]
            named += [subject for subject in finding.subjects if subject in self.stage.components]
            for component in dict.fromkeys(named):
                found.setdefault(component, []).append(finding)
        return found

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """How its requests travel."""
        return flows(self)

    @cached_property
    def concepts(self) -> Mapping[str, Concept]:
        """The key concepts that its kinds and products bring along."""
        known = self.catalog.concepts
        return {ident: known[ident] for one in self._described for ident in one.concepts if ident in known}

    @cached_property
    def _described(self) -> Sequence[Kind | Product]:
        components = self.stage.components.values()
        return [one for c in components for one in (c.kind, c.product) if one]

    def issue_anywhere(self, finding_id: str) -> Html:
        """A link to an issue of this stage or the one before; only its name if neither has it."""
        for scene in (self, self.before):
            if scene and finding_id in scene.finding_ids:
                return scene.issue(finding_id)
        return say("{}", self.issue_name(finding_id))

    def issue_name(self, finding_id: str) -> str:
        """What a rule found, and where, in few words: "Single point of failure: server — web"."""
        rule, _, subjects = finding_id.partition("@")
        title = self.rules[rule].title if rule in self.rules else rule
        several = [subject for subject in subjects.split(",") if subject]
        shown = several if len(several) <= _NAMED else several[: _NAMED - 1]
        names = ", ".join(map(self.name, shown))
        names += f" and {len(several) - len(shown)} more" if shown is not several else ""
        return f"{title} — {names}" if names else title

    def name(self, ident: str) -> str:
        """The shown name of a component or instance; other words stay as they are."""
        component = self.stage.components.get(ident)
        instance = self.stage.instances.get(ident)
        return component.title if component else instance.title if instance else ident

    def of(self, *categories: Category) -> list[Component]:
        """Components of some categories, in the order of the file."""
        return [component for component in self.stage.components.values() if component.kind.category in categories]

    def instances(self, component: Component) -> list[Instance]:
        """The instances of a component."""
        return [self.stage.instances[ident] for ident in component.instances]


def connections_by_end(
    stage: Stage,
) -> tuple[Mapping[str, tuple[Connection, ...]], Mapping[str, tuple[Connection, ...]]]:
    """Connections by source and by target component, replication left out, each in the order of the stage."""
    outgoing: dict[str, list[Connection]] = {}
    incoming: dict[str, list[Connection]] = {}
    for connection in stage.connections:
        if connection.replication:
            continue
        outgoing.setdefault(connection.source, []).append(connection)
        for component in dict.fromkeys(target.component for target in connection.targets):
            incoming.setdefault(component, []).append(connection)
    return _frozen(outgoing), _frozen(incoming)


def _frozen(lists: Mapping[str, list[Connection]]) -> Mapping[str, tuple[Connection, ...]]:
    return {component: tuple(connections) for component, connections in lists.items()}
