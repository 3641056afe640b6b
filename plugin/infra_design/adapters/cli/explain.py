"""`infra-design explain`."""

from __future__ import annotations

import difflib
import textwrap
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli import completing
from infra_design.analyze import infos_for

if TYPE_CHECKING:
    from infra_design.adapters.cli.project import Project


@click.command("explain")
@click.argument("rule", shell_complete=completing.rules)
@click.pass_context
def command(ctx: click.Context, rule: str) -> None:
    r"""Explain RULE: what it finds, why that matters, an example, and what to do instead.

    Rules that the site brings are known as well.

    \b
    Examples:
      infra-design explain spof-server
    """
    project: Project = ctx.obj
    infos = infos_for(project.catalog())
    if rule not in infos:
        close = difflib.get_close_matches(rule, infos, n=1)
        hint = f"did you mean {close[0]!r}?" if close else "see: infra-design list rules"
        raise click.UsageError(f"no rule {rule!r} ({hint})")
    info = infos[rule]
    click.secho(f"{info.id}: {info.title}", bold=True)
    click.echo(f"{info.group}, usually {info.severity}\n")
    for title, text in (("", info.explain), ("Why it matters", info.why)):
        _section(title, text)
    for title, text in (("Example", info.example), ("Instead", info.instead)):
        _section(title, textwrap.indent(text.rstrip(), "    "))


def _section(title: str, text: str) -> None:
    if not text.strip():
        return
    if title:
        click.secho(title, bold=True)
    click.echo(f"{text}\n")
