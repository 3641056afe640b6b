"""The compiled form of our catalog: the same nouns as JSON, which is read ten times as fast as YAML.

It says what it was made from; if the data files have changed since, or the nouns, it is not used.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra_design.model.catalog import Catalog, Category, Concept, Kind, Link, Product, Protocol, Tier
from infra_design.model.spec import Port

if TYPE_CHECKING:
    from collections.abc import Callable

PATH = Path(__file__).with_name("catalog.json")

_SECTIONS: dict[str, type[Any]] = {
    "kinds": Kind,
    "products": Product,
    "protocols": Protocol,
    "concepts": Concept,
    "record_types": Concept,
}
_DECODE: dict[str, Callable[[Any], object]] = {
    "category": Category,
    "tier": Tier,
    "port": lambda value: None if value is None else Port(*value),
    "ports": lambda values: tuple(Port(*value) for value in values),
    "links": lambda values: tuple(Link(*value) for value in values),
}


def dump(catalog: Catalog) -> str:
    """A catalog without a site's own part, as JSON text."""
    content: dict[str, Any] = {section: _section(getattr(catalog, section)) for section in _SECTIONS}
    content["made-from"] = [catalog.digest, _layout()]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _layout() -> str:
    """The nouns' fields: a form made for others cannot be read."""
    return " ".join(field.name for noun in _SECTIONS.values() for field in fields(noun))


def _section(nouns: dict[str, Any]) -> dict[str, Any]:
    return {ident: _plain(noun) for ident, noun in nouns.items()}


def _plain(noun: Any) -> dict[str, Any]:  # noqa: ANN401 — any noun of the catalog
    """Its fields but for those that have their default."""
    given = ((field, getattr(noun, field.name)) for field in fields(noun))
    return {
        field.name: _encode(value) for field, value in given if field.default is MISSING or value != field.default
    }


def _encode(value: Any) -> Any:  # noqa: ANN401 — JSON has no type of its own
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Port | Link):
        return [getattr(value, field.name) for field in fields(value)]
    return value


def load(digest: str) -> Catalog | None:
    """The catalog that was compiled from data files of this digest, or None if there is none."""
    try:
        content = json.loads(PATH.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(content, dict) or content.get("made-from") != [digest, _layout()]:
        return None
    found = {section: _nouns(kind, content[section]) for section, kind in _SECTIONS.items()}
    return Catalog(**found, digest=digest, own_rules=())


def _nouns(kind: type[Any], content: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        ident: kind(**{name: _decode(name, value) for name, value in noun.items()}) for ident, noun in content.items()
    }


def _decode(name: str, value: Any) -> object:  # noqa: ANN401 — JSON has no type of its own
    if name in _DECODE:
        return _DECODE[name](value)
    return tuple(value) if isinstance(value, list) else value
