"""Resolved stages made by hand, without reader and resolver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra_design.model.catalog import Category, Kind
from infra_design.model.source import Mark
from infra_design.model.spec import ComponentSpec, StageSpec
from infra_design.model.stage import Component, Connection, Instance, Journey, Request, Role, Stage, Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MARK = Mark("designs/0-test.yml", 1, 1)


def kind(category: Category) -> Kind:
    return Kind(category.value, category.value, f"{category.value}s", category)


def component(
    ident: str,
    instances: Sequence[str] = (),
    category: Category = Category.SOFTWARE,
    **more: Any,
) -> Component:
    """A component with everything at its default: active-active, manual failover, one must work."""
    known: dict[str, Any] = {
        "mode": "active-active",
        "active": (instances or (ident,))[0],
        "failover": "manual",
        "min_read": 1,
        "min_write": 1,
        "managed": False,
    }
    return Component(
        ident,
        ComponentSpec(ident, MARK),
        kind(category),
        None,
        ident,
        "",
        "",
        tuple(instances or (ident,)),
        mark=MARK,
        **(known | more),
    )


def instance(
    ident: str,
    owner: str = "",
    hosts: Sequence[str] = (),
    places: Sequence[Sequence[str]] = (),
    **more: Any,
) -> Instance:
    known: dict[str, Any] = {"availability": 0.99, "availability_source": "stated"}
    nested = tuple(tuple(one) for one in places)
    return Instance(ident, owner or ident, ident, Role.SINGLE, MARK, tuple(hosts), "", nested, **(known | more))


def uses(
    source: str,
    target: str | Sequence[Target],
    access: str = "read-write",
    **more: Any,
) -> Connection:
    """A connection to a whole group, or to given targets; needed unless said otherwise."""
    targets = (whole(target),) if isinstance(target, str) else tuple(target)
    known: dict[str, Any] = {"id": f"{source}->{targets[0].component}", "access": access}
    return Connection(source=source, targets=targets, mark=MARK, **(known | more))


def whole(ident: str) -> Target:
    return Target(ident, ())


def some(ident: str, *members: str) -> Target:
    return Target(ident, members, whole=False)


def journey(ident: str, requests: Iterable[Request], access: str = "read", client: str = "visitor") -> Journey:
    return Journey(ident, ident, client, tuple(requests), access, MARK)  # type: ignore[arg-type]


def request(*chain: str, start: str = "visitor", target: str = "", **more: Any) -> Request:
    return Request(chain, target, start, **more)


def stage(
    components: Iterable[Component],
    instances: Iterable[Instance],
    connections: Iterable[Connection],
    journeys: Iterable[Journey],
    carries: Mapping[str, tuple[str, ...]] | None = None,
) -> Stage:
    return Stage(
        "0-test",
        "",
        StageSpec("0-test", MARK.file, MARK, "Test"),
        {one.id: one for one in components},
        {one.id: one for one in instances},
        tuple(connections),
        {},
        (),
        tuple(journeys),
        (),
        carries or {},
    )
