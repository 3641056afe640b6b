"""Machines, containers and functions, and what runs on them."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.compose.images import identify
from infra_design.adapters.cli.imports.terraform.world import World, count_of, place_key
from infra_design.adapters.cli.imports.values import Table, Value, listed, table, text

if TYPE_CHECKING:
    from infra_design.adapters.cli.imports.sketch import Part
    from infra_design.adapters.cli.imports.terraform.plan import Resource

SERVERS = {"nginx": "nginx", "httpd": "httpd", "apache2": "apache", "haproxy": "haproxy", "tomcat": "tomcat"}
"""Words in a machine's first script → what it installs."""


def draw_compute(world: World) -> None:
    """Every kind of machine and service."""
    for those in world.plan.blocks("aws_instance"):
        _instances(world, those)
    for those in world.plan.blocks("aws_autoscaling_group"):
        for one in those:
            _scaling(world, one)
    for one in world.plan.of("aws_eks_cluster"):
        _eks(world, one)
    for one in world.plan.of("aws_ecs_service"):
        _ecs_service(world, one)
    for those in world.plan.blocks("aws_lambda_function"):
        for one in those:
            part = world.add([one], world.name(one, "function", plain=True), kind="service", product="lambda")
            world.guard(part, one, "vpc_config", "security_group_ids")


def software_on(world: World, machine: Part, name: str = "") -> Part:
    """What runs on a machine and answers requests; made up where nobody says."""
    if machine.id not in world.software:
        keys: Table = {"kind": "application-server", "host": machine.id}
        part = world.sketch.add(f"{machine.id}-app", **({"product": name, "host": machine.id} if name else keys))
        if not name:
            part.notes.append(f"What runs on {machine.id}? Its kind is a guess.")
        world.software[machine.id] = part
    return world.software[machine.id]


def _instances(world: World, those: list[Resource]) -> None:
    zones = world.places(those, "subnet_id")
    bastion = bool(re.search(r"bastion|jump", those[0].name))
    part = world.add(
        those,
        world.name(those[0], "server", plain=True),
        kind="virtual-machine",
        product="bastion" if bastion else "ec2",
        instances=len(those) if len(those) > 1 else None,
    )
    _place(part, zones)
    for one in those:
        world.guard(part, one, "vpc_security_group_ids")
        _network_interfaces(world, part, one)
    _installed(world, part, those[0])


def _network_interfaces(world: World, part: Part, one: Resource) -> None:
    for interface in world.plan.related(one, "network_interface", "network_interface_id"):
        world.guard(part, interface, "security_groups")


def _scaling(world: World, group: Resource) -> None:
    templates = [
        *world.plan.related(group, "launch_template", "id"),
        *world.plan.related(group, "launch_configuration"),
        *world.plan.related(
            group, "mixed_instances_policy", "launch_template", "launch_template_specification", "launch_template_id"
        ),
    ]
    count = count_of(group.values.get("desired_capacity") or group.values.get("min_size"))
    part = world.add(
        [group, *templates], world.name(group, "server", plain=True), kind="virtual-machine", product="ec2"
    )
    if count > 1:
        part.keys["instances"] = count
    least, most = group.text("min_size"), group.text("max_size")
    if least and most:
        part.notes.append(f"An Auto Scaling group of {least} to {most}.")
    _place(part, world.places([group], "vpc_zone_identifier"))
    for template in templates:
        world.guard(part, template, "vpc_security_group_ids")
        world.guard(part, template, "security_groups")
        world.guard(part, template, "network_interfaces", "security_groups")
    _installed(world, part, templates[0] if templates else group)


def _installed(world: World, machine: Part, resource: Resource) -> None:
    """What the machine's first script installs, where that is plain to see; the script itself goes nowhere."""
    script = text(resource.values.get("user_data"))
    for key in ("user_data_base64", "user_data"):
        try:
            script += base64.b64decode(text(resource.values.get(key))[:100_000], validate=True).decode(
                errors="replace"
            )
        except (binascii.Error, ValueError):
            continue
    found = [product for word, product in SERVERS.items() if re.search(rf"\binstall\b[^\n]*\b{word}\b", script)]
    if found:
        software_on(world, machine, found[0])


def _place(part: Part, zones: list[str]) -> None:
    if zones:
        part.keys["in"] = place_key(zones)


def _eks(world: World, cluster: Resource) -> None:
    groups = world.plan.users(cluster, "aws_eks_node_group", "cluster_name")
    nodes = []
    for group in groups:
        scaling = next(iter(group.tables("scaling_config")), {})
        part = world.add([group], world.name(group, "nodes"), kind="virtual-machine", product="ec2")
        count = count_of(scaling.get("desired_size"))
        part.keys |= {"instances": count} if count > 1 else {}
        _place(part, world.places([group], "subnet_ids"))
        nodes.append(part.id)
    part = world.add(
        [cluster], world.name(cluster, "eks"), kind="cluster", product="eks", version=cluster.text("version")
    )
    part.keys |= {"host": nodes[0] if len(nodes) == 1 else list(nodes)} if nodes else {"managed": True}
    part.notes.append(f"What runs on it? Add components with host: {part.id}.")


def _ecs_service(world: World, service: Resource) -> None:
    cluster = _ecs_cluster(world, service)
    definition = next(iter(world.plan.related(service, "task_definition")), None)
    containers = _containers(definition)
    front = next((text(one.get("container_name")) for one in service.tables("load_balancer")), "")
    main = next((one for one in containers if text(one.get("name")) == front), containers[0] if containers else {})
    found = identify(service.name.replace("_", "-"), text(main.get("image")), world.catalog)
    name = world.name(service, "service", plain=True)
    part = world.add([service, *([definition] if definition else [])], name)
    part.keys = {
        "kind": found.kind if found.kind != part.id else "",
        "product": found.product if found.product in world.catalog.products else "",
    }
    part.keys = {key: value for key, value in part.keys.items() if value and value != part.id}
    part.keys["host"] = cluster.id
    count = count_of(service.values.get("desired_count"))
    part.keys |= {"instances": count} if count > 1 else {}
    _place(part, world.places([service], "network_configuration", "subnets"))
    world.guard(part, service, "network_configuration", "security_groups")
    if found.guessed:
        part.notes.append("Its kind is a guess.")


def _ecs_cluster(world: World, service: Resource) -> Part:
    found = next((one for one in world.plan.related(service, "cluster") if one.type == "aws_ecs_cluster"), None)
    if found and found.address in world.parts:
        return world.parts[found.address]
    serverless = "EC2" not in service.text("launch_type") and (
        service.text("launch_type") == "FARGATE"
        or any(
            "FARGATE" in text(one.get("capacity_provider")) for one in service.tables("capacity_provider_strategy")
        )
    )
    name = world.name(found, "cluster", plain=False) if found else "cluster"
    part = world.add([found] if found else [], name, kind="cluster", product="fargate" if serverless else "ecs")
    if not serverless:
        machines = [one for one in world.plan.of("aws_autoscaling_group", "aws_instance") if _joins(world, one)]
        hosts = list(dict.fromkeys(world.parts[one.address].id for one in machines if one.address in world.parts))
        if hosts:
            part.keys["host"] = hosts[0] if len(hosts) == 1 else [*hosts]
        else:
            part.keys["managed"] = True
            part.notes.append("On which machines? Add them, and name them as host.")
    return part


def _joins(world: World, machine: Resource) -> bool:
    """A machine that belongs to a cluster of containers: a capacity provider or its script says so."""
    if world.plan.users(
        machine, "aws_ecs_capacity_provider", "auto_scaling_group_provider", "auto_scaling_group_arn"
    ):
        return True
    return any(one.type == "aws_ecs_cluster" for one in world.plan.mentioned(machine))


def _containers(definition: Resource | None) -> list[Table]:
    """The containers of a task; none if they are not known yet."""
    try:
        content: Value = json.loads(definition.text("container_definitions")) if definition else None
    except (ValueError, RecursionError):
        content = None
    return [table(one) for one in listed(content)]
