"""The same design gives the same bytes in every process, whatever the order in which Python hashes text."""

import os
import subprocess
import sys

from tests.reliability.designs import ROOT

PROGRAM = """
from tests.reliability.designs import story
from infra_design.analyze.journeys import analyze_journey, compiled_stage
from infra_design.analyze.simulation import simulation_json
for stage in story():
    print(simulation_json(compiled_stage(stage)))
    for journey in stage.journeys:
        print(repr(analyze_journey(stage, journey, 3)))
"""


def test_hash_seeds_make_no_difference() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 10_000
