"""The designs folder: systems, their stages in the order of the story, inheritance."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from infra_design.model.source import Mark, Problem
from infra_design.model.spec import DesignSpec, StageSpec, SystemSpec
from infra_design.read import stage as keys
from infra_design.read.emit import emit
from infra_design.read.files import Folder
from infra_design.read.merge import merge
from infra_design.read.parse import parse
from infra_design.read.reading import Reading, suggest
from infra_design.read.shape import Values, clip
from infra_design.read.tree import Entry, Mapping, Node, Scalar, is_null, marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from infra_design.model.catalog import Catalog

ENDINGS = (".yml", ".yaml")
_STEM = r"[A-Za-z0-9][A-Za-z0-9._-]*"


@dataclass(slots=True)
class _Draft:
    """One stage file on its way to a stage.

    Attributes:
        own: its long form, as a patch; None if it has mistakes.
        merged: with everything it inherits; None if it, or what it extends, has mistakes.
        digest: of its text and of everything it inherits.
    """

    id: str
    file: str
    extends: str = ""
    extends_mark: Mark | None = None
    own: Mapping | None = None
    merged: Mapping | None = None
    digest: str = ""
    problems: list[Problem] = field(default_factory=list)


def read_design(root: Path, folder: str, catalog: Catalog) -> tuple[DesignSpec, tuple[Problem, ...]]:
    """Read every system below a folder.

    Args:
        root: the project's folder; places are given relative to it.
        folder: the designs folder, relative to the project's folder.
        catalog: kinds, protocols and icons that stages may name.

    Returns:
        The design, and all mistakes of all files, sorted by place. A file with mistakes is left out, and with it
        what extends it.
    """
    designs = Folder(root, PurePosixPath(folder).as_posix())
    if not designs.path.is_dir():
        missing = Problem(
            Mark(designs.name, 1, 1), "there is no such folder", "designs are read from it", "no-designs"
        )
        return DesignSpec(()), (missing,)
    problems: list[Problem] = []
    systems = [_system(ident, where, catalog, problems) for ident, where in _folders(designs) if _stage_names(where)]
    return DesignSpec(tuple(systems)), tuple(sorted(set(problems)))


def _folders(designs: Folder) -> Iterator[tuple[str, Folder]]:
    """The designs folder itself, and each folder in it."""
    yield "", designs
    names = (path.name for path in designs.path.iterdir() if path.is_dir() and not path.name.startswith("."))
    for name in sorted(names, key=natural):
        yield name, Folder(designs.root, f"{designs.name}/{name}" if designs.name != "." else name)


def _stage_names(folder: Folder) -> list[str]:
    names = (path.name for path in folder.path.iterdir() if path.suffix in ENDINGS and not path.name.startswith("."))
    return sorted((name for name in names if name.rpartition(".")[0] != "system"), key=natural)


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A sort key by which 2 comes before 10."""
    return tuple(
        (int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"([0-9]{1,18})", name) if part
    )


def _system(ident: str, folder: Folder, catalog: Catalog, problems: list[Problem]) -> SystemSpec:
    about = _about(folder, catalog, problems)
    drafts = {draft.id: draft for draft in (_draft(folder, name, catalog) for name in _stage_names(folder))}
    for draft in drafts.values():
        _check_extends(draft, drafts)
    stages = [
        stage
        for draft in _in_order(drafts)
        if (stage := _stage(draft, drafts.get(draft.extends), about, catalog)) is not None
    ]
    for draft in drafts.values():
        problems += draft.problems
    title = about.values.get(keys.SYSTEM_TITLE, "") or ident.replace("-", " ").capitalize() or "Infrastructure"
    return SystemSpec(
        id=ident,
        title=title,
        stages=tuple(stages),
        introduction=about.values.get(keys.INTRODUCTION, ""),
        conclusion=about.values.get(keys.CONCLUSION, ""),
        resources=about.values.get(keys.RESOURCES, ()),
        file=about.file,
        mark=Mark(about.file, 1, 1) if about.file else None,
    )


@dataclass(slots=True)
class _About:
    """What system.yml says; `defaults` in long form."""

    values: Values
    file: str = ""
    defaults: Mapping | None = None
    digest: str = ""


def _about(folder: Folder, catalog: Catalog, problems: list[Problem]) -> _About:
    name = next((f"system{ending}" for ending in ENDINGS if (folder.path / f"system{ending}").exists()), "")
    if not name:
        return _About(Values({}))
    file = _shown(folder, name)
    reading = Reading(catalog, whole=True)
    entry, digest = _parsed(folder, name, reading)
    values = keys.SYSTEM.read(entry, reading) if entry else None
    problems += reading.problems
    if entry is None or values is None or reading.problems:
        return _About(Values({}), file)
    defaults = keys.SYSTEM.spell(entry).entries.get("defaults")
    return _About(values, file, defaults.value if defaults and isinstance(defaults.value, Mapping) else None, digest)


def _shown(folder: Folder, name: str) -> str:
    return f"{folder.name}/{name}" if folder.name != "." else name


def _parsed(folder: Folder, name: str, reading: Reading) -> tuple[Entry | None, str]:
    """A file's document under the file's name, and the digest of its text."""
    text = folder.read(name)
    if isinstance(text, Problem):
        reading.problems.append(text)
        return None, ""
    file = _shown(folder, name)
    node = parse(text, file, reading)
    digest = hashlib.sha256(f"{file}\0{text}".encode()).hexdigest()
    stem = name.rpartition(".")[0]
    return (None if node is None else Entry(Scalar(stem, Mark(file, 1, 1)), node)), digest


def _draft(folder: Folder, name: str, catalog: Catalog) -> _Draft:
    draft = _Draft(name.rpartition(".")[0], _shown(folder, name))
    reading = Reading(catalog)
    if not re.fullmatch(_STEM, draft.id):
        what = f"the file name '{clip(name)}' is no name of a stage"
        reading.report(Mark(draft.file, 1, 1), what, "letters, digits, '-', '_' and '.'", "bad-file-name")
    entry, draft.digest = _parsed(folder, name, reading)
    values = keys.STAGE.read(entry, reading) if entry else None
    if entry and values:
        draft.extends = values.get(keys.EXTENDS, "")
        draft.extends_mark = marks(entry.value).get("extends")
        draft.own = None if reading.problems else keys.STAGE.spell(entry)
    draft.problems = reading.problems
    return draft


def _check_extends(draft: _Draft, drafts: dict[str, _Draft]) -> None:
    if not draft.extends or draft.extends_mark is None:
        return
    if draft.extends not in drafts:
        hint = suggest(draft.extends, drafts) or "the name of a stage file in the same folder, without its ending"
        what = f"unknown stage '{clip(draft.extends)}'"
        draft.problems.append(Problem(draft.extends_mark, what, hint, "unknown-stage"))
        draft.own = None
        return
    seen = [draft.id]
    while (parent := drafts[seen[-1]].extends) in drafts and parent not in seen:
        seen.append(parent)
    if parent == draft.id:
        circle = " → ".join([*seen, parent])
        draft.problems.append(
            Problem(draft.extends_mark, f"stages extend each other in a circle: {circle}", "", "circular-extends")
        )
        draft.own = None


def _in_order(drafts: dict[str, _Draft]) -> Iterator[_Draft]:
    """Each stage after the one it extends, otherwise by natural order of names."""
    waiting = [draft for draft in reversed(drafts.values()) if draft.extends not in drafts]
    while waiting:
        draft = waiting.pop()
        yield draft
        waiting += [later for later in reversed(drafts.values()) if later.extends == draft.id]


def _stage(draft: _Draft, base: _Draft | None, about: _About, catalog: Catalog) -> StageSpec | None:
    inherited = base.merged if base else about.defaults
    if draft.own is None or (base and base.merged is None):
        return None
    reading = Reading(catalog, whole=True)
    merged = merge(_inherited(inherited) if inherited else None, draft.own, reading)
    merged = keys.STAGE.spell(Entry(Scalar(draft.id, draft.own.mark), merged))
    values = keys.STAGE.read(Entry(Scalar(draft.id, Mark(draft.file, 1, 1)), merged), reading)
    draft.problems += reading.problems
    if values is None or reading.problems:
        return None
    draft.merged = merged
    before = base.digest if base else about.digest
    draft.digest = hashlib.sha256(f"{before}\0{draft.digest}".encode()).hexdigest()
    return _spec(draft, merged, values)


def _inherited(base: Mapping) -> Mapping:
    """What a stage takes over: not the texts that speak of the one stage."""
    kept = {name: entry for name, entry in base.entries.items() if keys.STAGE.keys[name].inherited}
    if "components" in kept:
        components = kept["components"]
        kept["components"] = Entry(components.key, _without(components.value, "why"))
    return Mapping(kept, base.mark)


def _without(components: Node, name: str) -> Node:
    if not isinstance(components, Mapping):
        return components
    cut = {
        ident: Entry(
            entry.key, Mapping({k: v for k, v in entry.value.entries.items() if k != name}, entry.value.mark)
        )
        for ident, entry in components.entries.items()
        if isinstance(entry.value, Mapping)
    }
    return Mapping(cut, components.mark)


def _spec(draft: _Draft, merged: Mapping, values: Values) -> StageSpec:
    waivers = (
        replace(waiver, inherited=waiver.mark.file != draft.file) for waiver in values.get(keys.ACCEPT, {}).values()
    )
    printed = Mapping({name: entry for name, entry in merged.entries.items() if name != "extends"}, merged.mark)
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
        components=values.get(keys.COMPONENTS, {}),
        zones=values.get(keys.DNS, {}),
        journeys=values.get(keys.JOURNEYS, {}),
        resources=values.get(keys.RESOURCES, ()),
        waivers=tuple(waivers),
        rules=values.get(keys.RULES, {}),
        marks=marks(merged),
        new=frozenset(_new(draft.own)) if draft.own else frozenset(),
        digest=draft.digest,
        merged=emit(printed),
    )


def _titled(ident: str) -> str:
    """A title out of a file name: `1-distributed` is "Distributed"."""
    words = re.sub(r"^[0-9]+[-_. ]+", "", ident) or ident
    return re.sub(r"[-_]+", " ", words).capitalize()


def _new(own: Mapping) -> Iterator[str]:
    """Ids of components, connections and records that a file itself writes."""
    for ident, component in _below(own, "components"):
        yield ident
        for target, _ in _below(component, "uses"):
            yield f"{ident}->{target}"
    for _, zone in _below(own, "dns"):
        for name, records in _entries(zone):
            yield from (f"{name} {kind}" for kind, _ in _entries(records) if kind != "ttl")


def _below(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Mapping) and key in node.entries:
        yield from _entries(node.entries[key].value)


def _entries(node: Node) -> Iterator[tuple[str, Node]]:
    """Names and values that are not removed."""
    if isinstance(node, Mapping):
        yield from ((name, entry.value) for name, entry in node.entries.items() if not is_null(entry.value))
