"""What a page's script needs to walk with a request: the steps of each journey, and who can answer at each."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from infra_design.write.failures import LARGEST, failures, told
from infra_design.write.flow import elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infra_design.model.stage import Connection, Journey, Stage, Target
    from infra_design.write.flow import Step
    from infra_design.write.scene import Scene


def walk(scene: Scene) -> str | None:
    """The steps of all journeys, as compact JSON; None where there are none, or nothing to try on them.

    Keys:
        flows: the flows of the page; each is its steps: `text`, `way` (see `Step.way`), `uses` (connection id). More
            steps than on the page are those that a request takes only in an emergency.
        journeys: id → `[client instance, flow, steps of it that this journey takes, whether it writes, members of
            groups that usually answer]`.
        connections: id → `from` (component id), `to` (instances that can answer, those that usually do first), and
            where it differs: `write` (those that accept writes), `near` (source instance → those beside it, which
            are taken first), `only` (source instance → those beside it, which alone are taken), `names` (name
            servers, one of which must work).
    """
    if not failures(scene) or not scene.flows:
        return None
    known = {connection.id: connection for connection in scene.stage.connections}
    flows = [[*flow.steps, *elsewhere(scene, flow.journeys[0], flow.steps)] for flow in scene.flows]
    used = {step.connection for steps in flows for step in steps if step.connection}
    ways = {ident: _way(scene.stage, known[ident]) for ident in sorted(used)}
    text = told(
        {
            "flows": [[_step(step) for step in steps] for steps in flows],
            "journeys": {
                journey.id: _journey(scene.stage, ways, journey, place, flows[place])
                for place, flow in enumerate(scene.flows)
                for journey in flow.journeys
            },
            "connections": {ident: way.told() for ident, way in ways.items()},
        }
    )
    return text if len(text) <= LARGEST else None


def _step(step: Step) -> dict[str, str]:
    texts = (unescape(text.without_tags()).strip() for text in (step.text, step.words))
    return {"text": " ".join(filter(None, texts)), "way": step.way, "uses": step.connection}


@dataclass(frozen=True, slots=True)
class _Way:
    """Who can answer on a connection; the fields are those that the script gets.

    Attributes:
        targets: component ids.
        writes: it does nothing else.
    """

    source: str
    targets: frozenset[str]
    writes: bool
    to: Sequence[str]
    write: Sequence[str]
    near: Mapping[str, Sequence[str]]
    only: Mapping[str, Sequence[str]]
    names: Sequence[str]

    def told(self) -> Mapping[str, object]:
        """For the script."""
        facts = {"write": self.write, "near": self.near, "only": self.only, "names": self.names}
        return {"from": self.source, "to": self.to, **{key: value for key, value in facts.items() if value}}

    def choices(self, source: str, *, writes: bool) -> Sequence[str]:
        """Who is asked by an instance, in order."""
        return self.only.get(source) or (self.write if writes else ()) or [*self.near.get(source, ()), *self.to]


def _way(stage: Stage, connection: Connection) -> _Way:
    by_record = sorted(connection.targets, key=lambda target: target.failover == "secondary")
    reading = [member for target in by_record for member in _answering(stage, target, writes=False)]
    writing = [member for target in by_record for member in _answering(stage, target, writes=True)]
    return _Way(
        connection.source,
        frozenset(target.component for target in connection.targets),
        connection.access == "write",
        reading,
        [] if writing == reading else writing,
        {} if connection.neighbors else _near(stage, connection, reading),
        connection.neighbors,
        [one for server in connection.dns_servers for one in stage.components[server].instances],
    )


def _journey(
    stage: Stage, ways: Mapping[str, _Way], journey: Journey, place: int, steps: Sequence[Step]
) -> Sequence[object]:
    writes = journey.access != "read"
    client = stage.components[journey.client].instances[0]
    taken = sorted(_taken(ways, journey, steps, writes=writes), key=lambda number: steps[number].way == "returns")
    usual = _usual(stage, [ways[steps[n].connection] for n in taken if steps[n].way == "uses"], client, writes=writes)
    return client, place, taken, writes, list(dict.fromkeys(usual))


def _taken(ways: Mapping[str, _Way], journey: Journey, steps: Iterable[Step], *, writes: bool) -> Iterator[int]:
    """Numbers of the steps that a journey takes: reading leaves out what is only written, and what lies behind."""
    forced = {ident for request in journey.requests for ident in request.chain}
    reached = {journey.client}
    for number, step in enumerate(steps):
        way = ways.get(step.connection)
        if way is None:
            yield number
        elif step.connection in forced or (way.source in reached and (writes or not way.writes)):
            reached |= {way.source, *way.targets}
            yield number


def _usual(stage: Stage, ways: Iterable[_Way], client: str, *, writes: bool) -> Iterator[str]:
    """Who usually answers, where others could."""
    at = {stage.instances[client].component: client}
    for way in ways:
        choices = way.choices(at[way.source], writes=writes) if way.source in at else ()
        if choices:
            at[stage.instances[choices[0]].component] = choices[0]
            if len(way.to) > 1 and not way.only and stage.instances[choices[0]].fails:
                yield choices[0]


def _answering(stage: Stage, target: Target, *, writes: bool) -> list[str]:
    """Members of a target that answer, the active or primary one first."""
    component = stage.components[target.component]
    if component.mode == "active-active" or (component.mode == "primary-replica" and not writes):
        return list(target.members)
    first = [member for member in target.members if member == component.active]
    others = [member for member in target.members if member != component.active]
    return first + others if component.failover == "automatic" else first


def _near(stage: Stage, connection: Connection, members: Sequence[str]) -> dict[str, list[str]]:
    """Of several members, those on the machine of each source, which it would rather ask."""
    if len(members) < 2:  # noqa: PLR2004 — no choice
        return {}
    on: dict[str, list[str]] = {}
    for member in members:
        on.setdefault(stage.instances[member].machine, []).append(member)
    sources = stage.components[connection.source].instances
    found = {source: on.get(stage.instances[source].machine or "-", []) for source in sources}
    return {source: beside for source, beside in found.items() if beside}
