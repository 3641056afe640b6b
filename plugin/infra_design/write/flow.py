"""How a request travels: numbered steps that follow from the topology, with the author's words where given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from infra_design.model.analysis import Change
from infra_design.model.catalog import Category
from infra_design.model.stage import Encryption
from infra_design.write.html import NOTHING, Html, code, joined, lines, listed, say
from infra_design.write.purpose import protocol_title
from infra_design.write.text import markdown
from infra_design.write.wording import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra_design.model.stage import Component, Connection, Journey, Record, Request, Target
    from infra_design.write.scene import Scene

_MEMBERS_AT_MOST = 4
_AN = ("a", "e", "i", "o", "u", "http", "ldap", "smtp", "ssh", "ftp", "nfs", "mqtt", "rdp")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a flow.

    Attributes:
        key: the same for the same step of another stage.
        text: what happens.
        words: the author's, or empty.
        change: against the stage before; None for the first stage.
        connection: id of the connection that it follows, or looks up the name of; or empty.
        way: how: a name is asked for and told, a connection is used, what it leads to is taken from, or the answer
            returns.
    """

    key: str
    text: Html
    words: Html = NOTHING
    change: Change | None = None
    connection: str = ""
    way: Literal["asks", "told", "uses", "takes", "returns"] = "uses"


@dataclass(frozen=True, slots=True)
class Flow:
    """The steps of one request or of several on end, and the journeys that consist of them."""

    title: str
    words: Html
    steps: tuple[Step, ...]
    journeys: tuple[Journey, ...] = ()


def flows(scene: Scene) -> tuple[Flow, ...]:
    """The flows of a stage, journeys with the same requests together; steps are marked against the stage before."""
    before = scene.before.flows if scene.before else None
    then = {step.key: step.text.without_tags() for flow in before or () for step in flow.steps}
    return tuple(flow if before is None else _marked(flow, then) for flow in _flows(scene))


def _marked(flow: Flow, then: dict[str, str]) -> Flow:
    return replace(flow, steps=tuple(_compared(step, then) for step in flow.steps))


def _compared(step: Step, then: dict[str, str]) -> Step:
    if step.key not in then:
        return replace(step, change=Change.ADDED)
    same = then[step.key] == step.text.without_tags()
    return replace(step, change=Change.SAME if same else Change.CHANGED)


def _flows(scene: Scene) -> list[Flow]:
    alike: dict[object, list[Journey]] = {}
    for journey in scene.stage.journeys:
        key = (journey.client, tuple((r.target, r.hostname, r.path, r.port, r.reader) for r in journey.requests))
        alike.setdefault(key, []).append(journey)
    return [_flow(scene, journeys) for journeys in alike.values()]


def _flow(scene: Scene, journeys: list[Journey]) -> Flow:
    words = lines(*(markdown(journey.spec.explain) for journey in journeys if journey.spec))
    steps = tuple(_steps(scene, journeys[0]))
    return Flow(sentence(str(listed(journey.title for journey in journeys))), words, steps, tuple(journeys))


def _steps(scene: Scene, journey: Journey) -> Iterator[Step]:
    seen: set[str] = set()
    for request in journey.requests:
        if request.hostname:
            yield from _lookup(scene, request)
        for ident in request.chain:
            seen.add(ident)
            yield _follow(scene, scene.stage.connection(ident), reader=request.reader)
        yield from _onward(scene, request, seen)
    client = scene.thing(journey.client)
    yield Step(f"answer {journey.client}", say("The answer goes back the same way to {}.", client), way="returns")


def elsewhere(scene: Scene, journey: Journey, steps: Iterable[Step]) -> Iterator[Step]:
    """What follows where a request does not go as a rule: behind further targets of its connections."""
    seen = {step.connection for step in steps}
    for request in journey.requests:
        for ident in request.chain:
            for target in scene.stage.connection(ident).targets:
                yield from _onward(scene, replace(request, target=target.component), seen)


def _lookup(scene: Scene, request: Request) -> Iterator[Step]:
    name = code(request.hostname + (request.path if request.path != "/" else ""))
    client = scene.thing(request.start)
    asks = say("{} wants {} and asks DNS for the address.", client, name)
    connection = request.chain[0] if request.chain else ""
    yield Step(f"ask {request.start} {request.hostname}", asks, connection=connection, way="asks")
    for resolution in scene.stage.resolutions:
        if resolution.hostname == request.hostname and resolution.records:
            answers = listed(_record(scene, record) for record in resolution.records)
            text = say("DNS answers: {}.", answers)
            yield Step(f"dns {request.hostname}", text, connection=connection, way="told")


def _record(scene: Scene, record: Record) -> Html:
    owner = code(record.owner)
    if record.alias:
        return say("{} leads to {}", owner, scene.thing(record.value))
    value = code(record.value)
    if record.type in {"CNAME", "ALIAS", "ANAME"}:
        return say("{} is another name for {} ({} record)", owner, value, record.type)
    whose = say(", the address of {}", listed(scene.things(record.points_at))) if record.points_at else ""
    return say("{} is at {} ({} record){}", owner, value, record.type, whose)


def _onward(scene: Scene, request: Request, seen: set[str]) -> Iterator[Step]:
    """What the request's target needs, and what that needs in turn: depth first, each connection once."""
    stack = list(reversed(_needed(scene, request.target, request)))
    while stack:
        connection = stack.pop()
        if connection.id in seen:
            continue
        seen.add(connection.id)
        yield _follow(scene, connection)
        for target in reversed(connection.targets):
            stack += reversed(_needed(scene, target.component, request))


def _needed(scene: Scene, component: str, request: Request) -> list[Connection]:
    """The connections of a component that the request makes it use; of those with paths, the longest that match."""
    needed = [(c, _match(c, request)) for c in scene.outgoing.get(component, ()) if c.needed]
    longest = max((length for _, length in needed), default=0)
    return [connection for connection, length in needed if length in {0, longest}]


def _match(connection: Connection, request: Request) -> int:
    """How well `for` fits: the length of the path that matches, 0 for what has no path, -1 for no match."""
    if not connection.routes:
        return 0
    return max(_match_route(route, request) for route in connection.routes)


def _match_route(route: str, request: Request) -> int:
    if route.startswith("/"):
        path = request.path.rstrip("/") + "/"
        return len(route) if path.startswith(route.rstrip("/") + "/") else -1
    if route.isdigit():
        return 0 if request.port == int(route) else -1
    fits = route == request.hostname or (route.startswith("*.") and request.hostname.endswith(route[1:]))
    return 0 if fits else -1


def _follow(scene: Scene, connection: Connection, *, reader: bool = False) -> Step:
    if reader:
        taker, store = scene.thing(connection.source), scene.thing(connection.target)
        text = say("{} takes from {} what was put there.", taker, store)
    else:
        text = joined(filter(None, _sentences(scene, connection)), " ")
    way: Literal["takes", "uses"] = "takes" if reader else "uses"
    return Step(f"use {connection.id}", text, markdown(connection.explain), None, connection.id, way)


def _sentences(scene: Scene, connection: Connection) -> Iterator[Html]:
    source = scene.stage.components[connection.source]
    if source.kind.category is Category.CLIENT:
        yield _connect(scene, connection)
    else:
        yield _pass_on(scene, source, connection)
    yield _choice(scene, source, connection)
    yield _guards(scene, connection)
    yield _encryption(scene, connection)


def _connect(scene: Scene, connection: Connection) -> Html:
    addresses = dict.fromkeys(target.address for target in connection.targets if target.address)
    codes = (code(address) for address in addresses)
    place = listed(codes, "or") or listed(scene.things(t.component for t in connection.targets), "or")
    accepts = listed((_where(scene, target) for target in connection.targets), "or")
    way = _way(scene, connection, article=True)
    return say("{} opens {} to {}; {} accepts it.", scene.thing(connection.source), way, place, accepts)


def _way(scene: Scene, connection: Connection, *, article: bool) -> Html:
    protocol = protocol_title(scene, connection.protocol)
    port = say(" on port <code>{}</code>", connection.port) if connection.port else NOTHING
    if article:
        an = "an" if protocol.lower().startswith(_AN) else "a"
        return say("{} connection{}", f"{an} {protocol}" if protocol else "a", port)
    return (say(" by {}", protocol) if protocol else NOTHING) + port


def _where(scene: Scene, target: Target) -> Html:
    machines = dict.fromkeys(scene.stage.instances[member].machine for member in target.members)
    on = [scene.thing(machine) for machine in machines if machine]
    name = scene.thing(target.component)
    return say("{} on {}", name, listed(on, "or", most=_MEMBERS_AT_MOST)) if on else name


def _pass_on(scene: Scene, source: Component, connection: Connection) -> Html:
    targets = listed(scene.things(dict.fromkeys(t.component for t in connection.targets)), "or")
    verb = _verb(scene.stage.components[connection.target].kind.category, connection.access)
    return say("{} {} {}{}.", scene.thing(source.id), verb, targets, _way(scene, connection, article=False))


def _verb(category: Category, access: str) -> str:
    if category is Category.CODE:
        return "runs"
    if category is Category.STORE:
        return {"read": "reads from", "write": "writes to"}.get(access, "reads from and writes to")
    return "calls" if category is Category.PROVIDER else "passes the request to"


def _choice(scene: Scene, source: Component, connection: Connection) -> Html:
    """Which of several instances gets the request."""
    members = [member for target in connection.targets for member in target.members]
    if len(members) < 2:  # noqa: PLR2004 — no choice
        return NOTHING
    target = scene.stage.components[connection.target]
    names = listed(scene.things(members), "or", most=_MEMBERS_AT_MOST)
    if target.mode == "primary-replica":
        primary = scene.thing(target.active)
        return say("Any of {} can answer reads; writes go to the primary, {}, alone.", names, primary)
    if target.mode == "active-passive":
        return say("{} is active; the rest stands by.", scene.thing(target.active))
    if connection.neighbors:
        return say("Each uses the one on its own machine.")
    how = f", chosen by {source.spec.algorithm.replace('-', ' ')}" if source.spec.algorithm else ""
    return say("One of {} gets it{}.", names, how)


def _guards(scene: Scene, connection: Connection) -> Html:
    guards = dict.fromkeys(guards_on(scene, connection))
    return say("On the way it passes {}.", listed(guards)) if guards else NOTHING


def guards_on(scene: Scene, connection: Connection) -> Iterable[Html]:
    """The firewalls that look after what a connection leads to, unless it stays within one machine."""
    if connection.encryption is Encryption.LOCAL:
        return []
    guarded = {target.component for target in connection.targets}
    for member in (member for target in connection.targets for member in target.members):
        machine = scene.stage.instances[member].machine
        guarded |= {member, machine, scene.stage.instances[machine].component if machine else ""}
    return [scene.thing(c.id) for c in scene.of(Category.GUARD) if guarded.intersection(c.covers)]


def _encryption(scene: Scene, connection: Connection) -> Html:
    if connection.encryption is Encryption.LOCAL:
        return say("This does not leave the machine.") if connection.protocol else NOTHING
    if connection.encryption is Encryption.CLEAR:
        return say("It travels in clear text.")
    if connection.encryption is Encryption.UNKNOWN:
        return NOTHING
    ends = connection.tls_end
    return say("It is encrypted{}.", say(" as far as {}", scene.thing(ends)) if ends else NOTHING)
