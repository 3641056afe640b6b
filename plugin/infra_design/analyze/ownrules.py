"""Rules that a site wrote without code: their conditions, asked of the facts of a stage."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from infra_design.analyze.rule import Found, Rule
from infra_design.model.catalog import Category
from infra_design.model.finding import RuleInfo
from infra_design.model.stage import Encryption

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infra_design.analyze.facts import Facts
    from infra_design.model.ownrule import Comparison, OwnRule
    from infra_design.model.source import Mark
    from infra_design.model.stage import Component, Connection, Record

    Known = Mapping[str, tuple[str, ...]]
    """Fact → its values; facts that are unknown are not there."""

_PLACE = re.compile(r"\{([a-z-]+)\}")


def rule_of(own: OwnRule) -> Rule:
    """A rule that asks what a site wrote."""
    return Rule(own.id, own.severity, own.group, "", find=partial(_find, own))


def info_of(own: OwnRule) -> RuleInfo:
    """What a site wrote about its rule."""
    texts = (own.explain, own.why, own.example, own.instead)
    return RuleInfo(own.id, own.title, own.severity, own.group, *texts)


def _find(own: OwnRule, facts: Facts) -> Iterator[Found]:
    look = {"component": _components, "connection": _connections, "record": _records}[own.about]
    for subjects, mark, connections, known in look(facts):
        if all(_holds(known.get(fact), comparisons) for fact, comparisons in own.when):
            message, remedy = (_PLACE.sub(partial(_told, known), text) for text in (own.message, own.remedy))
            yield Found(subjects, message, remedy, mark, connections=connections)


def _told(known: Known, place: re.Match[str]) -> str:
    return ", ".join(known[place[1]]) if place[1] in known else place[0]


def _holds(values: tuple[str, ...] | None, comparisons: Iterable[Comparison]) -> bool:
    """Every `not` holds, and one of the others if there are any; of what is unknown nothing does."""
    if values is None:
        return False
    refused = any(one.operator == "not" and one.value in values for one in comparisons)
    asked = [one for one in comparisons if one.operator != "not"]
    return not refused and (not asked or any(_is(value, one) for value in values for one in asked))


def _is(value: str, comparison: Comparison) -> bool:
    if comparison.operator == "is":
        return value == comparison.value
    number, limit = float(value), comparison.number
    return {"<": number < limit, "<=": number <= limit, ">": number > limit, ">=": number >= limit}[
        comparison.operator
    ]


def _components(facts: Facts) -> Iterator[tuple[tuple[str, ...], Mark, tuple[str, ...], Known]]:
    exposed = {exposure.component.id for exposure in facts.exposures}
    for component in facts.components.values():
        yield (component.id,), component.mark, (), dict(_of_component(facts, component, exposed))


def _of_component(facts: Facts, component: Component, exposed: set[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    spec, copies = component.spec, facts.copies(component)
    below = {one for ident in component.instances for one in facts.standing(ident) if one in facts.components}
    places = sorted(one for one in below if facts.components[one].kind.category is Category.PLACE)
    yield "id", (component.id,)
    yield "kind", (component.kind.id,)
    yield "category", (component.kind.category.value,)
    yield "tier", (component.kind.tier.value,)
    yield "instances", (str(len(copies)),)
    yield "machines", (str(len({copy.machine for copy in copies} - {""})),)
    yield "managed", (_flag(component.managed),)
    yield "stores", component.stores
    yield "places", tuple(places)
    yield "hosts", component.hosts
    yield "uses", _ids(one.component for to in facts.outgoing.get(component.id, ()) for one in to.targets)
    yield "used-by", _ids(one.source for one in facts.incoming.get(component.id, ()))
    yield "exposed", (_flag(component.id in exposed),)
    yield "guarded", (_flag(all(facts.firewalls.of(copy.id) for copy in copies)),)
    yield "backed-up", (_flag(bool(facts.backups(component))),)
    if len(copies) > 1:
        yield "mode", (component.mode,)
        yield "failover", (component.failover,)
    if component.listens_known:
        yield "listens", tuple(str(port.first) for port in component.listens)
    if spec.health_check is not None:
        yield "health-check", (_flag(spec.health_check),)
    product = component.product.id if component.product else component.product_name
    versions = {copy.version for copy in copies if copy.version}
    numbers = {name: {f"{v:g}" for copy in copies if (v := getattr(copy, name)) is not None} for name in _FIGURES}
    stated = {"product": {product} - {""}, "version": versions, "algorithm": {spec.algorithm} - {""}, **numbers}
    yield from ((name, tuple(sorted(values))) for name, values in stated.items() if values)


_FIGURES = ("capacity", "cost")


def _connections(facts: Facts) -> Iterator[tuple[tuple[str, ...], Mark, tuple[str, ...], Known]]:
    for connection in facts.stage.connections:
        if connection.target:
            subjects = (connection.source, connection.target)
            yield subjects, connection.mark, (connection.id,), dict(_of_connection(facts, connection))


def _of_connection(facts: Facts, connection: Connection) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "source", (connection.source,)
    yield "source-kind", (facts.components[connection.source].kind.id,)
    yield "target", _ids(one.component for one in connection.targets)
    yield "target-kind", _ids(facts.components[one.component].kind.id for one in connection.targets)
    yield "encryption", (connection.encryption.value,)
    yield "access", (connection.access,)
    yield "optional", (_flag(connection.optional),)
    if facts.crosses(connection) or connection.encryption is Encryption.LOCAL:
        yield "between-machines", (_flag(connection.encryption is not Encryption.LOCAL),)
    if connection.protocol:
        yield "protocol", (connection.protocol,)
    if connection.port:
        yield "port", (str(connection.port.first),)
    if connection.hostname:
        yield "hostname", (connection.hostname,)


def _records(facts: Facts) -> Iterator[tuple[tuple[str, ...], Mark, tuple[str, ...], Known]]:
    for zone in facts.stage.zones.values():
        for record in zone.records:
            yield (record.owner,), record.spec.mark, (), dict(_of_record(zone.name, record))


def _of_record(zone: str, record: Record) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "zone", (zone,)
    yield "name", (record.owner,)
    yield "type", (record.type,)
    yield "value", (record.value,)
    yield "ttl", (str(record.ttl),)
    if record.spec.weight is not None:
        yield "weight", (str(record.spec.weight),)
    if record.spec.failover:
        yield "failover", (record.spec.failover,)


def _ids(idents: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(idents))


def _flag(value: bool) -> str:  # noqa: FBT001 — what YAML says for it
    return "true" if value else "false"
