"""Records: changes to what names lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra_design.analyze.patch import components, joined
from infra_design.analyze.proposals.parts import components_of, machines_of
from infra_design.analyze.zones import ADDRESSES, target
from infra_design.model.catalog import Tier

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.patch import Tree
    from infra_design.analyze.proposals.parts import Patch
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Record

ENTRY = (Tier.TRAFFIC, Tier.WEB, Tier.APPLICATION)


def caa(_facts: Facts, finding: Finding) -> Iterator[Patch]:
    """Let's Encrypt stands for whoever issues the certificates."""
    (zone,) = finding.subjects
    yield _at(zone, zone, {"CAA": '0 issue "letsencrypt.org"'})


def mail_policy(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A zone that gets no mail says so (RFC 7505); of others it is said who sends (RFC 7208, 7489)."""
    (zone,) = finding.subjects
    records = facts.stage.zones[zone].records
    at_apex = {record.type for record in records if record.owner == zone}
    if "MX" not in at_apex:
        yield _at(zone, zone, {"MX": "0 ."})
        return
    sender: dict[str, Tree] = {} if "TXT" in at_apex else {zone: {"TXT": "v=spf1 mx -all"}}
    if not any(record.owner == f"_dmarc.{zone}" for record in records):
        yield {"dns": {zone: {**sender, "_dmarc": {"TXT": "v=DMARC1; p=quarantine"}}}}


def shorter(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """Records that live no longer than what they lead to takes to recover."""
    seconds = re.search(r"`ttl: (\d+)`", finding.remedy)
    owners = dict.fromkeys(record.owner for record in _shown(facts, finding))
    sets = [records for (owner, kind), records in facts.zones.sets.items() if owner in owners and kind in ADDRESSES]
    if seconds and sets and not _from_files(*sets):
        yield joined(_set(records, ttl=int(seconds[1])) for records in sets)


def one_ttl(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A set of records with the shortest of its lifetimes."""
    for records in _sets(facts, finding):
        yield _set(records, ttl=min(record.ttl for record in records))


def once(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A set in which each record stands once."""
    for records in _sets(facts, finding):
        yield _set(tuple({record.value.lower(): record for record in reversed(records)}.values())[::-1])


def without_record(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A set without the records that a finding points at."""
    wrong = _shown(facts, finding)
    for records in facts.zones.sets.values():
        if any(record in wrong for record in records) and not _from_files(records):
            yield _set(tuple(record for record in records if record not in wrong), like=records[0])


def host_itself(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A record that names what an alias leads to, instead of the alias."""
    alias = next((one for name in finding.subjects for one in facts.zones.at(name) if one.type == "CNAME"), None)
    for records in facts.zones.sets.values() if alias else ():
        if alias and any(target(record) == alias.owner for record in records) and not _from_files(records):
            yield _set(records, value=lambda record: _renamed(record, alias.owner, target(alias)))


def addresses_instead(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """At a zone's own name the addresses of what an alias there leads to."""
    for owner in finding.subjects:
        alias = next((one for one in facts.zones.at(owner) if one.type == "CNAME"), None)
        found = [one for one in facts.zones.at(target(alias)) if one.type in ADDRESSES] if alias else []
        if alias and found:
            kinds = {one.type: tuple(_value(other) for other in found if other.type == one.type) for one in found}
            single = {kind: values[0] if len(values) == 1 else values for kind, values in kinds.items()}
            yield _at(alias.spec.zone, owner, {"CNAME": None, **single})


def to_group(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A name that leads to a whole group: its virtual address, what distributes before it, or every member."""
    names = [name for name in finding.subjects if name not in facts.components]
    for subject in components_of(facts, finding.subjects):
        group = machines_of(facts, subject)
        before = [one.source for one in facts.incoming.get(subject.id, ()) if _distributes(facts, one.source)]
        for goals in ((subject.id,), (group.id,), *((one,) for one in before), group.instances):
            for name in names:
                zone = facts.zones.zone_of(name)
                if zone:
                    yield _at(zone.name, name, {"A": goals[0] if len(goals) == 1 else goals})


def _distributes(facts: Facts, ident: str) -> bool:
    return facts.components[ident].kind.id == "load-balancer"


def shared_address(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """The address of the first member becomes that of the group, and names lead there."""
    for group in components_of(facts, finding.subjects):
        address = next(iter(facts.instances[group.instances[0]].address), "")
        if address and group.spec.instances:
            own: Tree = {ident: {"address": None} for ident in group.instances}
            moved = components({group.id: {"address": address, "instances": own}})
            yield joined([moved, leading(facts, {group.id, *group.instances}, group.id)])


def entry_record(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A record for the one thing that visitors can be meant to arrive at."""
    (name,) = finding.subjects
    zone = facts.zones.zone_of(name)
    starts = [one for one in facts.components.values() if one.kind.tier in ENTRY and not facts.incoming.get(one.id)]
    if zone and len(starts) == 1:
        yield _at(zone.name, name, {"A": starts[0].id})


def leading(facts: Facts, there: Collection[str], instead: str) -> Patch:
    """Names that led to some parts lead elsewhere."""
    patches = []
    for records in facts.zones.sets.values():
        if records[0].type in ADDRESSES and all(set(record.points_at) & set(there) for record in records):
            goal = instead if records[0].type == "A" else None
            patches.append(_at(records[0].spec.zone, records[0].owner, {records[0].type: goal}))
    return joined(patches)


def _sets(facts: Facts, finding: Finding) -> Iterator[tuple[Record, ...]]:
    """The sets of records that a finding names by owner and type."""
    for (owner, kind), records in facts.zones.sets.items():
        if {owner, kind} == set(finding.subjects) and not _from_files(records):
            yield records


def _shown(facts: Facts, finding: Finding) -> list[Record]:
    marks = {one.mark for one in finding.evidence if one.mark}
    return [record for record in facts.zones.records if record.spec.mark in marks]


def _from_files(*sets: Iterable[Record]) -> bool:
    """They come from a zone file, which a patch of the stage doesn't reach."""
    return any(record.spec.source for records in sets for record in records)


def _set(
    records: tuple[Record, ...],
    *,
    ttl: int | None = None,
    like: Record | None = None,
    value: Callable[[Record], Tree] | None = None,
) -> Patch:
    """All records of one name and type, written anew; none: the set goes."""
    first = records[0] if records else like
    if first is None:
        return {}
    values = tuple((value or _value)(record) for record in records)
    words: dict[str, Tree] = {first.type: (values[0] if len(values) == 1 else values) if values else None}
    return _at(first.spec.zone, first.owner, words if ttl is None else {**words, "ttl": ttl})


def _value(record: Record) -> Tree:
    spec = record.spec
    more: dict[str, Tree] = {}
    if spec.weight is not None:
        more["weight"] = spec.weight
    if spec.failover:
        more["failover"] = spec.failover
    return {"value": spec.value, **more} if more else spec.value


def _renamed(record: Record, old: str, new: str) -> Tree:
    """The value of a record with one host for another, which ends in a dot."""
    if target(record) != old:
        return _value(record)
    *fields, _ = record.spec.value.split()
    return " ".join((*fields, f"{new}."))


def _at(zone: str, owner: str, words: Tree) -> Patch:
    return {"dns": {zone: {owner: words}}}
