"""Bars over the stages, as SVG that takes its colors from the page."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log10
from textwrap import shorten, wrap
from typing import TYPE_CHECKING

from infra_design.write.html import Html, element

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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


def nines(availability: float) -> float:
    """How many nines: 0.99 is 2, 0.9995 is 3.3."""
    return min(_MOST_NINES, -log10(max(1 - availability, 10.0**-_MOST_NINES)))


def bars(title: str, stages: Sequence[str], series: Sequence[Series], grid: Sequence[tuple[float, str]] = ()) -> Html:
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
    width, height = _LEFT + group * len(stages) + 8, _TOP + _HEIGHT + 62
    names = [_name(_LEFT + group * (place + 0.5), name, group) for place, name in enumerate(stages)]
    return element(
        "svg",
        *(_line(_TOP + _HEIGHT * (1 - value / top), label, width) for value, label in grid),
        *(bar for number, one in enumerate(shown) for bar in _bars(number, one, len(shown), group, top)),
        element("path", class_="infra-axis", d=f"M{_LEFT} {_TOP + _HEIGHT}H{width}"),
        *names,
        *(_key(number, one.title) for number, one in enumerate(shown) if len(shown) > 1),
        class_="infra-chart",
        viewBox=f"0 0 {width} {height}",
        width=str(width),
        height=str(height),
        role="img",
        aria_label=f"{title}; its numbers are in the table",
    )


def _line(y: float, label: str, width: int) -> Html:
    line = element("path", class_="infra-line", d=f"M{_LEFT} {y:.1f}H{width}")
    return line + element("text", label, class_="infra-scale", x=str(_LEFT - 8), y=f"{y + 4:.1f}")


def _bars(number: int, one: Series, of: int, group: int, top: float) -> Iterator[Html]:
    whole = of * _BAR + (of - 1) * _GAP
    for place, value in enumerate(one.values):
        if value is not None:
            x = _LEFT + group * (place + 0.5) - whole / 2 + number * (_BAR + _GAP)
            height = max(1.0, _HEIGHT * value / top)
            y = _TOP + _HEIGHT - height
            yield _box(number, x, y, _BAR, height)
            yield element("text", one.labels[place], class_="infra-value", x=f"{x + _BAR / 2:.1f}", y=f"{y - 5:.1f}")


def _box(number: int, x: float, y: float, width: float, height: float) -> Html:
    shape = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{width:.0f}", "height": f"{height:.1f}"}
    return element("rect", class_=f"infra-bar infra-series-{number}", rx="2", **shape)


def _name(x: float, name: str, room: int) -> Html:
    words = wrap(name, room // _CHARACTER, max_lines=2, placeholder=" …")
    parts = [element("tspan", text, x=f"{x:.1f}", dy="15" if at else "0") for at, text in enumerate(words)]
    return element("text", *parts, class_="infra-name", y=str(_TOP + _HEIGHT + 18))


def _key(number: int, title: str) -> Html:
    x, y = _LEFT + number * 220, _TOP + _HEIGHT + 46
    text = shorten(title, 32, placeholder=" …")
    return _box(number, x, y, 12, 12) + element("text", text, class_="infra-key", x=str(x + 18), y=str(y + 10))


def grid_of_nines(values: Sequence[float]) -> list[tuple[float, str]]:
    """Lines at 90 %, 99 %, 99.9 % …, up to the one above the best value."""
    most = min(int(_MOST_NINES), max(2, ceil(max(values, default=1))))
    return [(n, "90 %" if n == 1 else f"{100 - 10 ** (2 - n):.{max(0, n - 2)}f} %") for n in range(1, most + 1)]
