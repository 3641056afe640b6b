"""What a page's script needs to walk with a request: the steps of each journey, and who can answer at each."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

from infra_design.write.failures import LARGEST, failures, told
from infra_design.write.flow import elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from infra_design.model.stage import Connection, Journey, Stage, Target
    from infra_design.write.flow import Step
    from infra_design.write.scene import Scene


def walk(scene: Scene) -> str | None:
    """The steps of all journeys, as compact JSON; None where there are none, or nothing to try on them.

    Keys:
        flows: the flows of the page; each is its steps: `text`, `way` (see `Step.way`), `uses` (connection id). More
            steps than on the page are those that a request takes only in an emergency.
        journeys: id → `[client instance, flow, steps of it that this journey takes, whether it writes]`.
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
    text = told(
        {
            "flows": [[_step(step) for step in steps] for steps in flows],
            "journeys": {
                journey.id: _journey(scene.stage, known, journey, place, flows[place])
                for place, flow in enumerate(scene.flows)
                for journey in flow.journeys
            },
            "connections": {ident: dict(_connection(scene.stage, known[ident])) for ident in sorted(used)},
        }
    )
    return text if len(text) <= LARGEST else None


def _step(step: Step) -> dict[str, str]:
    texts = (unescape(text.without_tags()).strip() for text in (step.text, step.words))
    return {"text": " ".join(filter(None, texts)), "way": step.way, "uses": step.connection}


def _journey(
    stage: Stage, known: dict[str, Connection], journey: Journey, place: int, steps: Sequence[Step]
) -> Sequence[object]:
    writes = journey.access != "read"
    client = stage.components[journey.client].instances[0]
    taken = sorted(_taken(known, journey, steps, writes=writes), key=lambda number: steps[number].way == "returns")
    return client, place, taken, writes


def _taken(known: dict[str, Connection], journey: Journey, steps: Iterable[Step], *, writes: bool) -> Iterator[int]:
    """Numbers of the steps that a journey takes: reading leaves out what is only written, and what lies behind."""
    forced = {ident for request in journey.requests for ident in request.chain}
    reached = {journey.client}
    for number, step in enumerate(steps):
        connection = known.get(step.connection)
        if connection is None:
            yield number
        elif connection.id in forced or (connection.source in reached and (writes or connection.access != "write")):
            reached |= {connection.source, *(target.component for target in connection.targets)}
            yield number


def _connection(stage: Stage, connection: Connection) -> Iterator[tuple[str, object]]:
    """Its facts by the key of each."""
    by_record = sorted(connection.targets, key=lambda target: target.failover == "secondary")
    reading = [member for target in by_record for member in _answering(stage, target, writes=False)]
    writing = [member for target in by_record for member in _answering(stage, target, writes=True)]
    yield "from", connection.source
    yield "to", reading
    if writing != reading:
        yield "write", writing
    if connection.neighbors:
        yield "only", {source: list(members) for source, members in connection.neighbors.items()}
    elif near := _near(stage, connection, reading):
        yield "near", near
    if connection.dns_servers:
        yield "names", [one for server in connection.dns_servers for one in stage.components[server].instances]


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
