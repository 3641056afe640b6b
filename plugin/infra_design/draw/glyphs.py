"""Signs that say without color what colors say: outlines in a square of 10 by 10."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.draw.markup import element, number
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from infra_design.draw.picture import Badge

SIGNS = {
    "lock": "M2 4.5V3.4a3 3 0 0 1 6 0v1.1h.6v5H1.4v-5zM3.4 4.5h3.2V3.4a1.6 1.6 0 0 0-3.2 0z",
    "unlock": "M4.6 4.5h4v5H1.4v-5h1.8V3.1a2.4 2.4 0 0 1 4.6-.9l-1.2.6a1.1 1.1 0 0 0-2 .4z",
    "shield": "M5 .5l4 1.4v3c0 2.4-1.7 3.9-4 4.7C2.7 8.8 1 7.3 1 4.9v-3z",
    "block": "M5 .5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9zM2.6 3.7l3.7 3.7a2.8 2.8 0 0 1-3.7-3.7z"
    "M7.4 6.3l-3.7-3.7a2.8 2.8 0 0 1 3.7 3.7z",
    "added": "M4 1h2v3h3v2h-3v3h-2v-3h-3v-2h3z",
    "removed": "M1 4h8v2h-8z",
    "arrived": "M1 4h3.6v-2.8l4.9 3.8l-4.9 3.8v-2.8h-3.6z",
    "left": "M9 4h-3.6v-2.8l-4.9 3.8l4.9 3.8v-2.8h3.6z",
    "moved": "M1 4h3.6v-2.8l4.9 3.8l-4.9 3.8v-2.8h-3.6z",
    "changed": "M.8 9.2l.8-3l4.8-4.8l2.2 2.2l-4.8 4.8zM7 .9l.5-.5a.8.8 0 0 1 1.1 0l1 1a.8.8 0 0 1 0 1.1l-.5.5z",
}

_SHAPES = {
    Severity.ERROR: ("M5.5 0h7l5.5 5.5v7l-5.5 5.5h-7l-5.5-5.5v-7z", 13.0),
    Severity.HIGH: ("M9 .5Q10 .5 10.7 1.7L17.7 14.9Q18.5 17.2 16 17.2H2Q-.5 17.2 .3 14.9L7.3 1.7Q8 .5 9 .5z", 14.6),
    Severity.MEDIUM: ("M9-.2l9.2 9.2l-9.2 9.2l-9.2-9.2z", 12.7),
    Severity.LOW: ("M9 .5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17z", 12.7),
}
"""Outline in a square of 18 by 18 and the base line of the number in it: octagon, triangle, diamond, circle."""

BADGE = 18.0
_MANY = 100


def sign(name: str, x: float, y: float) -> str:
    """A sign with its top left corner at a point."""
    return f'<path class="sign {name}" transform="translate({number(x)} {number(y)})" d="{SIGNS[name]}"/>'


def badge(mark: Badge, x: float, y: float, who: str = "") -> str:
    """A badge around a point: the shape says how bad the worst issue is, the number how many there are.

    `who` is markup of attributes that say what has the issues.
    """
    outline, line = _SHAPES[mark.severity]
    count = str(mark.count) if mark.count < _MANY else "99+"
    content = element("path", d=outline) + element("text", count, x=9, y=line, text_anchor="middle")
    at = f"translate({number(x - BADGE / 2)} {number(y - BADGE / 2)})"
    return f'<g class="badge {mark.severity.value}"{who} transform="{at}">{content}</g>'
