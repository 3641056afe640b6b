"""A diagram as one file."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

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


def test_a_link_stays_one_and_leads_to_the_picture(run: Run, folder: Path) -> None:
    (folder / "link.svg").symlink_to("real.svg")
    assert run("render", "0-one", "--output", str(folder / "link.svg")).exit_code == 0
    assert (folder / "link.svg").is_symlink()
    assert (folder / "real.svg").read_text("utf-8").startswith("<svg")


def test_a_device_stays_one(run: Run, folder: Path) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("render", "0-one", "--format", "dot", "--output", str(pipe)).exit_code == 0
        assert stat.S_ISFIFO(pipe.stat().st_mode)
        assert os.read(reader, 7) == b"digraph"
    finally:
        os.close(reader)


def test_a_hyphen_is_standard_output(run: Run, folder: Path) -> None:
    result = run("render", "0-one", "--output", "-")
    assert result.stdout.startswith("<svg")
    assert not (folder / "-").exists()


def test_output_that_cannot_be_written_is_said_in_a_line(folder: Path) -> None:
    command = [sys.executable, "-m", "infra_design.adapters.cli", "-C", str(folder), "resolve", "0-one"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (2, "Error: No space left on device\n")
