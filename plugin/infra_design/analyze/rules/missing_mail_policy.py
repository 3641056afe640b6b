"""No mail policy (SPF, DMARC).

A public zone that says something about its own name has neither SPF and DMARC records nor a null MX, or has several
SPF records, all of which are then ignored.

*Why it matters*

Without them everybody can send mail that seems to come from the domain, and receivers cannot tell. SPF (RFC 7208)
lists who sends, DMARC (RFC 7489) says what to do with the rest; a domain that has no mail says so with a null MX (RFC
7505) and the SPF record `v=spf1 -all`.

*Example*

    title: Mail without a policy
    components:
      mail: {kind: server, address: 8.8.8.8}
      postfix: {host: mail}
    dns:
      foobar.com:  # finding
        foobar.com: {MX: 10 mail}
        mail: {A: mail}

*Instead*

    title: Who sends, and what else is
    components:
      mail: {kind: server, address: 8.8.8.8}
      postfix: {host: mail}
    dns:
      foobar.com:
        foobar.com: {MX: 10 mail, TXT: "v=spf1 mx -all"}
        _dmarc: {TXT: "v=DMARC1; p=reject"}
        mail: {A: mail}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.analyze.zones import public, target
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Record

GROUP = "DNS"
SEVERITY = Severity.LOW

WHOLE = frozenset({"MX", "NS", "SOA", "TXT"})
"""A zone with one of these at its own name is written down as a whole; a lone `www` says nothing about mail."""


def find(facts: Facts) -> Iterator[Found]:
    """Zones in whose name anybody may send."""
    for name, zone in facts.stage.zones.items():
        apex = facts.zones.by_owner.get(name, ())
        lacking = list(_lacking(facts, name, apex)) if public(name) and _speaks(facts, name, apex) else []
        if lacking:
            yield Found(
                subjects=(name,),
                message=f"Anybody may send mail in the name of {name}: no {words.listed(lacking, 'or')} record.",
                remedy=f"Have {words.listed(lacking)}, as TXT records; a domain without mail says so by `MX: 0 .`.",
                mark=zone.spec.mark,
                evidence=(Evidence(EvidenceKind.FACT, f"{name} has no {words.listed(lacking, 'or')} record."),),
            )


def _speaks(facts: Facts, name: str, apex: tuple[Record, ...]) -> bool:
    """It is written down as a whole, does not refuse mail, and no zone above it has the say (RFC 7489)."""
    null = any(record.type == "MX" and record.value.split()[1:] == ["."] for record in apex)
    mail = any(record.type == "MX" for record in apex)
    below = facts.zones.zone_of(name.partition(".")[2]) is not None
    return any(record.type in WHOLE for record in apex) and not null and (mail or not below)


def _lacking(facts: Facts, name: str, apex: tuple[Record, ...]) -> Iterator[str]:
    senders = [record for record in apex if record.type == "TXT" and _is(record, "v=spf1")]
    if len(senders) != 1:
        yield f"single SPF (there are {len(senders)})" if senders else "SPF"
    while facts.zones.zone_of(name):
        if _policy(facts, f"_dmarc.{name}"):
            return
        name = name.partition(".")[2]
    yield "DMARC"


def _policy(facts: Facts, name: str) -> bool:
    """A DMARC record stands there, or whatever the alias or the name server of somebody else holds."""
    if facts.zones.delegated(name):
        return True
    for record in facts.zones.at(name):
        if record.type == "CNAME":
            elsewhere = target(record)
            known = facts.zones.at(elsewhere)
            return not facts.zones.zone_of(elsewhere) or any(_is(one, "v=dmarc1") for one in known)
        if record.type == "TXT" and _is(record, "v=dmarc1"):
            return True
    return False


def _is(record: Record, version: str) -> bool:
    """A text begins with a version, which ends there (RFC 7208 section 4.5, RFC 7489 section 6.3)."""
    text = record.value.replace('"', "").strip().lower()
    return text.startswith(version) and text[len(version) : len(version) + 1] in {"", " ", ";"}
