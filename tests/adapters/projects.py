"""Projects in scratch folders, built by MkDocs in this process."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig

ONE = """\
title: One server
components:
  visitor: {kind: browser, uses: www.example.com}
  web: {kind: server, address: 198.51.100.10}
  nginx: {host: web, uses: mysql}
  mysql: {host: web}
dns:
  example.com:
    www: {A: web}
"""
TWO = """\
title: Two servers
extends: 0-one
components:
  lb: {kind: server, address: 198.51.100.10}
  haproxy: {host: lb, uses: nginx, algorithm: round-robin}
  web: {instances: 2, address: null}
dns:
  example.com:
    www: {A: lb}
"""


@dataclass
class Project:
    """A project, and what building it said."""

    folder: Path
    options: dict[str, Any] = field(default_factory=dict)
    site: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def configure(self) -> Path:
        plugins = self.site.get("plugins", [{"infra-design": self.options}])
        config = {"site_name": "Test", "theme": {"name": "mkdocs"}, **self.site, "plugins": plugins}
        path = self.folder / "mkdocs.yml"
        path.write_text(yaml.safe_dump(config, sort_keys=False))
        return path

    def build(self, command: str = "build") -> MkDocsConfig:
        """Build as `mkdocs build --strict` does, and collect what it warned of instead of failing for it."""
        config = load_config(str(self.configure()))
        with Collected(self.warnings):
            config.plugins.on_startup(command=command, dirty=False)
            build(config)
        return config

    def page(self, uri: str) -> str:
        return (self.folder / "site" / uri).read_text(encoding="utf-8")

    def pages(self) -> list[str]:
        folder = self.folder / "site" / "infrastructure"
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


class Collected(logging.Handler):
    """Warnings of MkDocs and its plugins while they are collected."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.messages = messages

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())

    def __enter__(self) -> None:
        logging.getLogger("mkdocs").addHandler(self)

    def __exit__(self, *_: object) -> None:
        logging.getLogger("mkdocs").removeHandler(self)
