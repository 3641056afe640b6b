"""The command `infra-design`, mostly in this process."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from infra_design.adapters.cli import COMMANDS, main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from tests.adapters.projects import Project

FIELDS = {"rule", "severity", "stage", "subjects", "journey", "message", "evidence", "remedy"}
PLACE = {"file", "line", "column"}


@pytest.fixture
def run(project: Project) -> Callable[..., Result]:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["-C", str(project.folder), *arguments], catch_exceptions=False)

    return run


def findings(result: Result) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(result.stdout)["findings"]
    return found


def test_help_lists_every_command(run: Callable[..., Result]) -> None:
    text = run("--help").stdout
    for name, about in COMMANDS.items():
        assert name in text
        assert about.split(":")[0] in text


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(run: Callable[..., Result], command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


def test_check_prints_place_severity_sentence_identity_and_remedy(run: Callable[..., Result]) -> None:
    result = run("check", "0-one")
    lines = result.stdout.splitlines()
    at = next(index for index, line in enumerate(lines) if "[spof-server@web]" in line)
    assert lines[at].startswith("designs/0-one.yml:4:3: high: ")
    assert lines[at + 1].startswith("    ")
    assert lines[-1].startswith(f"{sum(line.endswith(']') and '@' in line for line in lines)} findings: ")


def test_check_as_json_has_the_documented_fields(run: Callable[..., Result]) -> None:
    found = findings(run("check", "--format", "json"))
    assert {finding["stage"] for finding in found} == {"0-one", "1-two"}
    assert all(finding.keys() >= FIELDS | PLACE for finding in found)
    spof = next(one for one in found if (one["rule"], one["stage"]) == ("spof-server", "0-one"))
    assert (spof["severity"], spof["subjects"]) == ("high", ["web"])
    assert (spof["file"], spof["line"], spof["column"]) == ("designs/0-one.yml", 4, 3)
    assert spof["journey"]
    assert spof["remedy"]


@pytest.mark.parametrize(
    ("arguments", "code"), [((), 1), (("--fail-on=high",), 1), (("--fail-on=error",), 0), (("--fail-on=never",), 0)]
)
def test_the_exit_code_follows_fail_on(run: Callable[..., Result], arguments: tuple[str, ...], code: int) -> None:
    assert run("check", *arguments).exit_code == code


def test_options_are_those_of_the_site_and_the_command_line_wins(
    project: Project, run: Callable[..., Result]
) -> None:
    project.options.update(designs="infra", fail_on="never", rules={"no-https": "ignore"})
    project.configure()
    (project.folder / "designs").rename(project.folder / "infra")
    result = run("check", "--format", "json")
    assert result.exit_code == 0
    assert {str(finding["file"]).split("/")[0] for finding in findings(result)} == {"infra"}
    assert "no-https" not in {finding["rule"] for finding in findings(result)}
    assert run("check", "--fail-on", "high").exit_code == 1
    assert run("--designs", "nowhere", "check").exit_code == 2


def test_a_configuration_with_tags_of_others_is_read_without_running_them(
    project: Project, run: Callable[..., Result]
) -> None:
    (project.folder / "designs").rename(project.folder / "infra")
    ours = "site_name: !ENV [NAME, x]\nplugins:\n  - search\n  - infra-design: {designs: infra}\n"
    project.write({"mkdocs.yml": f"{ours}extra: !!python/name:os.system\n"})
    assert run("check", "--fail-on", "never").exit_code == 0


def test_mistakes_are_printed_with_their_lines_and_end_with_2(project: Project, run: Callable[..., Result]) -> None:
    project.write({"designs/1-two.yml": "extends: 0-one\ncomponents:\n  cache: {kind: cache, host: wbe}\n"})
    result = run("check")
    assert result.exit_code == 2
    assert "designs/1-two.yml:3:" in result.stderr
    assert "3 |   cache: {kind: cache, host: wbe}" in result.stderr
    assert "1 mistake: the design cannot be read" in result.stderr
    for command in (("resolve", "0-one"), ("check", "--format", "text")):
        assert run(*command).exit_code == 2


def test_mistakes_as_json_go_where_findings_go(project: Project, run: Callable[..., Result]) -> None:
    project.write({"designs/1-two.yml": "extends: 0-one\nkomponents: {}\n"})
    result = run("check", "--format", "json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert result.exit_code == 2
    assert (problem["file"], problem["line"], problem["column"]) == ("designs/1-two.yml", 2, 1)
    assert "komponents" in problem["what"]
    assert "components" in problem["hint"]


@pytest.mark.parametrize("name", ["1-two", "designs/1-two.yml", "./designs/1-two.yml"])
def test_resolve_prints_what_a_stage_has_with_what_it_inherits(run: Callable[..., Result], name: str) -> None:
    merged = yaml.safe_load(run("resolve", name).stdout)
    assert merged["title"] == "Two servers"
    assert set(merged["components"]) == {"visitor", "web", "nginx", "mysql", "lb", "haproxy"}
    assert "address" not in merged["components"]["web"]


def test_what_resolve_prints_is_a_stage_with_the_same_findings(project: Project, run: Callable[..., Result]) -> None:
    before = {str(finding["id"]) for finding in findings(run("check", "1-two", "--format", "json"))}
    project.write({"other/1-two.yml": run("resolve", "1-two").stdout})
    after = {str(finding["id"]) for finding in findings(run("--designs", "other", "check", "--format", "json"))}
    assert after == before


def test_a_stage_that_is_not_there(run: Callable[..., Result]) -> None:
    result = run("resolve", "3-two")
    assert result.exit_code == 2
    assert "no stage '3-two'; stages: 0-one, 1-two" in result.stderr


def test_two_systems_with_a_stage_of_one_name(project: Project, run: Callable[..., Result]) -> None:
    for system in ("shop", "blog"):
        project.write({f"designs/{system}/0-one.yml": f"title: {system}\ncomponents: {{web: {{kind: server}}}}\n"})
    assert "names several stages" in run("resolve", "0-one").stderr
    assert "title: shop" in run("resolve", "shop/0-one").stdout


def test_explain_says_why_shows_an_example_and_what_to_do_instead(run: Callable[..., Result]) -> None:
    text = run("explain", "spof-server").stdout
    assert text.startswith("spof-server: ")
    assert text.index("Why it matters") < text.index("Example") < text.index("Instead")
    assert "components:" in text


def test_explain_suggests_a_rule(run: Callable[..., Result]) -> None:
    result = run("explain", "spof-sever")
    assert result.exit_code == 2
    assert "did you mean 'spof-server'?" in result.stderr


@pytest.mark.parametrize(
    ("what", "name"),
    [("kinds", "load-balancer"), ("products", "haproxy"), ("icons", "aws.network.ELB"), ("rules", "spof-server")],
)
def test_list_has_one_name_a_line(run: Callable[..., Result], what: str, name: str) -> None:
    lines = run("list", what).stdout.splitlines()
    assert name in {line.split()[0] for line in lines}
    assert len(lines) == len({line.split()[0] for line in lines})
    assert [line.split()[0] for line in run("list", what, name).stdout.splitlines()].count(name) == 1
    assert len(run("list", what, name).stdout.splitlines()) < len(lines)


def test_schema_is_a_json_schema_that_knows_the_keys_of_a_stage(run: Callable[..., Result]) -> None:
    schema = json.loads(run("schema").stdout)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert set(schema["properties"]) >= {"title", "extends", "components", "dns", "journeys", "accept"}


def test_no_color_where_nobody_wants_it(project: Project) -> None:
    for environment in ({"NO_COLOR": "1"}, {}):
        result = CliRunner(env=environment).invoke(main, ["-C", str(project.folder), "check"])
        assert "\x1b[" not in result.stdout
    colored = CliRunner(env={"NO_COLOR": ""}).invoke(main, ["-C", str(project.folder), "check"], color=True)
    assert "\x1b[" in colored.stdout
    plain = CliRunner(env={"NO_COLOR": "1"}).invoke(main, ["-C", str(project.folder), "check"], color=True)
    assert "\x1b[" not in plain.stdout


def test_a_cold_check_of_the_canonical_story_takes_less_than_four_tenths_of_a_second(
    checkout: Path, tmp_path: Path
) -> None:
    best = min(_seconds(checkout, tmp_path) for _ in range(4))
    assert best < 0.4


def _seconds(checkout: Path, bytecode: Path) -> float:
    """CPU seconds of a process of its own: what it takes on a machine that does nothing else."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "infra_design.adapters.cli", "check", "--fail-on", "never"]
    subprocess.run(command, cwd=checkout, check=True, capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


COLD = """
import sys
from infra_design.adapters.cli import main
main(["check", "--fail-on", "never"], standalone_mode=False)
print(sorted({"mkdocs", "jinja2", "wasmtime", "graphviz", "diagrams", "material"} & set(sys.modules)))
"""


def test_check_imports_nothing_that_only_pages_need(checkout: Path) -> None:
    done = subprocess.run([sys.executable, "-c", COLD], cwd=checkout, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
