"""Gates without repetition, in a form in which independent parts come apart."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from infra_design.analyze.reliability.budget import Budget, BudgetExceededError
from infra_design.analyze.reliability.structure import Gate, Structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TRUE = -1
FALSE = -2

MERGE = 16
"""A gate with at most so many inputs is merged into a gate of the same kind that uses it: repeated in each of its
users, it must be short for the whole to stay linear."""

FACTOR = 64
"""Only gates with at most so many inputs are searched for what they have in common."""


class Builder:
    """Builds a structure bottom-up; equal gates become one node.

    While building it folds constants, merges nested gates, drops what is absorbed (a or a-and-b is a), and takes
    out what members of a gate have in common: (a and c) or (b and c) becomes (a or b) and c. The last turns tiers
    in which each member uses the same next tier into modules, whose cost adds up instead of multiplying.

    Nodes are numbered as in `Structure`; besides there are `TRUE` and `FALSE`.
    """

    __slots__ = ("_budget", "_events", "_gates", "_known", "_members")

    def __init__(self, events: int, budget: Budget | None = None) -> None:
        self._events = events
        self._budget = budget or Budget()
        self._gates: list[Gate] = []
        self._known: dict[Gate, int] = {}
        self._members: dict[int, frozenset[int]] = {}

    def gate(self, least: int, inputs: Iterable[int]) -> int:
        """The node that is true when at least `least` of `inputs` are."""
        live = []
        for node in inputs:
            if node == TRUE:
                least -= 1
            elif node != FALSE:
                live.append(node)
        if least <= 0:
            return TRUE
        if least > len(live):
            return FALSE
        if least == 1:
            return self._joined(live, all_of=False)
        if least == len(live):
            return self._joined(live, all_of=True)
        return self._voted(least, live)

    def structure(self, events: tuple[str, ...], top: int) -> Structure:
        """What has been built below `top`, gates after their inputs."""
        if top < 0:
            return Structure(events, (Gate(0 if top == TRUE else 1, ()),), len(events))
        below = self._below(top)
        number = {node: self._events + place for place, node in enumerate(below)}
        gates = (self._gates[node - self._events] for node in below)
        return Structure(
            events,
            tuple(Gate(least, tuple([number.get(node, node) for node in inputs])) for least, inputs in gates),
            number.get(top, top),
        )

    def _below(self, top: int) -> list[int]:
        """Gates that `top` needs, itself included, inputs first (the order in which they were built)."""
        seen = {top}
        stack = [top]
        while stack:
            node = stack.pop()
            if node >= self._events:
                fresh = [node for node in self._gates[node - self._events].inputs if node not in seen]
                seen.update(fresh)
                stack += fresh
        return sorted(node for node in seen if node >= self._events)

    def _intern(self, least: int, nodes: Iterable[int]) -> int:
        gate = Gate(least, tuple(sorted(nodes)))
        node = self._known.get(gate)
        if node is None:
            if len(self._gates) >= self._budget.gates:
                raise BudgetExceededError("gates", self._budget.gates)
            node = self._known[gate] = self._events + len(self._gates)
            self._gates.append(gate)
        return node

    def _plain(self, nodes: Iterable[int], *, all_of: bool) -> int:
        """The "and" or "or" of nodes, nested gates merged, nothing taken out."""
        atoms = self._merged(nodes, all_of=all_of)
        if len(atoms) == 1:
            return atoms.pop()
        return self._intern(len(atoms) if all_of else 1, atoms)

    def _inputs(self, node: int, *, all_of: bool) -> tuple[int, ...]:
        """Inputs of an "and" (or an "or") gate; the node itself if it is anything else."""
        if node < self._events:
            return (node,)
        least, inputs = self._gates[node - self._events]
        return inputs if least == (len(inputs) if all_of else 1) else (node,)

    def _merged(self, nodes: Iterable[int], *, all_of: bool) -> set[int]:
        atoms: set[int] = set()
        for node in nodes:
            inputs = self._inputs(node, all_of=all_of)
            if len(inputs) <= MERGE:
                atoms.update(inputs)
            else:
                atoms.add(node)
        return atoms

    def _joined(self, nodes: Iterable[int], *, all_of: bool) -> int:
        """The "and" or "or" of nodes, with what they have in common taken out."""
        atoms = self._merged(nodes, all_of=all_of)
        if len(atoms) == 1:
            return atoms.pop()
        opposite = [node for node in atoms if len(self._inputs(node, all_of=not all_of)) > 1]
        if opposite:
            absorbed = [node for node in opposite if self._absorbed(node, atoms)]
            atoms.difference_update(absorbed)
            if len(opposite) - len(absorbed) > 1:
                return self._factored([self._short(node, all_of=not all_of) for node in sorted(atoms)], all_of=all_of)
        return self._plain(atoms, all_of=all_of)

    def _absorbed(self, node: int, atoms: set[int]) -> bool:
        """Whether the opposite gate holds one of the atoms that it stands beside."""
        inputs = self._gates[node - self._events].inputs
        if len(inputs) <= FACTOR:
            return not atoms.isdisjoint(inputs)
        members = self._members.get(node)
        if members is None:
            members = self._members[node] = frozenset(inputs)
        return not members.isdisjoint(atoms)

    def _short(self, node: int, *, all_of: bool) -> tuple[int, ...]:
        inputs = self._inputs(node, all_of=all_of)
        return inputs if len(inputs) <= FACTOR else (node,)

    def _factored(self, items: Sequence[tuple[int, ...]], *, all_of: bool) -> int:
        """The "and" of "or"s (or "or" of "and"s) given by their inputs.

        Items that share an input are gathered by the one that most of them share, and what all of a bucket share is
        taken out of it. Ends because buckets get shorter items each time.
        """
        counts = Counter([node for item in items for node in item])
        buckets: dict[int, list[tuple[int, ...]]] = {}
        parts: list[int] = []
        for item in items:
            most, best = max((counts[node], -node) for node in item)
            if most > 1:
                buckets.setdefault(-best, []).append(item)
            else:
                parts.append(self._plain(item, all_of=not all_of))
        parts += [self._taken_out(bucket, all_of=all_of) for bucket in buckets.values()]
        return self._plain(parts, all_of=all_of)

    def _taken_out(self, items: Sequence[tuple[int, ...]], *, all_of: bool) -> int:
        if len(items) == 1:
            return self._plain(items[0], all_of=not all_of)
        common = set(items[0]).intersection(*items[1:])
        rests = [tuple([node for node in item if node not in common]) for item in items]
        if () in rests:
            return self._plain(common, all_of=not all_of)
        return self._plain((*common, self._factored(rests, all_of=all_of)), all_of=not all_of)

    def _voted(self, least: int, nodes: list[int]) -> int:
        counts = Counter(nodes)
        if len(counts) < len(nodes):
            return self._weighted(least, counts)
        for all_of in (True, False):
            common = self._common(nodes, all_of=all_of)
            if common:
                rests = [self._without(node, common, all_of=all_of) for node in nodes]
                return self._joined((*common, self.gate(least, rests)), all_of=all_of)
        return self._intern(least, nodes)

    def _common(self, nodes: Sequence[int], *, all_of: bool) -> set[int]:
        """What all nodes have among their conjuncts (or disjuncts)."""
        common = set(self._inputs(nodes[0], all_of=all_of))
        for node in nodes[1:]:
            if not common:
                break
            common.intersection_update(self._inputs(node, all_of=all_of))
        return common

    def _without(self, node: int, common: set[int], *, all_of: bool) -> int:
        rest = [atom for atom in self._inputs(node, all_of=all_of) if atom not in common]
        return self._plain(rest, all_of=all_of) if rest else (TRUE if all_of else FALSE)

    def _weighted(self, least: int, counts: Counter[int]) -> int:
        """At least `least`, when some nodes count several times.

        With node a counting m times: at least k = (a and at least k - m of the rest) or at least k of the rest.
        Monotone, so that "not a" is not needed. Each row asks for few values of k.
        """
        single = [node for node, count in counts.items() if count == 1]
        several = sorted((node, count) for node, count in counts.items() if count > 1)
        asked = [{least}]
        for _, count in several:
            asked.append({k - used for k in asked[-1] if k > 0 for used in (0, count)})
        row = {k: self.gate(k, single) for k in sorted(asked.pop())}
        for (node, count), wanted in zip(reversed(several), reversed(asked), strict=True):
            row = {k: self._either_way(node, row, k, count) for k in sorted(wanted)}
        return row[least]

    def _either_way(self, node: int, row: dict[int, int], k: int, count: int) -> int:
        if k <= 0:
            return TRUE
        return self.gate(1, (self.gate(2, (node, row[k - count])), row[k]))
