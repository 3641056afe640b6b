"""The key to what is used in a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.draw.cards import FACT
from infra_design.draw.glyphs import BADGE, badge, sign
from infra_design.draw.markup import arrowhead, element, escape, path
from infra_design.draw.metrics import text_width
from infra_design.draw.picture import Badge, Fate, Style
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.draw.grid import Grid
    from infra_design.draw.picture import Card, Frame, Picture

_LINE, _ROW, _SPACE, _MARGIN = 34.0, 22.0, 22.0, 12.0
_LEAST_WIDTH = 360.0

_LINES = {
    "secure": ("encrypted", "lock"),
    "clear": ("clear text between machines", "unlock"),
    "local": ("within one machine", ""),
    "unknown": ("encryption not stated", ""),
    "standby": ("takes over on failure", ""),
    "optional": ("optional", ""),
    "blocked": ("blocked by a firewall", "block"),
    "replication": ("replication", ""),
    "lookup": ("DNS lookup", ""),
    "watch": ("monitoring, backup", ""),
    "added": ("new line", "added"),
    "changed": ("changed", "changed"),
    "removed": ("removed line", "removed"),
}
"""What each kind of line means, and its sign, in the order of the legend."""


def legend(picture: Picture, grid: Grid, width: float) -> tuple[str, float, float]:
    """The legend's markup, the width that picture and legend need, and the legend's height."""
    entries = [*_entries(picture, grid)]
    if not entries:
        return "", width, 0.0
    width = max(width, _LEAST_WIDTH)
    x, y, out = _MARGIN, _ROW / 2, ""
    for drawn, mark, words in entries:
        wide = mark + 8 + text_width(words, FACT)
        if x > _MARGIN and x + wide > width - _MARGIN:
            x, y = _MARGIN, y + _ROW
        out += element(
            "g",
            drawn + element("text", escape(words), class_="fact", x=mark + 8, y=3.7),
            transform=f"translate({x:.0f} {y:.0f})",
        )
        x += wide + _SPACE
    return out, width, y + _ROW


def _entries(picture: Picture, grid: Grid) -> Iterator[tuple[str, float, str]]:
    """Drawing, its width, and words."""
    used: set[str] = {flow.style.value for flow in picture.flows if not flow.blocked}
    used |= {tie.style.value for tie in picture.ties}
    used |= {name for name in ("optional", "blocked") if any(getattr(flow, name) for flow in picture.flows)}
    used |= {"standby"} if any(wire.standby for wire in grid.wires) else set()
    fates = (*(flow.fate for flow in picture.flows), *(tie.fate for tie in picture.ties))
    used |= {fate.value for fate in fates if fate}
    for name, (words, mark) in _LINES.items():
        if name in used:
            yield _sample(name, mark), _LINE, words
    if any(flow.passed for flow in picture.flows):
        yield sign("shield", 0, -5), 12, "passes a firewall"
    shown: list[Card | Frame] = [*picture.frames.values(), *picture.cards.values()]
    badges = {thing.badge.severity: thing.badge for thing in shown if thing.badge}
    for severity in Severity:
        if severity in badges:
            words = "design contradicts itself" if severity is Severity.ERROR else f"{severity.value} severity"
            yield badge(Badge(severity, 1), BADGE / 2, 0), BADGE, f"issues here: {words}"


def _sample(name: str, mark: str) -> str:
    """A short line of a kind."""
    start, end = (0.0, 0.0), (_LINE, 0.0)
    outer = "tie" if name in {Style.REPLICATION, Style.LOOKUP, Style.WATCH} else "flow"
    inner = " standby" if name == "standby" else ""
    states = {"standby": "", "optional": " optional", **{fate.value: f" {fate.value}" for fate in Fate}}
    kind = "unknown" if name in states else name
    state = states.get(name, "")
    out = element("path", class_=f"line{inner}", d=path((start, end)), fill="none", stroke="#777")
    out += element("path", class_=f"arrow{inner}", d=arrowhead((start, end)))
    if mark:
        out += element("rect", class_="label", x=6, y=-6, width=14, height=12, rx=4, fill="#fff") + sign(mark, 8, -5)
    return element("g", out, class_=f"{outer} {kind}{state}")
