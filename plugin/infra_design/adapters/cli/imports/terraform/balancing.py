"""Load balancers: where they listen, and to whom they hand requests on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.terraform.compute import software_on
from infra_design.adapters.cli.imports.terraform.world import World, place_key
from infra_design.adapters.cli.imports.values import Table, Value, flag, listed, table, text, texts, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.adapters.cli.imports.sketch import Part
    from infra_design.adapters.cli.imports.terraform.plan import Resource

BALANCERS = ("aws_lb", "aws_alb")
LISTENERS = ("aws_lb_listener", "aws_alb_listener")
RULES = ("aws_lb_listener_rule", "aws_alb_listener_rule")
GROUPS = ("aws_lb_target_group", "aws_alb_target_group")
ATTACHMENTS = ("aws_lb_target_group_attachment", "aws_alb_target_group_attachment")
PRODUCTS = {"network": "aws-nlb", "gateway": "aws-elb"}
WORDS = {"HTTP": "http", "HTTPS": "https", "TLS": "tls", "TCP": "tcp", "UDP": "udp", "TCP_UDP": "tcp"}
_ROUTE = re.compile(r"(/[A-Za-z0-9/._~-]*)\*?|((?:\*\.)?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})")


def draw_balancers(world: World) -> None:
    """The load balancers themselves."""
    for one in world.plan.of(*BALANCERS, "aws_elb"):
        product = "aws-elb" if one.type == "aws_elb" else PRODUCTS.get(one.text("load_balancer_type"), "aws-alb")
        part = world.add([one], world.name(one, "lb"), kind="load-balancer", product=product)
        zones = world.places([one], "subnets") or world.places([one], "subnet_mapping", "subnet_id")
        if zones:
            part.keys["in"] = place_key(zones)
        world.guard(part, one, "security_groups")
        ports = sorted(set(_ports(world, one)))
        if ports and ports != [80, 443]:
            part.keys["listens"] = [*ports]


def connect_balancers(world: World) -> None:
    """From each listener and rule to what stands in its target groups."""
    for listener in world.plan.of(*LISTENERS):
        for balancer in world.plan.related(listener, "load_balancer_arn"):
            if part := world.parts.get(balancer.address):
                _hand_on(world, part, listener, "default_action", [])
                for rule in _users(world, listener, RULES, "listener_arn"):
                    _hand_on(world, part, rule, "action", _routes(rule))
    for balancer in world.plan.of("aws_elb"):
        _classic(world, balancer)


def encrypted_listener(world: World, balancer: Resource) -> bool:
    """It speaks TLS itself."""
    if any(text(one.get("lb_protocol")).upper() in {"HTTPS", "SSL"} for one in balancer.tables("listener")):
        return True
    return any(one.text("protocol") in {"HTTPS", "TLS"} for one in listeners(world, balancer))


def listeners(world: World, balancer: Resource) -> list[Resource]:
    """Those of one load balancer."""
    return _users(world, balancer, LISTENERS, "load_balancer_arn")


def _users(world: World, target: Resource, types: tuple[str, ...], *path: str) -> list[Resource]:
    return [one for sort in types for one in world.plan.users(target, sort, *path)]


def internal(balancer: Resource) -> bool:
    """Nobody reaches it from the internet."""
    return flag(balancer.values.get("internal"))


def members(world: World, group: Resource) -> Iterator[Resource]:
    """What is registered in a target group."""
    users, related = world.plan.users, world.plan.related
    for one in _users(world, group, ATTACHMENTS, "target_group_arn"):
        yield from related(one, "target_id")
    for key in ("lb_target_group_arn", "alb_target_group_arn"):
        for one in users(group, "aws_autoscaling_attachment", key):
            yield from related(one, "autoscaling_group_name")
    yield from users(group, "aws_autoscaling_group", "target_group_arns")
    yield from users(group, "aws_autoscaling_group", "traffic_source", "identifier")
    yield from users(group, "aws_ecs_service", "load_balancer", "target_group_arn")


def _ports(world: World, balancer: Resource) -> Iterator[int]:
    for one in listeners(world, balancer):
        if (port := whole(one.values.get("port"))) and 0 < port < 65536:  # noqa: PLR2004 — ports
            yield port
    for entry in balancer.tables("listener"):
        if (port := whole(entry.get("lb_port"))) and 0 < port < 65536:  # noqa: PLR2004 — ports
            yield port


def _hand_on(world: World, part: Part, source: Resource, action: str, routes: list[str]) -> None:
    groups = [
        *world.plan.related(source, action, "target_group_arn"),
        *world.plan.related(source, action, "forward", "target_group", "arn"),
    ]
    for group in (one for one in groups if one.type in GROUPS):
        world.drawn.add(group.address)
        _health(part, group)
        for member in members(world, group):
            target = _target(world, member)
            if target is None or target is part:
                continue
            words = _words(world, member, group, target)
            if not routes:
                if not isinstance(part.uses.get(target.id), dict):
                    part.uses[target.id] = words
            elif target.id not in part.uses:
                part.uses[target.id] = {**_long(words), "for": [*routes]}
            elif isinstance(known := part.uses[target.id], dict) and "for" in known:
                known["for"] = [*dict.fromkeys([*texts(known["for"]), *routes])]


def _target(world: World, member: Resource) -> Part | None:
    found = world.parts.get(member.address)
    if found and found.keys.get("kind") == "virtual-machine":
        return software_on(world, found)
    return found


def _words(world: World, member: Resource, group: Resource, target: Part) -> str:
    port = whole(group.values.get("port")) or 0
    for one in member.tables("load_balancer"):
        port = whole(one.get("container_port")) or port
    protocol = WORDS.get(group.text("protocol"), "http")
    if not 0 < port < 65536:  # noqa: PLR2004 — ports
        return protocol
    usual = world.catalog.protocols[protocol].port
    return protocol if usual and str(usual) == str(port) in _listens(world, target) else f"{protocol}:{port}"


def _listens(world: World, part: Part) -> list[str]:
    """The ports that its product has anyhow."""
    product = world.catalog.products.get(text(part.keys.get("product")))
    return [str(one) for one in product.ports] if product else []


def _long(words: str) -> Table:
    protocol, _, port = words.partition(":")
    return {"protocol": protocol, **({"port": int(port)} if port else {})}


def _health(part: Part, group: Resource) -> None:
    check = next(iter(group.tables("health_check")), {})
    if check and text(check.get("enabled")) != "false":
        path = text(check.get("path"))
        part.keys.setdefault("health-check", f"GET {path}" if re.fullmatch(r"/[\x21-\x7e]{0,80}", path) else True)
    if (algorithm := group.text("load_balancing_algorithm_type")) and algorithm != "round_robin":
        part.keys.setdefault("algorithm", algorithm.replace("_", "-"))


def _routes(rule: Resource) -> list[str]:
    """Paths and hostnames of a rule; none if it decides by something else."""
    found: list[Value] = []
    for condition in rule.tables("condition"):
        for name in ("path_pattern", "host_header"):
            for one in listed(condition.get(name)):
                found += listed(table(one).get("values"))
    matches = (_ROUTE.fullmatch(text(one)) for one in found)
    return list(dict.fromkeys((match[1] or match[2]).lower() if match[2] else match[1] for match in matches if match))


def _classic(world: World, balancer: Resource) -> None:
    part = world.parts[balancer.address]
    machines = world.plan.related(balancer, "instances")
    machines = [*machines, *world.plan.users(balancer, "aws_autoscaling_group", "load_balancers")]
    entry = next(iter(balancer.tables("listener")), {})
    port = whole(entry.get("instance_port")) or 80
    for one in machines:
        if (target := _target(world, one)) and target is not part:
            part.uses.setdefault(target.id, f"http:{port}")
