"""Plans as Terraform prints them become stages in which an engineer finds nothing to wave away."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner
from tests.cli.imports.conftest import PLANS

from infra_design.adapters.cli import main
from infra_design.adapters.cli.imports import stage_text
from infra_design.adapters.cli.imports.terraform import sketch
from infra_design.model.settings import Settings
from infra_design.pipeline import load
from infra_design.read import read_catalog

if TYPE_CHECKING:
    from infra_design.model.stage import Stage

CATALOG, _ = read_catalog(Path(), "")


def text_of(plan: object) -> str:
    return stage_text(sketch(json.dumps(plan).encode(), "plan.json", "It", CATALOG), CATALOG)


def stage_of(plan: object, folder: Path) -> tuple[Stage, set[str]]:
    (folder / "designs").mkdir(parents=True)
    (folder / "designs/0.yml").write_text(text_of(plan))
    design = load(folder, Settings())
    return design.systems[0].stages[0], {finding.id for finding in design.analyses[0].stages[0].findings}


def wires(stage: Stage) -> set[tuple[str, str, str]]:
    return {(one.source, one.target, str(one.port or "")) for one in stage.connections if not one.replication}


def test_three_tiers(tmp_path: Path) -> None:
    stage, findings = stage_of(PLANS["three-tier"], tmp_path)
    assert wires(stage) == {("visitor", "lb", "443"), ("lb", "web-app", "8080"), ("web-app", "db", "5432")}
    assert [stage.instances[one].places for one in stage.components["web"].instances] == [
        (("us-east-1a",),),
        (("us-east-1b",),),
    ]
    assert stage.components["certificate"].covers_names == ("shop.example.com", "www.shop.example.com")
    assert stage.components["db"].mode == "active-passive"
    assert [str(one.port) + " " + one.source for one in stage.components["web-sg"].spec.allow] == ["8080 lb"]
    assert not any(one.startswith(("spof-", "connection-blocked", "no-https", "no-backup")) for one in findings)
    assert "provider-dependency@lb" in findings


def test_one_zone_is_a_single_point_of_failure(tmp_path: Path) -> None:
    plan = copy.deepcopy(PLANS["three-tier"])
    for one in plan["planned_values"]["root_module"]["resources"]:
        if one["type"] == "aws_db_instance":
            one["values"] |= {"multi_az": False, "availability_zone": "us-east-1a"}
    _, findings = stage_of(plan, tmp_path)
    assert {"spof-component@db", "spof-shared-dependency@us-east-1a"} & findings


def test_fargate_with_modules_routes_and_aurora(tmp_path: Path) -> None:
    stage, findings = stage_of(PLANS["fargate"], tmp_path)
    assert wires(stage) == {
        ("visitor", "lb", "80"),
        ("lb", "web", "3000"),
        ("lb", "api", "4000"),
        *(
            (user, store, port)
            for user in ("web", "api", "worker")
            for store, port in (("db", "5432"), ("cache", "6379"))
        ),
        ("api", "jobs-queue", "443"),
    }
    assert next(one for one in stage.connections if one.target == "api").routes == ("/api/",)
    assert (len(stage.components["web"].instances), len(stage.components["api"].instances)) == (2, 3)
    assert stage.components["web"].places == (
        "eu-central-1a",
        "eu-central-1b",
        "eu-central-1c",
    )  # through a module's output
    assert stage.components["db"].product_name == "Amazon Aurora"
    assert len(stage.components["vpc-nat"].instances) == 3
    assert "no-https@lb" in findings
    assert not any(one.startswith(("spof-", "connection-blocked", "journey-broken")) for one in findings)


def test_failover_by_route_53(tmp_path: Path) -> None:
    stage, findings = stage_of(PLANS["failover"], tmp_path)
    records = [one for one in stage.zones["example.org"].records if one.owner == "www.example.org"]
    assert [(one.points_at, one.spec.failover) for one in records] == [
        (("primary",), "primary"),
        (("standby",), "secondary"),
    ]
    assert {one.kind.id for one in stage.components.values()} >= {"region", "availability-zone"}
    assert stage.components["primary-app"].product_name == "Apache HTTP Server"  # its script installs httpd
    assert not any(one.startswith("spof-") for one in findings)


def test_functions_behind_a_gateway_and_a_site_in_a_bucket(tmp_path: Path) -> None:
    stage, findings = stage_of(PLANS["serverless"], tmp_path)
    assert wires(stage) == {
        ("visitor", "site-cdn", "443"),
        ("visitor", "http-api", "443"),
        ("site-cdn", "site-bucket", "443"),
        ("http-api", "api", "443"),
        *(("api", store, "443") for store in ("orders-table", "uploads-bucket", "mail-queue")),
    }
    assert not any(one.startswith(("spof-", "no-https", "connection-blocked")) for one in findings)
    assert "provider-dependency@http-api" in findings


def test_classic_balancer_replica_bastion_and_mounted_files(tmp_path: Path) -> None:
    stage, findings = stage_of(PLANS["classic"], tmp_path)
    assert wires(stage) >= {
        ("visitor", "web-lb", "80"),
        ("web-lb", "web-app", "80"),
        ("web-app", "app-app", "9000"),
        ("web-app", "shared-files", "2049"),
        ("app-app", "db", "3306"),
        ("bastion", "web-app", "22"),
    }
    assert stage.components["db"].instances == ("db-primary", "db-replica")
    assert stage.components["eks"].hosts == ("nodes",)
    assert findings >= {"spof-write-primary@db-primary", "members-share-zone@web", "spof-server@app"}
    assert not any(
        one.startswith(("connection-blocked", "broad-allow", "journey-broken", "cname-")) for one in findings
    )
    assert "leads to blue.example.net as well" in text_of(PLANS["classic"])  # a CNAME beside an alias


def test_automatic_backups_count(tmp_path: Path) -> None:
    plan = copy.deepcopy(PLANS["classic"])
    for one in plan["planned_values"]["root_module"]["resources"]:
        if one["type"] == "aws_db_instance":
            one["values"]["backup_retention_period"] = 7
    _, findings = stage_of(plan, tmp_path)
    assert not any(one.startswith("no-backup@db") for one in findings)
    assert "no-backup@db" in stage_of(PLANS["classic"], tmp_path / "x")[1]


def test_secrets_and_scripts_go_nowhere() -> None:
    for plan in PLANS.values():
        text = text_of(plan)
        assert not any(word in text for word in ("hunter2", "secret", "ami-", "#!/bin", "yum"))


def test_a_state_is_as_good_as_a_plan(tmp_path: Path) -> None:
    stage, findings = stage_of(PLANS["state"], tmp_path)
    assert wires(stage) == {("visitor", "a-lb", "80"), ("a-lb", "web-app", "80")}
    assert "spof-server@web" in findings


def test_what_nothing_is_drawn_of_is_said(tmp_path: Path) -> None:
    assert "Left out: aws_s3_bucket." in text_of(PLANS["three-tier"])
    file = tmp_path / "plan.json"
    file.write_text(
        '{"planned_values": {"root_module": {"resources": [{"address": "a.b", "type": "a", "name": "b"}]}}}'
    )
    result = CliRunner().invoke(main, ["import", "terraform", str(file)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nothing in it is drawn; its resources are a" in result.stderr
    file.write_text("{")
    assert "terraform show -json" in CliRunner().invoke(main, ["import", "terraform", str(file)]).stderr
