"""Whatever a design looks like: rules do not fail, and what they say points at things that are there."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from infra_design.analyze import analyze_system, rule_infos
from infra_design.model.settings import Settings
from infra_design.read import read_design
from infra_design.resolve import resolve_system

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from infra_design.model.catalog import Catalog
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Stage, System

HOSTED = (
    "nginx",
    "haproxy",
    "app: application-server",
    "api: service",
    "mysql",
    "etcd",
    "redis",
    "files: file-storage",
    "code: codebase",
)
SEEDS = range(120)
ENOUGH = 60


def design(random: random.Random) -> str:
    """A stage of odd parts in odd relations; often none that resolves."""
    machines = ["web", "db"][: random.randint(1, 2)]
    lines = [f"  {name}: {{kind: server{group(random)}}}" for name in machines]
    if random.random() < 0.3:
        lines.append("  k8s: {kind: cluster, host: web}")
        machines.append("k8s")
    names = random.sample(HOSTED, random.randint(2, 6))
    ids = [name.partition(":")[0] for name in names]
    lines += [f"  {component(random, name, machines, ids)}" for name in names]
    lines += extras(random, machines, ids)
    place = random.choice(["", ", in: lan"])
    lines.append(f"  visitor: {{kind: browser, uses: {random.choice(ids)}{place}}}")
    lines.append("  lan: {kind: network}")
    return "title: Odd\n" + "peak-load: 100\n" * (random.random() < 0.3) + "components:\n" + "\n".join(lines) + "\n"


def group(random: random.Random) -> str:
    count = random.choice([1, 1, 2, 3])
    if count == 1:
        return random.choice(["", ", address: 8.8.4.4", ", in: lan"])
    mode = random.choice(["", ", mode: active-passive", ", mode: primary-replica"])
    return f", instances: {count}{mode}{random.choice(['', ', failover: automatic'])}"


def component(random: random.Random, name: str, machines: list[str], ids: list[str]) -> str:
    ident, _, kind = name.partition(":")
    facts = [f"kind:{kind}"] * bool(kind)
    if random.random() < 0.8:
        facts.append(f"host: {random.choice(machines)}")
    elif random.random() < 0.5:
        facts.append("managed: true")
    used = random.sample([other for other in ids if other != ident], random.randint(0, min(2, len(ids) - 1)))
    words = ("{}", "optional", "read", "write", "encrypted", "https", "grpc", "{encrypted: false}")
    if used:
        facts.append(f"uses: {{{', '.join(f'{other}: {random.choice(words)}' for other in used)}}}")
    facts += random.sample(
        ["capacity: 60", "availability: 99%", "cost: 10", "stores: sessions"], random.randint(0, 2)
    )
    return f"{ident}: {{{', '.join(facts)}}}"


def extras(random: random.Random, machines: list[str], ids: list[str]) -> Iterator[str]:
    target = random.choice(machines)
    chosen = {
        "firewall": f"{{host: {target}, allow: [80 from internet, 22 from any, any from {random.choice(ids)}]}}",
        "agent": f"{{kind: monitoring-agent, host: {target}}}",
        "watch": f"{{kind: monitoring, covers: {target}, host: {target}}}",
        "backup": f"{{covers: {random.choice(ids)}}}",
        "lonely": "{kind: worker}",
    }
    return (f"  {name}: {text}" for name, text in chosen.items() if random.random() < 0.4)


def later(random: random.Random) -> str:
    changes = [
        "  web: {instances: 2}",
        "  web: {instances: 1}",
        "  extra: {kind: server}",
        "  nginx: {host: web, instances: 2}",
        "  mysql: {failover: automatic}",
        "  lan: {encrypted: true}",
    ]
    return "title: Later\nextends: 0-odd\nclaims: [no-spof, end-to-end-tls]\ncomponents:\n" + "\n".join(
        random.sample(changes, random.randint(1, 2))
    )


def system(seed: int, folder: Path, catalog: Catalog) -> System | None:
    source = random.Random(seed)  # noqa: S311 — not a secret
    (folder / "designs").mkdir(parents=True)
    (folder / "designs" / "0-odd.yml").write_text(design(source), encoding="utf-8")
    if seed % 2:
        (folder / "designs" / "1-later.yml").write_text(later(source), encoding="utf-8")
    read, problems = read_design(folder, "designs", catalog)
    if problems:
        return None
    resolved, problems = resolve_system(read.systems[0], catalog)
    return None if problems else resolved


def check(finding: Finding, stage: Stage) -> None:
    known = {*stage.instances, *stage.components}
    connections = {connection.id for connection in stage.connections}
    assert finding.rule in rule_infos()
    assert finding.subjects
    assert finding.mark.file.startswith("designs/")
    assert set(finding.connections) <= connections
    assert set(finding.journeys) <= {journey.id for journey in stage.journeys}
    for evidence in finding.evidence:
        assert set(evidence.instances) <= known, (finding.id, evidence)
        assert set(evidence.connections) <= connections
    for text in (finding.message, finding.remedy):
        assert text.endswith((".", ".)")), text


@pytest.mark.parametrize("seed", SEEDS)
def test_findings_point_at_what_is_there(seed: int, tmp_path: Path, catalog: Catalog) -> None:
    drawn = (system(seed + again, tmp_path / str(again), catalog) for again in range(0, 10_000, 1_000))
    found = next(one for one in drawn if one is not None)
    analysis = analyze_system(found, catalog, Settings(today="2026-01-01"))
    assert analysis == analyze_system(found, catalog, Settings(today="2026-01-01"))
    for stage, one in zip(found.stages, analysis.stages, strict=True):
        assert len({finding.id for finding in one.findings}) == len(one.findings)
        for finding in one.findings:
            check(finding, stage)


def test_enough_of_them_are_designs(tmp_path: Path, catalog: Catalog) -> None:
    folders = [tmp_path / str(seed) for seed in SEEDS]
    for folder in folders:
        folder.mkdir()
    assert sum(system(seed, folder, catalog) is not None for seed, folder in enumerate(folders)) >= ENOUGH
