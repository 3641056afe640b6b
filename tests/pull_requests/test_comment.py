"""The second workflow, which may write: what it makes of reports, honest and forged."""

from __future__ import annotations

import base64
import gzip
import json
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml
from tests.pull_requests.scratch import FORK, NUMBER, RUN
from tests.pull_requests.workflow import Rehearsal, programs

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "a" * 40
REPOSITORY = "acme/infra"
MARK = "<!-- infra-design diff -->"
COMMENT = f"**Adds a single point of failure: cache**\n\n### 0-one\n\n{MARK}\n"
BOT = "github-actions[bot]"
SARIF: dict[str, Any] = {
    "version": "2.1.0",
    "runs": [{"tool": {"driver": {"name": "infra-design", "rules": []}}, "results": []}],
}


@dataclass
class Host:
    """What GitHub knows when the second workflow starts.

    Attributes:
        files: in the report, by name.
        head: of the pull request: its repository and commit.
        comments: on it, by author and text, in pages.
    """

    folder: Path
    workflow: Path
    event: str = "pull_request"
    branch: str = "change"
    files: dict[str, bytes] = field(default_factory=dict)
    head: tuple[int, str] = (FORK, HEAD)
    comments: list[list[tuple[str, str]]] = field(default_factory=lambda: [[]])
    refuses: list[str] = field(default_factory=list)
    artifacts: list[dict[str, Any]] | None = None

    def run(self) -> Rehearsal:
        report = self.folder / "report-there.zip"
        if not report.exists():
            with zipfile.ZipFile(report, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in self.files.items():
                    archive.writestr(name, content)
        artifact = {"id": 5, "name": "infra-design-report", "expired": False, "size_in_bytes": report.stat().st_size}
        notes = [
            [
                {"id": 100 * page + place, "user": {"login": user}, "body": body}
                for place, (user, body) in enumerate(one)
            ]
            for page, one in enumerate(self.comments)
        ]
        base = f"repos/{REPOSITORY}"
        answers = {
            f"{base}/actions/runs/{RUN}/artifacts?name=infra-design-report": {
                "artifacts": [artifact] if self.artifacts is None else self.artifacts
            },
            f"{base}/actions/artifacts/5/zip": str(report),
            f"{base}/pulls/{NUMBER}": {"head": {"sha": self.head[1], "repo": {"id": self.head[0]}}},
            f"{base}/issues/{NUMBER}/comments?per_page=100": notes,
            "refuses": self.refuses,
        }
        (self.folder / "answers.json").write_text(json.dumps(answers))
        gh = f'#!/bin/bash\nexec "{sys.executable}" "{Path(__file__).parent / "gh.py"}" "{self.folder}" "$@"\n'
        temp, checkout = self.folder / "temp", self.folder / "empty"
        temp.mkdir(exist_ok=True)
        checkout.mkdir(exist_ok=True)
        known = {
            'contains(fromJSON(\'["pull_request", "push"]\'), github.event.workflow_run.event)': "true",
            "github.event.workflow_run.conclusion != 'cancelled'": "true",
            "github.token": "token-of-the-workflow",
            "github.repository": REPOSITORY,
            "github.server_url": "https://github.com",
            "github.event.repository.default_branch": "main",
            "github.event.workflow_run.id": str(RUN),
            "github.event.workflow_run.event": self.event,
            "github.event.workflow_run.head_sha": HEAD,
            "github.event.workflow_run.head_branch": self.branch,
            "github.event.workflow_run.head_repository.id": str(FORK),
        }
        job = Rehearsal(self.workflow, checkout, temp, known, programs(self.folder / "programs", {"gh": gh}))
        job.run()
        return job

    @property
    def writes(self) -> list[tuple[str, str, dict[str, Any]]]:
        path = self.folder / "writes.json"
        return [tuple(one) for one in json.loads(path.read_text())] if path.exists() else []

    def comment(self) -> tuple[str, str, str] | None:
        """How, where and what was written as a comment."""
        found = [(how, where, what["body"]) for how, where, what in self.writes if "/comments" in where]
        assert len(found) <= 1
        return found[0] if found else None

    def alerts(self) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """What was handed to code scanning, and the log in it."""
        found = [what for _, where, what in self.writes if where == f"repos/{REPOSITORY}/code-scanning/sarifs"]
        return (found[0], json.loads(gzip.decompress(base64.b64decode(found[0]["sarif"])))) if found else None


@pytest.fixture
def host(tmp_path: Path, checkout: Path) -> Host:
    files = {
        "number": f"{NUMBER}\n".encode(),
        "comment.md": COMMENT.encode(),
        "infra-design.sarif": json.dumps(SARIF).encode(),
    }
    return Host(tmp_path, checkout / ".github/workflows/infra-design-comment.yml", files=files)


def test_it_runs_nothing_that_came_with_the_pull_request(host: Host) -> None:
    content = yaml.safe_load(host.workflow.read_text())
    (job,) = content["jobs"].values()
    assert not [step for step in job["steps"] if "uses" in step]
    assert content["permissions"] == {}
    assert job["permissions"] == {"actions": "read", "pull-requests": "write", "security-events": "write"}
    assert "secrets" not in host.workflow.read_text()
    for step in job["steps"]:
        assert "${{" not in step["run"]


def test_a_report_becomes_one_comment_and_alerts(host: Host) -> None:
    job = host.run()
    assert not job.failed, job.ran
    how, where, body = host.comment() or ("", "", "")
    assert (how, where) == ("POST", f"repos/{REPOSITORY}/issues/{NUMBER}/comments")
    assert body.startswith(COMMENT.rstrip())
    assert f"https://github.com/{REPOSITORY}/actions/runs/{RUN}#artifacts" in body
    sent, log = host.alerts() or ({}, {})
    assert (sent["commit_sha"], sent["ref"]) == (HEAD, f"refs/pull/{NUMBER}/head")
    assert log["runs"][0]["results"] == []


def test_the_comment_of_before_is_written_anew_wherever_it_stands(host: Host) -> None:
    host.comments = [
        [("author", f"I copied {MARK}"), (BOT, "coverage is fine")] * 50,
        [("author", "thanks"), (BOT, f"**Opens 1 issue**\n{MARK}"), (BOT, f"older\n{MARK}")],
    ]
    assert not host.run().failed
    assert (host.comment() or ("", ""))[:2] == ("PATCH", f"repos/{REPOSITORY}/issues/comments/101")


@pytest.mark.parametrize("before", [False, True])
def test_a_change_elsewhere_gets_no_comment_unless_it_has_one(host: Host, before: bool) -> None:  # noqa: FBT001
    host.files["comment.md"] = f"**Nothing changes in the designs**\n{MARK}\n".encode()
    host.comments = [[(BOT, f"**Opens 1 issue**\n{MARK}")]] if before else [[]]
    assert not host.run().failed
    assert (host.comment() is not None) is before


@pytest.mark.parametrize("head", [(FORK, "b" * 40), (FORK + 1, HEAD), (None, HEAD)])
def test_a_report_of_another_head_is_dropped(host: Host, head: tuple[int, str]) -> None:
    host.head = head
    job = host.run()
    assert not job.failed
    assert "::notice::" in job.ran["See whose report it is"].stdout
    assert host.writes == []


def test_where_code_scanning_is_off_the_comment_is_there(host: Host) -> None:
    host.refuses = [f"repos/{REPOSITORY}/code-scanning/sarifs"]
    job = host.run()
    assert not job.failed
    assert "is code scanning switched on" in job.ran["Hand the findings to code scanning"].stdout
    assert host.comment()


@pytest.mark.parametrize(("branch", "ref"), [("main", "refs/heads/main"), ("other", None)])
def test_a_push_gives_alerts_of_the_default_branch_alone(host: Host, branch: str, ref: str | None) -> None:
    host.event, host.branch = "push", branch
    del host.files["number"], host.files["comment.md"]
    assert not host.run().failed
    assert host.comment() is None
    sent = host.alerts()
    assert (sent[0]["ref"] if sent else None) == ref


def test_a_run_without_report_is_no_mistake(host: Host) -> None:
    host.artifacts = []
    job = host.run()
    assert not job.failed
    assert host.writes == []
    host.artifacts = [{"id": 5, "name": "infra-design-report", "expired": False, "size_in_bytes": 20_000_001}]
    assert not host.run().failed
    assert host.writes == []


NESTED = b'{"runs": [{"tool": ' + b"[" * 200_000
FORGED: dict[str, Callable[[dict[str, bytes]], None]] = {
    "a number that is none": lambda files: files.update(number=b"1; rm -rf ~"),
    "a path as a number": lambda files: files.update(number=b"../../../user"),
    "lines in the number": lambda files: files.update(number=b"42\nis=change\n"),
    "other digits": lambda files: files.update(number="٤٢".encode()),
    "a long number": lambda files: files.update(number=b"4" * 10_000),
    "no number": lambda files: files.pop("number"),
    "no comment": lambda files: files.pop("comment.md"),
    "a comment of another tool": lambda files: files.update({"comment.md": b"**LGTM**"}),
    "a comment that is too long": lambda files: files.update({"comment.md": b"x" * 65_500 + MARK.encode()}),
    "a bomb": lambda files: files.update({"comment.md": bytes(20_000_000)}),
    "what is no text": lambda files: files.update({"comment.md": b"\xff\xfe" + MARK.encode()}),
    "no findings": lambda files: files.pop("infra-design.sarif"),
    "findings that are none": lambda files: files.update({"infra-design.sarif": b"[]"}),
    "two tools": lambda files: files.update(
        {"infra-design.sarif": json.dumps({**SARIF, "runs": SARIF["runs"] * 2}).encode()}
    ),
    "nesting without end": lambda files: files.update({"infra-design.sarif": NESTED}),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_report_writes_nothing_and_its_text_is_not_printed(name: str, host: Host) -> None:
    FORGED[name](host.files)
    job = host.run()
    assert job.failed
    assert host.writes == []
    done = job.ran["Read the report"]
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("::error::")
    assert ("is longer than" in done.stderr) is (name in {"a bomb", "a long number"})


def test_what_is_no_archive_writes_nothing(host: Host) -> None:
    (host.folder / "report-there.zip").write_bytes(b"PK\x03\x04 not really")
    job = host.run()
    assert job.failed
    assert host.writes == []


def test_paths_in_the_archive_lead_nowhere(host: Host) -> None:
    here = {path for path in host.folder.rglob("*") if path.is_file()}
    for path in ("../../evil", "/evil-of-infra-design", "programs/gh", "../programs/gh", "comment.md/../evil"):
        host.files[path] = b"#!/bin/bash\ntouch evil\n"
    assert not host.run().failed
    assert host.comment()
    new = {path.relative_to(host.folder).as_posix() for path in host.folder.rglob("*") if path.is_file()} - here
    assert new == {
        "answers.json", "programs/gh", "report-there.zip", "writes.json",
        *(f"temp/{name}" for name in
          ("alerts.json", "comment.json", "number", "output", "quiet", "report.zip", "script")),
    }  # fmt: skip
    assert "evil" not in (host.folder / "programs/gh").read_text()


def test_alerts_are_those_of_this_tool_whatever_the_report_says(host: Host, checkout: Path) -> None:
    forged = {
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "CodeQL"}, "extensions": [{"name": "x"}]},
                "automationDetails": {"id": "/language:python"},
                "results": [],
            }
        ],
    }
    host.files["infra-design.sarif"] = json.dumps(forged).encode()
    assert not host.run().failed
    _, log = host.alerts() or ({}, {})
    assert log["runs"][0]["tool"] == {"driver": {"name": "infra-design"}}
    assert log["runs"][0]["automationDetails"] == {"id": "infra-design/"}
    jsonschema.validate(log, json.loads((checkout / "tests/cli/schemas/sarif-2.1.0-rtm.5.json").read_text()))
