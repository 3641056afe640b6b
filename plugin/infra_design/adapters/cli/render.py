"""`infra-design render`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli import completing
from infra_design.adapters.cli.png import PictureError, png
from infra_design.adapters.cli.progress import working
from infra_design.adapters.cli.project import Project, find_stages
from infra_design.adapters.folder import write_where_asked
from infra_design.draw import LayoutError, draw_stage
from infra_design.write import diagram_sheet, self_contained

if TYPE_CHECKING:
    from infra_design.model.drawing import Drawing
    from infra_design.model.stage import System
    from infra_design.pipeline import Design

FAILED = 1
FORMATS = ("svg", "png", "dot")
_STANDARD_OUTPUT = Path("-")


@click.command("render")
@click.argument("stage", shell_complete=completing.stages)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="svg, png: the diagram with icons and colors; dot: Graphviz' input; default: the file's ending, else svg.",
)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write into this file; default: print.",
)
@click.option(
    "--scale",
    type=click.FloatRange(0.25, 8),
    default=1,
    show_default=True,
    help="PNG: pixels for each of the diagram's; 2 for sharp screens.",
)
@click.option("--dark", is_flag=True, help="PNG: in the dark palette; an SVG follows its reader's by itself.")
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 — the options of the command
    ctx: click.Context,
    stage: str,
    form: str | None,
    output: Path | None,
    scale: float,
    dark: bool,  # noqa: FBT001 — a flag on the command line
) -> None:
    r"""Draw STAGE as one file that needs no other.

    PNG needs `pip install 'mkdocs-infra-design[png]'`.

    \b
    Examples:
      infra-design render 1-distributed --output distributed.svg
      infra-design render 1-distributed --output distributed.png --scale 2
      infra-design render 1-distributed --format dot > distributed.dot
    """
    project: Project = ctx.obj
    output = None if output == _STANDARD_OUTPUT else output
    design = project.design()
    ((system, found),) = find_stages(design, (stage,))
    try:
        with working("Drawing"):
            drawing = _drawing(design, system, found.id)
    except LayoutError as error:
        click.secho(f"{found.spec.file}: {error}", fg="red", err=True)
        ctx.exit(FAILED)
    try:
        content = _written(drawing, form or _ending(output), scale, dark=dark)
    except PictureError as error:
        click.secho(str(error), fg="red", err=True)
        ctx.exit(FAILED)
    if output is None:
        click.echo(content, nl=False)
        return
    try:
        write_where_asked(output, content)
    except OSError as error:
        raise click.UsageError(f"{output}: {error.strerror}") from None
    click.echo(output.as_posix())


def _ending(output: Path | None) -> str:
    ending = output.suffix.lower().removeprefix(".") if output else "svg"
    if ending not in FORMATS:
        raise click.UsageError(f"{output}: say --format, one of {', '.join(FORMATS)}")
    return ending


def _drawing(design: Design, system: System, stage: str) -> Drawing:
    analyses = design.analyses[design.systems.index(system)]
    pairs = zip(system.stages, analyses.stages, strict=True)
    return next(draw_stage(one, analysis, design.catalog) for one, analysis in pairs if one.id == stage)


def _written(drawing: Drawing, form: str, scale: float, *, dark: bool) -> bytes:
    if form == "dot":
        return drawing.dot.encode()
    svg = self_contained(drawing, diagram_sheet())
    return png(svg, scale=scale, dark=dark) if form == "png" else svg.encode()
