"""The picture in columns: cards, the labels between them, and a waypoint wherever a line crosses a column."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from infra_design.draw.flows import LABEL
from infra_design.draw.metrics import text_width
from infra_design.draw.picture import Style
from infra_design.draw.ranks import depths
from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infra_design.draw.nesting import Nesting
    from infra_design.draw.picture import Fate, Flow, Picture

LABEL_LINE = 13.0
GLYPH = 12.0
"""Room for a lock or a shield before the first line of a label."""

_WAYPOINT = 8.0
_USUAL_GAP = 24.0


@dataclass(frozen=True, slots=True)
class Cell:
    """Something with a place in a column: a card, a label (`flow`) or a waypoint (neither)."""

    key: str
    column: int
    width: float
    height: float
    frame: str
    flow: str = ""


@dataclass(frozen=True, slots=True)
class Wire:
    """One line of a flow, from cell to cell through neighboring columns; the first and last are no waypoints.

    Attributes:
        net: lines of one net may run over each other.
        ends: keys of the cards at the ends of the traffic on it: sources and targets.
        arrow: it ends in an arrowhead.
        standby: it is used only after a failure.
        fate: of this line alone, where it is another than that of the flow.
    """

    flow: str
    net: str
    cells: tuple[str, ...]
    ends: tuple[tuple[str, ...], tuple[str, ...]]
    arrow: bool
    standby: bool
    back: bool = False
    fate: Fate | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells by key, and the lines between them."""

    cells: Mapping[str, Cell] = field(default_factory=dict)
    wires: tuple[Wire, ...] = ()


def grid(picture: Picture, nesting: Nesting, columns: Mapping[str, int]) -> Grid:
    """Put the picture into columns; `columns` are those of the cards, guards excepted, which follow from flows."""
    columns = {**columns, **_guard_columns(picture, columns)}
    cells = {
        key: Cell(key, columns[key], card.width, card.height, card.frame)
        for key, card in picture.cards.items()
        if key in columns
    }
    for flow in picture.flows:
        cells[flow.key] = _label_cell(flow, nesting, cells)
    reach = spans(cells.values(), nesting)
    places = {key: span for key, span in reach.items() if picture.frames[key].category == Category.PLACE}
    wires = []
    for number, wire in enumerate(wire for flow in picture.flows for wire in _wires(flow)):
        vias = () if wire.back else _waypoints(wire, nesting, cells, places, number)
        cells |= {via.key: via for via in vias}
        between = tuple(via.key for via in vias)
        wires.append(replace(wire, cells=(wire.cells[0], *between, wire.cells[1])) if vias else wire)
    return Grid(cells, tuple(wires))


def spans(cells: Iterable[Cell], nesting: Nesting) -> dict[str, tuple[int, int]]:
    """First and last column of each frame."""
    out: dict[str, tuple[int, int]] = {}
    for cell in cells:
        for frame in nesting.around(cell.frame):
            low, high = out.get(frame, (cell.column, cell.column))
            out[frame] = (min(low, cell.column), max(high, cell.column))
    return out


def rough_width(picture: Picture, columns: Mapping[str, int]) -> float:
    """About how wide the picture gets: what stands in its columns, and usual gaps."""
    widths = dict.fromkeys(columns.values(), 0.0)
    labels = [(max(columns[end] for end in flow.sources) + 1, label_size(flow)[0]) for flow in picture.flows]
    guards = _guard_columns(picture, columns).items()
    cards = [(column, picture.cards[key].width) for key, column in (*columns.items(), *guards)]
    for column, width in (*labels, *cards):
        widths[column] = max(widths.get(column, 0.0), width)
    return sum(widths.values()) + _USUAL_GAP * len(widths)


def _guard_columns(picture: Picture, columns: Mapping[str, int]) -> dict[str, int]:
    """Firewalls stand in the columns just before what they guard, the outermost first."""
    depth = depths(picture.flows)
    return {
        guard: columns[target] - depth[guard]
        for flow in picture.flows
        for target, chain in flow.guards.items()
        for guard in chain
    }


def _label_cell(flow: Flow, nesting: Nesting, cells: Mapping[str, Cell]) -> Cell:
    """The label stands just behind the last source, in the innermost frame that is around all it connects."""
    column = max(cells[source].column for source in flow.sources) + 1
    ends = {*flow.sources, *flow.targets, *(guard for guards in flow.guards.values() for guard in guards)}
    if flow.back:
        ends = set(flow.sources)
    frame = nesting.common(cells[end].frame for end in sorted(ends))
    width, height = label_size(flow)
    return Cell(flow.key, column, width, height, frame, flow.key)


def glyphs(flow: Flow) -> tuple[str, ...]:
    """Names of the signs before a label, which say without color what its color says."""
    signs = {Style.SECURE: "lock", Style.CLEAR: "unlock"}
    found = [
        flow.fate.value if flow.fate else "",
        "block" if flow.blocked else signs.get(flow.style, ""),
        "shield" if flow.passed else "",
    ]
    return tuple(name for name in found if name)


def label_size(flow: Flow) -> tuple[float, float]:
    """Width and height of the label of a flow; a dot where it has none."""
    signs = len(glyphs(flow))
    least, high = flow.room
    if not flow.label and not signs:
        return max(least, _WAYPOINT), max(high, _WAYPOINT)
    widths = [text_width(line, LABEL) for line in flow.label] or [0.0]
    widths[sign_line(flow)] += GLYPH * signs
    return max(least, -(-(max(widths) + 9) // 2) * 2), max(high, LABEL_LINE * len(widths) + 4)


def sign_line(flow: Flow) -> int:
    """The line of a label before which its signs stand: the shortest."""
    return min(range(len(flow.label)), key=lambda place: text_width(flow.label[place], LABEL), default=0)


def _wires(flow: Flow) -> Iterator[Wire]:
    for source in flow.sources:
        standby = source in flow.standby
        ends: tuple[tuple[str, ...], tuple[str, ...]] = ((source,), flow.targets)
        yield Wire(flow.key, f"{flow.key}<", (source, flow.key), ends, arrow=False, standby=standby)
    for target in flow.targets:
        ends = (flow.sources, (target,))
        standby = target in flow.standby or set(flow.sources) <= flow.standby
        for tail, head in pairwise((flow.key, *flow.guards.get(target, ()), target)):
            yield Wire(flow.key, f"{tail}>", (tail, head), ends, arrow=True, standby=standby, back=flow.back)


def _waypoints(
    wire: Wire, nesting: Nesting, cells: Mapping[str, Cell], places: Mapping[str, tuple[int, int]], number: int
) -> tuple[Cell, ...]:
    """One in each column between the ends; inside the places of an end as far as these reach."""
    tail, head = (cells[key] for key in wire.cells)
    shared = nesting.common((tail.frame, head.frame))
    vias = []
    for column in range(tail.column + 1, head.column):
        frame = shared
        for end in (head, tail):
            if frame == shared:
                frame = _innermost(nesting.around(end.frame), shared, column, places)
        vias.append(Cell(f"via.{number}.{column}", column, 2, _WAYPOINT, frame))
    return tuple(vias)


def _innermost(chain: Sequence[str], shared: str, column: int, places: Mapping[str, tuple[int, int]]) -> str:
    """The innermost place of a chain, from a frame that both ends share inwards, that reaches over a column."""
    inner = chain[chain.index(shared) + 1 :] if shared else chain
    for frame in inner:
        if frame not in places or not places[frame][0] <= column <= places[frame][1]:
            break
        shared = frame
    return shared
