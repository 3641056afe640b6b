"""CNAME beside other records.

A name is an alias and has other records too, has two different aliases, or aliases lead around in a circle.

*Why it matters*

A CNAME stands for everything that a name has; nothing else may stand beside it (RFC 1034 section 3.6.2, RFC 2181
section 10.1). Name servers refuse such a zone or drop one of the two without a word, and it differs which. Aliases
that lead back to themselves never reach an address.

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
from infra_design.analyze.zones import evidence, target
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Record

GROUP = "DNS"
SEVERITY = Severity.ERROR

BESIDE = frozenset({"CNAME", "RRSIG", "NSEC", "NSEC3"})
"""What may stand beside a CNAME (RFC 2181 section 10.1, RFC 4034)."""


def find(facts: Facts) -> Iterator[Found]:
    """Names with a CNAME and more, and circles of CNAMEs."""
    for (owner, kind), records in facts.zones.sets.items():
        if kind == "CNAME":
            yield from _beside(facts, owner, records)
            yield from _different(owner, records)
    yield from _circles(facts)


def _beside(facts: Facts, owner: str, aliases: tuple[Record, ...]) -> Iterator[Found]:
    others = tuple(one for one in facts.zones.by_owner[owner] if one.type not in BESIDE)
    if others and owner not in facts.stage.zones:
        types = words.listed(dict.fromkeys(one.type for one in others))
        yield _found(
            owner,
            f"{owner} is an alias and has {types} beside it: a name with a CNAME has nothing else.",
            f"Drop the CNAME of {owner}, or move its {types} to another name.",
            (*aliases, *others),
        )


def _different(owner: str, aliases: tuple[Record, ...]) -> Iterator[Found]:
    if len({one.value.lower() for one in aliases}) > 1:
        targets = words.listed(one.value.removesuffix(".") for one in aliases)
        yield _found(
            owner,
            f"{owner} has {len(aliases)} CNAME records, to {targets}: a name is an alias of one.",
            f"Keep one of the CNAME records of {owner}; for several addresses use A or AAAA records.",
            aliases,
        )


def _circles(facts: Facts) -> Iterator[Found]:
    aliases = {owner: records[0] for (owner, kind), records in facts.zones.sets.items() if kind == "CNAME"}
    seen: set[str] = set()
    for start in aliases:
        way: list[str] = []
        name = start
        while name in aliases and name not in seen:
            seen.add(name)
            way.append(name)
            name = target(aliases[name])
        if name in way:
            circle = way[way.index(name) :]
            chain = " → ".join((*circle, name))
            records = tuple(aliases[one] for one in circle)
            yield _found(
                circle[0],
                f"Aliases lead in a circle and never to an address: {chain}.",
                f"Let {circle[-1]} have an address, or lead to a name that has one.",
                records,
                circle,
            )


def _found(
    owner: str, message: str, remedy: str, records: tuple[Record, ...], subjects: list[str] | None = None
) -> Found:
    return Found(tuple(subjects or (owner,)), message, remedy, records[0].spec.mark, evidence=evidence(*records))
