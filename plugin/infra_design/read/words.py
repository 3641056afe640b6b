"""The scalars of the design file, each with its grammar and its schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from infra_design.read import grammar
from infra_design.read.reading import Mistake
from infra_design.read.shape import Json, Shape, Word, clip

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra_design.model.catalog import Catalog
    from infra_design.read.reading import Reading
    from infra_design.read.tree import Entry, Scalar

T = TypeVar("T")
C = TypeVar("C", bound=str)

LARGEST_NUMBER = 1e15
MOST_INSTANCES = 10_000
LONGEST_NUMBER = 20
_TEXT: Json = {"type": ["string", "number", "boolean"]}
_LIKE_BOOLEAN = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def _text(node: Scalar, _: Reading) -> str:
    for char in node.text:
        if not char.isprintable() and not char.isspace() and char not in "\u200b\u200c\u200d\u200e\u200f\ufeff\u00ad":
            raise Mistake(f"the control character U+{ord(char):04X} in a text", "", "bad-text")
    return node.text.strip()


def _line(node: Scalar, reading: Reading) -> str:
    text = _text(node, reading)
    if "\n" in text:
        raise Mistake("a text of several lines where one belongs", "", "bad-text")
    return text


TEXT: Word[str] = Word("text", _text, _TEXT)
"""Markdown or plain text, as written."""

LINE: Word[str] = Word("a line of text", _line, _TEXT)


def word(noun: str, parse: Callable[[str], T], pattern: str, *types: str) -> Word[T]:
    """A scalar whose text a grammar reads; `types` besides string."""
    return Word(noun, lambda node, _: parse(node.text), {"type": ["string", *types], "pattern": f"^(?:{pattern})$"})


ID = word("an id", grammar.ident, grammar.ID)
REFERENCE = word("an id", grammar.reference, grammar.INSTANCE)
TARGET = word("an id or a hostname", grammar.target, f"{grammar.INSTANCE}|{grammar.HOSTNAME}")
ADDRESS = word("an IP address or a hostname", grammar.address, r"[0-9A-Fa-f:.]+|" + grammar.HOSTNAME)
DURATION = word("a duration", grammar.duration, grammar.DURATION)
PORT = word("a port", grammar.port, grammar.PORT, "integer")
TTL = word("a ttl", grammar.ttl, rf"[0-9]+|{grammar.DURATION}", "integer")
SHARE = word("an availability", grammar.share, rf"{grammar.PERCENT}|[0-9]*\.?[0-9]+", "number")
DATE = word("a date", grammar.date, grammar.DATE, "number")
URL = word("a link", grammar.url, r"(?:https?://\S+|[^\s:]+(?:[#?/]\S*)?)")


def _flag(node: Scalar, _: Reading) -> bool:
    if node.boolean is not None:
        return node.boolean
    near = _LIKE_BOOLEAN.get(node.text.lower(), node.text.lower())
    hint = f"did you mean {near}?" if near in {"true", "false"} else "write true or false"
    raise Mistake(f"'{clip(node.text)}' is not true or false", hint, "wrong-type")


FLAG: Word[bool] = Word("true or false", _flag, {"type": "boolean"})


def positive_duration(noun: str) -> Word[float]:
    """A duration above 0."""

    def parse(text: str) -> float:
        seconds = grammar.duration(text)
        if not seconds:
            raise Mistake(f"a {noun} of nothing", "such as 4000h", "out-of-range")
        return seconds

    return word("a duration", parse, grammar.DURATION)


def number(noun: str, *, positive: bool = False) -> Word[float]:
    """A number from 0 on, or above 0."""

    def parse(node: Scalar, _: Reading) -> float:
        if not node.number or len(node.text) > LONGEST_NUMBER:
            raise Mistake(f"'{clip(node.text)}' is no number", f"{noun}, such as 200", "wrong-type")
        value = float(node.text)
        if not (0 < value if positive else 0 <= value) or value > LARGEST_NUMBER:
            raise Mistake(f"{clip(node.text)} cannot be {noun}", "more than 0" if positive else "0 or more")
        return value

    bound = "exclusiveMinimum" if positive else "minimum"
    return Word(noun, parse, {"type": "number", bound: 0, "maximum": LARGEST_NUMBER})


def count(noun: str, least: int, most: int) -> Word[int]:
    """A whole number within bounds."""

    def parse(node: Scalar, _: Reading) -> int:
        if not node.plain or not re.fullmatch(r"[-+]?[0-9]{1,20}", node.text):
            raise Mistake(f"'{clip(node.text)}' is no whole number", f"{noun}, such as {max(least, 2)}", "wrong-type")
        value = int(node.text)
        if not least <= value <= most:
            raise Mistake(f"{value} cannot be {noun}", f"{least} to {most}", "out-of-range")
        return value

    return Word(noun, parse, {"type": "integer", "minimum": least, "maximum": most})


@dataclass(frozen=True, slots=True)
class Choice(Shape[C], Generic[C]):
    """One of a few words."""

    noun: str
    options: tuple[C, ...]

    def read(self, entry: Entry, reading: Reading) -> C | None:
        return Word(self.noun, self._parse, {}).read(entry, reading)

    def _parse(self, node: Scalar, reading: Reading) -> C:
        for option in self.options:
            if node.text == option:
                return option
        listed = ", ".join(self.options)
        hint = reading.suggest(node.text, self.options) or f"one of {listed}"
        raise Mistake(f"'{clip(node.text)}' is not {self.noun}", hint, "unknown-word")

    def schema(self, catalog: Catalog) -> Json:
        return {"enum": list(self.options)}


def _kind(node: Scalar, reading: Reading) -> str:
    kinds = reading.catalog.kinds
    if node.text in kinds:
        return node.text
    hint = reading.suggest(node.text, kinds)
    if node.text in reading.catalog.products:
        hint = f"'{node.text}' is a product: `product: {node.text}`"
    raise Mistake(f"unknown kind '{clip(node.text)}'", hint, "unknown-kind")


KIND: Word[str] = Word("a kind", _kind, lambda catalog: {"enum": sorted(catalog.kinds)})
