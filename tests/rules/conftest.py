"""What tests of rules share: designs as text, read, resolved and analyzed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest

from infra_design.analyze import analyze_system, explain_additions
from infra_design.model.settings import Settings
from infra_design.read import read_catalog, read_design
from infra_design.resolve import resolve_system

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.analysis import StageAnalysis
    from infra_design.model.catalog import Catalog
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Stage, System


@dataclass(frozen=True)
class Told:
    """A system of a test, analyzed."""

    system: System
    catalog: Catalog
    stages: tuple[StageAnalysis, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for stage in self.stages for finding in stage.findings)

    def ids(self, rule: str = "", stage: int = -1) -> list[str]:
        """Ids of the findings of a stage (the last one), of one rule or of all, sorted."""
        return sorted(one.id for one in self.stages[stage].findings if rule in {"", one.rule})

    def one(self, rule: str, stage: int = -1) -> Finding:
        """The only finding of a rule in a stage (the last one)."""
        (found,) = (finding for finding in self.stages[stage].findings if finding.rule == rule)
        return found

    def stage(self, place: int = -1) -> Stage:
        return self.system.stages[place]


class Tell(Protocol):
    def __call__(self, text: str, settings: Settings = ...) -> Told: ...


class Put(Protocol):
    def __call__(self, text: str, folder: Path) -> None: ...


def stages_of(text: str) -> dict[str, str]:
    """The stage files of a text: separated by `---`, each named by a comment, or a single one."""
    found = {}
    for place, document in enumerate(re.split(r"^---\n", text, flags=re.MULTILINE)):
        name = re.match(r"# (\S+\.yml)\n", document)
        found[name[1] if name else f"{place}-stage.yml"] = document
    return found


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The catalog that comes with the plugin."""
    read, problems = read_catalog(tmp_path_factory.mktemp("no-catalog"), "")
    assert not problems
    return read


@pytest.fixture(scope="session")
def put() -> Put:
    """Write the stage files of a text into a new folder."""

    def written(text: str, folder: Path) -> None:
        folder.mkdir(parents=True)
        for name, document in stages_of(text).items():
            (folder / name).write_text(document, encoding="utf-8")

    return written


@pytest.fixture
def tell(tmp_path: Path, catalog: Catalog, put: Put) -> Tell:
    """Read, resolve and analyze a system that is given as text, which must have no mistakes."""

    def told(text: str, settings: Settings = Settings()) -> Told:  # noqa: B008 — frozen
        put(text, tmp_path / "designs")
        design, problems = read_design(tmp_path, "designs", catalog)
        assert not problems, [str(problem) for problem in problems]
        system, problems = resolve_system(design.systems[0], catalog)
        assert not problems, [str(problem) for problem in problems]
        analyses = analyze_system(system, catalog, settings)
        return Told(system, catalog, explain_additions(system, analyses, catalog, settings).stages)

    return told
