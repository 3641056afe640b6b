"""Several stages as one picture: what is in several of them is one thing with one place.

Each stage is composed by itself, so that a view of the union shows of a stage just what its own diagram shows. Then
cards and frames that are the same thing (`slots`) are laid over each other. Something has two places only if its form
changes (a firewall in a header, then on the way), or if it stands on another host or in another place; a frame that
another stage draws around it does not move it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from infra_design.draw.nesting import Nesting
from infra_design.draw.picture import LOOKUP
from infra_design.draw.slots import Names, slots

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra_design.draw.compose import Composition
    from infra_design.draw.picture import Card, Chip, Flow, Frame, Picture, Tie
    from infra_design.model.stage import Stage

ITSELF = "itself."
"""Begins the key of a card for a machine in its own frame."""


@dataclass(frozen=True, slots=True)
class View:
    """What one stage shows of a union: its own picture, with the keys that things have in the union.

    Attributes:
        slots: instance → what it is one with in other stages.
        forms: card → what it is, see `form`.
        columns: card → column in the stage's own picture.
        own: card, frame or chip → its key in the stage's own picture.
        flows: under the keys that they have in the union.
        inside: card or frame → the frame that it is in by the stage's own picture, or nothing. In the layout there
            may be more frames around it, of which the stage shows those that it has around what is in them there.
    """

    stage: Stage
    slots: Mapping[str, str]
    cards: Mapping[str, Card]
    frames: Mapping[str, Frame]
    forms: Mapping[str, str]
    columns: Mapping[str, int]
    own: Mapping[str, str]
    flows: Mapping[str, Flow]
    ties: tuple[Tie, ...]
    inside: Mapping[str, str]

    @property
    def nesting(self) -> Nesting:
        """The frames of the stage's own picture."""
        return Nesting(self.inside, {key: self.inside[key] for key in self.frames}, {})

    @property
    def chips(self) -> Mapping[str, Chip]:
        """In all headers."""
        return {chip.key: chip for frame in self.frames.values() for chip in frame.chips}

    @property
    def watchers(self) -> tuple[str, ...]:
        """Cards in the row above."""
        return tuple(key for key, form in self.forms.items() if form == "watcher")


@dataclass(frozen=True, slots=True)
class Union:
    """Views, and the frames of all of them: each with the one around it, or nothing; outer frames come first."""

    views: tuple[View, ...]
    parent: Mapping[str, str]

    @property
    def nesting(self) -> Nesting:
        """Which frame each card stands in."""
        frame = {key: card.frame for view in self.views for key, card in view.cards.items()}
        return Nesting(frame, self.parent, {key: key for key in self.parent})


def unite(stages: Sequence[Stage], compositions: Sequence[Composition]) -> Union:
    """Lay the cards and frames of several pictures over each other; what moves to another host has two places."""
    slot_of = slots(stages, moving=False)
    present = [
        {slots_of_stage[ident] for ident in composition.nesting.of.values()}
        for slots_of_stage, composition in zip(slot_of, compositions, strict=True)
    ]
    places = _Places(present)
    keys = []
    for at, composition in enumerate(compositions):
        keys.append(_frames(places, at, composition.nesting, slot_of[at]))
    for at, composition in enumerate(compositions):
        keys[at] |= _cards(places, at, composition.picture, slot_of[at], keys[at])
    places.into_own_frames()
    return Union(views(stages, compositions, slot_of, keys, places.frame_of()), places.parents())


@dataclass(slots=True)
class _Place:
    """Where something stands in the union.

    Attributes:
        around: key of the frame around it, or empty.
        stages: those that show it here, or something in it that they show without it.
    """

    key: str
    slot: str
    around: str
    stages: set[int] = field(default_factory=set)
    shown: set[int] = field(default_factory=set)


class _Places:
    """Places that were given so far, by slot and form; frames have the form "frame"."""

    def __init__(self, present: Sequence[set[str]]) -> None:
        self._present = present
        self._names = Names()
        self._by_thing: dict[tuple[str, str], list[_Place]] = {}
        self._frames: dict[str, _Place] = {}

    def give(self, at: int, wish: str, slot: str, form: str, around: str) -> str:
        """The key of the place at which a stage shows something that stands in a frame."""
        known = self._by_thing.setdefault((slot, form), [])
        place = next((one for one in known if at not in one.shown and self._joins(one, at, around)), None)
        if place is None:
            place = _Place(self._names.free(wish), slot, around)
            known.append(place)
            if form == "frame":
                self._frames[place.key] = place
        place.shown.add(at)
        for frame in (place, *(self._frames[key] for key in self._around(place.around))):
            frame.stages.add(at)
        return place.key

    def _joins(self, place: _Place, at: int, around: str) -> bool:
        """Whether a thing can be at a known place, perhaps with more frames around it there or from now on."""
        there, here = self._around(place.around), self._around(around)
        if there[: len(here)] == here:
            return self._absent(there[len(here) :], {at})
        if here[: len(there)] == there and place.key not in here and self._absent(here[len(there) :], place.stages):
            place.around = around
            return True
        return False

    def _absent(self, frames: Sequence[str], stages: set[int]) -> bool:
        """Whether none of these stages draws any of these frames, so that it doesn't matter what stands in them."""
        return not any(self._frames[key].slot in self._present[at] for key in frames for at in stages)

    def _around(self, key: str) -> list[str]:
        chain: list[str] = []
        while key:
            chain.append(key)
            key = self._frames[key].around
        return chain[::-1]

    def into_own_frames(self) -> None:
        """Let machines that have nothing on them yet stand where their frames will be."""
        for (slot, form), places in self._by_thing.items():
            for frame in self._by_thing.get((slot, "frame"), ()) if form == "card" else ():
                for place in places:
                    outer, inner = self._around(place.around), self._around(frame.key)
                    if inner[: len(outer)] == outer and self._absent(inner[len(outer) :], place.shown):
                        place.around = frame.key

    def parents(self) -> dict[str, str]:
        """Frame → the frame around it, outer frames first."""
        order = sorted(self._frames.values(), key=lambda place: len(self._around(place.key)))
        return {place.key: place.around for place in order}

    def frame_of(self) -> dict[str, str]:
        """Thing → the frame that it stands in."""
        return {place.key: place.around for places in self._by_thing.values() for place in places}


def _frames(places: _Places, at: int, nesting: Nesting, slot_of: Mapping[str, str]) -> dict[str, str]:
    """Own key of each frame of a stage → its key in the union."""
    keys = {"": ""}
    for own, around in nesting.parent.items():
        keys[own] = places.give(at, own, slot_of[nesting.of[own]], "frame", keys[around])
    return keys


def _cards(
    places: _Places, at: int, picture: Picture, slot_of: Mapping[str, str], frames: Mapping[str, str]
) -> dict[str, str]:
    """Own key of each card and chip of a stage → its key in the union."""
    keys = {}
    for own, card in picture.cards.items():
        slot = slot_of.get(own.removeprefix(ITSELF), own)
        keys[own] = places.give(at, own, slot, form(picture, card), frames[card.frame])
    for frame in picture.frames.values():
        for chip in frame.chips:
            keys[chip.key] = places.give(at, chip.key, slot_of[chip.key], "in header", frames[frame.key])
    return keys


def form(picture: Picture, card: Card) -> str:
    """What a card is: "card", "chip", "guard", "watcher", "itself" or "lookup"."""
    if card.key in picture.watchers:
        return "watcher"
    if card.key.startswith(ITSELF):
        return "itself"
    return "lookup" if card.key == LOOKUP else card.shape.value


def views(
    stages: Sequence[Stage],
    compositions: Sequence[Composition],
    slot_of: Sequence[Mapping[str, str]],
    keys: Sequence[Mapping[str, str]],
    around: Mapping[str, str],
) -> tuple[View, ...]:
    """The pictures of stages in the keys of a union.

    Args:
        stages: the stages.
        compositions: their pictures.
        slot_of: instance → slot, for each stage.
        keys: own key of each card, chip and frame → its key in the union, for each stage.
        around: key in the union → the frame that it stands in there, or nothing.
    """
    parts = zip(stages, compositions, slot_of, keys, strict=True)
    return tuple(_view(stage, one, of_stage, own, around) for stage, one, of_stage, own in parts)


def _view(
    stage: Stage,
    composition: Composition,
    slot_of: Mapping[str, str],
    of_own: Mapping[str, str],
    around: Mapping[str, str],
) -> View:
    picture, grid = composition.picture, composition.grid
    keys = {**_machines(picture, of_own), **of_own}
    return View(
        stage=stage,
        slots=slot_of,
        cards={
            keys[own]: replace(card, key=keys[own], frame=around[keys[own]]) for own, card in picture.cards.items()
        },
        frames={keys[own]: _frame(frame, keys, around) for own, frame in picture.frames.items()},
        forms={keys[own]: form(picture, card) for own, card in picture.cards.items()},
        columns={keys[key]: cell.column for key, cell in grid.cells.items() if key in picture.cards},
        own={key: own for own, key in of_own.items() if own},
        flows={flow.key: _flow(flow, keys) for flow in picture.flows},
        ties=tuple(replace(tie, source=keys[tie.source], target=keys[tie.target]) for tie in picture.ties),
        inside=_inside(picture, keys),
    )


def _inside(picture: Picture, keys: Mapping[str, str]) -> dict[str, str]:
    """Cards and frames → the frames that they are in by the stage's own picture."""
    inside = {keys[own]: keys[card.frame] for own, card in picture.cards.items()}
    return {**inside, **{keys[own]: keys[frame.parent] for own, frame in picture.frames.items()}}


def _machines(picture: Picture, keys: Mapping[str, str]) -> dict[str, str]:
    """Instances that frames stand for → keys of the frames, for lines that end at them."""
    shown = reversed([(ident, frame.key) for frame in picture.frames.values() for ident in frame.instances])
    return {ident: keys[own] for ident, own in shown}


def _frame(frame: Frame, keys: Mapping[str, str], around: Mapping[str, str]) -> Frame:
    key = keys[frame.key]
    chips = tuple(replace(chip, key=keys[chip.key]) for chip in frame.chips)
    return replace(frame, key=key, parent=around[key], chips=chips)


def _flow(flow: Flow, keys: Mapping[str, str]) -> Flow:
    return replace(
        flow,
        sources=tuple(keys[key] for key in flow.sources),
        targets=tuple(keys[key] for key in flow.targets),
        guards={keys[key]: tuple(keys[guard] for guard in chain) for key, chain in flow.guards.items()},
        standby=frozenset(keys[key] for key in flow.standby),
        back=False,
    )
