"""The instances of a component as written, and how many of them must work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.spec import InstanceSpec
from infra_design.read import grammar
from infra_design.read.keys import Key, Keys, Noun, Table, Values
from infra_design.read.shape import Json, Listed, Shape
from infra_design.read.tree import Entry, Mapping, Node, Scalar, Sequence, is_empty, marks
from infra_design.read.words import (
    ADDRESS,
    DURATION,
    ID,
    LINE,
    REFERENCE,
    SHARE,
    count,
    number,
    positive_duration,
)

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog
    from infra_design.read.reading import Reading

MOST_INSTANCES = 10_000
"""Of one component."""

MOST_IN_A_STAGE = 50_000

TITLE = Key(
    "title",
    LINE,
    "The name that is shown; defaults to the product's or kind's.",
    "Shop front",
    instead="name label display-name",
)
VERSION = Key("version", LINE, "The product's version, as written.", "1.10")
PLACES = Key(
    "in",
    Listed(REFERENCE),
    "The places it is in. Places of one kind: instances are dealt over them. Different kinds: all apply.",
    ["az-a", "az-b"],
    instead="zone zones network networks region place places subnet",
)
ADDRESSES = Key(
    "address",
    Listed(ADDRESS),
    "IP address or hostname, or a list. On several instances it is a virtual address: the group's own.",
    "8.8.8.8",
    instead="ip ips addresses hostname ip-address",
)
AVAILABILITY = Key(
    "availability",
    SHARE,
    "Share of the time that one instance works: 0 to 1, or a percentage.",
    "99.9%",
    instead="sla uptime",
)
MTBF = Key(
    "mtbf", positive_duration("mean time between failures"), "Mean time between failures of one instance.", "4000h"
)
MTTR = Key("mttr", DURATION, "Mean time to repair one instance.", "4h")
CAPACITY = Key(
    "capacity",
    number("requests per second", positive=True),
    "Requests per second of one instance.",
    200,
    instead="rps qps throughput",
)
COST = Key("cost", number("a cost"), "Cost of one instance per month.", 40, instead="price costs")

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


_COUNT = count("a number of instances", 1, MOST_INSTANCES)


class Instances(Shape[dict[str, InstanceSpec] | int]):
    """A count, a list of names, or a map from names to what differs."""

    nests = True
    names = Listed(ID)
    table = Table("instance", grammar.component, Noun(INSTANCE, _instance), f"^{grammar.ID}$")

    def read(self, entry: Entry, reading: Reading) -> dict[str, InstanceSpec] | int | None:
        """The count, or the instances by name."""
        before = reading.instances
        found = self._read(entry, reading)
        reading.instances += found if isinstance(found, int) else len(found or ())
        if before <= MOST_IN_A_STAGE < reading.instances:
            what = f"more than {MOST_IN_A_STAGE:,} instances in one stage"
            reading.report(entry.value.mark, what, "", "too-large")
        return found

    def _read(self, entry: Entry, reading: Reading) -> dict[str, InstanceSpec] | int | None:
        if isinstance(entry.value, Mapping) or is_empty(entry.value):
            return self.table.read(entry, reading)
        if isinstance(entry.value, Scalar):
            return _COUNT.read(entry, reading)
        if not entry.value.items:
            reading.report(entry.value.mark, "no instances", "leave out 'instances' for a single one", "out-of-range")
        names = self.names.read(entry, reading) or ()
        return {name: InstanceSpec(name, node.mark) for name, node in zip(names, entry.value.items, strict=False)}

    def spell(self, entry: Entry) -> Node:
        """A map for a list; a count stays, since its names depend on the component."""
        if isinstance(entry.value, Sequence):
            return named([node for node in entry.value.items if isinstance(node, Scalar)], entry.value)
        if isinstance(entry.value, Mapping) or is_empty(entry.value):
            return self.table.spell(entry)
        return entry.value

    def schema(self, catalog: Catalog) -> Json:
        """Count, list or map."""
        names = {"type": "array", "items": ID.schema(catalog), "minItems": 1}
        return {"anyOf": [_COUNT.schema(catalog), names, self.table.schema(catalog)]}


def named(names: list[Scalar], node: Node) -> Mapping:
    """Instances in which nothing differs, in place of a count or a list."""
    return Mapping({name.text: Entry(name, Mapping({}, name.mark)) for name in names}, node.mark, whole=True)


def generated(ident: str, number: int) -> list[str]:
    """The instance ids of a count: `web-01`, `web-02`; a single one has the component's id."""
    return [ident] if number == 1 else [f"{ident}-{index:02d}" for index in range(1, number + 1)]


_MIN_READ = Key("read", _COUNT, "How many must work for reading.", 1)
_MIN_WRITE = Key("write", _COUNT, "How many must work for writing.", 2)
MIN_AVAILABLE_KEYS = Keys("min-available", _MIN_READ, _MIN_WRITE)


class MinAvailable(Shape[tuple[int | None, int | None]]):
    """A count, or one for reading and one for writing."""

    nests = True

    def read(self, entry: Entry, reading: Reading) -> tuple[int | None, int | None] | None:
        """For reading and for writing."""
        if isinstance(entry.value, Mapping) or is_empty(entry.value):
            values = MIN_AVAILABLE_KEYS.read(entry, reading)
            return None if values is None else (values(_MIN_READ), values(_MIN_WRITE))
        found = _COUNT.read(entry, reading)
        return None if found is None else (found, found)

    def spell(self, entry: Entry) -> Node:
        """The map."""
        if isinstance(entry.value, Mapping) or is_empty(entry.value):
            return MIN_AVAILABLE_KEYS.spell(entry)
        mark = entry.value.mark
        both = {name: Entry(Scalar(name, mark), entry.value) for name in MIN_AVAILABLE_KEYS.keys}
        return Mapping(both, mark, whole=True)

    def schema(self, catalog: Catalog) -> Json:
        """Count or map."""
        return {"anyOf": [_COUNT.schema(catalog), MIN_AVAILABLE_KEYS.schema(catalog)]}


INSTANCES = Key(
    "instances",
    Instances(),
    "How many there are: a count, a list of names, or a map from names to what differs in each.",
    2,
    instead="count replicas number nodes size scale",
)
MIN_AVAILABLE = Key(
    "min-available",
    MinAvailable(),
    "How many instances must work: a count, or one for `read` and one for `write`.",
    {"read": 1, "write": 2},
    instead="quorum min minimum",
)
