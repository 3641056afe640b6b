"""One stage file on its way to a stage: checked, spelled out, patched onto what it extends."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from infra_design.model.source import Mark, Problem
from infra_design.model.spec import StageSpec
from infra_design.read import stage as keys
from infra_design.read.consistency import check_components
from infra_design.read.emit import emit
from infra_design.read.files import ENDINGS, Folder, decoded
from infra_design.read.merge import merge
from infra_design.read.parse import parse
from infra_design.read.reading import Mistake, Reading, clip
from infra_design.read.tree import MOST_NODES, Entry, Mapping, Node, Scalar, children, is_null, marks, size

if TYPE_CHECKING:
    import collections.abc
    from collections.abc import Iterator

    from infra_design.model.catalog import Catalog
    from infra_design.model.spec import ComponentSpec
    from infra_design.read.keys import Values
    from infra_design.read.reading import Include

COMPONENTS = "components"
WHY = "why"
STEM = r"[A-Za-z0-9][A-Za-z0-9._-]*"


@dataclass(slots=True)
class Draft:
    """A stage file.

    Attributes:
        patches: what it writes, in long form, to be applied in order: first the zone files that it includes, then
            itself. None if it has mistakes.
        merged: with everything it inherits; None as long as it is not known, or if it has mistakes.
        known: its components, by the identity of their tree in `merged`.
        digest: of its text, and in the end of everything it inherits.
    """

    id: str
    file: str
    extends: str = ""
    extends_mark: Mark | None = None
    patches: tuple[Mapping, ...] | None = None
    merged: Mapping | None = None
    known: dict[int, ComponentSpec] = field(default_factory=dict)
    digest: str = ""
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a system says for all its stages; `sound` False if its file has mistakes."""

    tree: Mapping | None = None
    digest: str = ""
    sound: bool = True


def read_draft(folder: Folder, name: str, catalog: Catalog) -> Draft:
    """Read and check one stage file by itself."""
    reading = Reading(catalog)
    draft = Draft(name.rpartition(".")[0], folder.shown(name), problems=reading.problems)
    if not re.fullmatch(STEM, draft.id):
        what = f"the file name '{clip(draft.file.rpartition('/')[2])}' is no name of a stage"
        reading.report(Mark(draft.file, 1, 1), what, "letters, digits, '-', '_' and '.'", "bad-file-name")
    text = folder.text(name, reading)
    node = None if text is None else parse(text, draft.file, reading)
    if text is None or node is None:
        return draft
    draft.digest = digest(draft.file, text)
    entry = Entry(Scalar(draft.id, Mark(draft.file, 1, 1)), node)
    values = keys.STAGE.read(entry, reading)
    if values is not None:
        draft.extends = values.get(keys.EXTENDS, "")
        draft.extends_mark = next((below.value.mark for below in children(node) if below.name == "extends"), None)
        included = [_included(include, draft, folder, reading) for include in reading.includes]
        if not reading.problems:
            draft.patches = (*included, keys.STAGE.spell(entry))
    return draft


def digest(*parts: str) -> str:
    """A hash of texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _included(include: Include, draft: Draft, folder: Folder, reading: Reading) -> Mapping:
    """A zone file that a stage includes, as a patch of the stage."""
    file = folder.shown(include.name)
    text = _zone_text(include, folder, reading)
    draft.digest = digest(draft.digest, file, text)
    from infra_design.read.zonefile import read_zone_file  # noqa: PLC0415 — few designs include one

    zone = read_zone_file(text, file, include.zone, reading)
    return _nested(zone, "dns", include.zone)


def _zone_text(include: Include, folder: Folder, reading: Reading) -> str:
    if include.name.endswith(ENDINGS):
        what = f"'{clip(include.name)}' is no zone file"
        reading.report(include.mark, what, "such as 'foobar.com.zone'", "bad-include")
        return ""
    try:
        return decoded(folder.read(include.name), folder.shown(include.name), reading) or ""
    except Mistake as mistake:
        reading.tell(include.mark, mistake)
        return ""


def _nested(node: Mapping, *path: str) -> Mapping:
    """A map in maps, one for each name of the path."""
    for name in reversed(path):
        node = Mapping({name: Entry(Scalar(name, node.mark), node)}, node.mark)
    return node


def finish(draft: Draft, base: Draft | None, defaults: Defaults, catalog: Catalog) -> StageSpec | None:
    """Patch a draft onto what it extends, and make it a stage; None if it, or what it needs, has mistakes.

    Args:
        draft: gets what it becomes, and the mistakes that show only now.
        base: what it extends, finished.
        defaults: of its system.
        catalog: kinds, protocols and icons that it may name.
    """
    if draft.patches is None or not defaults.sound or (base and base.merged is None):
        return None
    reading = Reading(catalog, whole=True, problems=draft.problems, known=base.known if base else {})
    tree: Node = _inherited(base.merged if base else None, defaults.tree)
    for patch in draft.patches:
        tree = merge(tree, patch, reading)
    ident = Scalar(draft.id, Mark(draft.file, 1, 1))
    if size(tree) > MOST_NODES:
        reading.report(ident.mark, f"more than {MOST_NODES:,} values with all it inherits", "", "too-large")
        return None
    merged = keys.STAGE.spell(Entry(ident, tree))
    values = keys.STAGE.read(Entry(ident, merged), reading)
    if values is None or reading.problems:
        return None
    components = values.get(keys.COMPONENTS, {})
    check_components(components, reading)
    if reading.problems:
        return None
    draft.merged = merged
    draft.known = {id(entry.value): components[entry.name] for entry in _written(merged, COMPONENTS)}
    draft.digest = digest(base.digest if base else defaults.digest, draft.digest)
    return _spec(draft, merged, values)


def _inherited(base: Mapping | None, defaults: Mapping | None) -> Mapping:
    """What a stage starts from: what it extends, or else the system's defaults, but for texts that speak of a stage.

    Those it takes from the defaults only.
    """
    mine = defaults.entries if defaults else {}
    theirs = base.entries if base else mine
    kept = {name: entry for name, entry in theirs.items() if keys.STAGE.keys[name].inherited}
    kept |= {name: entry for name, entry in mine.items() if not keys.STAGE.keys[name].inherited}
    if base and COMPONENTS in kept:
        kept[COMPONENTS] = _without_why(kept[COMPONENTS])
    return Mapping(kept, Mark("", 1, 1))


def _without_why(components: Entry) -> Entry:
    cut = {entry.name: _without(WHY, entry) for entry in children(components.value)}
    return Entry(components.key, Mapping(cut, components.value.mark))


def _without(name: str, entry: Entry) -> Entry:
    """The same entry, or one without a key that it has."""
    if not isinstance(entry.value, Mapping) or name not in entry.value.entries:
        return entry
    kept = {key: below for key, below in entry.value.entries.items() if key != name}
    return Entry(entry.key, replace(entry.value, entries=kept))


def _spec(draft: Draft, merged: Mapping, values: Values) -> StageSpec:
    waivers = values.get(keys.ACCEPT, {}).values()
    components = values.get(keys.COMPONENTS, {})
    return StageSpec(
        id=draft.id,
        file=draft.file,
        mark=Mark(draft.file, 1, 1),
        title=values.get(keys.STAGE_TITLE, "") or _titled(draft.id),
        extends=draft.extends,
        summary=values.get(keys.SUMMARY, ""),
        explain=values.get(keys.STAGE_EXPLAIN, ""),
        status=values(keys.STATUS),
        date=values.get(keys.STAGE_DATE, ""),
        decision=values.get(keys.DECISION, ""),
        claims=values.get(keys.CLAIMS, ()),
        peak_load=values(keys.STAGE_PEAK),
        components=components,
        zones=values.get(keys.DNS, {}),
        journeys=values.get(keys.JOURNEYS, {}),
        resources=values.get(keys.RESOURCES, ()),
        waivers=tuple(replace(waiver, inherited=waiver.mark.file != draft.file) for waiver in waivers),
        rules=values.get(keys.RULES, {}),
        marks=_stage_marks(merged),
        new=frozenset(name for patch in draft.patches or () for name in _new(patch)),
        digest=draft.digest,
        merged=emit(_printed(merged, components)),
    )


def _stage_marks(merged: Mapping) -> dict[str, Mark]:
    """Places of what is no noun of its own."""
    nouns = (COMPONENTS, "dns", "journeys", "accept")
    own = Mapping({name: entry for name, entry in merged.entries.items() if name not in nouns}, merged.mark)
    return marks(own) | {name: merged.entries[name].value.mark for name in nouns if name in merged.entries}


def _printed(merged: Mapping, components: collections.abc.Mapping[str, ComponentSpec]) -> Mapping:
    """What `infra-design resolve` prints: all but `extends`, and counts instead of instances that a count names."""
    entries = {name: entry for name, entry in merged.entries.items() if name != "extends"}
    if COMPONENTS in entries:
        table = entries[COMPONENTS]
        counted = {entry.name: _counted(entry, components[entry.name].count) for entry in children(table.value)}
        entries[COMPONENTS] = Entry(table.key, Mapping(counted, table.value.mark))
    return Mapping(entries, merged.mark)


def _counted(component: Entry, count: int | None) -> Entry:
    if count is None or not isinstance(component.value, Mapping):
        return component
    written = component.value.entries["instances"]
    number = Entry(written.key, Scalar(str(count), written.value.mark))
    return Entry(component.key, replace(component.value, entries=component.value.entries | {"instances": number}))


def _titled(ident: str) -> str:
    """A title out of a file name: `1-distributed` is "Distributed"."""
    words = re.sub(r"^[0-9]+[-_. ]+", "", ident) or ident
    return re.sub(r"[-_]+", " ", words).capitalize()


def _new(patch: Mapping) -> Iterator[str]:
    """Ids of components, connections and records that a patch writes."""
    for component in _written(patch, COMPONENTS):
        yield component.name
        yield from (f"{component.name}->{use.name}" for use in _written(component.value, "uses"))
    for zone in _written(patch, "dns"):
        for name in _written(zone.value):
            yield from (f"{name.name} {kind.name}" for kind in _written(name.value) if kind.name != "ttl")


def _written(node: Node, *path: str) -> Iterator[Entry]:
    """What stands below a path and is not removed."""
    for name in path:
        node = next((entry.value for entry in children(node) if entry.name == name), Scalar("", node.mark))
    yield from (entry for entry in children(node) if not is_null(entry.value))
