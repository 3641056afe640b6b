"""DNS, certificates and the edge: how visitors come in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.sketch import Part
from infra_design.adapters.cli.imports.terraform import balancing
from infra_design.adapters.cli.imports.values import Table, Value, listed, table, text, texts, whole

if TYPE_CHECKING:
    from infra_design.adapters.cli.imports.terraform.plan import Resource
    from infra_design.adapters.cli.imports.terraform.world import World

ADDRESSES = ("A", "AAAA")
TYPES = frozenset({"A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SPF", "SRV", "TXT"})
_NAME = re.compile(r"(?=.{1,253}$)(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


def draw_edge(world: World) -> None:
    """Distributions of CloudFront, and gateways for APIs."""
    for one in world.plan.of("aws_cloudfront_distribution"):
        world.add([one], world.name(one, "cdn"), kind="cdn", product="cloudfront")
    for one in world.plan.of("aws_apigatewayv2_api", "aws_api_gateway_rest_api"):
        world.add([one], world.name(one, "api"), kind="api-gateway", product="aws-api-gateway")


def connect_edge(world: World) -> None:
    """To the origins of a distribution, and to what an API hands on to."""
    for one in world.plan.of("aws_cloudfront_distribution"):
        distribution = world.parts[one.address]
        for origin in world.plan.related(one, "origin", "domain_name"):
            target = world.part(origin)
            if target and target is not distribution:
                bucket = target.keys.get("product") == "s3"
                secure = origin.type in balancing.BALANCERS and balancing.encrypted_listener(world, origin)
                distribution.uses[target.id] = "" if bucket else "https" if secure else "http"
    for link in world.plan.of("aws_apigatewayv2_integration", "aws_api_gateway_integration"):
        apis = [*world.plan.related(link, "api_id"), *world.plan.related(link, "rest_api_id")]
        behind = [*world.plan.related(link, "integration_uri"), *world.plan.related(link, "uri")]
        for api, found in ((api, world.part(one)) for api in apis for one in behind):
            if found and (gateway := world.parts.get(api.address)) and found is not gateway:
                gateway.uses[found.id] = ""


def draw_certificates(world: World) -> None:
    """Certificates, on what holds them."""
    holders = [(one, "certificate_arn") for one in world.plan.of(*balancing.LISTENERS)]
    for one in world.plan.of("aws_acm_certificate"):
        held = [
            part
            for listener, key in holders
            if one in _certificates(world, listener, key)
            for balancer in world.plan.related(listener, "load_balancer_arn")
            if (part := world.parts.get(balancer.address))
        ]
        held += [
            world.parts[distribution.address]
            for distribution in world.plan.of("aws_cloudfront_distribution")
            if one in _certificates(world, distribution, "viewer_certificate", "acm_certificate_arn")
        ]
        names = [
            name.lower() for name in (one.text("domain_name"), *texts(one.values.get("subject_alternative_names")))
        ]
        covers = [name for name in dict.fromkeys(names) if _NAME.fullmatch(name)]
        world.drawn.add(one.address)
        if held and covers:
            hosts: list[Value] = [*dict.fromkeys(part.id for part in held)]
            part = world.add([one], world.name(one, "certificate"), kind="certificate", product="acm")
            part.keys |= {"host": hosts[0] if len(hosts) == 1 else hosts, "covers": [*covers]}


def _certificates(world: World, holder: Resource, *path: str) -> list[Resource]:
    """Certificates behind a value, through what waits for their validation."""
    found: list[Resource] = []
    for one in world.plan.related(holder, *path):
        found += [one] if one.type == "aws_acm_certificate" else []
        if one.type == "aws_acm_certificate_validation":
            found += world.plan.related(one, "certificate_arn")
    return found


def draw_records(world: World) -> None:
    """Records of Route 53, in their zones."""
    for one in world.plan.of("aws_route53_record"):
        zone, private = _zone(world, one)
        name, sort = one.text("name").lower().rstrip("."), one.text("type").upper()
        if not name or private or sort not in TYPES or "records" in one.sensitive:
            continue
        full = name if not zone or name == zone or name.endswith(f".{zone}") else f"{name}.{zone}"
        zone = zone or ".".join(full.split(".")[-2:])
        if not _NAME.fullmatch(full) or not _NAME.fullmatch(zone):
            continue
        sort, values = _values(world, one, sort)
        if values:
            types = _types(world, zone, full)
            if (sort == "CNAME") != ("CNAME" in types) and types.keys() - {"ttl"}:
                world.sketch.notes.append(
                    f"{full} leads to {_listed(values)} as well, which its other records exclude."
                )
                continue
            _record(types, sort, values, whole(one.values.get("ttl")))


def _zone(world: World, record: Resource) -> tuple[str, bool]:
    """The zone's name, empty if it is not known, and whether only private networks see it."""
    for one in world.plan.related(record, "zone_id"):
        if one.type == "aws_route53_zone":
            world.drawn.add(one.address)
            return one.text("name").lower().rstrip("."), bool(listed(one.values.get("vpc"))) or text(
                one.values.get("private_zone")
            ) == "true"
    return "", False


def _values(world: World, record: Resource, sort: str) -> tuple[str, list[Value]]:
    """Type and values: ids for what the stage has; a CNAME to such is an alias, which a design writes as address."""
    world.drawn.add(record.address)
    targets = [*world.plan.related(record, "alias", "name"), *world.plan.related(record, "records")]
    targets += [behind for one in targets if one.type == "aws_eip" for behind in world.plan.related(one, "instance")]
    parts = dict.fromkeys(part.id for one in targets if (part := _entry(world, one)))
    found: list[Value] = list(parts)
    if found and sort == "CNAME":
        sort = "A"
    if found and sort not in ADDRESSES:
        found = []
    if not found:
        found = [value for value in texts(record.values.get("records")) if _sound(value, sort)]
    role = next((text(one.get("type")).lower() for one in record.tables("failover_routing_policy")), "")
    weight = next((whole(one.get("weight")) for one in record.tables("weighted_routing_policy")), None)
    if role in {"primary", "secondary"}:
        return sort, [{"value": value, "failover": role} for value in found]
    if weight is not None:
        return sort, [{"value": value, "weight": min(weight, 65535)} for value in found]
    return sort, found


def _entry(world: World, one: Resource) -> Part | None:
    """What answers at the address of a resource: a machine for itself."""
    found = world.parts.get(one.address)
    return found if found and found.keys.get("kind") not in {"database", "certificate"} else None


def _sound(value: str, sort: str) -> bool:
    """A name server would take it."""
    if not value.isprintable() or not value.strip() or len(value) > 1000:  # noqa: PLR2004 — longer ones say nothing to a reader
        return False
    if sort in {"TXT", "SPF"}:
        return True
    from dns.exception import DNSException  # noqa: PLC0415 — few plans have such records
    from dns.rdata import from_text  # noqa: PLC0415 — likewise

    try:
        from_text("IN", sort, value)
    except (DNSException, ValueError):
        return False
    return True


def _listed(values: list[Value]) -> str:
    return ", ".join(text(table(one).get("value")) if isinstance(one, dict) else text(one) for one in values)


def _types(world: World, zone: str, full: str) -> Table:
    """The records of a name, by type."""
    names = world.sketch.zones.setdefault(zone, {})
    label = zone if full == zone else full.removesuffix(f".{zone}")
    types = table(names.setdefault(label, {}))
    names[label] = types
    return types


def _record(types: Table, sort: str, values: list[Value], ttl: int | None) -> None:
    known = listed(types.get(sort))
    every: list[Value] = [*known, *(value for value in values if value not in known)]
    types[sort] = every[0] if len(every) == 1 else every
    if ttl is not None and sort not in ADDRESSES:
        types.setdefault("ttl", ttl)


def visitors(world: World) -> list[Part]:
    """Who comes by name, or else straight to what the internet reaches."""
    visitor = Part("visitor", {"kind": "browser"})
    parts = world.sketch.parts.values()
    covered = {name for part in parts if part.keys.get("product") == "acm" for name in texts(part.keys.get("covers"))}
    speaks = {world.parts[one.address].id: _asked(world, one) for one in _public(world)}
    for zone, names in world.sketch.zones.items():
        for label, types in names.items():
            values = [value for sort in ADDRESSES for value in listed(table(types).get(sort))]
            targets = {
                text(table(value).get("value")) if isinstance(value, dict) else text(value) for value in values
            }
            full = label if label == zone or label.endswith(f".{zone}") else f"{label}.{zone}"
            if targets & set(world.sketch.parts) and "*" not in full:
                secure = full not in covered and "https" in {speaks.get(one) for one in targets}
                visitor.uses[full] = "https" if secure else ""
    if not visitor.uses:
        visitor.uses = {**speaks}
    return [visitor] if visitor.uses else []


def _public(world: World) -> list[Resource]:
    """What the internet reaches: the edge, and load balancers that are not internal nor behind it."""
    edge = world.plan.of("aws_cloudfront_distribution", "aws_apigatewayv2_api", "aws_api_gateway_rest_api")
    balancers = [one for one in world.plan.of(*balancing.BALANCERS, "aws_elb") if not balancing.internal(one)]
    behind = {target for one in edge for target in world.parts[one.address].uses}
    return [*edge, *(one for one in balancers if world.parts[one.address].id not in behind)]


def _asked(world: World, one: Resource) -> str:
    if one.type in {*balancing.BALANCERS, "aws_elb"}:
        return "https" if balancing.encrypted_listener(world, one) else "http"
    return "https"
