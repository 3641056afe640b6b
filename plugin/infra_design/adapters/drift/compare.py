"""Holds what a server answers against what the design says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from infra_design.adapters.drift.answer import Answer, keys, without_serial
from infra_design.adapters.drift.expect import PROBE, Expected, matches, unexpected

if TYPE_CHECKING:
    from infra_design.adapters.drift.answer import Ask
    from infra_design.adapters.drift.expect import Absent, Expectations, Skipped
    from infra_design.model.source import Mark

Question: TypeAlias = tuple[str, str]
"""A name and a type."""
Each: TypeAlias = Callable[[Callable[[Question], Answer], Iterable[Question]], Iterable[Answer]]
"""Asks each question, in order, perhaps several at a time."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One set of records in which design and server differ.

    Attributes:
        kind: differs, missing on the server, or extra on it.
        owner, type: of the records.
        designed, answered: data on both sides.
        ttls: on both sides, if they differ and the data does not.
        mark: where the design writes it; None for what is extra.
    """

    kind: Literal["differs", "missing", "extra"]
    zone: str
    owner: str
    type: str
    designed: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    ttls: tuple[int, int] | None = None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question without an answer that counts."""

    owner: str
    type: str
    failure: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of asking.

    Attributes:
        compared: how many sets of records the server could be asked about.
        drifts: in the order of the design, what is extra last.
        unanswered: what it could not be asked about.
        skipped: what no answer can be held against.
        notes: sentences about what is as designed and worth knowing, such as a failover.
    """

    compared: int
    drifts: tuple[Drift, ...]
    unanswered: tuple[Unanswered, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...] = ()


def compare(wanted: Expectations, ask: Ask, each: Each = map) -> Comparison:
    """Ask for everything that is expected, and for what would be too much.

    Args:
        wanted: what the design says.
        ask: gets answers.
        each: in which way to ask, such as several questions at a time.
    """

    def asked_for(question: Question) -> Answer:
        return ask(*question)

    answers = list(each(asked_for, [(one.asked, one.type) for one in wanted.sets]))
    asked = list(zip(wanted.sets, answers, strict=True))
    over = {one.asked for one, answer in asked if answer.alias or answer.failure}
    absent = [one for one in wanted.absent if one.asked not in over]
    others = list(zip(absent, each(asked_for, [(one.asked, one.type) for one in absent]), strict=True))
    found = [drift for one, answer in asked for drift in _held(one, answer)]
    more = [drift for less, answer in others for drift in _extra(less, answer)]
    failures = [Unanswered(one.owner, one.type, answer.failure) for one, answer in asked if answer.failure]
    failures += [Unanswered(less.owner, less.type, answer.failure) for less, answer in others if answer.failure]
    return Comparison(
        compared=sum(not answer.failure for answer in answers),
        drifts=tuple(dict.fromkeys((*found, *more))),
        unanswered=tuple(failures),
        skipped=wanted.skipped,
        notes=tuple(note for one, answer in asked for note in _notes(one, answer)),
    )


def compare_all(wanted: Expectations, held: Mapping[tuple[str, str], Answer]) -> Comparison:
    """Hold everything that a server has, as `transferred` gets it, against what is expected."""

    def ask(name: str, kind: str) -> Answer:
        owner = f"*.{name.removeprefix(PROBE + '.')}" if name.startswith(f"{PROBE}.") else name
        alias = held.get((owner, "CNAME"))
        found = held.get((owner, kind), Answer(authoritative=True))
        return replace(found, alias=alias.values[0]) if alias and kind != "CNAME" else found

    return compare(replace(wanted, absent=tuple(sorted(unexpected(wanted, held)))), ask)


def _held(one: Expected, answer: Answer) -> Iterator[Drift]:
    """A set against its answer."""
    if answer.failure:
        return
    if answer.alias and not answer.values:
        yield _extra_alias(one.zone, one.owner, answer)
    values, designed = answer.values, one.values
    if one.type == "SOA":
        values, designed = tuple(map(without_serial, values)), tuple(map(without_serial, designed))
    if not values:
        yield Drift("missing", one.zone, one.owner, one.type, one.values, mark=one.mark)
    elif keys(one.type, values) != keys(one.type, designed) and not (one.some and matches(one, values)):
        yield Drift("differs", one.zone, one.owner, one.type, one.values, answer.values, mark=one.mark)
    elif answer.ttl > one.ttl or (answer.authoritative and answer.ttl != one.ttl):
        ttls = (one.ttl, answer.ttl)
        yield Drift("differs", one.zone, one.owner, one.type, one.values, answer.values, ttls, one.mark)


def _extra_alias(zone: str, owner: str, answer: Answer) -> Drift:
    return Drift("extra", zone, owner, "CNAME", answered=(answer.alias,))


def _extra(one: Absent, answer: Answer) -> Iterator[Drift]:
    if answer.values and not answer.failure:
        yield Drift("extra", one.zone, one.owner, one.type, answered=answer.values)


def _notes(one: Expected, answer: Answer) -> Iterator[str]:
    if one.some and answer.values and matches(one, answer.values):
        given = keys(one.type, answer.values)
        if one.main and given.isdisjoint(keys(one.type, one.main)):
            yield f"{one.owner} {one.type} has failed over: {', '.join(answer.values)}"
