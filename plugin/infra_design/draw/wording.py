"""What a component is called in the picture, and what is said of it in a line or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.model.stage import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.draw.parts import Parts
    from infra_design.draw.picture import Badge
    from infra_design.model.spec import Port
    from infra_design.model.stage import Component, Instance

_RULES_SHOWN = 2


def shown_title(parts: Parts, ident: str) -> str:
    """Name of a card or frame: the component's, or the instance's where several stand side by side; "web ×60"."""
    component, instance = parts.component(ident), parts.stage.instances[ident]
    count = len(parts.members(ident)) // max(_hosts_shown(parts, instance), 1)
    if count > 1:
        return f"{component.title} ×{count}"
    named = instance.machine == instance.id or component.kind.category in {Category.CLUSTER, Category.PLACE}
    return instance.title if named else component.title


def _hosts_shown(parts: Parts, instance: Instance) -> int:
    """How many hosts the frame that an instance stands in is shown for."""
    return len(parts.members(parts.shown.of[instance.hosts[0]])) if len(instance.hosts) == 1 else 1


def facts(parts: Parts, ident: str, *, full: bool = False) -> Iterator[str]:
    """Short facts under the name of a card; `full` for the text, where there is room."""
    component, instance = parts.component(ident), parts.stage.instances[ident]
    if component.product_name and component.product_name.casefold() not in component.title.casefold():
        yield component.product_name
    role = role_of(component, instance)
    if role and role not in _roles_of_hosts(parts, instance):
        yield role
    if component.spec.algorithm:
        yield component.spec.algorithm.replace("-", " ")
    if component.kind.category is Category.GUARD:
        yield from rules(parts, ident, full=full)
    if _one_of_several(parts, instance) and instance.title != component.title:
        yield instance.title
    if not instance.hosts:
        yield from instance.address or component.address
    yield from _whereabouts(parts, instance)


def _one_of_several(parts: Parts, instance: Instance) -> bool:
    """Whether nothing else tells it from others of its component: no host, no name of its own as title."""
    several = len(parts.stage.components[instance.component].instances) > 1
    alone = len(parts.members(instance.id)) == 1
    return several and alone and not instance.hosts and instance.machine != instance.id


def _roles_of_hosts(parts: Parts, instance: Instance) -> tuple[str, ...]:
    """Said in the header of the frame already."""
    return tuple(role_of(parts.component(host), parts.stage.instances[host]) for host in instance.hosts)


def _whereabouts(parts: Parts, instance: Instance) -> Iterator[str]:
    """Places that could not be drawn as a frame, because it may be in either; software that it runs on."""
    for choice in instance.places:
        if len(choice) > 1:
            yield "in " + " or ".join(parts.stage.instances[place].title for place in choice)
    if len(instance.hosts) == 1:
        host = parts.component(instance.hosts[0])
        if host.kind.category not in {Category.MACHINE, Category.CLUSTER}:
            yield f"on {host.title}"


def role_of(component: Component, instance: Instance) -> str:
    """What an instance is in its group; empty for single ones and where all are alike."""
    if len(component.instances) == 1 or (instance.role is Role.ACTIVE and component.mode == "active-active"):
        return ""
    return "" if instance.role is Role.SINGLE else instance.role.value


def rules(parts: Parts, ident: str, *, full: bool) -> tuple[str, ...]:
    """What a firewall lets through: "80 from lb"; in a picture only what concerns the machine behind it."""
    allow = parts.component(ident).spec.allow
    if allow is None:
        return ()
    ports = _listening(parts, ident)
    near = [entry for entry in allow if entry.port is None or any(_overlap(entry.port, port) for port in ports)]
    by_source: dict[str, list[str]] = {}
    for entry in allow if full or not near else near:
        by_source.setdefault(entry.source, []).append(str(entry.port or "any"))
    lines = [f"{', '.join(ports)} from {source}" for source, ports in by_source.items()]
    if len(lines) > _RULES_SHOWN and not full:
        lines = [*lines[: _RULES_SHOWN - 1], f"+{len(lines) - _RULES_SHOWN + 1} more"]
    return tuple(lines) or ("nothing allowed",)


def _listening(parts: Parts, ident: str) -> tuple[Port, ...]:
    """Ports that something listens on where a firewall stands."""
    carried = parts.stage.carries.get(parts.stage.instances[ident].machine, ())
    return tuple(port for other in carried for port in parts.component(other).listens)


def _overlap(one: Port, other: Port) -> bool:
    return one.first <= other.last and other.first <= one.last


def called(parts: Parts, ident: str) -> str:
    """Name in sentences: "Nginx on web-01", "Web ×60"."""
    return shown_title(parts, ident) if len(parts.members(ident)) > 1 else parts.stage.instances[ident].title


def summary(parts: Parts, ident: str, badge: Badge | None) -> str:
    """A sentence for pointers and screen readers."""
    component, instance = parts.component(ident), parts.stage.instances[ident]
    members = parts.members(ident)
    words = [component.title if len(members) > 1 else instance.title]
    what = component.kind.title.lower()
    if what != words[0].lower():
        words.append(f"{_count(len(members), component)} " if len(members) > 1 else what)
    role = role_of(component, instance)
    if role:
        words.append(role)
    if len(members) == 1 and len(instance.hosts) == 1:
        words.append(f"on {parts.stage.instances[instance.hosts[0]].title}")
    if badge:
        words.append(issues(badge))
    return ", ".join(word.strip() for word in words)


def _count(number: int, component: Component) -> str:
    return f"{number} {component.kind.plural.lower()}"


def issues(badge: Badge) -> str:
    """Number and severity: "3 issues (worst: high)"."""
    if badge.count == 1:
        return f"1 issue ({badge.severity.value})"
    return f"{badge.count} issues (worst: {badge.severity.value})"
