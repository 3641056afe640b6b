"""Icons by name: those of the `diagrams` library, and a site's own files."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from infra_design.read.reading import Mistake, clip
from infra_design.read.shape import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.read.reading import Reading
    from infra_design.read.tree import Scalar

_NAME = r"[a-z0-9_]+\.[a-z0-9_]+\.[A-Za-z][A-Za-z0-9_]*"
_CLASS = re.compile(r"^(?:class )?([A-Z][A-Za-z0-9_]*)(?:\(_\w+\):| = \w+$)", re.MULTILINE)


def _icon(node: Scalar, reading: Reading) -> str:
    if node.text.startswith("file:"):
        return _own(node.text, reading)
    if re.fullmatch(_NAME, node.text) and _exists(node.text):
        return node.text
    hint = "" if reading.full else _nearest(node.text)
    raise Mistake(f"unknown icon '{clip(node.text)}'", hint or "such as aws.network.ELB", "unknown-icon")


def _own(text: str, reading: Reading) -> str:
    known = reading.catalog.icon_files
    if text.removeprefix("file:") in known:
        return text
    hint = reading.suggest(text, [f"file:{name}" for name in known])
    hint = hint or "NAME of icons/NAME.svg or .png in the site's catalog folder"
    raise Mistake(f"no icon file '{clip(text)}'", hint, "unknown-icon")


ICON: Word[str] = Word("an icon", _icon, {"type": "string", "pattern": rf"^(?:{_NAME}|file:[A-Za-z0-9_.-]+)$"})


@cache
def _library() -> Path:
    """Where `diagrams` is installed; its modules are read as text, never imported."""
    found = find_spec("diagrams")
    return Path(found.submodule_search_locations[0]) if found and found.submodule_search_locations else Path()


@cache
def _classes(provider: str, module: str) -> frozenset[str]:
    path = _library() / provider / f"{module}.py"
    return frozenset(_CLASS.findall(path.read_text("utf-8"))) if path.is_file() else frozenset()


def _exists(name: str) -> bool:
    provider, module, icon = name.split(".")
    return icon in _classes(provider, module)


@cache
def _nearest(name: str) -> str:
    """`did you mean …`, by class name first, since people know "ELB" better than where it stands."""
    from difflib import get_close_matches  # noqa: PLC0415 — only for mistakes

    wanted = name[:80].rpartition(".")[2].lower()
    by_class: dict[str, list[str]] = {}
    for icon in icon_names():
        by_class.setdefault(icon.rpartition(".")[2].lower(), []).append(icon)
    near = get_close_matches(wanted, sorted(by_class), n=1, cutoff=0.6)
    full = get_close_matches(name[:80], by_class[near[0]], n=1, cutoff=0.0) if near else []
    return f"did you mean '{full[0]}'?" if full else ""


@cache
def icon_names() -> tuple[str, ...]:
    """Every icon of the library, sorted."""
    return tuple(sorted(_walk()))


def _walk() -> Iterator[str]:
    for path in _library().glob("[a-z]*/[a-z]*.py"):
        provider, module = path.parent.name, path.stem
        for icon in _classes(provider, module):
            yield f"{provider}.{module}.{icon}"
