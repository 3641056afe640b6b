"""What a run of reading collects, and how a mistake is told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra_design.model.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra_design.model.catalog import Catalog
    from infra_design.model.source import Mark
    from infra_design.model.spec import ComponentSpec

MOST_PROBLEMS = 100
"""Of one file: nobody reads more, and each costs time to look for what was meant."""

INVISIBLE = re.compile(
    r"[^\t\n\r -~\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What no file and no text may have: control characters, line breaks that editors do not count, and what turns the
direction of text around, so that a reviewer reads another design than the one that is built (Trojan Source)."""

_LONGEST_WORD = 64
_MOST_WORDS = 3000
_SHORT = 4
_NEAR, _NEAR_SHORT = 0.7, 0.65
"""Share of letters in common; in a short word one wrong letter weighs more."""


class Mistake(Exception):  # noqa: N818 — a user's mistake, the word of the format
    """A value that means nothing: what is wrong, what would mend it, and the kind of mistake."""

    def __init__(self, what: str, hint: str = "", code: str = "bad-value") -> None:
        super().__init__(what)
        self.what, self.hint, self.code = what, hint, code


@dataclass(frozen=True, slots=True)
class Include:
    """A zone file named in a zone: `name` relative to the stage file's folder, `mark` where it is named."""

    zone: str
    name: str
    mark: Mark


@dataclass(slots=True)
class Reading:
    """One file, or one merged stage, being read.

    Attributes:
        whole: whether this is all there is, so that what is required must be there; False for a patch, in which
            `null` removes.
        instances: how many instances have been read so far.
        includes: the zone files that have been named so far.
        known: components in long form that were read before, by the identity of their tree: what a stage takes over
            as it is, is neither spelled out nor read again.
    """

    catalog: Catalog
    whole: bool = False
    instances: int = 0
    includes: list[Include] = field(default_factory=list)
    known: Mapping[int, ComponentSpec] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, mark: Mark, what: str, hint: str = "", code: str = "bad-value") -> None:
        """Note a mistake; what is beyond `MOST_PROBLEMS` is dropped."""
        if not self.full:
            self.problems.append(Problem(mark, what, hint, code))

    def tell(self, mark: Mark, mistake: Mistake) -> None:
        """Note a mistake that a grammar found."""
        self.report(mark, mistake.what, mistake.hint, mistake.code)

    def invisible(self, mark: Mark, char: str) -> None:
        """Note a character of `INVISIBLE`."""
        self.report(mark, f"the character U+{ord(char):04X}, which nobody sees", "remove it", "bad-character")

    @property
    def full(self) -> bool:
        """Whether further mistakes are dropped."""
        return len(self.problems) >= MOST_PROBLEMS

    def suggest(self, word: str, known: Iterable[str]) -> str:
        """`did you mean 'nginx'?`, or empty if nothing is near."""
        return "" if self.full else suggest(word, known)


def clip(text: str, most: int = 60) -> str:
    """Text short enough for a message, on one line, and printable."""
    line = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text[: most + 1])
    return line if len(line) <= most else line[: most - 1] + "…"


def suggest(word: str, known: Iterable[str]) -> str:
    """`did you mean 'nginx'?`, or empty if nothing is near."""
    from difflib import get_close_matches  # noqa: PLC0415 — only for mistakes

    words = sorted(known)
    near = (
        get_close_matches(word[:_LONGEST_WORD], words, n=1, cutoff=_NEAR if len(word) > _SHORT else _NEAR_SHORT)
        if len(words) <= _MOST_WORDS
        else ()
    )
    return f"did you mean '{near[0]}'?" if near else ""
