"""Small projects of Zensical: what its own file says, what pages embed, and live previews."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.adapters.projects import ONE, TWO
from tests.generators.conftest import run
from tests.generators.reading import Reading, read_site

from infra_design.adapters.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SITE = """\
[project]
site_name = "Test"
watch = ["designs"]
extra_css = ["assets/infra-design/infra-design.css"]
extra_javascript = ["assets/infra-design/infra-design.js"]
[project.markdown_extensions.infra_design]
"""
EMBEDDING = "# Ours\n\n```infra-design\nstage: 1-two\nshow: diagram, issues\n```\n"
PATIENCE = 90.0
"""Seconds to wait for anything at most."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "designs/0-one.yml": ONE,
        "designs/1-two.yml": TWO,
        "docs/index.md": "# Home\n",
        "docs/deep/ours.md": EMBEDDING,
        "zensical.toml": SITE,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def written(folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and messages of `infra-design build`."""
    result = CliRunner().invoke(main, ["-C", str(folder), "build", *arguments])
    return result.exit_code, result.stderr


def published(folder: Path) -> dict[str, Reading]:
    run(folder, "zensical", "build", "--strict", "--clean")
    return read_site(folder / "site")


def missing(folder: Path, pages: dict[str, Reading]) -> set[tuple[str, str]]:
    """What pages refer to and is not there."""
    return {
        (uri, address)
        for uri, page in pages.items()
        for address in page.refers
        if not re.match(r"[a-z]+:", address) and not (folder / "site" / address.partition("#")[0]).exists()
    }


def stages(page: Reading) -> list[str]:
    """Titles in the navigation that lead to stages."""
    return [title for _, title, link in page.navigation if re.fullmatch(r"infrastructure/\d+-\w+", link)]


def test_where_nothing_but_the_site_file_says_how(folder: Path) -> None:
    code, told = written(folder)
    assert code == 0
    assert re.fullmatch(r"\d+ files\n", told)
    pages = published(folder)
    assert "infrastructure/1-two/" in pages
    assert missing(folder, pages) == set()
    assert stages(pages[""]) == ["One server", "Two servers"]
    assert "Infrastructure" in [title for _, title, _ in pages[""].navigation]


def test_its_own_options_hold_for_pages_and_for_what_they_embed(folder: Path) -> None:
    site = SITE.replace('"Test"', '"Test"\ndocs_dir = "text"\nuse_directory_urls = false')
    (folder / "zensical.toml").write_text(
        site + 'pages = "systems"\ndesigns = "plans"\nrules = {spof-server = "ignore"}\n'
    )
    (folder / "docs").rename(folder / "text")
    (folder / "designs").rename(folder / "plans")
    assert written(folder)[0] == 0
    pages = published(folder)
    assert "systems/1-two.html" in pages
    assert missing(folder, pages) == set()
    ours = pages["deep/ours.html"]
    assert "systems/1-two.html#component-lb" in ours.refers
    assert not [ident for ident in ours.ids if "spof-server" in ident]
    assert [ident for ident in ours.ids if ident.startswith("1-two-issue-")]


@pytest.mark.parametrize("built", [True, False])
def test_a_page_embeds_what_links_where_it_can(folder: Path, *, built: bool) -> None:
    if built:
        written(folder)
    else:
        (folder / "zensical.toml").write_text(re.sub(r"extra_.*\n", "", SITE))
    pages = published(folder)
    assert missing(folder, pages) == set()
    ours = pages["deep/ours/"]
    text = (folder / "site/deep/ours/index.html").read_text()
    text = text[text.index("<article") : text.index("</article>")]
    assert ("infrastructure/1-two#component-lb" in ours.refers) is built
    assert ("data:image/png;base64," in text) is not built
    assert ("<style>" in text) is not built
    assert 'href=""' not in text


@pytest.mark.parametrize("maker", ["awesome-nav", "literate-nav"])
def test_makers_of_navigation_find_our_titles_and_our_order(folder: Path, maker: str) -> None:
    (folder / "designs/10-ten.yml").write_text('title: "Ten *[<b>]* & `more`_"\nextends: 2-three\n')
    (folder / "designs/2-three.yml").write_text("title: Three\nextends: 1-two\n")
    nav = 'nav = [{"Home" = "index.md"}, {"Ours" = "deep/ours.md"}, {"Systems" = "infrastructure/"}]\n'
    nav += 'exclude_docs = "SUMMARY.md"\n'
    site = SITE.replace("watch", f"{nav}watch") if maker == "literate-nav" else SITE
    (folder / "zensical.toml").write_text(f"{site}[project.plugins.{maker}]\n")
    assert written(folder)[0] == 0
    pages = published(folder)
    assert stages(pages[""]) == ["One server", "Two servers", "Three", "Ten *[<b>]* & `more`_"]
    assert "infrastructure/SUMMARY/" not in pages


def test_a_nav_file_of_the_sites_own_is_kept(folder: Path) -> None:
    (folder / "zensical.toml").write_text(f"{SITE}[project.plugins.awesome-nav]\n")
    own = folder / "docs/infrastructure/.nav.yml"
    own.parent.mkdir()
    own.write_text("nav: [1-two.md]\n")
    assert written(folder)[0] == 0
    assert written(folder)[0] == 0
    assert own.read_text() == "nav: [1-two.md]\n"


def test_what_is_missing_in_the_site_file_is_told(folder: Path) -> None:
    (folder / "zensical.toml").write_text('[project]\nsite_name = "Test"\n')
    code, told = written(folder)
    assert code == 1
    assert "zensical.toml: infra_design is not among markdown_extensions" in told
    assert 'extra_css = ["assets/infra-design/infra-design.css"]' in told
    assert 'extra_javascript = ["assets/infra-design/infra-design.js"]' in told


def test_a_page_that_embeds_what_there_is_not_fails_with_its_place(folder: Path) -> None:
    (folder / "docs/deep/ours.md").write_text(EMBEDDING.replace("issues", "isues"))
    code, told = written(folder)
    assert code == 1
    assert "docs/deep/ours.md:3: there is no part 'isues'; parts are summary, " in told
    assert (folder / "docs/infrastructure/index.md").is_file()


def test_a_design_with_mistakes_stands_on_the_page_that_embeds_it(folder: Path) -> None:
    (folder / "designs/1-two.yml").write_text(TWO.replace("uses: nginx", "uses: ngnix"))
    run(folder, "zensical", "build", "--clean")
    assert "designs/1-two.yml:5:29: unknown component" in (folder / "site/deep/ours/index.html").read_text()


def test_expired_waivers_are_the_same_in_pages_and_in_what_they_embed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = 'accept: {"spof-*": {reason: a test, until: 2026-06-30}}\n'
    (folder / "designs/1-two.yml").write_text(TWO + accepted)
    for day, expired in (("1780272000", False), ("1785542400", True)):  # 2026-06-01 and 2026-08-01
        monkeypatch.setenv("SOURCE_DATE_EPOCH", day)
        assert written(folder)[0] == 0
        pages = published(folder)
        ours, embedded = (pages[uri].ids for uri in ("infrastructure/1-two/", "deep/ours/"))
        assert any(ident.startswith("issue-stale-waiver") for ident in ours) is expired
        assert any(ident.startswith("1-two-issue-stale-waiver") for ident in embedded) is expired


@contextmanager
def started(folder: Path, *command: str) -> Iterator[None]:
    """A command of a Python package that runs until it is stopped."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield
        assert process.poll() is None, "it has ended by itself"
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if holds():
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(f"not within {PATIENCE} seconds: {what}")


def test_an_edit_reaches_the_live_preview(folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"

    def shows(path: str, text: str) -> bool:
        with urllib.request.urlopen(f"http://{address}/{path}", timeout=5) as response:
            return text in response.read().decode()

    stage = folder / "docs/infrastructure/1-two.md"
    with started(folder, "infra_design.adapters.cli", "build", "--watch"):
        until(stage.is_file, "the first pages")
        with started(folder, "zensical", "serve", "--dev-addr", address):
            until(lambda: shows("infrastructure/1-two/", "Two servers"), "the first preview")
            (folder / "designs/1-two.yml").write_text("title: [\n")
            (folder / "designs/1-two.yml").write_text(TWO.replace("Two servers", "A pair of servers"))
            until(lambda: shows("infrastructure/1-two/", "A pair of servers"), "the edit in a page of ours")
            (folder / "designs/1-two.yml").write_text(TWO.replace("instances: 2", "instances: 3"))
            until(lambda: shows("deep/ours/", "web-03"), "the edit in a page that embeds")
