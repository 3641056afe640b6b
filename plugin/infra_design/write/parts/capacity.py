"""The part that says how much each tier is used at the peak, and whether the rest carries it when one fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.write.html import NOTHING, Html, badge, block, element, joined, paragraph, row, say, table

if TYPE_CHECKING:
    from infra_design.model.analysis import TierLoad
    from infra_design.write.scene import Scene

_HEAD = ("Tier", "Peak", "Capacity", "Used at the peak", "Left if the largest fails", "Carries the peak then")
_UNITS = "Requests a second, as the design states them; a tier whose capacity or peak it does not state is left out."


def capacity(scene: Scene) -> Html:
    """Every tier of known capacity under a stated peak."""
    rows = table(_HEAD, (_tier(scene, load) for load in scene.analysis.loads))
    return block("capacity", rows, paragraph(_UNITS) if rows else NOTHING)


def _tier(scene: Scene, load: TierLoad) -> Html:
    share = f"{100 * load.utilization:.0f} %"
    marks = [badge("bottleneck", "medium")] if load.bottleneck else []
    marks += [badge("too small", "high")] if load.utilization > 1 else []
    return row(
        scene.thing(load.component),
        f"{load.peak:,g}",
        f"{load.capacity:,g}",
        joined((share, *marks), " "),
        *_spared(scene, load),
    )


def _spared(scene: Scene, load: TierLoad) -> tuple[Html, Html]:
    """What is left when the largest one fails, and whether that is enough; a provider's service has others."""
    if scene.stage.components[load.component].managed and not load.spared:
        return element("span", "–", class_="infra-none"), element("span", "up to the provider")
    return say("{}", f"{load.spared:,g}"), badge("yes", "good") if load.carries_a_failure else badge("no", "high")
