"""The reference has every public name with its meaning, and what it shows runs."""

from __future__ import annotations

import doctest
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.api.page import ORDER, page

import infra_design
from infra_design.analyze import reliability

if TYPE_CHECKING:
    from pathlib import Path


def test_it_has_every_public_name() -> None:
    assert sorted(ORDER) == sorted(infra_design.__all__)


def test_nothing_on_it_lacks_a_meaning() -> None:
    assert re.findall(r"^\| `\w+` \|.*\| +\|$", page(), re.MULTILINE) == []
    assert "Raises" in page()


def test_its_examples_run(checkout: Path, tmp_path: Path) -> None:
    shutil.copytree(checkout / "designs", tmp_path / "designs")
    script, texts = re.findall(r"^```python\n(from infra_design.*?)^```$", page(), re.MULTILINE | re.DOTALL)
    said = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
        ).stdout
        for code in (script, texts)
    ]
    assert "1-distributed: visitor-reads-www.foobar.com works 99.44% of the time" in said[0]
    assert "designs/1-distributed.yml:" in said[0]
    assert (tmp_path / "1-distributed.svg").read_text(encoding="utf-8").startswith("<svg")
    assert said[1] == ""


def test_what_docstrings_show_is_so() -> None:
    for module in (infra_design, reliability):
        names = {name: getattr(module, name) for name in module.__all__}
        failed, tried = doctest.testmod(module, extraglobs=names)
        assert (failed, tried > 2) == (0, True)
