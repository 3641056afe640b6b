"""Connections that nobody declared: what environment variables and commands say of other services."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.compose.ports import valid
from infra_design.adapters.cli.imports.compose.variables import UNSET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST = 4000
"""Characters of a value that are looked at."""
SCHEMES: Mapping[str, str] = {
    "amqp": "amqp", "amqps": "amqps", "clickhouse": "clickhouse", "http": "http", "https": "https", "kafka": "kafka",
    "ldap": "ldap", "ldaps": "ldaps", "mariadb": "mysql", "mongodb": "mongodb", "mqtt": "mqtt", "mqtts": "mqtts",
    "mssql": "mssql", "sqlserver": "mssql", "mysql": "mysql", "mysql2": "mysql", "nats": "nats",
    "pgsql": "postgresql",
    "postgis": "postgresql", "postgres": "postgresql", "postgresql": "postgresql", "redis": "redis",
    "rediss": "rediss", "smtp": "smtp", "smtps": "smtps", "ws": "ws", "wss": "wss", "grpc": "grpc", "grpcs": "grpcs",
    "bolt": "bolt", "neo4j": "bolt", "memcached": "memcached", "otlp": "otlp", "mqtt+ssl": "mqtts",
}  # fmt: skip
"""How URLs begin → protocols; what follows a `+`, such as a driver, does not count."""
_URL = re.compile(r"([a-z][a-z0-9]*)(?:\+[a-z0-9]+)?://(?:[^\s/@,]*@)?([A-Za-z0-9_.-]+)(?::([0-9]{1,5}))?")
_PLACE = re.compile(r"(?<![A-Za-z0-9_.:/@-])([A-Za-z][A-Za-z0-9_.-]*):([0-9]{1,5})(?![0-9.])")
_NAME = re.compile(r"(?<![A-Za-z0-9_.-])([A-Za-z][A-Za-z0-9_.-]*)(?![A-Za-z0-9_.:-])")
_OF_A_HOST = re.compile(
    r"HOST|SERVER|ADDR|URL|URI|ENDPOINT|BROKER|NODES?$|LINK|SEED|BACKEND|UPSTREAM|CONNECT|DSN|SERVICE|TARGET",
    re.IGNORECASE,
)
_ITS_OWN = re.compile(
    r"ADVERTISED|LISTEN|SERVER_NAME|HOSTNAME$|VIRTUAL_HOST|EXTERNAL_URL|ROOT_URL|PUBLIC|(?<!DATA)BASE_URL|NODE_NAME",
    re.IGNORECASE,
)
"""Variables that say where a service itself is reached."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something speaks of a service: with a protocol, at a port, as far as it says so."""

    service: str
    protocol: str = ""
    port: str = ""
    encrypted: bool = False


def hints(environment: Mapping[str, str], commands: list[str], names: Mapping[str, str]) -> list[Hint]:
    """What a service is told about others, each once; what says more comes first.

    Args:
        environment: its variables.
        commands: its command and entry point, in words.
        names: names under which services are reached → their own.
    """
    found: dict[Hint, None] = {}
    for key, value in environment.items():
        if not _ITS_OWN.search(key):
            found |= dict.fromkeys(_in(value, names, bare=bool(_OF_A_HOST.search(key))))
    for key, value in environment.items():
        for hint in list(found):
            port = _port_beside(key, value, environment, hint, names)
            if port and not hint.port:
                found |= {Hint(hint.service, hint.protocol, port, hint.encrypted): None}
    for command in commands:
        found |= dict.fromkeys(_in(command, names, bare=False))
    return sorted(found, key=lambda hint: (not hint.protocol, not hint.port))


def _in(value: str, names: Mapping[str, str], *, bare: bool) -> Iterator[Hint]:
    value = value[:LONGEST]
    if UNSET in value:
        value = value.replace(UNSET, "x")
    rest = value
    for match in _URL.finditer(value):
        if match[2] in names:
            protocol = SCHEMES.get(match[1].lower(), "")
            secure = bool(re.search(r"sslmode=(?:require|verify)|(?:ssl|tls)=true", value, re.IGNORECASE))
            yield Hint(names[match[2]], protocol, valid(match[3] or ""), secure)
        rest = rest.replace(match[0], " ")
    for match in _PLACE.finditer(rest):
        if match[1] in names:
            yield Hint(names[match[1]], "", valid(match[2]))
    if bare:
        yield from (Hint(names[match[1]]) for match in _NAME.finditer(rest) if match[1] in names)


def _port_beside(key: str, value: str, environment: Mapping[str, str], hint: Hint, names: Mapping[str, str]) -> str:
    """`DB_PORT` beside `DB_HOST`."""
    match = re.fullmatch(r"(.*?)_?PORT", key, re.IGNORECASE)
    if not match or not re.fullmatch(r"[0-9]{1,5}", value):
        return ""
    hosts = (f"{match[1]}_{word}" for word in ("HOST", "SERVER", "ADDR", "HOSTNAME"))
    return valid(value) if any(names.get(environment.get(one, "")) == hint.service for one in hosts) else ""
