"""`infra-design import`."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.format.form import formed
from infra_design.adapters.cli.imports.sketch import ImportRefusedError, written
from infra_design.adapters.cli.progress import working
from infra_design.adapters.cli.project import UNREADABLE
from infra_design.adapters.folder import write_if_changed
from infra_design.model.settings import Settings
from infra_design.pipeline import DesignError, load
from infra_design.read import read_catalog

if TYPE_CHECKING:
    from infra_design.adapters.cli.imports.sketch import Sketch
    from infra_design.model.catalog import Catalog
    from infra_design.model.source import Problem

LARGEST = {"compose": 1_000_000, "terraform": 50_000_000}
"""Bytes of a file."""
INPUT = "-"
OUTPUT = click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write into this file, which must not be there yet; default: print.",
)
TITLE = click.option("--title", metavar="TEXT", help="The stage's title; default: from the file's name.")


@click.group("import")
def command() -> None:
    r"""Make a first stage out of what describes a system already.

    \b
    Examples:
      infra-design import compose docker-compose.yml
      infra-design import compose compose.yaml --output designs/0-as-it-is.yml
      infra-design import terraform plan.json --output designs/0-as-it-is.yml
    """


@command.command("compose")
@click.argument("file")
@click.option("--profile", "profiles", metavar="NAME", multiple=True, help="Take services with this profile as well.")
@TITLE
@OUTPUT
@click.pass_context
def compose(ctx: click.Context, file: str, profiles: tuple[str, ...], title: str | None, output: Path | None) -> None:
    r"""Make a first stage out of a Docker Compose FILE, or of standard input if it is `-`.

    No other file is read, no variable of the environment, and no image.

    \b
    Examples:
      infra-design import compose docker-compose.yml
      infra-design import compose compose.yaml --profile debug --output designs/0-as-it-is.yml
      infra-design import compose - < compose.yaml
    """
    from infra_design.adapters.cli.imports.compose import sketch  # noqa: PLC0415 — only here
    from infra_design.adapters.cli.imports.tree import read_yaml  # noqa: PLC0415 — only here

    data = _read(file, LARGEST["compose"])
    catalog = _catalog()
    try:
        made = sketch(read_yaml(data, _named(file)), title or _titled(file), catalog, profiles)
        _give(stage_text(made, catalog), output)
    except ImportRefusedError as error:
        _refuse(ctx, error)


@command.command("terraform")
@click.argument("file")
@TITLE
@OUTPUT
@click.pass_context
def terraform(ctx: click.Context, file: str, title: str | None, output: Path | None) -> None:
    r"""Make a first stage out of FILE, a plan or state that `terraform show -json` wrote; standard input is `-`.

    What is drawn: AWS's load balancers, machines, containers, functions, databases, caches, names, certificates,
    networks and security groups. Secrets and scripts in the plan go nowhere.

    \b
    Examples:
      infra-design import terraform plan.json
      infra-design import terraform plan.json --output designs/0-as-it-is.yml
      infra-design import terraform - < state.json
    """
    from infra_design.adapters.cli.imports.terraform import sketch  # noqa: PLC0415 — only here

    data = _read(file, LARGEST["terraform"])
    catalog = _catalog()
    try:
        made = sketch(data, _named(file), title or _titled(file), catalog)
        _give(stage_text(made, catalog), output)
    except ImportRefusedError as error:
        _refuse(ctx, error)


def stage_text(made: Sketch, catalog: Catalog) -> str:
    """A sketch as the text of a stage that resolves without mistakes.

    Raises:
        ImportRefusedError: it does not.
    """
    raw = written(made)
    text, problems = formed(raw.encode(), "imported.yml", catalog)
    with working("Trying what came out"):
        problems = problems or _mistakes(text)
    if problems:
        told = "\n".join(f"  {problem}" for problem in problems[:5])
        raise ImportRefusedError(f"what came out is no design; please report this:\n{told}")
    return text.decode()


def _mistakes(text: bytes) -> tuple[Problem, ...]:
    """What is wrong with a stage, resolved by itself."""
    with tempfile.TemporaryDirectory(prefix="infra-design-") as folder:
        path = Path(folder, "designs", "imported.yml")
        path.parent.mkdir()
        path.write_bytes(text)
        try:
            load(Path(folder), Settings())
        except DesignError as error:
            return error.problems
    return ()


def _catalog() -> Catalog:
    """Ours alone: what comes out resolves in any project."""
    return read_catalog(Path(), "")[0]


def _read(file: str, largest: int) -> bytes:
    try:
        with click.open_file(file, "rb") as stream:
            data: bytes = stream.read(largest + 1)
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror}") from None
    if len(data) > largest:
        raise click.UsageError(f"{file}: more than {largest:,} bytes")
    return data


def _named(file: str) -> str:
    return "<stdin>" if file == INPUT else PurePath(file).as_posix()


def _titled(file: str) -> str:
    return "As it is" if file == INPUT else f"As it is in {PurePath(file).name}"


def _give(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    if output.exists() or output.is_symlink():
        raise click.UsageError(f"{output.as_posix()} is there already, and is not overwritten")
    try:
        write_if_changed(output, text.encode())
    except OSError as error:
        raise click.UsageError(f"{output.as_posix()}: {error.strerror}") from None
    click.echo(output.as_posix())


def _refuse(ctx: click.Context, error: ImportRefusedError) -> None:
    click.secho(str(error), fg="red", err=True)
    ctx.exit(UNREADABLE)
