"""What the engine says of a journey: whether it works, what breaks it, how available it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from infra_design.analyze.reliability import (
    Budget,
    BudgetExceededError,
    minimal_sets_within,
    normal,
    prepare_normal,
    single_points,
    values,
    weigh,
)
from infra_design.analyze.structure import stage_structure
from infra_design.model.analysis import Importance, JourneyResult
from infra_design.model.source import Mark
from infra_design.model.stage import Journey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infra_design.analyze.reliability import Prepared, Structure
    from infra_design.analyze.structure import Meaning, StageStructure
    from infra_design.model.stage import Instance, Stage

BUDGET = Budget(gates=300_000, nodes=200_000, sets=20_000)
"""About half a second for a journey of the worst kind, and more cut sets than anybody reads."""

NO_JOURNEY = Journey("", "", "", (), "read", Mark("", 0, 0))
"""Stands for the journey in an answer that several may share."""

NAMED = 6
"""How many units a sentence names before it counts the rest."""

INDEPENDENCE = (
    "Failures are taken to be independent of one another: what things share counts only where the design says so "
    "(hosts, places, connections)."
)


def analyze_journey(stage: Stage, journey: Journey, order: int) -> JourneyResult:
    """Whether a journey works, its minimal cut sets, its exact availability, and what each unit means to it.

    Args:
        stage: the stage.
        journey: one of its journeys, or any other over its components.
        order: the largest size of cut sets to look for. Where there are more than can be listed, or the structure is
            too entangled, the result's `order` is smaller, and the assumptions say so.
    """
    kept = _kept(_Same(stage))
    compiled = kept.compiled
    if journey not in stage.journeys:
        compiled = stage_structure(stage, (journey,))
    structure = compiled.of(journey.id)
    nodes = values(structure, ())
    if not nodes[structure.top]:
        way = tuple(_broken_at(stage, compiled, structure, nodes))
        return JourneyResult(journey, works=False, cut_sets=(), order=order, availability=None, broken_at=way)
    return replace(kept.answer(structure, order), journey=journey)


def compiled_stage(stage: Stage) -> StageStructure:
    """The structure of a stage with its own journeys; made once."""
    return _kept(_Same(stage)).compiled


def forget() -> None:
    """Drop what has been kept of stages: for measuring, and for programs that are done with them."""
    _kept.cache_clear()


class _Same:
    """A stage as a key: the very object, as comparing equal ones would cost more than it saves."""

    __slots__ = ("stage",)

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.stage is self.stage

    def __hash__(self) -> int:
        return id(self.stage)


class _Kept:
    """What has been computed for a stage. Journeys that need the same have the same answer."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.compiled = stage_structure(stage)
        self.answers: dict[tuple[Structure, int], JourneyResult] = {}

    def answer(self, structure: Structure, order: int) -> JourneyResult:
        try:
            form = normal(structure, BUDGET)
        except BudgetExceededError as exceeded:
            return _not_computed((), 0, exceeded)
        known = self.answers.get((form, order))
        if known is None:
            known = self.answers[form, order] = _answer(self.stage, form, order)
        return known


@lru_cache(maxsize=8)
def _kept(same: _Same) -> _Kept:
    return _Kept(same.stage)


def _broken_at(stage: Stage, compiled: StageStructure, structure: Structure, nodes: Sequence[bool]) -> Iterator[str]:
    """Components from the top down to where a journey ends that fails with everything up."""
    units = len(structure.events)
    node, last = structure.top, ""
    seen = set()
    while node >= units and node not in seen:
        seen.add(node)
        component = _component(stage, compiled.meaning(node))
        if component not in {"", last}:
            yield component
            last = component
        node = next((child for child in structure.gates[node - units].inputs if not nodes[child]), -1)


def _component(stage: Stage, meaning: Meaning) -> str:
    what, ident = meaning
    if what == "instance":
        return stage.instances[ident].component
    return ident if what in {"group", "writing"} else ""


def _answer(stage: Stage, form: Structure, order: int) -> JourneyResult:
    """All but the journey itself, for which there is a stand-in."""
    try:
        prepared = prepare_normal(form, BUDGET, failing=True)
        complete, cuts = minimal_sets_within(prepared, order)
        figures = _figures(stage, prepared)
    except BudgetExceededError as exceeded:
        return _not_computed(single_points(form)[: BUDGET.sets], min(order, 1), exceeded)
    return JourneyResult(
        NO_JOURNEY,
        works=True,
        cut_sets=tuple(cuts),
        order=complete,
        availability=figures.availability,
        units=figures.units,
        unknown=figures.unknown,
        assumptions=(INDEPENDENCE, *_sources(stage, figures.units), *_shortened(order, complete)),
        importance=figures.importance,
    )


class _Figures(NamedTuple):
    units: tuple[str, ...]
    unknown: tuple[str, ...]
    availability: float | None = None
    importance: tuple[Importance, ...] = ()


def _figures(stage: Stage, prepared: Prepared) -> _Figures:
    units = tuple(sorted([prepared.parts.events[event] for event in prepared.relevant]))
    known = {unit: stage.instances[unit].availability for unit in units}
    chances = {unit: 1 - available for unit, available in known.items() if available is not None}
    unknown = tuple([unit for unit in units if unit not in chances])
    if unknown:
        return _Figures(units, unknown)
    failing, weights = weigh(prepared, chances)
    return _Figures(units, (), 1 - failing, _importance(weights, chances))


def _importance(weights: Mapping[str, float], chances: Mapping[str, float]) -> tuple[Importance, ...]:
    """What each unit means, the one whose perfection gains most first; equal ones by id, whatever the last digit."""
    found = [Importance(unit, weight, weight * chances[unit]) for unit, weight in weights.items()]
    return tuple(sorted(found, key=lambda one: (-float(f"{one.gain:.9g}"), one.instance)))


def _not_computed(single: Iterable[str], order: int, exceeded: BudgetExceededError) -> JourneyResult:
    """What can be said without diagrams."""
    text = f"Not computed: the design is too entangled here ({exceeded}). Cut sets are complete up to size {order}."
    cuts = tuple((unit,) for unit in single) if order else ()
    return JourneyResult(
        NO_JOURNEY, works=True, cut_sets=cuts, order=order, availability=None, assumptions=(INDEPENDENCE, text)
    )


def _shortened(order: int, complete: int) -> Iterator[str]:
    if complete < order:
        yield f"Cut sets are listed up to size {complete}: with larger ones there are more than {BUDGET.sets}."


def _sources(stage: Stage, units: Iterable[str]) -> Iterator[str]:
    """Where each number comes from: units of one number and one source share a sentence."""
    groups: dict[tuple[float | None, str], list[Instance]] = defaultdict(list)
    for unit in units:
        instance = stage.instances[unit]
        groups[instance.availability, instance.availability_source].append(instance)
    for (availability, source), instances in groups.items():
        named = _named([instance.id for instance in instances])
        if availability is None:
            yield f"Nothing states or assumes an availability of {named}; so that of the journey is unknown."
        else:
            yield f"{percent(availability)} for {named}" + (f" ({source})." if source else ".")


def percent(value: float) -> str:
    """A probability as a percentage, with as many digits as it has, at most ten after the point."""
    return f"{value * 100:.10f}".rstrip("0").rstrip(".") + "%"


def _named(idents: Sequence[str]) -> str:
    shown = [*idents[:NAMED], f"{len(idents) - NAMED} more"] if len(idents) > NAMED + 1 else idents
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
