"""The listing of what stands in and on what."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.model.stage import Instance
    from infra_design.write.scene import Scene

_LINES_AT_MOST = 400


def tree(scene: Scene) -> list[str]:
    """Lines such as "├── nginx@web-01  Nginx (web server)"; very long listings end in how many more there are."""
    children: dict[str, list[Instance]] = {}
    for instance in scene.stage.instances.values():
        children.setdefault(_parent(scene, instance), []).append(instance)
    lines = list(_walk(scene, children))
    if len(lines) > _LINES_AT_MOST:
        return [*lines[:_LINES_AT_MOST], f"… and {len(lines) - _LINES_AT_MOST} more"]
    return lines


def _parent(scene: Scene, instance: Instance) -> str:
    """What it stands on; else the innermost place that it is in; nothing where several would do."""
    if len(instance.hosts) == 1:
        return instance.hosts[0]
    certain = [places[0] for places in instance.places if len(places) == 1]
    return max(certain, key=lambda place: _depth(scene, place), default="")


def _depth(scene: Scene, place: str) -> int:
    above = [places[0] for places in scene.stage.instances[place].places if places]
    return 1 + max((_depth(scene, other) for other in above), default=0)


def _walk(scene: Scene, children: Mapping[str, list[Instance]]) -> Iterator[str]:
    for root in children.get("", ()):
        yield _line(scene, root)
        stack = [("", child, last) for child, last in _with_last(children.get(root.id, []))][::-1]
        while stack:
            indent, instance, last = stack.pop()
            yield f"{indent}{'└' if last else '├'}── {_line(scene, instance)}"
            below = indent + ("    " if last else "│   ")
            stack += [(below, child, end) for child, end in _with_last(children.get(instance.id, []))][::-1]


def _with_last(instances: list[Instance]) -> list[tuple[Instance, bool]]:
    return [(instance, instance is instances[-1]) for instance in instances]


def _line(scene: Scene, instance: Instance) -> str:
    component = scene.stage.components[instance.component]
    what = component.product_name or component.kind.title
    address = instance.address or (component.address if len(component.instances) == 1 else ())
    return "  ".join(filter(None, (instance.id, f"({what})", ", ".join(address))))
