"""A pull request in a scratch repository: what `infra-design diff` says of it."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.cli.conftest import ONE

from infra_design.adapters.cli.changes.git import _inside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

PAIR = """\
title: Two servers behind a pair of load balancers
components:
  visitor: {kind: browser, uses: haproxy}
  lb: {kind: server, instances: 2, mode: active-passive, failover: automatic, address: 8.8.8.8}
  haproxy: {host: lb, uses: nginx}
  web: {kind: server, instances: 2}
  nginx: {host: web}
"""
AUTHOR = ("-c", "user.name=author", "-c", "user.email=author@example.com", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *AUTHOR, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def repository(folder: Path) -> Path:
    """A stage in which every machine is there twice, committed as `base`."""
    (folder / "designs/0-one.yml").write_text(PAIR)
    git(folder, "init", "--quiet", "--initial-branch=base")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "base")
    return folder


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "designs/0-one.yml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def content(result: Result) -> dict[str, object]:
    return json.loads(result.stdout)


def only(result: Result) -> dict[str, object]:
    (stage,) = content(result)["stages"]
    return stage


def ids(findings: object) -> set[str]:
    return {one["id"] for one in findings}


def test_a_pull_request_that_adds_a_single_point_of_failure_says_so_first(run: Run, repository: Path) -> None:
    git(repository, "switch", "--quiet", "--create", "pull-request")
    edit(
        repository, "nginx: {host: web}", "nginx: {host: web, uses: mysql}\n  db: {kind: server}\n  mysql: {host: db}"
    )
    git(repository, "commit", "--quiet", "--all", "-m", "add a database")
    git(repository, "switch", "--quiet", "base")
    result = run("diff", "base", "pull-request", "--format", "markdown")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].startswith("**Adds a single point of failure: db; ")
    assert "`+ component mysql`" in result.stdout
    assert "| its single points of failure | 0 | 2 |" in result.stdout  # the machine, and the database on it
    assert result.stdout.count("<details>") == result.stdout.count("</details>") > 0
    assert len(result.stdout) < 65_536
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "branch", "--show-current") == "base\n"
    assert run("diff", "base", "pull-request", "--fail-on", "never").exit_code == 0


def test_the_other_way_round_it_is_closed(run: Run, repository: Path) -> None:
    edit(
        repository, "nginx: {host: web}", "nginx: {host: web, uses: mysql}\n  db: {kind: server}\n  mysql: {host: db}"
    )
    git(repository, "commit", "--quiet", "--all", "-m", "add a database")
    stage = only(result := run("diff", "HEAD", "HEAD~1", "--format", "json"))
    assert result.exit_code == 0
    assert "spof-server@db" in ids(stage["closed"])
    assert stage["opened"] == []
    assert str(content(result)["verdict"]).startswith("Closes ")


def test_the_working_folder_is_compared_if_no_head_is_named(run: Run, repository: Path) -> None:
    assert "Nothing changes" in run("diff", "base").stdout
    edit(repository, "web: {kind: server, instances: 2}", "web: {kind: server}")
    assert run("diff", "base").stdout.startswith("Adds a single point of failure: web")


def test_a_move_in_the_file_is_no_change(run: Run, repository: Path) -> None:
    edit(repository, "components:", "# a comment\n\ncomponents:")
    assert content(run("diff", "base", "--format", "json"))["stages"] == []


def test_a_component_with_another_name_is_the_same_one(run: Run, repository: Path) -> None:
    edit(repository, "lb", "balancer")
    edit(repository, "nginx", "pages")
    edit(repository, "pages: {host: web}", "pages: {product: nginx, host: web}")
    stage = only(result := run("diff", "base", "--format", "json", "--fail-on", "info"))
    assert stage["renamed"] == {"lb": "balancer", "nginx": "pages"}
    assert [(one["subject"], one["id"]) for one in stage["differences"]] == []
    assert stage["opened"] == stage["closed"] == []
    assert result.exit_code == 0


def test_another_component_is_no_renamed_one(run: Run, repository: Path) -> None:
    edit(
        repository,
        "web: {kind: server, instances: 2}\n  nginx: {host: web}",
        "nginx: {product: nginx, managed: true}",
    )
    edit(repository, "visitor:", "other: {kind: server, instances: 2, address: [9.9.9.9, 9.9.9.10]}\n  visitor:")
    stage = only(run("diff", "base", "--format", "json"))
    assert stage["renamed"] == {}
    changes = {(one["change"], one["id"]) for one in stage["differences"] if one["subject"] == "component"}
    assert changes >= {("removed", "web"), ("added", "other")}


def test_two_stages_are_compared_as_they_are(run: Run, repository: Path) -> None:
    (repository / "designs/1-two.yml").write_text(
        "title: Next\nextends: 0-one\ncomponents:\n  web: {instances: 1, cost: 10}\n"
    )
    stage = only(run("diff", "0-one", "1-two", "--format", "json"))
    assert (stage["stage"], stage["against"]) == ("1-two", "0-one")
    assert "spof-server@web" in ids(stage["opened"])
    (instances,) = (one["details"] for one in stage["differences"] if one["id"] == "web")
    assert "instances: 2 → 1" in instances
    assert stage["cost"] == {"before": None, "after": 10}
    (journey,) = stage["journeys"]
    assert (journey["before"]["single_points"], journey["after"]["single_points"]) == ([], ["nginx", "web"])


def test_a_new_stage_is_compared_with_the_one_before_it(run: Run, repository: Path) -> None:
    (repository / "designs/1-two.yml").write_text("title: Next\nextends: 0-one\ncomponents:\n  web: {instances: 1}\n")
    stage = only(run("diff", "base", "--format", "json"))
    assert (stage["stage"], stage["against"], stage["change"]) == ("1-two", "0-one", "added")
    assert "spof-server@web" in ids(stage["opened"])
    (repository / "designs/1-two.yml").unlink()
    (repository / "designs/0-one.yml").rename(repository / "designs/0-first.yml")
    assert "0-first, against 0-one" in run("diff", "base").stdout


def test_designs_that_were_not_there_before(run: Run, repository: Path) -> None:
    git(repository, "rm", "--quiet", "-r", "--cached", "designs")
    git(repository, "commit", "--quiet", "--allow-empty", "-m", "none")
    stage = only(run("diff", "HEAD", "--format", "json"))
    assert stage["change"] == "added"
    gone = only(run("diff", "base~1", "HEAD", "--format", "json"))
    assert gone["change"] == "removed"


def test_folders_are_projects_or_designs(run: Run, repository: Path) -> None:
    (repository / "other").mkdir()
    (repository / "other/0-one.yml").write_text(
        PAIR.replace("web: {kind: server, instances: 2}", "web: {kind: server}")
    )
    for base in (repository, repository / "designs"):
        result = run("diff", str(base), str(repository / "other"))
        assert result.stdout.startswith("Adds a single point of failure: web"), result.output


def test_a_project_below_the_root_of_its_repository(run: Run, repository: Path) -> None:
    (repository / "site").mkdir()
    git(repository, "mv", "designs", "site/infra")
    (repository / "site/mkdocs.yml").write_text("plugins:\n  - infra-design: {designs: infra}\n")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "move")
    (repository / "site/infra/0-one.yml").write_text(
        PAIR.replace("web: {kind: server, instances: 2}", "web: {kind: server}")
    )
    result = run("-C", str(repository / "site"), "diff", "HEAD")
    assert result.stdout.startswith("Adds a single point of failure: web"), result.output


def test_accepting_a_finding_is_no_way_to_close_it(run: Run, repository: Path) -> None:
    (repository / "designs/0-one.yml").write_text(ONE)
    git(repository, "commit", "--quiet", "--all", "-m", "one server")
    with (repository / "designs/0-one.yml").open("a") as file:
        file.write('accept:\n  "spof-server@web": {reason: a hobby}\n')
    stage = only(run("diff", "HEAD", "--format", "json"))
    assert ids(stage["accepted"]) == {"spof-server@web"}
    assert stage["closed"] == []
    git(repository, "commit", "--quiet", "--all", "-m", "accept")
    assert ids(only(run("diff", "HEAD", "HEAD~1", "--format", "json"))["opened"]) == {"spof-server@web"}


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_a_side_that_cannot_be_read_is_said_first(run: Run, repository: Path, form: str) -> None:
    edit(repository, "uses: nginx", "uses: ngnix")
    result = run("diff", "base", "--format", form)
    assert result.exit_code == 2
    assert "cannot be read: 1 mistake in the design" in result.stdout
    assert "ngnix" in result.stdout


@pytest.mark.parametrize("name", ["nowhere", "--output=x", "base:designs", "../nowhere"])
def test_what_is_nothing_is_said_to_be_nothing(run: Run, repository: Path, name: str) -> None:
    result = run("diff", "--", name, "base")
    assert result.exit_code == 2
    assert "is no folder and no git revision" in result.stderr
    assert sorted(path.name for path in repository.iterdir()) == [".git", "designs"]


@pytest.mark.parametrize("names", [("0-one", "1-tow"), ("1-tow", "0-one"), ("1-tow", "0-onn")])
def test_the_name_that_is_no_stage_is_blamed(run: Run, folder: Path, names: tuple[str, str]) -> None:
    (folder / "designs/1-two.yml").write_text("title: Two\nextends: 0-one\n")
    result = run("diff", *names)
    assert result.exit_code == 2
    told = (
        "'1-tow' is no folder and no git revision, and no stage either (did you mean '1-two'?); stages: 0-one, 1-two"
    )
    assert told in result.stderr


def test_a_stage_is_not_compared_with_a_folder(run: Run, folder: Path) -> None:
    result = run("diff", "0-one", str(folder))
    assert result.exit_code == 2
    assert "'0-one' is a stage, and what it is compared with is none: name two stages" in result.stderr


def test_links_in_a_revision_are_not_followed(run: Run, repository: Path) -> None:
    (repository / "secret.yml").write_text("title: secret\ncomponents: {db: {kind: server}}\n")
    (repository / "designs/1-link.yml").symlink_to(repository / "secret.yml")
    git(repository, "add", "designs")
    git(repository, "commit", "--quiet", "-m", "link")
    assert "1-link" not in run("diff", "HEAD~1", "HEAD").stdout


@pytest.mark.parametrize("designs", ["/etc", "../.."])
def test_a_revision_reads_no_folder_outside_of_it(run: Run, repository: Path, designs: str) -> None:
    (repository / "mkdocs.yml").write_text(f"plugins:\n  - infra-design: {{designs: {designs}}}\n")
    git(repository, "add", "mkdocs.yml")
    git(repository, "commit", "--quiet", "-m", "elsewhere")
    result = run("diff", "HEAD", "HEAD~1")
    assert result.exit_code == 2
    assert "not in the repository" in result.stderr


@pytest.mark.parametrize(
    ("path", "inside"), [("a/b.yml", True), ("../a", False), ("/a", False), ("a//b", False), ("a\\b", False)]
)
def test_paths_of_a_forged_tree(path: str, inside: bool) -> None:  # noqa: FBT001 — a row of the table
    assert _inside(path) is inside


def test_names_in_a_comment_mention_nobody(run: Run, repository: Path) -> None:
    edit(repository, "visitor: {kind: browser,", 'visitor: {title: "@everyone <img src=x>", kind: browser,')
    edit(repository, "web: {kind: server, instances: 2}", 'web: {kind: server, title: "@maintainers #1"}')
    text = run("diff", "base", "--format", "markdown").stdout
    assert not {"@everyone", "@maintainers", "#1", "<img"} & set(text.split())
    assert "<img" not in text


def test_an_issue_that_becomes_more_severe_is_worse(run: Run, repository: Path) -> None:
    edit(repository, "web: {kind: server, instances: 2}", "web: {kind: server}")
    git(repository, "commit", "--quiet", "--all", "-m", "one server")
    (repository / "designs/0-one.yml").write_text(
        (repository / "designs/0-one.yml").read_text() + "rules: {spof-server: error}\n"
    )
    result = run("diff", "HEAD", "--format", "json", "--fail-on", "error")
    assert result.exit_code == 1
    (stage,) = content(result)["stages"]
    assert [(one["id"], one["was"], one["severity"]) for one in stage["worsened"]] == [
        ("spof-server@web", "high", "error")
    ]
    assert (stage["opened"], stage["closed"], stage["eased"]) == ([], [], [])
    assert run("diff", "HEAD").stdout.startswith("Makes 1 issue (1 error) more severe")
    git(repository, "commit", "--quiet", "--all", "-m", "graded")
    back = run("diff", "HEAD", "HEAD~1", "--format", "markdown")
    assert (back.exit_code, back.stdout.splitlines()[0]) == (0, "**Makes 1 issue (1 high) less severe**")
    assert "1 issue less severe" in back.stdout
