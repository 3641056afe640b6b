"""Mixed TTLs in one record set.

Records of one name and type have different TTLs.

*Why it matters*

A set of records is cached as a whole and must have one TTL (RFC 2181 section 5.2). Resolvers take the smallest, or
keep half of the set: visitors then see only some of the addresses for a while.

*Example*

    title: Two lifetimes
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      a: {kind: server, address: 8.8.8.8}
      b: {kind: server, address: 8.8.4.4}
      nginx: {host: [a, b]}
    dns:
      foobar.com:
        www:
          A:
            - {value: a, ttl: 300}  # finding
            - {value: b, ttl: 3600}

*Instead*

    title: One lifetime
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      a: {kind: server, address: 8.8.8.8}
      b: {kind: server, address: 8.8.4.4}
      nginx: {host: [a, b]}
    dns:
      foobar.com:
        www: {A: [a, b], ttl: 300}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.analyze.zones import lifetimes
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "DNS"
SEVERITY = Severity.LOW


def find(facts: Facts) -> Iterator[Found]:
    """Sets of records with more than one TTL."""
    for (owner, kind), records in facts.zones.sets.items():
        spans = sorted({record.ttl for record in records})
        if len(spans) > 1:
            mixed = words.listed(f"{ttl} s" for ttl in spans)
            yield Found(
                subjects=(owner, kind),
                message=f"The {kind} records of {owner} have different lifetimes: {mixed}.",
                cause=owner,
                remedy=f"Write one `ttl` beside the type: `ttl: {spans[0]}`.",
                mark=records[0].spec.mark,
                evidence=lifetimes(*records),
            )
