"""`infra-design init`: what it writes, what it leaves alone, and that what it writes works."""

from __future__ import annotations

import io
import json
import logging
import os
import pty
import re
import select
import sys
import time
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from mkdocs.commands.build import build
from mkdocs.config import load_config
from tests.adapters.projects import Collected

from infra_design.adapters.cli import main
from infra_design.adapters.cli.format.form import formed
from infra_design.adapters.cli.init import questions, writing
from infra_design.adapters.cli.init.templates import FOLDER, TEMPLATES, design
from infra_design.model.settings import Settings
from infra_design.pipeline import load
from infra_design.read import json_schema, read_catalog

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

EXPECTED = {
    "single-server": "spof-server@web no-backup@mysql no-firewall@web no-https@www.example.com no-monitoring@web",
    "three-tier": "spof-server@db-server-01 spof-write-primary@mysql@db-server-01 no-backup@mysql",
    "story": "spof-server@web spof-load-balancer@lb tls-terminated-at-load-balancer@haproxy",
    "aws-three-tier": "spof-shared-dependency@eu-west-1 provider-dependency@alb tls-terminated-at-load-balancer@alb",
    "kubernetes": "spof-component@postgresql spof-component@redis no-replica@postgresql",
    "patroni": "single-write-database@postgresql homogeneous-fleet@etcd,haproxy,postgresql",
    "nfs-failover": "no-backup@nfs no-monitoring@filer,web plaintext-internal-connection@nfs",
    "two-regions": "homogeneous-fleet@app-eu,app-us",
}
"""Some of what an experienced engineer would say of each at once."""
NO_SINGLE_POINT = {"patroni", "nfs-failover", "two-regions"}
"""Whose point it is that any one thing may fail."""


def init(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(folder), "init", *arguments], catch_exceptions=False)


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def built(folder: Path) -> None:
    """Build a site as `mkdocs build --strict` does."""
    warnings: list[str] = []
    config = load_config(str(folder / "mkdocs.yml"))
    with Collected(warnings):
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
    logging.getLogger("mkdocs").handlers.clear()
    assert warnings == []


def findings(folder: Path) -> set[str]:
    found = load(folder, Settings())
    return {one.id for analyses in found.analyses for stage in analyses.stages for one in stage.findings}


def test_every_template_has_its_folder_and_is_listed(tmp_path: Path) -> None:
    assert {path.name for path in (FOLDER / "designs").iterdir()} == set(TEMPLATES) == set(EXPECTED)
    listed = init(tmp_path, "--list").stdout.splitlines()
    assert [line.split("  ")[0] for line in listed] == list(TEMPLATES)
    assert files(tmp_path) == {}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_a_site_that_builds_without_a_warning(name: str, tmp_path: Path) -> None:
    assert init(tmp_path, "--template", name).exit_code == 0
    built(tmp_path)
    assert "<svg" in (tmp_path / "site/index.html").read_text().partition("<article")[2]
    pages = tmp_path / "site/infrastructure"
    for stage in (path.stem for path in (tmp_path / "designs").glob("[0-9]*.yml")):
        assert "<svg" in (pages / stage / "index.html").read_text()
    catalog, _ = read_catalog(tmp_path, "")
    assert (pages / "schema/infra-design.schema.json").read_text() == json_schema(catalog)
    assert (pages / "schema/infra-design-system.schema.json").read_text() == json_schema(catalog, "system")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_the_issues_that_an_engineer_would_name(name: str, tmp_path: Path) -> None:
    init(tmp_path, "--template", name)
    found = findings(tmp_path)
    assert set(EXPECTED[name].split()) <= found
    assert not {one for one in found if one.startswith(("journey-broken", "connection-blocked", "no-journey"))}
    assert name == "story" or not any(one.startswith("invalid-address") for one in found)
    assert not (name in NO_SINGLE_POINT and any(one.startswith("spof-") for one in found))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_stage_names_its_schema_is_commented_and_in_canonical_form(name: str, tmp_path: Path) -> None:
    init(tmp_path, "--template", name)
    catalog, _ = read_catalog(tmp_path, "")
    for path in sorted((tmp_path / "designs").glob("*.yml")):
        assert formed(path.read_bytes(), path.name, catalog=catalog) == (path.read_bytes(), ())
        line, _, text = path.read_text().partition("\n")
        address = line.removeprefix("# yaml-language-server: $schema=")
        schema = json.loads((path.parent / address).read_text())
        assert ("components" in schema["properties"]) is (path.name != "system.yml")
        assert name == "story" or text.count("#") > 3


@pytest.mark.parametrize("name", ["single-server", "three-tier", "nfs-failover"])
def test_what_a_template_offers_in_comments_can_be_taken(name: str, tmp_path: Path) -> None:
    init(tmp_path, "--template", name)
    before = findings(tmp_path)
    (path,) = (tmp_path / "designs").glob("[0-9]*.yml")
    text = re.sub(r"^  #   ", "  ", path.read_text(), flags=re.MULTILINE)
    path.write_text(re.sub(r"^# (accept:|journeys:|  )", r"\1", text, flags=re.MULTILINE))
    after = findings(tmp_path)
    closed = {"single-server": "no-https@www.example.com no-backup@mysql no-firewall@web no-monitoring@web",
              "three-tier": "", "nfs-failover": "no-backup@nfs no-monitoring@filer,web"}[name]  # fmt: skip
    assert set(closed.split()) <= before - after
    content = yaml.safe_load(path.read_text())
    assert content["journeys" if name == "three-tier" else "components"]


def test_the_story_is_the_one_that_we_publish(checkout: Path) -> None:
    published = {path.name: path.read_text() for path in (checkout / "designs").iterdir()}
    assert design("story") == published


def test_nothing_is_asked_where_nobody_sits(tmp_path: Path) -> None:
    result = init(tmp_path)
    assert result.exit_code == 0
    assert "No terminal to ask on: starting from single-server" in result.stderr
    assert set(files(tmp_path)) == {
        ".gitignore", "designs/0-one-server.yml", "docs/index.md", "infra-design.schema.json", "mkdocs.yml"
    }  # fmt: skip


def test_a_folder_is_made_and_the_way_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["init", "my shop", "--template", "three-tier"], catch_exceptions=False)
    assert "wrote my shop/designs/0-three-tiers.yml\n" in result.stdout
    assert "  cd 'my shop'" in result.stdout


def test_no_file_is_overwritten_and_then_none_is_written(tmp_path: Path) -> None:
    (tmp_path / "netlify.toml").write_text("mine")
    (tmp_path / "mkdocs.yml").write_text("site_name: Mine\n")
    before = files(tmp_path)
    result = init(tmp_path, "--template", "patroni", "--ci", "netlify")
    assert result.exit_code == 1
    assert "netlify.toml is there already" in result.stderr
    assert "Nothing is written." in result.stderr
    assert files(tmp_path) == before


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    arguments = ("--template", "patroni", "--ci", "github", "--ci", "gitlab")
    init(tmp_path, *arguments)
    before = files(tmp_path)
    result = init(tmp_path, *arguments)
    assert (result.exit_code, result.stdout) == (0, "All of it is there already.\n")
    assert files(tmp_path) == before


def test_a_schema_of_before_is_kept_and_told(tmp_path: Path) -> None:
    (tmp_path / "infra-design.schema.json").write_text("{}")
    result = init(tmp_path, "--template", "patroni")
    assert result.exit_code == 0
    assert "`infra-design schema stage > infra-design.schema.json` writes it anew" in result.stdout
    assert (tmp_path / "infra-design.schema.json").read_text() == "{}"


def test_a_second_design_gets_a_folder(tmp_path: Path) -> None:
    init(tmp_path, "--template", "patroni")
    result = init(tmp_path, "--template", "kubernetes")
    assert result.exit_code == 2
    assert "holds a design already (0-patroni.yml)" in result.stderr
    assert init(tmp_path, "--template", "kubernetes", "--system", "shop").exit_code == 0
    assert "$schema=../../infra-design.schema.json" in (tmp_path / "designs/shop/0-cluster.yml").read_text()
    assert {system.id for system in load(tmp_path, Settings()).systems} == {"", "shop"}
    built(tmp_path)
    for name in ("a/b", "..", ".git", "/etc", "my shop", "b: [x]"):
        assert init(tmp_path, "--template", "kubernetes", "--system", name).exit_code == 2


def test_a_design_that_is_there_is_kept_and_gets_a_site(tmp_path: Path) -> None:
    (tmp_path / "designs").mkdir()
    (tmp_path / "designs/mine.yml").write_text("components: {web: {kind: server}}\n")
    (tmp_path / ".gitignore").write_text("*.pyc\n")
    result = init(tmp_path)
    assert result.exit_code == 0
    assert "holds a design already, which is kept" in result.stdout
    assert (tmp_path / ".gitignore").read_text() == "*.pyc\n/.cache/\n/site/\n"
    assert set(files(tmp_path)) == {
        ".gitignore", "designs/mine.yml", "docs/index.md", "infra-design.schema.json", "mkdocs.yml"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("*.pyc", "*.pyc\n/.cache/\n"),
        ("*.pyc\r\n", "*.pyc\r\n/.cache/\r\n"),
        ("", "/.cache/\n"),
        (".cache\n", ".cache\n"),
        ("**/.cache/\n", "**/.cache/\n"),
    ],
)
def test_what_builds_keep_is_not_committed(before: str, after: str, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: Mine\n")
    (tmp_path / ".gitignore").write_bytes(before.encode())
    result = init(tmp_path, "--template", "patroni")
    assert (tmp_path / ".gitignore").read_bytes().decode() == after
    assert (".gitignore" in result.stdout) is (before != after)


def test_next_is_what_works(tmp_path: Path) -> None:
    alone = init(tmp_path, "--ci", "gitlab").stdout.partition("Next:")[2]
    assert "infra-design init " in alone
    assert not any(word in alone for word in ("check", "serve", "--ci github"))
    then = init(tmp_path, "--template", "patroni").stdout.partition("Next:")[2]
    assert "infra-design check" in then
    assert "mkdocs serve" in then
    assert "infra-design init" not in then


def test_what_was_written_is_gone_when_something_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "docs").write_text("a file where a folder should be")
    (tmp_path / "mkdocs.yml").write_text("site_name: Mine\n")
    edited = {tmp_path / "mkdocs.yml": "site_name: Other\n"}
    new = {tmp_path / "a/b/c.yml": "c", tmp_path / "docs/index.md": "d"}
    with pytest.raises(OSError, match="docs"):
        writing.write_together(new, edited)
    assert files(tmp_path) == {"docs": "a file where a folder should be", "mkdocs.yml": "site_name: Mine\n"}
    assert not (tmp_path / "a").exists()


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "netlify.toml").symlink_to("elsewhere")
    assert init(tmp_path, "--ci", "netlify").exit_code == 1
    assert not (tmp_path / "elsewhere").exists()


def test_options_of_the_command_line_are_those_of_the_site(tmp_path: Path) -> None:
    arguments = ["-C", str(tmp_path), "--designs", "infra", "init", "--template", "patroni"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert yaml.safe_load((tmp_path / "mkdocs.yml").read_text())["plugins"] == [
        "search", {"infra-design": {"designs": "infra"}}
    ]  # fmt: skip
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "check"]).exit_code == 0


def test_a_site_of_zensical_is_left_to_its_owner(tmp_path: Path) -> None:
    (tmp_path / "zensical.toml").write_text('[project]\nsite_name = "Mine"\n')
    result = init(tmp_path, "--template", "patroni")
    assert "[project.markdown_extensions.infra_design]" in result.stdout
    assert "  infra-design build " in result.stdout
    assert set(files(tmp_path)) == {"designs/0-patroni.yml", "infra-design.schema.json", "zensical.toml"}


def typed(folder: Path, *answers: str) -> tuple[str, int]:
    """What a person sees who runs `init` on a terminal and types these answers."""
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover — another process
        os.chdir(folder)
        command = [sys.executable, "-W", "ignore", "-m", "infra_design.adapters.cli", "init"]
        os.execv(sys.executable, command)  # noqa: S606 — no shell
    shown = _until_asked(terminal)
    for answer in answers:
        os.write(terminal, f"{answer}\n".encode())
        shown += _until_asked(terminal)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(terminal)
    return shown, status


def _until_asked(terminal: int) -> str:
    shown, end = io.BytesIO(), time.monotonic() + 30
    while time.monotonic() < end:
        ready, _, _ = select.select([terminal], [], [], 0.05)
        if ready:
            try:
                shown.write(os.read(terminal, 65_536))
            except OSError:  # the program has ended
                break
        elif shown.getvalue().endswith(b"]: "):
            break
    return shown.getvalue().decode()


@pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning")
def test_a_person_is_asked_and_may_mistype(tmp_path: Path) -> None:
    answers = (
        "",
        "shop",
        "shop.acme.co.uk",
        "1.2.3",
        "203.0.113.7",
        "apache",
        "php-fpm",
        "postgresql",
        "3",
        "apart",
        "n",
    )
    shown, status = typed(tmp_path, *answers, "y", "")
    assert status == 0, shown
    assert "'shop' is no hostname such as www.example.com" in shown
    assert "'1.2.3' is no address" in shown
    stage = load(tmp_path, Settings()).systems[0].stages[0]
    assert {"lb", "haproxy", "web-01", "web-03", "apache@web-02", "app@web-01", "data", "postgresql"} <= set(
        stage.instances
    )
    assert {"spof-load-balancer@lb", "spof-server@data", "no-https@shop.acme.co.uk"} <= findings(tmp_path)
    assert "no-backup@postgresql" not in findings(tmp_path)


@pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning")
def test_a_person_may_choose_a_template_or_go_away(tmp_path: Path) -> None:
    assert typed(tmp_path, "\x04")[1] == 1
    assert files(tmp_path) == {}
    number = str(2 + list(TEMPLATES).index("patroni"))
    assert typed(tmp_path, number)[1] == 0
    assert (tmp_path / "designs/0-patroni.yml").exists()


ANSWERS = st.builds(
    questions.Answers,
    hostname=st.sampled_from(["www.example.com", "example.com", "a.b.example.co.uk"]),
    address=st.sampled_from(["", "203.0.113.7", "2001:db8::1"]),
    web=st.sampled_from(questions.WEB),
    application=st.sampled_from(questions.APPLICATIONS),
    database=st.sampled_from(questions.DATABASES),
    servers=st.integers(1, 4),
    keeps=st.sampled_from([questions.THERE, questions.APART, questions.MANAGED]),
    encrypted=st.booleans(),
    backup=st.booleans(),
    watched=st.booleans(),
).filter(
    lambda one: (
        not (
            one.web == one.application == "none"
            or (one.database == "none" and (one.backup or one.keeps != questions.THERE))
            or (one.servers > 1 and one.keeps == questions.THERE)
        )
    )
)


@examples(max_examples=25)
@given(answers=ANSWERS)
def test_any_answers_give_a_stage_that_says_what_they_said(
    answers: questions.Answers, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("answers")
    text = questions.stage(answers)
    (folder / "designs").mkdir()
    (folder / "designs" / questions.FILE).write_text(text)
    catalog, _ = read_catalog(folder, "")
    assert formed(text.encode(), "x", catalog=catalog) == (text.encode(), ())
    rules = {one.partition("@")[0] for one in findings(folder)}
    assert not {"journey-broken", "no-journey"} & rules
    assert ("invalid-address" in rules) is bool(answers.address)  # those here are reserved for documentation
    assert ("no-https" in rules) is not answers.encrypted
    assert ("no-monitoring" in rules) is not answers.watched
    if answers.backup:
        assert "no-backup" not in rules
    assert ("spof-load-balancer" in rules) is (answers.servers > 1)
