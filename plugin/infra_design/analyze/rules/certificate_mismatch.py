"""The certificate does not cover the name.

Visitors ask for a name by HTTPS, and the certificates at that place don't cover it.

*Why it matters*

A browser that gets a certificate for another name shows a full-page warning and stops. For most visitors the site
is down.

*Example*

    title: Only the bare domain is covered
    components:
      visitor: {kind: browser, uses: {www.foobar.com: https}}  # finding
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
      certificate: {host: nginx, covers: foobar.com}
    dns:
      foobar.com:
        www: {A: web}

*Instead*

    title: Both names are covered
    components:
      visitor: {kind: browser, uses: {www.foobar.com: https}}
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
      certificate: {host: nginx, covers: [www.foobar.com, foobar.com]}
    dns:
      foobar.com:
        www: {A: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity
from infra_design.model.stage import Encryption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component, Connection

GROUP = "TLS"
SEVERITY = Severity.HIGH


def find(facts: Facts) -> Iterator[Found]:
    """Encrypted connections to a name that the certificates at their end do not cover."""
    for connection in facts.stage.connections:
        name = connection.hostname
        if not name or connection.encryption is not Encryption.ENCRYPTED:
            continue
        held = [(end, end.tls_names) for end in _ends(facts, connection) if end.tls_names]
        if held and not any(covers(one, name) for _, names in held for one in names):
            end, names = held[0]
            yield Found(
                subjects=(name, end.id),
                message=(
                    f"Visitors ask {end.id} for {name} by HTTPS, and its certificate is for {words.listed(names)}: "
                    "browsers will refuse it."
                ),
                remedy=f"Add {name} to what the certificate `covers`.",
                mark=connection.mark,
                evidence=(Evidence(EvidenceKind.FACT, f"{end.id} holds {words.listed(names)}.", end.instances),),
                connections=(connection.id,),
                cause=end.id,
            )


def _ends(facts: Facts, connection: Connection) -> list[Component]:
    named = {connection.tls_end} if connection.tls_end else {target.component for target in connection.targets}
    return [facts.components[ident] for ident in sorted(named)]


def covers(certificate: str, name: str) -> bool:
    """A name of a certificate stands for a hostname; `*` for exactly one label (RFC 6125, section 6.4.3)."""
    if certificate.startswith("*."):
        return name.partition(".")[2] == certificate[2:]
    return certificate == name
