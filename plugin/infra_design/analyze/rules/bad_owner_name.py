"""Bad name of a DNS record.

A record's name is too long, has characters that no host's name has (an underscore, a hyphen at an end of a label), an
asterisk that is no wildcard, or the zone's name twice.

*Why it matters*

Name servers refuse names that are too long, browsers and certificate authorities refuse hosts with underscores (RFC
952, RFC 1123), and `www.foobar.com.foobar.com` is the well-known trace of a missing dot in a zone file: the record
that was meant doesn't exist.

*Example*

    title: A missing dot
    components:
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
    dns:
      foobar.com:
        www.foobar.com.foobar.com: {A: web}  # finding
        my_app: {A: web}  # finding

*Instead*

    title: Names of hosts
    components:
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
    dns:
      foobar.com:
        www: {A: web}
        my-app: {A: web}
        _dmarc: {TXT: "v=DMARC1; p=none"}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.rule import Found
from infra_design.analyze.zones import clip, evidence
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Record

GROUP = "DNS"
SEVERITY = Severity.MEDIUM

LONGEST_LABEL = 63
LONGEST_NAME = 253
HOSTS = frozenset({"A", "AAAA", "MX"})
"""Types that belong to hosts; others (TXT, SRV, CNAME …) may stand at service names with underscores."""
DIRECTORY = "gc._msdcs."
"""Where Active Directory has the addresses of its global catalogs; name servers let that pass."""


def find(facts: Facts) -> Iterator[Found]:
    """Names that are wrong, each once."""
    for owner, records in facts.zones.by_owner.items():
        reason = _reason(owner, records)
        if reason:
            name = clip(owner)
            yield Found(
                subjects=(name,),
                message=f"{name} {reason}.",
                remedy="Write the name relative to its zone, in letters, digits and inner hyphens.",
                mark=records[0].spec.mark,
                evidence=evidence(records[0]),
            )


def _reason(owner: str, records: tuple[Record, ...]) -> str:
    zone = records[0].spec.zone
    labels = owner.removeprefix("*.").split(".")
    if owner.endswith(f".{zone}.{zone}") or owner == f"{zone}.{zone}":
        return f"has the zone's name {zone} twice, as if a dot were missing"
    if sum(map(_length, owner.split("."))) + owner.count(".") > LONGEST_NAME:
        return f"is longer than the {LONGEST_NAME} characters that DNS allows"
    if any(_length(label) > LONGEST_LABEL for label in labels):
        return f"has a part of more than {LONGEST_LABEL} characters"
    if any("*" in label for label in labels):
        return "has an asterisk that is no wildcard: only one as the first part stands for any name"
    if any(record.type in HOSTS for record in records) and not owner.startswith(DIRECTORY):
        return _no_host(labels)
    return ""


def _no_host(labels: Sequence[str]) -> str:
    """What a host's name cannot be (RFC 952, RFC 1123 section 2.1); letters beyond ASCII are written as `xn--…`."""
    if any("_" in label for label in labels):
        return "is the name of a host and has an underscore"
    if any(label.startswith("-") or label.endswith("-") for label in labels):
        return "has a part that begins or ends in a hyphen"
    strange = sorted({char for label in labels for char in label if not char.isalnum() and char != "-"})
    return f"is the name of a host and has a '{strange[0]}'" if strange else ""


def _length(label: str) -> int:
    """Bytes of a label on the wire; other letters than ASCII are sent as Punycode (RFC 3492)."""
    return len(label) if label.isascii() else len(f"xn--{label.encode('punycode').decode()}")
