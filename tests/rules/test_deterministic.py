"""The same design gives the same analysis, in whatever order sets come."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from infra_design.analyze import rule_infos

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Put

PROGRAM = """\
import sys
from pathlib import Path
from infra_design.analyze import analyze_system
from infra_design.model.settings import Settings
from infra_design.read import read_catalog, read_design
from infra_design.resolve import resolve_system

catalog, _ = read_catalog(Path(), "")
design, _ = read_design(Path(), "designs", catalog)
for system in design.systems:
    resolved, _ = resolve_system(system, catalog)
    for stage in analyze_system(resolved, catalog, Settings()).stages:
        print(stage.findings, stage.comparison, stage.closed_by)
"""


def test_hash_seed_changes_nothing(tmp_path: Path, put: Put) -> None:
    for rule in rule_infos().values():
        put(rule.example, tmp_path / "designs" / rule.id)
    told = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    ]
    assert told[0].count("\n") >= len(rule_infos())
    assert told[0] == told[1] == told[2]
