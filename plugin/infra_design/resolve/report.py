"""Mistakes found while a stage is resolved."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from infra_design.model.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra_design.model.source import Mark
    from infra_design.model.spec import ComponentSpec, InstanceSpec, JourneySpec

    Noun = ComponentSpec | InstanceSpec | JourneySpec

MOST_STEPS = 1_000_000
"""Steps along connections, records and what stands somewhere; a few seconds."""

_MOST_GUESSES = 20
_MOST_CANDIDATES = 2_000


class TooLargeError(Exception):
    """A stage would take too long, whatever a stranger wrote into it."""


class Report:
    """Collects mistakes, all of them, with hints; and counts steps, so that there is an end to them.

    Args:
        stage: id of the stage at hand.
        gone: id of a component that this stage removed → the stage that had it.
    """

    def __init__(self, stage: str, gone: Mapping[str, str] | None = None) -> None:
        self.stage = stage
        self._gone = gone or {}
        self._guesses = 0
        self._steps = 0
        self._found: dict[tuple[Mark, str], Problem] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found, sorted by place."""
        return tuple(sorted(self._found.values()))

    def add(self, mark: Mark, what: str, hint: str = "", *, code: str) -> None:
        """Note a mistake, once."""
        self._found.setdefault((mark, what), Problem(mark, what, hint, code))

    def spend(self, steps: int) -> None:
        """Count what was done or is about to be.

        Raises:
            TooLargeError: that is more than a stage may take.
        """
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise TooLargeError

    def unknown(self, mark: Mark, word: str, known: Iterable[str], noun: str = "component") -> None:
        """Note an id that points nowhere."""
        if word.partition("@")[0] in self._gone:
            had = self._gone[word.partition("@")[0]]
            hint = f"stage '{had}' had it, and this is left pointing at it in '{self.stage}'"
        else:
            hint = self.guess(word, known)
        self.add(mark, f"unknown {noun} '{word}'", hint, code=f"unknown-{noun}")

    def guess(self, word: str, known: Iterable[str], *, alike: float = 0.6) -> str:
        """A "did you mean" of what is spelled alike, or nothing; bounded, as it costs more than all the rest.

        Args:
            word: as written.
            known: what could have been meant.
            alike: how much so, 0 to 1; the more there is to choose from, the more of it is alike by chance.
        """
        self._guesses += 1
        if self._guesses > _MOST_GUESSES:
            return ""
        from difflib import get_close_matches  # noqa: PLC0415 — only those who mistype need it

        close = get_close_matches(word, islice(known, _MOST_CANDIDATES), n=1, cutoff=alike)
        return f"did you mean '{close[0]}'?" if close else ""


def place(noun: Noun, *paths: str) -> Mark:
    """Where a value of a noun is written: the first of these paths that is there, else the noun's own place."""
    for path in paths:
        if path in noun.marks:
            return noun.marks[path]
    return noun.mark


def item(noun: Noun, key: str, index: int) -> Mark:
    """Where an entry of a list is written, which may be a single word."""
    return place(noun, f"{key}.{index}", key)
