"""Flows and ties as SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.draw.cards import FACT
from infra_design.draw.glyphs import sign
from infra_design.draw.grid import GLYPH, LABEL_LINE, glyphs, sign_line
from infra_design.draw.markup import arrowhead, element, escape, identifier, path, rectangle, words
from infra_design.draw.metrics import text_width
from infra_design.draw.picture import Style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra_design.draw.box import Box
    from infra_design.draw.grid import Wire
    from infra_design.draw.layout import Route
    from infra_design.draw.picture import Fate, Flow, Tie

_LINE = ' fill="none" stroke="#777"'
_LABEL = ' fill="#fff"'
_JOINT = 3.0


def flow(shown: Flow, box: Box, lines: Iterable[tuple[Wire, Route]], prefix: str) -> str:
    """All lines of a flow, and its label."""
    states = (state for state, holds in (("blocked", shown.blocked), ("optional", shown.optional)) if holds)
    return element(
        "g",
        f"<title>{escape(shown.summary)}</title>{''.join(_wire(*line) for line in lines)}{_label(shown, box)}",
        class_=" ".join(("flow", shown.style.value, *states, *_fate(shown.fate))),
        id=identifier(prefix, shown.key),
        data_connection=" ".join(shown.connections),
    )


def tie(shown: Tie, route: Route, ident: str) -> str:
    """A line beside the flow."""
    content = f"<title>{escape(shown.summary)}</title>{line(route, 'line')}"
    if shown.style is not Style.PART:
        content += f'<path class="arrow" d="{arrowhead(route.points)}"/>'
    if route.label:
        content += rectangle(route.label, "label", 6, _LABEL)
        content += words(shown.label, route.label.x, route.label.top + 11, "words", middle=True)
    return element(
        "g",
        content,
        class_=" ".join(
            ("tie", shown.style.value, *([shown.traffic.value] if shown.traffic else []), *_fate(shown.fate))
        ),
        id=ident,
        data_connection=" ".join(shown.connections) or None,
        data_from=shown.source,
        data_to=shown.target,
    )


def _fate(fate: Fate | None) -> tuple[str, ...]:
    return (fate.value,) if fate else ()


def line(route: Route, class_: str, data: str = "") -> str:
    """A line through its corners; `data` is markup of further attributes."""
    return f'<path class="{class_}" d="{path(route.points)}"{data}{_LINE}/>'


def _wire(wire: Wire, route: Route) -> str:
    states = " ".join(("", *(["standby"] if wire.standby else []), *_fate(wire.fate)))
    data = f' data-from="{escape(" ".join(wire.ends[0]))}" data-to="{escape(" ".join(wire.ends[1]))}"'
    head = f'<path class="arrow{states}" d="{arrowhead(route.points)}"/>' if wire.arrow else ""
    return line(route, f"line{states}", data) + head


def _label(shown: Flow, box: Box) -> str:
    """Text and signs on the line; where there are none, a dot if lines join there."""
    signs = glyphs(shown)
    if not shown.label and not signs:
        joined = len(shown.sources) > 1 or len(shown.targets) > 1
        return element("circle", class_="joint", cx=box.x, cy=box.y, r=_JOINT) if joined else ""
    out = rectangle(box, "label", 6, _LABEL)
    for place, text in enumerate(shown.label or ("",)):
        room = GLYPH * len(signs) if place == sign_line(shown) else 0.0
        left = box.x - (text_width(text, FACT) + room) / 2
        base = box.top + 2 + LABEL_LINE * place + 10
        if room:
            out += "".join(sign(name, left + GLYPH * at - 1, base - 9) for at, name in enumerate(signs))
        out += words(text, left + room, base, "words") if text else ""
    return out
