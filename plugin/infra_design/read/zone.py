"""DNS zones as written in a stage."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from infra_design.model.spec import RecordSpec, ZoneSpec
from infra_design.read import grammar
from infra_design.read.files import ENDINGS
from infra_design.read.keys import Key, Keys, Mixed, Table
from infra_design.read.reading import Include, Mistake, clip, suggest
from infra_design.read.shape import Json, Shape, Word
from infra_design.read.tree import Entry, Mapping, Node, Scalar, Sequence, children, is_empty, is_null, items, marks
from infra_design.read.words import LINE, TTL, choice, count

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog
    from infra_design.model.source import Mark
    from infra_design.read.reading import Reading

Failover = Literal["primary", "secondary"]
FAILOVERS: tuple[Failover, ...] = ("primary", "secondary")

TYPES: tuple[str, ...] = (
    *("A", "AAAA", "AFSDB", "ALIAS", "ANAME", "APL", "CAA", "CDNSKEY", "CDS", "CERT", "CNAME", "DHCID", "DNAME"),
    *("DNSKEY", "DS", "HINFO", "HIP", "HTTPS", "KX", "LOC", "MX", "NAPTR", "NS", "NSEC", "NSEC3", "NSEC3PARAM"),
    *("OPENPGPKEY", "PTR", "RP", "RRSIG", "SMIMEA", "SOA", "SPF", "SRV", "SSHFP", "SVCB", "TLSA", "TXT", "URI"),
)
LONGEST_NAME = 1000
LONGEST_VALUE = 300_000
"""Names and values that DNS cannot carry are findings; these are beyond any typing error."""


def _value(node: Scalar, _: Reading) -> str:
    text = node.text.strip()
    if not text or not text.isprintable() or len(text) > LONGEST_VALUE:
        raise Mistake("a record's value must be one line of text", "", "bad-record")
    return text


def record_type(text: str) -> str:
    """A type of records, in upper case."""
    kind = text.upper()
    if kind in TYPES or re.fullmatch(r"TYPE[0-9]{1,5}", kind):
        return kind
    hint = "did you mean 'ttl'?" if kind == "TTL" else suggest(kind, TYPES)
    raise Mistake(f"unknown record type '{clip(text)}'", hint, "unknown-type")


def owner(text: str, zone: str) -> str:
    """The full name of an owner: relative unless it ends in a dot or in the zone's name."""
    name = text.lower()
    if name in ("@", zone, f"{zone}."):
        return zone
    if name.startswith("$"):
        raise Mistake(f"unknown directive '{clip(text)}'", "$ttl and $include are known", "unknown-key")
    if not re.fullmatch(r"[^\s.]+(?:\.[^\s.]+)*\.?", name) or len(name) > LONGEST_NAME:
        raise Mistake(f"'{clip(text)}' is no name of a record", "such as 'www'", "bad-name")
    if name.endswith(f".{zone}"):
        return name
    if not name.endswith("."):
        return f"{name}.{zone}"
    if not name.endswith(f".{zone}."):
        raise Mistake(f"'{clip(text)}' is not in the zone '{clip(zone)}'", "", "out-of-zone")
    return name[:-1]


def _zone(text: str) -> str:
    name = text.lower().removesuffix(".")
    if re.fullmatch(grammar.ZONE, name):
        return name
    raise Mistake(f"'{clip(text)}' is no name of a zone", "such as 'foobar.com'", "bad-hostname")


VALUE = Key(
    "value",
    Word("a value", _value, {"type": ["string", "number", "boolean"]}),
    "The record's value: an id, an address, a name, or data as it stands in a zone file; texts need no quotes.",
    "web",
    required=True,
)
RECORD_TTL = Key("ttl", TTL, "How long resolvers may keep it: seconds, or a duration.", 300)
WEIGHT = Key(
    "weight", count("a weight", 0, 65535), "Share of the requests among values of the same name and type.", 10
)
ROLE = Key(
    "failover",
    choice("a role", FAILOVERS),
    "`secondary` answers only while what `primary` leads to does not work.",
    "primary",
)
RECORD = Keys("record", VALUE, RECORD_TTL, WEIGHT, ROLE)
OWNER_TTL = Key("ttl", TTL, "The ttl of the name's records that have none of their own.", 300)
OWNER_KEYS = Keys("name", OWNER_TTL)
ZONE_TTL = Key("$ttl", TTL, "The ttl of the zone's records that have none of their own.", 3600)
INCLUDE = Key(
    "$include", LINE, "A BIND zone file in the designs folder, whose records come first.", "foobar.com.zone"
)
ZONE_KEYS = Keys("zone", ZONE_TTL, INCLUDE)


@dataclass(frozen=True, slots=True)
class Written:
    """One value of a name and type, before it knows its name."""

    value: str
    mark: Mark
    ttl: int | None
    weight: int | None
    failover: Literal["primary", "secondary", ""]


class Records(Shape[tuple[Written, ...]]):
    """The values of one name and type: text, a map, or a list of these."""

    nests = True

    def read(self, entry: Entry, reading: Reading) -> tuple[Written, ...] | None:
        """The values in the order of the file."""
        found = (self._one(entry, item.value, reading) for item in items(entry.value))
        return tuple(value for value in found if value is not None)

    def _one(self, entry: Entry, node: Node, reading: Reading) -> Written | None:
        try:
            long = _long(node)
        except Mistake as mistake:
            reading.tell(node.mark, mistake)
            return None
        values = RECORD.read(Entry(Scalar(entry.name, node.mark), long), reading)
        if values is None:
            return None
        value = long.entries.get(VALUE.name)
        return Written(
            value=values.get(VALUE, ""),
            mark=value.value.mark if value else node.mark,
            ttl=values(RECORD_TTL),
            weight=values(WEIGHT),
            failover=values(ROLE) or "",
        )

    def spell(self, entry: Entry) -> Node:
        """A map, or a list of maps."""
        if not isinstance(entry.value, Sequence):
            return self._spell(entry, entry.value)
        nodes = tuple(self._spell(entry, node) for node in entry.value.items)
        return replace(nodes[0], whole=True) if len(nodes) == 1 else Sequence(nodes, entry.value.mark)

    def _spell(self, entry: Entry, node: Node) -> Mapping:
        return RECORD.spell(Entry(entry.key, _long(node)))

    def schema(self, catalog: Catalog) -> Json:
        """Text, map or list."""
        one = [VALUE.shape.schema(catalog), {**RECORD.schema(catalog), "type": "object"}]
        return {"anyOf": [*one, {"type": "array", "items": {"anyOf": one}}]}


def _long(node: Node) -> Mapping:
    """The long form of one value; raises Mistake."""
    if isinstance(node, Mapping):
        return node
    if isinstance(node, Sequence) or node.null or node.empty:
        raise Mistake("a record without a value", "an id, an address, a name or text", "missing-value")
    return Mapping({"value": Entry(Scalar("value", node.mark), node)}, node.mark, whole=True)


TYPE_PATTERN = "^(?:" + "|".join(sorted({*TYPES, *map(str.lower, TYPES)})) + "|TYPE[0-9]{1,5})$"
_OWNER = Mixed(OWNER_KEYS, lambda _: Table("record type", record_type, Records(), TYPE_PATTERN), "such as '{A: web}'")


class Owner(Shape[dict[str, tuple[Written, ...]]]):
    """What stands under one name: records by type, and a ttl for those without one."""

    nests = True

    def read(self, entry: Entry, reading: Reading) -> dict[str, tuple[Written, ...]] | None:
        """The values by type."""
        found = _OWNER.read(entry, reading)
        if found is None:
            return None
        values, records = found
        ttl = values(OWNER_TTL)
        return {kind: tuple(_with_ttl(value, ttl) for value in written) for kind, written in records.items()}

    def spell(self, entry: Entry) -> Mapping:
        """Types in upper case, values in long form."""
        return _OWNER.spell(entry)

    def schema(self, catalog: Catalog) -> Json:
        """Map from types to values."""
        return _OWNER.schema(catalog)


def _with_ttl(value: Written, ttl: int | None) -> Written:
    return value if value.ttl is not None or ttl is None else replace(value, ttl=ttl)


def _names(zone: str) -> Table[dict[str, tuple[Written, ...]]]:
    return Table("name", partial(owner, zone=zone), Owner(), r"^[^$\s]\S*$")


_ZONE = Mixed(ZONE_KEYS, _names, "such as '{www: {A: web}}'", own=False)


class Zone(Shape[ZoneSpec]):
    """One zone: names, and directives for all of it."""

    nests = True

    def read(self, entry: Entry, reading: Reading) -> ZoneSpec | None:
        """The zone, names in full."""
        found = _ZONE.read(_in_place(entry, reading), reading)
        if found is None:
            return None
        values, names = found
        ttl = values(ZONE_TTL)
        places = marks(entry.value)
        if include := values(INCLUDE):
            reading.includes.append(Include(entry.name, include, places[INCLUDE.name]))
        records = tuple(
            _record(entry.name, name, kind, _with_ttl(value, ttl))
            for name, types in names.items()
            for kind, written in types.items()
            for value in written
        )
        return ZoneSpec(entry.name, entry.key.mark, records, ttl, places)

    def spell(self, entry: Entry) -> Mapping:
        """Names in full; the included file, which is a patch of its own, is gone."""
        node = _ZONE.spell(entry)
        return replace(node, entries={k: v for k, v in node.entries.items() if k != INCLUDE.name or is_null(v.value)})

    def schema(self, catalog: Catalog) -> Json:
        """Map from names to records."""
        return _ZONE.schema(catalog)


def _in_place(entry: Entry, reading: Reading) -> Entry:
    """The zone without what belongs one level further up or down, which is reported."""
    if not isinstance(entry.value, Mapping):
        return entry
    kept = {below.name: below for below in children(entry.value) if not _misplaced(below, entry.name, reading)}
    return Entry(entry.key, replace(entry.value, entries=kept))


def _misplaced(entry: Entry, zone: str, reading: Reading) -> bool:
    kind = entry.name.upper()
    if (
        kind not in ("TTL", *TYPES)
        or isinstance(entry.value, Mapping)
        or is_empty(entry.value)
        or is_null(entry.value)
    ):
        return False
    if kind == "TTL":
        what, hint = "a ttl where names of records stand", "the zone's own is '$ttl'"
    else:
        what, hint = "a record without a name", f"records of the zone's root: '{zone}: {{{kind}: …}}'"
    reading.report(entry.key.mark, what, hint, "misplaced")
    return True


def _record(zone: str, name: str, kind: str, value: Written) -> RecordSpec:
    return RecordSpec(
        zone=zone,
        owner=name,
        type=kind,
        value=value.value,
        mark=value.mark,
        ttl=value.ttl,
        weight=value.weight,
        failover=value.failover,
        source="" if value.mark.file.endswith(ENDINGS) else value.mark.file,
    )


ZONES = Table("zone", _zone, Zone())
