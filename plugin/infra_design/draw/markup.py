"""Writing SVG: elements, escaped text, lines with round corners."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from infra_design.draw.box import Box
    from infra_design.draw.layout import Point

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""

_SPECIAL = re.compile("[^\t\n\r\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\x7a\x7c-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, or holds only in another spelling."""

_CORNER = 6.0


def escape(text: str) -> str:
    """Text, also in attributes. Braces are escaped as well: `{icons}` in a label is not the place of an icon."""
    if _SPECIAL.search(text) is None:
        return text
    text = _FORBIDDEN.sub("\ufffd", text).replace("&", "&amp;").replace("{", "&#123;")
    return text.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def element(name: str, content: str = "", /, **attributes: str | float | None) -> str:
    """An element with markup as content.

    In names of attributes `_` stands for `-`, `__` for `:`, and one at the end is dropped. Values are escaped;
    None leaves an attribute out.
    """
    written = "".join(
        f' {_attribute(key)}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("__", ":").replace("_", "-")


def identifier(prefix: str, key: str) -> str:
    """The id of what has a key; keys consist of ids, `@` and `/`, so no two become equal."""
    return escape(f"{prefix}-{key.replace('@', '_').replace('/', '__')}")


def identity(prefix: str, key: str, component: str, instances: Iterable[str]) -> str:
    """Attributes that say what an element shows; without prefix no id, without component only the id."""
    out = f' id="{identifier(prefix, key)}"' if prefix else ""
    if component:
        out += f' data-component="{escape(component)}" data-instance="{escape(" ".join(instances))}"'
    return out


def number(value: float) -> str:
    """A length with at most one decimal."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def rectangle(box: Box, class_: str, radius: float, more: str = "") -> str:
    """A rectangle with round corners; `more` is markup of further attributes."""
    return (
        f'<rect class="{class_}" x="{number(box.left)}" y="{number(box.top)}" width="{number(box.width)}" '
        f'height="{number(box.height)}" rx="{number(radius)}"{more}/>'
    )


def words(text: str, x: float, y: float, class_: str, *, middle: bool = False) -> str:
    """A line of text that begins, or has its middle, at x."""
    anchor = ' text-anchor="middle"' if middle else ""
    return f'<text class="{class_}" x="{number(x)}" y="{number(y)}"{anchor}>{escape(text)}</text>'


def path(points: Iterable[Point]) -> str:
    """The outline of a line that turns at right angles, with round corners."""
    corners = list(points)
    out = [f"M{number(corners[0][0])} {number(corners[0][1])}"]
    for before, here, after in zip(corners, corners[1:], corners[2:], strict=False):
        radius = min(_CORNER, _length(before, here) / 2, _length(here, after) / 2)
        start, end = _towards(here, before, radius), _towards(here, after, radius)
        out.append(
            f"L{number(start[0])} {number(start[1])}"
            f"Q{number(here[0])} {number(here[1])} {number(end[0])} {number(end[1])}"
        )
    out.append(f"L{number(corners[-1][0])} {number(corners[-1][1])}")
    return "".join(out)


def _length(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _towards(here: Point, there: Point, distance: float) -> Point:
    length = _length(here, there) or 1.0
    return (
        here[0] + (there[0] - here[0]) * distance / length,
        here[1] + (there[1] - here[1]) * distance / length,
    )


def arrowhead(points: Sequence[Point], length: float = 7.0) -> str:
    """The outline of an arrowhead at the end of a line."""
    before, tip = points[-2:]
    total = _length(before, tip) or 1.0
    dx, dy = (tip[0] - before[0]) / total, (tip[1] - before[1]) / total
    back = (tip[0] - dx * length, tip[1] - dy * length)
    half = length / 2
    left, right = (back[0] - dy * half, back[1] + dx * half), (back[0] + dy * half, back[1] - dx * half)
    return "M{} {}L{} {}L{} {}Z".format(*(number(value) for point in (tip, left, right) for value in point))
