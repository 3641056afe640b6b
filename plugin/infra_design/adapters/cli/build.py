"""`infra-design build`."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.formats.text import write_problems
from infra_design.adapters.cli.project import UNREADABLE, Project
from infra_design.adapters.folder import write_if_changed
from infra_design.pipeline import DesignError, build
from infra_design.write import fill_links, relative_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra_design.model.site import Asset, Site

MANIFEST = ".infra-design.json"
"""In the folder: which files of it are ours, so that no other is ever overwritten or removed."""
VERSION = 1
REFUSED = 1


def _as_files_lie(uri: str, page: str) -> str:
    return posixpath.relpath(uri, posixpath.dirname(page) or ".")


def _folders(text: str, page: str) -> str:
    return fill_links(text, page, lambda uri: relative_address(uri, page))


def _html(text: str, page: str) -> str:
    return fill_links(text, page, lambda uri: relative_address(uri, page, directory_urls=False))


def _md(text: str, page: str) -> str:
    return fill_links(text, page, lambda uri: _as_files_lie(uri, page))


def _zensical(text: str, page: str) -> str:
    """Zensical reads each `href` and `src`, in HTML too, as a path between sources, but no `xlink:href`."""
    hidden = _folders(_ITS_OWN.sub(r'\1="infra-design-later:', text), page)
    return _md(hidden.replace('="infra-design-later:', f'="{SCHEME}'), page)


SCHEME = "infra-design:"
_ITS_OWN = re.compile(rf'(?<!xlink:)(\bhref|\bsrc)="{SCHEME}')
LINKS: Mapping[str, Callable[[str, str], str]] = {
    "folders": _folders,
    "html": _html,
    "md": _md,
    "zensical": _zensical,
}


@click.command("build")
@click.option(
    "--output",
    "-o",
    metavar="FOLDER",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The docs folder of the site; pages come below `pages` of the options in it.",
)
@click.option(
    "--links",
    type=click.Choice(sorted(LINKS)),
    default="folders",
    show_default=True,
    help="How pages are addressed: stage/ as MkDocs does, stage.html, stage.md, or as Zensical wants it.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if anything would change.")
@click.pass_context
def command(ctx: click.Context, output: Path, links: str, check: bool) -> None:  # noqa: FBT001 — a flag on the command line
    r"""Write pages and assets into a FOLDER, for site generators that run no MkDocs plugins.

    Files that have not changed are not touched, those of ours that are no longer needed are removed, and no other
    file is overwritten.

    \b
    Examples:
      infra-design build --output docs
      infra-design build --output docs --check
      infra-design build --output docs --links zensical
      infra-design build --output wiki --links md
    """
    project: Project = ctx.obj
    try:
        site = build(project.design(), project.settings())
    except DesignError as error:
        write_problems(error.problems, project.folder, "the design cannot be drawn")
        ctx.exit(UNREADABLE)
    wanted = _files(site, LINKS[links])
    ours = _manifest(output)
    changed = [uri for uri, content in wanted.items() if not _holds(output / uri, content)]
    if foreign := [uri for uri in changed if uri not in ours and (output / uri).exists()]:
        for uri in foreign:
            click.secho(f"{(output / uri).as_posix()}: is not ours and is kept", fg="red", err=True)
        ctx.exit(REFUSED)
    stale = [uri for uri in ours if uri not in wanted and (output / uri).is_file()]
    if check:
        _tell(changed, stale, "would be")
        ctx.exit(int(bool(changed or stale)))
    _write(output, wanted, stale)
    _tell(changed, stale, "")
    click.echo(f"{len(wanted)} files; load on every page: {', '.join((*site.styles, *site.scripts))}", err=True)


def _files(site: Site, fill: Callable[[str, str], str]) -> dict[str, bytes]:
    found = {asset.uri: _content(asset) for asset in site.assets}
    found |= {page.uri: fill(page.markdown, page.uri).encode() for page in site.pages}
    return dict(sorted(found.items()))


def _content(asset: Asset) -> bytes:
    return Path(asset.path).read_bytes() if asset.path else asset.content


def _manifest(folder: Path) -> tuple[str, ...]:
    """What earlier runs wrote; nothing outside of the folder, whatever the file says."""
    path = folder / MANIFEST
    if not path.exists():
        return ()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        names = [str(name) for name in content["files"]] if content["version"] == VERSION else []
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise click.UsageError(f"{path}: not a list of files that infra-design wrote") from None
    root = folder.resolve()
    return tuple(name for name in names if (root / name).resolve().is_relative_to(root))


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _write(folder: Path, wanted: Mapping[str, bytes], stale: list[str]) -> None:
    listed = json.dumps({"version": VERSION, "files": list(wanted)}, indent=2, ensure_ascii=False)
    try:
        for uri, content in wanted.items():
            write_if_changed(folder / uri, content)
        for uri in stale:
            _remove(folder, uri)
        write_if_changed(folder / MANIFEST, f"{listed}\n".encode())
    except OSError as error:
        raise click.UsageError(f"{error.filename}: {error.strerror}") from None


def _remove(folder: Path, uri: str) -> None:
    """Remove a file, and the folders that it leaves empty."""
    path = folder / uri
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()


def _tell(changed: list[str], stale: list[str], how: str) -> None:
    for word, uris in (("written", changed), ("removed", stale)):
        for uri in uris:
            click.echo(" ".join(filter(None, (how, word, uri))))
