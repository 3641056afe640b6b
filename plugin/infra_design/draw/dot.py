"""The DOT of a picture, written by `diagrams` with every attribute set."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from infra_design.draw.cards import FRAME_PAD, HEADER_LINE
from infra_design.draw.metrics import text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphviz import Digraph

    from infra_design.draw.grid import Cell, Grid
    from infra_design.draw.picture import Frame, Picture

_NO_PORTS = {"tailport": "_", "headport": "_"}

_INCH = 72
"""DOT measures nodes in inches of 72 points; a point of the layout is a pixel of the picture."""

_NODESEP, _RANKSEP = 18.0, 18.0

_GRAPH = {
    "bgcolor": "transparent",
    "charset": "UTF-8",
    "compound": "false",
    "fontcolor": "#222222",
    "fontname": "Arial",
    "fontsize": "12",
    "label": "",
    "newrank": "true",
    "nodesep": f"{_NODESEP / _INCH:.3f}",
    "outputorder": "edgesfirst",
    "pad": "0",
    "rankdir": "LR",
    "ranksep": f"{_RANKSEP / _INCH:.3f}",
    "splines": "none",
}
_NODE = {
    "shape": "box",
    "style": "solid",
    "color": "#999999",
    "fixedsize": "true",
    "labelloc": "c",
    "imagescale": "false",
    "fontname": "Arial",
    "fontsize": "10",
    "fontcolor": "#222222",
    "width": "0.1",
    "height": "0.1",
}
_EDGE = {
    "color": "#888888",
    "arrowsize": "0.6",
    "dir": "forward",
    "style": "solid",
    "tailport": "e",
    "headport": "w",
    "fontname": "Arial",
    "fontsize": "10",
    "fontcolor": "#222222",
}
_CLUSTER = {
    "bgcolor": "transparent",
    "fontcolor": "#222222",
    "fontname": "Arial",
    "labeljust": "l",
    "margin": f"{FRAME_PAD:.0f}",
    "pencolor": "#999999",
    "rankdir": "LR",
    "shape": "box",
    "style": "rounded",
}
_LINE = 1.2
"""Height of a line of text for Graphviz, in sizes of its font."""

_SPACE = "\u00a0"
_STRAIGHT_INSIDE, _STRAIGHT, _FAN = 400, 200, 20
"""How much it matters that a line is straight: the only one between two cells (of one frame), one of several."""


def dot(picture: Picture, grid: Grid, *, mirrored: bool = False) -> str:
    """The picture as DOT text: nodes of fixed sizes in columns, with a node for every label and waypoint.

    All text is escaped, and none of it decides on the size of anything but the headers of frames.

    Args:
        picture: what is drawn.
        grid: its cells and lines.
        mirrored: the result will be turned upside down, so headers of frames go to the bottom.
    """
    diagrams = _library()
    diagram = diagrams.Diagram("", filename="diagram", show=False)
    for attributes, values in (
        (diagram.dot.graph_attr, _GRAPH),
        (diagram.dot.node_attr, _NODE),
        (diagram.dot.edge_attr, _EDGE),
    ):
        attributes.clear()
        attributes.update(values)
    diagrams.setdiagram(diagram)
    try:
        _Writer(picture, grid, "b" if mirrored else "t").frame("")
    finally:
        diagrams.setcluster(None)
        diagrams.setdiagram(None)
    _edges(diagram.dot, grid)
    _same_columns(diagram.dot, picture, grid)
    source: str = diagram.dot.source
    return source


def _library() -> Any:  # noqa: ANN401 — its annotations are wrong: `**attrs: Dict`
    import diagrams  # noqa: PLC0415 — 25 ms, for drawing only

    return diagrams


class _Writer:
    """Writes frames and what stands in them."""

    def __init__(self, picture: Picture, grid: Grid, headers: str) -> None:
        self._picture = picture
        self._headers = headers
        self._cells: dict[str, list[Cell]] = {}
        self._frames: dict[str, list[Frame]] = {}
        self._flows = {flow.key: flow for flow in picture.flows}
        for cell in grid.cells.values():
            self._cells.setdefault(cell.frame, []).append(cell)
        for frame in picture.frames.values():
            self._frames.setdefault(frame.parent, []).append(frame)

    def frame(self, key: str) -> None:
        """Write what stands in a frame."""
        diagrams = _library()
        for frame in self._frames.get(key, ()):
            with diagrams.Cluster(frame.key, graph_attr=_CLUSTER | _header(frame) | {"labelloc": self._headers}):
                self.frame(frame.key)
        for cell in self._cells.get(key, ()):
            size = {"width": f"{cell.width / _INCH:.4f}", "height": f"{cell.height / _INCH:.4f}"}
            shape = {} if cell.key in self._picture.cards or cell.flow else {"shape": "point"}
            diagrams.Node(escaped(self._label(cell)), nodeid=cell.key, **size, **shape)

    def _label(self, cell: Cell) -> str:
        card = self._picture.cards.get(cell.key)
        if card:
            return " ".join(card.title)
        return " ".join(flow.label) if (flow := self._flows.get(cell.flow)) else ""


def escaped(text: str) -> str:
    """Text that Graphviz shows as it is: no markup, no escape sequences, no line ends."""
    import graphviz  # noqa: PLC0415 — comes with diagrams, see _library

    clean = "".join(character if character.isprintable() else " " for character in text)
    label: str = graphviz.nohtml(graphviz.escape(" ".join(clean.split())))
    return label


def _header(frame: Frame) -> dict[str, str]:
    """Label of a cluster that takes up as much room as the header that is drawn there later."""
    size = HEADER_LINE / _LINE
    title = f"{frame.title}  {frame.note}".strip()
    missing = frame.width - text_width(title, size) if title.isascii() else frame.width
    padding = _SPACE * max(0, round(missing / text_width(" ", size)))
    text = "\\n".join([escaped(title) + padding, *(_SPACE for _ in range(frame.lines - 1))])
    return {"label": text, "fontsize": f"{size:.2f}"}


def _edges(graph: Digraph, grid: Grid) -> None:
    """One edge for each pair of cells that a line joins, straighter the fewer there are at its ends."""
    arrows: dict[tuple[str, str], str] = {}
    for wire in grid.wires:
        for pair in () if wire.back else pairwise(wire.cells):
            arrows.setdefault(pair, "normal" if wire.arrow and pair[1] == wire.cells[-1] else "none")
    out, into = Counter(tail for tail, _ in arrows), Counter(head for _, head in arrows)
    for (tail, head), arrow in arrows.items():
        if out[tail] > 1 or into[head] > 1:
            weight = _FAN
        else:
            weight = _STRAIGHT_INSIDE if grid.cells[tail].frame == grid.cells[head].frame != "" else _STRAIGHT
        graph.edge(tail, head, arrowhead=arrow, weight=str(weight))


def _same_columns(graph: Digraph, picture: Picture, grid: Grid) -> None:
    """Tie what no edge ties: cards beside others, and pieces that nothing connects with the rest."""
    groups = _Groups(grid.cells)
    for wire in grid.wires:
        for tail, head in () if wire.back else pairwise(wire.cells):
            groups.join(tail, head)
    same: list[tuple[str, str]] = []
    for tie in picture.ties:
        ends = (tie.source, tie.target)
        if not tie.overhead and all(end in grid.cells for end in ends):
            graph.edge(*ends, constraint="false", weight="0", style="dashed", arrowhead="none", **_NO_PORTS)
            if groups.join(*ends):
                same.append(ends)
    anchors: dict[int, str] = {}
    for cell in grid.cells.values():
        anchor = anchors.setdefault(cell.column, cell.key)
        if groups.join(anchor, cell.key):
            same.append((anchor, cell.key))
    for one, other in same:
        with graph.subgraph() as subgraph:
            subgraph.attr(rank="same")
            subgraph.node(one)
            subgraph.node(other)
    _columns_apart(graph, anchors, groups)


def _columns_apart(graph: Digraph, anchors: Mapping[int, str], groups: _Groups) -> None:
    """Keep columns apart that no line joins."""
    columns = sorted(anchors)
    for left, right in pairwise(columns):
        if groups.join(anchors[left], anchors[right]):
            graph.edge(anchors[left], anchors[right], style="invis", weight="1", minlen=str(right - left))


class _Groups(dict[str, str]):
    """Which cells hang together."""

    def __init__(self, keys: Iterable[str]) -> None:
        super().__init__((key, key) for key in keys)

    def join(self, one: str, other: str) -> bool:
        """Join two; False if they were together already."""
        roots = [self._root(one), self._root(other)]
        self[roots[1]] = roots[0]
        return roots[0] != roots[1]

    def _root(self, key: str) -> str:
        while self[key] != key:
            self[key] = key = self[self[key]]
        return key
