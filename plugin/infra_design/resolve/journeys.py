"""Journeys as declared: each step of `to` becomes a request with the chain of connections that serves it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from infra_design.model.spec import Port, UseSpec
from infra_design.model.stage import Journey, Request
from infra_design.resolve.report import item, place
from infra_design.resolve.routing import Asked, asked_path, matching
from infra_design.resolve.ways import Edge, Graph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from infra_design.model.source import Mark
    from infra_design.model.spec import Access, JourneySpec
    from infra_design.model.stage import Connection
    from infra_design.resolve.inventory import Inventory
    from infra_design.resolve.leads import Leads
    from infra_design.resolve.report import Report
    from infra_design.resolve.resolutions import Resolutions
    from infra_design.resolve.ways import Allowed

_PASSED_THROUGH = frozenset({"queue", "stream"})


class _Step(NamedTuple):
    """A step of `to`.

    Attributes:
        word: an id or a hostname.
        asked: what the request is for.
        access: of the journey.
        has_path: whether a path is written.
    """

    word: str
    asked: Asked
    access: Access
    mark: Mark
    has_path: bool


class DeclaredJourneys:
    """Finds the way of each journey that is written."""

    def __init__(
        self,
        inventory: Inventory,
        connections: Sequence[Connection],
        resolutions: Resolutions,
        leads: Leads,
        report: Report,
    ) -> None:
        self._inventory = inventory
        self._resolutions = resolutions
        self._leads = leads
        self._report = report
        self._made: dict[str, list[Connection]] = {}
        for connection in connections:
            self._made.setdefault(connection.source, []).append(connection)
        self._used_names = {connection.hostname for connection in connections}
        self._tiers: dict[tuple[Asked, Access], Sequence[Allowed]] = {}
        self._matching: dict[tuple[str, Asked], frozenset[str]] = {}
        queues = (ident for ident, found in inventory.components.items() if found.kind.id in _PASSED_THROUGH)
        self._graph = Graph(connections, queues, report)

    def journeys(self, specs: Iterable[JourneySpec]) -> Iterator[Journey]:
        """The journeys, without those in which nothing leads anywhere."""
        for spec in specs:
            found = self._inventory.names.look_up(place(spec, "from"), spec.source, self._report)
            requests = tuple(self._requests(spec, found.component)) if found else ()
            if found and requests:
                yield Journey(
                    id=spec.id,
                    title=spec.title or spec.id.replace("-", " ").capitalize(),
                    client=found.component,
                    requests=requests,
                    access=spec.access or "read",
                    mark=spec.mark,
                    spec=spec,
                    target=spec.target,
                    peak_load=spec.peak_load,
                    declared=True,
                )

    def _requests(self, spec: JourneySpec, client: str) -> Iterator[Request]:
        before = client
        for index, word in enumerate(spec.to):
            step = _step(word, item(spec, "to", index), spec.access or "read")
            goals = self._goals(step, client)
            if goals and goals != (before,):
                edges = self._own(client, step, goals) or self._chain(before, step, goals)
                start = client if edges and edges[0].connection.source == client else before
                yield from _legs(edges, start, step)
                before = _end(edges[-1]) if edges else goals[0]

    def _goals(self, step: _Step, client: str) -> tuple[str, ...]:
        """What a step may mean: a component; or a hostname where something uses it, else what it leads to."""
        if step.asked.hostname:
            targets = self._resolutions.of(step.word).targets
            return (step.word, *targets) if step.word in self._used_names else targets or (step.word,)
        found = self._inventory.names.look_up(step.mark, step.word, self._report)
        port = Port(step.asked.port, step.asked.port) if step.asked.port else None
        answer = found and self._leads.answer(UseSpec(step.word, step.mark, port=port), found)
        if answer and answer.component == client:
            self._report.add(step.mark, f"'{step.word}' is where the journey comes from", code="no-way")
            return ()
        return (answer.component,) if answer else ()

    def _own(self, client: str, step: _Step, goals: Sequence[str]) -> tuple[Edge, ...]:
        """The client's own connection to a step."""
        own = [
            Edge(connection, goal)
            for connection in self._made.get(client, ())
            for goal in goals
            if goal in {connection.hostname, *(target.component for target in connection.targets)}
        ]
        return (min(own, key=lambda edge: _rank(edge.connection, step)),) if own else ()

    def _chain(self, before: str, step: _Step, goals: Sequence[str]) -> tuple[Edge, ...]:
        """The shortest chain from the step before, else through what reads it; a mistake unless there is just one."""
        for through_queues in (False, True):
            for allowed in self._preferred(step):
                for goal in goals:
                    ways = self._graph.shortest(before, goal, allowed, through_queues=through_queues)
                    if len(ways) > 1:
                        self._report_several(step, before, ways)
                        return ()
                    if ways:
                        return self._graph.edges(ways[0], allowed, partial(_rank, step=step))
        hint = f"let something that '{before}' uses, use '{step.word}'"
        self._report.add(step.mark, f"no way from '{before}' to '{step.word}'", hint, code="no-way")
        return ()

    def _report_several(self, step: _Step, before: str, ways: Iterable[Sequence[str]]) -> None:
        shown = " and ".join(" → ".join(way) for way in ways)
        what = f"two ways from '{before}' to '{step.word}' are equally short: {shown}"
        self._report.add(step.mark, what, "name a step between them", code="ambiguous-way")

    def _preferred(self, step: _Step) -> Sequence[Allowed]:
        """Connections that such a request takes; then all that a journey of this access takes; then all."""
        key = step.asked, step.access
        if key not in self._tiers:
            unfit = "write" if step.access == "read" else ""
            self._tiers[key] = (
                lambda connection: connection.access != unfit and self._matches(connection, step.asked),
                lambda connection: connection.access != unfit,
                lambda _: True,
            )
        return self._tiers[key]

    def _matches(self, connection: Connection, asked: Asked) -> bool:
        key = connection.source, asked
        if key not in self._matching:
            made = self._made[connection.source]
            self._report.spend(len(made))
            found = matching(made, asked)
            self._matching[key] = frozenset(one.id for one in found)
        return connection.id in self._matching[key]


def _step(text: str, mark: Mark, access: Access) -> _Step:
    target, slash, path = text.partition("/")
    word, _, port = target.partition(":")
    asked = Asked(word if "." in word else "", f"/{path}", int(port) if port else None)
    return _Step(word, asked, access, mark, has_path=bool(slash))


def _legs(edges: Sequence[Edge], start: str, step: _Step) -> Iterator[Request]:
    """A chain as requests: one, or several where it goes through queues, whose readers come of their own accord."""
    chain: list[Edge] = []
    for edge in edges:
        if not edge.against:
            chain.append(edge)
            continue
        if chain:
            yield _request(chain, start, step)
        yield replace(_request([edge], edge.connection.target, step), reader=True)
        chain, start = [], edge.to
    if chain:
        yield _request(chain, start, step)


def _request(chain: Sequence[Edge], start: str, step: _Step) -> Request:
    """A request; without a path of its own it is for the first that leads it on its way."""
    first = chain[0].connection
    routed = (asked_path(edge.connection) for edge in chain)
    return Request(
        chain=tuple(edge.connection.id for edge in chain),
        target=_end(chain[-1]),
        start=start,
        hostname=step.asked.hostname or first.hostname,
        path=step.asked.path if step.has_path else next(filter(None, routed), "/"),
        port=step.asked.port or (first.port.first if first.port else None),
    )


def _end(edge: Edge) -> str:
    """The component at which an edge ends; empty: a hostname that leads nowhere."""
    return edge.connection.target if "." in edge.to else edge.to


def _rank(connection: Connection, step: _Step) -> tuple[bool, ...]:
    """Of several connections between the same two: one that fits the request and the access, and is not optional."""
    unfit = "read" if step.access == "write" else "write"
    return not matching([connection], step.asked), connection.access == unfit, connection.optional
