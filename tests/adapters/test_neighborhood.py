"""Plugins that change what others made: alone and all together, a reader gets from us what they get without them."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from tests.adapters.projects import ONE, TWO, Project
from tests.adapters.test_serve import Preview
from tests.generators.reading import Reading, read_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    Plugins = list[Any]

pytestmark = pytest.mark.xdist_group("neighborhood")

THEME = {"name": "material", "font": False}
EMBEDDING = """\
---
tags: [one]
---
# Home

![A picture](picture.png)

```infra-design
stage: 1-two
show: diagram, issues
```
"""
GENERATE = """\
import mkdocs_gen_files

with mkdocs_gen_files.open("made.md", "w") as page:
    page.write("# Made\\n\\n[Two](infrastructure/1-two.md)\\n\\n```infra-design\\nstage: 1-two\\n```\\n")
"""
STAGES = ("infrastructure/0-one/", "infrastructure/1-two/")
CARDS = ["index.md", "infrastructure/?-*.md"]
"""Drawing them takes long; those of stages are enough."""
ALONE: dict[str, Plugins] = {
    "search": ["search"],
    "tags": ["tags"],
    "privacy": [{"privacy": {"assets_exclude": ["unpkg.com/*"]}}],
    "offline": ["offline"],
    "gen-files": [{"gen-files": {"scripts": ["generate.py"]}}],
    "minify": [{"minify": {"minify_html": True}}],
    "redirects": [{"redirects": {"redirect_maps": {"old.md": "infrastructure/0-one.md"}}}],
    "glightbox": ["glightbox"],
    "mike": ["mike"],
    "print-site": ["print-site"],
    "social": [{"social": {"cards_layout_options": {"font_family": "Roboto"}, "cards_include": CARDS}}],
}
TOGETHER = [*ALONE["search"], *ALONE["tags"], *ALONE["social"], *ALONE["privacy"], *ALONE["gen-files"]]
TOGETHER += ["literate-nav", "section-index", "macros", "infra-design", {"rss": {"use_git": False}}]
TOGETHER += [*ALONE["redirects"], "glightbox", *ALONE["minify"], "mike", "print-site"]
BESIDE = [(name, name not in {"redirects", "print-site"}) for name in ALONE] + [
    ("minify", False),
    ("glightbox", False),
]
"""Whether it stands before us. What redirects lead to has to be there already, and print-site has to stand last."""
LANGUAGES = [
    {"locale": "en", "name": "English", "default": True, "build": True},
    {"locale": "fr", "name": "Français", "build": True},
]
ABROAD: Plugins = ["search", "tags", "awesome-nav", "macros", "infra-design", "glightbox"]
ABROAD += [{"i18n": {"docs_structure": "suffix", "languages": LANGUAGES}}, *ALONE["minify"], "offline"]


def font(style: str) -> Path:
    """A font of this machine in place of the one that the plugin social would fetch from outside."""
    program = shutil.which("fc-match")
    name = f"Liberation Sans:style={style}"
    found = (
        subprocess.run([program, "-f", "%{file}", name], capture_output=True, text=True, check=True).stdout
        if program
        else ""
    )
    if not found.endswith(".ttf"):
        missing("no TrueType font on this machine (Debian: apt install fontconfig fonts-liberation)")
    return Path(found)


def missing(reason: str) -> None:
    """What is missing at a desk is missing; in continuous integration it is a failure."""
    pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Gives projects in which any of these plugins finds what it needs."""

    def make(plugins: Plugins, name: str = "project") -> Project:
        project = Project(tmp_path_factory.mktemp(name))
        project.write({"designs/0-one.yml": ONE, "designs/1-two.yml": TWO, "docs/index.md": EMBEDDING})
        project.write({"generate.py": GENERATE})
        Image.new("RGB", (20, 20)).save(project.folder / "docs/picture.png")
        if any("social" in plugin for plugin in plugins):
            fonts = project.folder / ".cache/plugin/social/fonts/Roboto"
            fonts.mkdir(parents=True)
            for style in ("Regular", "Bold"):
                shutil.copy(font(style), fonts / f"{style}.ttf")
        project.site.update({"plugins": plugins, "theme": THEME, "site_url": "https://example.com/"})
        return project

    yield make
    logging.getLogger("mkdocs").handlers.clear()


def pages(project: Project) -> dict[str, Reading]:
    """Pages by the address that they have where folders stand for pages."""
    found = read_site(project.folder / "site")
    return {uri.removesuffix(".html") + "/" if uri.endswith(".html") else uri: page for uri, page in found.items()}


def articles(found: dict[str, Reading], prefix: str = "") -> dict[str, list[tuple[str, ...]]]:
    """What stands on the pages of stages, whatever pages are called."""
    return {
        uri: [
            tuple(part.replace(".html", "").replace("=fr/", "=") for part in step)
            for step in found[prefix + uri].article
        ]
        for uri in STAGES
    }


@pytest.fixture(scope="module")
def plain(made: Any) -> dict[str, list[tuple[str, ...]]]:
    """What a reader gets without any other plugin."""
    project = made(["infra-design"], "plain")
    project.build()
    assert project.warnings == []
    found = articles(pages(project))
    assert all(sum(step[0] == "<svg" for step in steps) for steps in found.values())
    return found


@pytest.fixture(scope="module")
def together(made: Any) -> Project:
    """A site with every plugin that another does not exclude, built once."""
    project = made(TOGETHER, "together")
    project.write({"docs/tags.md": "# Tags\n\n<!-- material/tags -->\n"})
    nav = ["index.md", "made.md", "tags.md", {"Systems": "infrastructure/"}]
    project.site["nav"] = nav
    project.build()
    assert project.warnings == []
    return project


@pytest.mark.parametrize(("name", "first"), BESIDE)
def test_beside_one_other_a_reader_gets_the_same(
    made: Any, plain: dict[str, list[tuple[str, ...]]], name: str, *, first: bool
) -> None:
    project = made([*ALONE[name], "infra-design"][:: 1 if first else -1], name)
    project.build()
    assert project.warnings == []
    assert articles(pages(project)) == plain


def test_all_together_a_reader_gets_the_same(together: Project, plain: dict[str, list[tuple[str, ...]]]) -> None:
    found = pages(together)
    assert articles(found) == plain
    titles = [title for _, title, link in found[""].navigation if re.fullmatch(r"infrastructure(/\d-\w+)?", link)]
    assert titles == ["Systems", "One server", "Two servers"]


def test_all_together_each_does_its_own_work_on_our_pages(together: Project) -> None:
    site = together.folder / "site"
    stage = together.page("infrastructure/1-two/index.html")
    assert "https://example.com/assets/images/social/infrastructure/1-two.png" in stage
    assert (site / "assets/images/social/infrastructure/1-two.png").stat().st_size > 1000
    assert "infrastructure/0-one/" in together.page("old/index.html")
    assert "https://example.com/infrastructure/" in together.page("feed_rss_created.xml")
    assert "infrastructure/1-two/" in together.page("search/search_index.json")
    assert together.page("made/index.html").count("<svg") == together.page("index.html").count("<svg")


def test_a_lightbox_takes_pictures_and_no_icons(together: Project) -> None:
    assert "glightbox" in together.page("index.html").partition("<article")[2].rpartition("</article>")[0]
    article = together.page("infrastructure/1-two/index.html").partition("<article")[2].rpartition("</article>")[0]
    assert "<svg" in article
    assert "glightbox" not in article


def test_on_the_page_of_all_pages_nothing_clashes_and_links_lead_somewhere(together: Project) -> None:
    site = together.folder / "site"
    text = together.page("print_page/index.html")
    text = text[text.index('id="print-site-page"') : text.rindex("</article>")]
    printed = Reading("print_page/")
    printed.feed(text)
    twice = {ident for ident, count in Counter(printed.ids).items() if count > 1}
    assert twice <= {"tags"}, "made by print-site itself"
    assert sum(ident.endswith("infra-1-two") for ident in printed.ids) == 3
    assert {"infrastructure-1-two-component-web", "infrastructure-1-two"} <= set(printed.ids)
    inside = {address.partition("#")[2] for address in printed.refers if address.startswith("print_page#")}
    assert "infrastructure-1-two-component-haproxy" in inside
    assert inside - set(printed.ids) == set()
    outside = {address for address in printed.refers if not re.match(r"print_page#|[a-z]+:", address)}
    assert {address for address in outside if not (site / address).exists()} == set()
    assert any(address.startswith("assets/infra-design/icons/") for address in outside)


def test_abroad_and_offline_all_languages_have_the_same(made: Any, plain: dict[str, list[tuple[str, ...]]]) -> None:
    project = made(ABROAD, "abroad")
    project.write({"docs/index.fr.md": EMBEDDING.replace("Home", "Accueil")})
    project.build()
    assert project.warnings == []
    found = pages(project)
    assert articles(found) == plain
    assert [step for step in found["fr/"].article if step == ("Accueil",)]
    assert [step[0] for step in found["fr/"].article].count("<svg") == [step[0] for step in found[""].article].count(
        "<svg"
    )


def test_a_preview_with_many_of_them_is_built_once_for_each_edit(together: Project) -> None:
    """Without cards, a feed and smaller pages, which only take time."""
    slow = ("social", "rss", "minify")
    together.site["plugins"] = [plugin for plugin in TOGETHER if not any(name in plugin for name in slow)]
    server = Preview(together)
    try:
        server.shows("infrastructure/1-two/", "Two servers")
        assert server.calm() == 1
        together.write({"designs/1-two.yml": TWO.replace("Two servers", "A pair of servers")})
        server.shows("infrastructure/1-two/", "A pair of servers")
        assert server.calm() <= 3
    finally:
        server.stop()
        together.write({"designs/1-two.yml": TWO})


def test_mike_publishes_versions_side_by_side(made: Any, plain: dict[str, list[tuple[str, ...]]]) -> None:
    project = made(["infra-design", "mike"], "versions")
    project.configure()
    environment = {
        **os.environ,
        **{f"GIT_{who}_{what}": "test@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        "NO_MKDOCS_2_WARNING": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }

    def run(*command: str) -> str:
        done = subprocess.run(
            command, cwd=project.folder, env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("git", "init", "--quiet", "--initial-branch=main")
    run("git", "commit", "--quiet", "--allow-empty", "--message", "Begin")
    for version, title in (("1.0", "Two servers"), ("2.0", "A pair of servers")):
        project.write({"designs/1-two.yml": TWO.replace("Two servers", title)})
        run(str(Path(sys.executable).parent / "mike"), "deploy", "--update-aliases", version, "latest")
    run("git", "clone", "--quiet", "--branch", "gh-pages", ".", "published")
    for version, title in (("1.0", "Two servers"), ("2.0", "A pair of servers"), ("latest", "A pair of servers")):
        found = read_site(project.folder / "published" / version)
        assert (title,) in found["infrastructure/1-two/"].article
        missing_ones = {
            address
            for uri in STAGES
            for address in found[uri].refers
            if not re.match(r"[a-z]+:|\.\.", address)
            and not (project.folder / "published" / version / address.partition("#")[0]).exists()
        }
        assert missing_ones == set()
    assert articles(read_site(project.folder / "published/1.0")) == plain


def test_the_page_about_neighbors_names_each_that_is_tried(checkout: Path) -> None:
    text = (checkout / "docs/neighbors.md").read_text(encoding="utf-8")
    tried = {*ALONE, "awesome-nav", "literate-nav", "section-index", "macros", "static-i18n", "rss"}
    assert {name for name in tried if f"[{name}](" not in text} == set()
    names = re.findall(r"^  - ([\w-]+)", text, re.MULTILINE)
    assert names == [plugin if isinstance(plugin, str) else next(iter(plugin)) for plugin in TOGETHER]
