"""The first workflow, which builds and compares, with pull requests that help, harm and attack."""

from __future__ import annotations

import json
import re
import zipfile
from typing import TYPE_CHECKING

import jsonschema
import pytest
from tests.pull_requests.scratch import NUMBER, Scratch

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pull_requests.workflow import Rehearsal

STAGE = "designs/0-three-tiers.yml"
ONE_CACHE = (
    ("    uses: mysql\n", "    uses: [mysql, redis]\n"),
    ("  # One database", "  cache: {kind: server}\n  redis: {host: cache}\n\n  # One database"),
)
LONGEST = 65_536
BUT_BUILD = ("Install", "Say what the change does", "Look for issues", "Hand the report over", "Judge")
COMMAND = re.compile(r"^\s*(::|##\[)", re.MULTILINE)
"""What a runner of GitHub takes for a command when a program prints it."""


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    scratch = Scratch(tmp_path)
    scratch.begin("--template", "three-tier", "--ci", "github")
    return scratch


def report(job: Rehearsal) -> dict[str, str]:
    with zipfile.ZipFile(job.artifacts["infra-design-report"]) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def valid(sarif: str, checkout: Path) -> list[str]:
    log = json.loads(sarif)
    jsonschema.validate(log, json.loads((checkout / "tests/cli/schemas/sarif-2.1.0-rtm.5.json").read_text()))
    (run,) = log["runs"]
    return [result["properties"]["id"] for result in run["results"]]


def test_a_single_point_of_failure_is_the_first_that_the_comment_says(scratch: Scratch, checkout: Path) -> None:
    scratch.edit(STAGE, *ONE_CACHE)
    scratch.propose()
    job = scratch.preview()
    told = report(job)
    assert set(told) == {"number", "comment.md", "infra-design.sarif"}
    first = told["comment.md"].splitlines()[0]
    assert first.startswith("**Adds a single point of failure: cache")
    assert f"> {first}\n" in (checkout / "docs/pull-requests.md").read_text()
    assert told["comment.md"].splitlines()[-1] == "<!-- infra-design diff -->"
    assert told["number"] == f"{NUMBER}\n"
    assert (job.temp / "summary.md").read_text() == told["comment.md"]
    assert "spof-server@cache" in valid(told["infra-design.sarif"], checkout)
    assert job.outputs["steps.diff.outputs.status"] == "1"
    with zipfile.ZipFile(job.artifacts["infra-design-preview"]) as pages:
        stage = pages.read("infrastructure/0-three-tiers/index.html").decode()
    assert "spof-server" in stage
    assert "redis" in stage.lower()
    assert {name: done.returncode for name, done in job.ran.items()} == {
        "Install": 0, "Say what the change does": 0, "Look for issues": 0, "Build the pages": 0, "Judge": 1
    }  # fmt: skip


def test_a_change_that_closes_issues_passes(scratch: Scratch, checkout: Path) -> None:
    scratch.edit(STAGE, ("  agent: {", "  backup: {uses: s3, covers: mysql}\n  s3:\n\n  agent: {"))
    scratch.propose()
    job = scratch.preview(only=BUT_BUILD)
    told = report(job)
    assert told["comment.md"].startswith("**Closes 1 issue")
    assert "no-backup@mysql" not in valid(told["infra-design.sarif"], checkout)
    assert not job.failed


def test_a_change_elsewhere_says_that_nothing_changes(scratch: Scratch) -> None:
    scratch.propose({"docs/other.md": "# Other\n"})
    job = scratch.preview(only=BUT_BUILD)
    assert report(job)["comment.md"].startswith("**Nothing changes in the designs**")
    assert not job.failed


def test_a_design_that_cannot_be_read_is_told_on_its_line(scratch: Scratch) -> None:
    scratch.edit(STAGE, ("host: lb\n    uses: nginx", "host: lb\n    uses: ngnix"))
    scratch.propose()
    job = scratch.preview()
    told = report(job)
    assert told["comment.md"].startswith("**HEAD cannot be read: 1 mistake in the design**")
    assert "did you mean" in told["comment.md"]
    assert json.loads(told["infra-design.sarif"])["runs"][0]["results"][0]["ruleId"] == "unreadable-design"
    assert job.ran["Build the pages"].returncode != 0
    assert job.ran["Judge"].returncode == 2
    line = 1 + (job.checkout / STAGE).read_text().splitlines().index("    uses: ngnix")
    assert f"::error file={STAGE},line={line},col=11," in job.ran["Judge"].stdout


def test_a_change_that_mends_what_cannot_be_read_passes(scratch: Scratch) -> None:
    good, bad = "host: lb\n    uses: nginx", "host: lb\n    uses: ngnix"
    scratch.edit(STAGE, (good, bad))
    scratch.commit("break")
    scratch.edit(STAGE, (bad, good))
    scratch.propose()
    job = scratch.preview(only=BUT_BUILD)
    assert report(job)["comment.md"].startswith("**HEAD^1 cannot be read: 1 mistake in the design**")
    assert job.ran["Judge"].stdout == "The base cannot be read; this change mends it.\n"
    assert not job.failed


def test_on_the_default_branch_findings_are_all_that_is_told(scratch: Scratch, checkout: Path) -> None:
    job = scratch.preview("push", only=BUT_BUILD)
    told = report(job)
    assert set(told) == {"infra-design.sarif"}
    assert "no-backup@mysql" in valid(told["infra-design.sarif"], checkout)
    assert "Judge" not in job.ran
    assert not job.failed


def test_a_site_in_a_folder_of_the_repository(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, "web site/docs")
    scratch.begin("--template", "three-tier", "--ci", "github")
    scratch.edit(STAGE, *ONE_CACHE)
    scratch.propose()
    job = scratch.preview()
    told = report(job)
    assert told["comment.md"].startswith("**Adds a single point of failure: cache")
    log = json.loads(told["infra-design.sarif"])
    places = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in log["runs"][0]["results"]}
    assert places == {f"web%20site/docs/{STAGE}"}
    assert job.ran["Build the pages"].returncode == 0


EVIL = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "</details></details> # Approved",
    "[click](https://evil.example/x)",
    "@everybody please look, fixes #1, GH-2, https://evil.example",
    "`code` | table | ~~gone~~ **bold** $(id) `id`",
    "::set-output name=status::0",
    "::error file=x::y",
    "%0A::add-mask::a",
    "##[command]x",
    "${{ github.token }}",
    "<!-- infra-design diff -->",
]


def test_texts_of_a_hostile_design_are_shown_and_do_nothing(scratch: Scratch, checkout: Path) -> None:
    lines = [
        f"  evil-{place}: {{kind: server, title: {json.dumps(text)}, why: {json.dumps(f'a{chr(10)}{text}')}}}\n"
        f"  on-{place}: {{kind: cache, host: evil-{place}, title: {json.dumps(text)}}}\n"
        for place, text in enumerate(EVIL)
    ]
    used = ", ".join(f"on-{place}" for place in range(len(EVIL)))
    scratch.edit(
        STAGE,
        ("title: Three tiers", f"title: {json.dumps(EVIL[1])}"),
        ("    uses: mysql\n", f"    uses: [mysql, {used}]\n"),
        ("  # One database", f"{''.join(lines)}\n  # One database"),
    )
    scratch.propose()
    job = scratch.preview(only=BUT_BUILD)
    told = report(job)
    comment = told["comment.md"]
    assert comment.startswith(f"**Adds {len(EVIL)} single points of failure: ")
    drawn = re.findall(r"^```mermaid\n.*?\n```$", comment, re.DOTALL | re.MULTILINE)
    assert set(re.findall(r"<[^>\n]*>?", "".join(drawn))) == {"<br/>"}
    outside_code = re.sub(
        r"(`+).+?\1", "", re.sub(r"^```mermaid\n.*?\n```$", "", comment, flags=re.DOTALL | re.MULTILINE)
    )
    assert set(re.findall(r"(?<!\\)<[^>\n]*>?", outside_code)) == {
        "<details>", "<summary>", "</summary>", "</details>", "<!-- infra-design diff -->"
    }  # fmt: skip
    assert outside_code.count("<details>") == outside_code.count("</details>")
    assert not re.search(r"(?<!\\)\]\(|@\w|https?:/|www\.\w|#\d|GH-\d", outside_code)
    assert comment.count("<!-- infra-design diff -->") == 1
    printed = {name: done.stdout + done.stderr for name, done in job.ran.items()}
    assert not {name for name, text in printed.items() if COMMAND.search(text)}
    assert job.outputs == {"steps.diff.outputs.status": "1"}
    valid(told["infra-design.sarif"], checkout)


def test_mistakes_of_a_hostile_design_are_one_annotation_each(scratch: Scratch) -> None:
    evil = "x\\n::set-output name=status::0\\n::stop-commands::x"
    scratch.edit(STAGE, ("    uses: nginx\n", f'    uses: "{evil}"\n'))
    scratch.propose()
    job = scratch.preview(only=BUT_BUILD)
    lines = [line for line in job.ran["Judge"].stdout.splitlines() if COMMAND.match(line)]
    assert len(lines) == 1
    assert re.fullmatch(rf"::error file={STAGE},line=\d+,col=\d+,title=[^:]*::.*", lines[0])
    assert job.ran["Judge"].returncode == 2


def test_five_thousand_changes_make_one_comment_that_fits(scratch: Scratch) -> None:
    more = "".join(f"  a-server-with-a-rather-long-name-{place}: {{kind: server}}\n" for place in range(5_000))
    scratch.edit(STAGE, ("  agent: {", f"{more}\n  agent: {{"))
    scratch.propose()
    job = scratch.preview(only=("Say what the change does",))
    comment = (job.temp / "report/comment.md").read_text()
    assert comment.startswith("**Opens 5001 issues")
    assert 30_000 < len(comment) < LONGEST - 200
    assert "more parts are left out" in comment
    assert comment.count("<details>") == comment.count("</details>")


def test_a_build_runs_what_the_pull_request_brings_and_finds_nothing_to_take(scratch: Scratch) -> None:
    """What docs/pull-requests.md warns of is so, and is all that there is."""
    hook = "import json, os, pathlib\npathlib.Path('seen.json').write_text(json.dumps(dict(os.environ)))\n"
    scratch.edit("mkdocs.yml", ("plugins:\n", "hooks: [hook.py]\nplugins:\n"))
    scratch.propose({"hook.py": hook})
    job = scratch.preview()
    seen = json.loads((job.checkout / "seen.json").read_text())
    assert not {name for name in seen if re.search("TOKEN|SECRET|KEY|PASSWORD", name)}
    assert report(job)["comment.md"].startswith("**Nothing changes in the designs**")
