"""The plugin: what happens at which event."""

from __future__ import annotations

import os
import re
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar

from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import InclusionLevel
from mkdocs.structure.pages import Page

from infra_design.adapters.markdown import Embedding, Host
from infra_design.adapters.mistakes import as_html
from infra_design.adapters.mkdocs import navigation, printed
from infra_design.adapters.mkdocs.config import InfraDesignConfig, project_folder, settings_of
from infra_design.adapters.mkdocs.mistaken import site_with_mistakes
from infra_design.adapters.mkdocs.publish import address_in, drop_written, helpers_for_other_plugins, published
from infra_design.adapters.nav_files import MAKERS
from infra_design.adapters.nav_files import as_html as as_html_titles
from infra_design.analyze import rules_for, settings_mistakes
from infra_design.pipeline import DesignError, Memo, build, load

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation

    from infra_design.model.settings import Settings
    from infra_design.model.site import Section, Site
    from infra_design.pipeline import Design

log = get_plugin_logger("infra-design")

EXTENSION = "infra_design"
_IDS = re.compile(r'\sid="([^"]+)"')
T = TypeVar("T")
LATE = -150
"""After static-i18n (-100), which drops files that were added before it."""


class InfraDesignPlugin(BasePlugin[InfraDesignConfig]):  # type: ignore[no-untyped-call] # MkDocs has no types there
    """Turns the designs of a project into pages.

    One object lives through all rebuilds of `mkdocs serve`, because `on_startup` is defined; what earlier builds
    computed is in its memo.
    """

    def __init__(self) -> None:
        self.serving = False
        self.server: LiveReloadServer | None = None
        self.watched: set[str] = set()
        self.ours: set[str] = set()
        self.memo = Memo()
        self.last: Site | None = None
        self.embedding = Embedding()
        self.section: Section | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002 — MkDocs passes it
        """Remember whether somebody is watching."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Let hand-written pages embed parts. Leaves no traces: `mike` loads configurations and builds nothing."""
        if EXTENSION not in config.markdown_extensions:
            config.markdown_extensions.append(EXTENSION)
        given = config.mdx_configs.get(EXTENSION) or {}
        config.mdx_configs[EXTENSION] = {**given, "embedding": self.embedding}
        return config

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object) -> LiveReloadServer:  # noqa: ARG002 — MkDocs passes it
        """Rebuild when a design or the site's own catalog is edited."""
        self.server = server
        self._watch(config)
        return server

    @event_priority(0)
    def _on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        return files if "i18n" in config.plugins else self._add(files, config)

    @event_priority(LATE)
    def _on_files_late(self, files: Files, *, config: MkDocsConfig) -> Files:
        return self._add(files, config) if "i18n" in config.plugins else files

    on_files = CombinedEvent(_on_files, _on_files_late)

    @event_priority(50)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Bring our section into order where the site leaves its navigation to the folders."""
        if self.section is None or any(name in config.plugins for name in MAKERS):
            return nav
        return navigation.arrange(nav, self.section, self.config.pages, files)

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Tell the Markdown extension which page it is on."""
        file = page.file
        name = os.path.relpath(file.abs_src_path, project_folder(config)) if file.abs_src_path else file.src_uri
        ours = file.src_uri in self.ours
        self.embedding.host = Host(file.src_uri, name, address_in(files, file), partial(_lines, file), ours)
        return markdown

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 — MkDocs passes it
        """Tell MkDocs of our anchors, and fail a build for what a page wanted to embed and could not have."""
        if page.file.src_uri in self.ours and page.present_anchor_ids is not None:
            page.present_anchor_ids.update(_IDS.findall(html))
        mistakes = self.embedding.take_mistakes()
        if mistakes and not self.serving:
            raise PluginError("\n".join(mistakes))
        for mistake in mistakes:
            log.warning(mistake)
        return html

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Fit our pages to the page of all pages, where there is one."""
        if printed.PLUGIN in config.plugins:
            pages = (file.page for file in files.documentation_pages() if isinstance(file.page, Page))
            printed.prepare(pages, "infra-design", directory_urls=config.use_directory_urls)
        return env

    def _add(self, files: Files, config: MkDocsConfig) -> Files:
        root = project_folder(config)
        cache = self._cache(root, config)
        self._watch(config)
        settings = settings_of(self.config)
        site = self._site(root, settings)
        self.ours = set()
        drop_written(files, config)
        for file in published(site, files, config, root, cache / "docs"):
            self._append(file, files)
        config.extra_css = _first(site.styles, config.extra_css)
        config.extra_javascript = _first(site.scripts, config.extra_javascript)
        self._navigate(as_html_titles(site.navigation), files, config, cache)
        return files

    def _site(self, root: Path, settings: Settings) -> Site:
        try:
            design = load(root, settings, self.memo)
            site = build(design, settings, self.memo)
        except DesignError as error:
            if not self.serving:
                raise PluginError(f"{error}\n{_count(len(error.problems))}") from None
            for problem in error.problems:
                log.warning(str(problem))
            self.embedding.site, self.embedding.instead = None, as_html(root, error.problems)
            return site_with_mistakes(self.last, root, settings, error.problems)
        _warn(design, settings)
        self.embedding.site = self.last = site
        return site

    def _append(self, file: File, files: Files) -> None:
        if files.get_file_from_path(file.src_uri) is not None:
            log.warning(
                "%s is in the docs folder and is kept; what would be generated there is left out", file.src_uri
            )
            return
        if not self.config.nav and file.is_documentation_page():
            file.inclusion = InclusionLevel.NOT_IN_NAV
        files.append(file)
        self.ours.add(file.src_uri)

    def _navigate(self, section: Section, files: Files, config: MkDocsConfig, cache: Path) -> None:
        self.section = None
        if not self.config.nav:
            return
        for file in helpers_for_other_plugins(section, self.config.pages, config, cache / "docs"):
            if files.get_file_from_path(file.src_uri) is None:
                files.append(file)
        if config.nav is None:
            self.section = section
        else:
            config.nav = navigation.place(config.nav, section, self.config.pages)

    def _cache(self, root: Path, config: MkDocsConfig) -> Path:
        cache = root / self.config.cache_dir
        real = os.path.realpath(cache)
        if real.startswith(os.path.realpath(config.docs_dir) + os.sep):
            raise PluginError(
                f"cache_dir: {self.config.cache_dir!r} is below docs_dir, each build would start the next"
            )
        if cache.is_relative_to(root) and not real.startswith(os.path.realpath(root) + os.sep):
            raise PluginError(f"cache_dir: {self.config.cache_dir!r} is a link that leads out of the project")
        return cache

    def _watch(self, config: MkDocsConfig) -> None:
        """Watch what exists: a path that doesn't exist would stop the server."""
        if self.server is None:
            return
        root = project_folder(config)
        for folder in filter(None, (self.config.designs, self.config.catalog)):
            path = os.path.abspath(root / folder)  # noqa: PTH100 — the form in which the server knows paths
            if path not in self.watched and os.path.isdir(path):  # noqa: PTH112 — the same
                self.watched.add(path)
                self.server.watch(path)


def _warn(design: Design, settings: Settings) -> None:
    """Settings of rules that mean nothing, and each finding that the site wants to hear of, as warnings."""
    for mistake in settings_mistakes(settings.rules, rules_for(design.catalog)):
        log.warning("rules: %s", mistake)
    if settings.fail_on is None:
        return
    for analyses in design.analyses:
        for stage in analyses.stages:
            for finding in stage.findings:
                if not finding.accepted and finding.severity.rank <= settings.fail_on.rank:
                    log.warning("%s: %s: %s (%s)", finding.mark, finding.severity, finding.message, finding.rule)


def _first(ours: tuple[str, ...], given: Iterable[T | str]) -> list[T | str]:
    """Ours before the site's own, which can so override them."""
    known = set(map(str, given))
    return [*(uri for uri in ours if uri not in known), *given]


def _lines(file: File) -> list[str]:
    return file.content_string.splitlines()


def _count(number: int) -> str:
    return f"{number} mistake{'s' * (number != 1)} in the design"
