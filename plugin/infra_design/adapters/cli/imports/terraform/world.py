"""The stage while it is drawn: which resource became which component."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.values import text, texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra_design.adapters.cli.imports.sketch import Part, Sketch
    from infra_design.adapters.cli.imports.terraform.plan import Plan, Resource
    from infra_design.adapters.cli.imports.values import Value
    from infra_design.model.catalog import Catalog

GENERIC = frozenset("this main default example my self all default-1 resource instance".split())  # noqa: SIM905 — a list of words reads best as words
ZONE = re.compile(r"[a-z]{2}(?:-[a-z0-9]{1,12}){2,5}")
"""`eu-central-1a`, `us-west-2-lax-1a`."""


@dataclass(slots=True)
class World:
    """Everything that the parts of the import share.

    Attributes:
        parts: address of a resource → the component that it became, or is part of.
        software: id of a machine → the component that runs on it and answers requests.
        guarded: id of a component → addresses of the security groups that guard it.
        zones_of: id of a component → availability zones that it is in.
        drawn: addresses that the stage has, in whatever form.
    """

    plan: Plan
    sketch: Sketch
    catalog: Catalog
    parts: dict[str, Part] = field(default_factory=dict)
    software: dict[str, Part] = field(default_factory=dict)
    guarded: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    drawn: set[str] = field(default_factory=set)

    def name(self, resource: Resource, short: str, *, plain: bool = False) -> str:
        """What a resource is called: its own name, if that tells something, and what it is."""
        own = re.sub(r"[^a-z0-9]+", "-", resource.name.lower()).strip("-")
        if own in GENERIC or not own:
            own = re.sub(r"\[[^\]]*\]", "", resource.module).rpartition("module.")[2].lower().replace("_", "-")
        if own in GENERIC or not own:
            return short
        words = set(own.split("-"))
        return own if plain or short in words or words & SYNONYMS.get(short, frozenset()) else f"{own}-{short}"

    def add(self, resources: Iterable[Resource], name: str, **keys: Value) -> Part:
        """A component that stands for some resources."""
        part = self.sketch.add(name, **keys)
        for one in resources:
            self.parts[one.address] = part
            self.drawn.add(one.address)
        return part

    def part(self, resource: Resource) -> Part | None:
        """What answers requests to a resource: what runs on it, if it is a machine."""
        found = self.parts.get(resource.address)
        return self.software.get(found.id, found) if found else None

    def guard(self, part: Part, resource: Resource, *path: str) -> None:
        """Note the security groups of a resource."""
        for group in self.plan.related(resource, *path):
            if group.type in {"aws_security_group", "aws_default_security_group"}:
                self.guarded[part.id][group.address] = None

    def places(self, resources: Iterable[Resource], *path: str) -> list[str]:
        """The availability zones of subnets, or of the resources themselves, sorted."""
        found: set[str] = set()
        for one in resources:
            subnets = (
                [subnet for subnet in self.plan.related(one, *path) if subnet.type == "aws_subnet"] if path else []
            )
            zones = [zone for zone in (subnet.text("availability_zone") for subnet in subnets) if zone]
            found |= set(
                zones or filter(None, [one.text("availability_zone"), *texts(one.values.get("availability_zones"))])
            )
        return sorted(zone for zone in found if ZONE.fullmatch(zone))


SYNONYMS = {
    "lb": frozenset({"alb", "nlb", "elb", "balancer", "loadbalancer", "lb"}),
    "db": frozenset({"db", "database", "rds", "mysql", "postgres", "postgresql", "mariadb", "aurora", "sql"}),
    "cache": frozenset({"cache", "redis", "memcached", "valkey"}),
    "server": frozenset({"server", "servers", "host", "instance", "node", "nodes", "vm"}),
}


def place_key(zones: list[str]) -> Value:
    """Zones as `in` has them."""
    return zones[0] if len(zones) == 1 else list(zones) or None


def count_of(value: Value) -> int:
    """How many; at least one, since what is scaled to nothing is there for a reason."""
    written = text(value)
    return min(max(int(float(written)), 1), 200) if re.fullmatch(r"[0-9]{1,9}(?:\.0+)?", written) else 1
