"""`infra-design schema`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from infra_design.read import DOCUMENTS, json_schema, read_catalog

if TYPE_CHECKING:
    from infra_design.read.schema import Document


@click.command("schema")
@click.argument("document", type=click.Choice(DOCUMENTS), default="stage")
@click.pass_context
def command(ctx: click.Context, document: Document) -> None:
    r"""Print the JSON Schema of stage files, or of another DOCUMENT, for editors.

    \b
    With the YAML language server, the first line of a stage file names it:
      # yaml-language-server: $schema=../infra-design.schema.json

    \b
    Examples:
      infra-design schema > infra-design.schema.json
      infra-design schema rules > catalog/rules.schema.json
    """
    catalog, _ = read_catalog(ctx.obj.folder, ctx.obj.settings().catalog)
    click.echo(json_schema(catalog, document), nl=False)
