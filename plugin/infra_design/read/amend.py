"""A stage with a patch that nobody has written yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.source import Mark
from infra_design.read import stage as keys
from infra_design.read.draft import Defaults, Draft, digest, finish
from infra_design.read.parse import parse
from infra_design.read.reading import Reading
from infra_design.read.tree import Entry, Scalar

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog
    from infra_design.model.spec import StageSpec


class Amender:
    """Applies patches to a stage, just as a further stage that extends it would.

    The stage is read from its merged text, so that no file is needed; places are lines of that text.
    """

    def __init__(self, stage: StageSpec, catalog: Catalog) -> None:
        self.catalog = catalog
        self.file = stage.file
        self.base = self._draft(stage.id, stage.merged)
        finish(self.base, None, Defaults(), catalog)

    def __call__(self, patch: str) -> StageSpec | None:
        """The stage with a patch in YAML; None if that has mistakes, or cannot be applied."""
        draft = self._draft(self.base.id, patch)
        return finish(draft, self.base, Defaults(), self.catalog)

    def _draft(self, ident: str, text: str) -> Draft:
        reading = Reading(self.catalog)
        node = parse(text, self.file, reading)
        draft = Draft(ident, self.file, problems=reading.problems, digest=digest(text))
        entry = None if node is None else Entry(Scalar(ident, Mark(self.file, 1, 1)), node)
        if entry and keys.STAGE.read(entry, reading) is not None and not reading.problems:
            draft.patches = (keys.STAGE.spell(entry),)
        return draft
