"""The designs folder: systems, and their stages in the order of the story."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra_design.model.source import Mark, Problem
from infra_design.model.spec import DesignSpec, StageSpec, SystemSpec
from infra_design.read import stage as keys
from infra_design.read.draft import STEM, Defaults, Draft, digest, finish, read_draft
from infra_design.read.files import ENDINGS, Folder
from infra_design.read.keys import Values
from infra_design.read.merge import merge
from infra_design.read.parse import parse
from infra_design.read.reading import Reading, clip, suggest
from infra_design.read.tree import Entry, Mapping, Scalar, children

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from infra_design.model.catalog import Catalog

SYSTEM = "system"
"""Name, without ending, of the file that tells about a system."""

MOST_STAGES = 2000


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
    designs = Folder.at(root, folder)
    if not designs.exists():
        hint = "`infra-design init` makes one; or let the option `designs` name another"
        return DesignSpec(()), (Problem(Mark(designs.name, 1, 1), "there is no such folder", hint, "no-designs"),)
    problems: list[Problem] = []
    found = [_system(ident, where, catalog, problems) for ident, where in _folders(designs, problems)]
    systems = tuple(system for system in found if system is not None)
    return DesignSpec(systems), tuple(sorted(set(problems)))


def _folders(designs: Folder, problems: list[Problem]) -> Iterator[tuple[str, Folder]]:
    """The designs folder itself, and each folder in it."""
    yield "", designs
    for name in sorted(designs.names(), key=natural):
        folder = designs.below(name)
        if not folder.exists():
            what = "the folder is a link that leads out of the designs folder"
            problems.append(Problem(Mark(folder.name, 1, 1), what, "", "outside-folder"))
        elif not re.fullmatch(STEM, name) and _stage_names(folder):
            what = f"the folder name '{clip(name)}' is no name of a system"
            problems.append(
                Problem(Mark(folder.name, 1, 1), what, "letters, digits, '-', '_' and '.'", "bad-file-name")
            )
        else:
            yield name, folder


def _stage_names(folder: Folder) -> list[str]:
    return sorted((name for name in folder.names(*ENDINGS) if _stem(name) != SYSTEM), key=natural)


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def natural(name: str) -> tuple[tuple[bool, int, str], ...]:
    """A sort key by which 2 comes before 10, and both before letters."""
    parts = re.findall(r"([0-9]{1,18})|([^0-9]+)", name)
    return tuple((not number, int(number or 0), text) for number, text in parts)


def _system(ident: str, folder: Folder, catalog: Catalog, problems: list[Problem]) -> SystemSpec | None:
    names = _stage_names(folder)
    if not names:
        return None
    about, values, defaults = _about(folder, catalog, problems)
    drafts = _drafts(folder, names, catalog, problems)
    stages: list[StageSpec] = []
    for draft in _in_order(drafts):
        stage = finish(draft, drafts.get(draft.extends), defaults, catalog)
        stages += [stage] if stage else []
    for draft in drafts.values():
        problems += draft.problems
    return SystemSpec(
        id=ident,
        title=values.get(keys.SYSTEM_TITLE, "") or ident.replace("-", " ").capitalize() or "Infrastructure",
        stages=tuple(stages),
        introduction=values.get(keys.INTRODUCTION, ""),
        conclusion=values.get(keys.CONCLUSION, ""),
        resources=values.get(keys.RESOURCES, ()),
        file=about.file if about else "",
        mark=about,
    )


def _about(folder: Folder, catalog: Catalog, problems: list[Problem]) -> tuple[Mark | None, Values, Defaults]:
    """What the system's own file says, and where that begins."""
    name = next((name for name in sorted(folder.names(*ENDINGS)) if _stem(name) == SYSTEM), "")
    if not name:
        return None, Values({}), Defaults()
    mark = Mark(folder.shown(name), 1, 1)
    reading = Reading(catalog)
    text = folder.text(name, reading)
    node = None if text is None else parse(text, mark.file, reading)
    entry = Entry(Scalar(SYSTEM, mark), Mapping({}, mark) if node is None else node)
    values = keys.SYSTEM.read(entry, reading)
    tree = None if reading.problems else merge(None, keys.SYSTEM.spell(entry), reading)
    problems += reading.problems
    if values is None or reading.problems:
        return mark, Values({}), Defaults(sound=False)
    defaults = next((below.value for below in children(tree) if below.name == "defaults"), None) if tree else None
    return mark, values, Defaults(defaults if isinstance(defaults, Mapping) else None, digest(text or ""))


def _drafts(folder: Folder, names: list[str], catalog: Catalog, problems: list[Problem]) -> dict[str, Draft]:
    """The stage files by id, with what they extend checked."""
    drafts: dict[str, Draft] = {}
    if len(names) > MOST_STAGES:
        what = f"more than {MOST_STAGES:,} stages in one folder"
        problems.append(Problem(Mark(folder.name, 1, 1), what, "", "too-large"))
    for name in names[:MOST_STAGES]:
        draft = read_draft(folder, name, catalog)
        if draft.id in drafts:
            what = f"there is a stage '{draft.id}' already, in {drafts[draft.id].file}"
            problems.append(Problem(Mark(draft.file, 1, 1), what, "rename one of them", "duplicate-stage"))
        drafts.setdefault(draft.id, draft)
    for draft in drafts.values():
        _check_extends(draft, drafts)
    return drafts


def _check_extends(draft: Draft, drafts: dict[str, Draft]) -> None:
    if not draft.extends or draft.extends_mark is None:
        return
    if draft.extends not in drafts:
        hint = suggest(draft.extends, drafts) or "the name of a stage file in the same folder, without its ending"
        what = f"unknown stage '{clip(draft.extends)}'"
        _refuse(draft, Problem(draft.extends_mark, what, hint, "unknown-stage"))
    elif circle := _circle(draft, drafts):
        what = f"stages extend each other in a circle: {' → '.join(circle)}"
        _refuse(draft, Problem(draft.extends_mark, what, "", "circular-extends"))


def _refuse(draft: Draft, problem: Problem) -> None:
    draft.problems.append(problem)
    draft.patches = None


def _circle(draft: Draft, drafts: dict[str, Draft]) -> list[str]:
    """The stages from one back to itself, or none."""
    seen = {draft.id: None}
    parent = draft.extends
    while parent in drafts and parent not in seen:
        seen[parent] = None
        parent = drafts[parent].extends
    return [*seen, parent] if parent == draft.id else []


def _in_order(drafts: dict[str, Draft]) -> Iterator[Draft]:
    """Each stage, then those that extend it; otherwise in the order of names."""
    below: dict[str, list[Draft]] = {}
    for draft in drafts.values():
        below.setdefault(draft.extends if draft.extends in drafts else "", []).append(draft)
    waiting = below.get("", [])[::-1]
    while waiting:
        draft = waiting.pop()
        yield draft
        waiting += below.get(draft.id, [])[::-1]
