"""`infra-design dns-check`."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli import completing
from infra_design.adapters.cli.project import UNREADABLE, Project, find_stages
from infra_design.adapters.cli.zone import zones_of
from infra_design.adapters.drift import (
    Comparison,
    Drift,
    Server,
    ServerError,
    asking,
    compare,
    compare_all,
    expectations,
    system_server,
    transferred,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.adapters.drift import Expectations

DIFFERS = 1
AT_A_TIME = 8
"""Questions that wait for their answers together."""
VERSION = 1
"""Of the JSON; rises when a field changes its meaning or goes."""
LONGEST_SHOWN = 120
MOST_SHOWN = 20
"""Questions that are listed as not answered for one reason; a dead server answers none of thousands."""
COLORS = {"differs": "yellow", "missing": "red", "extra": "blue"}


@click.command("dns-check")
@click.argument("stage", shell_complete=completing.stages)
@click.option("--server", metavar="ADDR[:PORT]", help="The server to ask; default: this machine's resolver.")
@click.option("--zone", "only", metavar="NAME", help="Only this zone.")
@click.option("--format", "form", type=click.Choice(["json", "text"]), default="text", show_default=True)
@click.option("--transfer", is_flag=True, help="Get whole zones (AXFR), which shows names that the design has not.")
@click.option(
    "--timeout", type=click.FloatRange(0.1, 60), default=3.0, show_default=True, help="Seconds to wait for a packet."
)
@click.option(
    "--within", type=click.FloatRange(1, 3600), default=60.0, show_default=True, help="Seconds for all questions."
)
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 — the options of the command
    ctx: click.Context,
    stage: str,
    server: str | None,
    only: str | None,
    form: str,
    transfer: bool,  # noqa: FBT001 — a flag on the command line
    timeout: float,
    within: float,
) -> None:
    r"""Ask a DNS server whether it answers as STAGE says.

    Exit codes: 0 it does, 1 records differ, are missing or too many, 2 it could not be asked about all of them.

    \b
    Examples:
      infra-design dns-check 2-secured-and-monitored
      infra-design dns-check 2-secured-and-monitored --server 127.0.0.1:5353 --format json
    """
    project: Project = ctx.obj
    ((_, found),) = find_stages(project.design(), (stage,))
    wanted = expectations(zones_of(found, only))
    try:
        asked = system_server() if server is None else Server.parse(server)
        result = _transfer(wanted, asked, timeout, within) if transfer else _ask(wanted, asked, timeout, within)
    except ServerError as error:
        click.secho(str(error), fg="red", err=True)
        ctx.exit(UNREADABLE)
    if form == "json":
        click.echo(json.dumps(_content(result, found.id, asked), indent=2))
    else:
        _write(result, asked)
    ctx.exit(UNREADABLE if result.unanswered else DIFFERS if result.drifts else 0)


def _ask(wanted: Expectations, server: Server, timeout: float, within: float) -> Comparison:
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return compare(wanted, asking(server, timeout, within), pool.map)


def _transfer(wanted: Expectations, server: Server, timeout: float, within: float) -> Comparison:
    held = [transferred(server, zone, timeout, within) for zone in wanted.zones]
    return compare_all(wanted, {key: answer for one in held for key, answer in one.items()})


def _write(result: Comparison, server: Server) -> None:
    for drift in result.drifts:
        place = f"{drift.mark}: " if drift.mark else ""
        click.secho(f"{drift.kind:<8}", fg=COLORS[drift.kind], bold=True, nl=False)
        click.echo(f" {place}{drift.owner} {drift.type}{_difference(drift)}")
    for failure in dict.fromkeys(one.failure for one in result.unanswered):
        names = [f"{one.owner} {one.type}" for one in result.unanswered if one.failure == failure]
        more = [f"{len(names) - MOST_SHOWN:,} more"] if len(names) > MOST_SHOWN else []
        for name in (*names[:MOST_SHOWN], *more):
            click.secho("unknown ", fg="red", bold=True, nl=False)
            click.echo(f" {name}: {failure}")
    for skipped in result.skipped:
        click.secho(f"skipped  {skipped.owner} {skipped.type}: {skipped.reason}", dim=True)
    for note in result.notes:
        click.echo(f"note     {note}")
    click.echo(_summary(result, server))


def _difference(drift: Drift) -> str:
    if drift.ttls:
        return ": designed to live for {} s, answered with {} s".format(*drift.ttls)
    sides = (("designed", drift.designed), ("answered", drift.answered))
    return ": " + ", ".join(f"{side} {_shown(values)}" for side, values in sides if values)


def _shown(values: tuple[str, ...]) -> str:
    text = ", ".join(values)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _summary(result: Comparison, server: Server) -> str:
    counts = {kind: sum(drift.kind == kind for drift in result.drifts) for kind in COLORS}
    parts = [f"{count} {kind}" for kind, count in counts.items() if count]
    parts += [f"{len(result.unanswered)} not answered"] if result.unanswered else []
    return f"{server}: {result.compared} sets of records compared, {', '.join(parts) or 'all as designed'}"


def _content(result: Comparison, stage: str, server: Server) -> Mapping[str, object]:
    return {
        "version": VERSION,
        "stage": stage,
        "server": str(server),
        "compared": result.compared,
        "differences": [_entry(drift) for drift in result.drifts],
        "unanswered": [{"name": one.owner, "type": one.type, "failure": one.failure} for one in result.unanswered],
        "skipped": [{"name": one.owner, "type": one.type, "reason": one.reason} for one in result.skipped],
        "notes": list(result.notes),
    }


def _entry(drift: Drift) -> Mapping[str, object]:
    mark = drift.mark
    return {
        "kind": drift.kind,
        "zone": drift.zone,
        "name": drift.owner,
        "type": drift.type,
        "designed": list(drift.designed),
        "answered": list(drift.answered),
        "designed_ttl": drift.ttls[0] if drift.ttls else None,
        "answered_ttl": drift.ttls[1] if drift.ttls else None,
        "file": mark.file if mark else None,
        "line": mark.line if mark else None,
        "column": mark.column if mark else None,
    }
