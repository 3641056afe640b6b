"""A stage in its story: what was found in it, what stages before it had, and what it would be with less in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra_design.analyze.facts import Facts
    from infra_design.analyze.worth import Worth
    from infra_design.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Examined:
    """A stage with what its rules found, before anything was accepted.

    Attributes:
        graded: names in the stage's own `rules` that there was a finding for.
    """

    facts: Facts
    findings: tuple[Finding, ...]
    graded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Story:
    """What `review` of a rule gets.

    Attributes:
        now: this stage, with what every rule's `find` found (and, for a `LAST` rule, the reviews).
        worth: what parts of this stage are good for.
        earlier: the stages before it, in the order of the story.
        today: ISO date, or empty.
    """

    now: Examined
    worth: Worth
    earlier: tuple[Examined, ...] = ()
    today: str = ""

    @property
    def facts(self) -> Facts:
        """Of this stage."""
        return self.now.facts

    @property
    def before(self) -> Examined | None:
        """The stage before this one."""
        return self.earlier[-1] if self.earlier else None
