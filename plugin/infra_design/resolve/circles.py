"""What stands on what, without circles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOST_CIRCLES = 50


def from_below(below: Mapping[str, Sequence[str]]) -> tuple[list[str], dict[tuple[str, str], str]]:
    """Order things so that each comes after all that it stands on.

    Args:
        below: id → ids of what it stands on, all of them keys.

    Returns:
        The order, and the pairs that close a circle, which it does without, with the circle in words.
    """
    order: list[str] = []
    circles: dict[tuple[str, str], str] = {}
    finished: dict[str, bool] = {}
    for start in below:
        if start in finished:
            continue
        stack = [(start, iter(below[start]))]
        finished[start] = False
        while stack:
            ident, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                finished[ident] = True
                order.append(ident)
            elif following not in finished:
                finished[following] = False
                stack.append((following, iter(below[following])))
            elif not finished[following]:
                circles[ident, following] = _words([name for name, _ in stack], following, len(circles))
    return order, circles


def _words(stack: list[str], first: str, known: int) -> str:
    if known >= _MOST_CIRCLES:
        return f"{first} → … → {first}"
    circle = [*stack[stack.index(first) :], first]
    return " → ".join(circle)
