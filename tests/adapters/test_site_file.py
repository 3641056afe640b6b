from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra_design.adapters import site_file
from infra_design.adapters.site_file import SiteFile, is_for_zensical, read_site_file

if TYPE_CHECKING:
    from pathlib import Path

MKDOCS = """\
site_name: !ENV [NAME, Test]
docs_dir: pages
use_directory_urls: false
plugins:
  - search
  - infra-design: {designs: systems, catalog: !relative ours}
  - infra-design #2: {designs: others}
  - literate-nav: {nav_file: NAV.md}
hooks: [!!python/name:os.system ""]
"""
ZENSICAL = """\
[project]
site_name = "Test"
docs_dir = "text"
[project.plugins.awesome-nav]
[project.markdown_extensions.infra_design]
pages = "systems"
today = 2027-03-01
"""


def test_a_folder_without_site_has_what_generators_take_when_nobody_says(tmp_path: Path) -> None:
    assert read_site_file(tmp_path) == SiteFile("", "docs", directory_urls=True, options={}, plugins={})


def test_what_mkdocs_is_told(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(MKDOCS)
    site = read_site_file(tmp_path)
    assert (site.name, site.docs, site.directory_urls) == ("mkdocs.yml", "pages", False)
    assert site.options == {"designs": "systems", "catalog": None}
    assert list(site.plugins) == ["search", "infra-design", "literate-nav"]
    assert site.plugins["literate-nav"] == {"nav_file": "NAV.md"}


def test_what_zensical_is_told(tmp_path: Path) -> None:
    (tmp_path / "zensical.toml").write_text(ZENSICAL)
    site = read_site_file(tmp_path)
    assert (site.name, site.docs, site.directory_urls) == ("zensical.toml", "text", True)
    assert site.options["pages"] == "systems"
    assert str(site.options["today"]) == "2027-03-01"
    assert list(site.plugins) == ["awesome-nav"]


def test_the_file_that_speaks_of_us_counts(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("plugins: [search]\n")
    assert read_site_file(tmp_path).name == "mkdocs.yml"
    (tmp_path / "zensical.toml").write_text(ZENSICAL)
    assert read_site_file(tmp_path).name == "zensical.toml"
    (tmp_path / "mkdocs.yml").write_text("plugins: [infra-design]\n")
    assert read_site_file(tmp_path).name == "mkdocs.yml"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, False),
        ({"mkdocs.yml": "theme: mkdocs\n"}, False),
        ({"mkdocs.yml": "plugins: [infra-design]\n"}, True),
        ({"mkdocs.yml": "theme: mkdocs\n", "zensical.toml": ""}, True),
    ],
)
def test_pages_are_for_zensical_where_mkdocs_makes_its_own(
    tmp_path: Path, files: dict[str, str], *, expected: bool
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert is_for_zensical(tmp_path, read_site_file(tmp_path)) is expected


@pytest.mark.parametrize("text", ["[", "- a\n- b\n", "plugins: 7\ndocs_dir: [x]\n", "\0", "[" * 5000, "a: !!map 3\n"])
def test_what_cannot_be_read_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(text)
    assert read_site_file(tmp_path) == SiteFile("mkdocs.yml")
    (tmp_path / "mkdocs.yml").unlink()
    (tmp_path / "zensical.toml").write_text(text)
    assert read_site_file(tmp_path) == SiteFile("zensical.toml")


def test_a_file_too_large_to_be_a_configuration_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_file, "LARGEST", 10)
    (tmp_path / "mkdocs.yml").write_text("plugins: [infra-design]\n")
    assert read_site_file(tmp_path) == SiteFile("mkdocs.yml")
