"""What stops a journey only together: minimal cut sets of several, in as few sentences as they have a pattern."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from infra_design.write.html import Html, bold, listed, say
from infra_design.write.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra_design.model.stage import Stage
    from infra_design.write.scene import Scene

Choice: TypeAlias = "tuple[str, ...]"
"""Units, any one of which will do, sorted."""
Together: TypeAlias = "tuple[Choice, ...]"
"""Choices: a journey stops when one of each fails."""

LOOKED_AT = 2000
"""Cut sets in which a pattern is looked for."""

_NAMED, _PAIR = 4, 2


def together(cuts: Iterable[tuple[str, ...]]) -> list[Together]:
    """Sets of units as products of choices: what can take the place of something, in all it does, stands by it.

    Two load balancers before two switches each give four pairs, and one line: one of these, and one of those.
    """
    order = {cut: place for place, cut in enumerate(cuts)}
    found: dict[Together, int] = {tuple((unit,) for unit in cut): place for cut, place in order.items()}
    while True:
        joined = _joined(found)
        if len(joined) == len(found):
            return sorted(found, key=lambda one: (len(one), found[one]))
        found = joined


def _joined(found: Mapping[Together, int]) -> dict[Together, int]:
    """Those that differ in one choice as one, the largest families first."""
    families: dict[Together, list[tuple[Together, Choice]]] = defaultdict(list)
    for one in found:
        for choice in one:
            families[tuple(other for other in one if other is not choice)].append((one, choice))
    left = dict(found)
    joined: dict[Together, int] = {}
    for rest, family in sorted(families.items(), key=lambda item: (-len(item[1]), item[0])):
        members = [(one, choice) for one, choice in family if one in left]
        if len(members) > 1:
            choice = tuple(sorted({unit for _, units in members for unit in units}))
            joined[tuple(sorted((*rest, choice)))] = min(left.pop(one) for one, _ in members)
    return joined | left


@dataclass(frozen=True, slots=True)
class Line:
    """Cut sets that read as one.

    Attributes:
        choices: one of each fails; of parts that stand on different machines, the machines.
        whole: how many cut sets there are of just these.
        parts: how many more of what they carry.
    """

    choices: Together
    whole: int
    parts: int


def lines_of(stage: Stage, cuts: Iterable[tuple[str, ...]]) -> list[Line]:
    """Cut sets of several, in few lines: what breaks on machines is counted there, then what does the same joined."""
    several = [cut for cut in cuts if len(cut) > 1][:LOOKED_AT]
    counts: dict[tuple[str, ...], list[int]] = {}
    for cut in several:
        place = _places(stage, cut)
        counts.setdefault(place, [0, 0])[cut != place] += 1
    found = []
    for one in together(counts):
        each = [counts[tuple(sorted(units))] for units in product(*one)]
        found.append(Line(one, sum(whole for whole, _ in each), sum(parts for _, parts in each)))
    return found


def _places(stage: Stage, cut: tuple[str, ...]) -> tuple[str, ...]:
    """The machines that the units of a cut set stand on, if these are as many; else the units themselves."""
    instances = stage.instances
    machines = (instances[unit].machine if unit in instances else "" for unit in cut)
    places = {machine or unit for machine, unit in zip(machines, cut, strict=True)}
    return tuple(sorted(places)) if len(places) == len(cut) else cut


def apart(units: Iterable[str]) -> list[str]:
    """Units to be listed, those "on" something last: "web-02 and MySQL on web-01" is not MySQL on both."""
    return sorted(units, key=lambda unit: "@" in unit)


def told(scene: Scene, line: Line) -> Html:
    """A line as a clause: "both web-01 and web-02 fail, or parts of each, in one of 18 combinations"."""
    choices = [_choice(scene, choice) for choice in line.choices]
    combinations = f"in {'one of ' if line.parts > 1 else ''}{counted(line.parts, 'combination')}"
    if not line.whole:
        return say("parts of {} fail together, {}", listed(choices), combinations)
    both = "both " if len(choices) == _PAIR and all(len(choice) == 1 for choice in line.choices) else ""
    rest = f", or parts of {'both' if both else 'them'}, {combinations}" if line.parts else ""
    return say("{}{} fail{}", both, listed(choices), rest)


def _choice(scene: Scene, choice: Choice) -> Html:
    names = bold(listed(scene.things(apart(choice)), "or", most=_NAMED))
    return say("one of {}", names) if len(choice) > 1 else names
