"""Sites of a page or two, for what the demonstration site does not have: other themes, directions, policies."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.site.demo import Quiet, build, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

BARE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ page.title }}</title>
{% for path in config.extra_css %}<link rel="stylesheet" href="{{ path | url }}">{% endfor %}</head>
<body><main>{{ page.content }}</main>
{% for script in config.extra_javascript %}{{ script | script_tag }}{% endfor %}</body></html>
"""
"""A theme that brings nothing of its own, least of all scripts in the page."""


@contextmanager
def small_site(folder: Path, checkout: Path, theme: dict[str, Any], page: str, policy: str = "") -> Iterator[str]:
    """Build and serve the canonical stages with a page of one's own.

    Args:
        folder: an empty one.
        checkout: where the designs are.
        theme: as in `mkdocs.yml`; without a name, one that brings nothing.
        page: Markdown of the first page.
        policy: Content-Security-Policy that the server sends.
    """
    shutil.copytree(checkout / "designs", folder / "designs")
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text(page, "utf-8")
    (folder / "docs" / "favicon.ico").touch()
    named = "name" in theme
    if not named:
        (folder / "theme").mkdir()
        (folder / "theme" / "main.html").write_text(BARE, "utf-8")
        theme = {"name": None, "custom_dir": "theme"}
    plugins = ["search", "infra-design"] if named else ["infra-design"]
    config = {"site_name": "Small", "theme": theme, "plugins": plugins}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), "utf-8")
    with _served(folder / "site", policy) as url:
        build(folder, SITE_URL=url)
        yield url


def _served(folder: Path, policy: str) -> AbstractContextManager[str]:
    return served(folder, partial(Strict, policy) if policy else Quiet)


class Strict(Quiet):
    """A server that sends a Content-Security-Policy."""

    def __init__(self, policy: str, *arguments: Any, **options: Any) -> None:
        self.policy = policy
        super().__init__(*arguments, **options)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()


@pytest.fixture
def small(tmp_path: Path, checkout: Path) -> Callable[..., AbstractContextManager[str]]:
    """Builds and serves a small site: theme, page, policy."""
    return partial(small_site, tmp_path, checkout)
