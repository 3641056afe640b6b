"""`infra-design check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.formats import FORMATS, Report
from infra_design.adapters.cli.project import UNREADABLE, Project, find_stages
from infra_design.adapters.options import NEVER
from infra_design.analyze import settings_mistakes
from infra_design.model.finding import Severity
from infra_design.pipeline import DesignError, load

if TYPE_CHECKING:
    from infra_design.pipeline import Design


@click.command("check")
@click.argument("stages", nargs=-1, metavar="[STAGE]...")
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice([NEVER, *map(str, Severity)]),
    help="Exit with 1 if there is a finding of this severity or worse; default: fail_on of mkdocs.yml, else high.",
)
@click.option("--today", metavar="DATE", help="The day against which waivers expire; default: today.")
@click.pass_context
def command(ctx: click.Context, stages: tuple[str, ...], form: str, fail_on: str | None, today: str | None) -> None:
    r"""Say what is wrong with the designs, or with some STAGEs of them.

    \b
    Examples:
      infra-design check
      infra-design check 2-secured-and-monitored --fail-on medium
      infra-design check --format json
    """
    project: Project = ctx.obj
    fail_on = fail_on or str(project.options.get("fail_on", Severity.HIGH))
    settings = project.settings(fail_on=fail_on, **({"today": today} if today else {}))
    for mistake in settings_mistakes(settings.rules):
        click.secho(f"rules: {mistake}", fg="yellow", err=True)
    try:
        report = _report(load(project.folder, settings), stages, settings.fail_on)
    except DesignError as error:
        report = Report((), error.problems, settings.fail_on)
    FORMATS[form](report, project.folder)
    ctx.exit(UNREADABLE if report.problems else int(report.fails))


def _report(design: Design, names: tuple[str, ...], fail_on: Severity | None) -> Report:
    wanted = {(system.id, stage.id) for system, stage in find_stages(design, names)}
    findings = tuple(
        (analyses.system, finding)
        for analyses in design.analyses
        for stage in analyses.stages
        for finding in stage.findings
        if (analyses.system, stage.stage) in wanted
    )
    return Report(findings, (), fail_on)
