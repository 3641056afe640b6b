"""What the reliability engine costs: `python tests/bench/reliability.py [FOLDER]`, part of `make bench`.

CPU time for both journeys (read and write) of a stage: structure, cut sets to order 2, exact availability and
importance; then for all that is computed for a stage, every rule included. Reading and resolving are not counted.
With a FOLDER of fault trees in the Aralia notation (`chinese.txt`,
`das9201.txt` …, as in the `input/Aralia` of the SCRAM project, not part of this repository) their published answers
are computed as well.
"""

from __future__ import annotations

import re
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from infra_design.analyze import analyze_stage, journeys
from infra_design.analyze.journeys import analyze_journey
from infra_design.analyze.reliability import (
    Budget,
    Structure,
    count_minimal_sets,
    prepare,
    probability,
    structure_of,
)
from infra_design.analyze.structure import stage_structure
from infra_design.model.settings import Settings
from infra_design.read import read_catalog, read_design
from infra_design.resolve import resolve_system

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from infra_design.model.stage import Stage

ROOT = Path(__file__).parents[2]
SIZES = (10, 100, 1_000, 10_000)
SECONDS = 1.0
"""CPU seconds that a stage of 1,000 instances may cost, all rules asked."""
CATALOG = read_catalog(ROOT, "")[0]

TIERED = """
components:
  user: {{kind: browser, uses: haproxy}}
  lb: {{kind: server, instances: {n}}}
  web: {{kind: server, instances: {n}}}
  app-server: {{kind: server, instances: {n}}}
  db-server: {{kind: server, instances: {n}}}
  haproxy: {{host: lb, uses: nginx}}
  nginx: {{host: web, uses: app}}
  app: {{kind: application-server, host: app-server, uses: mysql}}
  mysql: {{host: db-server, mode: primary-replica}}
"""
TOGETHER = """
components:
  user: {{kind: browser, uses: nginx}}
  web: {{kind: server, instances: {n}}}
  nginx: {{host: web, uses: app}}
  app: {{kind: application-server, host: web, uses: mysql}}
  mysql: {{host: web, mode: primary-replica}}
"""
ZONES = """
components:
  az-a: {{kind: availability-zone}}
  az-b: {{kind: availability-zone}}
  az-c: {{kind: availability-zone}}
  user: {{kind: browser, uses: haproxy}}
  lb: {{kind: server, instances: {n}, in: [az-a, az-b, az-c]}}
  web: {{kind: server, instances: {n}, in: [az-a, az-b, az-c]}}
  db-server: {{kind: server, instances: {n}, in: [az-a, az-b, az-c]}}
  haproxy: {{host: lb, uses: nginx, min-available: {half}}}
  nginx: {{host: web, uses: mysql, min-available: {half}}}
  mysql: {{host: db-server, min-available: {half}}}
"""
CLUSTER = """
components:
  user: {{kind: browser, uses: front}}
  node: {{kind: server, instances: {n}}}
  k8s: {{kind: cluster, host: node, min-available: {half}}}
  front: {{kind: service, host: k8s, instances: {n}, uses: {{back: {{}}, auth: {{}}}}}}
  back: {{kind: service, host: k8s, instances: {n}, uses: {{auth: {{}}, db: {{}}}}}}
  auth: {{kind: service, host: k8s, instances: {n}, uses: {{back: {{}}, db: {{}}}}}}
  db: {{kind: database, instances: 3, mode: primary-replica, failover: automatic, min-available: {{write: 2}}}}
"""
DESIGNS = {
    "a machine for each, four tiers": (TIERED, 8),
    "all on one machine, neighbors": (TOGETHER, 4),
    "three zones, half of each tier": (ZONES, 6),
    "cluster, services in a circle": (CLUSTER, 4),
}
PUBLISHED = {
    "chinese": (392, "1.17058E-03"),
    "das9201": (14_217, "1.34237E-02"),
    "das9202": (27_778, "1.01154E-02"),
    "das9203": (16_200, "1.34880E-03"),
    "das9204": (16_704, "6.07651E-08"),
    "das9205": (17_280, "1.38408E-08"),
    "baobab1": (46_188, "1.01708E-04"),
    "baobab2": (4_805, "7.13018E-04"),
    "baobab3": (24_386, "2.24117E-03"),
    "edf9201": (579_720, "3.24591E-01"),
}
"""Minimal cut sets, and the probability of the top: the table of openpra-org/generic-openpsa-models."""


@contextmanager
def measured(cost: list[float]) -> Iterator[None]:
    """Append the CPU seconds of what is done inside."""
    before = time.process_time()
    yield
    cost.append(time.process_time() - before)


def stages(root: Path) -> tuple[Stage, ...]:
    """The stages of a project's one system."""
    spec, problems = read_design(root, "designs", CATALOG)
    system, more = resolve_system(spec.systems[0], CATALOG)
    if problems or more:
        sys.exit("\n".join(map(str, problems + more)))
    return system.stages


def generated(text: str, copies: int) -> Stage:
    """A stage of so many copies of everything."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "designs"
        folder.mkdir()
        (folder / "0-large.yml").write_text(text.format(n=copies, half=copies // 2 + 1), encoding="utf-8")
        return stages(Path(name))[0]


def analyzed(stage: Stage, order: int) -> float:
    """CPU seconds for all journeys of a stage, from nothing."""
    journeys.forget()
    cost: list[float] = []
    with measured(cost):
        for journey in stage.journeys:
            analyze_journey(stage, journey, order)
    return cost[0]


def story() -> Iterator[str]:
    """The canonical story: milliseconds a journey, cut sets to order 3."""
    found = stages(ROOT)
    for stage in found:
        analyzed(stage, 3)
    best = [min(analyzed(stage, 3) / len(stage.journeys) for _ in range(20)) for stage in found]
    mean, most = 1000 * sum(best) / len(best), 1000 * max(best)
    yield f"canonical story, a journey: {mean:.2f} ms (largest stage: {most:.2f} ms)"


def growth() -> Iterator[str]:
    """CPU time by number of instances: of the engine, then of everything."""
    yield from _table("both journeys, CPU ms, by instances", lambda stage: analyzed(stage, 2))
    everything(generated(TIERED, 1))  # so that nobody pays for loading the rules
    yield from _table("all rules and all else, CPU ms", everything)
    stage = generated(TIERED, SIZES[-1] // 8)
    yield f"gates for {len(stage.instances):,} instances all-to-all: {len(stage_structure(stage).gates):,}"


def _table(title: str, cost: Callable[[Stage], float]) -> Iterator[str]:
    """A line a design; the last column is what ten times the instances cost, as a multiple: 10 is linear."""
    yield f"{title:36}" + "".join(f"{size:>9,}" for size in SIZES) + f"{'10,000 : 1,000':>16}"
    for name, (text, share) in DESIGNS.items():
        costs = [cost(generated(text, max(1, size // share))) for size in SIZES]
        cells = "".join(f"{1000 * one:9.1f}" for one in costs)
        yield f"  {name:34}{cells}{costs[-1] / costs[-2]:15.1f}×"
        if cost is everything:
            met = "met" if costs[SIZES.index(1_000)] <= SECONDS else "MISSED"
            yield f"    target: 1,000 instances within {SECONDS:g} s: {met}"


def everything(stage: Stage) -> float:
    """CPU seconds for all that is computed for a stage by itself, with cut sets to order 2."""
    journeys.forget()
    cost: list[float] = []
    with measured(cost):
        analyze_stage(stage, CATALOG, Settings(order=2))
    return cost[0]


def fault_tree(path: Path) -> Structure:
    """A tree in the Aralia notation: `g1:=(g2 & e1)`, `g2:=(e2 | e3)`, `g3:=@(2,[e1,e2,e3])`; the top is r1."""
    gates = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        match = re.fullmatch(r"(\w+):=(?:@\((\d+),\[(.*)\]\)|\(?([^()]*)\)?)", line.strip())
        if match:
            name, least, of, plain = match.groups()
            words = re.findall(r"\w+", of or plain)
            gates[name] = (int(least) if least else "and" if "&" in plain else "or", words)
    return structure_of("r1", gates)  # type: ignore[arg-type]


def benchmark(folder: Path) -> Iterator[str]:
    """Published fault trees: events, cut sets, probability, CPU seconds, and whether they are as published."""
    for name, (sets, top) in PUBLISHED.items():
        path = folder / f"{name}.txt"
        if not path.exists():
            continue
        tree = fault_tree(path)
        cost: list[float] = []
        with measured(cost):
            prepared = prepare(tree, Budget(nodes=2_000_000))
            found = sum(count_minimal_sets(prepared))
            chance = f"{probability(prepared, dict.fromkeys(tree.events, 0.01)):.5E}"
        same = "as published" if (found, chance) == (sets, top) else f"published: {sets:,} {top}"
        yield f"  {name:10}{len(tree.events):4} events {found:9,} cut sets {chance} {cost[0]:6.3f} s  {same}"


def table(folder: Path | None = None) -> Iterator[str]:
    """All lines."""
    yield from story()
    yield from growth()
    if folder:
        yield from benchmark(folder)


if __name__ == "__main__":
    for line in table(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
