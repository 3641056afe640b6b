"""Components that only have another name now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra_design.model.analysis import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra_design.model.analysis import Difference
    from infra_design.model.stage import Component, Stage

    Names = Mapping[str, str]
    Feature = tuple[str, ...]

ALIKE = 0.6
"""The share of what is said of two components that must be the same; less is another component."""


def renames(before: Stage, after: Stage) -> dict[str, str]:
    """Component id before → now, of those that are gone and stand there under another name.

    Two are one if they are of one kind and product, stand in the same relations to others, and nothing else is as
    alike to either. What is found helps to find more: a server is known by what it carries, and the reverse.
    """
    found: dict[str, str] = {}
    while more := _pairs(before, after, found):
        found |= more
    return found


def instance_names(before: Stage, after: Stage, renamed: Names) -> dict[str, str]:
    """Component and instance ids before → now."""
    names = dict(renamed)
    for ident, old in before.components.items():
        new = after.components.get(renamed.get(ident, ident))
        if new and len(new.instances) == len(old.instances):
            names |= {one: other for one, other in zip(old.instances, new.instances, strict=True) if one != other}
    return names


def told_apart(differences: Iterable[Difference], renamed: Names) -> tuple[Difference, ...]:
    """What differs besides the names."""
    every = tuple(differences)
    added = {(one.subject, one.id) for one in every if one.change is Change.ADDED}
    same = {(one.subject, moved(one.id, renamed)) for one in every if one.change is Change.REMOVED} & added
    kept = []
    for one in every:
        if one.change is Change.REMOVED and (one.subject, moved(one.id, renamed)) in same:
            continue
        if one.change is Change.ADDED and (one.subject, one.id) in same:
            continue
        details = tuple(detail for detail in one.details if not _only_names(detail, renamed))
        if details or one.change is not Change.CHANGED:
            kept.append(replace(one, details=details))
    return tuple(kept)


def moved(ident: str, names: Names) -> str:
    """The id of a component, an instance or a connection as it is now."""
    if ident in names:
        return names[ident]
    ends, mark, number = ident.partition("#")
    source, arrow, target = ends.partition("->")
    return names.get(source, source) + arrow + names.get(target, target) + mark + number


def _pairs(before: Stage, after: Stage, found: Names) -> dict[str, str]:
    gone = [one for one in before.components.values() if one.id not in after.components and one.id not in found]
    known = set(found.values())
    new = [one for one in after.components.values() if one.id not in before.components and one.id not in known]
    old_features = {one.id: _features(before, one, found) for one in gone}
    new_features = {one.id: _features(after, one, {}) for one in new}
    scores = {
        (old.id, other.id): _alike(old_features[old.id], new_features[other.id])
        for old in gone
        for other in new
        if _sort(old) == _sort(other)
    }
    return {old: other for (old, other), score in scores.items() if score >= ALIKE and _best(old, other, scores)}


def _best(old: str, new: str, scores: Mapping[tuple[str, str], float]) -> bool:
    score = scores[old, new]
    rivals = [value for pair, value in scores.items() if (pair[0] == old) != (pair[1] == new)]
    return all(value < score for value in rivals)


def _sort(component: Component) -> tuple[str, str, int]:
    return component.kind.id, component.product_name, len(component.instances)


def _features(stage: Stage, component: Component, names: Names) -> frozenset[Feature]:
    """What is said of a component, in the names of the new side."""
    found: set[Feature] = {("address", one) for one in component.address}
    found |= {("host", names.get(one, one)) for one in component.hosts}
    found |= {("in", names.get(one, one)) for one in component.places}
    found |= {("covers", names.get(one, one)) for one in (*component.covers, *component.covers_names)}
    found |= {("version", component.spec.version)} if component.spec.version else set()
    for other in stage.components.values():
        if component.id in other.hosts:
            found.add(("carries", names.get(other.id, other.id)))
        if component.id in other.covers:
            found.add(("covered by", names.get(other.id, other.id)))
    for one in stage.connections:
        if one.source == component.id:
            found.add(("uses", names.get(one.target, one.target), one.protocol, str(one.port)))
        if any(target.component == component.id for target in one.targets):
            found.add(("used by", names.get(one.source, one.source), one.protocol, str(one.port)))
    return frozenset(found)


def _alike(one: frozenset[Feature], other: frozenset[Feature]) -> float:
    """The share of features that both have, Jaccard's index; 0 where nothing is said of either."""
    return len(one & other) / len(one | other) if one | other else 0.0


def _only_names(detail: str, names: Names) -> bool:
    """`host: web → www`, where `web` is `www` now."""
    _, _, values = detail.partition(": ")
    old, arrow, new = values.partition(" → ")
    return bool(arrow) and ", ".join(moved(one, names) for one in old.split(", ")) == new
