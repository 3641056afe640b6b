"""`infra-design build`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infra_design.adapters.addressing import LINKS
from infra_design.adapters.cli.formats.text import write_problems
from infra_design.adapters.cli.progress import working
from infra_design.adapters.cli.project import UNREADABLE, Project
from infra_design.adapters.folder import ManifestError, holds, manifest, remove, write_if_changed, write_manifest
from infra_design.adapters.nav_files import as_html, nav_files
from infra_design.adapters.site_file import EXTENSION, PLUGIN, SITE_FILES, ZENSICAL, SiteFile, is_for_zensical
from infra_design.adapters.watching import edits
from infra_design.pipeline import DesignError, Memo, build, load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.adapters.addressing import Fill
    from infra_design.model.site import Asset, Site

REFUSED = 1
"""Exit code when something was not written, would be written, or cannot be embedded."""
AS_THE_SITE = "auto"
LARGEST = 1_000_000
"""Bytes of a page beyond which nobody has written it by hand."""


@click.command("build")
@click.option(
    "--output",
    "-o",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="The docs folder of the site, below which the pages come; default: the one that the site's file names.",
)
@click.option(
    "--links",
    type=click.Choice((AS_THE_SITE, *sorted(LINKS))),
    default=AS_THE_SITE,
    show_default=True,
    help="How pages are addressed: stage/ as MkDocs does, stage.html, stage.md, or as Zensical wants it.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if anything would change.")
@click.option("--watch", is_flag=True, help="Write again whenever a design is edited, until Ctrl-C.")
@click.pass_context
def command(ctx: click.Context, output: Path | None, links: str, check: bool, watch: bool) -> None:  # noqa: FBT001 — flags on the command line
    r"""Write pages and assets into a FOLDER, for site generators that run no MkDocs plugins.

    Files that have not changed are not touched, those of ours that are no longer needed are removed, and no other
    file is overwritten. Pages of the site that embed parts of a design are checked.

    \b
    Examples:
      infra-design build
      infra-design build --watch
      infra-design build --check
      infra-design build --output wiki --links md
    """
    if check and watch:
        raise click.UsageError("--check and --watch exclude each other")
    project: Project = ctx.obj
    run = Run(output, links, check=check)
    if not watch:
        ctx.exit(run(project))
    try:
        _watch(project, run)
    except KeyboardInterrupt:
        ctx.exit(0)


@dataclass(frozen=True, slots=True)
class Run:
    """Writing a project's pages, once or again and again.

    Attributes:
        output: where; None: where the site's file says.
        links: name of the way of linking.
        check: only tell what would be written.
        memo: what earlier runs left.
    """

    output: Path | None
    links: str
    check: bool
    memo: Memo = field(default_factory=Memo)

    def __call__(self, project: Project) -> int:
        """Write, and give the exit code."""
        output = self.output or _docs(project)
        settings = project.settings()
        try:
            with working("Drawing and writing the pages"):
                site = build(load(project.folder, settings, self.memo), settings, self.memo)
        except DesignError as error:
            write_problems(error.problems, project.folder)
            return UNREADABLE
        wanted = _files(site, LINKS[self._links(project)])
        navigation = nav_files(as_html(site.navigation), settings.pages, project.site.plugins)
        return max(
            self._publish(output, wanted, {uri: text.encode() for uri, text in navigation.items()}),
            _tell_mistakes(project, site, output, wanted),
            _tell_loading(project.site, site, len(wanted)),
        )

    def _links(self, project: Project) -> str:
        if self.links != AS_THE_SITE:
            return self.links
        if is_for_zensical(project.folder, project.site):
            return "zensical" if project.site.directory_urls else "zensical-html"
        return "folders" if project.site.directory_urls else "html"

    def _publish(self, output: Path, wanted: dict[str, bytes], navigation: Mapping[str, bytes]) -> int:
        """Write what is wanted, and of the navigation what nobody has written by hand."""
        ours = set(_manifest(output))
        wanted |= {uri: text for uri, text in navigation.items() if uri in ours or not (output / uri).exists()}
        changed = [uri for uri, content in sorted(wanted.items()) if not holds(output / uri, content)]
        if foreign := [uri for uri in changed if uri not in ours and (output / uri).exists()]:
            for uri in foreign:
                click.secho(f"{(output / uri).as_posix()}: is not ours and is kept", fg="red", err=True)
            return REFUSED
        stale = sorted(uri for uri in ours if uri not in wanted and (output / uri).is_file())
        if not self.check:
            _write(output, wanted, stale)
        _tell(changed, stale, "would be" if self.check else "")
        return int(self.check and bool(changed or stale))


def _docs(project: Project) -> Path:
    """The docs folder that the site's file names, unless the plugin alone makes the pages of that site.

    Raises:
        click.UsageError: it does, and the pages would only lie in its way.
    """
    site = project.site
    if PLUGIN in site.plugins and EXTENSION not in site.extensions and not (project.folder / ZENSICAL).is_file():
        generator = "ProperDocs" if site.name.startswith("properdocs") else "MkDocs"
        raise click.UsageError(
            f"{site.name} has the plugin: {generator} builds these pages itself; name --output to write them anyway"
        )
    return project.folder / site.docs


def _watch(project: Project, run: Run) -> None:
    """Write now, and after each edit; what is wrong is told and does not end it."""
    settings = project.settings()
    run(project)
    folders = [project.folder / name for name in (settings.designs, settings.catalog) if name]
    click.echo(f"watching {', '.join(path.as_posix() for path in folders)}; Ctrl-C ends", err=True)
    for _ in edits([*folders, *(project.folder / name for name in SITE_FILES)]):
        try:
            run(replace(project))
        except click.UsageError as error:
            error.show()


def _files(site: Site, fill: Fill) -> dict[str, bytes]:
    found = {asset.uri: _content(asset) for asset in site.assets}
    return found | {page.uri: fill(page.markdown, page.uri).encode() for page in site.pages}


def _content(asset: Asset) -> bytes:
    return Path(asset.path).read_bytes() if asset.path else asset.content


def _manifest(folder: Path) -> tuple[str, ...]:
    try:
        return manifest(folder)
    except ManifestError as error:
        raise click.UsageError(str(error)) from None


def _write(folder: Path, wanted: Mapping[str, bytes], stale: list[str]) -> None:
    try:
        for uri, content in sorted(wanted.items()):
            write_if_changed(folder / uri, content)
        for uri in stale:
            remove(folder, uri)
        write_manifest(folder, wanted)
    except OSError as error:
        raise click.UsageError(f"{error.filename}: {error.strerror}") from None


def _tell(changed: list[str], stale: list[str], how: str) -> None:
    for word, uris in (("written", changed), ("removed", stale)):
        for uri in uris:
            click.echo(" ".join(filter(None, (how, word, uri))))


def _tell_loading(configured: SiteFile, site: Site, count: int) -> int:
    """Say what every page has to load and does not, as the site's file writes it."""
    wanted = {"extra_css": site.styles, "extra_javascript": site.scripts}
    colon = " = " if configured.name.endswith(".toml") else ": "
    missing = {key: [uri for uri in uris if uri not in configured.loads] for key, uris in wanted.items()}
    hints = [f'  {key}{colon}["{uri}"]' for key, uris in missing.items() for uri in uris]
    where = f" ({configured.name})" if configured.name else ""
    click.echo("\n".join([f"{count} files" + (f"; every page must load{where}:" if hints else ""), *hints]), err=True)
    return 0


def _tell_mistakes(project: Project, site: Site, output: Path, ours: Mapping[str, bytes]) -> int:
    """Say which fences in pages of the site cannot be filled: the generator only shows it on the page."""
    if not is_for_zensical(project.folder, project.site):
        return 0
    from infra_design.adapters.markdown import fences, mistakes_in  # noqa: PLC0415 — brings Python-Markdown along

    embedding = [(uri, lines) for uri, lines in _pages(output) if uri not in ours and any(fences(lines))]
    mistakes = [
        mistake for uri, lines in embedding for mistake in mistakes_in(site, (output / uri).as_posix(), lines)
    ]
    if embedding and EXTENSION not in project.site.extensions:
        mistakes = [
            f"{project.site.name}: {EXTENSION} is not among markdown_extensions, so pages show fences as code"
        ]
    for mistake in mistakes:
        click.secho(mistake, fg="red", err=True)
    return REFUSED if mistakes else 0


def _pages(folder: Path) -> Iterator[tuple[str, list[str]]]:
    for path in sorted(folder.rglob("*.md")):
        if path.is_file() and path.stat().st_size <= LARGEST:
            uri = path.relative_to(folder).as_posix()
            yield uri, path.read_text(encoding="utf-8", errors="replace").splitlines()
