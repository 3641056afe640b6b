"""A diagram as one file."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


def test_an_svg_needs_no_other_file_and_runs_nothing(run: Run) -> None:
    result = run("render", "0-one")
    assert result.exit_code == 0
    root = ET.fromstring(result.stdout)  # noqa: S314 — ours
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    links = re.findall(r'href="([^"]*)"', result.stdout)
    assert links
    assert all(link.startswith(("data:image/", "#")) for link in links)
    assert "url(http" not in result.stdout
    assert "@import" not in result.stdout
    assert not {"script", "foreignObject"} & {element.tag.rpartition("}")[2] for element in root.iter()}


def test_the_ending_of_the_file_says_the_format(run: Run, tmp_path: Path) -> None:
    for name in ("one.svg", "one.dot"):
        assert run("render", "0-one", "--output", str(tmp_path / name)).exit_code == 0
    assert (tmp_path / "one.svg").read_text() == run("render", "0-one").stdout
    assert (tmp_path / "one.dot").read_text() == run("render", "0-one", "--format", "dot").stdout
    wrong = run("render", "0-one", "--output", str(tmp_path / "one.pdf"))
    assert (wrong.exit_code, (tmp_path / "one.pdf").exists()) == (2, False)
    assert "say --format, one of svg, png, dot" in wrong.stderr


def test_graphviz_lays_the_dot_out(run: Run) -> None:
    dot = shutil.which("dot")
    if dot is None:
        pytest.skip("no Graphviz on this machine")
    source = run("render", "0-one", "--format", "dot").stdout
    done = subprocess.run([dot, "-Tplain"], input=source, check=True, capture_output=True, text=True)
    nodes = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("node ")]
    assert {name.strip('"') for name in nodes} >= {"visitor", "nginx", "mysql"}


def test_a_stage_that_is_not_there(run: Run) -> None:
    assert "stages: 0-one" in run("render", "1-two").stderr
