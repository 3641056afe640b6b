"""`infra-design check`."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli import completing
from infra_design.adapters.cli.baseline import key, read, write
from infra_design.adapters.cli.formats import FORMATS, Report, stage_name, writer
from infra_design.adapters.cli.progress import working
from infra_design.adapters.cli.project import UNREADABLE, Project, find_stages
from infra_design.adapters.options import NEVER
from infra_design.adapters.site_file import SITE_FILES
from infra_design.analyze import infos_for, rules_for, settings_mistakes
from infra_design.model.finding import Severity
from infra_design.model.source import Mark, Problem
from infra_design.pipeline import DesignError, Memo, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from infra_design.adapters.cli.baseline import Key
    from infra_design.model.catalog import Catalog
    from infra_design.model.settings import Settings
    from infra_design.pipeline import Design


@click.command("check")
@click.argument("stages", nargs=-1, metavar="[STAGE]...", shell_complete=completing.stages)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice([NEVER, *map(str, Severity)]),
    help="Exit with 1 if there is a finding of this severity or worse; default: fail_on of mkdocs.yml, else high.",
)
@click.option("--select", metavar="RULES", multiple=True, help="Only these rules or groups of rules, with commas.")
@click.option("--ignore", metavar="RULES", multiple=True, help="Not these rules or groups of rules, with commas.")
@click.option(
    "--baseline",
    "known",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Leave out the findings that this file knows.",
)
@click.option("--update-baseline", "update", is_flag=True, help="Write what is found into the baseline.")
@click.option("--today", metavar="DATE", help="The day against which waivers expire; default: today.")
@click.option(
    "--watch", is_flag=True, help="Check again whenever a design, the catalog or the site's options change."
)
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 — the options of the command
    ctx: click.Context,
    stages: tuple[str, ...],
    form: str,
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    known: Path | None,
    update: bool,  # noqa: FBT001 — a flag on the command line
    today: str | None,
    watch: bool,  # noqa: FBT001 — a flag on the command line
) -> None:
    r"""Say what is wrong with the designs, or with some STAGEs of them.

    \b
    Examples:
      infra-design check
      infra-design check 2-secured-and-monitored --fail-on medium
      infra-design check --format sarif > infra-design.sarif
      infra-design check --select reliability,no-https
      infra-design check --baseline infra-design-baseline.json --update-baseline
      infra-design check --baseline infra-design-baseline.json
      infra-design check --watch
    """
    if update and known is None:
        raise click.UsageError("--update-baseline needs --baseline FILE")
    if update and watch:
        raise click.UsageError("--update-baseline writes once; --watch looks again and again")
    asked = Asked(stages, form, fail_on, _split(select), _split(ignore), known, update, today)
    project: Project = ctx.obj
    ctx.exit(_again(project, asked) if watch else _check(project, asked, Memo()))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    stages: tuple[str, ...]
    form: str
    fail_on: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    known: Path | None
    update: bool
    today: str | None


def _check(project: Project, asked: Asked, memo: Memo) -> int:
    """Print what is wrong; the exit code."""
    fail_on = asked.fail_on or str(project.options.get("fail_on", Severity.HIGH))
    settings = project.settings(fail_on=fail_on, **({"today": asked.today} if asked.today else {}))
    try:
        with working("Checking the designs"):
            design = load(project.folder, settings, memo)
    except DesignError as error:
        return _unreadable(project, asked, settings, error.problems)
    if not design.systems:
        hint = "write one, or let `infra-design init` do it"
        nothing = Problem(Mark(settings.designs, 1, 1), "there are no stages here", hint, "no-stages")
        return _unreadable(project, asked, settings, (nothing,))
    for mistake in settings_mistakes(settings.rules, rules_for(design.catalog)):
        click.secho(f"rules: {mistake}", fg="yellow", err=True)
    wanted = _wanted(_rules(asked.select, design.catalog), _rules(asked.ignore, design.catalog))
    report = _report(design, asked.stages, settings.fail_on, wanted)
    if asked.known:
        names = {stage_name(system.id, stage.id) for system, stage in find_stages(design, asked.stages)}
        looked = partial(_looked_for, names, wanted)
        report = _apart_from(report, asked.known, looked, update=asked.update)
    writer(asked.form)(report, project.folder)
    return int(report.fails)


def _unreadable(project: Project, asked: Asked, settings: Settings, problems: tuple[Problem, ...]) -> int:
    writer(asked.form)(Report((), problems, settings.fail_on), project.folder)
    return UNREADABLE


def _again(project: Project, asked: Asked) -> int:
    """Check, and check again whenever something is edited, until somebody interrupts; the last exit code."""
    from infra_design.adapters.watching import edits  # noqa: PLC0415 — only here

    memo, code = Memo(), 0
    try:
        code = _shown(project, asked, memo)
        for _ in edits(_watched(project, asked)):
            project = Project(project.folder, project.given)
            code = _shown(project, asked, memo)
    except KeyboardInterrupt:
        click.echo(err=True)
    return code


def _shown(project: Project, asked: Asked, memo: Memo) -> int:
    """One round on an empty screen; a mistake on the command line or in an option does not end the watch."""
    click.clear()
    try:
        code = _check(project, asked, memo)
    except click.UsageError as error:
        click.secho(error.format_message(), fg="red", err=True)
        code = UNREADABLE
    click.secho("Waiting for edits; Ctrl-C ends", dim=True, err=True)
    return code


def _watched(project: Project, asked: Asked) -> list[Path]:
    """Everything that a check reads."""
    settings = project.settings()
    names = (settings.designs, settings.catalog, *SITE_FILES, "pyproject.toml")
    return [*(project.folder / name for name in names if name), *filter(None, [asked.known])]


def _report(
    design: Design, names: tuple[str, ...], fail_on: Severity | None, wanted: Callable[[str], bool]
) -> Report:
    stages = {(system.id, stage.id) for system, stage in find_stages(design, names)}
    findings = tuple(
        (analyses.system, finding)
        for analyses in design.analyses
        for stage in analyses.stages
        for finding in stage.findings
        if (analyses.system, stage.stage) in stages and wanted(finding.rule)
    )
    rules = design.analyses[0].rules if design.analyses else {}
    return Report(findings, (), fail_on, rules=rules)


def _wanted(select: frozenset[str], ignore: frozenset[str]) -> Callable[[str], bool]:
    return lambda rule: (not select or rule in select) and rule not in ignore


def _looked_for(names: set[str], wanted: Callable[[str], bool], key: Key) -> bool:
    """This run would have found what a baseline's key stands for."""
    return key[0] in names and wanted(key[1].partition("@")[0])


def _split(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.strip() for one in given for name in one.split(",") if name.strip())


def _rules(given: Iterable[str], catalog: Catalog) -> frozenset[str]:
    """The ids of rules that are named by themselves or by their group."""
    names = list(given)
    infos = infos_for(catalog) if names else {}
    groups: dict[str, set[str]] = {}
    for info in infos.values():
        groups.setdefault(info.group.lower().replace(" ", "-"), set()).add(info.id)
    found: set[str] = set()
    for name in names:
        if name not in infos and name not in groups:
            near = difflib.get_close_matches(name, [*infos, *groups], n=1)
            hint = f"did you mean {near[0]!r}?" if near else "see: infra-design list rules"
            raise click.UsageError(f"no rule and no group of rules is called {name!r} ({hint})")
        found |= groups.get(name, {name})
    return frozenset(found)


def _apart_from(report: Report, path: Path, looked: Callable[[Key], bool], *, update: bool) -> Report:
    """The report without what a baseline knows, which is brought up to date first if that is asked for."""
    here = {key(system, finding) for system, finding in report.findings if not finding.accepted}
    if update:
        others = {one for one in read(path) if not looked(one)} if path.exists() else set()
        write(path, here | others)
        click.echo(f"{path}: written, with {len(here | others)} findings", err=True)
    known = read(path)
    left = tuple(
        (system, finding)
        for system, finding in report.findings
        if finding.accepted or key(system, finding) not in known
    )
    gone = sum(looked(one) and one not in here for one in known)
    return replace(report, findings=left, known=len(report.findings) - len(left), gone=gone)
