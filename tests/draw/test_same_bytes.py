"""The same design gives the same bytes, in every process and folder."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.draw.drawings import HERE, ROOT, drawn

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.catalog import Catalog
    from infra_design.model.stage import Stage

SCRIPT = """
import hashlib, sys
from pathlib import Path
from infra_design.draw import draw_stage
from infra_design.model.analysis import StageAnalysis
from infra_design.read import read_catalog, read_design
from infra_design.resolve import resolve_system
catalog, _ = read_catalog(Path(sys.argv[1]), "")
for root, designs in ((sys.argv[1], "designs"), (sys.argv[2], "ugly")):
    for spec in read_design(Path(root), designs, catalog)[0].systems:
        for stage in resolve_system(spec, catalog)[0].stages:
            drawing = draw_stage(stage, StageAnalysis(stage.id, (), ()), catalog)
            data = "\\0".join((drawing.svg, drawing.text, drawing.dot, *(icon.name for icon in drawing.icons)))
            print(stage.id, hashlib.sha256(data.encode()).hexdigest())
"""


def digests(seed: str, folder: Path) -> str:
    arguments = [sys.executable, "-c", SCRIPT, str(ROOT), str(HERE)]
    environment = os.environ | {"PYTHONHASHSEED": seed}
    done = subprocess.run(arguments, env=environment, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_hash_seed_and_folder_do_not_matter(tmp_path: Path) -> None:
    first = digests("1", tmp_path)
    assert len(first.splitlines()) > 10
    assert first == digests("4242", ROOT)


def test_threads_do_not_disturb_each_other(canonical: dict[str, Stage], catalog: Catalog) -> None:
    stages = [*canonical.values()] * 4
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda stage: drawn(stage, catalog), stages))
    assert together == [drawn(stage, catalog) for stage in canonical.values()] * 4
