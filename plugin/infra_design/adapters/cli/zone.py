"""`infra-design zone`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli import completing
from infra_design.adapters.cli.formats.text import write_problems
from infra_design.adapters.cli.project import Project, find_stages
from infra_design.write.dns import FORMATS

if TYPE_CHECKING:
    from infra_design.model.stage import Stage, Zone
    from infra_design.model.zonefile import ZoneFile
    from infra_design.write.dns.authority import Serial

REFUSED = 1
HIGHEST_SERIAL = 2**32 - 1


def _serial(_ctx: click.Context, _param: click.Parameter, value: str) -> Serial:
    if value in {"", "content"}:
        return "content" if value else ""
    if not value.isascii() or not value.isdigit() or int(value) > HIGHEST_SERIAL:
        raise click.BadParameter(f"{value!r} is neither 'content' nor a number from 0 to {HIGHEST_SERIAL}")
    return int(value)


@click.command("zone")
@click.argument("stage", shell_complete=completing.stages)
@click.option(
    "--zone", "only", metavar="NAME", help="Only this zone; needed on standard output if there are several."
)
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="bind", show_default=True)
@click.option(
    "--serial",
    metavar="N|content",
    default="",
    callback=_serial,
    help="Serial number; default: that of the SOA record, else `content`: one that follows from the records.",
)
@click.option(
    "--output",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a file for each zone into this folder; default: print.",
)
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 — the options of the command
    ctx: click.Context, stage: str, only: str | None, form: str, serial: Serial, output: Path | None
) -> None:
    r"""Write the DNS zones of STAGE as files for a name server, or for octoDNS.

    What such a file cannot say is in it as a comment, and told. Exit code 1: there is no such file, because a name
    server would refuse the zone.

    \b
    Examples:
      infra-design zone 2-secured-and-monitored
      infra-design zone 2-secured-and-monitored --serial "$(date +%s)" --output zones
      infra-design zone 4-scale-up-redundant --format octodns --output config
    """
    project: Project = ctx.obj
    ((_, found),) = find_stages(project.design(), (stage,))
    files = [FORMATS[form](zone, found, serial) for zone in zones_of(found, only)]
    if len(files) > 1 and output is None:
        names = ", ".join(file.zone for file in files)
        raise click.UsageError(f"the stage has several zones: say --output FOLDER, or --zone with one of {names}")
    obstacles = tuple(sorted(problem for file in files for problem in file.obstacles))
    if obstacles:
        write_problems(obstacles, project.folder, "a name server would refuse the zone")
        ctx.exit(REFUSED)
    for file in files:
        _write(file, output)


def zones_of(stage: Stage, only: str | None) -> list[Zone]:
    """All zones of a stage, or the one of that name; a usage error where there is none."""
    if not stage.zones:
        raise click.UsageError(f"the stage {stage.id} has no zones")
    if only is None:
        return list(stage.zones.values())
    name = only.lower().removesuffix(".")
    if name not in stage.zones:
        raise click.UsageError(f"no zone {only!r}; zones: {', '.join(stage.zones)}")
    return [stage.zones[name]]


def _write(file: ZoneFile, output: Path | None) -> None:
    for remark in file.remarks:
        click.secho(f"{remark.mark}: {remark.text}", fg="yellow", err=True)
    if output is None:
        click.echo(file.text, nl=False)
        return
    output.mkdir(parents=True, exist_ok=True)
    path = output / file.name
    path.write_text(file.text, encoding="utf-8", newline="\n")
    click.echo(path.as_posix())
