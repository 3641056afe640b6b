"""The jobs of GitLab, rehearsed: their scripts, in a scratch repository, and a server that takes the comment."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from tests.pull_requests.conftest import PLAIN
from tests.pull_requests.scratch import PIP, Scratch, git
from tests.pull_requests.test_rehearsal import ONE_CACHE, STAGE
from tests.pull_requests.workflow import programs

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "<!-- infra-design diff -->"
TOKEN = "of-the-project"  # noqa: S105 — of the test
NOTES = "/api/v4/projects/3/merge_requests/42/notes"


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    scratch = Scratch(tmp_path)
    scratch.begin("--template", "three-tier", "--ci", "gitlab")
    return scratch


def job(
    folder: Path, name: str, source: str = "merge_request_event", **given: str
) -> subprocess.CompletedProcess[str]:
    """The script of a job as GitLab's runner puts it together."""
    jobs = yaml.safe_load((folder / ".gitlab/infra-design.yml").read_text())
    one = {**jobs.get(jobs[name].get("extends"), {}), **jobs[name]}
    shims = {"python": PIP, "apt-get": "#!/bin/sh\nexec true\n"}
    machine = {"CI": "true", "CI_PROJECT_DIR": str(folder), "CI_PIPELINE_SOURCE": source, "HOME": str(folder.parent)}
    environment = {
        **PLAIN,
        **machine,
        **given,
        "PATH": f"{programs(folder.parent / 'programs', shims)}:{PLAIN['PATH']}",
    }
    variables = {key: _expanded(str(value), environment) for key, value in one.get("variables", {}).items()}
    script = "\n".join(["set -eo pipefail", *one.get("before_script", []), *one["script"]])
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**environment, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _expanded(value: str, environment: dict[str, str]) -> str:
    for name in sorted(environment, key=len, reverse=True):
        value = value.replace(f"${name}", environment[name])
    return value


def test_a_single_point_of_failure_is_reported_everywhere(scratch: Scratch) -> None:
    base = git(scratch.origin, "rev-parse", "HEAD")
    scratch.edit(STAGE, *ONE_CACHE)
    scratch.propose()
    folder = scratch.checked_out()
    done = job(folder, "infra-design:check", CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 1, done.stderr
    assert (folder / "comment.md").read_text().startswith("**Adds a single point of failure: cache")
    quality = json.loads((folder / "gl-code-quality-report.json").read_text())
    assert {"spof-server", "no-backup"} <= {one["check_name"] for one in quality}
    assert {one["location"]["path"] for one in quality} == {STAGE}
    assert 'name="spof-server@cache"><failure' in (folder / "infra-design.xml").read_text().replace("\n", "").replace(
        ">        <", "><").replace(">      <", "><")  # fmt: skip


@pytest.mark.parametrize("mends", [True, False])
def test_what_cannot_be_read_fails_unless_it_is_mended(scratch: Scratch, mends: bool) -> None:  # noqa: FBT001
    good, bad = "host: lb\n    uses: nginx", "host: lb\n    uses: ngnix"
    if mends:
        scratch.edit(STAGE, (good, bad))
        scratch.commit("break")
    base = git(scratch.origin, "rev-parse", "HEAD")
    scratch.edit(STAGE, (bad, good) if mends else (good, bad))
    scratch.propose()
    done = job(scratch.checked_out(), "infra-design:check", CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == (0 if mends else 2)
    assert ("ngnix" in done.stderr) is not mends


def test_the_pages_are_where_the_environment_leads(scratch: Scratch) -> None:
    folder = scratch.checked_out("refs/heads/main")
    place = {"CI_PROJECT_PATH": "acme/web/infra", "CI_PROJECT_ROOT_NAMESPACE": "acme"}
    done = job(folder, "infra-design:preview", CI_PAGES_DOMAIN="gitlab.io", CI_JOB_ID="7", **place)
    assert done.returncode == 0, done.stderr
    assert (folder / "infra-design-preview/index.html").is_file()
    assert (folder / "preview.env").read_text() == (
        "PREVIEW=https://acme.gitlab.io/-/web/infra/-/jobs/7/artifacts/infra-design-preview/index.html\n"
    )


def test_on_the_default_branch_there_are_reports_to_compare_with(scratch: Scratch) -> None:
    folder = scratch.checked_out("refs/heads/main")
    assert job(folder, "infra-design:check", "push").returncode == 0
    assert (folder / "gl-code-quality-report.json").exists()
    assert not (folder / "comment.md").exists()


class Server(ThreadingHTTPServer):
    """Notes of one merge request, by two authors, in pages of two."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.notes: list[dict[str, Any]] = []
        self.writes: list[tuple[str, str, str]] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/api/v4/user":
            self._answer({"id": 5})
            return
        assert address.path == NOTES
        page = int(parse_qs(address.query)["page"][0])
        more = "" if len(self.server.notes) <= 2 * page else str(page + 1)
        self._answer(self.server.notes[2 * page - 2 : 2 * page], {"X-Next-Page": more})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
        self.server.writes.append((self.command, self.path, body))
        self._answer({"id": 1})

    do_PUT = do_POST  # noqa: N815 — the same

    def _answer(self, content: object, headers: dict[str, str] | None = None) -> None:
        assert self.headers["PRIVATE-TOKEN"] == TOKEN
        self.send_response(200)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def commented(scratch: Scratch, server: Server, comment: str) -> subprocess.CompletedProcess[str]:
    (scratch.origin / "comment.md").write_text(comment)
    api = f"http://127.0.0.1:{server.server_address[1]}/api/v4"
    numbers = {"CI_PROJECT_ID": "3", "CI_MERGE_REQUEST_IID": "42", "CI_API_V4_URL": api}
    return job(scratch.origin, "infra-design:comment", INFRA_DESIGN_TOKEN=TOKEN, **numbers)


def test_one_comment_is_written_and_then_written_anew(scratch: Scratch, server: Server) -> None:
    comment = f"**Opens 1 issue**\n{MARK}\n"
    assert commented(scratch, server, comment).returncode == 0
    assert server.writes.pop() == ("POST", NOTES, comment)
    server.notes = [
        {"id": number, "author": {"id": user}, "body": body}
        for number, (user, body) in enumerate([(4, f"copied {MARK}"), (5, "other"), (5, f"old {MARK}"), (5, MARK)])
    ]
    assert commented(scratch, server, comment).returncode == 0
    assert server.writes == [("PUT", f"{NOTES}/2", comment)]


def test_a_change_elsewhere_gets_no_comment(scratch: Scratch, server: Server) -> None:
    assert commented(scratch, server, f"**Nothing changes in the designs**\n{MARK}\n").returncode == 0
    assert server.writes == []


@pytest.mark.parametrize("comment", ["**LGTM**", f"{'x' * 65_536}{MARK}"])
def test_what_is_no_comment_of_ours_is_not_written(scratch: Scratch, server: Server, comment: str) -> None:
    assert commented(scratch, server, comment).returncode == 1
    assert server.writes == []


def test_modules_beside_the_comment_are_not_imported(scratch: Scratch, server: Server) -> None:
    (scratch.origin / "json.py").write_text("raise SystemExit('imported')\n")
    assert commented(scratch, server, f"**Opens 1 issue**\n{MARK}\n").returncode == 0
    assert len(server.writes) == 1


def test_the_comment_is_written_only_where_the_token_may_be() -> None:
    path = Path(os.path.realpath(__file__)).parents[2]
    jobs = yaml.safe_load(
        (path / "plugin/infra_design/adapters/cli/templates/ci/gitlab/infra-design.yml").read_text()
    )
    (rule,) = jobs["infra-design:comment"]["rules"]
    assert rule["if"].split(" && ") == [
        '$CI_PIPELINE_SOURCE == "merge_request_event"',
        "$INFRA_DESIGN_TOKEN",
        "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID",
    ]
    assert jobs["infra-design:comment"]["variables"]["GIT_STRATEGY"] == "none"
    assert "INFRA_DESIGN_TOKEN" not in json.dumps({k: v for k, v in jobs.items() if k != "infra-design:comment"})
