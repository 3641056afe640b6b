"""The project that a command works on: its folder, its settings, its design."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.formats.text import write_problems
from infra_design.adapters.cli.progress import working
from infra_design.adapters.options import OptionError, build_day, settings_from
from infra_design.adapters.pyproject import pyproject_options
from infra_design.adapters.site_file import SiteFile, read_site_file
from infra_design.pipeline import Design, DesignError, load
from infra_design.read import read_catalog

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from infra_design.model.catalog import Catalog
    from infra_design.model.settings import Settings
    from infra_design.model.stage import Stage, System

UNREADABLE = 2
"""Exit code when the design cannot be read."""


class NoStageError(click.UsageError):
    """A name is that of no stage."""


@dataclass
class Project:
    """A folder with designs, and what the command line and `mkdocs.yml` say of it; the command line wins."""

    folder: Path
    given: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def site(self) -> SiteFile:
        """What the configuration of the site says."""
        return read_site_file(self.folder)

    @cached_property
    def options(self) -> Mapping[str, object]:
        """Options by name; where the site says nothing, those of `pyproject.toml`."""
        given = {name: value for name, value in self.given.items() if value is not None}
        return {"today": build_day(), **_pyproject(self.folder), **self.site.options, **given}

    def settings(self, **changes: object) -> Settings:
        """The settings; an option that cannot be is a usage error."""
        try:
            return settings_from({**self.options, **changes})
        except OptionError as error:
            raise click.UsageError(str(error)) from None

    def design(self) -> Design:
        """The design; mistakes in it are printed, and end the program with exit code 2."""
        try:
            with working("Reading the designs"):
                return load(self.folder, self.settings())
        except DesignError as error:
            write_problems(error.problems, self.folder)
            raise click.exceptions.Exit(UNREADABLE) from None

    def catalog(self) -> Catalog:
        """The catalog with what the site brings; mistakes in it are printed, and what has them is left out."""
        catalog, problems = read_catalog(self.folder, self.settings().catalog)
        for problem in problems:
            click.echo(str(problem), err=True)
        return catalog


def _pyproject(folder: Path) -> Mapping[str, object]:
    try:
        return pyproject_options(folder)
    except OptionError as error:
        raise click.UsageError(str(error)) from None


def find_stages(design: Design, names: tuple[str, ...]) -> list[tuple[System, Stage]]:
    """Stages by `STAGE`, `SYSTEM/STAGE` or the path of their file; all stages where no name is given.

    Raises:
        NoStageError: there is no such stage.
        click.UsageError: there are several.
    """
    every = [(system, stage) for system in design.systems for stage in system.stages]
    return [_find(every, name) for name in names] if names else every


def _find(every: list[tuple[System, Stage]], name: str) -> tuple[System, Stage]:
    wanted = name.replace("\\", "/").removeprefix("./")
    found = [
        (system, stage) for system, stage in every if wanted in (stage.id, f"{system.id}/{stage.id}", stage.spec.file)
    ]
    if len(found) == 1:
        return found[0]
    names = ", ".join("/".join(filter(None, (system.id, stage.id))) for system, stage in found or every)
    if found:
        raise click.UsageError(f"{name!r} names several stages: {names}")
    raise NoStageError(f"no stage {name!r}; stages: {names}")
