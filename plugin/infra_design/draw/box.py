"""Rectangles and where things are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: its left, top, right and bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def x(self) -> float:
        """Its middle."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """Its middle."""
        return (self.top + self.bottom) / 2

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def overlaps(self, other: Box) -> bool:
        """Whether they share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def around(x: float, y: float, width: float, height: float) -> Box:
    """The rectangle of this size around a point."""
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
