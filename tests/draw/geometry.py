"""What can be seen in a drawing, read back from its SVG."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from tests.draw.drawings import parsed

from infra_design.draw.metrics import text_width

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from infra_design.model.drawing import Drawing

SVG = "{http://www.w3.org/2000/svg}"
SIZES = {"title": 12.0, "name": 11.0, "fact": 10.5, "words": 10.5}


@dataclass(frozen=True)
class Rectangle:
    name: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Rectangle, slack: float = 0.5) -> bool:
        return (
            self.left + slack < other.right
            and other.left + slack < self.right
            and self.top + slack < other.bottom
            and other.top + slack < self.bottom
        )

    def holds(self, other: Rectangle, slack: float = 0.5) -> bool:
        return (
            self.left - slack <= other.left
            and self.top - slack <= other.top
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )


@dataclass(frozen=True)
class Seen:
    """Everything with a place; lines are lists of points under the id of their group."""

    page: Rectangle
    cards: list[Rectangle]
    labels: list[Rectangle]
    frames: list[Rectangle]
    texts: list[tuple[Rectangle, Rectangle]]
    lines: list[tuple[str, list[tuple[float, float]]]]


def rectangle(element: Element, name: str) -> Rectangle:
    x, y, width, height = (float(element.get(key, "nan")) for key in ("x", "y", "width", "height"))
    return Rectangle(name, x, y, x + width, y + height)


def text_box(element: Element) -> Rectangle:
    text = element.text or ""
    kind = element.get("class", "")
    size = SIZES[kind]
    width = text_width(text, size, bold=kind == "title")
    x, y = float(element.get("x", "nan")), float(element.get("y", "nan"))
    left = x - width / 2 if element.get("text-anchor") == "middle" else x
    return Rectangle(text, left, y - size * 0.75, left + width, y + size * 0.22)


def points(path: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def see(drawing: Drawing) -> Seen:
    svg = parsed(drawing)
    _, _, width, height = (float(number) for number in svg.get("viewBox", "").split())
    seen = Seen(Rectangle("page", 0, 0, width, height), [], [], [], [], [])
    layers = {group.get("class"): group for group in svg.findall(f"{SVG}g")}
    seen.frames.extend(rectangle(rect, rect.get("id", "")) for rect in layers.get("frames", ()))
    frames = iter(seen.frames)
    frame = seen.page
    for header in layers.get("headers", ()):
        frame = next(frames) if header.get("class", "").startswith("header") else frame
        seen.texts.extend((text_box(text), frame) for text in header.iter(f"{SVG}text"))
    for card in layers.get("cards", ()):
        boxes = [rect for rect in card.findall(f"{SVG}rect") if rect.get("class") == "box"]
        if boxes:
            seen.cards.append(rectangle(boxes[0], card.get("id", "")))
        seen.texts.extend((text_box(text), seen.cards[-1]) for text in card.iter(f"{SVG}text"))
    for group in (*layers.get("flows", ()), *layers.get("ties", ())):
        name = group.get("id", "")
        for rect in group.findall(f"{SVG}rect"):
            seen.labels.append(rectangle(rect, name))
            seen.texts.extend((text_box(text), seen.labels[-1]) for text in group.findall(f"{SVG}text"))
        for path in group.findall(f"{SVG}path"):
            if path.get("class", "").startswith("line"):
                seen.lines.append((name, points(path.get("d", ""))))
    return seen


def clashes(seen: Seen) -> list[str]:
    """Everything that an eye would stumble over."""
    solid = [*seen.cards, *seen.labels]
    found = [f"{one} overlaps {other}" for one, other in combinations(solid, 2) if one.overlaps(other)]
    found += [
        f"{one} cuts {other}"
        for one, other in combinations(seen.frames, 2)
        if one.overlaps(other) and not one.holds(other) and not other.holds(one)
    ]
    found += [
        f"{card} stands on the border of {frame}"
        for card in seen.cards
        for frame in seen.frames
        if card.overlaps(frame) and not frame.holds(card)
    ]
    found += [f"{text} sticks out of {box}" for text, box in seen.texts if not box.holds(text, slack=2.0)]
    found += [f"{box} is off the page" for box in (*solid, *seen.frames) if not seen.page.holds(box)]
    found += [
        f"line of {name} crosses {box}"
        for name, line in seen.lines
        for box in solid
        if name != box.name and _crosses(line, box)
    ]
    return found


def _crosses(line: list[tuple[float, float]], card: Rectangle) -> bool:
    return any(
        Rectangle("", min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)).overlaps(card, slack=-0.01)
        and not _touches_edge((x1, y1), (x2, y2), card)
        for (x1, y1), (x2, y2) in pairwise(line)
    )


def _touches_edge(one: tuple[float, float], other: tuple[float, float], card: Rectangle) -> bool:
    """Only its end is at the card, or it runs along an edge."""
    inner = Rectangle("", card.left + 1, card.top + 1, card.right - 1, card.bottom - 1)
    box = Rectangle("", min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))
    return not (
        box.left < inner.right and inner.left < box.right and box.top < inner.bottom and inner.top < box.bottom
    )
