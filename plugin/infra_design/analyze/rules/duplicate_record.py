"""Duplicate DNS record.

A name has two records of the same type with the same value.

*Why it matters*

A set of records has each value once (RFC 2181 section 5); software drops the second without a word. Mostly it is the
trace of a value that was meant to be another one: the second server's address, copied and not changed.

*Example*

    title: Copied and not changed
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
    dns:
      foobar.com:
        www:
          A:
            - 8.8.8.8
            - 8.8.8.8  # finding

*Instead*

    title: Once
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
    dns:
      foobar.com:
        www: {A: 8.8.8.8}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.analyze.zones import TARGET_FIELD, evidence
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Record

GROUP = "DNS"
SEVERITY = Severity.LOW


def find(facts: Facts) -> Iterator[Found]:
    """Sets in which a record says what an earlier one says."""
    for (owner, kind), records in facts.zones.sets.items():
        first: dict[str, Record] = {}
        again = [record for record in records if first.setdefault(_value(record), record) is not record]
        if again:
            values = words.listed(dict.fromkeys(record.value for record in again))
            yield Found(
                subjects=(owner, kind),
                message=f"{owner} has the {kind} record {values} more than once.",
                remedy="Remove one of the two, or write the value that was meant.",
                mark=again[0].spec.mark,
                evidence=evidence(first[_value(again[0])], *again),
                cause=owner,
            )


def _value(record: Record) -> str:
    """Names compare without case; texts as they are."""
    text = " ".join(record.value.split())
    return text.lower() if record.type in TARGET_FIELD else text
