"""The union of a story in which what moves keeps its place, and the frames around it change.

One server becomes three: in the layout the frames of the new ones lie in that of the old one, around what moved. Each
stage draws its frames around what stands in them there, so that the old frame shrinks when others take over. This
works where of two frames that share something one has all that the other has, at whatever time.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from infra_design.draw.slots import Names, slots
from infra_design.draw.union import ITSELF, Union, form, views

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infra_design.draw.compose import Composition
    from infra_design.model.stage import Stage

    _Thing = tuple[str, ...]
    """What something is, and its slot; of firewalls on the way and of chips also where they are."""


def unite_in_place(stages: Sequence[Stage], compositions: Sequence[Composition]) -> Union | None:
    """Lay the cards and frames of several pictures over each other; None if frames cut each other."""
    slot_of = slots(stages, moving=True)
    known = [_Known(*of_stage) for of_stage in zip(stages, compositions, slot_of, strict=True)]
    held = _held(known)
    if any(one & other and not (one <= other or other <= one) for one, other in combinations(held.values(), 2)):
        return None
    tree = _tree(held, _depths(known))
    around = _around(known, held, tree)
    names = Names()
    keys: dict[_Thing, str] = {(): ""}
    of_own = []
    for one in known:
        own = {"": ""}
        for key, thing in one.things():
            if thing not in keys:
                keys[thing] = names.free(key)
            own[key] = keys[thing]
        of_own.append(own)
    parent = {keys[frame]: keys[outer] for frame, outer in tree.items()}
    placed = {keys[thing]: keys[frame] for thing, frame in around.items()} | parent
    return Union(views(stages, compositions, slot_of, of_own, placed), parent)


class _Known:
    """What the cards, chips and frames of a stage's own picture are."""

    def __init__(self, stage: Stage, composition: Composition, slot_of: Mapping[str, str]) -> None:
        self.picture, self.nesting = composition.picture, composition.nesting
        self.slot_of = slot_of
        self._stage = stage
        several = [slot_of[ident] for ident in self.nesting.of.values()]
        self.frames = {key: self._frame(key, several) for key in self.nesting.parent}
        self.cards = {key: self._card(key) for key in self.picture.cards}
        self.chips = {
            chip.key: ("in header", slot_of[chip.key], *self.frames[frame.key])
            for frame in self.picture.frames.values()
            for chip in frame.chips
        }

    def things(self) -> Iterator[tuple[str, _Thing]]:
        """All of them, by their own keys."""
        yield from (*self.frames.items(), *self.cards.items(), *self.chips.items())

    def _frame(self, key: str, several: Sequence[str]) -> _Thing:
        """A place that is drawn in several others is several frames."""
        way = self.nesting.around(key)
        shown = [self.slot_of[self.nesting.of[one]] for one in way]
        return ("frame", *(shown if several.count(shown[-1]) > 1 else shown[-1:]))

    def _card(self, key: str) -> _Thing:
        what = form(self.picture, self.picture.cards[key])
        slot = self.slot_of.get(key.removeprefix(ITSELF), key)
        hosts = self._stage.instances[key].hosts if what == "guard" else ()
        return (what, slot, *(self.slot_of[host] for host in hosts[:1]))

    def around(self, key: str) -> list[_Thing]:
        """The frames around a card, the outermost first."""
        return [self.frames[frame] for frame in self.nesting.around(self.picture.cards[key].frame)]


def _held(known: Iterable[_Known]) -> dict[_Thing, set[_Thing]]:
    """Frame → all that stands in it in any stage, but for firewalls, which stand where what they guard is."""
    held: dict[_Thing, set[_Thing]] = {}
    machines: dict[_Thing, _Thing] = {}
    for one in known:
        for frame in one.frames.values():
            held.setdefault(frame, set())
        for key, thing in one.cards.items():
            for frame in one.around(key) if thing[0] != "guard" else ():
                held[frame].add(thing)
            machines["frame", thing[1]] = thing
    for machine, thing in machines.items():
        if machine in held and thing[0] == "card":
            inside = set(held[machine])
            for frame in (frame for frame, things in held.items() if inside <= things):
                held[frame].add(thing)
    return held


def _depths(known: Iterable[_Known]) -> dict[_Thing, int]:
    """How many frames are around each, at most."""
    depths: dict[_Thing, int] = {}
    for one in known:
        for key, frame in one.frames.items():
            depths[frame] = max(depths.get(frame, 0), len(one.nesting.around(key)))
    return depths


def _tree(held: Mapping[_Thing, set[_Thing]], depths: Mapping[_Thing, int]) -> dict[_Thing, _Thing]:
    """Frame → the frame around it, or nothing; outer frames first."""
    order = sorted(held, key=lambda frame: (-len(held[frame]), depths[frame]))
    return {
        frame: next((outer for outer in reversed(order[:at]) if held[frame] <= held[outer]), ())
        for at, frame in enumerate(order)
    }


def _around(
    known: Iterable[_Known], held: Mapping[_Thing, set[_Thing]], tree: Mapping[_Thing, _Thing]
) -> dict[_Thing, _Thing]:
    """Card or chip → the innermost frame that it ever stands in; a firewall → the one around what it guards."""
    around: dict[_Thing, _Thing] = {}
    for one in known:
        guarded = _guarded(one)
        for key, thing in one.cards.items():
            if thing[0] != "guard":
                around[thing] = next((frame for frame in reversed(list(tree)) if thing in held[frame]), ())
                continue
            frames, behind = one.around(key), one.around(guarded[key]) if key in guarded else []
            inner = behind[len(frames)] if behind[: len(frames)] == frames and len(behind) > len(frames) else None
            frame = tree[inner] if inner else (frames or [()])[-1]
            around[thing] = _common(tree, around[thing], frame) if thing in around else frame
        around |= {chip: ("frame", *chip[3:]) for chip in one.chips.values()}
    return around


def _guarded(one: _Known) -> dict[str, str]:
    """Firewall on the way → a card right behind it."""
    return {guard: target for flow in one.picture.flows for target, chain in flow.guards.items() for guard in chain}


def _common(tree: Mapping[_Thing, _Thing], one: _Thing, other: _Thing) -> _Thing:
    chain = [one]
    while chain[-1]:
        chain.append(tree[chain[-1]])
    while other not in chain:
        other = tree[other]
    return other
