"""`infra-design check`."""

from __future__ import annotations

import difflib
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.baseline import key, read, write
from infra_design.adapters.cli.formats import FORMATS, Report, stage_name, writer
from infra_design.adapters.cli.project import UNREADABLE, Project, find_stages
from infra_design.adapters.options import NEVER
from infra_design.analyze import infos_for, rules_for, settings_mistakes
from infra_design.model.finding import Severity
from infra_design.pipeline import DesignError, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from infra_design.adapters.cli.baseline import Key
    from infra_design.model.catalog import Catalog
    from infra_design.pipeline import Design


@click.command("check")
@click.argument("stages", nargs=-1, metavar="[STAGE]...")
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
    """
    if update and known is None:
        raise click.UsageError("--update-baseline needs --baseline FILE")
    project: Project = ctx.obj
    fail_on = fail_on or str(project.options.get("fail_on", Severity.HIGH))
    settings = project.settings(fail_on=fail_on, **({"today": today} if today else {}))
    try:
        design = load(project.folder, settings)
    except DesignError as error:
        writer(form)(Report((), error.problems, settings.fail_on), project.folder)
        ctx.exit(UNREADABLE)
    for mistake in settings_mistakes(settings.rules, rules_for(design.catalog)):
        click.secho(f"rules: {mistake}", fg="yellow", err=True)
    wanted = _wanted(_rules(select, design.catalog), _rules(ignore, design.catalog))
    report = _report(design, stages, settings.fail_on, wanted)
    if known:
        names = {stage_name(system.id, stage.id) for system, stage in find_stages(design, stages)}
        looked = partial(_looked_for, names, wanted)
        report = _apart_from(report, known, looked, update=update)
    writer(form)(report, project.folder)
    ctx.exit(int(report.fails))


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


def _rules(given: Iterable[str], catalog: Catalog) -> frozenset[str]:
    """The ids of rules that are named by themselves or by their group."""
    names = [name.strip() for one in given for name in one.split(",") if name.strip()]
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
    known = read(path)
    left = tuple(
        (system, finding)
        for system, finding in report.findings
        if finding.accepted or key(system, finding) not in known
    )
    gone = sum(looked(one) and one not in here for one in known)
    return replace(report, findings=left, known=len(report.findings) - len(left), gone=gone)
