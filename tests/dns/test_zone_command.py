"""`infra-design zone`."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import dns.zone
import pytest
from click.testing import CliRunner, Result
from tests.dns.designs import COMPONENTS

from infra_design.adapters.cli import main

if TYPE_CHECKING:
    from pathlib import Path

ONE = "dns:\n  foobar.com:\n    www: {A: web}\n    app: {A: postgresql}\n"
TWO = f"{ONE}  example.org:\n    www: {{A: mail}}\n"
PLACEHOLDER = "the NS record of foobar.com is a placeholder, ns.invalid.: the design names no name server"
ALIAS = "'postgresql' has no address here; a provider answers with an alias"
BAD = "dns:\n  foobar.com:\n    foobar.com: {CNAME: www}\n    www: {A: 1.2.3}\n"


@pytest.fixture
def run(tmp_path: Path):
    def runner(zones: str, *arguments: str) -> Result:
        (tmp_path / "designs").mkdir(exist_ok=True)
        (tmp_path / "designs/0.yml").write_text(f"{zones}{COMPONENTS}  postgresql: {{managed: true}}\n")
        return CliRunner().invoke(main, ["-C", str(tmp_path), "zone", "0", *arguments], catch_exceptions=False)

    return runner


def test_one_zone_is_printed_and_what_is_no_record_of_it_is_told(run) -> None:
    result = run(ONE)
    assert result.exit_code == 0
    zone = dns.zone.from_text(result.stdout, "foobar.com.")
    assert zone.get_rdataset("www", "A")[0].address == "34.1.1.1"
    assert zone.get_node("app") is None
    assert result.stderr.splitlines() == [
        "designs/0.yml:2:3: the SOA record of foobar.com is made up: the design has none",
        f"designs/0.yml:2:3: {PLACEHOLDER}",
        f"designs/0.yml:4:14: app.foobar.com A postgresql is only a comment: {ALIAS}",
    ]


def test_several_zones_need_a_folder_or_a_choice(run, tmp_path: Path) -> None:
    result = run(TWO)
    assert result.exit_code == 2
    assert "--zone with one of foobar.com, example.org" in result.stderr
    assert "$ORIGIN example.org.\n" in run(TWO, "--zone", "Example.ORG.").stdout
    folder = tmp_path / "out/zones"
    result = run(TWO, "--output", str(folder))
    assert result.stdout.splitlines() == [
        f"{folder.as_posix()}/{name}.zone" for name in ("foobar.com", "example.org")
    ]
    assert (folder / "foobar.com.zone").read_text() == run(ONE).stdout
    assert sorted(path.name for path in folder.iterdir()) == ["example.org.zone", "foobar.com.zone"]


def test_octodns_gets_yaml(run, tmp_path: Path) -> None:
    assert run(TWO, "--format", "octodns", "--output", str(tmp_path / "out")).exit_code == 0
    assert (
        (tmp_path / "out/example.org.yaml")
        .read_text()
        .endswith("\nwww:\n  ttl: 3600\n  type: A\n  value: 34.1.1.2\n")
    )


def test_a_zone_that_name_servers_refuse_is_not_written(run, tmp_path: Path) -> None:
    result = run(BAD, "--output", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert not (tmp_path / "out").exists()
    lines = result.stderr.splitlines()
    assert lines[0] == "designs/0.yml:3:25: 'foobar.com' has a CNAME and NS, SOA beside it (a CNAME stands alone)"
    assert "designs/0.yml:4:14: '1.2.3' is no IPv4 address" in lines
    assert lines[-1] == "2 mistakes: a name server would refuse the zone"


def test_serials(run) -> None:
    def serial(*arguments: str) -> int:
        return dns.zone.from_text(run(ONE, *arguments).stdout, "foobar.com.").get_soa().serial

    assert serial("--serial", "2026010100") == 2026010100
    assert serial("--serial", "0") == 0
    assert serial() == serial("--serial", "content")
    for wrong in ("-1", "4294967296", "now", "1.5", "\u0661"):
        assert run(ONE, "--serial", wrong).exit_code == 2


def test_what_cannot_be_found_is_a_usage_error(run, tmp_path: Path) -> None:
    assert "zones: foobar.com" in run(ONE, "--zone", "example.org").stderr
    assert "has no zones" in run("title: None\n").stderr
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "zone", "9"]).exit_code == 2


def test_files_are_the_same_whatever_the_seed_of_hashes(checkout: Path) -> None:
    outputs = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "infra_design.adapters.cli", "zone", "2-secured-and-monitored"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        outputs |= {
            subprocess.run(
                [*command, "--format", form], cwd=checkout, env=environment, capture_output=True, check=True
            ).stdout
            for form in ("bind", "octodns")
        }
    assert len(outputs) == 2
