"""What BASE and HEAD stand for: stages, folders or git revisions."""

from __future__ import annotations

import difflib
import posixpath
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.changes import Seen
from infra_design.adapters.cli.changes.git import Revision, revision
from infra_design.adapters.cli.project import NoStageError, Project, find_stages
from infra_design.adapters.site_file import SITE_FILES
from infra_design.pipeline import DesignError, load

if TYPE_CHECKING:
    from infra_design.model.settings import Settings
    from infra_design.model.stage import Stage, System
    from infra_design.pipeline import Design


@dataclass(frozen=True, slots=True)
class Side:
    """All stages of one side, in the order of their stories.

    Attributes:
        design: None: this side has no designs.
    """

    name: str
    design: Design | None
    settings: Settings

    @property
    def stages(self) -> tuple[Seen, ...]:
        """Every stage with what was computed of it."""
        if self.design is None:
            return ()
        return tuple(
            Seen(system.id, stage, analysis)
            for system, analyses in zip(self.design.systems, self.design.analyses, strict=True)
            for stage, analysis in zip(system.stages, analyses.stages, strict=True)
        )


class SideError(Exception):
    """A side has mistakes."""

    def __init__(self, name: str, error: DesignError) -> None:
        super().__init__(str(error))
        self.name = name
        self.problems = error.problems


def two_stages(project: Project, base: str, head: str) -> tuple[Side, Seen, Seen] | None:
    """The stages of the project that both names stand for, or None.

    Raises:
        SideError: the project cannot be read, and the names stand for nothing else.
    """
    try:
        side = _load(project, ".")
        ((_, before),), ((_, after),) = (_found(side, name) for name in (base, head))
    except click.UsageError:
        return None
    except SideError:
        if Path(base).is_dir() or revision(project.folder, base):
            return None
        raise
    seen = {(one.system, one.stage.id): one for one in side.stages}
    return side, seen[before.system, before.id], seen[after.system, after.id]


def _found(side: Side, name: str) -> list[tuple[System, Stage]]:
    return find_stages(side.design, (name,)) if side.design else []


def two_sides(project: Project, base: str, head: str) -> tuple[Side, Side]:
    """What both names stand for, each a folder or a git revision.

    Raises:
        SideError: one cannot be read.
        click.UsageError: one is neither.
    """
    if unknown := [name for name in (base, head) if not Path(name).is_dir() and not revision(project.folder, name)]:
        raise _neither(project, unknown)
    return _side(project, base), _side(project, head)


def _neither(project: Project, names: list[str]) -> click.UsageError:
    """What is wrong with names that are no folder and no revision: the first that is no stage either is to blame."""
    try:
        side = _load(project, ".")
    except SideError:
        return click.UsageError(f"{names[0]!r} is no folder and no git revision, and the designs here cannot be read")
    for name in names:
        try:
            _found(side, name)
        except NoStageError:
            return click.UsageError(
                f"{name!r} is no folder and no git revision, and no stage either{_meant(side, name)}"
            )
        except click.UsageError as several:
            return several
    return click.UsageError(f"{names[0]!r} is a stage, and what it is compared with is none: name two stages")


def _meant(side: Side, name: str) -> str:
    known = ["/".join(filter(None, (one.system, one.stage.id))) for one in side.stages]
    near = difflib.get_close_matches(name, known, n=1)
    guess = f" (did you mean {near[0]!r}?)" if near else ""
    return f"{guess}; stages: {', '.join(known)}" if known else ""


def _side(project: Project, name: str) -> Side:
    """A folder or a git revision."""
    if Path(name).is_dir():
        return _load(_in_folder(project, Path(name)), name)
    found = revision(project.folder, name)
    if found is None:
        raise click.UsageError(f"{name!r} is no folder and no git revision")
    with TemporaryDirectory(prefix="infra-design-") as temporary:
        return _checked_out(project, found, name, Path(temporary))


def _in_folder(project: Project, folder: Path) -> Project:
    """A project's folder, or a folder of designs itself."""
    there = Project(folder, project.given)
    if (folder / there.settings().designs).is_dir() or not folder.name:
        return there
    return Project(folder.parent, {**project.given, "designs": folder.name})


def _checked_out(project: Project, found: Revision, name: str, target: Path) -> Side:
    root = target / found.prefix
    root.mkdir(parents=True, exist_ok=True)
    found.write((posixpath.join(found.prefix, file) for file in SITE_FILES), target)
    there = Project(root, project.given)
    settings = there.settings()
    designs, catalog = (posixpath.normpath(found.prefix + one) for one in (settings.designs, settings.catalog or "."))
    absolute = any(one.startswith("/") for one in (settings.designs, settings.catalog))
    if absolute or any(one.split("/")[0] == ".." for one in (designs, catalog)):
        raise click.UsageError(f"{name}: its designs or its catalog are not in the repository")
    if settings.catalog:
        found.write([catalog], target)
    if not found.write([designs], target):
        return Side(name, None, settings)
    return _load(there, name)


def _load(project: Project, name: str) -> Side:
    settings = project.settings()
    try:
        return Side(name, load(project.folder, settings), settings)
    except DesignError as error:
        raise SideError(name, error) from None
