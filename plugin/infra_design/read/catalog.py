"""The catalog: our data files, and a site's own folder, which adds and overrides."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra_design import catalog as data
from infra_design.model.catalog import Catalog, Kind, Product, Protocol
from infra_design.model.source import Mark, Problem
from infra_design.read import compiled
from infra_design.read.catalog_keys import SECTIONS
from infra_design.read.files import ENDINGS, Folder
from infra_design.read.merge import merge
from infra_design.read.parse import parse
from infra_design.read.reading import Mistake, Reading, clip, suggest
from infra_design.read.rules import FOLDER as RULES_FOLDER
from infra_design.read.rules import read_rules
from infra_design.read.tree import Entry, Mapping, Node, Scalar, children, is_null, items

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as MappingType

FOLDERS = ("kinds", "products", RULES_FOLDER)
"""Sections that are folders of files; the others are one file each."""

_PICTURES = {
    ".png": rb"\x89PNG\r\n\x1a\n",
    ".svg": rb"(?>(?:<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*>|\s)*)<svg[\s/>]",
}
_ACTIVE = re.compile(rb"<script|\son[a-z]+\s*=|javascript:|<foreignobject|<!entity", re.IGNORECASE)


def read_catalog(root: Path, folder: str) -> tuple[Catalog, tuple[Problem, ...]]:
    """Read our catalog and, on top of it, a site's own.

    Args:
        root: the project's folder; places are given relative to it.
        folder: the site's catalog folder, relative to the project's folder; empty: none.

    Returns:
        The catalog, and all mistakes of the site's files, sorted by place. What has mistakes is left out.
    """
    ours, problems = our_catalog()
    if not folder:
        return ours, problems
    site = Folder.at(root, folder)
    if not site.exists():
        hint = "make it, or let the option `catalog` name another"
        return ours, (*problems, Problem(Mark(site.name, 1, 1), "there is no such folder", hint, "no-catalog"))
    reading = Reading(ours, whole=True)
    catalog = _with_site(ours, site, reading)
    return catalog, tuple(sorted({*problems, *reading.problems}))


def our_catalog() -> tuple[Catalog, tuple[Problem, ...]]:
    """Our own catalog, from its compiled form unless that is older than the data files."""
    files = {section: list(_our_files(section)) for section in SECTIONS}
    digest = hashlib.sha256(repr(files).encode()).hexdigest()
    known = compiled.load(digest)
    if known:
        return known, ()
    reading = Reading(Catalog({}, {}, {}, {}, {}))
    found = {}
    for section, shape in SECTIONS.items():
        tree = _tree(section, files[section], reading)
        found[section] = shape.read(Entry(Scalar(section, tree.mark), tree), reading) or {}
    return _assemble(found, {}, digest), tuple(reading.problems)


def _assemble(found: dict[str, dict[str, Any]], icons: dict[str, str], digest: str) -> Catalog:
    return Catalog(
        kinds=found["kinds"],
        products=found["products"],
        protocols=found["protocols"],
        concepts=found["concepts"],
        record_types=found["record-types"],
        icon_files=icons,
        digest=digest,
    )


def _our_files(section: str) -> Iterator[tuple[str, str]]:
    """Names and texts of our own files of a section."""
    base = Path(data.__file__).parent
    paths = sorted((base / section).glob("*.yml")) if section in FOLDERS else [base / f"{section}.yml"]
    for path in paths:
        yield f"infra_design/catalog/{path.relative_to(base).as_posix()}", path.read_text("utf-8")


def _tree(section: str, files: list[tuple[str, str]], reading: Reading) -> Mapping:
    """All entries of a section's files in one map."""
    entries: dict[str, Entry] = {}
    mark = Mark(section, 1, 1)
    for file, text in files:
        node = parse(text, file, reading)
        if node is not None and not isinstance(node, Mapping):
            reading.report(node.mark, "the file must be a map, by id", "", "wrong-type")
        for entry in children(node) if isinstance(node, Mapping) else ():
            if entry.name in entries:
                where = entries[entry.name].key.mark
                what = f"'{clip(entry.name)}' is in {where.file} already"
                reading.report(entry.key.mark, what, "", "duplicate-key")
            entries.setdefault(entry.name, entry)
    return Mapping(entries, mark)


def _with_site(ours: Catalog, site: Folder, reading: Reading) -> Catalog:
    """Our catalog with what a site adds, changes and removes."""
    texts = {section: list(_site_files(section, site, reading)) for section in (*SECTIONS, RULES_FOLDER)}
    icons, digests = _icons(site, reading)
    digest = hashlib.sha256(repr((ours.digest, texts, digests)).encode()).hexdigest()
    reading.catalog = replace(ours, icon_files=icons)
    found = dict(_mine(ours))
    patches = {section: _tree(section, texts[section], reading) for section in SECTIONS}
    for section, patch in patches.items():
        if patch.entries:
            found[section] = _patched(section, found[section], patch, reading)
    _hint_at_strangers(site, reading)
    catalog = _assemble(found, icons, digest)
    _check_names(catalog, patches, reading)
    _check_removed(catalog, patches, reading)
    return replace(catalog, own_rules=read_rules(_tree(RULES_FOLDER, texts[RULES_FOLDER], reading), reading))


def _mine(catalog: Catalog) -> Iterator[tuple[str, dict[str, Any]]]:
    for section in SECTIONS:
        yield section, dict(getattr(catalog, section.replace("-", "_")))


def _site_files(section: str, site: Folder, reading: Reading) -> Iterator[tuple[str, str]]:
    """Names and texts of a site's files of a section."""
    folder, names = site, [f"{section}{ending}" for ending in ENDINGS if (site.path / f"{section}{ending}").exists()]
    if section in FOLDERS:
        folder = site.below(section)
        names = sorted(folder.names(*ENDINGS)) if folder.exists() else []
    for name in names:
        text = folder.text(name, reading)
        if text is not None:
            yield folder.shown(name), text


def _patched(section: str, found: dict[str, Any], patch: Mapping, reading: Reading) -> dict[str, Any]:
    """The nouns of a section after a site's patch; only those that it names are read again."""
    shape = SECTIONS[section]
    own = _tree(section, list(_our_files(section)), reading)
    before = Mapping({name: entry for name, entry in own.entries.items() if name in patch.entries}, own.mark)
    trial = Reading(reading.catalog)
    shape.read(Entry(Scalar(section, patch.mark), patch), trial)
    reading.problems += trial.problems
    if trial.problems:
        return found
    spelled = shape.spell(Entry(Scalar(section, patch.mark), patch))
    merged = merge(shape.spell(Entry(Scalar(section, own.mark), before)), spelled, reading)
    kept = {name: noun for name, noun in found.items() if name not in patch.entries}
    return kept | (shape.read(Entry(Scalar(section, patch.mark), merged), reading) or {})


def _icons(site: Folder, reading: Reading) -> tuple[dict[str, str], list[str]]:
    """Where a site's own icons are, by name, and digests of what they hold."""
    folder = site.below("icons")
    icons: dict[str, str] = {}
    digests = []
    for name in sorted(folder.names(*_PICTURES)) if folder.exists() else ():
        stem, mark = name.rpartition(".")[0], Mark(folder.shown(name), 1, 1)
        if stem in icons:
            reading.report(mark, f"there are two icons '{clip(stem)}'", "keep one", "duplicate-key")
        try:
            digests.append(hashlib.sha256(_picture(folder, name)).hexdigest())
            icons[stem] = str(folder.path / name)
        except Mistake as mistake:
            reading.tell(mark, mistake)
    return icons, digests


def _picture(folder: Folder, name: str) -> bytes:
    """The content of an icon's file; raises Mistake if it is no picture, or does more than show one."""
    content = folder.read(name)
    stem, _, ending = name.rpartition(".")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", stem):
        raise Mistake(f"'{clip(name)}' is no name of an icon", "letters, digits, '-', '_' and '.'", "bad-file-name")
    if not re.match(_PICTURES[f".{ending}"], content, re.DOTALL):
        raise Mistake(f"'{clip(name)}' is no {ending.upper()} picture", "", "bad-icon")
    if ending == "svg" and (active := _ACTIVE.search(content)):
        raise Mistake(
            f"'{clip(name)}' has active content: {clip(active[0].decode().strip())}", "remove it", "bad-icon"
        )
    return content


def _hint_at_strangers(site: Folder, reading: Reading) -> None:
    """Report files and folders that are not read and have almost the name of one that is."""
    for name in sorted({*site.names(), *site.names(*ENDINGS)}):
        stem = name.partition(".")[0]
        hint = "" if stem in (*SECTIONS, RULES_FOLDER, "icons") else suggest(stem, (*SECTIONS, RULES_FOLDER, "icons"))
        if hint:
            reading.report(Mark(site.shown(name), 1, 1), f"'{clip(name)}' is not read", hint, "unknown-file")


def _check_names(catalog: Catalog, patches: dict[str, Mapping], reading: Reading) -> None:
    """Report kinds, protocols and concepts that a site names and that do not exist."""
    known = {
        "kinds": catalog.kinds,
        "protocol": catalog.protocols,
        "secure": catalog.protocols,
        "concepts": catalog.concepts,
    }
    for patch in patches.values():
        for noun in children(patch):
            for entry in children(noun.value):
                for word in items(entry.value) if entry.name in known else ():
                    _check_name(entry.name, word.value, known[entry.name], reading)


def _check_removed(catalog: Catalog, patches: dict[str, Mapping], reading: Reading) -> None:
    """Report what a site removes although something that is left names it."""
    users: tuple[Kind | Product | Protocol, ...]
    users = (*catalog.kinds.values(), *catalog.products.values(), *catalog.protocols.values())
    for section, attributes in (
        ("kinds", ("kinds",)),
        ("protocols", ("protocol", "secure")),
        ("concepts", ("concepts",)),
    ):
        for entry in children(patches[section]):
            user = next((noun for noun in users if _names(noun, attributes, entry.name)), None)
            if user and is_null(entry.value):
                hint = f"change or remove '{user.id}' too"
                reading.report(entry.value.mark, f"'{user.id}' still names '{clip(entry.name)}'", hint, "still-named")


def _names(noun: object, attributes: tuple[str, ...], ident: str) -> bool:
    values = (getattr(noun, attribute, ()) for attribute in attributes)
    return any(ident == value if isinstance(value, str) else ident in value for value in values)


def _check_name(key: str, node: Node, known: MappingType[str, object], reading: Reading) -> None:
    if isinstance(node, Scalar) and not node.null and not node.empty and node.text not in known:
        what = f"unknown {key.removesuffix('s')} '{clip(node.text)}'"
        reading.report(node.mark, what, reading.suggest(node.text, known), "unknown-name")
