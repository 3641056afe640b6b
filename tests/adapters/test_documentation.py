"""What our own documentation says of the adapters is so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from infra_design.adapters.cli import COMMANDS
from infra_design.adapters.mkdocs.config import InfraDesignConfig, settings_of
from infra_design.adapters.options import OPTIONS
from infra_design.model.settings import Settings
from infra_design.pipeline import build, load

if TYPE_CHECKING:
    from pathlib import Path

ROW = re.compile(r"^\| `([^`]+)`", re.MULTILINE)


def blocks(path: Path, language: str) -> list[str]:
    """Fenced code of a language in a page, those in lists included."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", path.read_text(), re.MULTILINE | re.DOTALL)
    return ["\n".join(line.removeprefix(indent) for line in text.split("\n")) for indent, text in found]


def test_every_part_is_listed_and_every_listed_part_exists(checkout: Path) -> None:
    text = (checkout / "docs/embedding.md").read_text()
    listed = ROW.findall(text[text.index("## Parts of a stage") : text.index("## With other generators")])
    assert tuple(listed) == build(load(checkout, Settings()), Settings()).parts


def test_every_option_is_listed_with_its_default(checkout: Path) -> None:
    page = checkout / "docs/options.md"
    given = yaml.safe_load(blocks(page, "yaml")[0])["plugins"][0]["infra-design"]
    assert ROW.findall(page.read_text()) == list(given)
    config, plain = InfraDesignConfig(), InfraDesignConfig()
    config.load_dict(given)
    assert config.validate() == plain.validate() == ([], [])
    assert dict(config) == dict(plain)
    assert settings_of(config) == settings_of(plain)
    assert set(given) >= set(OPTIONS)


def test_every_command_is_listed(checkout: Path) -> None:
    text = (checkout / "docs/command-line.md").read_text()
    for name in COMMANDS:
        assert f"`infra-design {name}" in text
