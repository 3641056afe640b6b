"""Components as written, and their instances."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from infra_design.model.spec import Allow, ComponentSpec, Failover, InstanceSpec, Mode
from infra_design.read import grammar
from infra_design.read.connection import Uses
from infra_design.read.icons import ICON
from infra_design.read.links import LINKS
from infra_design.read.reading import Mistake
from infra_design.read.shape import Json, Key, Keys, Listed, Noun, Shape, Table, Values, clip
from infra_design.read.tree import Entry, Mapping, Node, Scalar, Sequence, is_empty, items, marks
from infra_design.read.words import (
    ADDRESS,
    DURATION,
    FLAG,
    ID,
    KIND,
    LINE,
    MOST_INSTANCES,
    PORT,
    REFERENCE,
    SHARE,
    TEXT,
    Choice,
    Word,
    count,
    number,
    positive_duration,
    word,
)

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog
    from infra_design.model.spec import Port
    from infra_design.read.reading import Reading

MODES: tuple[Mode, ...] = get_args(Mode)
FAILOVERS: tuple[Failover, ...] = get_args(Failover)

TITLE = Key("title", LINE, "The name that is shown; defaults to the product's or kind's.", "Shop front")
VERSION = Key("version", LINE, "The product's version, as written.", "1.10")
PLACES = Key(
    "in",
    Listed(REFERENCE),
    "The places it is in. Places of one kind: instances are dealt over them. Different kinds: all apply.",
    ["az-a", "az-b"],
)
ADDRESSES = Key(
    "address",
    Listed(ADDRESS),
    "IP address or hostname, or a list. On several instances it is a virtual address, which answers while the group works.",
    "8.8.8.8",
)
AVAILABILITY = Key(
    "availability", SHARE, "Share of the time that one instance works: 0 to 1, or a percentage.", "99.9%"
)
MTBF = Key(
    "mtbf", positive_duration("mean time between failures"), "Mean time between failures of one instance.", "4000h"
)
MTTR = Key("mttr", DURATION, "Mean time to repair one instance.", "4h")
CAPACITY = Key("capacity", number("requests per second", positive=True), "Requests per second of one instance.", 200)
COST = Key("cost", number("a cost"), "Cost of one instance per month.", 40)

INSTANCE = Keys(
    "instance",
    TITLE,
    Key("host", REFERENCE, "What this instance runs on.", "web-01"),
    PLACES,
    ADDRESSES,
    VERSION,
    AVAILABILITY,
    MTBF,
    MTTR,
    CAPACITY,
    COST,
)
INSTANCE_HOST: Key[str] = INSTANCE.keys["host"]


def _instance(entry: Entry, values: Values, _: Reading) -> InstanceSpec:
    return InstanceSpec(
        id=entry.name,
        mark=entry.key.mark,
        title=values.get(TITLE, ""),
        host=values(INSTANCE_HOST),
        places=values(PLACES),
        address=values(ADDRESSES),
        version=values(VERSION),
        availability=values(AVAILABILITY),
        mtbf=values(MTBF),
        mttr=values(MTTR),
        capacity=values(CAPACITY),
        cost=values(COST),
        marks=marks(entry.value),
    )


class Instances(Shape[dict[str, InstanceSpec] | int]):
    """A count, a list of names, or a map from names to what differs."""

    nests = True
    number = count("a number of instances", 1, MOST_INSTANCES)
    table = Table("instance", grammar.ident, Noun(INSTANCE, _instance), f"^{grammar.ID}$")

    def read(self, entry: Entry, reading: Reading) -> dict[str, InstanceSpec] | int | None:
        """The count, or the instances by name."""
        if isinstance(entry.value, Sequence):
            names = Listed(ID).read(entry, reading) or ()
            places = [item.value.mark for item in items(entry.value)]
            return {name: InstanceSpec(name, mark) for name, mark in zip(names, places, strict=False)}
        if isinstance(entry.value, Mapping) or is_empty(entry.value):
            return self.table.read(entry, reading)
        return self.number.read(entry, reading)

    def spell(self, entry: Entry) -> Node:
        """A map for a list; a count stays, since its names depend on the component."""
        if isinstance(entry.value, Sequence):
            return _named([node for node in entry.value.items if isinstance(node, Scalar)], entry.value)
        if isinstance(entry.value, Mapping) or is_empty(entry.value):
            return self.table.spell(entry)
        return entry.value

    def schema(self, catalog: Catalog) -> Json:
        """Count, list or map."""
        names = {"type": "array", "items": ID.schema(catalog)}
        return {"anyOf": [self.number.schema(catalog), names, self.table.schema(catalog)]}


def _named(names: list[Scalar], node: Node) -> Mapping:
    return Mapping({name.text: Entry(name, Mapping({}, name.mark)) for name in names}, node.mark, whole=True)


def generated(ident: str, number: int) -> list[str]:
    """The instance ids of a count: `web-01`, `web-02`; a single one has the component's id."""
    return [ident] if number == 1 else [f"{ident}-{index:02d}" for index in range(1, number + 1)]


class MinAvailable(Shape[tuple[int | None, int | None]]):
    """A count, or one for reading and one for writing."""

    nests = True
    number = count("a number of instances", 1, MOST_INSTANCES)
    read_key = Key("read", number, "How many must work for reading.", 1)
    write_key = Key("write", number, "How many must work for writing.", 2)
    keys = Keys("min-available", read_key, write_key)

    def read(self, entry: Entry, reading: Reading) -> tuple[int | None, int | None] | None:
        """For reading and for writing."""
        if isinstance(entry.value, Mapping) or is_empty(entry.value):
            values = self.keys.read(entry, reading)
            return values and (values(self.read_key), values(self.write_key))
        number = self.number.read(entry, reading)
        return number and (number, number)

    def spell(self, entry: Entry) -> Node:
        """The map."""
        if isinstance(entry.value, Mapping) or is_empty(entry.value):
            return self.keys.spell(entry)
        mark = entry.value.mark
        both = {name: Entry(Scalar(name, mark), entry.value) for name in ("read", "write")}
        return Mapping(both, mark, whole=True)

    def schema(self, catalog: Catalog) -> Json:
        """Count or map."""
        return {"anyOf": [self.number.schema(catalog), self.keys.schema(catalog)]}


def _allow(node: Scalar, _: Reading) -> Allow:
    match = re.fullmatch(r"\s*(\S+)\s+from\s+(\S+)\s*", node.text)
    if not match:
        raise Mistake(
            f"'{clip(node.text)}' does not say PORT from SOURCE", "such as '443 from internet'", "bad-allow"
        )
    port = None if match[1] == "any" else grammar.port(match[1])
    return Allow(port, grammar.source(match[2]), node.mark)


ALLOW = Word(
    "an opening", _allow, {"type": "string", "pattern": rf"^\s*(?:any|{grammar.PORT})\s+from\s+[A-Za-z0-9.:/@-]+\s*$"}
)


def _health(node: Scalar, reading: Reading) -> tuple[bool, str]:
    if node.boolean is not None:
        return node.boolean, ""
    if node.text.lower() in {"yes", "no", "on", "off"}:
        FLAG.parse(node, reading)
    return True, TEXT.parse(node, reading)


KIND_KEY = Key("kind", KIND, "What it is. An id that names a kind needs none.", "load-balancer")
PRODUCT = Key(
    "product",
    LINE,
    "What it runs; free text if the catalog does not know it. An id that names a product needs none.",
    "haproxy",
)
EXPLAIN = Key(
    "explain",
    TEXT,
    "Markdown: what it does in this design, in your own words.",
    "Spreads the visitors over two servers.",
)
WHY = Key(
    "why",
    TEXT,
    "Markdown: why it was added in this stage. Not inherited.",
    "One server could not take the load.",
    inherited=False,
)
LINKS_KEY = Key(
    "links", LINKS, "Links to read more: a map from title to URL.", {"Runbook": "https://example.com/runbook"}
)
ICON_KEY = Key(
    "icon",
    ICON,
    "`provider.module.Class` of the `diagrams` library, or `file:NAME` of your catalog folder.",
    "aws.network.ELB",
)
HOST = Key(
    "host",
    Listed(REFERENCE),
    "What it runs on: an id, an instance id, or a list. On something with several instances: one on each.",
    "web",
)
INSTANCES = Key(
    "instances",
    Instances(),
    "How many there are: a count, a list of names, or a map from names to what differs in each.",
    2,
)
MODE = Key(
    "mode",
    Choice("a mode", MODES),
    "How the instances share the work; `active-active` unless the catalog knows better.",
    "primary-replica",
)
PRIMARY = Key(
    "primary", REFERENCE, "The instance that is active or primary; the first unless written.", "mysql@web-02"
)
FAILOVER = Key(
    "failover",
    Choice("a failover", FAILOVERS),
    "Who lets another instance take over; `automatic` when managed.",
    "automatic",
)
MIN_AVAILABLE = Key(
    "min-available",
    MinAvailable(),
    "How many instances must work: a count, or one for `read` and one for `write`.",
    1,
)
MANAGED = Key("managed", FLAG, "`true` if a provider runs it and makes it redundant.", example=True)
USES = Key(
    "uses",
    Uses(),
    "What it connects to: a target, a list of targets, or a map from targets to words.",
    {"app": "http:8000"},
)
LISTENS = Key("listens", Listed(PORT), "The ports it listens on; the first is the default.", [80, 443])
COVERS = Key(
    "covers",
    Listed(word("an id or a hostname", grammar.target, rf"{grammar.INSTANCE}|{grammar.HOSTNAME}")),
    "What a firewall, certificate, backup, monitoring or dns-server takes care of: ids or hostnames.",
    ["www.foobar.com"],
)
ALLOW_KEY = Key(
    "allow",
    Listed(ALLOW),
    "What a firewall lets through: `PORT from SOURCE`. What is not listed is denied.",
    ["443 from internet"],
)
STORES = Key("stores", Listed(ID), "What it keeps: `sessions`, `uploads`, `data`.", ["data"])
HEALTH_CHECK = Key(
    "health-check",
    Word("true, false or text", _health, {"type": ["boolean", "string"]}),
    "Whether a load balancer asks its backends if they work; text says how.",
    "GET /healthz every 2 s",
)
ALGORITHM = Key("algorithm", LINE, "How a load balancer chooses.", "round-robin")
ENCRYPTED = Key(
    "encrypted", FLAG, "On a network or cluster: all traffic in it is encrypted (mesh, VPN).", example=True
)
RECOVERY = Key("recovery", DURATION, "How long taking over lasts.", "60s")

COMPONENT = Keys(
    "component",
    KIND_KEY,
    PRODUCT,
    VERSION,
    TITLE,
    EXPLAIN,
    WHY,
    LINKS_KEY,
    ICON_KEY,
    HOST,
    PLACES,
    INSTANCES,
    MODE,
    PRIMARY,
    FAILOVER,
    MIN_AVAILABLE,
    MANAGED,
    USES,
    ADDRESSES,
    LISTENS,
    COVERS,
    ALLOW_KEY,
    STORES,
    HEALTH_CHECK,
    ALGORITHM,
    ENCRYPTED,
    RECOVERY,
    AVAILABILITY,
    MTBF,
    MTTR,
    CAPACITY,
    COST,
)


def _component(entry: Entry, values: Values, _: Reading) -> ComponentSpec:
    count_, instances = _counted(entry.name, values(INSTANCES))
    min_read, min_write = values.get(MIN_AVAILABLE, (None, None))
    health_check, health_check_text = values.get(HEALTH_CHECK, (None, ""))
    return ComponentSpec(
        id=entry.name,
        mark=entry.key.mark,
        kind=values.get(KIND_KEY, ""),
        product=values.get(PRODUCT, ""),
        version=values.get(VERSION, ""),
        title=values.get(TITLE, ""),
        explain=values.get(EXPLAIN, ""),
        why=values.get(WHY, ""),
        links=values.get(LINKS_KEY, ()),
        icon=values.get(ICON_KEY, ""),
        hosts=values.get(HOST, ()),
        places=values.get(PLACES, ()),
        count=count_,
        instances=instances,
        mode=values(MODE),
        primary=values.get(PRIMARY, ""),
        failover=values(FAILOVER),
        min_read=min_read,
        min_write=min_write,
        managed=values(MANAGED),
        uses=values.get(USES, ()),
        address=values.get(ADDRESSES, ()),
        listens=values.get(LISTENS, ()),
        covers=values(COVERS),
        allow=values(ALLOW_KEY),
        stores=values(STORES),
        health_check=health_check,
        health_check_text=health_check_text,
        algorithm=values.get(ALGORITHM, ""),
        encrypted=values(ENCRYPTED),
        recovery=values(RECOVERY),
        availability=values(AVAILABILITY),
        mtbf=values(MTBF),
        mttr=values(MTTR),
        capacity=values(CAPACITY),
        cost=values(COST),
        marks=marks(entry.value),
    )


def _counted(ident: str, written: dict[str, InstanceSpec] | int | None) -> tuple[int | None, dict[str, InstanceSpec]]:
    """A count where the names and the instances are those that a count gives; `{}` says nothing."""
    if isinstance(written, int):
        return written, {}
    if not written:
        return None, {}
    plain = all(spec == InstanceSpec(spec.id, spec.mark, marks=spec.marks) for spec in written.values())
    if plain and list(written) == generated(ident, len(written)):
        return len(written), {}
    return None, written


class Component(Noun[ComponentSpec]):
    """One component; a count of instances is spelled out here, where its id is known."""

    def __init__(self) -> None:
        super().__init__(COMPONENT, _component)

    def spell(self, entry: Entry) -> Mapping:
        """The long form."""
        node = super().spell(entry)
        written = node.entries.get("instances")
        if written and isinstance(written.value, Scalar) and not written.value.null:
            mark = written.value.mark
            names = [Scalar(name, mark) for name in generated(entry.name, int(written.value.text))]
            node.entries["instances"] = Entry(written.key, _named(names, written.value))
        return node
