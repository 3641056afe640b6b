"""What our own documentation says of the adapters is so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from infra_design.adapters.cli import COMMANDS, main
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


@pytest.mark.parametrize(("page", "names"), [("index.md", 2), ("getting-started.md", 2)])
def test_the_designs_that_we_show_are_read_without_a_mistake(
    checkout: Path, tmp_path: Path, page: str, names: int
) -> None:
    designs = [text for text in blocks(checkout / "docs" / page, "yaml") if "components:" in text]
    assert len(designs) == names
    base = re.search(r"extends: (\S+)", designs[1])
    assert base
    (tmp_path / "designs").mkdir()
    for name, text in zip((base[1], "1-next"), designs, strict=True):
        (tmp_path / "designs" / f"{name}.yml").write_text(text)
    result = CliRunner().invoke(main, ["-C", str(tmp_path), "check", "--fail-on", "error"])
    assert result.exit_code == 0, result.stderr


def test_the_design_in_the_readme_is_read_and_found_to_be_what_it_says(checkout: Path, tmp_path: Path) -> None:
    (design,) = (text for text in blocks(checkout / "README.md", "yaml") if "components:" in text)
    (first, *_) = (text for text in blocks(checkout / "docs/getting-started.md", "yaml") if "components:" in text)
    (tmp_path / "designs").mkdir()
    (tmp_path / "designs/0-one-server.yml").write_text(first)
    (tmp_path / "designs/1-two-servers.yml").write_text(design)
    result = CliRunner().invoke(main, ["-C", str(tmp_path), "check", "1-two-servers", "--fail-on", "never"])
    (shown,) = blocks(checkout / "README.md", "console")[:1]
    for line in shown.split("\n"):
        if "[" in line:
            assert line.replace("…", "").split(" [")[0].strip() in result.stdout.replace("\n", " "), result.stdout
            assert line[line.index("[") :] in result.stdout


def test_the_messages_that_troubleshooting_explains_are_ours(checkout: Path) -> None:
    text = (checkout / "docs/troubleshooting.md").read_text()
    source = "".join(path.read_text() for path in (checkout / "plugin/infra_design/adapters/mkdocs").glob("*.py"))
    for title in re.findall(r"^## `([^`]+)`", text, re.MULTILINE):
        for piece in re.split(r"…", title):
            assert piece.strip(": ") in source or piece.startswith("mkdocs"), title
