"""Databases, caches, queues and files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.terraform.world import World, count_of, place_key
from infra_design.adapters.cli.imports.values import flag, text, whole

if TYPE_CHECKING:
    from infra_design.adapters.cli.imports.sketch import Part
    from infra_design.adapters.cli.imports.terraform.plan import Resource

ENGINES = (
    ("aurora", "aurora"),
    ("mysql", "rds-mysql"),
    ("postgres", "rds-postgresql"),
    ("mariadb", "rds-mariadb"),
    ("sqlserver", "rds-sql-server"),
    ("oracle", "rds-oracle"),
)
SERVICES = {
    "aws_sqs_queue": ("sqs", "queue"),
    "aws_sns_topic": ("sns", "topic"),
    "aws_dynamodb_table": ("dynamodb", "table"),
    "aws_s3_bucket": ("s3", "bucket"),
    "aws_efs_file_system": ("efs", "files"),
    "aws_kinesis_stream": ("kinesis", "stream"),
    "aws_msk_cluster": ("msk", "kafka"),
    "aws_mq_broker": ("aws-mq", "broker"),
    "aws_opensearch_domain": ("aws-opensearch", "search"),
    "aws_docdb_cluster": ("documentdb", "db"),
    "aws_cognito_user_pool": ("cognito", "users"),
}
"""What AWS runs as a whole: type → product, and how it is called. Drawn where something uses it."""


def draw_stores(world: World) -> None:
    """Stores that have members of their own."""
    for one in world.plan.of("aws_db_instance"):
        _database(world, one)
    for one in world.plan.of("aws_rds_cluster"):
        _cluster(world, one)
    for one in world.plan.of("aws_elasticache_replication_group", "aws_elasticache_cluster"):
        _cache(world, one)


def draw_services(world: World, used: set[str]) -> None:
    """Services of the provider, if somebody uses them."""
    for one in world.plan.of(*SERVICES):
        if one.address in used and one.address not in world.parts:
            product, short = SERVICES[one.type]
            world.add([one], world.name(one, short), product=product)


def _database(world: World, one: Resource) -> None:
    sources = [source for source in world.plan.related(one, "replicate_source_db") if source is not one]
    engine = next(filter(None, (source.text("engine") for source in (one, *sources))), "")
    product = next((product for word, product in ENGINES if word in engine), "rds")
    part = world.add([one], world.name(one, "db"), kind="database", product=product, version=_version(one))
    zones = [
        zone
        for group in world.plan.related(one, "db_subnet_group_name")
        for zone in world.places([group], "subnet_ids")
    ]
    _listens(world, part, product, one)
    if flag(one.values.get("multi_az")):
        part.keys |= {"instances": 2, "mode": "active-passive"}
        part.keys |= {"in": place_key(sorted(set(zones))[:2])} if zones else {}
        part.notes.append("Multi-AZ: a standby in another zone takes over.")
    else:
        _single(part, one.text("availability_zone"), zones)
    world.guard(part, one, "vpc_security_group_ids")


def connect_replicas(world: World) -> None:
    """Read replicas follow their source, which needs none of them."""
    for one in world.plan.of("aws_db_instance"):
        for source in world.plan.related(one, "replicate_source_db"):
            replica, original = world.parts[one.address], world.parts.get(source.address)
            if original and original is not replica:
                replica.uses[original.id] = "read optional"
                replica.notes.append(
                    f"A read replica of {original.id}; to make it the new primary is up to a person."
                )


def is_replica(world: World, part: Part) -> bool:
    """It only repeats another database."""
    return any(
        world.parts.get(one.address) is part for one in world.plan.of("aws_db_instance") if _repeats(world, one)
    )


def _repeats(world: World, one: Resource) -> bool:
    return bool(one.text("replicate_source_db") or world.plan.related(one, "replicate_source_db"))


def _single(part: Part, zone: str, zones: list[str]) -> None:
    """One member, which nothing replaces at once: no redundancy of the provider."""
    part.keys["managed"] = False
    if zone or len(set(zones)) == 1:
        part.keys["in"] = zone or zones[0]
    part.notes.append("A single one in a single zone: if it fails, nothing takes over.")


def _cluster(world: World, one: Resource) -> None:
    members = [
        member
        for member in world.plan.of("aws_rds_cluster_instance")
        if one in world.plan.related(member, "cluster_identifier")
    ]
    part = world.add([one, *members], world.name(one, "db"), kind="database", product="aurora", version=_version(one))
    port = whole(one.values.get("port")) or (5432 if "postgres" in one.text("engine") else 3306)
    part.keys["listens"] = [port]
    if len(members) > 1:
        part.keys["instances"] = min(len(members), 20)
    groups = world.plan.related(one, "db_subnet_group_name")
    zones = world.places(members) or world.places(groups, "subnet_ids")
    if zones and members:
        part.keys["in"] = place_key(zones)
    if len(members) == 1:
        part.notes.append("Its data are in three zones, but a single instance answers.")
        part.keys["managed"] = False
    world.guard(part, one, "vpc_security_group_ids")


def _cache(world: World, one: Resource) -> None:
    if any(other.type.endswith("replication_group") for other in world.plan.related(one, "replication_group_id")):
        return
    nodes = count_of(
        one.values.get("num_cache_clusters")
        or one.values.get("number_cache_clusters")
        or one.values.get("num_cache_nodes")
    )
    if shards := whole(one.values.get("num_node_groups")):
        nodes = max(nodes, min(shards * (1 + (whole(one.values.get("replicas_per_node_group")) or 0)), 100))
    memcached = one.text("engine") == "memcached"
    part = world.add(
        [one], world.name(one, "cache"), kind="cache", product="memcached" if memcached else "elasticache"
    )
    part.keys["version"] = _version(one)
    groups = world.plan.related(one, "subnet_group_name")
    zones = world.places([one]) or sorted({zone for group in groups for zone in world.places([group], "subnet_ids")})
    if nodes > 1:
        part.keys |= {"instances": nodes, **({"in": place_key(zones)} if zones else {})}
        if not memcached:
            part.keys["failover"] = "automatic" if flag(one.values.get("automatic_failover_enabled")) else "manual"
    else:
        _single(part, one.text("availability_zone"), zones)
    if memcached:
        part.keys["managed"] = True
    _listens(world, part, text(part.keys.get("product")), one)
    world.guard(part, one, "security_group_ids")
    part.keys = {key: value for key, value in part.keys.items() if value not in ("", None)}


def _listens(world: World, part: Part, product: str, one: Resource) -> None:
    """Its port, where that is not the usual one."""
    port = whole(one.values.get("port"))
    usual = [str(span) for span in world.catalog.products[product].ports]
    if port and 0 < port < 65536 and str(port) not in usual:  # noqa: PLR2004 — ports
        part.keys["listens"] = [port]


def _version(one: Resource) -> str:
    written = re.match(r"[0-9]+(?:\.[0-9]+)*", one.text("engine_version"))
    return written[0] if written else ""
