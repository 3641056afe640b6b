"""MX, NS or SRV leads to an alias.

An MX, NS or SRV record names a host that has a CNAME record.

*Why it matters*

Whoever asks for the mail or name servers of a domain gets their addresses along with the answer; an alias in between
breaks that. The standards forbid it (RFC 2181 section 10.3, RFC 2782), some mail servers refuse to deliver, and some
resolvers give up.

*Example*

    title: Mail through an alias
    components:
      mail: {kind: server, address: 8.8.8.8}
      postfix: {host: mail}
    dns:
      foobar.com:
        foobar.com:
          MX: 10 mx  # finding
        mx: {CNAME: mail}
        mail: {A: mail}

*Instead*

    title: Mail to a host
    components:
      mail: {kind: server, address: 8.8.8.8}
      postfix: {host: mail}
    dns:
      foobar.com:
        foobar.com:
          MX: 10 mail
        mail: {A: mail}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.rule import Found
from infra_design.analyze.zones import clip, evidence, target
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "DNS"
SEVERITY = Severity.HIGH

STRICT = frozenset({"MX", "NS", "SRV"})


def find(facts: Facts) -> Iterator[Found]:
    """Records whose target must be a host and is an alias."""
    for record in facts.zones.records:
        host = target(record) if record.type in STRICT else ""
        alias = next((one for one in facts.zones.at(host) if one.type == "CNAME"), None) if host else None
        if alias and not facts.zones.delegated(host):
            end = target(alias) or clip(alias.value)
            yield Found(
                subjects=(record.owner, host),
                message=f"The {record.type} record of {record.owner} leads to {host}, an alias of {end}.",
                remedy=f"Let the {record.type} record name {end} itself, or give {host} addresses of its own.",
                mark=record.spec.mark,
                evidence=evidence(record, alias),
            )
