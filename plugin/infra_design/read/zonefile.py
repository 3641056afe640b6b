"""BIND zone files, read so that every record is kept as it is written, duplicates and conflicts included.

dnspython parses the data of each record; its zones are not used, because they merge duplicates and drop what stands
beside a CNAME.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.source import Mark
from infra_design.read import grammar
from infra_design.read.reading import Mistake, clip
from infra_design.read.tree import Entry, Mapping, Node, Scalar, Sequence
from infra_design.read.zone import owner, record_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.read.reading import Reading

MOST_RECORDS = 20_000
_TOKEN = re.compile(
    r"""(?P<gap>[^\S\n]+|;[^\n]*)|(?P<end>\n)|(?P<open>\()|(?P<close>\))"""
    r"""|(?P<text>"(?:[^"\\\n]|\\[^\n])*"|(?:[^\s;()"\\]|\\[^\n])+)|(?P<bad>.)"""
)
_CLASSES = ("CH", "HS", "CS", "ANY", "NONE")
_ALIASES = ("ALIAS", "ANAME")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or quoted text; `glued` to the one before if no space is between them."""

    text: str
    mark: Mark
    glued: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """One entry of the file, parentheses resolved; `indented` if it belongs to the name before."""

    tokens: list[_Token]
    indented: bool


def read_zone_file(text: str, file: str, zone: str, reading: Reading) -> Mapping:
    """The records of a zone file as a zone in long form: name → type → values with their ttl.

    Args:
        text: of the file.
        file: its path, for places.
        zone: name of the zone, without a dot at the end; relative names are in it.
        reading: gets the mistakes.
    """
    reader = _Reader(zone, reading)
    for line in _Lines(file, reading).read(text):
        reader.take(line)
    return reader.zone_tree(Mark(file, 1, 1))


class _Lines:
    """Puts the tokens of a file together to lines; parentheses join lines, and lines with a mistake are left out."""

    def __init__(self, file: str, reading: Reading) -> None:
        self.file, self.reading = file, reading
        self.tokens: list[_Token] = []
        self.opened: list[Mark] = []
        self.indented = self.broken = self.glued = False

    def read(self, text: str) -> Iterator[_Line]:
        """The lines that have tokens."""
        line, start = 1, 0
        for match in _TOKEN.finditer(text + "\n"):
            self._take(match.lastgroup or "", match[0], Mark(self.file, line, match.start() - start + 1))
            self.glued = match.lastgroup == "text"
            if match.lastgroup == "end":
                line, start = line + 1, match.end()
                yield from self._line()
        if self.opened:
            self.reading.report(self.opened[-1], "a '(' that is not closed", "", "zone-syntax")

    def _line(self) -> Iterator[_Line]:
        if self.opened:
            return
        if self.tokens and not self.broken:
            yield _Line(self.tokens, self.indented)
        self.tokens, self.indented, self.broken = [], False, False

    def _take(self, kind: str, text: str, mark: Mark) -> None:
        if kind == "gap":
            self.indented = self.indented or (mark.column == 1 and not self.opened)
        elif kind == "text":
            self.tokens.append(_Token(text, mark, self.glued))
        elif kind == "open":
            self.opened.append(mark)
        elif kind == "close" and self.opened:
            self.opened.pop()
        elif kind != "end":
            self.broken = True
            self.reading.report(mark, f"'{clip(text)}' without its pair", "", "zone-syntax")


@dataclass(frozen=True, slots=True)
class _Value:
    """The data of one record, with its ttl."""

    text: str
    ttl: int | None
    mark: Mark

    def node(self, common: int | None) -> Mapping:
        """The record in long form; it replaces what it patches. `common`: the ttl that its name states for it."""
        entries = {"value": _scalar_entry("value", self.text, self.mark)}
        if self.ttl is not None and self.ttl != common:
            entries["ttl"] = _scalar_entry("ttl", str(self.ttl), self.mark)
        return Mapping(entries, self.mark, whole=True)


def _scalar_entry(name: str, text: str, mark: Mark) -> Entry:
    return Entry(Scalar(name, mark), Scalar(text, mark, plain=name != "value"))


class _Reader:
    """Goes through a file line by line, with what the lines before have set."""

    def __init__(self, zone: str, reading: Reading) -> None:
        self.zone, self.reading = zone, reading
        self.origin = f"{zone}."
        self.name = ""
        self.default_ttl: int | None = None
        self.zone_ttl: int | None = None
        self.last_ttl: int | None = None
        self.count = 0
        self.names: dict[str, dict[str, list[_Value]]] = {}
        self.marks: dict[str, Mark] = {}

    def take(self, line: _Line) -> None:
        """Go on with the next line."""
        self.count += 1
        if self.count > MOST_RECORDS:
            if self.count == MOST_RECORDS + 1:
                what = f"more than {MOST_RECORDS:,} records in one file"
                self.reading.report(line.tokens[0].mark, what, "", "too-large")
            return
        try:
            if line.tokens[0].text.startswith("$"):
                self._directive(line.tokens)
            else:
                self._record(line)
        except Mistake as mistake:
            self.reading.tell(line.tokens[0].mark, mistake)

    def _directive(self, tokens: list[_Token]) -> None:
        name = tokens[0].text.upper()
        if name in ("$INCLUDE", "$GENERATE"):
            hint = "write the records into this file, or include the file in the design"
            raise Mistake(f"{name} is not followed", hint, "zone-directive")
        if name not in ("$ORIGIN", "$TTL"):
            raise Mistake(f"unknown directive '{clip(tokens[0].text)}'", "", "zone-directive")
        if len(tokens) != 2:  # noqa: PLR2004 — the directive and its value
            raise Mistake(f"{name} takes one value", "", "zone-directive")
        if name == "$TTL":
            self.default_ttl = grammar.ttl(tokens[1].text.lower())
            if not self.names:
                self.zone_ttl = self.default_ttl
        else:
            self.origin = self._absolute(tokens[1].text)

    def _absolute(self, name: str) -> str:
        if name == "@":
            return self.origin
        if name.endswith(".") and not name.endswith("\\."):
            return name
        return f"{name}." if self.origin == "." else f"{name}.{self.origin}"

    def _record(self, line: _Line) -> None:
        rest = list(line.tokens)
        if not line.indented:
            self.name = owner(self._absolute(rest.pop(0).text), self.zone)
            self.marks.setdefault(self.name, line.tokens[0].mark)
        if not self.name:
            raise Mistake("the first record has no name", "begin the line with it, or with @", "zone-syntax")
        ttl = self._ttl_and_class(rest)
        if not rest:
            raise Mistake("a record without a type", "", "zone-syntax")
        token = rest.pop(0)
        kind = record_type(token.text)
        value = _data(kind, rest, self.origin)
        if kind == "SOA" and self.default_ttl is None and self.last_ttl is None:
            self.last_ttl = int(value.rpartition(" ")[2])
        mark = rest[0].mark if rest else token.mark
        self._add(kind, _Value(value, self._effective(ttl), mark))

    def _effective(self, ttl: int | None) -> int | None:
        """RFC 2308: the record's own, else $TTL; RFC 1035: else that of the record before; None: the zone's."""
        if ttl is not None:
            self.last_ttl = ttl
            return ttl
        if self.default_ttl is None:
            return self.last_ttl
        return None if self.default_ttl == self.zone_ttl else self.default_ttl

    def _ttl_and_class(self, rest: list[_Token]) -> int | None:
        """Take TTL and class, which may come in either order, off the front."""
        ttl = None
        while rest:
            text = rest[0].text.upper()
            if text[0].isdigit() and ttl is None:
                ttl = grammar.ttl(text.lower())
            elif text in _CLASSES:
                raise Mistake(f"the class {text}", "only IN is read", "zone-syntax")
            elif text != "IN":
                break
            rest.pop(0)
        return ttl

    def _add(self, kind: str, value: _Value) -> None:
        self.names.setdefault(self.name, {}).setdefault(kind, []).append(value)

    def zone_tree(self, mark: Mark) -> Mapping:
        """All names, and the $TTL that stands before them."""
        entries = {name: self._name_entry(name, types) for name, types in self.names.items()}
        if self.zone_ttl is not None:
            entries = {"$ttl": _scalar_entry("$ttl", str(self.zone_ttl), mark), **entries}
        return Mapping(entries, mark)

    def _name_entry(self, name: str, types: dict[str, list[_Value]]) -> Entry:
        """A name; the ttl that all its records have stands beside them, so that it can be patched as one."""
        mark = self.marks[name]
        ttls = {value.ttl for values in types.values() for value in values}
        common = ttls.pop() if len(ttls) == 1 else None
        below = {kind: Entry(Scalar(kind, values[0].mark), _values(values, common)) for kind, values in types.items()}
        if common is not None:
            below["ttl"] = _scalar_entry("ttl", str(common), mark)
        return Entry(Scalar(name, mark), Mapping(below, mark))


def _values(values: list[_Value], common: int | None) -> Node:
    nodes = tuple(value.node(common) for value in values)
    return nodes[0] if len(nodes) == 1 else Sequence(nodes, nodes[0].mark)


def _data(kind: str, rest: list[_Token], origin: str) -> str:
    """The data as a zone file writes it, names in full."""
    import dns.exception  # noqa: PLC0415 — few designs include a zone file
    import dns.name  # noqa: PLC0415 — the same
    import dns.rdata  # noqa: PLC0415 — the same

    text = "".join(token.text if token.glued else f" {token.text}" for token in rest).strip()
    parsed_as = "CNAME" if kind in _ALIASES else kind
    try:
        return dns.rdata.from_text("IN", parsed_as, text, dns.name.from_text(origin), relativize=False).to_text()
    except (dns.exception.DNSException, ValueError) as error:
        what = f"the data of this {kind} record cannot be read: {clip(str(error))}"
        raise Mistake(what, "", "zone-data") from None
