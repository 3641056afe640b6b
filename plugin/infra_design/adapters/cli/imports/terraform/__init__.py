"""A Terraform plan or state as a first stage: AWS's load balancers, machines, stores, names and networks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.sketch import ImportRefusedError, Sketch
from infra_design.adapters.cli.imports.terraform.balancing import connect_balancers, draw_balancers
from infra_design.adapters.cli.imports.terraform.compute import draw_compute, software_on
from infra_design.adapters.cli.imports.terraform.names import (
    connect_edge,
    draw_certificates,
    draw_edge,
    draw_records,
    visitors,
)
from infra_design.adapters.cli.imports.terraform.network import (
    connect_by_groups,
    draw_firewalls,
    draw_gateways,
    draw_places,
)
from infra_design.adapters.cli.imports.terraform.plan import read_plan
from infra_design.adapters.cli.imports.terraform.stores import SERVICES, draw_services, draw_stores
from infra_design.adapters.cli.imports.terraform.world import World
from infra_design.adapters.cli.imports.values import flag, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.adapters.cli.imports.sketch import Part
    from infra_design.model.catalog import Catalog

SILENT = tuple(
    "archive_ aws_acm aws_alb_ aws_api_gateway_ aws_apigatewayv2_ aws_appautoscaling aws_autoscaling_ "  # noqa: SIM905 — a list of words reads best as words
    "aws_cloudfront_ aws_cloudwatch aws_db_option aws_db_parameter aws_db_subnet aws_default aws_ecr aws_ecs_cap "
    "aws_ecs_cluster aws_ecs_task aws_efs_ aws_egress aws_eip aws_eks_ aws_elasticache_param aws_elasticache_sub "
    "aws_flow aws_iam aws_internet_gateway aws_key_pair aws_kms aws_lambda_perm aws_launch_ aws_lb_ aws_main "
    "aws_network_acl aws_network_interface aws_placement aws_rds_cluster_ aws_route aws_s3_bucket_ aws_s3_object "
    "aws_secretsmanager aws_security_group aws_sns_topic_ aws_sqs_queue_ aws_ssm aws_subnet aws_volume aws_vpc "
    "aws_wafv2_web_acl_association local_ null_ random_ template_ terraform_data time_ tls_".split()
)
"""Beginnings of types that say nothing of their own, or nothing that a design shows."""
MOST_NAMED = 12


def sketch(data: bytes, name: str, title: str, catalog: Catalog) -> Sketch:
    """The stage that a plan or a state describes.

    Args:
        data: what `terraform show -json` printed.
        name: of the file, in messages.
        title: of the stage.
        catalog: kinds, products and protocols.

    Raises:
        ImportRefusedError: it is neither, or has nothing to draw.
    """
    world = World(read_plan(data, name), Sketch(title), catalog)
    for ident in ("visitor", "internet"):
        world.sketch.ids.add(ident)
    _draw(world)
    if not world.sketch.parts:
        found = ", ".join(sorted({one.type for one in world.plan.resources})[:MOST_NAMED]) or "none at all"
        raise ImportRefusedError(f"{name}: nothing in it is drawn; its resources are {found}")
    places = draw_places(world)
    firewalls = draw_firewalls(world)
    made = [*visitors(world), *places, *_in_order(world), *firewalls]
    world.sketch.parts = {part.id: part for part in made}
    world.sketch.notes = [*_notes(world), *world.sketch.notes]
    return world.sketch


def _draw(world: World) -> None:
    """What stands where requests come in first; then who uses whom."""
    draw_edge(world)
    draw_balancers(world)
    draw_compute(world)
    draw_stores(world)
    draw_services(world, _used(world))
    draw_gateways(world)
    connect_balancers(world)
    connect_by_groups(world)
    connect_edge(world)
    _connect_mentioned(world)
    _encrypt(world)
    _watch(world)
    draw_certificates(world)
    draw_records(world)


def _in_order(world: World) -> Iterator[Part]:
    """Each machine, then what runs on it."""
    behind = {part.id for part in world.software.values()}
    for part in world.sketch.parts.values():
        if part.id not in behind:
            yield part
            yield from (world.software[part.id],) if part.id in world.software else ()


def _used(world: World) -> set[str]:
    """Services of the provider that a machine, a function or a distribution refers to."""
    users = [one for one in world.plan.resources if one.address in world.parts]
    return {found.address for one in users for found in world.plan.mentioned(one) if found.type in SERVICES}


def _connect_mentioned(world: World) -> None:
    """A machine, service or function that is told an address uses what is there."""
    for one in list(world.plan.resources):
        part = world.parts.get(one.address)
        if part is None or one.data or not _runs(one.type):
            continue
        for found in world.plan.mentioned(one):
            target = world.part(found)
            if target is None or target is part or not _answers(found.type):
                continue
            user = software_on(world, part) if part.keys.get("kind") == "virtual-machine" else part
            if user is not target and part.keys.get("product") != "bastion":
                user.uses.setdefault(target.id, "")


def _encrypt(world: World) -> None:
    """Caches that take nothing in clear text."""
    for one in world.plan.of("aws_elasticache_replication_group"):
        if flag(one.values.get("transit_encryption_enabled")) and one.address in world.parts:
            cache = world.parts[one.address].id
            for part in world.sketch.parts.values():
                if cache in part.uses and part.id != cache:
                    part.uses[cache] = " ".join(filter(None, (text(part.uses[cache]), "encrypted")))


def _watch(world: World) -> None:
    """Alarms watch what is named in them."""
    alarms = world.plan.of("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm")
    found = [
        part.id for one in alarms for named in world.plan.mentioned(one) if (part := world.parts.get(named.address))
    ]
    if found:
        world.add(alarms, "cloudwatch", kind="monitoring", covers=[*dict.fromkeys(found)])


def _runs(sort: str) -> bool:
    return sort in {
        "aws_instance",
        "aws_launch_template",
        "aws_launch_configuration",
        "aws_ecs_task_definition",
        "aws_lambda_function",
    }


def _answers(sort: str) -> bool:
    return sort in SERVICES or sort in {
        "aws_db_instance", "aws_rds_cluster", "aws_elasticache_replication_group", "aws_elasticache_cluster",
    }  # fmt: skip


def _notes(world: World) -> Iterator[str]:
    yield "A first stage, made from a Terraform plan. Remarks tell where somebody has to decide."
    left = Counter(
        one.type
        for one in world.plan.resources
        if not one.data and one.address not in world.drawn and not one.type.startswith(SILENT)
    )
    if left:
        names = [f"{sort} ({count})" if count > 1 else sort for sort, count in sorted(left.items())]
        more = f" and {len(names) - MOST_NAMED} more types" if len(names) > MOST_NAMED else ""
        yield f"Left out: {', '.join(names[:MOST_NAMED])}{more}."
