"""The reference of all keys, from what checks them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from infra_design.read.catalog_keys import CONCEPT, KIND, PRODUCT, PROTOCOL_KEYS
from infra_design.read.component import COMPONENT
from infra_design.read.connection import USE
from infra_design.read.instances import INSTANCE, MIN_AVAILABLE_KEYS
from infra_design.read.stage import JOURNEY, STAGE, SYSTEM, WAIVER
from infra_design.read.zone import OWNER_KEYS, RECORD, ZONE_KEYS

if TYPE_CHECKING:
    from infra_design.read.keys import Key, Keys

INTRODUCTION = """\
# The design file, key by key

Every key that a file may have, made from the code that checks the files. `—` marks keys that a stage does not take
over from the stage it extends. Keys that begin with `x-` are yours: every map of keys may have them, and they are
ignored.

An empty value means "with all defaults"; only a written `null` removes what the extended stage has.
"""

SECTIONS: tuple[tuple[str, str, Keys], ...] = (
    ("Stage", "One file, `*.yml`, in the designs folder or in a folder in it.", STAGE),
    ("System", "`system.yml` beside the stages; it may be left out.", SYSTEM),
    ("Component", "An entry of `components`.", COMPONENT),
    ("Instance", "An entry of `instances`, where something differs from the component.", INSTANCE),
    ("How many must work", "`min-available`, where reading and writing differ.", MIN_AVAILABLE_KEYS),
    (
        "Connection",
        "An entry of `uses`. In short: `[PROTOCOL | PORT | PROTOCOL:PORT] [ACCESS] [optional] [encrypted]`.",
        USE,
    ),
    ("Zone", "An entry of `dns`; its other keys are names.", ZONE_KEYS),
    ("Name", "An entry of a zone; its other keys are record types.", OWNER_KEYS),
    ("Record", "The value of a record type, where text alone does not say it all; a list for several.", RECORD),
    ("Journey", "An entry of `journeys`.", JOURNEY),
    ("Waiver", "An entry of `accept`. Text alone is the reason.", WAIVER),
    ("Kind", "An entry of `kinds/*.yml` in a site's own catalog folder.", KIND),
    ("Product", "An entry of `products/*.yml` there.", PRODUCT),
    ("Protocol", "An entry of `protocols.yml` there.", PROTOCOL_KEYS),
    ("Concept and record type", "An entry of `concepts.yml` or `record-types.yml` there.", CONCEPT),
)


def key_reference() -> str:
    """The reference as Markdown: a table for every map with fixed keys."""
    return "\n".join([INTRODUCTION, *(_section(title, about, keys) for title, about, keys in SECTIONS)])


def _section(title: str, about: str, keys: Keys) -> str:
    rows = "".join(_row(key) for key in keys.keys.values())
    return f"## {title}\n\n{about}\n\n| key | meaning | example |\n|---|---|---|\n{rows}"


def _row(key: Key[object]) -> str:
    name = f"`{key.name}`" + (", required" if key.required else "") + ("" if key.inherited else " —")
    return f"| {name} | {_cell(key.about)} | `{_cell(_flow(key.example))}` |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _flow(value: object) -> str:
    """A value as people write it in YAML's flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(below)}" for name, below in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = value if isinstance(value, str) else json.dumps(value)
    return (
        json.dumps(text, ensure_ascii=False) if set(text) & set(",:#[]{}") and not text.startswith("http") else text
    )
