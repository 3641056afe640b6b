"""Connections as written: `uses`, in all its forms."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from infra_design.model.spec import Access, UseSpec
from infra_design.read import grammar
from infra_design.read.keys import Key, Keys, Table, Values
from infra_design.read.reading import Mistake, Reading, clip, suggest
from infra_design.read.shape import Json, Listed, Shape, Word, or_null
from infra_design.read.tree import Entry, Mapping, Node, Scalar, Sequence, is_empty, items, marks
from infra_design.read.words import FLAG, PORT, TARGET, TEXT, choice, word

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog
    from infra_design.model.source import Mark

ACCESS: tuple[Access, ...] = get_args(Access)
_FLAGS = ("optional", "encrypted")


def _protocol(node: Scalar, reading: Reading) -> str:
    name = node.text.lower()
    known = reading.catalog.protocols
    if name in known:
        return name
    hint = reading.suggest(name, [*known, *ACCESS, *_FLAGS])
    hint = hint or "a protocol of your own belongs in protocols.yml of your catalog folder"
    raise Mistake(f"unknown protocol '{clip(node.text)}'", hint, "unknown-protocol")


def _route(text: str) -> str:
    if re.fullmatch(r"/[^\s?#]*", text):
        return text
    if re.fullmatch(r"[0-9]+", text):
        return str(grammar.port(text))
    if re.fullmatch(grammar.HOSTNAME, text):
        return grammar.hostname(text)
    raise Mistake(f"'{clip(text)}' is no request", "a hostname, a path such as /api, or a port", "bad-route")


PROTOCOL = Key(
    "protocol",
    Word("a protocol", _protocol, lambda catalog: {"enum": sorted(catalog.protocols)}),
    "What is spoken. Defaults to what the target's product or kind speaks.",
    "https",
)
USE_PORT = Key(
    "port", PORT, "The port, a range, or a port with its transport (`1194/udp`). Defaults from the protocol.", 443
)
USE_ACCESS = Key(
    "access",
    choice("an access", ACCESS),
    "Whether the user reads, writes or does both; `read-write` unless written.",
    "read",
    instead="mode rw",
)
OPTIONAL = Key("optional", FLAG, "`true` if the user works without it.", example=True)
ENCRYPTED = Key(
    "encrypted",
    FLAG,
    "Whether the traffic is encrypted. Defaults from the protocol.",
    example=True,
    instead="tls ssl",
)
FOR = Key(
    "for",
    Listed(word("a hostname, path or port", _route, rf"/[^\s?#]*|[0-9]+|{grammar.HOSTNAME}", {"type": "integer"})),
    "Which requests need this connection: hostnames, paths (`/api`, by prefix) or ports. Unwritten: every request.",
    "/api",
    instead="path host route routes when",
)
NEIGHBOR = Key(
    "neighbor", FLAG, "`false` if a target on the user's own machine is not preferred to the others.", example=False
)
USE_EXPLAIN = Key("explain", TEXT, "Markdown: what this connection is for.", "Reads the product list.")

USE = Keys("connection", PROTOCOL, USE_PORT, USE_ACCESS, OPTIONAL, ENCRYPTED, FOR, NEIGHBOR, USE_EXPLAIN)


def _words(text: str) -> dict[str, str]:
    """Keys of the long form that words such as `https:443 read optional` stand for."""
    found: dict[str, str] = {}
    for token in text.split():
        for key, value in _token(token).items():
            if key in found:
                hint = "'read-write'?" if key == "access" else suggest(token, (*ACCESS, *_FLAGS))
                raise Mistake(f"'{clip(text)}' says its {key} twice", hint, "bad-connection")
            found[key] = value
    return found


def _token(token: str) -> dict[str, str]:
    if token in ACCESS:
        return {"access": token}
    if token in _FLAGS:
        return {token: "true"}
    if token[0].isdigit():
        return {"port": token}
    protocol, colon, port = token.partition(":")
    return {"protocol": protocol, "port": port} if colon else {"protocol": protocol}


def _long(node: Node) -> Mapping:
    """The long form of one connection; raises Mistake."""
    if isinstance(node, Mapping):
        return node
    if isinstance(node, Sequence) or node.null:
        raise Mistake("a connection is words such as 'https:443 read', or a map", "", "wrong-type")
    entries = {key: Entry(Scalar(key, node.mark), Scalar(text, node.mark)) for key, text in _words(node.text).items()}
    return Mapping(entries, node.mark, whole=bool(node.text))


class Use(Shape[tuple[UseSpec, ...]]):
    """The connections to one target: words, a map, or a list of these for several."""

    nests = True

    def read(self, entry: Entry, reading: Reading) -> tuple[UseSpec, ...] | None:
        """The connections, one unless a list is written."""
        if isinstance(entry.value, Sequence):
            uses = [self._one(entry, item.key, item.value, reading) for item in items(entry.value)]
        else:
            uses = [self._one(entry, entry.key, entry.value, reading)]
        return tuple(use for use in uses if use is not None)

    def _one(self, entry: Entry, place: Scalar, node: Node, reading: Reading) -> UseSpec | None:
        try:
            long = _long(node)
        except Mistake as mistake:
            reading.tell(node.mark, mistake)
            return None
        values = USE.read(Entry(entry.key, long), reading)
        return None if values is None else _spec(entry.name, place.mark, long, values)

    def spell(self, entry: Entry) -> Node:
        """A map, or a list of maps for several connections."""
        if not isinstance(entry.value, Sequence):
            return self._spell(entry, entry.value)
        nodes = tuple(self._spell(entry, node) for node in entry.value.items)
        return replace(nodes[0], whole=True) if len(nodes) == 1 else Sequence(nodes, entry.value.mark)

    def _spell(self, entry: Entry, node: Node) -> Mapping:
        return USE.spell(Entry(entry.key, _long(node)))

    def schema(self, catalog: Catalog) -> Json:
        """Words, map or list."""
        protocols = "|".join(re.escape(name) for name in sorted(catalog.protocols))
        token = rf"(?:(?:{protocols})(?::{grammar.PORT})?|{grammar.PORT}|{'|'.join(ACCESS)}|{'|'.join(_FLAGS)})"
        words: Json = {"type": ["string", "integer"], "pattern": rf"^\s*{token}(?:\s+{token})*\s*$"}
        one = {"anyOf": [words, or_null(USE.schema(catalog))]}
        return {"anyOf": [*one["anyOf"], {"type": "array", "items": one}]}


class Uses(Shape[tuple[UseSpec, ...]]):
    """All connections of a component: a target, a list of targets, or a map from targets to words."""

    nests = True
    table = Table("target", grammar.target, Use(), f"^(?:{grammar.INSTANCE}|{grammar.HOSTNAME})$")

    def read(self, entry: Entry, reading: Reading) -> tuple[UseSpec, ...] | None:
        """The connections in the order of the file."""
        if isinstance(entry.value, Mapping) or is_empty(entry.value):
            found = self.table.read(entry, reading) or {}
            return tuple(use for uses in found.values() for use in uses)
        if any(isinstance(item.value, Mapping) for item in items(entry.value)):
            reading.report(
                _first_map(entry), "a map in a list of targets", "write a map: {b, c: optional}", "wrong-type"
            )
            return None
        targets = Listed(TARGET).read(entry, reading)
        if targets is None:
            return None
        places = [item.value.mark for item in items(entry.value)]
        return tuple(UseSpec(target, mark) for target, mark in zip(targets, places, strict=False))

    def spell(self, entry: Entry) -> Node:
        """A map from targets to long forms."""
        if isinstance(entry.value, Mapping) or is_empty(entry.value):
            return self.table.spell(entry)
        entries = {}
        for item in items(entry.value):
            key = Scalar(grammar.target(_text(item.value)), item.value.mark)
            entries[key.text] = Entry(key, Mapping({}, key.mark))
        return Mapping(entries, entry.value.mark, whole=True)

    def schema(self, catalog: Catalog) -> Json:
        """Target, list or map."""
        target = TARGET.schema(catalog)
        return {"anyOf": [target, {"type": "array", "items": target}, self.table.schema(catalog)]}


def _first_map(entry: Entry) -> Mark:
    return next(item.value.mark for item in items(entry.value) if isinstance(item.value, Mapping))


def _text(node: Node) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _spec(target: str, mark: Mark, long: Mapping, values: Values) -> UseSpec:
    return UseSpec(
        target=target,
        mark=mark,
        protocol=values.get(PROTOCOL, ""),
        port=values(USE_PORT),
        access=values(USE_ACCESS),
        optional=values.get(OPTIONAL, default=False),
        encrypted=values(ENCRYPTED),
        routes=values.get(FOR, ()),
        neighbor=values(NEIGHBOR),
        explain=values.get(USE_EXPLAIN, ""),
        marks=marks(long),
    )
