"""The dress: a picture with its layout as SVG whose colors a stylesheet decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.draw.cards import (
    CHIP_ICON,
    FACT,
    FACT_LINE,
    FRAME_PAD,
    GUARD_ICON,
    HEADER_LINE,
    ICON,
    PAD,
    SEAL_ICON,
    SMALL,
    SMALL_LINE,
    TITLE,
    TITLE_LINE,
)
from infra_design.draw.glyphs import badge, sign
from infra_design.draw.grid import GLYPH, LABEL_LINE, glyphs
from infra_design.draw.legend import legend
from infra_design.draw.markup import arrowhead, element, escape, number, path
from infra_design.draw.metrics import text_width
from infra_design.draw.picture import Shape, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra_design.draw.box import Box
    from infra_design.draw.grid import Grid, Wire
    from infra_design.draw.icons import Symbol
    from infra_design.draw.layout import Layout, Route
    from infra_design.draw.picture import Card, Chip, Flow, Frame, Picture, Seal

_FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
_BADGE_IN = 3.0
_BASELINE = 0.8
"""From the top of a line of text to what letters stand on, in sizes of its font, roughly."""


def dress(picture: Picture, grid: Grid, layout: Layout, prefix: str, title: str) -> tuple[str, float, float]:
    """The SVG of a picture, its width and its height.

    Args:
        picture: what is drawn.
        grid: its lines.
        layout: where everything is.
        prefix: goes before every id, so that several pictures fit on one page.
        title: one line.
    """
    key, width, below = legend(picture, grid, layout.width)
    height = layout.height + below
    dresser = _Dresser(picture, grid, layout, prefix)
    content = "".join(
        (
            element("title", escape(title), id=f"{prefix}-title"),
            element("desc", escape(_description(picture)), id=f"{prefix}-desc"),
            *dresser.layers(),
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
        text_rendering="geometricPrecision",
    )
    return svg, width, height


def _description(picture: Picture) -> str:
    frames, cards = len(picture.frames), sum(1 for card in picture.cards.values() if card.component)
    return (
        f"{cards} components in {frames} frames, and {len(picture.flows)} connections; described below the picture."
    )


class _Dresser:
    """Writes what has a place."""

    def __init__(self, picture: Picture, grid: Grid, layout: Layout, prefix: str) -> None:
        self._picture = picture
        self._grid = grid
        self._layout = layout
        self._prefix = prefix

    def layers(self) -> Iterator[str]:
        """From the back to the front."""
        yield self._layer("frames", map(self._frame, self._picture.frames.values()))
        yield self._layer("ties", self._ties())
        yield self._layer("flows", self._flows())
        yield self._layer("headers", map(self._header, self._picture.frames.values()))
        cards = (card for card in self._picture.cards.values() if card.key in self._layout.cells)
        yield self._layer("cards", map(self._card, cards))
        yield self._layer("badges", self._badges(), font_weight="bold")

    def _layer(self, name: str, parts: Iterable[str], **attributes: str) -> str:
        content = "".join(parts)
        return element("g", content, class_=name, **attributes) if content else ""

    def _id(self, key: str) -> str:
        return f"{self._prefix}-{key.replace('@', '_').replace('/', '__')}"

    def _frame(self, frame: Frame) -> str:
        box = self._layout.frames[frame.key]
        return element(
            "rect",
            class_=f"frame {frame.category} depth-{frame.depth % 2}",
            id=self._id(frame.key),
            x=box.left,
            y=box.top,
            width=box.width,
            height=box.height,
            rx=10,
            fill="none",
            stroke="#bbb",
            data_component=frame.component,
            data_instance=" ".join(frame.instances),
        )

    def _header(self, frame: Frame) -> str:
        """Name and note of a frame, and the chips below; over the lines that cross it."""
        box = self._layout.frames[frame.key]
        left, line = box.left + FRAME_PAD, box.top + HEADER_LINE - 1
        words = _icon(frame.symbol, left, box.top + 4, CHIP_ICON) if frame.symbol else ""
        after = left + (CHIP_ICON + 5 if frame.symbol else 0)
        words += _text(frame.title, after, line, "title")
        if frame.note_below:
            words += _text(frame.note, left, line + HEADER_LINE, "fact")
        elif frame.note:
            words += _text(frame.note, after + text_width(frame.title, TITLE, bold=True) + 8, line, "fact")
        linked = self._link(
            frame.component, words, frame.summary, f"header depth-{frame.depth % 2}", data_component=frame.component
        )
        return linked + "".join(self._chip(chip, frame) for chip in frame.chips)

    def _link(self, component: str, content: str, summary: str, class_: str, **attributes: str) -> str:
        """Something to click, with what it is in words; no link where there is no component."""
        inside = element("title", escape(summary)) + content
        if not component:
            return element("g", inside, class_=class_, **attributes)
        target = f"{{components}}{component}"
        return element("a", inside, class_=class_, **attributes, xlink__href=target)

    def _chip(self, chip: Chip, frame: Frame) -> str:
        box = self._layout.chips[chip.key]
        content = _icon(chip.symbol, box.left, box.top + 1, CHIP_ICON - 1) if chip.symbol else ""
        content += _text(chip.label, box.left + CHIP_ICON + 2, box.top + 12.5, "fact")
        return self._link(
            chip.component,
            content,
            chip.summary,
            f"chip depth-{frame.depth % 2}",
            id=self._id(chip.key),
            data_component=chip.component,
            data_instance=" ".join(chip.instances),
        )

    def _card(self, card: Card) -> str:
        box = self._layout.cells[card.key]
        content = element(
            "rect", x=box.left, y=box.top, width=box.width, height=box.height, rx=8, fill="#fff", stroke="#bbb"
        )
        content += _beside_icon(card, box) if card.shape is Shape.CHIP else _under_icon(card, box)
        data = {"data_component": card.component, "data_instance": " ".join(card.instances)} if card.component else {}
        linked = self._link(
            card.component, content, card.summary, f"card {card.shape.value}", id=self._id(card.key), **data
        )
        return linked + "".join(self._seals(card, box))

    def _seals(self, card: Card, box: Box) -> Iterator[str]:
        """What a card bears, in lines under its facts; links of their own."""
        line = box.bottom - PAD - FACT_LINE * sum(len(seal.lines) for seal in card.seals) + FACT
        for seal in card.seals:
            yield self._seal(seal, box, line)
            line += FACT_LINE * len(seal.lines)

    def _seal(self, seal: Seal, box: Box, line: float) -> str:
        content = ""
        for number_, text in enumerate(seal.lines):
            indent = SEAL_ICON if number_ == 0 else 0.0
            left = box.x - (text_width(text, FACT) + indent) / 2
            if number_ == 0 and seal.locked:
                content += sign("lock", left - 1, line - 9)
            content += _text(text, left + indent, line + number_ * FACT_LINE, "fact")
        return self._link(
            seal.component,
            content,
            seal.summary,
            "seal",
            data_component=seal.component,
            data_instance=" ".join(seal.instances),
        )

    def _flows(self) -> Iterator[str]:
        routes: dict[str, list[tuple[Wire, Route]]] = {}
        for wire, route in zip(self._grid.wires, self._layout.wires, strict=True):
            routes.setdefault(wire.flow, []).append((wire, route))
        for flow in self._picture.flows:
            lines = "".join(_wire(wire, route) for wire, route in routes[flow.key])
            states = [state for state in ("blocked", "optional") if getattr(flow, state)]
            yield element(
                "g",
                element("title", escape(flow.summary)) + lines + self._label(flow),
                class_=" ".join(("flow", flow.style.value, *states)),
                id=self._id(flow.key),
                data_connection=" ".join(flow.connections),
            )

    def _label(self, flow: Flow) -> str:
        box = self._layout.cells[flow.key]
        signs = glyphs(flow)
        if not flow.label and not signs:
            joined = len(flow.sources) > 1 or len(flow.targets) > 1
            return element("circle", class_="joint", cx=box.x, cy=box.y, r=3) if joined else ""
        out = element(
            "rect", class_="label", x=box.left, y=box.top, width=box.width, height=box.height, rx=6, fill="#fff"
        )
        lines = flow.label or ("",)
        for place, text in enumerate(lines):
            room = GLYPH * len(signs) if place == 0 else 0.0
            left = box.x - (text_width(text, FACT) + room) / 2
            line = box.top + 2 + LABEL_LINE * place + 10
            if place == 0:
                out += "".join(sign(name, left + GLYPH * at - 1, line - 9) for at, name in enumerate(signs))
            out += _text(text, left + room, line, "words")
        return out

    def _ties(self) -> Iterator[str]:
        for place, (tie, route) in enumerate(zip(self._picture.ties, self._layout.ties, strict=True)):
            arrow = tie.style is not Style.PART
            content = element("title", escape(tie.summary)) + _line(route, "line")
            if arrow:
                content += element("path", class_="arrow", d=arrowhead(route.points))
            if route.label:
                box = route.label
                content += element(
                    "rect",
                    class_="label",
                    x=box.left,
                    y=box.top,
                    width=box.width,
                    height=box.height,
                    rx=6,
                    fill="#fff",
                )
                content += _text(tie.label, box.x, box.top + 11, "words", anchor="middle")
            yield element(
                "g",
                content,
                class_=" ".join(filter(None, ("tie", tie.style.value, tie.traffic.value if tie.traffic else ""))),
                id=self._id(f"tie.{place}"),
                data_connection=" ".join(tie.connections) or None,
                data_from=tie.source,
                data_to=tie.target,
            )

    def _badges(self) -> Iterator[str]:
        marked: list[tuple[Card | Frame, Box]] = [
            *((frame, self._layout.frames[frame.key]) for frame in self._picture.frames.values()),
            *(
                (card, self._layout.cells[card.key])
                for card in self._picture.cards.values()
                if card.key in self._layout.cells
            ),
        ]
        for shown, box in marked:
            if shown.badge:
                yield badge(shown.badge, box.right - _BADGE_IN, box.top + _BADGE_IN)


def _wire(wire: Wire, route: Route) -> str:
    data = {"data_from": " ".join(wire.ends[0]), "data_to": " ".join(wire.ends[1])}
    standby = " standby" if wire.standby else ""
    out = _line(route, f"line{standby}", **data)
    if wire.arrow:
        out += element("path", class_=f"arrow{standby}", d=arrowhead(route.points))
    return out


def _line(route: Route, class_: str, **attributes: str) -> str:
    return element("path", class_=class_, d=path(route.points), fill="none", stroke="#777", **attributes)


def _under_icon(card: Card, box: Box) -> str:
    """Icon, name and facts, one under the other."""
    guard = card.shape is Shape.GUARD or not card.component
    icon, size = (GUARD_ICON, SMALL if card.component else TITLE) if guard else (ICON, TITLE)
    out = _icon(card.symbol, box.x - icon / 2, box.top + PAD, icon) if card.symbol else ""
    line = box.top + PAD + icon + 4
    for text in card.title:
        out += _text(text, box.x, line + size * _BASELINE + 1, "title", anchor="middle")
        line += TITLE_LINE
    for text in card.facts:
        out += _text(text, box.x, line + FACT * _BASELINE + 1, "fact", anchor="middle")
        line += FACT_LINE
    return out


def _beside_icon(card: Card, box: Box) -> str:
    """Icon left of the name."""
    out, left = "", box.left + 8
    if card.symbol:
        out += _icon(card.symbol, box.left + 6, box.y - CHIP_ICON / 2, CHIP_ICON)
        left += CHIP_ICON + 2
    top = box.y - SMALL_LINE * len(card.title) / 2
    for place, text in enumerate(card.title):
        out += _text(text, left, top + SMALL_LINE * place + 10, "name")
    return out


def _icon(symbol: Symbol, x: float, y: float, size: float) -> str:
    """An icon scaled into a square; on a plate if it would vanish on some page."""
    width, height = (size, size / symbol.ratio) if symbol.ratio >= 1 else (size * symbol.ratio, size)
    out = ""
    if symbol.dark or symbol.light:
        class_ = "plate dark-icon" if symbol.dark else "plate light-icon"
        pad = 1.5
        out += element(
            "rect",
            class_=class_,
            x=x - pad,
            y=y - pad,
            width=size + 2 * pad,
            height=size + 2 * pad,
            rx=5,
            fill="none",
        )
    return out + element(
        "image",
        x=x + (size - width) / 2,
        y=y + (size - height) / 2,
        width=width,
        height=height,
        xlink__href=f"{{icons}}/{symbol.name}{symbol.suffix}",
    )


def _text(text: str, x: float, y: float, class_: str, anchor: str | None = None) -> str:
    return element("text", escape(text), class_=class_, x=x, y=y, text_anchor=anchor)
