"""Designs in scripts and notebooks: `from infra_design import load`."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from infra_design import pipeline
from infra_design.adapters.folder import write_if_changed
from infra_design.adapters.options import build_day, settings_from
from infra_design.adapters.site_file import read_site_file
from infra_design.analyze.words import percent
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from infra_design.model.analysis import Comparison, JourneyResult, StageAnalysis
    from infra_design.model.drawing import Drawing
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Component, Connection, Instance
    from infra_design.model.stage import Stage as ResolvedStage

ONLY = "designs/stage.yml"
"""The file that a text is taken for that comes without a name."""


def load(
    folder: str | os.PathLike[str] = ".",
    *,
    designs: str | None = None,
    catalog: str | None = None,
    today: str | None = None,
    rules: Mapping[str, str] | None = None,
) -> Design:
    """Read, resolve and analyze the designs of a project.

    What is not given is as `mkdocs.yml` or `zensical.toml` in the folder says, as for the command line.

    Args:
        folder: the project's folder, in which `designs/` is.
        designs: the designs folder, relative to the project's.
        catalog: the site's own catalog, relative to the project's folder; "": none.
        today: day against which waivers expire, as an ISO date; by default the day of the run.
        rules: rule or group of rules → "ignore", "error", "high", "medium", "low" or "info".

    Raises:
        DesignError: the designs have mistakes; `problems` are all of them.
        ValueError: an option has a value that it cannot have.
    """
    root = Path(folder)
    given = {"designs": designs, "catalog": catalog, "today": today, "rules": rules}
    known = {name: value for name, value in given.items() if value is not None}
    settings = settings_from({"today": build_day(), **read_site_file(root).options, **known})
    return Design(pipeline.load(root, settings))


def loads(
    files: str | Mapping[str, str], *, today: str | None = None, rules: Mapping[str, str] | None = None
) -> Design:
    """Read, resolve and analyze designs that are at hand as text.

    Args:
        files: the text of a single stage, which is then called "stage"; or texts by the names of their files below
            the designs folder: `{"0-one.yml": …, "1-two.yml": …}`.
        today: as for `load`.
        rules: as for `load`.

    Raises:
        DesignError: the designs have mistakes; `problems` are all of them.
        ValueError: a name leads out of the designs folder, or an option has a value that it cannot have.
    """
    named = {ONLY: files} if isinstance(files, str) else {f"designs/{_inside(name)}": files[name] for name in files}
    with TemporaryDirectory(prefix="infra-design-") as folder:
        for name, text in named.items():
            write_if_changed(Path(folder) / name, text.encode())
        return load(folder, today=today, rules=rules)


@dataclass(frozen=True)
class Design:
    """Everything under `designs/`: one or more systems, resolved and analyzed.

    A notebook shows its stages as a table.
    """

    _known: pipeline.Design = field(repr=False)

    @cached_property
    def systems(self) -> tuple[System, ...]:
        """The systems, by name."""
        return tuple(
            System(one.id, one.title, tuple(map(Stage, one.stages, analyses.stages, [self._known] * len(one.stages))))
            for one, analyses in zip(self._known.systems, self._known.analyses, strict=True)
        )

    @property
    def stages(self) -> tuple[Stage, ...]:
        """All stages, system by system in the order of their stories."""
        return tuple(stage for system in self.systems for stage in system.stages)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all stages; those that a waiver accepts are among them."""
        return tuple(finding for stage in self.stages for finding in stage.findings)

    def stage(self, name: str) -> Stage:
        """A stage by the name of its file without `.yml`; with several systems as `SYSTEM/STAGE`.

        Raises:
            KeyError: there is no such stage, or several.
        """
        found = [stage for stage in self.stages if name in (stage.id, f"{stage.system}/{stage.id}")]
        if len(found) != 1:
            names = ", ".join("/".join(filter(None, (stage.system, stage.id))) for stage in found or self.stages)
            raise KeyError(
                f"{name!r} names several stages: {names}" if found else f"no stage {name!r}; stages: {names}"
            )
        return found[0]

    def __repr__(self) -> str:
        return f"<Design: {', '.join(stage.id for stage in self.stages)}>"

    def _repr_html_(self) -> str:
        head = ("stage", "findings", "availability", "single points of failure")
        return _table(head, (_row(stage) for stage in self.stages))


@dataclass(frozen=True)
class System:
    """Stages that tell one story.

    Attributes:
        id: the name of its folder; "" for files directly in the designs folder.
        title: its name for readers.
        stages: in the order of the story.
    """

    id: str
    title: str
    stages: tuple[Stage, ...] = field(repr=False)


@dataclass(frozen=True)
class Stage:
    """The whole infrastructure at one point of the story.

    A notebook shows its diagram and its findings.
    """

    _stage: ResolvedStage
    _analysis: StageAnalysis
    _design: pipeline.Design

    @property
    def id(self) -> str:
        """The name of its file without `.yml`."""
        return self._stage.id

    @property
    def system(self) -> str:
        """Id of its system."""
        return self._stage.system

    @property
    def title(self) -> str:
        """Its name for readers."""
        return self._stage.title

    @property
    def yaml(self) -> str:
        """The stage as it would be written in one file, with everything that it inherits."""
        return self._stage.spec.merged

    @property
    def components(self) -> Mapping[str, Component]:
        """Components by id, in the order of the file."""
        return self._stage.components

    @property
    def instances(self) -> Mapping[str, Instance]:
        """Running copies of components by id: `web-01`, `nginx@web-01`."""
        return self._stage.instances

    @property
    def connections(self) -> tuple[Connection, ...]:
        """Who uses whom, with protocol, port and encryption."""
        return self._stage.connections

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What rules say about it, the worst first; those that a waiver accepts are among them."""
        return self._analysis.findings

    @property
    def journeys(self) -> tuple[JourneyResult, ...]:
        """What users do, with minimal cut sets, availability and importance."""
        return self._analysis.journeys

    @property
    def availability(self) -> Mapping[str, float | None]:
        """Journey id → share of the time in which it works, 0 to 1; None: unknown, or it does not work."""
        return {result.journey.id: result.availability for result in self.journeys}

    @property
    def single_points(self) -> Mapping[str, tuple[str, ...]]:
        """Journey id → ids of instances each of which breaks it by failing alone, sorted."""
        return {result.journey.id: result.single_points for result in self.journeys}

    @property
    def comparison(self) -> Comparison | None:
        """What changed since the stage before it in the story, what that opened and closed; None for the first."""
        return self._analysis.comparison

    @property
    def cost(self) -> float | None:
        """Cost per month in the currency of the design; None: nothing states any."""
        return self._analysis.cost

    @cached_property
    def diagram(self) -> Diagram:
        """Its diagram, laid out when it is first asked for.

        Raises:
            DesignError: it is too large to lay out, or there is no layout engine.
        """
        from infra_design.draw import LayoutError, draw_stage  # noqa: PLC0415 — who asks for no diagram waits for none
        from infra_design.model.source import Problem  # noqa: PLC0415 — the same

        try:
            return Diagram(draw_stage(self._stage, self._analysis, self._design.catalog))
        except LayoutError as error:
            raise pipeline.DesignError((Problem(self._stage.spec.mark, str(error), code="layout"),)) from None

    def __repr__(self) -> str:
        return f"<Stage {self.id}: {len(self.components)} components, {_counted(self.findings) or 'no findings'}>"

    def _repr_html_(self) -> str:
        rows = ((one.severity, one.message, f"{one.mark.file}:{one.mark.line}") for one in _open(self.findings))
        table = _table(("severity", "finding", "place"), rows)
        return f"<h3>{escape(self.title)}</h3>\n{self.diagram._repr_html_()}\n{table}"


@dataclass(frozen=True)
class Diagram:
    """The diagram of a stage. A notebook shows it."""

    _drawing: Drawing = field(repr=False)

    @cached_property
    def svg(self) -> str:
        """SVG that needs no other file: icons and colors are inside, light or dark as the reader's system is set."""
        from infra_design.write import diagram_sheet, self_contained  # noqa: PLC0415 — brings the pages along

        return self_contained(self._drawing, diagram_sheet())

    @property
    def dot(self) -> str:
        """The DOT that Graphviz laid out: places and lines, without icons."""
        return self._drawing.dot

    @property
    def text(self) -> str:
        """The same in words: a Markdown list that says everything that the picture says."""
        return self._drawing.text

    @property
    def width(self) -> float:
        """Natural width in CSS pixels."""
        return self._drawing.width

    @property
    def height(self) -> float:
        """Natural height in CSS pixels."""
        return self._drawing.height

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it into a file, by its ending: `.svg` or `.dot`.

        Raises:
            ValueError: the ending is another one.
            OSError: the file cannot be written.
        """
        target = Path(path)
        texts = {".svg": lambda: self.svg, ".dot": lambda: self.dot}
        if target.suffix not in texts:
            raise ValueError(f"{target.name}: expected a name that ends in {' or '.join(texts)}")
        write_if_changed(target, texts[target.suffix]().encode())

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        """A picture of its own: ids and styles of several on one page do not meet."""
        data = base64.b64encode(self.svg.encode()).decode("ascii")
        return (
            f'<img alt="{escape(self._drawing.title)}" src="data:image/svg+xml;base64,{data}" width="{self.width:g}">'
        )


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.suffix != ".yml" or "\\" in name or "\0" in name:
        raise ValueError(f"{name!r}: expected the name of a file below the designs folder, such as '0-one.yml'")
    return name


def _open(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if not finding.accepted]


def _counted(findings: Iterable[Finding]) -> str:
    """`3 high, 1 low`, of those that nobody accepts."""
    found = [finding.severity for finding in _open(findings)]
    return ", ".join(f"{found.count(severity)} {severity}" for severity in Severity if severity in found)


def _row(stage: Stage) -> tuple[str, ...]:
    journeys = [(result.journey.title, result) for result in stage.journeys]
    shares = [f"{title}: {_share(result)}" for title, result in journeys]
    points = [f"{title}: {', '.join(result.single_points) or 'none'}" for title, result in journeys]
    return stage.title, _counted(stage.findings) or "none", "\n".join(shares), "\n".join(points)


def _share(result: JourneyResult) -> str:
    if not result.works:
        return "does not work"
    return "unknown" if result.availability is None else percent(result.availability)[0]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = ["".join(f"<td>{escape(cell)}</td>".replace("\n", "<br>") for cell in row) for row in rows]
    lines = "\n".join(f"<tr>{cells}</tr>" for cells in body)
    return f"<table>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>"
