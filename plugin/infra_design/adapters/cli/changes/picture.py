"""What changes as a picture that code hosts show: a flowchart of Mermaid, with what stands around the change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.analysis import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infra_design.adapters.cli.changes import StageChange
    from infra_design.model.stage import Component, Connection, Stage

MOST_NODES = 30
MOST_EDGES = 60
LONGEST = 40
"""Characters of a line in a node."""
NEIGHBOR = Change.SAME
_SAFE = re.compile(r"[^\w .,:/()+*'→–-]", re.ASCII)
STYLES: Mapping[Change, str] = {
    Change.ADDED: "fill:#d7f5dd,stroke:#1a7f37,color:#10321a,stroke-width:3px",
    Change.REMOVED: "fill:#ffe0de,stroke:#cf222e,color:#4d0f14,stroke-width:2px,stroke-dasharray:6 4",
    Change.CHANGED: "fill:#fff3c4,stroke:#9a6700,color:#3b2800,stroke-width:2px",
    Change.SAME: "fill:#f6f8fa,stroke:#8c959f,color:#24292f",
}
ARROWS: Mapping[Change, str] = {
    Change.ADDED: "==>",
    Change.REMOVED: "-.->",
    Change.CHANGED: "-->",
    Change.SAME: "-->",
}
"""Thick, dotted, plain: what happened is seen without color, too."""


@dataclass(frozen=True, slots=True)
class Node:
    """A component in the picture."""

    component: Component
    change: Change
    words: tuple[str, ...]


def picture(stage: StageChange) -> str:
    """A block of Markdown with the picture and what it leaves out; empty where no component or connection changes."""
    changes = _changes(stage)
    if not changes.components and not changes.connections:
        return ""
    nodes = _nodes(stage, changes)
    edges = [edge for edge in _edges(stage, changes) if edge[0].source in nodes and edge[0].target in nodes]
    lines = [*_flowchart(stage, nodes, edges[:MOST_EDGES])]
    left = changes.touched - nodes.keys()
    note = f"\n\n*{len(left)} more components that change are not in the picture.*" if left else ""
    return "\n".join(("```mermaid", *lines, "```")) + note


@dataclass(frozen=True, slots=True)
class _Changes:
    """What became of components and connections by id, and which components have to do with it."""

    components: Mapping[str, tuple[Change, tuple[str, ...]]]
    connections: Mapping[str, Change]
    touched: frozenset[str]


def _changes(stage: StageChange) -> _Changes:
    components = {one.id: (one.change, one.details) for one in stage.differences if one.subject == "component"}
    components |= {new: (Change.CHANGED, (f"was {old}",)) for old, new in (stage.renamed or {}).items()}
    connections = {one.id: one.change for one in stage.differences if one.subject == "connection"}
    known = {**_connections(_before(stage)), **_connections(_after(stage))}
    ends = {end for ident in connections if ident in known for end in (known[ident].source, known[ident].target)}
    return _Changes(components, connections, frozenset(components) | ends)


def _nodes(stage: StageChange, changes: _Changes) -> dict[str, Node]:
    """What changes; with its neighbors and machines if there is room for them."""
    every = {**_components(_before(stage)), **_components(_after(stage))}
    old = set(stage.renamed or {})
    shown = [ident for ident in every if ident in changes.touched and ident not in old]
    around = [ident for ident in every if ident in _around(stage, set(shown)) and ident not in {*shown, *old}]
    if len(shown) + len(around) <= MOST_NODES:
        shown += around
    found = {}
    for ident in (one for one in every if one in set(shown[:MOST_NODES])):
        change, details = changes.components.get(ident, (NEIGHBOR, ()))
        found[ident] = Node(every[ident], change, _words(change, details))
    return found


def _words(change: Change, details: tuple[str, ...]) -> tuple[str, ...]:
    if change is Change.SAME:
        return ()
    return (details[0],) if change is Change.CHANGED and details else (str(change),)


def _around(stage: StageChange, shown: set[str]) -> set[str]:
    """What a component is connected with, or runs on."""
    found: set[str] = set()
    for side in (_before(stage), _after(stage)):
        for one in _connections(side).values():
            ends = {one.source, one.target}
            found |= ends if ends & shown else set()
        found |= {host for ident in shown for host in _hosts(side, ident)}
    return found


def _edges(stage: StageChange, changes: _Changes) -> Iterator[tuple[Connection, Change]]:
    """Connections, those that change first."""
    before, after = _connections(_before(stage)), _connections(_after(stage))
    moved = stage.renamed or {}
    every = [(one, changes.connections.get(ident, Change.SAME)) for ident, one in after.items()]
    every += [
        (one, Change.REMOVED) for ident, one in before.items() if changes.connections.get(ident) is Change.REMOVED
    ]
    fresh = [pair for pair in every if pair[0].source != pair[0].target and pair[0].source not in moved]
    yield from sorted(fresh, key=lambda pair: pair[1] is Change.SAME)


def _flowchart(
    stage: StageChange, nodes: Mapping[str, Node], edges: Iterable[tuple[Connection, Change]]
) -> Iterator[str]:
    names = {ident: f"n{number}" for number, ident in enumerate(nodes)}
    yield "flowchart LR"
    yield f"  accTitle: What changes in {_text(stage.name)}"
    inside = _inside(stage, nodes)
    for ident in nodes:
        if ident not in inside:
            yield from _drawn(ident, nodes, names, inside, "  ")
    for one, change in edges:
        label = " ".join(filter(None, (_said(change), one.protocol, str(one.port or ""))))
        text = f'|"{_text(label)}"|' if label else ""
        yield f"  {names[one.source]} {ARROWS[change]}{text} {names[one.target]}"
    for change, style in STYLES.items():
        ids = [names[ident] for ident, node in nodes.items() if node.change is change]
        if ids:
            yield f"  classDef {change} {style}"
            yield f"  class {','.join(ids)} {change}"


def _drawn(
    ident: str, nodes: Mapping[str, Node], names: Mapping[str, str], inside: Mapping[str, str], indent: str
) -> Iterator[str]:
    """A component, and what runs on it in a frame."""
    below = [other for other, host in inside.items() if host == ident]
    lines = [_text(line) for line in _lines(nodes[ident])]
    if not below:
        yield f'{indent}{names[ident]}["{"<br/>".join(lines)}"]'
        return
    yield f'{indent}subgraph {names[ident]}["{", ".join(lines)}"]'  # a frame has room for one line
    for other in below:
        yield from _drawn(other, nodes, names, inside, f"{indent}  ")
    yield f"{indent}end"


def _inside(stage: StageChange, nodes: Mapping[str, Node]) -> dict[str, str]:
    """Component → the only component in the picture that it runs on."""
    found: dict[str, str] = {}
    for ident in nodes:
        hosts = _hosts(_after(stage), ident) or _hosts(_before(stage), ident)
        if len(hosts) == 1 and hosts[0] in nodes and not _leads(hosts[0], ident, found):
            found[ident] = hosts[0]
    return found


def _leads(start: str, end: str, inside: Mapping[str, str]) -> bool:
    while start in inside:
        start = inside[start]
        if start == end:
            return True
    return start == end


def _lines(node: Node) -> list[str]:
    one = node.component
    count = f" ({len(one.instances)})" if len(one.instances) > 1 else ""
    first = f"{one.id}{count}"
    second = one.product_name or one.kind.title
    said = (second,) if second.lower() != one.id else ()
    return [first, *said, *node.words]


def _said(change: Change) -> str:
    return "" if change is Change.SAME else str(change)


def _text(text: str) -> str:
    """Text in which nothing is markup of Mermaid, Markdown or HTML, whoever wrote it."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    line = line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
    return _SAFE.sub(lambda match: match[0] if match[0].isalpha() else f"#{ord(match[0])};", line)


def _before(stage: StageChange) -> Stage | None:
    return stage.before.stage if stage.before else stage.compared.stage if stage.compared else None


def _after(stage: StageChange) -> Stage | None:
    return stage.after.stage if stage.after else None


def _components(stage: Stage | None) -> Mapping[str, Component]:
    return stage.components if stage else {}


def _connections(stage: Stage | None) -> dict[str, Connection]:
    return {one.id: one for one in stage.connections if one.targets} if stage else {}


def _hosts(stage: Stage | None, ident: str) -> list[str]:
    """The components that one runs on, in either form of its name."""
    if stage is None or ident not in stage.components:
        return []
    hosts = stage.components[ident].hosts
    known = (stage.instances[host].component if host in stage.instances else host for host in hosts)
    return list(dict.fromkeys(known))
