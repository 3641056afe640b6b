"""Icon files: where they are, how large, and whether they need a plate to be seen on a dark page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from infra_design.model.drawing import Icon

if TYPE_CHECKING:
    from infra_design.draw.picture import Card, Chip, Frame, Picture
    from infra_design.model.catalog import Catalog

_NAME = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+\.[A-Za-z][A-Za-z0-9_]*")
_PICTURES = (".png", ".svg")
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Symbol:
    """An icon as it is drawn.

    Attributes:
        name: unique among icons, fit for a file name, without its ending.
        path: the file; `suffix` is its ending.
        ratio: width by height.
        dark: nearly black, so that it needs a plate on a dark page.
        light: nearly white, so that it needs one on a light page.
    """

    name: str
    path: str
    suffix: str
    ratio: float
    dark: bool = False
    light: bool = False


def symbol(name: str, catalog: Catalog) -> Symbol | None:
    """The icon of a name as designs and the catalog write it; None if there is no such file."""
    if name.startswith("file:"):
        return _own(name.removeprefix("file:"), catalog)
    return _library(name)


def _own(name: str, catalog: Catalog) -> Symbol | None:
    path = catalog.icon_files.get(name)
    if path is None:
        return None
    stem, suffix = re.sub(r"[^A-Za-z0-9.-]", "-", Path(name).stem), Path(path).suffix.lower()
    return Symbol(f"own-{stem}", path, suffix if suffix in _PICTURES else "", _ratio(Path(path)), dark=True)


@cache
def _library(name: str) -> Symbol | None:
    """The catalog has small copies of those that it names, since pages are loaded by readers."""
    original = library_file(name)
    if original is None:
        return None
    own = stem(original)
    copy = Path(str(resources.files("infra_design.catalog"))) / "icons" / f"{own}.png"
    path = copy if copy.is_file() else original
    return Symbol(own, str(path), path.suffix, _ratio(path), dark=own in dark_icons(), light=own.endswith("-white"))


def stem(path: Path) -> str:
    """The name of an icon of the library by its file."""
    return "-".join((*path.parent.parts[path.parent.parts.index("resources") + 1 :], path.stem))


def library_file(name: str) -> Path | None:
    """The picture that belongs to a class of `diagrams`; its attributes say where, no instance is needed."""
    found = find_spec("diagrams")
    if not _NAME.fullmatch(name) or found is None or not found.submodule_search_locations:
        return None
    module, _, class_name = name.rpartition(".")
    try:
        node = getattr(import_module(f"diagrams.{module}"), class_name)
        path = Path(found.submodule_search_locations[0]).parent / node._icon_dir / node._icon  # noqa: SLF001 — data
    except (ImportError, AttributeError, TypeError):
        return None
    return path if path.is_file() else None


def _ratio(path: Path) -> float:
    """Width by height, from the head of a PNG file; 1 for anything else."""
    with path.open("rb") as file:
        head = file.read(24)
    if head[:8] != _PNG:
        return 1.0
    return int.from_bytes(head[16:20]) / max(int.from_bytes(head[20:24]), 1)


@cache
def dark_icons() -> frozenset[str]:
    """Names of the library's icons that are mostly black; `icons_dark.txt` was made from their pixels."""
    return frozenset(resources.files("infra_design.draw").joinpath("icons_dark.txt").read_text("utf-8").split())


def icons_of(picture: Picture) -> tuple[Icon, ...]:
    """All icons that a picture shows, sorted by name."""
    shown: list[Card | Frame | Chip] = [*picture.cards.values(), *picture.frames.values()]
    shown += [chip for frame in picture.frames.values() for chip in frame.chips]
    symbols = {thing.symbol.name: thing.symbol for thing in shown if thing.symbol}
    return tuple(Icon(name, symbol.path, dark_plate=symbol.dark) for name, symbol in sorted(symbols.items()))
