"""The course of a system: its stages in one layout, and compared two by two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra_design.model.analysis import Comparison
    from infra_design.model.drawing import JointDrawing


@dataclass(frozen=True, slots=True)
class Pair:
    """Two stages of a system, the earlier one first.

    Attributes:
        drawing: None: too large for one layout.
    """

    before: str
    after: str
    comparison: Comparison
    drawing: JointDrawing | None


@dataclass(frozen=True, slots=True)
class Course:
    """What is told of the stages of a system together.

    Attributes:
        tour: all stages in one layout; None: there is one stage, or the sentence `without` says why.
        pairs: stages that are compared, in the order of the story.
        left_out: how many pairs of stages are not.
    """

    tour: JointDrawing | None = None
    without: str = ""
    pairs: tuple[Pair, ...] = ()
    left_out: int = 0

    def pair(self, before: str, after: str) -> Pair | None:
        """The comparison of two stages, if there is one."""
        return next((pair for pair in self.pairs if (pair.before, pair.after) == (before, after)), None)
