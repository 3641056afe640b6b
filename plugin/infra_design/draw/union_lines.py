"""The lines and columns of a union: traffic that several stages have between the same things is one line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from infra_design.draw.ranks import depths, directed, fits, rank
from infra_design.model.catalog import Category, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from infra_design.draw.nesting import Nesting
    from infra_design.draw.picture import Flow, Style, Tie
    from infra_design.draw.union import Union, View

    _TieKey = tuple[str, str, Style]


@dataclass(frozen=True, slots=True)
class Lines:
    """What runs between the things of a union.

    Attributes:
        flows: of all stages; each has the ends and the firewalls of all stages that show it.
        of_views: for each view, its flows under the same keys.
        ties, ties_of_views: likewise.
        columns: of all cards but watchers and firewalls on the way.
    """

    flows: Mapping[str, Flow]
    of_views: tuple[Mapping[str, Flow], ...]
    ties: Mapping[_TieKey, Tie]
    ties_of_views: tuple[Mapping[_TieKey, Tie], ...]
    columns: Mapping[str, int]


def lines(union: Union) -> Lines:
    """Join what is the same, and put everything into columns."""
    views = union.views
    ties, ties_of_views = _ties(views)
    units, clients, tiers = _units(views)
    of_views = _in_order(views, _join(union))
    flows = directed(_united(of_views), units, clients)
    columns = rank(flows, units, clients, tiers)
    of_views = _settled(views, of_views, flows, columns)
    flows = _with_backs(_united(of_views), flows)
    depth = depths(flows)
    flows = tuple(flow if fits(flow, columns, depth) else replace(flow, back=True) for flow in flows)
    of_views = _settled(views, of_views, flows, columns)
    flows = _with_backs(_united(of_views), flows)
    back = {flow.key for flow in flows if flow.back}
    return Lines(
        {flow.key: flow for flow in flows},
        tuple({key: replace(flow, back=key in back) for key, flow in of_view.items()} for of_view in of_views),
        ties,
        tuple(ties_of_views),
        _beside(views, columns, flows, ties.values()),
    )


def _units(views: Iterable[View]) -> tuple[dict[str, str], list[str], dict[str, int]]:
    """Card → component, of those that traffic puts into columns; the clients among these; tiers of all of them."""
    views = tuple(views)
    components = {ident: component for view in views for ident, component in view.stage.components.items()}
    units = {
        key: card.component
        for view in views
        for key, card in view.cards.items()
        if view.forms[key] in {"card", "itself"}
    }
    order = list(Tier)
    tiers = {ident: order.index(components[ident].kind.tier) % len(order) for ident in dict.fromkeys(units.values())}
    return units, [ident for ident in tiers if components[ident].kind.category is Category.CLIENT], tiers


@dataclass(slots=True)
class _Joint:
    """A flow of the union: what each of some stages shows there."""

    flows: dict[int, Flow] = field(default_factory=dict)

    def united(self, key: str) -> Flow:
        """With the ends and the firewalls of all stages."""
        last = self.flows[max(self.flows)]
        every = list(self.flows.values())
        targets = tuple(dict.fromkeys(target for flow in every for target in flow.targets))
        chains = {target: tuple(_chain(every, target)) for target in targets}
        return replace(
            last,
            key=key,
            sources=tuple(dict.fromkeys(source for flow in every for source in flow.sources)),
            targets=targets,
            guards={target: chain for target, chain in chains.items() if chain},
            standby=frozenset[str]().union(*(flow.standby for flow in every)),
        )


def _chain(flows: Iterable[Flow], target: str) -> list[str]:
    """Firewalls before a target in any stage, in an order that all agree on."""
    chain: list[str] = []
    for flow in flows:
        place = 0
        for guard in flow.guards.get(target, ()):
            if guard not in chain:
                chain.insert(place, guard)
            place = chain.index(guard) + 1
    return chain


def _join(union: Union) -> list[dict[str, Flow]]:
    """The flows of each view under the keys that they have in the union."""
    views, nesting, joints = union.views, union.nesting, list[_Joint]()
    for at, view in enumerate(views):
        todo = list(view.flows.values())
        for alike in (_equal, _akin, _meeting):
            left = []
            for flow in todo:
                same = (one for one in joints if at not in one.flows and alike(one, flow))
                joint = next((one for one in same if _fits(views, nesting, one, at, flow)), None)
                if joint:
                    joint.flows[at] = flow
                else:
                    left.append(flow)
            todo = left
        joints += [_Joint({at: flow}) for flow in todo]
    return [
        {
            key: replace(joint.flows[at], key=key)
            for key, joint in ((f"flow.{number}", joint) for number, joint in enumerate(joints))
            if at in joint.flows
        }
        for at in range(len(views))
    ]


def _equal(joint: _Joint, flow: Flow) -> bool:
    """The same connections between the same ends."""
    return any(
        set(one.connections) & set(flow.connections)
        and set(one.sources) == set(flow.sources)
        and set(one.targets) == set(flow.targets)
        for one in joint.flows.values()
    )


def _akin(joint: _Joint, flow: Flow) -> bool:
    """The same connections between some of the same ends."""
    return any(set(one.connections) & set(flow.connections) and _meet(one, flow) for one in joint.flows.values())


def _meeting(joint: _Joint, flow: Flow) -> bool:
    """Other connections between some of the same ends."""
    return any(_meet(one, flow) for one in joint.flows.values())


def _meet(one: Flow, other: Flow) -> bool:
    return bool(set(one.sources) & set(other.sources) and set(one.targets) & set(other.targets))


def _fits(views: Sequence[View], nesting: Nesting, joint: _Joint, at: int, flow: Flow) -> bool:
    """Whether a stage can show a flow there.

    A firewall on the line in one stage is on it in each other, or missing: then the line runs through its place. The
    label is in one frame in all stages.
    """
    if len({_label_frame(nesting, [one]) for one in (flow, *joint.flows.values())}) > 1:
        return False
    if _label_frame(nesting, [flow]) != _label_frame(nesting, [flow, *joint.flows.values()]):
        return False
    for other, there in joint.flows.items():
        for target in set(flow.targets) & set(there.targets):
            mine, theirs = flow.guards.get(target, ()), there.guards.get(target, ())
            if any(guard in views[at].cards for guard in theirs if guard not in mine):
                return False
            if any(guard in views[other].cards for guard in mine if guard not in theirs):
                return False
    return True


def _label_frame(nesting: Nesting, flows: Iterable[Flow]) -> str:
    return nesting.common(nesting.frame[end] for flow in flows for end in (*flow.sources, *flow.targets))


def _united(of_views: Sequence[Mapping[str, Flow]]) -> tuple[Flow, ...]:
    joints: dict[str, _Joint] = {}
    for at, flows in enumerate(of_views):
        for key, flow in flows.items():
            joints.setdefault(key, _Joint()).flows[at] = flow
    return tuple(joint.united(key) for key, joint in joints.items())


def _with_backs(flows: Iterable[Flow], known: Iterable[Flow]) -> tuple[Flow, ...]:
    back = {flow.key for flow in known if flow.back}
    return tuple(replace(flow, back=flow.key in back) for flow in flows)


def _in_order(views: Sequence[View], of_views: Sequence[Mapping[str, Flow]]) -> list[dict[str, Flow]]:
    """Without firewalls on the way that stand one before the other in one stage and behind it in another."""
    before: set[tuple[str, str]] = set()

    def agreed(chain: tuple[str, ...]) -> bool:
        pairs = {(one, other) for at, one in enumerate(chain) for other in chain[at + 1 :]}
        fine = not any((other, one) in before for one, other in pairs)
        before.update(pairs if fine else ())
        return fine

    return [
        {
            key: _led(view, flow, {end: chain for end, chain in flow.guards.items() if agreed(chain)})
            for key, flow in flows.items()
        }
        for view, flows in zip(views, of_views, strict=True)
    ]


def _settled(
    views: Sequence[View], of_views: Sequence[Mapping[str, Flow]], united: Iterable[Flow], columns: Mapping[str, int]
) -> list[dict[str, Flow]]:
    """Lead through each firewall only what goes to the first column behind it in any stage."""
    onward = {flow.key: flow for flow in united if not flow.back}
    first: dict[str, int] = {}
    for flow in onward.values():
        for target, chain in flow.guards.items():
            for guard in chain:
                first[guard] = min(first.get(guard, columns[target]), columns[target])

    def kept(flow: Flow) -> dict[str, tuple[str, ...]]:
        chains = flow.guards.items() if flow.key in onward else ()
        return {end: tuple(guard for guard in chain if first[guard] == columns[end]) for end, chain in chains}

    return [
        {key: _led(view, flow, kept(flow)) for key, flow in flows.items()}
        for view, flows in zip(views, of_views, strict=True)
    ]


def _led(view: View, flow: Flow, guards: Mapping[str, tuple[str, ...]]) -> Flow:
    """A flow through these firewalls; that it passes the others as well is only marked."""
    dropped = (guard for end, chain in flow.guards.items() for guard in chain if guard not in guards.get(end, ()))
    passed = tuple(dict.fromkeys((*flow.passed, *(view.cards[guard].name for guard in dropped))))
    return replace(flow, guards={end: chain for end, chain in guards.items() if chain}, passed=passed)


def _ties(views: Iterable[View]) -> tuple[dict[_TieKey, Tie], list[dict[_TieKey, Tie]]]:
    """All of the union, and those of each view."""
    of_views = [{tie.same: tie for tie in view.ties} for view in views]
    ties: dict[_TieKey, Tie] = {}
    for view in of_views:
        for key, tie in view.items():
            ties[key] = replace(tie, overhead=tie.overhead or (key in ties and ties[key].overhead))
    return ties, of_views


def _beside(
    views: Sequence[View], columns: Mapping[str, int], flows: Iterable[Flow], ties: Iterable[Tie]
) -> dict[str, int]:
    """Columns also of what stands beside something: code, the answer of DNS, firewalls that nothing drawn passes."""
    out = dict(columns)
    for tie in ties:
        if not tie.overhead and tie.source in columns:
            out.setdefault(tie.target, columns[tie.source])
    passed = {guard for flow in flows for chain in flow.guards.values() for guard in chain}
    for view in views:
        for key in view.cards:
            if key not in out and key not in passed and view.forms[key] != "watcher":
                out[key] = _near(view, columns, key)
    return out


def _near(view: View, columns: Mapping[str, int], key: str) -> int:
    """The column of what stands nearest in a stage's own picture."""
    own = view.columns.get(key, 0)
    near = (
        min(
            (abs(column - own), place, columns[other])
            for place, (other, column) in enumerate(view.columns.items())
            if other in columns
        )
        if any(other in columns for other in view.columns)
        else (0, 0, 0)
    )
    return near[2]
