"""Taking a structure apart into modules: parts that share no event with the rest (Dutuit & Rauzy 1996)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from infra_design.analyze.reliability.structure import Gate, Structure, used_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Module(NamedTuple):
    """A part that depends on the rest only through its own value.

    Attributes:
        inputs: events and earlier modules, each once and all independent of one another.
        gates: how they combine: node `i` below `len(inputs)` is input `i`, the others are gates, inputs first, the
            last being the module's own. A single gate over all inputs needs no decision diagram.
    """

    inputs: tuple[int, ...]
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A structure as a tree of modules.

    Attributes:
        events: names. Node `i` below `len(events)` is event `i`; node `len(events) + j` is module `j`.
        modules: inputs before what uses them.
        top: the node asked for; a structure that is always true or always false is a module without inputs.
    """

    events: tuple[str, ...]
    modules: tuple[Module, ...]
    top: int


def decompose(structure: Structure) -> Decomposition:
    """The modules of a structure that is in normal form.

    Linear in its size: one walk notes when each node is visited first and last; a gate is a module if everything
    below it is visited only between the gate's own first and second visit.
    """
    events = len(structure.events)
    if structure.top < events:
        return Decomposition(structure.events, (), structure.top)
    structure = _gathered(structure)
    found = _modular_gates(structure)
    number = {gate: events + place for place, gate in enumerate(found)}
    modules = tuple(_module(structure, gate, number) for gate in found)
    return Decomposition(structure.events, modules, events + len(modules) - 1)


def _gathered(structure: Structure) -> Structure:
    """The same function, where nodes that only ever occur together, under the same gates, are gathered under one.

    They count as one input of those gates then. Only where all these gates are "and", or all are "or".
    """
    events = len(structure.events)
    gates = list(structure.gates)
    together: dict[tuple[int, ...], list[int]] = {}
    for node, users_of_node in enumerate(used_by(structure)):
        if users_of_node:
            together.setdefault(tuple(users_of_node), []).append(node)
    for users, nodes in together.items():
        if len(nodes) > 1 and _one_kind([gates[user] for user in users]):
            whole = [user for user in users if len(gates[user].inputs) == len(nodes)]
            if not whole:
                gates.append(Gate(len(nodes) if gates[users[0]].least > 1 else 1, tuple(nodes)))
            gathered = whole[0] if whole else len(gates) - 1
            for user in set(users).difference(whole):
                gates[user] = _with_gathered(gates[user], nodes, events + gathered)
    return Structure(structure.events, tuple(gates), structure.top)


def _one_kind(gates: Sequence[Gate]) -> bool:
    return all(least == 1 for least, _ in gates) or all(least == len(inputs) for least, inputs in gates)


def _with_gathered(gate: Gate, nodes: Sequence[int], gathered: int) -> Gate:
    gone = set(nodes)
    inputs = (*(node for node in gate.inputs if node not in gone), gathered)
    return Gate(1 if gate.least == 1 else len(inputs), inputs)


def _modular_gates(structure: Structure) -> list[int]:
    """Gates that are modules, those below before those above."""
    events = len(structure.events)
    first, last, closing = _visits(structure)
    lowest, highest = first[:], last[:]
    found = []
    for node in sorted(closing, key=closing.__getitem__):
        inputs = structure.gates[node - events].inputs
        low = min([lowest[child] for child in inputs], default=first[node] + 1)
        high = max([highest[child] for child in inputs], default=first[node])
        if low > first[node] and high < closing[node]:
            found.append(node)
        lowest[node] = min(lowest[node], low)
        highest[node] = max(highest[node], high)
    return found


def _visits(structure: Structure) -> tuple[list[int], list[int], dict[int, int]]:
    """When a depth-first walk comes to each node first and last, and when it is done with each gate."""
    events = len(structure.events)
    nodes = events + len(structure.gates)
    first, last = [0] * nodes, [0] * nodes
    closing: dict[int, int] = {}
    clock = 0
    stack = [structure.top]
    while stack:
        node = stack.pop()
        clock += 1
        if node < 0:
            closing[~node] = last[~node] = clock
            continue
        last[node] = clock
        if not first[node]:
            first[node] = clock
            if node >= events:
                stack.append(~node)
                stack += structure.gates[node - events].inputs
    return first, last, closing


def _module(structure: Structure, top: int, number: dict[int, int]) -> Module:
    """The gates between a module and the modules and events below it."""
    events = len(structure.events)
    own = structure.gates[top - events]
    if all(child < events or child in number for child in own.inputs):
        inputs = _unrepeated(own.inputs)
        return Module(tuple([number.get(child, child) for child in inputs]), (_renumbered(own, inputs),))
    inside, inputs = _inside(structure, top, number)
    local = {node: place for place, node in enumerate((*inputs, *inside))}
    gates = (structure.gates[node - events] for node in inside)
    return Module(
        tuple([number.get(child, child) for child in inputs]),
        tuple(Gate(least, tuple([local[child] for child in children])) for least, children in gates),
    )


def _unrepeated(nodes: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(nodes))


def _renumbered(gate: Gate, inputs: Sequence[int]) -> Gate:
    place = {node: index for index, node in enumerate(inputs)}
    return Gate(gate.least, tuple([place[node] for node in gate.inputs]))


def _inside(structure: Structure, top: int, number: dict[int, int]) -> tuple[list[int], list[int]]:
    """Gates of a module that are not modules themselves, inputs first, `top` last; and what they are about."""
    events = len(structure.events)
    seen: set[int] = set()
    inside: list[int] = []
    inputs: list[int] = []
    stack = [top]
    while stack:
        node = stack.pop()
        if node < 0:
            inside.append(~node)
        elif node not in seen:
            seen.add(node)
            if node != top and (node < events or node in number):
                inputs.append(node)
            else:
                stack.append(~node)
                stack += reversed(structure.gates[node - events].inputs)
    return inside, inputs
