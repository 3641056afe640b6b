"""No CAA record.

A certificate covers names of a public zone, and the zone has no CAA record.

*Why it matters*

Without CAA every certificate authority in the world may issue a certificate for these names, to whoever convinces it.
A CAA record says which may (RFC 8659); all of them have to look.

*Example*

    title: No word on who may issue
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
      certificate: {host: nginx, covers: www.foobar.com}
    dns:
      foobar.com:  # finding
        www: {A: web}

*Instead*

    title: One authority may issue
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
      certificate: {host: nginx, covers: www.foobar.com}
    dns:
      foobar.com:
        foobar.com: {CAA: '0 issue "letsencrypt.org"'}
        www: {A: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.analyze.zones import public
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "DNS"
SEVERITY = Severity.LOW


def find(facts: Facts) -> Iterator[Found]:
    """Public zones with certificates and without CAA."""
    covered = sorted({name for one in facts.of(Category.CERTIFICATE) for name in one.covers_names})
    for name, zone in facts.stage.zones.items():
        names = [one for one in covered if facts.zones.zone_of(one.removeprefix("*.")) is zone]
        if names and public(name) and not any(record.type == "CAA" for record in zone.records):
            yield Found(
                subjects=(name,),
                message=f"Any certificate authority may issue certificates for {name}: it has no CAA record.",
                remedy=f"Name the authority: `{name}: {{CAA: '0 issue \"letsencrypt.org\"'}}`.",
                mark=zone.spec.mark,
                evidence=(Evidence(EvidenceKind.FACT, f"Certificates cover {words.listed(names)}."),),
            )
