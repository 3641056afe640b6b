"""`make bench`: what the pipeline costs, next to its neighbors, measured in one run on one machine.

CPU seconds are counted, those of child processes included; wall time says more about what else the machine does.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import reliability
from tests.bench.ordinary import script

from infra_design import draw, pipeline, write
from infra_design.model.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from infra_design.pipeline import Design

ROOT = Path(__file__).parents[2]
MKDOCS = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
PER_STAGE = 0.005
"""CPU seconds that a stage may cost, all told."""
RATIO = 1.3
"""What a site with the plugin may cost, as a multiple of the same pages written as plain Markdown."""


@dataclass
class Cost:
    """CPU and wall seconds of something; known when it is done."""

    cpu: float = 0.0
    wall: float = 0.0


@contextmanager
def measured() -> Iterator[Cost]:
    """The cost of what is done inside, child processes that ended included."""
    cost = Cost()
    cpu, wall = _cpu(), time.perf_counter()
    yield cost
    cost.cpu, cost.wall = _cpu() - cpu, time.perf_counter() - wall


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in (own, children))


def stories(folder: Path, stages: int) -> int:
    """Copy the canonical story as often as it takes to have this many stages; return how many there are."""
    story = sorted((ROOT / "designs").glob("*.yml"))
    count = sum(path.name != "system.yml" for path in story)
    copies = max(1, stages // count)
    for number in range(copies):
        target = folder / "designs" / f"story-{number:03}"
        target.mkdir(parents=True)
        for path in story:
            shutil.copy(path, target)
    return copies * count


def bench_pipeline(stages: int) -> Design:
    """Seconds a stage for each step of the pipeline."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        with measured() as warm:
            stories(root / "warm", 1)
            pipeline.build(pipeline.load(root / "warm", Settings()), Settings())
        count = stories(root, stages)
        times: dict[str, Cost] = {}
        with measured() as total, _timed_steps(times):
            design = pipeline.load(root, Settings())
            site = pipeline.build(design, Settings())
    print(f"\nThe pipeline: {count} stages in {count // 5} systems, {len(site.pages)} pages")
    print(f"  first story, with imports and caches cold {warm.cpu * 1000:7.0f} ms")
    for step, cost in times.items():
        print(f"  {step:<42}{cost.cpu / count * 1000:7.2f} ms a stage")
    verdict(f"  {'all told':<42}{total.cpu / count * 1000:7.2f} ms a stage", total.cpu / count, PER_STAGE, "5 ms")
    return design


def bench_growth() -> None:
    """What the analysis of one large stage costs, from ten instances to ten thousand."""
    print("\nThe analysis of one stage, as it grows")
    for line in reliability.table():
        print(f"  {line}", flush=True)


STEPS = {
    "read_catalog": pipeline,
    "read_design": pipeline,
    "resolve_system": pipeline,
    "analyze_system": pipeline,
    "explain_additions": pipeline,
    "closing_changes": pipeline,
    "draw_stage": draw,
    "write_site": write,
}
"""Each step, and where the pipeline finds it."""


@contextmanager
def _timed_steps(times: dict[str, Cost]) -> Iterator[None]:
    kept = {step: getattr(module, step) for step, module in STEPS.items()}
    for step, module in STEPS.items():
        setattr(module, step, _timed(kept[step], times.setdefault(step, Cost())))
    try:
        yield
    finally:
        for step, module in STEPS.items():
            setattr(module, step, kept[step])


def _timed(step: Callable[..., object], total: Cost) -> Callable[..., object]:
    def run(*inputs: object) -> object:
        with measured() as cost:
            output = step(*inputs)
        total.cpu += cost.cpu
        total.wall += cost.wall
        return output

    return run


def bench_diagrams(design: Design, number: int) -> None:
    """The same number of diagrams by us, by `diagrams` as its documentation says, and by mkdocs-diagrams."""
    print(f"\n{number} diagrams of the canonical stages, CPU seconds (and how many times ours)")
    stages = [stage for system in design.systems for stage in system.stages][:number]
    analyses = [analysis for analyzed in design.analyses for analysis in analyzed.stages][:number]
    with measured() as ours:
        for stage, analysis in zip(stages, analyses, strict=True):
            draw.draw_stage(stage, analysis, design.catalog)
    row("infra-design draws them", ours, ours)
    if shutil.which("dot") is None:
        print("  diagrams and mkdocs-diagrams need `dot`, which is not installed here (Debian: apt install graphviz)")
        return
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "all.py"
        path.write_text("\n".join(script(stage, f"stage-{at}") for at, stage in enumerate(stages)))
        with measured() as theirs:
            subprocess.run([sys.executable, path.name], cwd=name, check=True, capture_output=True)
    row("diagrams, one script, one dot each", theirs, ours)
    _bench_mkdocs_diagrams([script(stage, f"stage-{at}") for at, stage in enumerate(stages)], ours)


def _bench_mkdocs_diagrams(scripts: list[str], ours: Cost) -> None:
    site = "site_name: Bench\nplugins: [{}]\ntheme: {{name: mkdocs}}\n"
    with tempfile.TemporaryDirectory() as name:
        docs = Path(name) / "docs"
        docs.mkdir()
        (docs / "index.md").write_text("# Bench\n")
        (Path(name) / "mkdocs.yml").write_text(site.format(""))
        with measured() as empty:
            subprocess.run(MKDOCS, cwd=name, check=True, capture_output=True)
        for at, text in enumerate(scripts):
            (docs / f"stage-{at}.diagrams.py").write_text(text)
        (Path(name) / "mkdocs.yml").write_text(site.format("diagrams"))
        with measured() as theirs:
            done = subprocess.run(MKDOCS, cwd=name, check=False, capture_output=True, text=True)
        drawn = len(list(docs.glob("*.png")))
    if done.returncode or drawn != len(scripts):
        print(f"  mkdocs-diagrams drew {drawn} of {len(scripts)}: {done.stderr.strip().splitlines()[-1:]}")
        return
    theirs.cpu, theirs.wall = theirs.cpu - empty.cpu, theirs.wall - empty.wall
    row("mkdocs-diagrams (without its empty site)", theirs, ours)


def bench_site(stages: int) -> None:
    """A site with the plugin against the same pages as plain Markdown."""
    theme = "theme: {name: material, font: false, features: [navigation.prune]}\n"
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        count = stories(root, stages)
        (root / "docs").mkdir()
        (root / "docs" / "index.md").write_text("# Bench\n")
        (root / "mkdocs.yml").write_text(f"site_name: Bench\n{theme}plugins: [infra-design]\n")
        with measured() as plugin:
            subprocess.run(MKDOCS, cwd=root, check=True)
        shutil.copytree(root / ".cache/plugin/infra-design/docs", root / "docs", dirs_exist_ok=True)
        styles = sorted(
            path.relative_to(root / "docs").as_posix() for path in (root / "docs").glob("assets/**/*.css")
        )
        scripts = sorted(
            path.relative_to(root / "docs").as_posix() for path in (root / "docs").glob("assets/**/*.js")
        )
        extra = f"extra_css: {styles}\nextra_javascript: {scripts}\n"
        (root / "mkdocs.yml").write_text(f"site_name: Bench\n{theme}plugins: []\n{extra}")
        with measured() as plain:
            subprocess.run(MKDOCS, cwd=root, check=True)
    print(f"\nA site of {count} stages with Material, CPU seconds (and ratio)")
    row("the same pages as plain Markdown", plain, plain)
    row("with the plugin", plugin, plain)
    verdict("  with the plugin against plain Markdown", plugin.cpu / plain.cpu, RATIO, f"{RATIO} times")


def row(what: str, cost: Cost, unit: Cost) -> None:
    """One line of a table."""
    print(f"  {what:<42}{cost.cpu:8.2f} s  ({cost.cpu / unit.cpu:5.1f}×)   {cost.wall:8.2f} s wall")


def verdict(what: str, figure: float, limit: float, words: str) -> None:
    """One line that says whether a target is met."""
    print(f"{what}   target: at most {words}: {'met' if figure <= limit else 'MISSED'}")


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stages", type=int, default=1000, help="stages for the pipeline and the site")
    parser.add_argument("--diagrams", type=int, default=20, help="diagrams to compare")
    parser.add_argument("--skip-site", action="store_true", help="leave the two site builds out")
    options = parser.parse_args()
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    design = bench_pipeline(options.stages)
    bench_growth()
    bench_diagrams(design, options.diagrams)
    if not options.skip_site:
        bench_site(options.stages)


if __name__ == "__main__":
    main()
