"""Databases, caches, queues and files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.terraform.world import World, count_of, place_key
from infra_design.adapters.cli.imports.values import Table, flag, text, whole

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
    """Stores that have members of their own, and files that are mounted."""
    for one in world.plan.of("aws_db_instance"):
        if not _source(world, one):
            _database(world, one)
    for one in world.plan.of("aws_rds_cluster"):
        _cluster(world, one)
    for one in world.plan.of("aws_elasticache_replication_group", "aws_elasticache_cluster"):
        _cache(world, one)
    for target in world.plan.of("aws_efs_mount_target"):
        for one in world.plan.related(target, "file_system_id"):
            part = world.parts.get(one.address) or world.add([one], world.name(one, "files"), product="efs")
            world.guard(part, target, "security_groups")


def draw_services(world: World, used: set[str]) -> None:
    """Services of the provider, if somebody uses them."""
    for one in world.plan.of(*SERVICES):
        if one.address in used and one.address not in world.parts:
            product, short = SERVICES[one.type]
            world.add([one], world.name(one, short), product=product)


def _source(world: World, one: Resource) -> Resource | None:
    """The database that a replica repeats."""
    return next((other for other in world.plan.related(one, "replicate_source_db") if other is not one), None)


def _database(world: World, one: Resource) -> None:
    replicas = [
        other for other in world.plan.of("aws_db_instance") if _root(world, other) is one and other is not one
    ]
    product = next((product for word, product in ENGINES if word in one.text("engine")), "rds")
    part = world.add([one, *replicas], world.name(one, "db"), kind="database", product=product, version=_version(one))
    _listens(world, part, product, one)
    zones = sorted(
        {
            zone
            for group in world.plan.related(one, "db_subnet_group_name")
            for zone in world.places([group], "subnet_ids")
        }
    )
    double = flag(one.values.get("multi_az"))
    if double:
        part.notes.append("Multi-AZ: a standby in another zone takes over.")
    if replicas:
        _group(world, part, [one, *replicas], double=double)
    elif double:
        part.keys |= {"instances": 2, "mode": "active-passive", **({"in": place_key(zones[:2])} if zones else {})}
    else:
        _single(part, one.text("availability_zone"), zones)
    world.guard(part, one, "vpc_security_group_ids")
    _backups(world, part, one)


def _root(world: World, one: Resource) -> Resource:
    """The database that is behind a replica, through replicas of replicas."""
    seen = [one]
    while (source := _source(world, seen[-1])) and source not in seen:
        seen.append(source)
    return seen[-1]


def _group(world: World, part: Part, those: list[Resource], *, double: bool) -> None:
    """A primary and its replicas."""
    instances: Table = {}
    for number, one in enumerate(those):
        zone = next(iter(world.places([one])), "")
        name = world.sketch.name(f"{part.id}-primary" if not number else f"{part.id}-replica")
        instances[name] = {"in": zone} if zone else None
    part.keys |= {"instances": instances, "mode": "primary-replica", "failover": "automatic" if double else "manual"}
    part.keys["managed"] = double
    part.notes.append("Replicas answer questions; to make one the new primary is up to a person.")


def _backups(world: World, part: Part, one: Resource) -> None:
    """What the provider copies, where it is not taken for granted that it does."""
    days = whole(one.values.get("backup_retention_period"))
    if days == 0:
        part.notes.append("Its automatic backups are turned off.")
    elif days and part.keys.get("managed") is False:
        backup = world.sketch.add(f"{part.id}-backups", kind="backup", managed=True, covers=part.id)
        backup.notes.append(f"Automatic backups, kept for {days} days.")


def _single(part: Part, zone: str, zones: list[str]) -> None:
    """One member, which nothing replaces at once: no redundancy of the provider."""
    part.keys["managed"] = False
    if zone or len(set(zones)) == 1:
        part.keys["in"] = zone or zones[0]
    part.notes.append("A single one in a single zone: if it fails, nothing takes over.")


def _cluster(world: World, one: Resource) -> None:
    members = world.plan.users(one, "aws_rds_cluster_instance", "cluster_identifier")
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
    _backups(world, part, one)


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
