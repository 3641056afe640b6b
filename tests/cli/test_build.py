"""Pages in a folder, for any site generator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

STAGE = "infrastructure/0-one.md"


class Links(HTMLParser):
    """Addresses and ids in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, _tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in {"href", "src", "xlink:href"} and value:
                self.links.add(value)
            if name == "id" and value:
                self.ids.add(value)


@pytest.fixture
def docs(folder: Path) -> Path:
    return folder / "docs"


def files(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()
    }


def build(run: Run, docs: Path, *arguments: str) -> Result:
    return run("build", "--output", str(docs), *arguments)


def test_every_link_works_in_a_site_that_mkdocs_builds_without_us(run: Run, folder: Path, docs: Path) -> None:
    assert build(run, docs).exit_code == 0
    (docs / "index.md").write_text("# Home\n")
    style = "extra_css: [assets/infra-design/infra-design.css]\n"
    (folder / "mkdocs.yml").write_text(f"site_name: Test\ntheme: mkdocs\nplugins: []\n{style}")
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)
    site = folder / "site"
    pages = {path: Links(path.read_text(encoding="utf-8")) for path in (site / "infrastructure").rglob("*.html")}
    assert len(pages) > 10
    followed = 0
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not parts.path:
                continue
            target = (path.parent / unquote(parts.path)).resolve()
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), (path, link)
            followed += 1
            if parts.fragment and target in pages:
                assert unquote(parts.fragment) in pages[target].ids, (path, link)
    assert followed > 100


@pytest.mark.parametrize(("links", "rule"), [("folders", "../rules/"), ("html", "rules/"), ("md", "rules/")])
def test_links_are_as_the_generator_addresses_pages(run: Run, docs: Path, links: str, rule: str) -> None:
    build(run, docs, "--links", links)
    text = (docs / STAGE).read_text()
    ending = {"folders": "/", "html": ".html", "md": ".md"}[links]
    assert f'href="{rule}spof-server{ending}' in text
    assert "infra-design:" not in text


def test_for_zensical_links_in_html_name_sources_and_those_in_diagrams_addresses(run: Run, docs: Path) -> None:
    build(run, docs, "--links", "zensical")
    text = (docs / STAGE).read_text()
    assert 'href="rules/spof-server.md"' in text
    assert 'xlink:href="../../assets/infra-design/icons/' in text
    assert "infra-design:" not in text
    assert "-later:" not in text


def test_nothing_is_touched_twice(run: Run, docs: Path) -> None:
    first = build(run, docs)
    before = files(docs)
    assert f"written {STAGE}" in first.stdout.splitlines()
    assert build(run, docs).stdout == ""
    assert files(docs) == before


def test_a_check_writes_nothing_and_tells_what_would_change(run: Run, folder: Path, docs: Path) -> None:
    result = build(run, docs, "--check")
    assert (result.exit_code, docs.exists()) == (1, False)
    assert f"would be written {STAGE}" in result.stdout
    build(run, docs)
    assert build(run, docs, "--check").exit_code == 0
    path = folder / "designs/0-one.yml"
    path.write_text(path.read_text().replace("One server", "A server"))
    before = files(docs)
    assert build(run, docs, "--check").exit_code == 1
    assert files(docs) == before


def test_only_files_of_ours_are_removed(run: Run, folder: Path, docs: Path) -> None:
    build(run, docs)
    (docs / "infrastructure/mine.md").write_text("# Mine\n")
    (folder / "designs/0-one.yml").rename(folder / "designs/0-first.yml")
    result = build(run, docs)
    assert f"removed {STAGE}" in result.stdout.splitlines()
    assert not (docs / STAGE).exists()
    assert (docs / "infrastructure/0-first.md").is_file()
    assert (docs / "infrastructure/mine.md").read_text() == "# Mine\n"


def test_a_file_that_is_not_ours_is_kept(run: Run, docs: Path) -> None:
    (docs / "infrastructure").mkdir(parents=True)
    (docs / STAGE).write_text("# Mine\n")
    result = build(run, docs)
    assert result.exit_code == 1
    assert f"{STAGE}: is not ours and is kept" in result.stderr
    assert set(files(docs)) == {STAGE}


def test_a_forged_list_removes_nothing_outside(run: Run, folder: Path, docs: Path) -> None:
    build(run, docs)
    (folder / "precious").write_text("x")
    manifest = docs / ".infra-design.json"
    manifest.write_text(json.dumps({"version": 1, "files": ["../precious", str(folder / "precious")]}))
    (docs / STAGE).unlink()
    build(run, docs)
    assert (folder / "precious").read_text() == "x"
    manifest.write_text("[]")
    assert build(run, docs).exit_code == 2


def test_a_design_with_mistakes_builds_nothing(run: Run, folder: Path, docs: Path) -> None:
    (folder / "designs/0-one.yml").write_text("title: x\nkomponents: {}\n")
    assert build(run, docs).exit_code == 2
    assert not docs.exists()


def test_the_sites_file_says_where_and_how(run: Run, folder: Path) -> None:
    (folder / "mkdocs.yml").write_text("docs_dir: pages\nuse_directory_urls: false\nplugins: []\n")
    result = run("build")
    assert result.exit_code == 0
    assert 'href="rules/spof-server.html' in (folder / "pages" / STAGE).read_text()
    assert 'extra_css: ["assets/infra-design/infra-design.css"]' in result.stderr
    (folder / "mkdocs.yml").write_text("plugins: [infra-design]\nmarkdown_extensions: [infra_design]\n")
    run("build")
    assert 'href="rules/spof-server.md' in (folder / "docs" / STAGE).read_text()


@pytest.mark.parametrize("site", [("mkdocs.yml", "MkDocs"), ("properdocs.yml", "ProperDocs")])
@pytest.mark.parametrize("flag", [(), ("--check",), ("--watch",)])
def test_what_the_plugin_makes_is_not_written_into_the_docs_folder(
    run: Run, folder: Path, docs: Path, site: tuple[str, str], flag: tuple[str, ...]
) -> None:
    name, generator = site
    (folder / name).write_text("plugins: [search, infra-design]\n")
    result = run("build", *flag)
    assert (result.exit_code, docs.exists()) == (2, False)
    assert f"{name} has the plugin: {generator} builds these pages itself" in result.stderr
    assert build(run, docs).exit_code == 0
    assert (docs / STAGE).exists()


def test_a_site_of_zensical_beside_the_plugin_gets_its_pages(run: Run, folder: Path, docs: Path) -> None:
    (folder / "mkdocs.yml").write_text("plugins: [search, infra-design]\n")
    (folder / "zensical.toml").write_text("[project]\n")
    assert run("build").exit_code == 0
    assert (docs / STAGE).exists()


def test_nobody_checks_and_watches(run: Run, docs: Path) -> None:
    result = build(run, docs, "--check", "--watch")
    assert (result.exit_code, docs.exists()) == (2, False)


def test_after_an_edit_it_is_written_again_and_a_mistake_does_not_end_it(
    run: Run, folder: Path, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "designs/0-one.yml"
    texts = ("title: [", path.read_text().replace("One server", "Mended server"))

    def edited(_paths: object) -> Iterator[None]:
        for text in texts:
            path.write_text(text)
            yield
        raise KeyboardInterrupt

    monkeypatch.setattr("infra_design.adapters.cli.build.edits", edited)
    result = build(run, docs, "--watch")
    assert result.exit_code == 0
    assert "watching " in result.stderr
    assert "designs/0-one.yml:1:" in result.stderr
    assert result.stdout.splitlines().count(f"written {STAGE}") == 2
    assert "Mended server" in (docs / STAGE).read_text()


def test_what_cannot_be_an_option_ends_no_watch(
    run: Run, folder: Path, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edited(_paths: object) -> Iterator[None]:
        (folder / "mkdocs.yml").write_text("plugins: [{infra-design: {pages: /}}]\n")
        yield
        raise KeyboardInterrupt

    monkeypatch.setattr("infra_design.adapters.cli.build.edits", edited)
    result = build(run, docs, "--watch")
    assert result.exit_code == 0
    assert "pages: expected the name of a folder" in result.stderr
