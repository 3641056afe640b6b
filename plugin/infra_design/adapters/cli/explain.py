"""`infra-design explain`."""

from __future__ import annotations

import difflib
import textwrap

import click

from infra_design.analyze import rule_infos


@click.command("explain")
@click.argument("rule")
def command(rule: str) -> None:
    r"""Explain RULE: what it finds, why that matters, an example, and what to do instead.

    \b
    Examples:
      infra-design explain spof-server
    """
    infos = rule_infos()
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
