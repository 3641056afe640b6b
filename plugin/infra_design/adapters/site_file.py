"""What the configuration of a site says that matters to us, read without the generator that it is for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PLUGIN = "infra-design"
EXTENSION = "infra_design"
ZENSICAL = "zensical.toml"
SITE_FILES = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml", "properdocs.yaml", ZENSICAL)
"""In the order in which they are asked for options of ours."""
LARGEST = 1_000_000
"""Bytes of a configuration file beyond which it is not read."""


@dataclass(frozen=True, slots=True)
class SiteFile:
    """The configuration of a site.

    Attributes:
        name: of the file; empty: there is none.
        docs: the folder of the pages, as it is written there.
        directory_urls: `page.md` is shown at `page/`.
        options: those of our plugin, and else those of our Markdown extension.
        plugins: every plugin with its options, ours as well.
        extensions: likewise every Markdown extension.
        loads: style sheets and scripts that every page loads.
    """

    name: str = ""
    docs: str = "docs"
    directory_urls: bool = True
    options: Mapping[str, object] = field(default_factory=dict)
    plugins: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    extensions: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    loads: tuple[str, ...] = ()


def read_site_file(folder: Path) -> SiteFile:
    """The first site file of a folder that speaks of us, else the first; an empty one where none can be read."""
    found = [_site(name, _content(folder / name)) for name in SITE_FILES if (folder / name).is_file()]
    return next(
        (site for site in found if PLUGIN in site.plugins or EXTENSION in site.extensions),
        next(iter(found), SiteFile()),
    )


def is_for_zensical(folder: Path, site: SiteFile) -> bool:
    """Whether pages in the docs folder are for Zensical; MkDocs with our plugin has no need of any."""
    return (folder / ZENSICAL).is_file() or PLUGIN in site.plugins


def _site(name: str, content: Mapping[str, Any]) -> SiteFile:
    plugins, extensions = _named(content.get("plugins")), _named(content.get("markdown_extensions"))
    docs, directory_urls = content.get("docs_dir"), content.get("use_directory_urls")
    return SiteFile(
        name,
        docs if isinstance(docs, str) and docs else "docs",
        directory_urls is not False,
        plugins.get(PLUGIN) or extensions.get(EXTENSION, {}),
        plugins,
        extensions,
        (*_paths(content.get("extra_css")), *_paths(content.get("extra_javascript"))),
    )


def _named(given: object) -> Mapping[str, Mapping[str, object]]:
    """Options by name, from a list of names and maps or from one map; `NAME #2` is a second one of a plugin."""
    pairs = list(given.items()) if isinstance(given, dict) else []
    for entry in given if isinstance(given, list) else []:
        pairs += entry.items() if isinstance(entry, dict) else [(entry, {})]
    named: dict[str, Mapping[str, object]] = {}
    for name, options in pairs:
        named.setdefault(str(name).partition(" ")[0], options if isinstance(options, dict) else {})
    return named


def _paths(given: object) -> Iterator[str]:
    """Paths, each written by itself or as `path` among other keys."""
    for entry in given if isinstance(given, list) else []:
        yield str(entry.get("path")) if isinstance(entry, dict) else str(entry)


def _content(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            return {}
        if path.suffix == ".toml":
            return _toml(path)
        content = yaml.load(path.read_bytes(), _Lenient)  # noqa: S506 — a SafeLoader
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        return {}
    return content if isinstance(content, dict) else {}


def _toml(path: Path) -> Mapping[str, Any]:
    import tomllib  # noqa: PLC0415 — most projects have no such file

    content = tomllib.loads(path.read_text(encoding="utf-8"))
    project = content.get("project", content)
    return project if isinstance(project, dict) else {}


class _Lenient(yaml.SafeLoader):
    """Reads what matters to us; tags of other plugins and of MkDocs are as good as absent. Builds no objects."""


_Lenient.add_multi_constructor("", lambda _loader, _suffix, _node: None)
