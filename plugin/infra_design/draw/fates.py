"""What became of things from one stage to another, told from the stages and not from how they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.draw.picture import Fate
from infra_design.draw.wording import role_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from infra_design.draw.picture import Card, Chip, Flow, Frame
    from infra_design.draw.union import View
    from infra_design.model.stage import Component, Instance

    Fates = Mapping[str, Fate]
    _Thing = Card | Chip | Frame


def fates(before: View, now: View) -> tuple[Fates, Fates]:
    """What is removed or moved away, of the earlier view; what is new, moved here or changed, of the later one."""
    earlier, later = _things(before), _things(now)
    gone = {key: Fate.REMOVED for key in earlier if key not in later}
    new: dict[str, Fate] = {}
    for key, thing in later.items():
        origin = key if key in earlier else _origin(before, now, thing, {key: earlier[key] for key in gone})
        if not origin:
            new[key] = Fate.ADDED
        elif origin == key or _here(before, now, earlier[origin], thing):
            gone.pop(origin, None)
            if _hosts(before, earlier[origin]) != _hosts(now, thing):
                new[key] = Fate.MOVED
            else:
                new |= {key: Fate.CHANGED} if _said(before, earlier[origin]) != _said(now, thing) else {}
        else:
            gone[origin], new[key] = Fate.LEFT, Fate.ARRIVED
    return gone, new


def flow_fates(before: Mapping[str, Flow], now: Mapping[str, Flow]) -> tuple[Fates, Fates]:
    """The same of flows, which do not move: they have other ends then."""
    new = {key: Fate.ADDED for key in now if key not in before}
    changed = {key: Fate.CHANGED for key in now if key in before and _traffic(now[key]) != _traffic(before[key])}
    return {key: Fate.REMOVED for key in before if key not in now}, new | changed


def _traffic(flow: Flow) -> Hashable:
    return flow.label, flow.style, flow.blocked, flow.optional, bool(flow.passed)


def _things(view: View) -> dict[str, _Thing]:
    """All that can be new or gone; a machine's card in its own frame tells nothing that the frame doesn't."""
    cards = {key: card for key, card in view.cards.items() if view.forms[key] != "itself"}
    return {**view.frames, **view.chips, **cards}


def _origin(before: View, now: View, thing: _Thing, gone: Mapping[str, _Thing]) -> str:
    """What a thing was in the stage before: shown otherwise, or elsewhere; nothing if it was not there.

    Elsewhere is whatever has the same number among the instances of its component.
    """
    for key, other in gone.items():
        if _here(before, now, other, thing) or _slot(before, other) == _slot(now, thing):
            return key
    number, component = _number(now, thing), before.stage.components.get(thing.component)
    if not component or number >= len(component.instances):
        return ""
    slot = before.slots[component.instances[number]]
    return next((key for key, other in gone.items() if _slot(before, other) == slot), "")


def _here(before: View, now: View, one: _Thing, other: _Thing) -> bool:
    """Whether two things are the same, at the same place, in another form."""
    return _slot(before, one) == _slot(now, other) and _form(before, one) != _form(now, other)


def _slot(view: View, thing: _Thing) -> str:
    return view.slots[thing.instances[0]] if thing.instances else thing.key


def _hosts(view: View, thing: _Thing) -> tuple[str, ...]:
    """What it stands on, if that is just one thing."""
    hosts = view.stage.instances[thing.instances[0]].hosts if thing.instances else ()
    return tuple(view.slots[host] for host in hosts) if len(hosts) == 1 else ()


def _form(view: View, thing: _Thing) -> str:
    return view.forms.get(thing.key) or ("frame" if thing.key in view.frames else "in header")


def _number(view: View, thing: _Thing) -> int:
    component = view.stage.components.get(thing.component)
    return component.instances.index(thing.instances[0]) if component else 0


def _said(view: View, thing: _Thing) -> Hashable:
    """What a reader would call another thing if it were otherwise."""
    if not thing.instances:
        return getattr(thing, "said", ())
    component, instance = view.stage.components[thing.component], view.stage.instances[thing.instances[0]]
    return len(thing.instances), *_facts(component, instance)


def _facts(component: Component, instance: Instance) -> tuple[Hashable, ...]:
    spec = component.spec
    return (
        component.kind.id,
        component.product_name,
        component.managed,
        instance.version,
        instance.address or component.address,
        role_of(component, instance),
        component.failover if role_of(component, instance) else "",
        spec.algorithm,
        spec.health_check,
        component.covers if spec.covers is not None else (),
        component.covers_names,
        component.stores,
        tuple((allow.port, allow.source) for allow in spec.allow or ()),
    )
