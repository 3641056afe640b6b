"""No HTTPS.

Visitors on the internet reach a website in clear text.

*Why it matters*

Everybody on the way can read and change what is sent: passwords, cookies, the pages themselves. Browsers call such
a site "not secure", and many of their functions don't work there.

*Example*

    title: Plain HTTP
    components:
      visitor: {kind: browser, uses: www.foobar.com}  # finding
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
    dns:
      foobar.com:
        www: {A: web}

*Instead*

    title: With a certificate
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
      certificate: {host: nginx, covers: www.foobar.com}
    dns:
      foobar.com:
        www: {A: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity
from infra_design.model.stage import Encryption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.reach import Exposure

GROUP = "TLS"
SEVERITY = Severity.HIGH

WEB = frozenset({"http", "ws"})


def find(facts: Facts) -> Iterator[Found]:
    """Web entries that the internet reaches in clear text only."""
    encrypted = {_name(exposure) for exposure in facts.exposures if _is(exposure, Encryption.ENCRYPTED)}
    reported = set(encrypted)
    for exposure in facts.exposures:
        name = _name(exposure)
        plain = _is(exposure, Encryption.CLEAR) and WEB & {exposure.origin.protocol, exposure.connection.protocol}
        if plain and name not in reported:
            reported.add(name)
            yield Found(
                subjects=(name,),
                message=f"Visitors reach {name} over plain HTTP: anyone on the way can read and change what is sent.",
                remedy=_remedy(exposure),
                mark=exposure.origin.mark,
                evidence=(_evidence(exposure),),
                connections=(exposure.origin.id,),
                cause=exposure.component.id,
            )


def _name(exposure: Exposure) -> str:
    return exposure.origin.hostname or exposure.component.id


def _is(exposure: Exposure, encryption: Encryption) -> bool:
    return encryption in {exposure.origin.encryption, exposure.connection.encryption}


def _evidence(exposure: Exposure) -> Evidence:
    connection = exposure.connection
    port = f" on port {connection.port}" if connection.port else ""
    text = f"{exposure.origin.source} speaks {connection.protocol or 'http'} with {exposure.component.id}{port}."
    return Evidence(EvidenceKind.FACT, text, exposure.members, (exposure.origin.id,))


def _remedy(exposure: Exposure) -> str:
    name = exposure.origin.hostname
    if not name:
        return f"Let {exposure.component.id} speak `https`, with a certificate for the name that visitors use."
    return f"Add a certificate: `certificate: {{host: {exposure.component.id}, covers: {name}}}`."
