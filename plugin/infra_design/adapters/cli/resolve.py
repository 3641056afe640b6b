"""`infra-design resolve`."""

from __future__ import annotations

import click

from infra_design.adapters.cli import completing
from infra_design.adapters.cli.project import find_stages


@click.command("resolve")
@click.argument("stage", shell_complete=completing.stages)
@click.pass_context
def command(ctx: click.Context, stage: str) -> None:
    r"""Print STAGE as YAML with everything that it inherits.

    STAGE is its name, SYSTEM/NAME where there are several systems, or the path of its file.

    \b
    Examples:
      infra-design resolve 2-secured-and-monitored
      infra-design resolve designs/2-secured-and-monitored.yml > merged.yml
    """
    ((_, found),) = find_stages(ctx.obj.design(), (stage,))
    click.echo(found.spec.merged, nl=False)
