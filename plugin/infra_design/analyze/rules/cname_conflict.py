"""CNAME beside other records.

A name is an alias and has other records too, has two different aliases, or aliases lead around in a circle.

*Why it matters*

A CNAME stands for everything that a name has; nothing else may stand beside it (RFC 1034 section 3.6.2, RFC 2181
section 10.1). Name servers refuse such a zone or drop one of the two without a word, and it differs which. Aliases
that lead back to themselves never reach an address. Several CNAMEs with weights or failover roles are one at a time,
and fine with a provider that has such.

*Example*

    title: Alias and text
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
    dns:
      foobar.com:
        www: {A: web}
        blog:
          CNAME: www  # finding
          TXT: "owner=marketing"

*Instead*

    title: Alias alone
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
    dns:
      foobar.com:
        www: {A: web}
        blog: {CNAME: www}
        _owner.blog: {TXT: "owner=marketing"}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.analyze.zones import ALIASES, clip, evidence, takes_turns, target
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Record

GROUP = "DNS"
SEVERITY = Severity.ERROR

BESIDE = frozenset({"CNAME", "NSEC", "RRSIG"})
"""What may stand beside a CNAME (RFC 2181 section 10.1, RFC 4034)."""


def find(facts: Facts) -> Iterator[Found]:
    """Names with a CNAME and more, and circles of aliases."""
    for (owner, kind), records in facts.zones.sets.items():
        if kind == "CNAME":
            yield from _beside(facts, owner, records)
            yield from _different(owner, records)
    yield from _circles(facts)


def _beside(facts: Facts, owner: str, aliases: tuple[Record, ...]) -> Iterator[Found]:
    others = tuple(one for one in facts.zones.by_owner[owner] if one.type not in BESIDE)
    if others and owner not in facts.stage.zones:
        types = words.listed(dict.fromkeys(one.type for one in others))
        yield Found(
            subjects=(owner,),
            message=f"{owner} is an alias and has {types} beside it: a name with a CNAME has nothing else.",
            remedy=f"Drop the CNAME of {owner}, or move its {types} to another name.",
            mark=aliases[0].spec.mark,
            evidence=evidence(*aliases, *others),
        )


def _different(owner: str, aliases: tuple[Record, ...]) -> Iterator[Found]:
    """Several at once; those of which a provider answers with one at a time are none."""
    if len({one.value.lower() for one in aliases}) > 1 and not all(map(takes_turns, aliases)):
        targets = words.listed(clip(one.value.removesuffix(".")) for one in aliases)
        yield Found(
            subjects=(owner,),
            message=f"{owner} has {len(aliases)} CNAME records, to {targets}: a name is an alias of one.",
            remedy=f"Keep one of the CNAME records of {owner}; for several addresses use A or AAAA records.",
            mark=aliases[0].spec.mark,
            evidence=evidence(*aliases),
        )


def _circles(facts: Facts) -> Iterator[Found]:
    """Aliases that lead back to themselves, also by way of a wildcard; each circle once."""
    known: set[str] = set()
    for owner in facts.zones.by_owner:
        way: dict[str, Record] = {}
        name, alias = owner, _alias(facts, owner)
        while alias and name not in way and alias.owner not in known:
            way[name] = alias
            name = target(alias)
            alias = _alias(facts, name)
        names = list(way)
        known.update(record.owner for record in way.values())
        if name in way:
            yield _circle({name: way[name] for name in names[names.index(name) :]})


def _alias(facts: Facts, name: str) -> Record | None:
    return next((record for record in facts.zones.at(name) if record.type in ALIASES and target(record)), None)


def _circle(way: dict[str, Record]) -> Found:
    names = list(way)
    first = min(names, key=lambda name: way[name].spec.mark)
    start = names.index(first)
    chain = " → ".join((*names[start:], *names[:start], first))
    records = tuple(way[name] for name in (*names[start:], *names[:start]))
    return Found(
        subjects=tuple(record.owner for record in records),
        message=f"Aliases lead in a circle and never to an address: {chain}.",
        remedy=f"Let {names[start - 1]} have an address, or lead to a name that has one.",
        mark=records[0].spec.mark,
        evidence=evidence(*records),
    )
