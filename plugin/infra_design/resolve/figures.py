"""Numbers of one instance: its availability and where that comes from, its version, capacity and cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from infra_design.model.catalog import Kind
    from infra_design.model.spec import ComponentSpec, InstanceSpec
    from infra_design.resolve.identity import Identity

_UNITS = (("h", 3_600), ("m", 60), ("s", 1))


class Figures(NamedTuple):
    """Availability of an instance by itself, 0 to 1, and where the number comes from."""

    availability: float | None
    source: str


def fails(spec: ComponentSpec, identity: Identity, *, hosted: bool) -> bool:
    """Whether instances are failure units: a guard that forwards fails like a router, any other with its host."""
    kind = identity.kind
    if kind.id == "firewall":
        return bool(spec.uses) and not hosted
    if kind.category is Category.GUARD:
        return kind.fails and bool(spec.uses)
    return kind.fails and kind.category is not Category.CLUSTER


def figures_of(spec: ComponentSpec, identity: Identity, *, unit: bool) -> Figures:
    """The figures that instances have unless they state their own.

    A mean time between failures and one to repair give availability as mtbf / (mtbf + mttr), the steady state of an
    alternating renewal process (Barlow and Proschan 1965).
    """
    return _stated(spec) or (_assumed(identity) if unit else Figures(None, ""))


def own_figures(instance: InstanceSpec, spec: ComponentSpec) -> Figures | None:
    """The figures that an instance states, with one of the times from its component; None: it states none."""
    if instance.availability is None and instance.mtbf is None and instance.mttr is None:
        return None
    return _stated(instance) or _steady(
        instance.mtbf or spec.mtbf, spec.mttr if instance.mttr is None else instance.mttr
    )


def _stated(spec: ComponentSpec | InstanceSpec) -> Figures | None:
    return Figures(spec.availability, "stated") if spec.availability is not None else _steady(spec.mtbf, spec.mttr)


def _steady(mtbf: float | None, mttr: float | None) -> Figures | None:
    if mtbf is None or mttr is None:
        return None
    return Figures(mtbf / (mtbf + mttr), f"mtbf {duration(mtbf)}, mttr {duration(mttr)}")


def duration(seconds: float) -> str:
    """Seconds in the largest unit that leaves a whole number: `4000h`, `90m`, `30s`."""
    for unit, size in _UNITS:
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds:g}s"


def _assumed(identity: Identity) -> Figures:
    product, kind = identity.product, identity.kind
    if product and product.availability is not None:
        return Figures(product.availability, _source(product.title, product.availability_source))
    if kind.availability is None:
        return Figures(None, "")
    return Figures(kind.availability, _source(_named(kind), kind.availability_source))


def _source(what: str, words: str) -> str:
    reason = words.removeprefix("assumed:").strip()
    return f"assumed for {what}: {reason}" if reason else f"assumed for {what}"


def _named(kind: Kind) -> str:
    """A kind in the middle of a sentence: "a server", "an API gateway"."""
    title = kind.title
    name = title if title[:2].isupper() else title[:1].lower() + title[1:]
    return f"{'an' if title[:1] in 'AEIOU' else 'a'} {name}"
