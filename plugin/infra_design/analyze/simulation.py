"""What if this fails? The structure of a stage as compact JSON for a page's script, and the same answers here."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.analyze.journeys import compiled_stage
from infra_design.analyze.reliability import Gate, Structure, values
from infra_design.analyze.structure import PART

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from infra_design.analyze.structure import Meaning, StageStructure
    from infra_design.model.stage import Stage

LARGEST = 400_000
"""Bytes of a structure that a page can carry, at most."""

ENTRIES = 20_000
"""Instances for each journey and once more, of a stage whose structure is looked at; more would be too large."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What failures do to a journey.

    Attributes:
        works: whether it still works.
        down: instances that it could need and that do not work for it, sorted.
        why: if it does not work: what does not hold, from the journey by the shortest way down to a cause.
    """

    works: bool
    down: tuple[str, ...]
    why: tuple[Meaning, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What failures do to a stage.

    Attributes:
        fallen: instances that have failed, or that stand on or in something that has, sorted.
        journeys: by journey id.
    """

    fallen: tuple[str, ...]
    journeys: Mapping[str, Effect]


def simulate(compiled: StageStructure, failed: Collection[str]) -> Outcome:
    """What still works when these units have failed, and why the rest does not. Linear in the size of the stage.

    Raises:
        KeyError: an id that is none of the stage's failure units.
    """
    unknown = sorted(set(failed).difference(compiled.units))
    if unknown:
        raise KeyError(unknown[0])
    value = values(Structure(compiled.units, compiled.gates, 0), failed)
    effects = {}
    for ident, nodes in compiled.journeys.items():
        why = () if value[nodes.top] else tuple(_why(compiled, nodes.top, value))
        effects[ident] = Effect(value[nodes.top], _down(nodes.works, value), why)
    return Outcome(_down(compiled.stands, value), effects)


def _down(nodes: Mapping[str, int], value: Sequence[bool]) -> tuple[str, ...]:
    return tuple(sorted(ident for ident, node in nodes.items() if not value[node]))


def _why(compiled: StageStructure, top: int, value: Sequence[bool]) -> Iterator[Meaning]:
    last = PART
    for node in _way_down(compiled, top, value):
        meaning = compiled.meaning(node)
        if meaning not in {PART, last}:
            yield meaning
            last = meaning


def _way_down(compiled: StageStructure, top: int, value: Sequence[bool]) -> list[int]:
    """The shortest way through false nodes to one that is false by itself."""
    units = len(compiled.units)
    above = {top: -1}
    queue = deque([top])
    while queue:
        node = queue.popleft()
        inputs = () if node < units else compiled.gates[node - units].inputs
        false = [child for child in inputs if not value[child]]
        if not false:
            return _back(above, node)
        for child in false:
            if child not in above:
                above[child] = node
                queue.append(child)
    return [top]


def _back(above: Mapping[int, int], node: int) -> list[int]:
    way = []
    while node >= 0:
        way.append(node)
        node = above[node]
    return way[::-1]


def simulation(stage: Stage) -> str:
    """The structure of a stage as `simulation_json` has it; empty where that is more than a page can carry."""
    if len(stage.instances) * (1 + len(stage.journeys)) > ENTRIES:
        return ""
    found = simulation_json(compiled_stage(stage))
    return found if len(found.encode()) <= LARGEST else ""


def simulation_json(compiled: StageStructure) -> str:
    """The structure of a stage as compact JSON, the same for the same stage.

    Keys:
        units: ids of the failure units; node `i` below their number is unit `i`, true while it is up.
        gates: `[least, input, …]`: true while at least `least` inputs are; gate `j` is node `units.length + j`.
        means: per gate "instance:ID" (it works), "group:ID", "writing:ID" (the group accepts writes),
            "connection:ID" (it finds its target working), "journey:ID", or "" for a part of what uses it.
        stands: instance id → node: it is up, and so is all that it stands on and in.
        journeys: id → `{top, works: {instance id → node}}`: the journey works; the instance works for it.

    To evaluate: everything is true but the units that have failed; a gate whose true inputs become fewer than
    `least` becomes false; go on until nothing changes. (Gates may refer to each other in circles: two that need
    each other both stay true.)
    """
    slim = _Slimmed(compiled)
    return json.dumps(
        {
            "units": compiled.units,
            "gates": [[gate.least, *gate.inputs] for gate in slim.gates()],
            "means": [":".join(meaning) if meaning != PART else "" for meaning in slim.meanings()],
            "stands": slim.nodes(compiled.stands),
            "journeys": {
                ident: {"top": slim.node(nodes.top), "works": slim.nodes(nodes.works)}
                for ident, nodes in compiled.journeys.items()
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


class _Slimmed:
    """A structure without gates that only repeat what their one input says."""

    def __init__(self, compiled: StageStructure) -> None:
        self.compiled = compiled
        units = len(compiled.units)
        self.kept = [units + place for place in range(len(compiled.gates)) if self._repeats(units + place) < 0]
        self.number = {node: units + place for place, node in enumerate(self.kept)}

    def gates(self) -> list[Gate]:
        units = len(self.compiled.units)
        found = (self.compiled.gates[node - units] for node in self.kept)
        return [Gate(least, tuple([self.node(child) for child in inputs])) for least, inputs in found]

    def meanings(self) -> list[Meaning]:
        return [self.compiled.meaning(node) for node in self.kept]

    def nodes(self, nodes: Mapping[str, int]) -> dict[str, int]:
        return {ident: self.node(node) for ident, node in sorted(nodes.items())}

    def node(self, node: int) -> int:
        """The new number of a node."""
        while (repeated := self._repeats(node)) >= 0:
            node = repeated
        return self.number.get(node, node)

    def _repeats(self, node: int) -> int:
        """The node that this one only repeats: an instance its own unit, a part its only input; else -1."""
        units = len(self.compiled.units)
        if node < units:
            return -1
        least, inputs = self.compiled.gates[node - units]
        if least != 1 or len(inputs) != 1:
            return -1
        own = inputs[0] < units and self.compiled.meaning(inputs[0]) == self.compiled.meaning(node)
        return inputs[0] if own or self.compiled.meaning(node) == PART else -1
