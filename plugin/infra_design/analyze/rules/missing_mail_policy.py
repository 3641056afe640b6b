"""No mail policy (SPF, DMARC).

A public zone that says something about its own name has neither SPF and DMARC records nor a null MX.

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
from infra_design.analyze.zones import public
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
        whole = any(record.type in WHOLE for record in apex)
        null = any(record.type == "MX" and record.value.split()[1:] == ["."] for record in apex)
        lacking = [] if null else list(_lacking(apex, facts.zones.sets.get((f"_dmarc.{name}", "TXT"), ())))
        if whole and public(name) and lacking:
            yield Found(
                subjects=(name,),
                message=f"Anybody may send mail in the name of {name}: no {words.listed(lacking, 'or')} record.",
                remedy=f"Add {words.listed(lacking)}, as TXT records; a domain without mail says so by `MX: 0 .`.",
                mark=zone.spec.mark,
                evidence=(Evidence(EvidenceKind.FACT, f"{name} has no {words.listed(lacking, 'or')} record."),),
            )


def _lacking(apex: tuple[Record, ...], policies: tuple[Record, ...]) -> Iterator[str]:
    if not any(_text(record).startswith("v=spf1") for record in apex if record.type in {"SPF", "TXT"}):
        yield "SPF"
    if not any(_text(record).startswith("v=dmarc1") for record in policies):
        yield "DMARC"


def _text(record: Record) -> str:
    return record.value.replace('"', "").strip().lower()
