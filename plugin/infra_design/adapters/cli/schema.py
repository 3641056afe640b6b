"""`infra-design schema`."""

from __future__ import annotations

import click

from infra_design.read import json_schema, read_catalog


@click.command("schema")
@click.pass_context
def command(ctx: click.Context) -> None:
    r"""Print the JSON Schema of stage files, for editors.

    \b
    With the YAML language server, the first line of a stage file names it:
      # yaml-language-server: $schema=../infra-design.schema.json

    \b
    Examples:
      infra-design schema > infra-design.schema.json
    """
    catalog, _ = read_catalog(ctx.obj.folder, ctx.obj.settings().catalog)
    click.echo(json_schema(catalog), nl=False)
