"""What `check` prints for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator

from infra_design.adapters.cli.formats import FORMATS
from infra_design.adapters.cli.formats.places import Lines
from infra_design.adapters.cli.formats.prose import LONGEST, capped, code, folded, plain
from infra_design.model.source import Mark

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

ACCEPT = 'accept:\n  "spof-server@web": {reason: it is a hobby, owner: me}\n'
MISTAKE = "title: One\ncomponents:\n  cache: {kind: cache, host: wbe}\n"


def sarif(run: Run, checkout: Path, *arguments: str) -> dict[str, list[dict[str, object]]]:
    """The only run of a log that its schema takes."""
    log = json.loads(run("check", "--format", "sarif", *arguments).stdout)
    schema = json.loads((checkout / "tests/cli/schemas/sarif-2.1.0-rtm.5.json").read_text())
    assert [error.message for error in Draft4Validator(schema).iter_errors(log)] == []
    (only,) = log["runs"]
    return only


def result(log: dict[str, list[dict[str, object]]], rule: str) -> dict[str, object]:
    return next(one for one in log["results"] if one["ruleId"] == rule)


def uri(one: dict[str, object]) -> str:
    return one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def append(folder: Path, text: str) -> None:
    path = folder / "designs/0-one.yml"
    path.write_text(path.read_text() + text)


def test_text_has_the_line_with_a_caret_under_the_name(run: Run) -> None:
    lines = run("check").stdout.splitlines()
    at = next(place for place, line in enumerate(lines) if line.endswith("[spof-server@web]"))
    assert lines[at].startswith("designs/0-one.yml:4:3: high: ")
    assert lines[at + 1] == "    4 |   web: {kind: server, address: 198.51.100.10}"
    assert lines[at + 2] == "      |   ^^^"
    assert any(line.startswith("    hint: ") for line in lines[at + 3 : at + 8])


def test_the_caret_stands_below_wide_characters_and_nothing_reaches_the_terminal_raw(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("漢字: web\n\x1b[31mred: web\n")
    lines = Lines(tmp_path)
    assert lines.pointed(Mark("a.yml", 1, 5)) == ("漢字: web", "      ^^^")
    assert lines.pointed(Mark("a.yml", 2, 1))[0] == " [31mred: web"
    assert lines.pointed(Mark("a.yml", 9, 1)) == lines.pointed(Mark("none.yml", 1, 1)) == ("", "")


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_the_same_exit_codes(run: Run, folder: Path, form: str) -> None:
    assert run("check", "--format", form).exit_code == 1
    assert run("check", "--format", form, "--fail-on", "never").exit_code == 0
    append(folder, "komponents: {}\n")
    assert run("check", "--format", form).exit_code == 2


def test_sarif_has_place_level_and_the_text_of_the_rule(run: Run, checkout: Path) -> None:
    log = sarif(run, checkout)
    found = result(log, "spof-server")
    assert found["level"] == "error"
    assert uri(found) == "designs/0-one.yml"
    assert found["locations"][0]["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 3}
    assert "suppressions" not in found
    rule = log["tool"]["driver"]["rules"][found["ruleIndex"]]
    assert rule["id"] == "spof-server"
    assert "components:" in rule["help"]["markdown"]
    assert "Why it matters" in rule["help"]["text"]


def test_sarif_fingerprints_outlive_a_move_and_differ_from_each_other(run: Run, checkout: Path, folder: Path) -> None:
    before = [one["partialFingerprints"]["infraDesign/v1"] for one in sarif(run, checkout)["results"]]
    path = folder / "designs/0-one.yml"
    path.write_text("# a comment\n\n" + path.read_text())
    after = sarif(run, checkout)
    assert [one["partialFingerprints"]["infraDesign/v1"] for one in after["results"]] == before
    assert result(after, "spof-server")["locations"][0]["physicalLocation"]["region"]["startLine"] == 6
    assert len(set(before)) == len(before)


def test_sarif_has_accepted_findings_as_suppressed(run: Run, checkout: Path, folder: Path) -> None:
    append(folder, ACCEPT)
    suppressed = [one for one in sarif(run, checkout)["results"] if "suppressions" in one]
    assert [one["properties"]["id"] for one in suppressed] == ["spof-server@web"]
    assert suppressed[0]["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "it is a hobby"}
    ]


def test_paths_are_those_in_the_repository(run: Run, folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / "site").mkdir()
    (folder / "designs").rename(folder / "site/my designs")
    arguments = ("-C", str(folder / "site"), "--designs", "my designs", "check", "--format")
    log = json.loads(run(*arguments, "sarif").stdout)["runs"][0]
    assert {uri(one) for one in log["results"]} == {"site/my%20designs/0-one.yml"}
    assert "file=site/my designs/0-one.yml,line=4" in run(*arguments, "github").stdout
    assert {one["location"]["path"] for one in json.loads(run(*arguments, "gitlab").stdout)} == {
        "site/my designs/0-one.yml"
    }


def test_sarif_of_a_design_that_cannot_be_read(run: Run, checkout: Path, folder: Path) -> None:
    (folder / "designs/0-one.yml").write_text(MISTAKE)
    log = sarif(run, checkout)
    assert log["invocations"] == [{"executionSuccessful": False}]
    (only,) = log["results"]
    assert "wbe" in only["message"]["text"]
    assert only["locations"][0]["physicalLocation"]["region"]["startLine"] == 3


def test_github_has_one_command_a_line_for_what_is_not_accepted(run: Run, folder: Path) -> None:
    append(folder, ACCEPT)
    lines = run("check", "--format", "github").stdout.splitlines()
    assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in lines)
    assert not any("spof-server@web" in line for line in lines)
    (https,) = (line for line in lines if "title=no-https@" in line)
    assert https.startswith("::error file=designs/0-one.yml,line=3,")
    assert "%0A" in https


def test_gitlab_has_what_its_code_quality_report_wants(run: Run, folder: Path) -> None:
    append(folder, ACCEPT)
    issues = json.loads(run("check", "--format", "gitlab").stdout)
    assert all(set(one) == {"check_name", "description", "severity", "fingerprint", "location"} for one in issues)
    assert len({one["fingerprint"] for one in issues}) == len(issues)
    assert "spof-server" not in {one["check_name"] for one in issues}
    https = next(one for one in issues if one["check_name"] == "no-https")
    assert https["severity"] == "critical"
    assert https["location"] == {"path": "designs/0-one.yml", "lines": {"begin": 3}}


def test_junit_fails_what_fails_the_check(run: Run, folder: Path) -> None:
    append(folder, ACCEPT)
    (suite,) = ET.fromstring(run("check", "--format", "junit").stdout.split("\n", 1)[1])  # noqa: S314 — ours
    found = json.loads(run("check", "--format", "json").stdout)["findings"]
    high = [one for one in found if one["severity"] == "high" and one["accepted"] is None]
    assert suite.get("name") == "0-one"
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == (str(len(found)), str(len(high)), "1")
    skipped = next(case for case in suite if case.find("skipped") is not None)
    assert skipped.get("name") == "spof-server@web"


def test_markdown_begins_with_how_many_there_are(run: Run) -> None:
    text = run("check", "--format", "markdown").stdout
    count = len(json.loads(run("check", "--format", "json").stdout)["findings"])
    assert text.startswith(f"**{count} findings: ")
    assert text.count("<details>") == text.count("</details>") == 1


@pytest.mark.parametrize("text", ["@everyone", "#12", "GH-12", "https://example.com", "www.example.com", "!34"])
def test_text_in_a_comment_mentions_nobody_and_links_nowhere(text: str) -> None:
    assert text not in plain(f"see {text} there")
    assert plain(f"see {text}").replace("\u200b", "").replace("\\", "") == f"see {text}"


def test_text_in_a_comment_is_no_markup() -> None:
    assert plain("<b>*a*\n\n# b</b>") == r"\<b\>\*a\* \# b\</b\>"
    assert code("a`b|c") == "`` a`b¦c ``"


def test_a_comment_is_never_too_long_and_closes_what_it_opened() -> None:
    text = capped(["first", *folded("many", ["- " + "x" * 998] * 100), "last"])
    assert len(text) <= LONGEST
    assert text.startswith("first\n\n<details>")
    assert text.count("<details>") == text.count("</details>") == 1
    # 100 blocks of 1,000 characters with two between: 64 fit beside the head, 36 and the last one do not.
    assert "37 more parts are left out" in text
