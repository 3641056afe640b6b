"""Compose files as people publish them become stages in which an engineer finds nothing to wave away."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from infra_design.adapters.cli import main
from infra_design.adapters.cli.imports import stage_text
from infra_design.adapters.cli.imports.compose import sketch
from infra_design.adapters.cli.imports.compose.hints import Hint, hints
from infra_design.adapters.cli.imports.compose.images import identify
from infra_design.adapters.cli.imports.compose.ports import Opening, exposed, published
from infra_design.adapters.cli.imports.compose.variables import UNSET, resolved
from infra_design.adapters.cli.imports.sketch import ImportRefusedError
from infra_design.adapters.cli.imports.tree import read_yaml
from infra_design.model.settings import Settings
from infra_design.pipeline import load
from infra_design.read import read_catalog

if TYPE_CHECKING:
    from infra_design.model.stage import Stage
    from infra_design.pipeline import Design

HERE = Path(__file__).parent / "compose"
CATALOG, _ = read_catalog(Path(), "")


def text_of(compose: str, *profiles: str) -> str:
    return stage_text(sketch(read_yaml(compose.encode(), "compose.yml"), "It", CATALOG, profiles), CATALOG)


def designed(text: str, folder: Path) -> Design:
    (folder / "designs").mkdir()
    (folder / "designs/0.yml").write_text(text)
    return load(folder, Settings())


def stage_of(name: str, folder: Path) -> tuple[Stage, set[str]]:
    design = designed(text_of((HERE / f"{name}.yml").read_text()), folder)
    return design.systems[0].stages[0], {finding.id for finding in design.analyses[0].stages[0].findings}


def wires(stage: Stage) -> set[tuple[str, str, str]]:
    return {(one.source, one.target, str(one.port or "")) for one in stage.connections if not one.replication}


def test_wordpress(tmp_path: Path) -> None:
    stage, findings = stage_of("wordpress", tmp_path)
    assert {one.id: one.kind.id for one in stage.components.values()} == {
        "visitor": "browser",
        "docker-host": "server",
        "published-ports": "firewall",
        "db": "database",
        "wordpress": "application-server",
    }
    assert wires(stage) == {("visitor", "wordpress", "80"), ("wordpress", "db", "3306")}
    assert stage.components["wordpress"].stores == ("uploads",)
    assert findings >= {"spof-server@docker-host", "no-backup@db", "no-https@wordpress"}
    assert "database-exposed@db" not in findings


def test_voting_app(tmp_path: Path) -> None:
    stage, findings = stage_of("voting", tmp_path)
    assert wires(stage) == {
        ("visitor", "vote", "8080"),
        ("visitor", "result", "8081"),
        ("vote", "redis", "6379"),
        ("result", "db", "5432"),
        ("worker", "redis", "6379"),
        ("worker", "db", "5432"),
    }
    assert "seed" not in stage.components
    assert stage.components["worker"].places == ("back-tier",)
    assert "spof-server@docker-host" in findings


def test_nginx_node_mongo_redis(tmp_path: Path) -> None:
    stage, findings = stage_of("mern", tmp_path)
    assert len(stage.components["api"].instances) == 3
    assert wires(stage) == {
        ("visitor", "nginx", "443"),
        ("nginx", "api", "4000"),
        ("nginx", "web", "3000"),
        ("api", "mongo", "27017"),
        ("api", "redis", "6379"),
    }
    assert findings >= {"database-exposed@mongo", "members-share-host@api"}  # 27017 is published


def test_monitoring(tmp_path: Path) -> None:
    stage, findings = stage_of("monitoring", tmp_path)
    assert {target for source, target, _ in wires(stage) if source == "operator"} == {
        "prometheus",
        "grafana",
        "alertmanager",
    }
    assert stage.components["node-exporter"].kind.id == stage.components["cadvisor"].kind.id == "monitoring-agent"
    assert not any(one.startswith("no-monitoring") for one in findings)


def test_gitlab(tmp_path: Path) -> None:
    stage, findings = stage_of("gitlab", tmp_path)
    assert stage.components["gitlab"].product_name == "GitLab"
    assert "admin-port-open@published-ports" in findings  # 22
    assert wires(stage) == {("visitor", "gitlab", "443")}


def test_traefik_routes_by_its_labels(tmp_path: Path) -> None:
    stage, _ = stage_of("traefik", tmp_path)
    assert [record.owner for record in stage.zones["example.com"].records] == [
        "shop.example.com",
        "www.shop.example.com",
    ]
    route = next(one for one in stage.connections if one.source == "traefik")
    assert (route.target, str(route.port), set(route.routes)) == (
        "app",
        "8000",
        {"shop.example.com", "www.shop.example.com"},
    )
    assert {one.target for one in stage.connections if one.source == "worker"} == {"postgres", "rabbitmq"}


@pytest.mark.parametrize(
    ("written", "opening"),
    [
        ("80", Opening("80", chosen=True)),
        ("8080:80", Opening("80", "8080")),
        ("127.0.0.1:8080:80", Opening("80", "8080", local=True)),
        ("0.0.0.0:8080:80/tcp", Opening("80", "8080")),
        ("[::1]:8080:80", Opening("80", "8080", local=True)),
        ("127.0.0.1::80", Opening("80", local=True, chosen=True)),
        ("53:53/udp", Opening("53/udp", "53/udp")),
        ("3000-3005:4000-4005", Opening("4000-4005", "3000-3005")),
        ({"target": 80, "published": "8080", "protocol": "tcp", "mode": "host"}, Opening("80", "8080")),
        ({"target": 80, "published": 8080, "host_ip": "127.0.0.1"}, Opening("80", "8080", local=True)),
        ({"target": "53", "protocol": "udp"}, Opening("53/udp", chosen=True)),
        ("70000:80", Opening("80", chosen=True)),
    ],
)
def test_ports(written: object, opening: Opening) -> None:
    assert list(published([written])) == [opening]
    assert list(published(["x:y", "80:99999", {}, None])) == []
    assert list(exposed(["3000", "8125/udp", "x"])) == [Opening("3000"), Opening("8125/udp")]


@pytest.mark.parametrize(
    ("written", "becomes", "missing"),
    [
        ("${A:-b}", "b", set()),
        ("${A-b}", "b", set()),
        ("${A:-${B:-c}}d", "cd", set()),
        ("$$A", "$A", set()),
        ("$A/x", f"{UNSET}/x", {"A"}),
        ("${A:?needed}", UNSET, {"A"}),
        ("${A:+x}y", "y", set()),
        ("a$", "a$", set()),
        ("${A", UNSET, {"A"}),
        ("plain", "plain", set()),
    ],
)
def test_variables(written: str, becomes: str, missing: set[str]) -> None:
    found: set[str] = set()
    assert resolved(written, found) == becomes
    assert found == missing


def test_no_variable_of_this_machine_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAG", "9")
    assert "9" not in text_of("services: {db: {image: 'mysql:${TAG}'}}")


@pytest.mark.parametrize(
    ("image", "product", "version"),
    [
        ("postgres:15-alpine", "postgresql", "15"),
        ("mongo", "mongodb", ""),
        ("bitnami/postgresql:16.1.0", "postgresql", "16.1.0"),
        ("docker.io/library/nginx:1.25@sha256:0123", "nginx", "1.25"),
        ("registry:5000/x/redis", "redis", ""),
        ("mcr.microsoft.com/mssql/server:2022-latest", "sql-server", "2022"),
        ("php:8.2-fpm-alpine", "php-fpm", "8.2"),
        ("rabbitmq:3.13-management", "rabbitmq", "3.13"),
        ("confluentinc/cp-kafka:7.6.0", "kafka", "7.6.0"),
        ("gitlab/gitlab-ce:latest", "gitlab", ""),
        ("prom/prometheus:v2.48.0", "prometheus", "2.48.0"),
    ],
)
def test_images(image: str, product: str, version: str) -> None:
    found = identify("it", image, CATALOG)
    assert (found.product, found.version, found.guessed) == (product, version, False)
    assert product in CATALOG.products


def test_what_environment_variables_tell() -> None:
    names = {"db": "db", "redis": "redis", "web": "web", "kafka1": "kafka1"}
    environment = {
        "DATABASE_URL": "postgresql+asyncpg://u:p@db:5433/x?sslmode=require",
        "REDIS_HOST": "redis",
        "REDIS_PORT": "6380",
        "BROKERS": "kafka1:9092,kafka2:9092",
        "NOTE": "web and db",
        "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://web:9092",
    }
    found = hints(environment, [], names)
    assert {hint.service for hint in found} == {"db", "redis", "kafka1"}
    assert found[0] == Hint("db", "postgresql", "5433", encrypted=True)
    assert Hint("redis", "", "6380") in found
    assert Hint("kafka1", "", "9092") in found


def test_services_without_a_common_network_do_not_meet() -> None:
    text = text_of("services: {a: {image: nginx, networks: [x], depends_on: [b]}, b: {image: redis, networks: [y]}}")
    assert "they have no network in common" in text
    assert "uses" not in text


def test_who_comes_in() -> None:
    text = text_of(
        "services:\n"
        "  shop: {image: acme/shop, ports: ['80:8000'], depends_on: [mysql]}\n"
        "  inside: {image: acme/app, ports: ['127.0.0.1:3000:3000']}\n"
        "  ui: {image: provectuslabs/kafka-ui, ports: ['8080:8080']}\n"
        "  broker: {image: eclipse-mosquitto, ports: ['1883:1883']}\n"
        "  mysql: {image: acme/mysql-with-data:9, ports: ['3306:3306']}\n"
        "  worker: {image: acme/app, depends_on: [shop]}\n"
    )
    assert "visitor: {kind: browser, uses: {shop: http}}" in text
    assert "operator: {kind: browser, uses: {ui: http:8080}}" in text
    assert "# Only its machine reaches it: what passes requests on to it?\n  inside:" in text
    assert "allow: [80 from internet, 8080 from internet, 1883 from internet, 3306 from internet]" in text
    assert "# Published: anybody may try to log in. Who has to?\n  mysql: {host: docker-host}" in text
    assert "# It starts after 'shop'; whether it uses it is not said.\n  worker:" in text


def test_merge_keys_anchors_and_extends(tmp_path: Path) -> None:
    text = text_of(
        "x-base: &base {image: 'node:20', environment: {REDIS_URL: 'redis://cache:6380'}}\n"
        "services:\n  a: {<<: *base, ports: ['22:22', '80:3000']}\n  b: {extends: {service: a}, image: nginx}\n"
        "  c: {extends: {file: other.yml, service: base}, image: redis}\n  cache: {image: redis}\n"
    )
    stage = designed(text, tmp_path).systems[0].stages[0]
    assert ("a", "cache", "6380") in wires(stage)
    assert ("b", "cache", "6380") in wires(stage)
    assert stage.components["b"].product_name == "Nginx"
    assert "extends 'base' in other.yml, which was not read" in text


def test_what_is_left_out_is_said() -> None:
    compose = (
        "include: [other.yml]\nnetworks: {shared: {external: true}}\nsecrets: {s: {file: x}}\n"
        "services: {a: {image: nginx}, b: {image: redis, profiles: [debug]}, c: {image: redis, scale: 0}}"
    )
    text = text_of(compose)
    for part in (
        "Left out: b (profile debug).",
        "Left out: c (no replicas).",
        "It includes other.yml",
        "Networks that other files share: shared",
        "Secrets are no part",
    ):
        assert part in text
    assert "  b: {" in text_of(compose, "debug")


@pytest.mark.parametrize(
    "compose",
    [
        "",
        "[]",
        "a: b",
        "services: {}",
        "services: [a]",
        "services: {a: {profiles: [x]}}",
        "a: &a [*a]",
        "services: !x {}",
        "\x00",
    ],
)
def test_what_is_no_compose_file(compose: str) -> None:
    with pytest.raises(ImportRefusedError):
        text_of(compose)


def test_aliases_that_grow_without_end_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(ImportRefusedError, match="more than 200,000 values"):
        text_of("\n".join(lines))


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "0.yml"
    command = ["import", "compose", str(HERE / "wordpress.yml"), "--output", str(target)]
    first = CliRunner().invoke(main, command)
    assert (first.exit_code, first.stdout) == (0, f"{target}\n")
    before = target.read_text()
    again = CliRunner().invoke(main, command)
    assert (again.exit_code, target.read_text()) == (2, before)
    assert "is there already" in again.stderr


def test_standard_input_and_what_cannot_be_read() -> None:
    result = CliRunner().invoke(main, ["import", "compose", "-"], input="services: {web: {image: nginx}}")
    assert result.exit_code == 0
    assert "web: {product: nginx, host: docker-host}" in result.stdout
    bad = CliRunner().invoke(main, ["import", "compose", "-"], input="services:\n\t- x")
    assert (bad.exit_code, bad.stdout) == (2, "")
    assert "<stdin>:2:1: not YAML" in bad.stderr
    assert CliRunner().invoke(main, ["import", "compose", "no-such-file"]).exit_code == 2


def test_the_documented_file_becomes_the_documented_stage(checkout: Path, tmp_path: Path) -> None:
    page = (checkout / "docs/importing.md").read_text()
    compose, stage = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[:2]
    (tmp_path / "compose.yml").write_text(compose)
    assert CliRunner().invoke(main, ["import", "compose", str(tmp_path / "compose.yml")]).stdout == stage
