"""The dress: a picture with its layout as SVG whose colors a stylesheet decides.

Attributes such as `fill` are for readers without that stylesheet; every rule of it is stronger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.draw.cards import CHIP_ICON, FACT, FRAME_PAD, HEADER_LINE, TITLE
from infra_design.draw.flags import flag
from infra_design.draw.glyphs import badge
from infra_design.draw.legend import legend
from infra_design.draw.markup import element, escape, identity, number, rectangle, words
from infra_design.draw.metrics import text_width
from infra_design.draw.svg_cards import card, chip, icon, linked
from infra_design.draw.svg_lines import flow, tie

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra_design.draw.box import Box
    from infra_design.draw.grid import Grid
    from infra_design.draw.layout import Layout, Scene
    from infra_design.draw.picture import Badge, Card, Frame, Picture

_FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
_BADGE_IN = 3.0
_FRAME = ' fill="none" stroke="#bbb"'


def dress(
    scene: Scene, prefix: str, title: str, explained: tuple[Picture, Grid] | None = None
) -> tuple[str, float, float]:
    """The SVG of a picture, its width and its height.

    Args:
        scene: what is drawn, and where.
        prefix: goes before every id, so that several pictures fit on one page.
        title: one line.
        explained: what the legend explains, if that is more than what is drawn.
    """
    picture, grid, layout = scene.picture, scene.grid, scene.layout
    key, width, below = legend(*(explained or (picture, grid)), layout.width)
    height = layout.height + below
    content = "".join(
        (
            f'<title id="{prefix}-title">{escape(title)}</title>',
            f'<desc id="{prefix}-desc">{_description(picture)}</desc>',
            *(_layer(name, parts) for name, parts in _layers(picture, grid, layout, prefix)),
            element("g", key, class_="legend", transform=f"translate(0 {number(layout.height)})") if key else "",
        )
    )
    svg = element(
        "svg",
        content,
        xmlns="http://www.w3.org/2000/svg",
        xmlns__xlink="http://www.w3.org/1999/xlink",
        class_="infra-diagram",
        id=prefix,
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="group",
        aria_labelledby=f"{prefix}-title {prefix}-desc",
        direction="ltr",
        font_family=_FONT,
        font_size=FACT,
        fill="#222",
    )
    return svg, width, height


def _description(picture: Picture) -> str:
    shown = sum(1 for shown in picture.cards.values() if shown.component)
    return f"Diagram with {shown} components in {len(picture.frames)} frames; in words below."


def _layer(name: str, parts: Iterable[str]) -> str:
    content = "".join(parts)
    return f'<g class="{name}">{content}</g>' if content else ""


def _layers(picture: Picture, grid: Grid, layout: Layout, prefix: str) -> Iterator[tuple[str, Iterable[str]]]:
    """From the back to the front."""
    cards = [(shown, layout.cells[key]) for key, shown in picture.cards.items() if key in layout.cells]
    frames = [(frame, layout.frames[key]) for key, frame in picture.frames.items()]
    lines: dict[str, list[int]] = {}
    for place, wire in enumerate(grid.wires):
        lines.setdefault(wire.flow, []).append(place)
    yield "frames", (_frame(frame, box, prefix) for frame, box in frames)
    yield (
        "ties",
        (tie(*drawn, f"{prefix}-tie.{at}") for at, drawn in enumerate(zip(picture.ties, layout.ties, strict=True))),
    )
    yield (
        "flows",
        (
            flow(one, layout.cells[one.key], [(grid.wires[at], layout.wires[at]) for at in lines[one.key]], prefix)
            for one in picture.flows
        ),
    )
    yield "headers", (_header(frame, box, layout, prefix) for frame, box in frames)
    yield "cards", (card(shown, box, prefix) for shown, box in cards)
    yield (
        "badges",
        (
            *(_badge(frame.badge, box, frame) for frame, box in frames if frame.badge),
            *(_badge(shown.badge, box, shown) for shown, box in cards if shown.badge),
        ),
    )


def _badge(mark: Badge, box: Box, of: Card | Frame) -> str:
    who = identity("", "", of.component, of.instances)
    return badge(mark, box.right - _BADGE_IN, box.top + _BADGE_IN, who)


def _frame(frame: Frame, box: Box, prefix: str) -> str:
    who = identity(prefix, frame.key, frame.component, frame.instances)
    fate = f" {frame.fate.value}" if frame.fate else ""
    return rectangle(box, f"frame {frame.category} depth-{frame.depth % 2}{fate}", 10, who + _FRAME)


def _header(frame: Frame, box: Box, layout: Layout, prefix: str) -> str:
    """Name and note of a frame, and the chips below; over the lines that cross it."""
    left, line = box.left + FRAME_PAD, box.top + HEADER_LINE - 1
    content = icon(frame.symbol, left, box.top + 4, CHIP_ICON) if frame.symbol else ""
    after = left + (CHIP_ICON + 5 if frame.symbol else 0)
    content += words(frame.title, after, line, "title")
    content += words(frame.below, left, line + HEADER_LINE, "fact") if frame.below else ""
    after += text_width(frame.title, TITLE, bold=True) + 8
    if frame.note:
        content += words(frame.note, after, line, "fact")
        after += text_width(frame.note, FACT) + 8
    if frame.fate:
        content += flag(frame.fate, after, box.top + 5)
    depth = f"depth-{frame.depth % 2}"
    who = identity("", "", frame.component, frame.instances)
    fate = f" {frame.fate.value}" if frame.fate else ""
    header = linked(frame.component, content, frame.summary, f"header {depth}{fate}", who)
    return header + "".join(chip(other, layout.chips[other.key], depth, prefix) for other in frame.chips)
