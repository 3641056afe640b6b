"""What a page's script says when something fails: names, reasons, and failures that are worth a try."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.write.together import apart
from infra_design.write.wording import number, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.model.analysis import StageAnalysis
    from infra_design.model.stage import Component, Connection, Stage
    from infra_design.write.scene import Scene

LARGEST = 400_000
"""Bytes of data that a diagram carries for one purpose, at most."""

TRIES = 24
"""Failures of each size that are offered, at most."""


def simulation(scene: Scene) -> str | None:
    """The structure of a stage as `analyze.simulation` has it; None where there is nothing to try."""
    return scene.analysis.simulation if failures(scene) else None


def failures(scene: Scene) -> str | None:
    """How to speak of failures, as compact JSON; None where there is nothing to try.

    Keys:
        names: instance id → its name, where that is another.
        groups: component id → its title, where it has several instances.
        journeys: id → title.
        reasons: what a gate stands for, as in the structure → why nothing takes over.
        title, keys, start, choose, works, breaks, never, stuck, tried: texts of the panels.
        fates: what has become of an instance → a heading for it.
        fixed: component id → why it cannot fail; "" → why nothing can break, where no journey says what has to work.
        tries: sets of failures that each break a journey, by their size: a title, and sets.
    """
    stage, analysis = scene.stage, scene.analysis
    if not any(one.fails for one in stage.instances.values()) or not analysis.simulation:
        return None
    text = told(
        {
            "names": {one.id: one.title for one in stage.instances.values() if one.title != one.id},
            "groups": {one.id: one.title for one in stage.components.values() if len(one.instances) > 1},
            "journeys": {journey.id: journey.title for journey in stage.journeys},
            "reasons": {key: text for key, text in _reasons(stage) if json.dumps(key) in analysis.simulation},
            "title": "What if this fails?",
            "keys": ("Repair all", "Copy link", "Follow a request")[: 3 if scene.flows else 2],
            "works": "still works",
            "breaks": "does not work.",
            "never": "Not even with everything up.",
            "stuck": "The request gets no further.",
            "tried": ", with what you made fail",
            "start": "Nothing has failed. Click anything in the diagram to make it fail, and again to repair it.",
            "choose": "Try a failure that breaks something",
            "fates": {"failed": "Failed", "down": "Down with it", "idle": "Up, but of no use now"},
            "fixed": dict(_fixed(stage)),
            "tries": list(_tries(analysis)),
        }
    )
    return text if len(text) <= LARGEST else None


def told(data: object) -> str:
    """Data for the script, as short as JSON can be."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _tries(analysis: StageAnalysis) -> Iterator[tuple[str, list[list[str]]]]:
    """Cut sets of all journeys, each once, with a title for those of each size; as many as are offered."""
    cuts = sorted({cut for result in analysis.journeys for cut in result.cut_sets if cut}, key=lambda c: (len(c), c))
    for size, found in groupby(cuts, key=len):
        sets = list(found)
        title = f"{sentence(number(size))} failures together" if size > 1 else "One failure is enough"
        some = f" ({TRIES} of {len(sets):,})" if len(sets) > TRIES else ""
        yield title + some, [apart(one) for one in sets[:TRIES]]


def _reasons(stage: Stage) -> Iterator[tuple[str, str]]:
    for component in stage.components.values():
        yield f"group:{component.id}", _reason(component, component.min_read, writing=False)
        yield f"writing:{component.id}", _reason(component, component.min_write, writing=True)
    for connection in stage.connections:
        source = stage.components[connection.source].title
        yield f"connection:{connection.id}", f"{source} has no other way to {_goal(stage, connection)}"


def _goal(stage: Stage, connection: Connection) -> str:
    return connection.hostname or (stage.components[connection.target].title if connection.target else "it")


def _reason(component: Component, least: int, *, writing: bool) -> str:
    """Why the rest of a group is not enough."""
    count, title = len(component.instances), component.title
    if count == 1:
        return f"there is no other {title}"
    if least > 1:
        return f"{least} of the {count} {title} must work"
    if component.failover != "automatic" and component.mode == "primary-replica" and writing:
        return f"no other {title} accepts writes"
    if component.failover != "automatic" and component.mode == "active-passive":
        return f"no other {title} takes over by itself"
    return f"no {title} is left that works"


def _fixed(stage: Stage) -> Iterator[tuple[str, str]]:
    if not stage.journeys:
        yield "", "This stage has no journeys, so nothing says what has to work."
    for component in stage.components.values():
        if not any(stage.instances[ident].fails for ident in component.instances):
            yield component.id, _firmness(component)


def _firmness(component: Component) -> str:
    """Why a component cannot fail."""
    title = component.title
    match component.kind.category:
        case Category.CLIENT:
            return f"{title} is who asks, and taken as working."
        case Category.CERTIFICATE:
            return f"{title} does not fail; a certificate expires."
        case Category.CLUSTER:
            return f"{title} has no failure of its own: it works while {component.min_read} of its hosts do."
        case Category.GUARD:
            return f"{title} fails only with the machine that it is on."
        case Category.PLACE:
            return f"{title} is only a frame around things, and cannot fail."
        case _:
            return f"{title} is taken as working."
