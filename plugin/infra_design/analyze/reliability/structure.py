"""Monotone structures: what they are, how they are written, what they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

Words: TypeAlias = "tuple[int | Literal['and', 'or'], Sequence[str]]"


class Gate(NamedTuple):
    """True when at least `least` of `inputs` are: "or" is 1 of n, "and" n of n, k-of-n the rest.

    Attributes:
        least: 0 or less is true whatever the inputs, more than there are inputs is false.
        inputs: nodes; one that stands here twice counts twice.
    """

    least: int
    inputs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """A monotone Boolean function of named events, as a graph of gates.

    Node `i` below `len(events)` is event `i`; node `len(events) + j` is gate `j`. Gates may refer to one another in
    circles: they then mean the greatest fixpoint, so that two things that need each other both hold as long as
    nothing else speaks against it.

    Whether an event is "this works" or "this has failed" is the reader's choice; `dual` changes from one to the
    other. Minimal sets that make the top true are minimal path sets in the one reading, minimal cut sets in the
    other.

    Attributes:
        events: their names, each once.
        gates: in any order.
        top: the node asked for.
    """

    events: tuple[str, ...]
    gates: tuple[Gate, ...]
    top: int


def structure_of(top: str, gates: Mapping[str, Words]) -> Structure:
    """A structure from words, as fault trees are printed: `structure_of("top", {"top": ("or", ["a", "b"])})`.

    Args:
        top: the name asked for.
        gates: name → "and", "or" or the least number, and the names of its inputs. A name that is no gate is an
            event; events are numbered by first mention.
    """
    names = dict.fromkeys(name for _, inputs in gates.values() for name in inputs if name not in gates)
    if top not in gates:
        names.setdefault(top)
    number = {name: index for index, name in enumerate((*names, *gates))}
    return Structure(
        tuple(names),
        tuple(_gate(word, [number[name] for name in inputs]) for word, inputs in gates.values()),
        number[top],
    )


def _gate(word: int | str, inputs: Sequence[int]) -> Gate:
    least = {"and": len(inputs), "or": 1}[word] if isinstance(word, str) else word
    return Gate(least, tuple(inputs))


def dual(structure: Structure) -> Structure:
    """The same structure read the other way round: works ↔ has failed.

    Of a gate that is true when k of n are, the dual is true when n - k + 1 are: a system that needs 2 of 3 fails when
    2 fail. The dual of a greatest fixpoint is a least one, so a circular structure must go through `normal` first.
    """
    gates = tuple(Gate(len(inputs) - least + 1, inputs) for least, inputs in structure.gates)
    return replace(structure, gates=gates)


def values(structure: Structure, false_events: Collection[str]) -> list[bool]:
    """Which nodes are true when these events are false and all others true.

    Linear in the size of the structure: everything starts true, and what falls takes down what needs it, which is
    the greatest fixpoint.

    Returns:
        One value per node, events first.
    """
    events = len(structure.events)
    value = [True] * (events + len(structure.gates))
    falling = [index for index, name in enumerate(structure.events) if name in false_events]
    falling += [events + j for j, gate in enumerate(structure.gates) if gate.least > len(gate.inputs)]
    for node in falling:
        value[node] = False
    spare = [len(inputs) - least for least, inputs in structure.gates]
    users = used_by(structure)
    while falling:
        for user in users[falling.pop()]:
            spare[user] -= 1
            if spare[user] == -1:
                value[events + user] = False
                falling.append(events + user)
    return value


def used_by(structure: Structure) -> list[list[int]]:
    """For each node the gates (by their own number) that have it as an input, as often as they have."""
    users: list[list[int]] = [[] for _ in range(len(structure.events) + len(structure.gates))]
    for number, gate in enumerate(structure.gates):
        for node in gate.inputs:
            users[node].append(number)
    return users


def holds(structure: Structure, false_events: Iterable[str]) -> bool:
    """Whether the top is true when these events are false and all others true."""
    return values(structure, frozenset(false_events))[structure.top]
