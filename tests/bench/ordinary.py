"""A stage as a script for the `diagrams` library, written the way its documentation shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra_design.model.stage import Component, Stage

FALLBACK = "generic.compute.Rack"


def script(stage: Stage, name: str) -> str:
    """Python that draws the stage's instances in clusters of their machines, with their connections, as a PNG."""
    lines = ["from diagrams import Cluster, Diagram", *sorted({_import(c) for c in stage.components.values()}), ""]
    lines.append(f"with Diagram({stage.title!r}, filename={name!r}, show=False, direction='LR'):")
    lines.append("    n = {}")
    for ident, instance in stage.instances.items():
        if ident in stage.carries:
            lines.append(f"    with Cluster({instance.title!r}):")
            lines += [f"        {_node(stage, one)}" for one in stage.carries[ident]] or ["        pass"]
        elif not instance.machine:
            lines.append(f"    {_node(stage, ident)}")
    for connection in stage.connections:
        ends = (stage.components[connection.source].instances, stage.components[connection.target].instances)
        lines += [
            f"    if {a!r} in n and {b!r} in n: n[{a!r}] >> n[{b!r}]" for a in ends[0] for b in ends[1] if a != b
        ]
    return "\n".join(lines) + "\n"


def _node(stage: Stage, ident: str) -> str:
    component = stage.components[stage.instances[ident].component]
    return f"n[{ident!r}] = {_icon(component).rpartition('.')[2]}({stage.instances[ident].title!r})"


def _import(component: Component) -> str:
    module, _, name = _icon(component).rpartition(".")
    return f"from diagrams.{module} import {name}"


def _icon(component: Component) -> str:
    return FALLBACK if component.icon.startswith("file:") or not component.icon else component.icon
