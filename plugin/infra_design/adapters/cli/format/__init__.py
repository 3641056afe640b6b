"""`infra-design format`."""

from __future__ import annotations

import difflib
import os
import stat
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.format.form import formed
from infra_design.adapters.cli.formats.text import write_problems
from infra_design.adapters.cli.progress import working
from infra_design.adapters.cli.project import UNREADABLE, Project
from infra_design.read import read_catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.model.source import Problem

WOULD_CHANGE = 1
ENDINGS = (".yml", ".yaml")
INPUT = "-"


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file before and after, or why it is left alone."""

    path: Path
    before: bytes
    after: bytes
    problems: tuple[Problem, ...]

    @property
    def changes(self) -> bool:
        """It is not in canonical form."""
        return not self.problems and self.before != self.after


@click.command("format")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--check", is_flag=True, help="Write nothing; list the files that would change, and exit with 1.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change, and exit with 1.")
@click.pass_context
def command(ctx: click.Context, paths: tuple[str, ...], check: bool, diff: bool) -> None:  # noqa: FBT001 — flags
    r"""Put design files into one form: order of keys, indentation, quotes, empty lines.

    PATHs are files or designs folders; the project's designs if none is given, standard input if it is `-`. Comments
    and meaning stay. A file with mistakes is left as it is, and told.

    \b
    Examples:
      infra-design format
      infra-design format --check
      infra-design format --diff designs/1-distributed.yml
      infra-design format - < draft.yml
    """
    project: Project = ctx.obj
    catalog, _ = read_catalog(project.folder, project.settings().catalog)
    form = partial(formed, catalog=catalog)
    if paths == (INPUT,):
        text, problems = form(sys.stdin.buffer.read(), "<stdin>")
        click.echo(text.decode(), nl=False)
        _refuse(ctx, project, problems)
        return
    with working("Formatting"):
        results = [_formatted(path, project.folder, form) for path in _files(project, paths)]
    for result in results:
        if result.changes:
            _tell(result, project.folder, diff=diff) if check or diff else _write(result, project.folder)
    changed = sum(result.changes for result in results)
    verb = "would be formatted" if check or diff else "formatted"
    click.echo(f"{changed} of {len(results)} file{'s' * (len(results) != 1)} {verb}", err=True)
    _refuse(ctx, project, tuple(problem for result in results for problem in result.problems))
    ctx.exit(WOULD_CHANGE if changed and (check or diff) else 0)


def _refuse(ctx: click.Context, project: Project, problems: tuple[Problem, ...]) -> None:
    if problems:
        write_problems(problems, project.folder, "what has mistakes is left as it is")
        ctx.exit(UNREADABLE)


def _files(project: Project, paths: tuple[str, ...]) -> list[Path]:
    """The files that are meant, each once, in order."""
    designs = project.settings().designs
    folders = [Path(path) for path in paths] or [project.folder / designs]
    found: dict[Path, None] = {}
    for path in folders:
        if path.is_dir():
            found |= dict.fromkeys(_below(path / designs if (path / designs).is_dir() else path))
        elif path.is_file():
            found[path] = None
        else:
            raise click.UsageError(f"there is no file or folder {path.as_posix()!r}")
    return list(found)


def _below(folder: Path) -> Iterator[Path]:
    """The stage files of a designs folder: in it, and in each folder in it."""
    for here in (folder, *sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())):
        names = sorted(path for path in here.iterdir() if path.suffix in ENDINGS and path.is_file())
        yield from (path for path in names if not path.name.startswith(".") and not here.name.startswith("."))


def _formatted(path: Path, folder: Path, form: partial[tuple[bytes, tuple[Problem, ...]]]) -> Formatted:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{path.as_posix()}: {error.strerror}") from None
    after, problems = form(data, _shown(path, folder))
    return Formatted(path, data, after, problems)


def _shown(path: Path, folder: Path) -> str:
    """A path relative to the project, as in all messages; as given if it is elsewhere."""
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def _tell(result: Formatted, folder: Path, *, diff: bool) -> None:
    name = _shown(result.path, folder)
    if not diff:
        click.echo(name)
        return
    before, after = (text.decode("utf-8-sig").splitlines(keepends=True) for text in (result.before, result.after))
    for line in difflib.unified_diff(before, after, name, name):
        ended = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        click.secho(ended, nl=False, fg={"+": "green", "-": "red", "@": "cyan"}.get(line[:1]))


def _write(result: Formatted, folder: Path) -> None:
    """Replace a file at once, with its rights; of a link, the file that it leads to."""
    path = result.path.resolve()
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        new.write_bytes(result.after)
        new.chmod(stat.S_IMODE(path.stat().st_mode))
        new.replace(path)
    except OSError as error:
        raise click.UsageError(f"{result.path.as_posix()}: {error.strerror}") from None
    finally:
        new.unlink(missing_ok=True)
    click.echo(_shown(result.path, folder))
