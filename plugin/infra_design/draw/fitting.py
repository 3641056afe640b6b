"""Frames of a layout around what one stage has in them."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from infra_design.draw.box import Box
from infra_design.draw.cards import FRAME_PAD, HEADER_LINE
from infra_design.draw.columns import HEADER_PAD
from infra_design.draw.layout import CHIP_MIDDLE, Route
from infra_design.draw.lines import HEADER_MIDDLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.draw.layout import Scene
    from infra_design.draw.nesting import Nesting
    from infra_design.draw.picture import Flow, Frame, Picture, Tie


def fitted(whole: Scene, picture: Picture, cells: Mapping[str, Box], nesting: Nesting) -> dict[str, Box]:
    """Each frame of a picture around what is in it, within its place in the whole layout.

    Args:
        whole: the layout of all stages.
        picture: what is shown of it.
        cells: where its cards and labels are.
        nesting: which of its cards and frames are in which frame.
    """
    inside: dict[str, list[Box]] = {}
    for key, frame in _frame_of(picture, nesting).items():
        inside.setdefault(frame, []).append(cells[key])
    boxes: dict[str, Box] = {}
    for key in sorted(picture.frames, key=lambda frame: -len(nesting.around(frame))):
        boxes[key] = _around(picture.frames[key], whole.layout.frames[key], inside.get(key, []))
        inside.setdefault(nesting.parent[key], []).append(boxes[key])
    return {key: boxes[key] for key in picture.frames}


def _ends(flow: Flow) -> Iterator[str]:
    yield from flow.sources
    for target in () if flow.back else flow.targets:
        yield from (target, *flow.guards.get(target, ()))


def _around(frame: Frame, place: Box, boxes: list[Box]) -> Box:
    """A box around others with the header above; as wide as its place where all of that is used."""
    if not boxes:
        return place
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    wide = max(right - left + 2 * FRAME_PAD, frame.width + 2 * HEADER_PAD)
    left = max(place.left, min((left + right - wide) / 2, place.right - wide))
    return Box(
        left,
        min(box.top for box in boxes) - FRAME_PAD - HEADER_LINE * frame.lines,
        left + wide,
        max(box.bottom for box in boxes) + FRAME_PAD,
    )


def reaching(route: Route, tie: Tie, boxes: Mapping[str, Box]) -> Route:
    """The line of a tie to where the frames and chips are that it connects."""
    points = list(route.points)
    for key, end, turn in ((tie.source, 0, 1), (tie.target, -1, -2)):
        if key in boxes:
            box = boxes[key]
            row = box.top + (HEADER_MIDDLE if box.height > HEADER_LINE else CHIP_MIDDLE)
            points[end], points[turn] = (box.left, row), (points[turn][0], row)
    return replace(route, points=tuple(points))


def clear(scene: Scene, nesting: Nesting) -> bool:
    """Whether frames that were fitted are around nothing else, and lines to them cross nothing."""
    layout, picture = scene.layout, scene.picture
    chains = {key: nesting.around(frame) for key, frame in _frame_of(picture, nesting).items()}
    return (
        all(box.right <= layout.width and box.bottom <= layout.height for box in layout.frames.values())
        and all(min(box.left, box.top) >= 0 for box in layout.frames.values())
        and all(
            not one.overlaps(other) or key in nesting.around(second) or second in nesting.around(key)
            for (key, one), (second, other) in combinations(layout.frames.items(), 2)
        )
        and not any(
            box.overlaps(layout.cells[key]) and frame not in chain
            for frame, box in layout.frames.items()
            for key, chain in chains.items()
        )
        and not any(
            _crosses(route, layout.cells[key])
            for tie, route in zip(picture.ties, layout.ties, strict=True)
            for key in chains
            if key not in {tie.source, tie.target}
        )
    )


def _frame_of(picture: Picture, nesting: Nesting) -> dict[str, str]:
    """Card or label → the frame that it is in."""
    out = {key: nesting.frame[key] for key in picture.cards}
    return out | {flow.key: nesting.common(nesting.frame[end] for end in _ends(flow)) for flow in picture.flows}


def _crosses(route: Route, box: Box) -> bool:
    return any(
        Box(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])).overlaps(box)
        for one, other in pairwise(route.points)
    )
