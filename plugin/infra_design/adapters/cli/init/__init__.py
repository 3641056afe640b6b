"""`infra-design init`."""

from __future__ import annotations

import os
import re
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.init import ci, questions, templates
from infra_design.adapters.cli.init.generators import FOR_ZENSICAL, generator_of
from infra_design.adapters.cli.init.site import ByHandError, entry, with_plugin
from infra_design.adapters.cli.init.writing import ThereError, write_together
from infra_design.adapters.cli.project import Project
from infra_design.adapters.site_file import SITE_FILES, ZENSICAL
from infra_design.pipeline import SCHEMAS
from infra_design.read import json_schema, read_catalog

if TYPE_CHECKING:
    from collections.abc import Mapping

REFUSED = 1
"""Exit code when something is there already, or cannot be written."""

_SYSTEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@dataclass(slots=True)
class Start:
    """What is to be written: new files, files that are edited, and what is left to a person."""

    new: dict[Path, str] = field(default_factory=dict)
    edited: dict[Path, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@click.command("init")
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--template", type=click.Choice(tuple(templates.TEMPLATES)), help="What to start from, unasked.")
@click.option("--list", "listed", is_flag=True, help="List the templates, and write nothing.")
@click.option("--system", metavar="NAME", help="A folder below the designs, for a system beside others.")
@click.option(
    "--ci",
    "hosts",
    type=click.Choice(ci.HOSTS),
    multiple=True,
    help="Files that build previews of changes and check them; may be given several times.",
)
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 — the options of the command
    ctx: click.Context,
    folder: Path,
    template: str | None,
    listed: bool,  # noqa: FBT001 — a flag on the command line
    system: str | None,
    hosts: tuple[str, ...],
) -> None:
    r"""Begin: a first design, a site that shows it, and files for continuous integration.

    On a terminal it asks what you have; with --template or --ci it asks nothing. An existing mkdocs.yml gets the
    plugin, a .gitignore the folders of builds, and both stay as they are otherwise. All files are written or none,
    and no file that is there is overwritten.

    \b
    Examples:
      infra-design init
      infra-design init --list
      infra-design init shop --template three-tier
      infra-design init --template patroni --system database
      infra-design init --ci github --ci readthedocs
    """
    if listed:
        _list()
        return
    given: Project = ctx.obj
    project = Project(Path(os.path.abspath(given.folder / folder)), given.given)  # noqa: PTH100 — links stay links
    start = Start()
    if template or system or not hosts:
        _begin(start, project, template, system)
    if hosts:
        start.new, start.notes = _with_ci(start, hosts, project.folder)
    try:
        written = write_together(start.new, start.edited)
    except ThereError as error:
        _refuse(ctx, [f"{_shown(path)} is there already" for path in error.paths])
    except OSError as error:
        _refuse(ctx, [f"{error.filename}: {error.strerror}"])
    else:
        _tell(project, start, written)


def _list() -> None:
    width = max(map(len, templates.TEMPLATES))
    for name, told in templates.TEMPLATES.items():
        click.echo(f"{name:<{width}}  {told}")


def _design(template: str | None) -> dict[str, str]:
    if template:
        return templates.design(template)
    if sys.stdin.isatty():
        return questions.ask()
    click.echo(f"No terminal to ask on: starting from {templates.SIMPLEST}, see --list for others.", err=True)
    return questions.nobody_to_ask()


def _begin(start: Start, project: Project, template: str | None, system: str | None) -> None:
    """The design with its schema, and the site that shows it. A design that is there is kept."""
    settings = project.settings()
    if system and not _SYSTEM.fullmatch(system):
        raise click.UsageError(f"--system {system!r}: expected a name of letters, digits, '-', '_' and '.'")
    folder = project.folder / settings.designs / (system or "")
    there = sorted(path.name for path in folder.glob("*.y*ml"))
    design = {} if there and not template else _design(template)
    if not design:
        start.notes.append(f"{_shown(folder)} holds a design already, which is kept.")
    if others := [name for name in there if design and name not in design]:
        raise click.UsageError(
            f"{_shown(folder)} holds a design already ({others[0]}); give the new one a folder with --system NAME"
        )
    for name, text in design.items():
        address = Path(os.path.relpath(project.folder / _schema_of(name), folder)).as_posix()
        start.new[folder / name] = f"# yaml-language-server: $schema={address}\n{text}"
    _schemas(start, project, {_schema_of(name) for name in (*there, *design)})
    _site(start, project, _home(design, system))


def _home(design: Mapping[str, str], system: str | None) -> str:
    """The first page of a new site: it shows the last stage, since that is how things are."""
    text = templates.text("site/index.md")
    stages = sorted(name.removesuffix(".yml") for name in design if name != "system.yml")
    if not stages:
        return text
    which = f"system: {system}\n" if system else ""
    return f"{text}\n```infra-design\n{which}stage: {stages[-1]}\nshow: diagram\n```\n"


def _schemas(start: Start, project: Project, names: set[str]) -> None:
    """The schemas that the design's files name; one that is there is kept, an old one told."""
    catalog, _ = read_catalog(project.folder, project.settings().catalog)
    for name in sorted(names):
        path, text = project.folder / name, json_schema(catalog, SCHEMAS[name])
        if not path.exists():
            start.new[path] = text
        elif path.read_bytes() != text.encode():
            start.notes.append(
                f"{name} is another one: `infra-design schema {SCHEMAS[name]} > {name}` writes it anew."
            )


def _schema_of(name: str) -> str:
    """The file of the schema for a file of a design."""
    document = "system" if name == "system.yml" else "stage"
    return next(schema for schema, of in SCHEMAS.items() if of == document)


def _site(start: Start, project: Project, home: str) -> None:
    options = {name: str(value) for name, value in project.given.items() if value is not None}
    path = next((project.folder / name for name in SITE_FILES if (project.folder / name).is_file()), None)
    if path and path.name == ZENSICAL:
        start.notes.append(FOR_ZENSICAL)
        return
    if path is None:
        start.new[project.folder / SITE_FILES[0]] = with_options(templates.text("site/mkdocs.yml"), options)
        _fresh(start, project.folder, home)
        return
    try:
        text = path.read_bytes().decode()
        start.edited[Path(os.path.realpath(path))] = with_plugin(text, options)
        _ignore(start, project.folder, ".cache")
    except (ByHandError, UnicodeDecodeError) as error:
        start.notes.append(f"{path.name} is left as it is: {error}. Add to it:\n\n{entry(options)}")


def with_options(site: str, options: Mapping[str, str]) -> str:
    """Our own configuration, the plugin in it with options of the command line."""
    return with_plugin(site.replace("  - infra-design\n", ""), options)


def _fresh(start: Start, folder: Path, home: str) -> None:
    """What a new site has besides its configuration; what is there stays."""
    if not any((folder / "docs" / name).exists() for name in ("index.md", "README.md")):
        start.new[folder / "docs/index.md"] = home
    if (folder / ".gitignore").exists():
        _ignore(start, folder, ".cache", "site")
    else:
        start.new[folder / ".gitignore"] = templates.text("site/gitignore")


def _ignore(start: Start, folder: Path, *names: str) -> None:
    """Lines at the end of a `.gitignore` that is there, for folders that builds write and it does not name."""
    path = folder / ".gitignore"
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return
    named = {line.strip().lstrip("!*/").rstrip("/*") for line in text.splitlines()}
    end = "\r\n" if "\r\n" in text else "\n"
    if missing := [f"/{name}/{end}" for name in names if name not in named]:
        gap = end if text and not text.endswith("\n") else ""
        start.edited[Path(os.path.realpath(path))] = f"{text}{gap}{''.join(missing)}"


def _with_ci(start: Start, hosts: tuple[str, ...], folder: Path) -> tuple[dict[Path, str], list[str]]:
    files, notes = ci.files(hosts, folder)
    return {**start.new, **files}, [*start.notes, *notes]


def _refuse(ctx: click.Context, reasons: list[str]) -> None:
    for reason in reasons:
        click.secho(reason, fg="red", err=True)
    click.echo("Nothing is written.", err=True)
    ctx.exit(REFUSED)


def _tell(project: Project, start: Start, written: list[Path]) -> None:
    """What was written, and what comes next."""
    for path in written:
        click.echo(f"{'edited' if path in start.edited else 'wrote'} {_shown(path)}")
    if not written:
        click.echo("All of it is there already.")
    for note in start.notes:
        click.echo(f"\n{note.rstrip()}")
    if not written:
        return
    click.echo("\nNext:")
    for step, told in _steps(project, start):
        click.echo(f"  {step:<42} {told}")


def _steps(project: Project, start: Start) -> list[tuple[str, str]]:
    here = _shown(project.folder)
    steps = [] if here == "." else [(f"cd {shlex.quote(here)}", "")]
    if _has_design(project):
        steps += _looking(project)
    else:
        steps.append(("infra-design init", "a first design: there is none yet"))
    if any(".github" in path.parts for path in start.new):
        return [*steps, ("git add . && git commit", "both workflows must be on the default branch")]
    if ci.is_checked(project.folder):
        return steps
    return [*steps, ("infra-design init --ci github", "previews and checks of pull requests; see --help")]


def _has_design(project: Project) -> bool:
    folder = project.folder / project.settings().designs
    return any(path.stem != "system" for where in ("*.y*ml", "*/*.y*ml") for path in folder.glob(where))


def _looking(project: Project) -> list[tuple[str, str]]:
    """How the design is checked and shown."""
    steps: list[tuple[str, str]] = []
    generator = generator_of(project.folder)
    if generator.missing:
        listed = (project.folder / ci.REQUIREMENTS).exists()
        what = f"--requirement {ci.REQUIREMENTS}" if listed else " ".join(generator.packages)
        steps.append((f"pip install {what}", "what shows the pages"))
    steps.append(("infra-design check", "what is wrong with the design"))
    if not generator.runs_plugins:
        steps.append(("infra-design build", "writes the pages; again with --watch"))
    return [*steps, (f"{generator.name} serve", "the pages, live")]


def _shown(path: Path) -> str:
    """A path as a person would type it here."""
    relative = os.path.relpath(path)
    return Path(path if relative.startswith("..") else relative).as_posix()
