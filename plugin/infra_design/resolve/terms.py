"""How the instances of a component share the work: mode, failover, how many must work."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from infra_design.model.catalog import Category
from infra_design.resolve.names import SEVERAL
from infra_design.resolve.report import place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.spec import ComponentSpec, Failover, Mode
    from infra_design.resolve.groups import Group
    from infra_design.resolve.identity import Identity
    from infra_design.resolve.report import Report

_FAIL_WITH_THEIR_HOST = frozenset({Category.CODE, Category.CERTIFICATE, Category.AGENT, Category.BACKUP})


class Given(NamedTuple):
    """What a component states or takes over from the group that it stands on; None: neither."""

    mode: Mode | None = None
    failover: Failover | None = None
    min_read: int | None = None
    min_write: int | None = None


class Terms(NamedTuple):
    """How a group works; the meaning of each is that of the field of `Component` with the same name."""

    given: Given
    mode: Mode
    active: str
    failover: Failover
    min_read: int
    min_write: int
    managed: bool


def agree(
    spec: ComponentSpec,
    identity: Identity,
    group: Group,
    settled: Mapping[str, Terms],
    report: Report,
) -> Terms:
    """The terms of a group, from what is stated, taken over, and usual for its product, in this order."""
    followed = settled[group.follows] if group.follows and takes_over(spec, identity) else None
    given = _given(spec, followed.given if followed else None)
    product = identity.product
    usual: Mode = _mode(product.mode) if product else "active-active"
    managed = identity.managed if spec.managed is None else spec.managed
    least = _possible(spec, identity, group, given, report)
    several = len(group.instances) >= SEVERAL
    mode = _stronger(given.mode, usual, stated=spec.mode is not None) if several else "active-active"
    return Terms(
        given=given,
        mode=mode,
        active=_active(spec, group, followed, mode, report),
        failover=given.failover
        or _failover(product.failover if product else "")
        or ("automatic" if managed else "manual"),
        min_read=least[0],
        min_write=least[1],
        managed=managed,
    )


def takes_over(spec: ComponentSpec, identity: Identity) -> bool:
    """Whether it is software that works as the group of machines below it does; code, agents and guards do not."""
    category = identity.kind.category
    return category not in _FAIL_WITH_THEIR_HOST and (category is not Category.GUARD or bool(spec.uses))


def _given(spec: ComponentSpec, below: Given | None) -> Given:
    below = below or Given()
    return Given(
        spec.mode or below.mode,
        spec.failover or below.failover,
        spec.min_read or below.min_read,
        spec.min_write or below.min_write,
    )


def _mode(word: str) -> Mode:
    if word == "active-passive":
        return "active-passive"
    return "primary-replica" if word == "primary-replica" else "active-active"


def _failover(word: str) -> Failover | None:
    if word == "automatic":
        return "automatic"
    return "manual" if word == "manual" else None


def _stronger(given: Mode | None, usual: Mode, *, stated: bool) -> Mode:
    """Machines that are all active do not make a product that has one primary accept writes everywhere."""
    if given is None or (given == "active-active" and not stated):
        return usual
    return given


def _possible(spec: ComponentSpec, identity: Identity, group: Group, given: Given, report: Report) -> tuple[int, int]:
    """How many must work for reading and for writing; never more than there are, as far as their number is known."""
    nodes = identity.kind.category is Category.CLUSTER
    most = len(group.hosts[0]) if nodes else len(group.instances)
    if not most:
        return given.min_read or 1, given.min_write or 1
    for access, least in (("read", spec.min_read), ("write", spec.min_write)):
        if least and least > most:
            what = f"{least} of '{spec.id}' cannot be available, since it has {most} {_counted(most, nodes=nodes)}"
            report.add(place(spec, f"min-available.{access}", "min-available"), what, code="min-available")
    return min(given.min_read or 1, most), min(given.min_write or 1, most)


def _counted(number: int, *, nodes: bool) -> str:
    return ("host" if nodes else "instance") + ("s" if number > 1 else "")


def _active(spec: ComponentSpec, group: Group, followed: Terms | None, mode: Mode, report: Report) -> str:
    """The instance that is active or primary."""
    if spec.primary:
        return _primary(spec, group, mode, report)
    if followed and followed.mode == mode:
        host = followed.active
        return next(ident for ident, hosts in zip(group.instances, group.hosts, strict=True) if hosts == (host,))
    return group.instances[0]


def _primary(spec: ComponentSpec, group: Group, mode: Mode, report: Report) -> str:
    """The instance that `primary` names, itself or by what it stands on."""
    if spec.primary in group.instances:
        chosen = [spec.primary]
    else:
        chosen = [
            ident for ident, hosts in zip(group.instances, group.hosts, strict=True) if hosts == (spec.primary,)
        ]
    mark = place(spec, "primary")
    if len(chosen) != 1:
        what = f"'{spec.primary}' is no instance of '{spec.id}'"
        report.add(mark, what, _those(group.instances), code="unknown-primary")
        return group.instances[0]
    if mode == "active-active" and len(group.instances) >= SEVERAL:
        what = f"'{spec.id}' has a primary, but all of its instances are active"
        report.add(mark, what, "such as `mode: primary-replica`", code="primary-without-mode")
    return chosen[0]


def _those(idents: tuple[str, ...]) -> str:
    shown = ", ".join(idents[:5])
    return f"it has {shown}{' …' if len(idents) > 5 else ''}"  # noqa: PLR2004 — five are enough to see the pattern
