"""The plugin in real builds of small projects."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError
from tests.adapters.projects import ONE

from infra_design import draw
from infra_design.adapters.cli import main
from infra_design.adapters.mkdocs.publish import edit_uri
from infra_design.draw import LayoutError
from infra_design.model.site import Page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.adapters.projects import Project

    from infra_design.model.drawing import Drawing


def test_the_name_of_the_plugin_is_enough(project: Project) -> None:
    project.site["plugins"] = ["infra-design"]
    project.build()
    assert "One server" in project.page("infrastructure/0-one/index.html")
    assert "Two servers" in project.page("infrastructure/1-two/index.html")
    assert "<svg" in project.page("infrastructure/1-two/index.html")
    assert project.warnings == []


def test_nothing_is_written_into_the_docs_folder(project: Project) -> None:
    project.build()
    assert [path.name for path in (project.folder / "docs").rglob("*")] == ["index.md"]
    assert sorted(path.name for path in project.folder.iterdir()) == [
        ".cache",
        "designs",
        "docs",
        "mkdocs.yml",
        "site",
    ]


def test_pages_are_backed_by_files_that_change_only_when_their_page_does(project: Project) -> None:
    project.build()
    cache = project.folder / ".cache/plugin/infra-design/docs"
    written = {path: path.stat().st_mtime_ns for path in cache.rglob("*") if path.is_file()}
    assert cache / "infrastructure/0-one.md" in written
    project.build()
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*") if path.is_file()} == written


def test_a_stage_that_is_gone_leaves_nothing(project: Project) -> None:
    project.build()
    (project.folder / "designs/1-two.yml").unlink()
    project.build()
    cache = project.folder / ".cache/plugin/infra-design"
    assert not list(cache.rglob("1-two*"))
    assert not (project.folder / "site/infrastructure/1-two").exists()


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_titles_and_descriptions_are_no_markup(project: Project, theme: str) -> None:
    attack = 'R&D "><script>attack()</script></title>'
    texts = f"title: '{attack}'\nsummary: '{attack}'\nexplain: '{attack}'"
    project.write({"designs/0-one.yml": ONE.replace("title: One server", texts)})
    project.write({"designs/system.yml": f"title: '{attack}'\nintroduction: '{attack}'\n"})
    project.site["theme"] = {"name": theme}
    project.build()
    for page in project.pages():
        html = project.page(f"infrastructure/{page}")
        assert "<script>attack" not in html
        assert "R&amp;amp;D" not in html
    assert "R&amp;D" in project.page("infrastructure/0-one/index.html")
    project.write({"designs/2-bad.yml": "components: {web: {kind: sever}}\n"})
    project.build("serve")
    for page in project.pages():
        assert "<script>attack" not in project.page(f"infrastructure/{page}")


def test_all_mistakes_of_all_files_fail_a_build_at_once(project: Project) -> None:
    project.write({"designs/1-two.yml": "extends: 0-one\ncomponents:\n  cache: {kind: cache, host: wbe}\n"})
    project.write({"designs/2-three.yml": "extends: 0-one\nkomponents: {}\n"})
    with pytest.raises(Abort):
        project.build()


def test_the_message_names_each_place(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    project.write({"designs/1-two.yml": "extends: 0-one\ncomponents:\n  cache: {kind: cache, host: wbe}\n"})
    project.write({"designs/2-three.yml": "extends: 0-one\nkomponents: {}\n"})
    config = load_config(str(project.configure()))
    config.plugins.on_startup(command="build", dirty=False)  # MkDocs keeps plugins from one build to the next
    with pytest.raises((Abort, PluginError)):
        build(config)
    assert "designs/1-two.yml:3:" in caplog.text
    assert "'wbe'" in caplog.text
    assert "designs/2-three.yml:2:1" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_stage_that_cannot_be_drawn_is_a_mistake_with_its_place(
    project: Project, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Drawing:
        raise LayoutError("the picture is too large to lay out")

    project.build()
    monkeypatch.setattr(draw, "draw_stage", refuse)
    config = load_config(str(project.configure()))
    config.plugins.on_startup(command="build", dirty=False)
    with pytest.raises((Abort, PluginError)):
        build(config)
    assert "designs/0-one.yml:1:1: the picture is too large to lay out" in caplog.text
    assert "designs/1-two.yml:1:1: the picture is too large to lay out" in caplog.text
    project.build("serve")
    assert "too large to lay out" in project.page("infrastructure/1-two/index.html")


@pytest.mark.parametrize(
    ("fail_on", "expected"),
    [("never", set()), ("error", set()), ("high", {"spof-server", "no-https", "no-firewall"})],
)
def test_findings_are_warnings_only_where_the_site_asks(project: Project, fail_on: str, expected: set[str]) -> None:
    project.options["fail_on"] = fail_on
    project.build()
    rules = {match[1] for text in project.warnings if (match := re.search(r"\((\S+)\)$", text))}
    assert rules >= expected
    assert bool(rules) == bool(expected)
    assert all(
        re.match(r"infra-design: designs/\d-\w+\.yml:\d+:\d+: (high|error): ", text) for text in project.warnings
    )


def test_an_accepted_finding_is_no_warning(project: Project) -> None:
    project.options.update(fail_on="high", today="2026-01-01")
    project.build()
    before = [text for text in project.warnings if "spof-server" in text and "0-one" in text]
    assert before
    waiver = 'accept: {"spof-server@web": {reason: it is a home page, owner: us, until: 2026-06-01}}\n'
    (project.folder / "designs/1-two.yml").unlink()
    project.write({"designs/0-one.yml": (project.folder / "designs/0-one.yml").read_text() + waiver})
    project.warnings.clear()
    project.build()
    assert not [text for text in project.warnings if "(spof-server)" in text]
    project.options["today"] = "2026-07-01"
    project.build()
    assert [text for text in project.warnings if "(spof-server)" in text]


@pytest.mark.parametrize(
    "options",
    [{"fail_on": "hgih"}, {"pages": "../x"}, {"rules": ["x"]}, {"today": "soon"}, {"designs": 7}, {"nav": "yes"}],
)
def test_an_option_that_cannot_be_is_refused_before_anything_is_built(
    project: Project, options: dict[str, object]
) -> None:
    project.options.update(options)
    with pytest.raises(Abort):
        project.build()
    assert not (project.folder / "site").exists()


def test_a_page_of_the_users_own_wins(project: Project) -> None:
    project.write({"docs/infrastructure/0-one.md": "# Mine\n"})
    project.build()
    assert "Mine" in project.page("infrastructure/0-one/index.html")
    assert "<svg" not in project.page("infrastructure/0-one/index.html")
    assert [text for text in project.warnings if "infrastructure/0-one.md is in the docs folder and is kept" in text]


def test_the_edit_link_leads_to_the_design(project: Project) -> None:
    (project.folder / ".git").mkdir()
    project.site.update(repo_url="https://github.com/acme/site", edit_uri="edit/main/docs/")
    project.site["theme"] = {"name": "material", "features": ["content.action.edit"], "font": False}
    project.build()
    assert "https://github.com/acme/site/edit/main/designs/1-two.yml" in project.page(
        "infrastructure/1-two/index.html"
    )


def test_a_design_outside_of_the_repository_has_no_edit_link(tmp_path: Path) -> None:
    root = tmp_path / "repository" / "site"
    (root.parent / ".git").mkdir(parents=True)
    config = SimpleNamespace(docs_dir=str(root / "docs"))
    uris = [
        edit_uri(Page("a.md", "A", "", source), config, root) for source in ("../designs/a.yml", "../../a.yml", "")
    ]  # type: ignore[arg-type]
    assert uris == ["../../designs/a.yml", None, None]


def test_a_cache_below_the_docs_folder_is_refused(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    project.options["cache_dir"] = "docs/cache"
    with pytest.raises(Abort):
        project.build()
    assert "below docs_dir" in caplog.text


def test_a_cache_that_is_a_link_out_of_the_project_is_refused(
    project: Project, tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "precious").write_text("x")
    (project.folder / ".cache/plugin").mkdir(parents=True)
    (project.folder / ".cache/plugin/infra-design").symlink_to(elsewhere)
    with pytest.raises(Abort):
        project.build()
    assert "leads out of the project" in caplog.text
    assert (elsewhere / "precious").exists()


def test_loading_the_configuration_builds_nothing(project: Project) -> None:
    project.write({"designs/0-one.yml": "komponents: {}\n"})
    config = load_config(str(project.configure()))
    config.plugins.on_startup(command="mike", dirty=False)  # type: ignore[arg-type] # mike says so
    config = config.plugins.on_config(config)
    config.plugins.on_shutdown()
    assert not (project.folder / ".cache").exists()


def test_a_fence_in_a_page_of_the_users_own(project: Project) -> None:
    project.write({"docs/guide/page.md": "# Guide\n\n```infra-design\nstage: 1-two\n```\n"})
    project.build()
    html = project.page("guide/page/index.html")
    assert "<svg" in html
    assert "../../infrastructure/1-two/" in html
    assert "infra-design:" not in html


def test_a_mistaken_fence_fails_a_build_with_its_place(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    project.write({"docs/page.md": "---\ntitle: Page\n---\n\n```infra-design\nstage: 3-two\n```\n"})
    with pytest.raises(Abort):
        project.build()
    assert "docs/page.md:5: there is no stage '3-two'; stages are 0-one, 1-two" in caplog.text


def test_a_mistaken_fence_is_a_warning_in_a_preview(project: Project) -> None:
    project.write({"docs/page.md": "```infra-design\nstage: 3-two\n```\n"})
    project.build("serve")
    assert project.warnings == ["infra-design: docs/page.md:1: there is no stage '3-two'; stages are 0-one, 1-two"]
    assert "there is no stage &#x27;3-two&#x27;" in project.page("page/index.html")


@pytest.mark.parametrize("directory_urls", [True, False])
def test_addresses_follow_the_site(project: Project, directory_urls: bool) -> None:  # noqa: FBT001
    project.site["use_directory_urls"] = directory_urls
    project.build()
    html = project.page("infrastructure/1-two/index.html" if directory_urls else "infrastructure/1-two.html")
    broken = []
    here = project.folder / "site/infrastructure" / ("1-two" if directory_urls else "")
    for address in re.findall(r'(?:href|src)="([^"#:]+)(?:#[^"]*)?"', html):
        target = (here / address).resolve()
        if not (target.is_file() or (target / "index.html").is_file()):
            broken.append(address)
    assert broken == []


def test_an_author_of_a_design_links_to_the_docs(project: Project) -> None:
    stage = f"explain: See [how we run it](ops/run.md) and [nothing](ops/gone.md).\n{ONE}"
    project.write({"docs/ops/run.md": "# Run\n", "designs/0-one.yml": stage})
    project.build()
    assert 'href="../../ops/run/"' in project.page("infrastructure/0-one/index.html")
    assert [warning for warning in project.warnings if "ops/gone.md" in warning] == [
        "infra-design: designs/0-one.yml: a link leads to 'ops/gone.md', which is not in the docs folder"
    ]


def test_settings_may_name_rules_that_the_site_wrote(project: Project) -> None:
    rule = "house-rule: {title: MySQL, severity: low, when: {product: mysql}}\n"
    project.write({"catalog/rules/house.yml": rule})
    project.options = {"catalog": "catalog", "rules": {"house-rule": "info", "house-rul": "info"}}
    project.build()
    assert project.warnings == [
        "infra-design: rules: no rule and no group of rules is called 'house-rul' (did you mean 'house-rule'?)"
    ]


def test_pages_that_were_written_for_another_generator_are_made_anew(project: Project) -> None:
    docs = str(project.folder / "docs")
    project.build()
    expected = project.pages()
    before = project.page("infrastructure/1-two/index.html")
    command = CliRunner().invoke(main, ["-C", str(project.folder), "build", "--output", docs])
    assert command.exit_code == 0, command.output
    project.write({"designs/2-gone.yml": "title: Gone\nextends: 1-two\n"})
    CliRunner().invoke(main, ["-C", str(project.folder), "build", "--output", docs])
    (project.folder / "designs/2-gone.yml").unlink()
    project.build()
    assert project.warnings == []
    assert project.pages() == expected
    assert project.page("infrastructure/1-two/index.html") == before


def test_a_list_of_written_pages_that_cannot_be_read_is_told(project: Project) -> None:
    project.write({"docs/.infra-design.json": "[]"})
    project.build()
    assert ["docs/.infra-design.json: not a list" in message for message in project.warnings] == [True]
