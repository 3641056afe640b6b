"""Whatever stands in a file: a clean message, or a stage that resolves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cli.imports.conftest import PLANS

from infra_design.adapters.cli.imports import stage_text
from infra_design.adapters.cli.imports.compose import sketch as sketch_compose
from infra_design.adapters.cli.imports.sketch import ImportRefusedError
from infra_design.adapters.cli.imports.terraform import sketch as sketch_terraform
from infra_design.adapters.cli.imports.tree import read_yaml
from infra_design.read import read_catalog

CATALOG, _ = read_catalog(Path(), "")

NOT_OURS = "what came out is no design"
"""How the message begins that says that the import, not the file, is at fault."""

NAMES = st.sampled_from(
    [
        "web",
        "db",
        "web-01",
        "web-1",
        "any",
        "internet",
        "visitor",
        "docker-host",
        "Ä_b.c",
        "1",
        "worker",
        "nginx",
        "redis",
        "x" * 80,
    ]
)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 99999),
    st.sampled_from(
        [
            "",
            "a: b",
            "80",
            "80:80",
            "db",
            "${X:-db:5432}",
            "*",
            "null",
            "-",
            "#",
            "é\x7f",
            "{",
            "0.0.0.0:8080:80/udp",
            "3000-3005",
            "[::1]:80:80",
            "99999:1",
        ]
    ),
    NAMES,
    st.text(max_size=8),
)
ANY = st.recursive(
    ODD, lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(NAMES, below, max_size=3)), max_leaves=6
)
IMAGES = st.sampled_from(
    [
        "nginx",
        "mysql:8",
        "postgres:15-alpine",
        "traefik:v3",
        "acme/app",
        "redis",
        "rabbitmq:3-management",
        "prom/prometheus",
        "node:20",
        "wordpress",
        "registry:5000/x/y@sha256:00",
        ":",
        "/",
    ]
)
URLS = st.sampled_from(
    [
        "postgres://u:p@db:5432/x",
        "redis://redis",
        "http://web:99999",
        "db:0",
        "web,worker:80",
        "https://nginx:443/",
        "amqps://db",
        "worker",
    ]
)
PORTS = st.lists(
    st.one_of(
        st.sampled_from(
            ["80:80", "443:443", "8080", "5432:5432", "127.0.0.1:1:1", "53:53/udp", "70000:1", "80-81:80-81", "0:0"]
        ),
        st.fixed_dictionaries(
            {"target": st.integers(0, 70000)},
            optional={"published": ODD, "protocol": st.sampled_from(["tcp", "udp", "x"])},
        ),
    ),
    max_size=3,
)
SERVICE = st.fixed_dictionaries(
    {},
    optional={
        "image": IMAGES,
        "build": ANY,
        "ports": st.one_of(PORTS, ANY),
        "expose": st.one_of(st.just(["3000", "4000-4001/udp"]), ANY),
        "environment": st.one_of(
            st.dictionaries(
                st.sampled_from(["DB_HOST", "DB_PORT", "URL", "VIRTUAL_HOST"]), st.one_of(URLS, NAMES, ODD)
            ),
            ANY,
        ),
        "depends_on": st.one_of(
            st.lists(NAMES, max_size=3),
            st.dictionaries(NAMES, st.fixed_dictionaries({"condition": st.just("service_started")}), max_size=2),
            ANY,
        ),
        "networks": st.one_of(st.lists(NAMES, max_size=3), ANY),
        "links": st.one_of(st.just(["db:database", "web"]), ANY),
        "labels": st.one_of(
            st.just(
                {"traefik.enable": "true", "traefik.http.routers.a.rule": "Host(`a.example.com`) && PathPrefix(`/x`)"}
            ),
            ANY,
        ),
        "deploy": st.one_of(st.fixed_dictionaries({"replicas": st.integers(0, 5000)}), ANY),
        "scale": ODD,
        "volumes": st.one_of(st.just(["a:/data", "./x:/y:ro"]), ANY),
        "profiles": st.one_of(st.just(["debug"]), ANY),
        "extends": st.one_of(st.fixed_dictionaries({"service": NAMES}), NAMES),
        "command": st.one_of(URLS, ANY),
        "network_mode": st.sampled_from(["host", "none", "service:db"]),
        "container_name": ODD,
    },
)


def is_stage(made: object) -> None:
    text = stage_text(made, CATALOG)
    assert text.startswith("# A first stage")
    assert yaml.safe_load(text)["components"]


@given(st.one_of(st.dictionaries(NAMES, st.one_of(SERVICE, SERVICE, ANY), max_size=6), ANY), ANY)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_any_compose_file(services: object, networks: object) -> None:
    text = yaml.safe_dump({"services": services, "networks": networks}, allow_unicode=True)
    try:
        is_stage(sketch_compose(read_yaml(text.encode(), "compose.yml"), "Any", CATALOG))
    except ImportRefusedError as error:
        if str(error).startswith(NOT_OURS):
            raise AssertionError(str(error)) from error


def mutated(content: object, draw: object) -> object:
    """The same tree with some values replaced or left out."""
    if isinstance(content, dict):
        kept = {key: mutated(value, draw) for key, value in content.items() if draw(st.integers(0, 40))}
        return kept if draw(st.integers(0, 60)) else draw(ANY)
    if isinstance(content, list):
        return [mutated(one, draw) for one in content if draw(st.integers(0, 30))]
    return content if draw(st.integers(0, 25)) else draw(ODD)


@given(st.sampled_from(sorted(PLANS)), st.randoms(use_true_random=False), st.data())
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_any_plan(name: str, random: object, data: st.DataObject) -> None:
    def draw(strategy: st.SearchStrategy[object]) -> object:
        return data.draw(ANY) if strategy is ANY else data.draw(ODD) if strategy is ODD else random.randint(0, 40)

    parts = {"planned_values", "values", "configuration"} & PLANS[name].keys()
    content = PLANS[name] | {key: mutated(PLANS[name][key], draw) for key in sorted(parts)}
    try:
        is_stage(sketch_terraform(json.dumps(content).encode(), "plan.json", "Any", CATALOG))
    except ImportRefusedError as error:
        if str(error).startswith(NOT_OURS):
            raise AssertionError(str(error)) from error


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"1e999",
        b"[" * 100_000,
        b'{"planned_values": []}',
        b"\xff\xfe",
        b'{"values":{"root_module":{"resources":[1,{"type":{}}]}}}',
    ],
)
def test_no_plan(data: bytes) -> None:
    with pytest.raises(ImportRefusedError):
        sketch_terraform(data, "plan.json", "Any", CATALOG)
