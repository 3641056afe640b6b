"""What is in the packages, what they say of themselves, and that they come out the same each time."""

from __future__ import annotations

import os
import re
import tarfile
import time
import zipfile
from configparser import ConfigParser
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from packaging.metadata import Metadata
from packaging.version import Version
from tests.packaging.packages import copy_sources, pack
from trove_classifiers import classifiers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.packaging.packages import Packages

pytestmark = pytest.mark.xdist_group("packaging")

SUFFIXES = {".py", ".yml", ".yaml", ".json", ".css", ".js", ".png", ".txt", ".md", ".toml", ".typed", ""}
"""Kinds of files that belong into a package; whatever else turns up is looked at first."""
LARGEST = 4_000_000
"""Bytes of the wheel."""


@pytest.fixture(scope="module")
def wheel(packages: Packages) -> list[str]:
    with zipfile.ZipFile(packages.wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def described(packages: Packages) -> Metadata:
    """What the wheel says of itself, each field checked."""
    with zipfile.ZipFile(packages.wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return Metadata.from_email(archive.read(name), validate=True)


def sources(checkout: Path) -> set[str]:
    """Files of the package in the checkout."""
    plugin = checkout / "plugin"
    return {
        path.relative_to(plugin).as_posix()
        for path in plugin.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_has_the_whole_package_and_nothing_else(wheel: list[str], checkout: Path) -> None:
    information = {name for name in wheel if ".dist-info/" in name}
    assert set(wheel) - information == sources(checkout)
    names = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    assert {name.partition(".dist-info/")[2] for name in information} == names


def test_the_wheel_has_the_data_that_the_program_reads(wheel: list[str]) -> None:
    for name in (
        "infra_design/py.typed",
        "infra_design/read/catalog.json",
        "infra_design/catalog/concepts.yml",
        "infra_design/write/assets/infra-design.css",
        "infra_design/draw/icons_dark.txt",
    ):
        assert name in wheel, name
    for folder in (
        "catalog/kinds",
        "catalog/products",
        "catalog/icons",
        "adapters/cli/templates",
        "write/assets/script",
    ):
        assert [name for name in wheel if name.startswith(f"infra_design/{folder}/")], folder


def test_nothing_strange_is_in_it(wheel: list[str], packages: Packages) -> None:
    code = [name for name in wheel if not name.startswith("infra_design/adapters/cli/templates/")]
    assert {PurePosixPath(name).suffix for name in code if ".dist-info/" not in name} <= SUFFIXES
    assert not [name for name in wheel if re.search(r"(^|/)(tests?|docs|__pycache__|\.[a-z])", name)]
    assert packages.wheel.stat().st_size < LARGEST


def test_the_source_has_what_the_wheel_is_made_from_and_no_tests(packages: Packages, checkout: Path) -> None:
    with tarfile.open(packages.sdist) as archive:
        members = archive.getmembers()
    (root,) = {member.name.split("/")[0] for member in members}
    names = {member.name.removeprefix(f"{root}/") for member in members}
    beside = {"pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "PKG-INFO", ".gitignore"}
    assert names == {f"plugin/{name}" for name in sources(checkout)} | beside
    assert all(member.isfile() and (member.uid, member.gid, member.uname) == (0, 0, "") for member in members)


def test_a_build_from_the_source_gives_the_same_wheel(packages: Packages, tmp_path: Path) -> None:
    with tarfile.open(packages.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (root,) = tmp_path.iterdir()
    assert pack(root, tmp_path / "dist").wheel.read_bytes() == packages.wheel.read_bytes()


def test_two_builds_at_other_places_and_times_are_byte_identical(
    packages: Packages, checkout: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "another" / "place"
    copy_sources(checkout, folder)
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - 10**8,) * 2)
        path.chmod(0o700 if path.is_dir() else 0o600)
    again = pack(folder, tmp_path / "dist")
    assert again.sdist.read_bytes() == packages.sdist.read_bytes()
    assert again.wheel.read_bytes() == packages.wheel.read_bytes()


def test_it_describes_itself_in_full(described: Metadata, checkout: Path) -> None:
    assert described.name == "mkdocs-infra-design"
    assert described.summary
    assert len(described.summary) < 120
    assert described.description_content_type == "text/markdown"
    assert described.description == (checkout / "README.md").read_text(encoding="utf-8")
    assert described.license_expression == "MIT"
    assert described.license_files == ["LICENSE"]
    assert described.requires_python is not None
    assert "3.11" in described.requires_python
    assert all(url.startswith("https://") for url in (described.project_urls or {}).values())


def test_classifiers_are_those_that_registries_know(described: Metadata) -> None:
    assert set(described.classifiers or ()) <= set(classifiers)
    versions = {name.rpartition(" ")[2] for name in described.classifiers or () if " :: Python :: 3." in name}
    assert versions == {"3.11", "3.12", "3.13", "3.14"}
    assert described.requires_python is not None
    assert all(Version(version) in described.requires_python for version in versions)


def test_every_requirement_has_a_version_to_begin_with(described: Metadata) -> None:
    for requirement in described.requires_dist or ():
        assert any(bound.operator in {">=", "~="} for bound in requirement.specifier), str(requirement)


def test_changes_are_told_of_this_version(described: Metadata, checkout: Path) -> None:
    text = (checkout / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## .*\b({re.escape(str(described.version))}|Unreleased)\b", text, re.MULTILINE)


def test_entry_points_are_those_that_generators_and_shells_look_for(packages: Packages) -> None:
    parser = ConfigParser()
    with zipfile.ZipFile(packages.wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt"))
        parser.read_string(archive.read(name).decode())
        assert "Tag: py3-none-any" in archive.read(name.replace("entry_points.txt", "WHEEL")).decode()
    assert {group: dict(parser[group]) for group in parser.sections()} == {
        "console_scripts": {"infra-design": "infra_design.adapters.cli:main"},
        "markdown.extensions": {"infra_design": "infra_design.adapters.markdown:makeExtension"},
        "mkdocs.plugins": {"infra-design": "infra_design.adapters.mkdocs:InfraDesignPlugin"},
    }
