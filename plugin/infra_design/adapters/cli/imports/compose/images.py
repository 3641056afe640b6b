"""What an image, or the name of a service, says of what runs in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.catalog import Catalog

PRODUCTS: Mapping[str, str] = {
    "amazon-dynamodb-local": "dynamodb",
    "arangodb": "",
    "cadvisor": "",
    "centrifugo": "",
    "clickhouse-server": "clickhouse",
    "cockroach": "cockroachdb",
    "couchdb3": "couchdb",
    "cp-kafka": "kafka",
    "cp-server": "kafka",
    "cp-zookeeper": "zookeeper",
    "eclipse-mosquitto": "mosquitto",
    "gitlab-ce": "gitlab",
    "gitlab-ee": "gitlab",
    "influxdb2": "influxdb",
    "jaeger": "jaeger",
    "all-in-one": "jaeger",
    "keycloak-x": "keycloak",
    "mongo": "mongodb",
    "mongodb-community-server": "mongodb",
    "mssql-server": "sql-server",
    "nginx-proxy": "nginx",
    "nginx-prometheus-exporter": "nginx-exporter",
    "nginx-unprivileged": "nginx",
    "node": "nodejs",
    "opentelemetry-collector-contrib": "opentelemetry-collector",
    "percona-server": "mysql",
    "percona": "mysql",
    "pgvector": "postgresql",
    "postgis": "postgresql",
    "postgres": "postgresql",
    "postgresql-repmgr": "postgresql",
    "redis-stack": "redis",
    "redis-stack-server": "redis",
    "server": "",
    "spilo": "patroni",
    "timescaledb-ha": "timescaledb",
    "valkey-bundle": "valkey",
    "varnish": "varnish",
    "victoria-metrics": "victoria-metrics",
}
"""Names of images that are not those of the catalog's products; empty: none of them."""
BY_PATH: Mapping[str, str] = {
    "azure-sql-edge": "sql-server",
    "goauthentik/server": "authentik",
    "mssql/server": "sql-server",
    "minio/mc": "",
    "prom/node-exporter": "node-exporter",
    "vaultwarden/server": "",
}
"""Likewise, where the last name alone does not tell."""
KIND_WORDS: Mapping[str, str] = {
    "worker": "worker", "workers": "worker", "celery": "worker", "sidekiq": "worker", "consumer": "worker",
    "consumers": "worker", "runner": "worker", "queue-worker": "worker",
    "beat": "job", "cron": "job", "scheduler": "job", "migrate": "job", "migration": "job", "migrations": "job",
    "seed": "job", "setup": "job", "init": "job", "job": "job", "cronjob": "job",
    "lb": "load-balancer", "balancer": "load-balancer", "proxy": "load-balancer", "loadbalancer": "load-balancer",
    "cache": "cache", "db": "database", "database": "database", "queue": "queue", "broker": "queue",
    "exporter": "monitoring-agent", "cadvisor": "monitoring-agent",
    "backup": "backup", "backups": "backup",
    "web": "application-server", "www": "application-server", "app": "application-server",
    "frontend": "application-server", "front": "application-server", "site": "application-server",
    "backend": "application-server", "ui": "application-server", "webapp": "application-server",
    "storefront": "application-server", "cms": "application-server",
}  # fmt: skip
"""Words in names of services that tell their kind; the last one in a name counts."""
WEB_APPLICATIONS = frozenset(
    "bookstack directus drupal ghost joomla matomo mediawiki n8n node-red odoo plausible redmine "  # noqa: SIM905 — a list of words reads best as words
    "roundcubemail strapi umami vaultwarden wiki".split()
)
"""Images of programs for browsers that the catalog does not know."""
CONSOLES = frozenset(
    "adminer akhq dozzle flower kafka-ui kafdrop mongo-express pgadmin4 phpmyadmin phppgadmin portainer "  # noqa: SIM905 — likewise
    "portainer-ce redis-commander redisinsight".split()
)
"""Those with which people look after something else."""


class Identity(NamedTuple):
    """What a service is.

    Attributes:
        product: of the catalog, or free text, or empty.
        kind: empty: that of its product.
        version: empty: not known.
        guessed: only its name, or nothing at all, tells the kind.
    """

    product: str
    kind: str
    version: str
    guessed: bool


def identify(name: str, image: str, catalog: Catalog) -> Identity:
    """What a service of this name, made from this image, is."""
    repository, tag = _split(image)
    product = _product(repository, tag, catalog)
    if product in catalog.products:
        return Identity(product, "", _version(tag), guessed=False)
    last = repository.rpartition("/")[2]
    if last in WEB_APPLICATIONS | CONSOLES:
        return Identity(last, "application-server", _version(tag), guessed=False)
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    named = PRODUCTS.get(plain, plain)
    if named in catalog.products and (not repository or plain in last):
        return Identity(named, "", "", guessed=False)  # the tag may be that of what is around it
    kind = _kind(plain) or _kind(last) or "service"
    return Identity(last, kind, _version(tag), guessed=True)


def _split(image: str) -> tuple[str, str]:
    """`registry.example.com:5000/team/app:1.2@sha256:…` as `registry.example.com:5000/team/app` and `1.2`."""
    named = image.partition("@")[0]
    path, colon, tag = named.rpartition(":")
    return (path, tag) if colon and "/" not in tag else (named, "")


def _product(repository: str, tag: str, catalog: Catalog) -> str:
    last = repository.rpartition("/")[2].lower()
    two = "/".join(repository.lower().split("/")[-2:])
    if last == "php":
        return "php-fpm" if "fpm" in tag else "apache" if "apache" in tag else ""
    if two in BY_PATH:
        return BY_PATH[two]
    if last in PRODUCTS:
        return PRODUCTS[last]
    candidates = (last, re.sub(r"-(?:server|alpine|oss|ce|ee)$", "", last))
    return next((one for one in candidates if one in catalog.products), "")


def _version(tag: str) -> str:
    match = re.match(r"(?:[a-z]+-)?v?([0-9]+(?:\.[0-9]+)*)(?![0-9a-f]{6})", tag)
    return match[1] if match and len(match[1]) <= 12 else ""  # noqa: PLR2004 — longer ones are dates and hashes


def _kind(name: str) -> str:
    words = re.split(r"[^a-z]+", name)
    return next((KIND_WORDS[word] for word in reversed(words) if word in KIND_WORDS), "")
