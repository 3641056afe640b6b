"""Designs in scripts and notebooks."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from tests.adapters.projects import ONE, TWO

import infra_design
from infra_design import DesignError, Problem, Severity, load, loads

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design import Design

FILES = {"0-one.yml": ONE, "1-two.yml": TWO}
SMALL = "components: {visitor: {kind: browser, uses: web}, web: {kind: server, availability: 0.99}}"


@pytest.fixture(scope="module")
def design() -> Design:
    return loads(FILES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "designs").mkdir()
    for name, text in FILES.items():
        (tmp_path / "designs" / name).write_text(text)
    return tmp_path


def test_importing_does_no_work() -> None:
    code = (
        "import sys; before = set(sys.modules); import infra_design; print(sorted("
        "name for name in set(sys.modules) - before if name.split('.')[0] not in {'__future__', 'typing', 're'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = [name for name in re.findall(r"'([^']+)'", done.stdout) if name.partition(".")[0] == "infra_design"]
    assert loaded == ["infra_design"]
    assert "yaml" not in done.stdout


def test_every_name_is_there_and_no_other() -> None:
    assert {name for name in infra_design.__all__ if not getattr(infra_design, name).__doc__} == set()
    assert set(infra_design.__all__) <= set(dir(infra_design))
    with pytest.raises(AttributeError, match="has no attribute 'lode'"):
        infra_design.lode  # type: ignore[attr-defined]  # noqa: B018 — asked for to see what comes


def test_a_folder_is_read_as_the_command_line_reads_it(folder: Path, design: Design) -> None:
    (folder / "designs").rename(folder / "systems")
    (folder / "mkdocs.yml").write_text(
        "plugins: [{infra-design: {designs: systems, rules: {spof-server: ignore}}}]\n"
    )
    found = load(folder)
    assert [stage.id for stage in found.stages] == ["0-one", "1-two"]
    rules = {finding.rule for finding in found.findings}
    assert {finding.rule for finding in design.findings} - rules == {"spof-server"}
    assert "spof-server" in {finding.rule for finding in load(str(folder), rules={}).findings}
    (folder / "systems").rename(folder / "plans")
    assert [one.id for one in load(folder, designs="plans").findings] == [one.id for one in found.findings]


def test_texts_are_read_as_files_are(folder: Path, design: Design) -> None:
    assert design.findings == load(folder).findings
    assert {finding.mark.file for finding in design.findings} <= {"designs/0-one.yml", "designs/1-two.yml"}


def test_a_single_text_is_a_stage() -> None:
    stage = loads(SMALL).stage("stage")
    assert stage.availability == {"visitor-reads-web": 0.99}
    assert stage.single_points == {"visitor-reads-web": ("web",)}
    assert stage.findings[0].id == "spof-server@web"
    assert stage.findings[0].severity is Severity.HIGH
    assert "spof-server@web" not in {one.id for one in loads(SMALL, rules={"spof-server": "ignore"}).findings}


def test_waivers_expire_against_the_day_that_is_given() -> None:
    text = SMALL + '\naccept: {"spof-server@web": {reason: a test, until: 2026-06-30}}\n'
    for day, accepted in (("2026-06-30", True), ("2026-07-01", False)):
        found = {one.id: one.accepted for one in loads(text, today=day).findings}
        assert found["spof-server@web"] is accepted


def test_mistakes_come_all_at_once() -> None:
    with pytest.raises(DesignError) as caught:
        loads("components: {web: {kind: sever}, db: {kind: databse}}")
    assert all(isinstance(problem, Problem) for problem in caught.value.problems)
    assert [(one.mark.file, one.mark.column, one.code) for one in caught.value.problems] == [
        ("designs/stage.yml", 26, "unknown-kind"),
        ("designs/stage.yml", 45, "unknown-kind"),
    ]


@pytest.mark.parametrize("name", ["../a.yml", "/etc/a.yml", "a.txt", "a\\b.yml", "a/../../b.yml", "a\0.yml"])
def test_no_name_leads_out_of_the_designs(name: str) -> None:
    with pytest.raises(ValueError, match="below the designs folder"):
        loads({name: SMALL})


def test_an_option_that_cannot_be_is_told() -> None:
    with pytest.raises(ValueError, match="today: expected a date"):
        loads(SMALL, today="tomorrow")


def test_several_systems() -> None:
    design = loads({"shop/0-one.yml": ONE, "mail/0-one.yml": ONE})
    assert [system.id for system in design.systems] == ["mail", "shop"]
    assert design.stage("shop/0-one").system == "shop"
    with pytest.raises(KeyError, match="names several stages: mail/0-one, shop/0-one"):
        design.stage("0-one")
    with pytest.raises(KeyError, match="no stage 'x'; stages: mail/0-one, shop/0-one"):
        design.stage("x")


def test_a_stage_tells_what_it_has_and_what_changed(design: Design) -> None:
    one, two = design.stages
    assert list(two.components)[:2] == ["visitor", "web"]
    assert "nginx@web-02" in two.instances
    assert {connection.id for connection in two.connections} >= {"haproxy->nginx", "nginx->mysql"}
    assert one.comparison is None
    assert two.comparison is not None
    assert (two.comparison.before, two.comparison.after) == ("0-one", "1-two")
    assert "spof-server@web" in {finding.id for finding in two.comparison.closed}
    assert loads(two.yaml).stage("stage").findings
    assert two.cost is None
    assert loads(SMALL.replace("0.99", "0.99, cost: 12.5")).stages[0].cost == 12.5


def test_a_diagram_needs_no_other_file(design: Design, tmp_path: Path) -> None:
    diagram = design.stage("1-two").diagram
    root = ET.fromstring(diagram.svg)  # noqa: S314 — our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "data:image/" in diagram.svg
    assert not re.search(r'(?:href|src)="(?!#|data:)', diagram.svg)
    assert "HAProxy" in diagram.text
    assert diagram.dot.startswith("digraph")
    assert diagram.width > diagram.height > 100
    for name, text in (("a.svg", diagram.svg), ("a.dot", diagram.dot)):
        diagram.save(tmp_path / name)
        assert (tmp_path / name).read_text(encoding="utf-8") == text
    with pytest.raises(ValueError, match=r"expected a name that ends in \.svg or \.dot"):
        diagram.save(tmp_path / "a.png")


def test_a_notebook_shows_designs_stages_and_diagrams() -> None:
    design = loads(f'title: "<b>Tag</b>"\n{SMALL}')
    table = design._repr_html_()
    assert "&lt;b&gt;Tag&lt;/b&gt;" in table
    assert "99.00 %" in table
    stage = design.stages[0]
    assert "<script" not in stage._repr_html_()
    assert "designs/stage.yml:2" in stage._repr_html_()
    data = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', stage._repr_html_())
    assert data
    assert base64.b64decode(data[1]).decode() == stage.diagram._repr_svg_() == stage.diagram.svg
    assert repr(design) == "<Design: stage>"
    assert re.fullmatch(r"<Stage stage: 2 components, \d high>", repr(stage))


def test_a_diagram_that_cannot_be_drawn_is_a_mistake_of_the_design(monkeypatch: pytest.MonkeyPatch) -> None:
    from infra_design import draw

    def refuse(*_: object) -> None:
        raise draw.LayoutError("the picture is too large to lay out")

    monkeypatch.setattr(draw, "draw_stage", refuse)
    with pytest.raises(DesignError, match="too large"):
        _ = loads(SMALL).stages[0].diagram
