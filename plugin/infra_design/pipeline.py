"""The whole program on one screen: read, resolve, analyze, draw, write."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar, cast

from infra_design.analyze import analyze_system, closing_changes, compare_stages, explain_additions, simulation
from infra_design.model.course import Course, Pair
from infra_design.model.site import Asset
from infra_design.model.source import Problem
from infra_design.read import Amender, json_schema, read_catalog, read_design
from infra_design.resolve import resolve_stage, resolve_system

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
    from pathlib import Path

    from infra_design.model.analysis import StageAnalysis, SystemAnalysis
    from infra_design.model.catalog import Catalog
    from infra_design.model.drawing import Drawing, JointDrawing
    from infra_design.model.finding import Finding
    from infra_design.model.settings import Settings
    from infra_design.model.site import Site
    from infra_design.model.spec import DesignSpec
    from infra_design.model.stage import Stage, System
    from infra_design.read.schema import Document

    State = tuple[tuple[str, int, int], ...]

T = TypeVar("T")

PAIRS, PAIRS_OF_ALL = 120, 8
"""Comparisons on a site at most; stages of a system up to which each is compared with each."""

TOURED, STOPS = 300, 12
"""Stages on a site up to which its systems get tours; stages of a tour at most."""

MENDING, MENDING_OF_ONE = 10_000, 2_000
"""Instances to look at again for changes that close issues, at most: in all stages, about a second; in one."""

SCHEMAS: Mapping[str, Document] = {"infra-design.schema.json": "stage", "infra-design-system.schema.json": "system"}
"""What a site publishes for editors, below its pages."""


@dataclass(frozen=True, slots=True)
class Design:
    """Everything known of a designs folder: systems resolved and analyzed, in the same order."""

    catalog: Catalog
    systems: tuple[System, ...]
    analyses: tuple[SystemAnalysis, ...]


class DesignError(Exception):
    """The design has mistakes; `problems` are all of them, sorted by place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(slots=True)
class Memo:
    """What steps returned when they were last asked, so that an edit redoes only what it touches.

    The steps are pure and their nouns frozen: equal inputs give equal outputs, and outputs that are kept are the very
    same objects, which makes comparing them downstream cheap.
    """

    kept: dict[Hashable, tuple[tuple[object, ...], object]] = field(default_factory=dict)

    def __call__(self, key: Hashable, step: Callable[..., T], *inputs: object) -> T:
        """The step's output for these inputs, computed unless `key` was last asked with equal ones."""
        inputs_before, output = self.kept.get((step, key), (None, None))
        if inputs_before != inputs:
            output = step(*inputs)
            self.kept[step, key] = inputs, output
        return cast("T", output)


def load(root: Path, settings: Settings, memo: Memo | None = None) -> Design:
    """Read, resolve and analyze the designs of a project.

    Args:
        root: the project's folder; `settings` name folders relative to it, and so do places in messages.
        settings: what the site asks for.
        memo: what earlier runs of this project left.

    Raises:
        DesignError: with all mistakes of all files at once.
    """
    memo = memo or Memo()
    catalog, problems = memo(root, _read_catalog, root, settings.catalog, _state(root, settings.catalog))
    state = _state(root, settings.designs)
    spec, found = memo(root, _read_design, root, settings.designs, catalog, state)
    problems += found
    systems = []
    for system_spec in spec.systems:
        system, found = memo(system_spec.id, resolve_system, system_spec, catalog)
        systems.append(system)
        problems += found
    if problems:
        raise DesignError(tuple(sorted(set(problems))))
    analyses = tuple(memo(system.id, analyze_system, system, catalog, settings) for system in systems)
    return Design(catalog, tuple(systems), analyses)


def build(design: Design, settings: Settings, memo: Memo | None = None) -> Site:
    """Draw every stage and write every page.

    Raises:
        DesignError: with all stages of which no picture can be drawn.
    """
    from infra_design.write import write_site  # noqa: PLC0415 — who only checks a design never comes here

    memo = memo or Memo()
    design = replace(design, analyses=explain(design, settings, memo))
    drawings = _draw(design, memo)
    courses = _courses(design, memo)
    analyses = mend(design, settings, memo)
    site = memo(None, write_site, design.systems, analyses, drawings, design.catalog, settings, courses)
    return memo(None, _with_schemas, site, design.catalog, settings.pages)


def _with_schemas(site: Site, catalog: Catalog, pages: str) -> Site:
    """The site with what editors know its design files by: `# yaml-language-server: $schema=…` may be its address."""
    schemas = tuple(
        Asset(f"{pages}/schema/{name}", json_schema(catalog, document).encode()) for name, document in SCHEMAS.items()
    )
    return replace(site, assets=tuple(sorted((*site.assets, *schemas), key=lambda asset: asset.uri)))


def explain(design: Design, settings: Settings, memo: Memo) -> tuple[SystemAnalysis, ...]:
    """The analyses with what additions buy, which only pages tell."""
    return tuple(
        memo(system.id, explain_additions, system, analyses, design.catalog, settings)
        for system, analyses in zip(design.systems, design.analyses, strict=True)
    )


def mend(design: Design, settings: Settings, memo: Memo) -> tuple[SystemAnalysis, ...]:
    """The analyses with what only pages show: failures to try, and changes that close what was found.

    The latter cost more than all else.
    """
    share = min(MENDING_OF_ONE, MENDING // max(1, sum(len(system.stages) for system in design.systems)))
    return tuple(
        replace(
            analyses,
            stages=tuple(
                memo((system.id, stage.id), _mended, stage, analysis, design.catalog, settings, share)
                for stage, analysis in zip(system.stages, analyses.stages, strict=True)
            ),
        )
        for system, analyses in zip(design.systems, design.analyses, strict=True)
    )


def _mended(stage: Stage, analysis: StageAnalysis, catalog: Catalog, settings: Settings, share: int) -> StageAnalysis:
    analysis = replace(analysis, simulation=simulation(stage))
    if 2 * len(stage.instances) > share:  # no time for a single change
        return analysis
    amend = Amender(stage.spec, catalog)

    def amended(patch: str) -> Stage | None:
        """The stage with a patch, unless that has mistakes."""
        spec = amend(patch)
        changed, problems = resolve_stage(spec, stage.system, catalog) if spec else (None, ())
        return None if problems else changed

    return replace(analysis, changes=closing_changes(analysis.findings, catalog, settings, amended, share))


def _draw(design: Design, memo: Memo) -> Mapping[tuple[str, str], Drawing]:
    from infra_design.draw import LayoutError, draw_stage  # noqa: PLC0415 — who only checks a design never comes here

    drawings, problems = {}, []
    for system, analyses in zip(design.systems, design.analyses, strict=True):
        for stage, analysis in zip(system.stages, analyses.stages, strict=True):
            key = (system.id, stage.id)
            try:
                drawings[key] = memo(key, draw_stage, stage, analysis, design.catalog)
            except LayoutError as error:
                problems.append(Problem(stage.spec.mark, str(error), code="layout"))
    if problems:
        raise DesignError(tuple(sorted(problems)))
    return drawings


def _courses(design: Design, memo: Memo) -> tuple[Course, ...]:
    """For each system, its stages in one layout, and compared two by two; the less the more there are."""
    toured = sum(len(system.stages) for system in design.systems) <= TOURED
    share = PAIRS // max(1, sum(len(system.stages) > 1 for system in design.systems))
    courses = []
    for system, analyses in zip(design.systems, design.analyses, strict=True):
        told = [
            (stage, replace(analysis, comparison=None, closed_by={}))
            for stage, analysis in zip(system.stages, analyses.stages, strict=True)
        ]
        compared = _compared(len(told), share)
        pairs = (
            memo((system.id, told[at][0].id, told[to][0].id), _pair, told[at], told[to], design.catalog)
            for at, to in compared
        )
        found = tuple(analysis.findings for _, analysis in told)
        without = "" if toured else "There are too many stages on this site for tours."
        without = without if len(told) <= STOPS else f"There is no tour of more than {STOPS} stages."
        tour = None if without or len(told) == 1 else memo(system.id, _tour, system.stages, found, design.catalog)
        if len(told) > 1 and not without and tour is None:
            without = "There is no tour: the stages together are too large for one picture."
        out = len(told) * (len(told) - 1) // 2 - len(compared)
        courses.append(Course(tour, without, _told(analyses, pairs), out))
    return tuple(courses)


def _compared(count: int, share: int) -> list[tuple[int, int]]:
    """Which of so many stages are compared: each with each, else neighbors, and the first with the last."""
    every = [(at, to) for at in range(count) for to in range(at + 1, count)]
    if count <= PAIRS_OF_ALL and len(every) <= share:
        return every
    some = [(at, to) for at, to in every if to == at + 1 or (at, to) == (0, count - 1)]
    return some if len(some) <= share else []


def _told(analyses: SystemAnalysis, pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The pairs, those of neighbors with what the analysis of the story says of them, which is more."""
    known = {one.after: one for stage in analyses.stages if (one := stage.comparison)}
    return tuple(
        replace(pair, comparison=known[pair.after]) if known[pair.after].before == pair.before else pair
        for pair in pairs
    )


def _pair(before: tuple[Stage, StageAnalysis], now: tuple[Stage, StageAnalysis], catalog: Catalog) -> Pair:
    from infra_design.draw import LayoutError, draw_pair  # noqa: PLC0415 — who only checks a design never comes here

    (earlier, found), (later, analysis) = before, now
    try:
        drawing = draw_pair((earlier, later), (found.findings, analysis.findings), catalog)
    except LayoutError:
        drawing = None
    return Pair(earlier.id, later.id, compare_stages(before, now, catalog), drawing)


def _tour(stages: tuple[Stage, ...], found: tuple[tuple[Finding, ...], ...], catalog: Catalog) -> JointDrawing | None:
    from infra_design.draw import LayoutError, draw_tour  # noqa: PLC0415 — who only checks a design never comes here

    try:
        return draw_tour(stages, found, catalog)
    except LayoutError:
        return None


def _read_catalog(root: Path, folder: str, _state: State) -> tuple[Catalog, tuple[Problem, ...]]:
    return read_catalog(root, folder)


def _read_design(root: Path, folder: str, catalog: Catalog, _state: State) -> tuple[DesignSpec, tuple[Problem, ...]]:
    return read_design(root, folder, catalog)


def _state(root: Path, folder: str) -> State:
    """What tells that nothing below a folder was written since: names, times and sizes."""
    return tuple(sorted(_files(os.path.join(root, folder)))) if folder else ()  # noqa: PTH118 — called on each build


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        else:
            status = entry.stat(follow_symlinks=False)
            yield entry.path, status.st_mtime_ns, status.st_size
