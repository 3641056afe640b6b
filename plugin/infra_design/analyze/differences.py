"""What differs between two stages: components, connections, records, journeys, each in plain sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.undone import by_hand_again, clear_again, moved_back
from infra_design.analyze.worth import Lack
from infra_design.model.analysis import Change, Difference
from infra_design.model.stage import Encryption

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TypeVar

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.worth import Worth
    from infra_design.model.stage import Component, Connection, Journey, Record, Stage

    T = TypeVar("T")

NOTHING = "none"


def differences(before: Facts, now: Facts, worth: Worth | None = None) -> tuple[Difference, ...]:
    """Everything that differs; what is the same is left out. Components first, in the order of the later file.

    Args:
        before: the earlier stage.
        now: the later one.
        worth: what single parts of the later one are good for; None: nobody asks.
    """
    return (
        *_components(before, now, worth),
        *_connections(before, now, worth),
        *_each("record", _records(before.stage), _records(now.stage), _record_details),
        *_each("journey", _journeys(before.stage), _journeys(now.stage), _journey_details),
    )


def _each(
    subject: str, before: Mapping[str, T], now: Mapping[str, T], details: Callable[[T, T], Iterable[str]]
) -> Iterator[Difference]:
    for ident in now:
        if ident not in before:
            yield Difference(subject, ident, Change.ADDED)
        elif found := tuple(details(before[ident], now[ident])):
            yield Difference(subject, ident, Change.CHANGED, found)
    for ident in before:
        if ident not in now:
            yield Difference(subject, ident, Change.REMOVED)


def _components(before: Facts, now: Facts, worth: Worth | None) -> Iterator[Difference]:
    for one in _each("component", before.components, now.components, _component_details):
        component = now.components.get(one.id)
        if component is None:
            yield one
            continue
        part, lack = _lack(before, component, worth) if worth else ("it", Lack())
        yield replace(one, why=component.spec.why or lack.why(part), buys=_ids(lack))


def _lack(before: Facts, component: Component, worth: Worth) -> tuple[str, Lack]:
    """What is lost without what this stage's own file did to a component, and how to say `without that`."""
    now = worth.now.facts
    if component.id not in now.stage.spec.new:
        return "it", Lack()
    if component.id not in before.components:
        back = moved_back(before, now, component)
        return ("a machine of their own", worth.lack(back)) if back else ("it", worth.of(component.id))
    further = component.instances[len(before.components[component.id].instances) :]
    if further:
        return words.listed(further), worth.of(*further)
    by_hand = by_hand_again(before, now, component)
    return f"{component.failover} failover", worth.lack(by_hand) if by_hand else Lack()


def _connections(before: Facts, now: Facts, worth: Worth | None) -> Iterator[Difference]:
    for one in _each("connection", before.connections, now.connections, _connection_details):
        connection = now.connections.get(one.id)
        # A connection that a certificate encrypts is that certificate's doing.
        clear = clear_again(before, now, connection) if worth and connection and connection.stated else None
        lack = worth.lack(clear) if clear and worth else Lack()
        yield replace(one, why=lack.why("encryption"), buys=_ids(lack))


def _ids(lack: Lack) -> tuple[str, ...]:
    return tuple(finding.id for finding in lack.back)


def _component_details(old: Component, new: Component) -> Iterator[str]:
    yield from _moved("kind", old.kind.title, new.kind.title)
    yield from _moved("product", old.product_name, new.product_name)
    yield from _moved("version", old.spec.version, new.spec.version)
    yield from _moved("instances", str(len(old.instances)), str(len(new.instances)))
    yield from _moved("host", _all(old.hosts), _all(new.hosts))
    yield from _moved("in", _all(old.places), _all(new.places))
    if len(old.instances) > 1 and len(new.instances) > 1:
        yield from _moved("mode", old.mode, new.mode)
    elif _mode(old) or _mode(new):
        yield from _moved("mode", _mode(old), _mode(new))
    if _mode(old) and _mode(new):
        yield from _moved("failover", old.failover, new.failover)
    yield from _moved("must work to read", str(old.min_read), str(new.min_read))
    yield from _moved("must work to write", str(old.min_write), str(new.min_write))
    yield from _moved("address", _all(old.address), _all(new.address))
    yield from _moved("run by a provider", _yes(old.managed), _yes(new.managed))
    yield from _moved("algorithm", old.spec.algorithm, new.spec.algorithm)
    yield from _moved("health check", _yes(old.spec.health_check), _yes(new.spec.health_check))
    yield from _moved("covers", _covers(old), _covers(new))
    yield from _moved("keeps", _all(old.stores), _all(new.stores))
    yield from _sets("lets in", _allows(old), _allows(new))


def _mode(component: Component) -> str:
    """The mode of a group in which not all are equal."""
    if len(component.instances) == 1 or component.mode == "active-active":
        return ""
    return f"{component.mode}, {component.failover} failover"


def _covers(component: Component) -> str:
    if component.spec.covers is None:
        return ""
    return _all(sorted({*component.covers, *component.covers_names}))


def _allows(component: Component) -> tuple[str, ...]:
    return tuple(f"{allow.port or 'any'} from {allow.source}" for allow in component.spec.allow or ())


def _yes(value: bool | None) -> str:  # noqa: FBT001 — it is what is said, not how
    return "" if value is None else "yes" if value else "no"


def _all(names: Iterable[str]) -> str:
    return ", ".join(names)


def _moved(name: str, old: str, new: str) -> Iterator[str]:
    if old != new:
        yield f"{name}: {old or NOTHING} → {new or NOTHING}"


def _sets(name: str, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[str]:
    for one in new:
        if one not in old:
            yield f"{name}: {one} (new)"
    for one in old:
        if one not in new:
            yield f"{name}: {one} (no longer)"


def _connection_details(old: Connection, new: Connection) -> Iterator[str]:
    yield from _moved("leads to", _ends(old), _ends(new))
    yield from _moved("protocol", old.protocol, new.protocol)
    yield from _moved("port", str(old.port or ""), str(new.port or ""))
    yield from _moved("encryption", _encryption(old), _encryption(new))
    yield from _moved("access", old.access, new.access)
    yield from _moved("optional", _yes(old.optional), _yes(new.optional))
    yield from _moved("for", _all(old.routes), _all(new.routes))


def _ends(connection: Connection) -> str:
    return _all(dict.fromkeys(target.component for target in connection.targets))


def _encryption(connection: Connection) -> str:
    names = {Encryption.CLEAR: "clear text", Encryption.LOCAL: "within one machine"}
    return names.get(connection.encryption, connection.encryption.value)


def _records(stage: Stage) -> dict[str, tuple[Record, ...]]:
    found: dict[str, tuple[Record, ...]] = {}
    for zone in stage.zones.values():
        for record in zone.records:
            key = f"{record.owner} {record.type}"
            found[key] = (*found.get(key, ()), record)
    return found


def _record_details(old: tuple[Record, ...], new: tuple[Record, ...]) -> Iterator[str]:
    if tuple(map(_bare, old)) == tuple(map(_bare, new)):
        for one, other in zip(old, new, strict=True):
            yield from _held(one, other)
    else:
        yield from _moved("value", _all(map(_value, old)), _all(map(_value, new)))
    yield from _moved("TTL", _ttls(old), _ttls(new))


def _value(record: Record) -> str:
    """What it says, and what it points at."""
    points = f" ({_all(record.points_at)})" if _holders(record) else ""
    return f"{record.value}{points}{_terms(record)}"


def _bare(record: Record) -> str:
    return f"{record.value}{_terms(record)}"


def _terms(record: Record) -> str:
    failover = f" ({record.spec.failover})" if record.spec.failover else ""
    weight = f" (weight {record.spec.weight})" if record.spec.weight is not None else ""
    return f"{failover}{weight}"


def _holders(record: Record) -> tuple[str, ...]:
    return () if record.alias else record.points_at


def _held(old: Record, new: Record) -> Iterator[str]:
    """That a record says the same, and that something else is found there: `8.8.8.8, now held by lb (was web)`."""
    verb = "held by" if new.type in {"A", "AAAA"} else "leading to"
    before, now = _all(_holders(old)), _all(_holders(new))
    if before != now:
        was = f" (was {before})" if before and now else ""
        yield f"{_bare(new)}, {'now' if now else 'no longer'} {verb} {now or before}{was}"


def _ttls(records: tuple[Record, ...]) -> str:
    return _all(f"{ttl} s" for ttl in sorted({record.ttl for record in records}))


def _journeys(stage: Stage) -> dict[str, Journey]:
    return {journey.id: journey for journey in stage.journeys}


def _journey_details(old: Journey, new: Journey) -> Iterator[str]:
    yield from _moved("from", old.client, new.client)
    yield from _moved("to", *(_all(_steps(journey)) for journey in (old, new)))
    yield from _moved("access", old.access, new.access)
    yield from _moved("target", *(_share(journey.target) for journey in (old, new)))
    yield from _moved("peak load", *(f"{one.peak_load:g}/s" if one.peak_load else "" for one in (old, new)))


def _steps(journey: Journey) -> Iterator[str]:
    return (request.hostname or request.target for request in journey.requests)


def _share(target: float | None) -> str:
    return words.percent(target)[0] if target is not None else ""
