"""No CAA record.

A certificate covers names of a public zone, and neither they nor a name above them has a CAA record.

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
from infra_design.analyze.zones import public, target
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "DNS"
SEVERITY = Severity.LOW


def find(facts: Facts) -> Iterator[Found]:
    """Public zones with certificates for names of which no CAA record speaks."""
    covered = sorted({name for one in facts.of(Category.CERTIFICATE) for name in one.covers_names})
    for name, zone in facts.stage.zones.items():
        inside = [one for one in covered if facts.zones.zone_of(one.removeprefix("*.")) is zone]
        names = [one for one in inside if not _spoken_of(facts, one.removeprefix("*."))]
        if names and public(name):
            yield Found(
                subjects=(name,),
                message=f"Any certificate authority may issue certificates for {words.listed(names)}: no CAA record.",
                remedy=f"Name the authority: `{name}: {{CAA: '0 issue \"letsencrypt.org\"'}}`.",
                mark=zone.spec.mark,
                evidence=(Evidence(EvidenceKind.FACT, f"Certificates cover {words.listed(names)}."),),
            )


def _spoken_of(facts: Facts, name: str) -> bool:
    """A CAA record stands at the name, at what it is an alias of, or above (RFC 8659 section 3); or nobody knows."""
    if facts.zones.delegated(name):
        return True
    alias = next((target(record) for record in facts.zones.at(name) if record.type == "CNAME"), "")
    if alias and not facts.zones.zone_of(alias):
        return True
    labels = name.split(".")
    above = (".".join(labels[start:]) for start in range(len(labels)))
    return any(record.type == "CAA" for one in (alias, *above) if one for record in facts.zones.at(one))
