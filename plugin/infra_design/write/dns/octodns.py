"""A zone as YAML that octoDNS brings to providers (https://github.com/octodns/octodns)."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from infra_design.model.zonefile import Remark, ZoneFile
from infra_design.write.dns.obstacles import obstacles
from infra_design.write.dns.pools import pools, usual
from infra_design.write.dns.sets import PROVIDER_TYPES, RecordSet, ascii_name, fields, record_sets, relative

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.stage import Record, Stage, Zone
    from infra_design.write.dns.authority import Serial
    from infra_design.write.dns.pools import Value

ONE = frozenset({"ALIAS", "CNAME", "DNAME"})
"""Types of which a name has one record, written as `value`."""
NAMES = {"A", "AAAA", "ALIAS", "CNAME", "DNAME", "NS", "PTR"}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "CAA": ("flags", "tag", "value"),
    "DS": ("key_tag", "algorithm", "digest_type", "digest"),
    "MX": ("preference", "exchange"),
    "NAPTR": ("order", "preference", "flags", "service", "regexp", "replacement"),
    "SRV": ("priority", "weight", "port", "target"),
    "SSHFP": ("algorithm", "fingerprint_type", "fingerprint"),
    "TLSA": ("certificate_usage", "selector", "matching_type", "certificate_association_data"),
    "URI": ("priority", "weight", "target"),
}
"""Type → octoDNS's names of the fields of its data."""
WORDS = frozenset(
    ("certificate_association_data", "digest", "exchange", "fingerprint", "replacement", "tag", "target", "value")
)
"""Fields that are words, as quoted ones are; all others are numbers."""
NAMED = frozenset({"SRV", "URI"})
"""Types that octoDNS has at the names of services only."""
SERVICES = frozenset({"HTTPS", "SVCB"})
LISTS = frozenset({"alpn", "ipv4hint", "ipv6hint", "mandatory"})
"""Parameters of HTTPS and SVCB records whose value is a list (RFC 9460 section 7)."""


class _Unfit(Exception):  # noqa: N818 — a limit of the format, no error
    """Data that octoDNS cannot hold, and why."""


def octodns_file(zone: Zone, stage: Stage, serial: Serial = "") -> ZoneFile:  # noqa: ARG001 — providers count serials
    """A zone as octoDNS's YamlProvider reads it, its order enforced.

    Weights and failover become pools of `dynamic` records. SOA records are the providers' own; they and what else
    octoDNS cannot hold stand in the file as comments.
    """
    import yaml  # noqa: PLC0415 — only this format is written as YAML

    name = f"{zone.name}.yaml"
    left_out: list[Remark] = []
    sets = _fitting(zone, stage, left_out)
    found = obstacles(zone, [_answered(one) for one in sets])
    if found:
        return ZoneFile(zone.name, name, "", obstacles=found)
    content: dict[str, list[Value]] = {}
    for one in sets:
        content.setdefault(ascii_name(relative(one.owner, zone.name)), []).append(_record(one))
    entries: Value = {key: records[0] if len(records) == 1 else records for key, records in content.items()}
    title = f"# {zone.name} as of the stage {stage.id}, written by infra-design"
    comments = (f"# {remark.text}" for remark in left_out)
    dumped: str = yaml.safe_dump(_ordered(entries), sort_keys=False, explicit_start=True, width=10_000)
    text = dumped.replace("? ''\n: ", "'':\n  ", 1)
    return ZoneFile(zone.name, name, "\n".join((title, *comments, text)), tuple(left_out))


def _answered(one: RecordSet) -> RecordSet:
    """What is answered while everything works; of aliases one at a time."""
    found = usual(one) if pools(one) else one
    return found.only(found.records[:1]) if pools(one) and one.type in ONE else found


def _fitting(zone: Zone, stage: Stage, left_out: list[Remark]) -> list[RecordSet]:
    """The sets that octoDNS can hold, aliases of components among them under the name that octoDNS has for these."""
    found: dict[tuple[str, str], RecordSet] = {}
    for one in record_sets(zone):
        for record in one.records:
            try:
                kind, value = _fit(record, zone, stage)
                _value(kind, value)
            except _Unfit as reason:
                text = f"{record.owner} {record.type} {record.value} is left out: {reason}"
                left_out.append(Remark(record.spec.mark, text))
            else:
                known = found.get((one.owner, kind), RecordSet(one.owner, kind, one.ttl, ()))
                others = [other for other in known.records if other.value != value]
                found[one.owner, kind] = known.only((*others, replace(record, value=value)))
    return list(found.values())


def _fit(record: Record, zone: Zone, stage: Stage) -> tuple[str, str]:
    """A record's type and data in octoDNS."""
    kind, value = record.type, record.value
    if record.alias:
        kind, value = "ALIAS", _hostname(record, stage)
        if not value:
            raise _Unfit(f"'{record.value}' has no address here; a provider answers with an alias")
    elif kind in PROVIDER_TYPES:
        kind = "ALIAS"
    if kind == "ALIAS" and record.owner != zone.name:
        raise _Unfit("octoDNS has aliases at a zone's own name only")
    if kind == "SOA":
        raise _Unfit("octoDNS leaves SOA records to the providers")
    if kind in NAMED and not re.match(r"(?:\*|_[^.]+)\.[^.]", relative(record.owner, zone.name)):
        raise _Unfit(f"octoDNS has records of type {kind} at names of services only, such as '_sip._tcp'")
    return kind, value


def _hostname(record: Record, stage: Stage) -> str:
    """The name by which a component without an IP address is known."""
    component = stage.components.get(record.value)
    return (
        next((f"{one}." for one in component.address if one[-1:].isalpha() and ":" not in one), "")
        if component
        else ""
    )


def _record(one: RecordSet) -> Value:
    values = [_value(one.type, record.value) for record in _answered(one).records]
    record: dict[str, Value] = {"type": one.type, "ttl": one.ttl}
    record |= {"value": values[0]} if one.type in ONE or len(values) == 1 else {"values": values}
    found = pools(one)
    if found:
        record["dynamic"] = {"pools": found, "rules": [{"pool": next(iter(found))}]}
    return record


def _value(kind: str, data: str) -> Value:
    """The data of a record as octoDNS writes it."""
    if kind in NAMES:
        return data
    if kind == "TXT":
        return _text(data)
    if kind in FIELDS:
        *first, last = FIELDS[kind]
        parts = fields(data)
        written = dict(zip(first, parts, strict=False)) | {last: "".join(parts[len(first) :])}
        return {name: _word(name, part) for name, part in written.items()}
    if kind in SERVICES:
        priority, target, *parameters = fields(data)
        return {"svcpriority": int(priority), "targetname": target, "svcparams": dict(map(_parameter, parameters))}
    raise _Unfit(f"octoDNS knows no records of type {kind}")


def _text(data: str) -> str:
    """Text in one piece as octoDNS has it: semicolons escaped, ASCII, nothing that it would take for quotes."""
    text = "".join(map(_unquoted, fields(data)))
    if text.startswith('"') or '" "' in text or "\\;" in text:
        raise _Unfit("octoDNS reads quotes and escaped semicolons in texts as its own")
    return text.replace(";", "\\;")


def _word(name: str, part: str) -> str | int:
    return _unquoted(part) if name in WORDS or part.startswith('"') else int(part)


def _unquoted(word: str) -> str:
    if not word.startswith('"'):
        return word
    text = re.sub(r"\\(?:([0-9]{3})|(.))", lambda match: chr(int(match[1])) if match[1] else match[2], word[1:-1])
    if not text.isascii() or not text.isprintable():
        raise _Unfit("octoDNS holds texts of printable ASCII")
    return text


def _parameter(word: str) -> tuple[str, Value]:
    """One of the parameters of an HTTPS or SVCB record: `alpn="h2,h3"`."""
    name, _, value = word.partition("=")
    if "\\" in value:
        raise _Unfit("octoDNS knows no escapes in parameters")
    text = value.strip('"')
    if name in LISTS:
        return name, list(text.split(","))
    return name, int(text) if name == "port" else text or None


def _ordered(value: Value) -> Value:
    """Maps in the order that octoDNS enforces, which counts: 2 comes before 10."""
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value, key=_natural)}
    return [_ordered(one) for one in value] if isinstance(value, list) else value


def _natural(key: str) -> list[tuple[str, int]]:
    parts = re.split(r"([0-9]+)", key)
    return [(text, int(number or 0)) for text, number in zip_longest(parts[::2], parts[1::2])]
