"""Requests that a proxy hands on by labels or variables: Traefik's routers, and VIRTUAL_HOST of nginx-proxy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.compose.ports import valid
from infra_design.adapters.cli.imports.compose.variables import UNSET

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra_design.adapters.cli.imports.compose.services import Service
    from infra_design.adapters.cli.imports.sketch import Part, Sketch
    from infra_design.adapters.cli.imports.values import Table, Value
    from infra_design.model.catalog import Kind

_HOST = re.compile(r"Host(?:SNI)?\(([^)]*)\)")
_PATH = re.compile(r"PathPrefix\([`'\"](/[A-Za-z0-9/_.-]*)[`'\"]\)")
_NAME = re.compile(r"[`'\"]([A-Za-z0-9.-]+)[`'\"]")
_HOSTNAME = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
LOCAL = (".localhost", ".local", ".test", ".internal", ".lan")
WEB_PORTS = frozenset({"80", "443"})


def route(
    services: list[Service],
    parts: Mapping[str, Part],
    placed: Sketch,
    clients: Mapping[str, Part],
    kind: Callable[[str], Kind],
) -> None:
    """Connect the proxy with what it hands requests on to, and visitors with the names they ask for."""
    proxy = next((one for one in services if _is_proxy(one, parts)), None)
    if proxy is None:
        return
    secure = any("tls" in label for one in services for label in one.labels)
    public = bool(WEB_PORTS & {opening.outside for opening in proxy.openings})
    for service in services:
        routes, port = _routes(service)
        if service is proxy or not (routes or _enabled(service)):
            continue
        target: Table = {"port": int(port)} if re.fullmatch(r"[0-9]{1,5}", port) and valid(port) else {}
        if routes:
            target["for"] = list(routes)
        parts[proxy.name].uses[parts[service.name].id] = target or ""
        for name in (one for one in routes if public and not one.startswith("/") and not one.endswith(LOCAL)):
            _record(placed, name, parts[proxy.name].id)
            client = clients["operator" if kind(service.name).category == "monitoring" else "visitor"]
            client.uses.pop(parts[proxy.name].id, None)
            client.uses[name] = "https" if secure else ""


def _is_proxy(service: Service, parts: Mapping[str, Part]) -> bool:
    part = parts[service.name]
    return "traefik" in {part.id, part.keys.get("product")} or "nginx-proxy" in service.image


def _enabled(service: Service) -> bool:
    return service.labels.get("traefik.enable") == "true"


def _routes(service: Service) -> tuple[list[str], str]:
    """Hostnames, or paths where there are none, and the port."""
    rules = [value for key, value in service.labels.items() if re.fullmatch(r"traefik\.http\.routers\..+\.rule", key)]
    names = [name for rule in rules for host in _HOST.findall(rule) for name in _NAME.findall(host)]
    names += [name.strip() for name in service.environment.get("VIRTUAL_HOST", "").split(",")]
    hosts = [name.lower() for name in dict.fromkeys(names) if UNSET not in name and _HOSTNAME.fullmatch(name)]
    paths = [path for rule in rules for path in _PATH.findall(rule)]
    ports = [value for key, value in service.labels.items() if key.endswith(".loadbalancer.server.port")]
    return hosts or paths, next(iter([*ports, service.environment.get("VIRTUAL_PORT", "")]), "")


def _record(placed: Sketch, hostname: str, target: str) -> None:
    """An A record that leads to the proxy, in the zone of the last two labels."""
    labels = hostname.split(".")
    zone, name = ".".join(labels[-2:]), ".".join(labels[:-2])
    record: dict[str, Value] = {"A": target}
    placed.zones.setdefault(zone, {})[name or zone] = record
