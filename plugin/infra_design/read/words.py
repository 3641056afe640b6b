"""The scalars of the design file, each with its grammar and its schema."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from infra_design.read import grammar
from infra_design.read.reading import Mistake, clip
from infra_design.read.shape import Json, Word

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra_design.model.spec import Port
    from infra_design.read.reading import Reading
    from infra_design.read.tree import Scalar

T = TypeVar("T")
C = TypeVar("C", bound=str)

LARGEST_NUMBER = 1e15
LONGEST_NUMBER = 20
_TEXT: Json = {"type": ["string", "number", "boolean"]}
LIKE_BOOLEAN = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def _text(node: Scalar, _: Reading) -> str:
    return node.text.strip()


def _line(node: Scalar, reading: Reading) -> str:
    text = _text(node, reading)
    if "\n" in text:
        raise Mistake("a text of several lines where one belongs", "", "bad-text")
    return text


TEXT: Word[str] = Word("text", _text, _TEXT)
"""Markdown or plain text, as written."""

LINE: Word[str] = Word("a line of text", _line, _TEXT)


def word(noun: str, parse: Callable[[str], T], pattern: str, number: Json | None = None) -> Word[T]:
    """A scalar whose text a grammar reads; `number` is the schema of one that may be written as a number."""
    text: Json = {"type": "string", "pattern": f"^(?:{pattern})$"}
    return Word(noun, lambda node, _: parse(node.text), {"anyOf": [text, number]} if number else text)


def port(text: str, reading: Reading) -> Port:
    """A port; the name of a protocol gets a hint."""
    protocol = reading.catalog.protocols.get(text)
    if protocol and protocol.port:
        raise Mistake(f"'{text}' is no port but a protocol", f"its usual port is {protocol.port}", "bad-port")
    return grammar.port(text)


def _whole(least: int, most: int) -> Json:
    return {"type": "integer", "minimum": least, "maximum": most}


ID = word("an id", grammar.ident, grammar.ID)
REFERENCE = word("an id", grammar.reference, grammar.INSTANCE)
TARGET = word("an id or a hostname", grammar.target, f"{grammar.INSTANCE}|{grammar.HOSTNAME}")
ADDRESS = word("an IP address or a hostname", grammar.address, r"[0-9A-Fa-f:.]+|" + grammar.HOSTNAME)
DURATION = word("a duration", grammar.duration, grammar.DURATION)
PORT = Word(
    "a port",
    lambda node, reading: port(node.text, reading),
    {"anyOf": [{"type": "string", "pattern": f"^(?:{grammar.PORT})$"}, _whole(1, grammar.HIGHEST_PORT)]},
)
TTL = word("a ttl", grammar.ttl, rf"[0-9]+|{grammar.DURATION}", _whole(0, grammar.HIGHEST_TTL))
SHARE = word(
    "an availability",
    grammar.share,
    rf"{grammar.PERCENT}|[0-9]*\.?[0-9]+",
    {"type": "number", "minimum": 0, "maximum": 1},
)
DATE = word("a date", grammar.date, grammar.DATE, _whole(1000, 9999))
URL = word("a link", grammar.url, grammar.URL)


def _flag(node: Scalar, _: Reading) -> bool:
    if node.boolean is not None:
        return node.boolean
    near = LIKE_BOOLEAN.get(node.text.lower(), node.text.lower())
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
        if value < 0 or (positive and not value) or value > LARGEST_NUMBER:
            hint = "more than 0" if positive else "0 or more"
            raise Mistake(f"{clip(node.text)} cannot be {noun}", hint, "out-of-range")
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

    return Word(noun, parse, _whole(least, most))


def choice(noun: str, options: tuple[C, ...]) -> Word[C]:
    """One of a few words."""

    def parse(node: Scalar, reading: Reading) -> C:
        found = next((option for option in options if option == node.text), None)
        if found is not None:
            return found
        hint = reading.suggest(node.text, options) or f"one of {', '.join(options)}"
        raise Mistake(f"'{clip(node.text)}' is not {noun}", hint, "unknown-word")

    return Word(noun, parse, {"enum": [str(option) for option in options]})


def _kind(node: Scalar, reading: Reading) -> str:
    kinds = reading.catalog.kinds
    if node.text in kinds:
        return node.text
    hint = reading.suggest(node.text, kinds)
    if node.text in reading.catalog.products:
        hint = f"'{node.text}' is a product: `product: {node.text}`"
    raise Mistake(f"unknown kind '{clip(node.text)}'", hint, "unknown-kind")


KIND: Word[str] = Word("a kind", _kind, lambda catalog: {"enum": sorted(catalog.kinds)})
