"""What moves along with the stages: issues, availability, machines and cost, as figures with small charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.write.chart import nines
from infra_design.write.html import NOTHING, Html, badge, badges, bold, element, lines
from infra_design.write.issues import tally
from infra_design.write.wording import downtime, percent, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from infra_design.model.analysis import JourneyResult
    from infra_design.write.scene import Scene

_BAR, _STEP, _HIGH = 14, 18, 34


@dataclass(frozen=True, slots=True)
class Row:
    """One figure over several stages.

    Attributes:
        words: what to say of each stage; nothing where nothing is known.
        values: heights of bars, from 0 on; None: unknown.
        good: more of it is better; None: neither.
    """

    title: str
    words: tuple[Html, ...]
    values: tuple[float | None, ...]
    good: bool | None = None

    def trend(self, at: int) -> Html:
        """Whether a stage is better or worse than the one before it in the row."""
        now, before = self.values[at], self.values[at - 1] if at else None
        if now is None or before is None or now == before or self.good is None:
            return NOTHING
        better = (now > before) is self.good
        return badge("better", "good") if better else badge("worse", "high")

    def bars(self, at: int) -> Html:
        """A bar for each stage, that of one stage filled."""
        known = [value for value in self.values if value is not None]
        top = max(known, default=0) or 1
        shapes = (
            element(
                "rect",
                class_="infra-now" if place == at else None,
                x=str(place * _STEP),
                y=f"{_HIGH - _high(value, top):.1f}",
                width=str(_BAR),
                height=f"{_high(value, top):.1f}",
                rx="2",
            )
            for place, value in enumerate(self.values)
            if value is not None
        )
        wide = str(len(self.values) * _STEP)
        return element(
            "svg",
            *shapes,
            class_="infra-bars",
            viewBox=f"0 0 {wide} {_HIGH}",
            width=wide,
            height=str(_HIGH),
            aria_hidden="true",
        )


def _high(value: float, top: float) -> float:
    return max(2.0, _HIGH * value / top)


def rows(scenes: Sequence[Scene]) -> Iterator[Row]:
    """Issues, each journey's availability, machines and cost; what is nowhere known is left out."""
    yield _issues(scenes)
    titles = {r.journey.id: r.journey.title for scene in scenes for r in scene.analysis.journeys}
    for ident, title in titles.items():
        yield _journey(title, [_result(scene, ident) for scene in scenes])
    machines = [sum(len(component.instances) for component in scene.of(Category.MACHINE)) for scene in scenes]
    if any(machines):
        yield Row("Machines", tuple(bold(str(count)) for count in machines), tuple(map(float, machines)))
    costs = [scene.analysis.cost for scene in scenes]
    if any(cost is not None for cost in costs):
        words = tuple(NOTHING if cost is None else bold(f"{cost:,.2f}") for cost in costs)
        yield Row("Cost per month", words, tuple(costs), good=False)


def _issues(scenes: Sequence[Scene]) -> Row:
    of_stages = [scene.analysis.findings for scene in scenes]
    words = (
        badges(tally(findings), sum(finding.accepted for finding in findings)) or badge("none", "good")
        for findings in of_stages
    )
    return Row("Issues", tuple(words), tuple(float(sum(not one.accepted for one in all_)) for all_ in of_stages))


def _result(scene: Scene, ident: str) -> JourneyResult | None:
    return next((result for result in scene.analysis.journeys if result.journey.id == ident), None)


def _journey(title: str, results: Sequence[JourneyResult | None]) -> Row:
    return Row(
        sentence(title),
        tuple(map(_works, results)),
        tuple(
            None if one is None or one.availability is None or not one.works else nines(one.availability)
            for one in results
        ),
        good=True,
    )


def _works(result: JourneyResult | None) -> Html:
    if result is None:
        return NOTHING
    if not result.works:
        return badge("does not work", "error")
    if result.availability is None:
        return element("span", "unknown")
    small = element("small", downtime(result.availability), " down a year")
    return lines(bold(percent(result.availability)), small)
