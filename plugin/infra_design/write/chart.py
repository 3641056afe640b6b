"""Bars over the stages, as SVG that takes its colors from the page."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log10
from textwrap import wrap
from typing import TYPE_CHECKING

from infra_design.write.template import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

_BAR, _GAP, _MARGIN, _HEIGHT, _LEFT, _TOP = 44, 6, 44, 170, 64, 26
_CHARACTER = 7
_SERIES_AT_MOST = 3
_MOST_NINES = 9.0


@dataclass(frozen=True, slots=True)
class Series:
    """One value per stage, or None where it is not known. `labels` are what stands over the bars."""

    title: str
    values: tuple[float | None, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Bar:
    series: int
    x: float
    y: float
    height: float
    label: str


def nines(availability: float) -> float:
    """How many nines: 0.99 is 2, 0.9995 is 3.3."""
    return min(_MOST_NINES, -log10(max(1 - availability, 10.0**-_MOST_NINES)))


def bars(
    title: str, stages: Sequence[str], series: Sequence[Series], grid: Sequence[tuple[float, str]] = ()
) -> Markup:
    """A bar chart.

    Args:
        title: what it shows, for those who hear it.
        stages: names under the groups of bars.
        series: bars of each group, three at most; values from 0 on.
        grid: values at which a line is drawn, with its label; the highest is the top.
    """
    shown = series[:_SERIES_AT_MOST]
    known = [value for one in shown for value in one.values if value is not None]
    top = max([*known, *(value for value, _ in grid)], default=0) or 1
    group = max(2, len(shown)) * (_BAR + _GAP) + _MARGIN
    return render(
        "chart",
        title=title,
        width=_LEFT + group * len(stages) + 8,
        height=_TOP + _HEIGHT + 62,
        left=_LEFT,
        base=_TOP + _HEIGHT,
        bar=_BAR,
        bars=[bar for number, one in enumerate(shown) for bar in _bars(number, one, len(shown), group, top)],
        lines=[(_TOP + _HEIGHT * (1 - value / top), label) for value, label in grid],
        names=[(_LEFT + group * (i + 0.5), _wrapped(name, group)) for i, name in enumerate(stages)],
        series=shown if len(shown) > 1 else (),
    )


def _bars(number: int, one: Series, of: int, group: int, top: float) -> list[_Bar]:
    width = of * _BAR + (of - 1) * _GAP
    found = []
    for place, value in enumerate(one.values):
        if value is not None:
            x = _LEFT + group * (place + 0.5) - width / 2 + number * (_BAR + _GAP)
            height = max(1.0, _HEIGHT * value / top)
            y = _TOP + _HEIGHT - height
            found.append(_Bar(number, round(x, 1), round(y, 1), round(height, 1), one.labels[place]))
    return found


def _wrapped(name: str, width: int) -> list[str]:
    return wrap(name, width // _CHARACTER, max_lines=2, placeholder=" …")


def grid_of_nines(values: Sequence[float]) -> list[tuple[float, str]]:
    """Lines at 90 %, 99 %, 99.9 % …, up to the one above the best value."""
    most = min(int(_MOST_NINES), max(2, ceil(max(values, default=1))))
    return [(n, "90 %" if n == 1 else f"{100 - 10 ** (2 - n):.{max(0, n - 2)}f} %") for n in range(1, most + 1)]
