"""`infra-design schema`."""

from __future__ import annotations

import json

import click

from infra_design.read import json_schema


@click.command("schema")
def command() -> None:
    r"""Print the JSON Schema of stage files, for editors.

    \b
    With the YAML language server, the first line of a stage file names it:
      # yaml-language-server: $schema=../infra-design.schema.json
    """
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
