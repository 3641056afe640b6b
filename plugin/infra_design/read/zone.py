"""DNS zones as written in a stage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from infra_design.model.spec import RecordSpec, ZoneSpec
from infra_design.read import grammar
from infra_design.read.reading import Mistake
from infra_design.read.shape import Json, Key, Keys, Shape, Table, Values, Word, clip, key_hint, or_null, unwritten
from infra_design.read.tree import Entry, Mapping, Node, Scalar, Sequence, is_empty, is_null, items, marks
from infra_design.read.words import TTL, Choice, count

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog
    from infra_design.model.source import Mark
    from infra_design.read.reading import Reading

Failover = Literal["primary", "secondary"]

TYPES = (
    "A AAAA AFSDB ALIAS ANAME CAA CDNSKEY CDS CERT CNAME DNAME DNSKEY DS HINFO HTTPS LOC MX NAPTR NS NSEC NSEC3 "
    "NSEC3PARAM OPENPGPKEY PTR RP RRSIG SMIMEA SOA SPF SRV SSHFP SVCB TLSA TXT URI"
).split()
HEAVIEST = 65535
LONGEST_VALUE = 70_000


def _value(node: Scalar, _: Reading) -> str:
    if not node.text.strip() or any(not char.isprintable() for char in node.text):
        raise Mistake("a record's value must be one line of text", "", "bad-record")
    if len(node.text) > LONGEST_VALUE:
        raise Mistake(f"a record's value of {len(node.text)} characters", "", "bad-record")
    return node.text.strip()


VALUE = Key(
    "value",
    Word("a value", _value, {"type": ["string", "number", "boolean"]}),
    "The record's value: an id, an address, a name, or text as it stands in a zone file.",
    "web",
    required=True,
)
RECORD_TTL = Key("ttl", TTL, "How long resolvers may keep it: seconds, or a duration.", 300)
WEIGHT = Key(
    "weight", count("a weight", 0, HEAVIEST), "Share of the requests among records of the same name and type.", 10
)
ROLE: Key[Failover] = Key(
    "failover",
    Choice("a role", ("primary", "secondary")),
    "`secondary` answers only while the primary does not work.",
    "primary",
)
RECORD = Keys("record", VALUE, RECORD_TTL, WEIGHT, ROLE)


@dataclass(frozen=True, slots=True)
class Written:
    """One value of a name and type, before it knows its name."""

    value: str
    mark: Mark
    ttl: int | None
    weight: int | None
    failover: Literal["primary", "secondary", ""]


def _long(node: Node) -> Mapping:
    """The long form of one value; raises Mistake."""
    if isinstance(node, Mapping):
        return node
    if isinstance(node, Sequence) or node.null or node.empty:
        raise Mistake("a record is text, an id, or a map with 'value'", "", "wrong-type")
    key = Scalar("value", node.mark)
    return Mapping({"value": Entry(key, node)}, node.mark, whole=True)


class Record(Shape[tuple[Written, ...]]):
    """The values of one name and type: text, a map, or a list of these."""

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
        value = long.entries.get("value")
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
        if len(nodes) == 1:
            return Mapping(nodes[0].entries, nodes[0].mark, whole=True)
        return Sequence(nodes, entry.value.mark)

    def _spell(self, entry: Entry, node: Node) -> Mapping:
        return RECORD.spell(Entry(entry.key, _long(node)))

    def schema(self, catalog: Catalog) -> Json:
        """Text, map or list."""
        one = {"anyOf": [VALUE.shape.schema(catalog), RECORD.schema(catalog)]}
        return {"anyOf": [*one["anyOf"], {"type": "array", "items": one}]}


RECORDS = Record()


class Owner(Shape[dict[str, tuple[Written, ...]]]):
    """What stands under one name: records by type, and a ttl for those without one."""

    nests = True

    def read(self, entry: Entry, reading: Reading) -> dict[str, tuple[Written, ...]] | None:
        """The values by type."""
        if is_empty(entry.value):
            return {}
        if not isinstance(entry.value, Mapping):
            hint = f"such as '{clip(entry.name)}: {{A: web}}'"
            reading.report(
                entry.value.mark,
                f"the name '{clip(entry.name)}' must be a map from record types to values",
                hint,
                "wrong-type",
            )
            return None
        found: dict[str, tuple[Written, ...]] = {}
        ttl = None
        for below in entry.value.entries.values():
            if below.name.lower() == "ttl":
                ttl = None if unwritten(below.value, TTL, reading) else TTL.read(below, reading)
            else:
                self._type(below, entry.value, reading, found)
        return {kind: tuple(_with_ttl(value, ttl) for value in values) for kind, values in found.items()}

    def _type(self, entry: Entry, node: Mapping, reading: Reading, found: dict[str, tuple[Written, ...]]) -> None:
        kind = entry.name.upper()
        if kind not in TYPES and not re.fullmatch(r"TYPE[0-9]{1,5}", kind):
            hint = key_hint(entry, node) or reading.suggest(kind, [*TYPES, "ttl"])
            reading.report(entry.key.mark, f"unknown record type '{clip(entry.name)}'", hint, "unknown-type")
        elif kind in found:
            reading.report(entry.key.mark, f"duplicate key '{clip(entry.name)}'", "", "duplicate-key")
        elif not unwritten(entry.value, RECORDS, reading):
            found[kind] = RECORDS.read(entry, reading) or ()

    def spell(self, entry: Entry) -> Node:
        """Types in upper case, values in long form."""
        if not isinstance(entry.value, Mapping):
            return Mapping({}, entry.value.mark)
        spelled = {}
        for below in entry.value.entries.values():
            ttl = below.name.lower() == "ttl"
            key = Scalar("ttl" if ttl else below.name.upper(), below.key.mark)
            if is_empty(below.value):
                continue
            value = below.value if ttl or is_null(below.value) else RECORDS.spell(below)
            spelled[key.text] = Entry(key, value)
        return Mapping(spelled, entry.value.mark)

    def schema(self, catalog: Catalog) -> Json:
        """Map from types to values."""
        record = or_null(RECORDS.schema(catalog))
        known = "|".join(sorted({*TYPES, *(kind.lower() for kind in TYPES)}))
        return {
            "type": ["object", "null"],
            "properties": {"ttl": or_null(TTL.schema(catalog))},
            "patternProperties": {f"^(?:{known}|TYPE[0-9]+)$": record},
            "additionalProperties": False,
        }


def _with_ttl(value: Written, ttl: int | None) -> Written:
    return value if value.ttl is not None else Written(value.value, value.mark, ttl, value.weight, value.failover)


OWNER = Owner()
ZONE_TTL = Key("$ttl", TTL, "The ttl of the zone's records that have none of their own.", 3600)


def owner(text: str, zone: str) -> str:
    """The full name of an owner: relative unless it ends in a dot or in the zone's name."""
    name = text.lower()
    if name in ("@", zone, f"{zone}."):
        return zone
    if not name or re.search(r"[\s\x00-\x20\x7f]|\.\.|^\.", name) or len(name) > 1000:  # noqa: PLR2004 — names have 255
        raise Mistake(f"'{clip(text)}' is no name of a record", "", "bad-name")
    if name.startswith("$"):
        raise Mistake(f"unknown directive '{clip(text)}'", "$ttl and $include are known", "unknown-key")
    if name.endswith(f".{zone}"):
        return name
    if not name.endswith("."):
        return f"{name}.{zone}"
    if not name.endswith(f".{zone}."):
        raise Mistake(f"'{clip(text)}' is not in the zone '{clip(zone)}'", "", "out-of-zone")
    return name[:-1]


class Zone(Shape[ZoneSpec]):
    """One zone: names, and directives for all of it."""

    nests = True

    def read(self, entry: Entry, reading: Reading) -> ZoneSpec | None:
        """The zone, names in full."""
        node = Mapping({}, entry.value.mark) if is_empty(entry.value) else entry.value
        if not isinstance(node, Mapping):
            reading.report(
                node.mark, f"the zone '{clip(entry.name)}' must be a map from names to records", "", "wrong-type"
            )
            return None
        directive = node.entries.get("$ttl")
        ttl = TTL.read(directive, reading) if directive and not unwritten(directive.value, TTL, reading) else None
        records: list[RecordSpec] = []
        seen: set[str] = set()
        for below in node.entries.values():
            if not below.name.startswith("$") or below.name not in ("$ttl", "$include"):
                records += self._owner(below, entry.name, reading, seen, ttl)
        return ZoneSpec(entry.name, entry.key.mark, tuple(records), ttl, marks(node))

    def _owner(self, entry: Entry, zone: str, reading: Reading, seen: set[str], ttl: int | None) -> list[RecordSpec]:
        try:
            name = owner(entry.name, zone)
        except Mistake as mistake:
            reading.tell(entry.key.mark, mistake)
            return []
        if name in seen:
            reading.report(entry.key.mark, f"the name '{clip(name)}' is here twice", "", "duplicate-key")
        seen.add(name)
        if unwritten(entry.value, OWNER, reading):
            return []
        found = OWNER.read(entry, reading) or {}
        return [_record(zone, name, kind, value, ttl) for kind, values in found.items() for value in values]

    def spell(self, entry: Entry) -> Node:
        """Names in full."""
        if not isinstance(entry.value, Mapping):
            return Mapping({}, entry.value.mark)
        spelled = {}
        for below in entry.value.entries.values():
            if below.name in ("$ttl", "$include"):
                if not is_empty(below.value):
                    spelled[below.name] = below
                continue
            key = Scalar(owner(below.name, entry.name), below.key.mark)
            value = below.value if is_null(below.value) else OWNER.spell(below)
            spelled[key.text] = Entry(key, value)
        return Mapping(spelled, entry.value.mark)

    def schema(self, catalog: Catalog) -> Json:
        """Map from names to records."""
        return {
            "type": ["object", "null"],
            "properties": {"$ttl": or_null(TTL.schema(catalog)), "$include": {"type": ["string", "null"]}},
            "patternProperties": {r"^[^$\s]\S*$": OWNER.schema(catalog)},
            "additionalProperties": False,
        }


def _record(zone: str, name: str, kind: str, value: Written, ttl: int | None) -> RecordSpec:
    return RecordSpec(
        zone=zone,
        owner=name,
        type=kind,
        value=value.value,
        mark=value.mark,
        ttl=ttl if value.ttl is None else value.ttl,
        weight=value.weight,
        failover=value.failover,
    )


def _zone_name(text: str) -> str:
    name = text.lower().removesuffix(".")
    if re.fullmatch(rf"{grammar.LABEL}(?:\.{grammar.LABEL})*", name) and len(name) <= 253:  # noqa: PLR2004 — RFC 1035
        return name
    raise Mistake(f"'{clip(text)}' is no name of a zone", "such as 'foobar.com'", "bad-hostname")


ZONES = Table("zone", _zone_name, Zone())
