"""Firewalls on the way: what each guards, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from infra_design.draw.parts import Part
from infra_design.draw.wording import shown_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from infra_design.draw.parts import Parts
    from infra_design.draw.picture import Flow


@dataclass(frozen=True, slots=True)
class Guard:
    """A firewall as shown.

    Attributes:
        inside: shown instances that it guards.
        frame: key of the frame that it stands in: the one around what it guards.
    """

    ident: str
    inside: frozenset[str]
    frame: str


def guards(parts: Parts) -> tuple[Guard, ...]:
    """Every firewall that guards something, those that guard most first."""
    above = {ident: _above(parts, ident) for ident in parts.part}
    found = (_guard(parts, ident, above) for ident in parts.all(Part.GUARD))
    return tuple(sorted(found, key=lambda guard: -len(guard.inside)))


def _guard(parts: Parts, ident: str, above: Mapping[str, frozenset[str]]) -> Guard:
    guarded = _guarded(parts, ident)
    inside = frozenset(other for other, bases in above.items() if bases & set(guarded))
    hosted_elsewhere = parts.component(ident).spec.covers is not None and parts.stage.instances[ident].hosts
    around = parts.nesting.frame[ident] if hosted_elsewhere else parts.nesting.common(_outside(parts, guarded))
    return Guard(ident, inside - {ident}, around)


def _guarded(parts: Parts, ident: str) -> tuple[str, ...]:
    """What it stands in front of: its machine, or what its design says it covers."""
    instance, component = parts.stage.instances[ident], parts.component(ident)
    if component.spec.covers is None and instance.hosts:
        return parts.seen(host for member in parts.members(ident) for host in parts.stage.instances[member].hosts)
    return parts.seen(
        instance
        for covered in component.covers
        for instance in (
            parts.stage.components[covered].instances if covered in parts.stage.components else (covered,)
        )
    )


def _above(parts: Parts, ident: str) -> frozenset[str]:
    """An instance with all that it stands on and in."""
    hosts: list[str] = []
    host: tuple[str, ...] = (ident,)
    while len(host) == 1 and parts.shown.of[host[0]] not in hosts:
        hosts.append(parts.shown.of[host[0]])
        host = parts.stage.instances[host[0]].hosts
    frames = (parts.nesting.of[key] for key in parts.nesting.around(_frame(parts, ident)))
    return frozenset((*hosts, *frames))


def _frame(parts: Parts, ident: str) -> str:
    key = parts.nesting.frame[ident]
    return key if key in parts.nesting.parent else ""


def _outside(parts: Parts, guarded: Iterable[str]) -> Sequence[str]:
    """The frames just around each of these, if they are frames, or that they stand in."""
    keys = {instance: key for key, instance in reversed(list(parts.nesting.of.items()))}
    return [parts.nesting.parent[keys[ident]] if ident in keys else _frame(parts, ident) for ident in guarded]


def insides(found: Iterable[Guard]) -> Mapping[str, frozenset[str]]:
    """Shown instance → the firewalls that it is behind."""
    out: dict[str, frozenset[str]] = {}
    for guard in found:
        for ident in guard.inside:
            out[ident] = out.get(ident, frozenset()) | {guard.ident}
    return out


def on_the_way(
    parts: Parts, flows: Iterable[Flow], found: Sequence[Guard], columns: Mapping[str, int]
) -> tuple[Flow, ...]:
    """Lead flows through the firewalls that they pass; all sources of a flow are on the same side of each."""
    through = []
    for flow in flows:
        chains = {
            target: tuple(
                guard.ident for guard in found if target in guard.inside and flow.sources[0] not in guard.inside
            )
            for target in flow.targets
        }
        through.append(replace(flow, guards=chains) if any(chains.values()) else flow)
    return settled(parts, through, columns)


def settled(parts: Parts, flows: Sequence[Flow], columns: Mapping[str, int]) -> tuple[Flow, ...]:
    """Lead through each firewall only what goes to the first column behind it.

    A firewall stands in front of what is first behind it; what enters further along is only marked as passing it,
    so that no line runs backwards.
    """
    first: dict[str, int] = {}
    for flow in flows:
        for target, chain in () if flow.back else flow.guards.items():
            for ident in chain:
                first[ident] = min(first.get(ident, columns[target]), columns[target])
    return tuple(_led(parts, flow, first, columns) for flow in flows)


def _led(parts: Parts, flow: Flow, first: Mapping[str, int], columns: Mapping[str, int]) -> Flow:
    kept = {
        target: tuple(ident for ident in chain if not flow.back and first[ident] == columns[target])
        for target, chain in flow.guards.items()
    }
    if kept == flow.guards:
        return flow
    dropped = (ident for target, chain in flow.guards.items() for ident in chain if ident not in kept[target])
    titles = (shown_title(parts, ident) for ident in dropped)
    return replace(flow, guards=kept, passed=tuple(dict.fromkeys((*flow.passed, *titles))))
