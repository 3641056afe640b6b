"""`infra-design diff`."""

from __future__ import annotations

import importlib
import re
from dataclasses import replace

import click

from infra_design.adapters.cli import completing
from infra_design.adapters.cli.changes import Changes
from infra_design.adapters.cli.changes.compare import compare_sides, compare_stages
from infra_design.adapters.cli.changes.sides import SideError, two_sides, two_stages
from infra_design.adapters.cli.progress import working
from infra_design.adapters.cli.project import UNREADABLE, Project
from infra_design.adapters.options import NEVER
from infra_design.model.finding import Severity

FORMATS = ("text", "json", "markdown")
ADDRESS = r"https?://[^\s<>\"'`|\\]{1,2000}"


def _addresses(_ctx: click.Context, _param: click.Parameter, value: tuple[str, ...] | None) -> tuple[str, ...]:
    for one in value or ():
        if not re.fullmatch(ADDRESS, one):
            raise click.BadParameter(f"{one!r} is no address that begins with http:// or https://")
    return value or ()


@click.command("diff")
@click.argument("base", shell_complete=completing.stages)
@click.argument("head", default=".", shell_complete=completing.stages)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice([NEVER, *map(str, Severity)]),
    help="Exit with 1 if a finding of this severity or worse is opened; default: fail_on of mkdocs.yml, else high.",
)
@click.option(
    "--pictures",
    metavar="BEFORE AFTER",
    nargs=2,
    callback=_addresses,
    help="Markdown shows these two pictures, by their addresses, instead of drawing the change.",
)
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 — the options of the command
    ctx: click.Context, base: str, head: str, form: str, fail_on: str | None, pictures: tuple[str, ...]
) -> None:
    r"""Say what changes from BASE to HEAD: parts, records, availability, cost, issues opened and closed.

    BASE and HEAD are two stages; or folders, or git revisions, which are read without touching the working tree.
    HEAD is the current folder if it is not given.

    \b
    Examples:
      infra-design diff main
      infra-design diff origin/main HEAD --format markdown > comment.md
      infra-design diff 0-simple-web-stack 1-distributed --fail-on never
    """
    project: Project = ctx.obj
    grade = project.settings(fail_on=fail_on or str(project.options.get("fail_on", Severity.HIGH))).fail_on
    head = str(project.folder) if head == "." else head
    try:
        with working("Comparing"):
            changes = _changes(project, base, head, grade)
    except SideError as error:
        changes = Changes(base, head, problems=error.problems, unread=error.name)
    changes = replace(changes, pictures=pictures)
    importlib.import_module(f"infra_design.adapters.cli.changes.{form}").write(changes)
    ctx.exit(UNREADABLE if changes.problems else int(changes.fails))


def _changes(project: Project, base: str, head: str, grade: Severity | None) -> Changes:
    if stages := two_stages(project, base, head):
        where, before, after = stages
        return Changes(base, head, (compare_stages(before, after, where),), grade)
    return compare_sides(*two_sides(project, base, head), grade)
