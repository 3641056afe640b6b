"""Where things are, and which security groups let whom in."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.sketch import Part
from infra_design.adapters.cli.imports.terraform.compute import software_on
from infra_design.adapters.cli.imports.terraform.world import World, place_key
from infra_design.adapters.cli.imports.values import Table, Value, flag, table, text, texts, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra_design.adapters.cli.imports.terraform.plan import Resource

GROUPS = ("aws_security_group", "aws_default_security_group")
INGRESS = "aws_vpc_security_group_ingress_rule"
RULE = "aws_security_group_rule"
EVERYBODY = frozenset({"0.0.0.0/0", "::/0"})
HIGHEST = 65535
REMOTE = {"22": "ssh", "3389": "rdp"}
"""Ports at which people work on machines."""
Opening = tuple[str, str]
"""A port as `allow` has it, and who comes: `internet`, a prefix, or the address of a security group."""


def draw_places(world: World) -> list[Part]:
    """Zones that something is in, in their network if there is one, and in their region if there are several."""
    used = sorted(
        {zone for part in world.sketch.parts.values() for keys in _placed(part) for zone in texts(keys["in"])}
    )
    places: list[Part] = []
    networks = world.plan.of("aws_vpc")
    frame = ""
    if len(networks) == 1 and used:
        frame = world.sketch.name(world.name(networks[0], "vpc"))
        places.append(Part(frame, {"kind": "network", "product": "aws-vpc"}))
        world.drawn.add(networks[0].address)
    regions = sorted({re.sub(r"[a-z]$", "", zone) for zone in used})
    several = len(regions) > 1
    if several:
        places += [Part(world.sketch.name(region), {"kind": "region"}) for region in regions]
    for zone in used:
        region = re.sub(r"[a-z]$", "", zone)
        within: list[Value] = [one for one in (frame, region if several and region != zone else "") if one]
        part = Part(world.sketch.name(zone), {"kind": "availability-zone"})
        if within:
            part.keys["in"] = within[0] if len(within) == 1 else within
        places.append(part)
        if part.id != zone:
            _rename(world, zone, part.id)
    return places


def _rename(world: World, zone: str, ident: str) -> None:
    """Let what is in a zone name it by the id that was left for it."""
    for keys in (keys for part in world.sketch.parts.values() for keys in _placed(part)):
        keys["in"] = place_key([ident if one == zone else one for one in texts(keys["in"])])


def _placed(part: Part) -> list[Table]:
    """The keys of a component, and of each of its instances, that say where it is."""
    every = [part.keys, *map(table, table(part.keys.get("instances")).values())]
    return [keys for keys in every if keys.get("in")]


def draw_gateways(world: World) -> None:
    """NAT gateways: the way out for what has no address of its own."""
    for those in world.plan.blocks("aws_nat_gateway"):
        part = world.add(those, world.name(those[0], "nat"), kind="nat-gateway", product="aws-nat-gateway")
        if len(those) > 1:
            part.keys["instances"] = len(those)
        if zones := world.places(those, "subnet_id"):
            part.keys["in"] = place_key(zones)
        part.notes.append(f"Who goes out through it, and where to? (uses: {part.id})")


def connect_by_groups(world: World) -> None:
    """A group that another one lets in: what is guarded by the one uses what is guarded by the other."""
    for ident, groups in list(world.guarded.items()):
        target = world.sketch.parts[ident]
        if target.keys.get("kind") == "load-balancer" and target.keys.get("product") != "aws-alb":
            continue
        openings = [opening for group in groups for opening in _openings(world, group)[0]]
        for port, source in openings:
            for user in _guarded_by(world, source):
                _connect(world, user, target, port)


def _connect(world: World, user: Part, target: Part, port: str) -> None:
    """Unless a load balancer's target groups say more, or both are the same."""
    bastion = user.keys.get("product") == "bastion"
    if user is target or user.keys.get("kind") == "load-balancer" or bastion != (port in REMOTE):
        return
    if not port or "-" in port or user.keys.get("kind") in {"database", "cache"}:
        return
    answers = _answering(world, target)
    asks = user if bastion or user.keys.get("kind") != "virtual-machine" else software_on(world, user)
    if asks.id != answers.id and answers.id not in asks.uses:
        asks.uses[answers.id] = f"{REMOTE[port]}:{port} optional" if bastion else _words(world, answers, port)


def _words(world: World, answers: Part, port: str) -> str:
    """The port, unless it is the usual one of what answers."""
    product = world.catalog.products.get(text(answers.keys.get("product")))
    listens = texts(answers.keys.get("listens")) or ([str(one) for one in product.ports] if product else [])
    return "" if listens[:1] == [port] else port


def _answering(world: World, target: Part) -> Part:
    if target.keys.get("kind") == "virtual-machine":
        return software_on(world, target)
    return target


def draw_firewalls(world: World) -> list[Part]:
    """A firewall for each set of security groups, if everything that it lets in is known."""
    together: dict[tuple[str, ...], list[str]] = {}
    for ident, groups in world.guarded.items():
        together.setdefault(tuple(sorted(groups)), []).append(ident)
    firewalls = []
    for those, guarded in together.items():
        found = [_openings(world, group) for group in those]
        world.drawn.update(those)
        name = world.sketch.name(f"{guarded[0]}-sg")
        part = Part(name, {"kind": "firewall", "product": "aws-security-group"})
        part.keys["covers"] = guarded[0] if len(guarded) == 1 else [*guarded]
        if all(known for _, known in found):
            every = dict.fromkeys(opening for openings, _ in found for opening in openings)
            allow = [f"{port or 'any'} from {source}" for port, origin in every for source in _sources(world, origin)]
            part.keys["allow"] = [*dict.fromkeys(allow)]
            if not allow:
                continue
        else:
            part.notes.append("Some of its rules are known only after they are applied: what does it allow?")
        firewalls.append(part)
    return firewalls


def _sources(world: World, origin: str) -> list[str]:
    """As `allow` names them; what a group guards, for a group."""
    if origin == "internet" or "/" in origin:
        return [origin]
    return [part.id for part in _guarded_by(world, origin)]


def _guarded_by(world: World, group: str) -> list[Part]:
    return [world.sketch.parts[ident] for ident, groups in world.guarded.items() if group in groups]


def _openings(world: World, address: str) -> tuple[list[Opening], bool]:
    """What a security group lets in, and whether that is all."""
    group = world.plan.by_address[address]
    found: list[Opening] = []
    inline = [_inline(world, group, rule, found) for rule in group.tables("ingress")]
    known = all(inline)
    for rule in world.plan.users(group, RULE, "security_group_id"):
        if rule.text("type") == "ingress":
            known &= _rule(world, rule, found, address, "source_security_group_id")
    for rule in world.plan.users(group, INGRESS, "security_group_id"):
        known &= _rule(world, rule, found, address, "referenced_security_group_id")
    return [(port, origin) for port, origin in dict.fromkeys(found) if origin != address], known


def _inline(world: World, group: Resource, rule: Table, found: list[Opening]) -> bool:
    """One rule that stands in the group itself; whether it is known."""
    origins = [
        *_prefixes(rule, "cidr_blocks", "ipv6_cidr_blocks"),
        *_groups(world, texts(rule.get("security_groups"))),
        *([group.address] if flag(rule.get("self")) else []),
    ]
    if not origins:
        origins = [
            one.address for one in world.plan.related(group, "ingress", "security_groups") if one.type in GROUPS
        ]
    found += [(_port(rule), origin) for origin in origins if _counts(rule)]
    return bool(origins)


def _rule(world: World, rule: Resource, found: list[Opening], own: str, key: str) -> bool:
    """One rule that is a resource of its own; whether it is known."""
    world.drawn.add(rule.address)
    origins = _prefixes(rule.values, "cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6")
    origins += [one.address for one in world.plan.related(rule, key) if one.type in GROUPS]
    origins += [own] if flag(rule.values.get("self")) else []
    found += [(_port(rule.values), origin) for origin in origins if _counts(rule.values)]
    return bool(origins)


def _groups(world: World, identifiers: Iterable[str]) -> Iterator[str]:
    for ident in identifiers:
        for one in world.plan.by_identifier.get(ident, ()):
            if one.type in GROUPS:
                yield one.address


def _prefixes(rule: Table, *keys: str) -> list[str]:
    """`internet` for everybody, other prefixes as they are."""
    found: dict[str, None] = {}
    for value in (value for key in keys for value in texts(rule.get(key))):
        if value in EVERYBODY:
            found["internet"] = None
        elif re.fullmatch(r"[0-9a-fA-F.:]{2,45}/[0-9]{1,3}", value):
            try:
                found[str(ip_network(value, strict=False))] = None
            except ValueError:
                continue
    return list(found)


def _counts(rule: Table) -> bool:
    """It is about ports that a design knows: no ICMP."""
    return not re.match(r"icmp|1$|58$", _protocol(rule))


def _protocol(rule: Table) -> str:
    return (text(rule.get("protocol")) or text(rule.get("ip_protocol"))).lower()


def _port(rule: Table) -> str:
    """As `allow` has it; empty for any."""
    first, last = whole(rule.get("from_port")), whole(rule.get("to_port"))
    if _protocol(rule) in {"-1", "all", ""} or not first or not last or not first <= last <= HIGHEST:
        return ""
    if (first, last) == (1, HIGHEST):
        return ""
    span = str(first) if first == last else f"{first}-{last}"
    return f"{span}/udp" if _protocol(rule) in {"udp", "17"} else span
