"""Hints for the traps of YAML that people fall into; each names the cure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.source import Mark
from infra_design.read.reading import clip
from infra_design.read.tree import is_empty

if TYPE_CHECKING:
    import yaml

    from infra_design.read.tree import Entry, Mapping

BRACES = "text that begins with '{' or '[' needs quotes"
STAR = "'*' begins an alias in YAML; put text that begins with it in quotes"
SECOND_COLON = "text with ': ' in it needs quotes"
TAG = "'!' begins a tag in YAML, and no tags are read; put text that begins with it in quotes"

_PROBLEMS = {
    "mapping values are not allowed": "a ':' where no key can be",
    "sequence entries are not allowed": "a '- ' where no list can be",
    "cannot start any token": "a character that nothing can begin with",
    "did not find expected key": "a key was expected here",
    "expected <block end>": "a key was expected here",
    "unexpected end of stream": "the file ends within a quoted text",
    "expected alphabetic or numeric character": "an alias that cannot be read",
    "did not find expected ',' or": "a ',' or a closing bracket was expected here",
    "expected ',' or": "a ',' or a closing bracket was expected here",
    "expected node content": "a value was expected here",
    "expected the node content": "a value was expected here",
    "could not find expected ':'": "a ':' after the key was expected",
}


@dataclass(frozen=True, slots=True)
class _Stumble:
    """Where the parser stopped: the line and the one above, column from 0, and what it said."""

    line: str
    above: str
    column: int
    context: str
    problem: str

    @property
    def at(self) -> str:
        """The character there, or nothing at the end of the line."""
        return self.line[self.column : self.column + 1]

    @property
    def before(self) -> str:
        """The line up to there."""
        return self.line[: self.column]


def explain(error: yaml.MarkedYAMLError, text: str, file: str) -> tuple[Mark, str, str]:
    """Place, what is wrong, and a hint, for what the YAML parser stumbled over."""
    problem = error.problem or error.context or "it cannot be read"
    line, stumble = _stumble(error, text, problem)
    what = next((plain for theirs, plain in _PROBLEMS.items() if theirs in problem), clip(problem))
    hint = next(filter(None, (trap(stumble) for trap in _TRAPS)), "")
    return Mark(file, line + 1, stumble.column + 1), f"not YAML: {what}", hint


def _stumble(error: yaml.MarkedYAMLError, text: str, problem: str) -> tuple[int, _Stumble]:
    """Line from 0, never behind the last that has any text, and what is there."""
    at = error.problem_mark or error.context_mark
    lines = text.rstrip().split("\n")
    line, column = (at.line, at.column) if at and at.line < len(lines) else (len(lines) - 1, len(lines[-1]))
    above = next((above for above in reversed(lines[:line]) if above.strip() and above.lstrip()[0] != "#"), "")
    return line, _Stumble(lines[line], above, column, str(error.context), problem)


def _tab(here: _Stumble) -> str:
    indent = here.line[: len(here.line) - len(here.line.lstrip())]
    return "indent with spaces, not with tabs" if "\t" in indent or here.at == "\t" else ""


def _star(here: _Stumble) -> str:
    if "alias" not in here.context:
        return ""
    if re.match(r"\s*\*\.?[\w.-]*\s*:", here.line):
        return "a name that begins with '*' needs quotes: \"*\""
    return STAR


def _first_character(here: _Stumble) -> str:
    if here.at == "@" and re.match(r"@\s*:", here.line[here.column :]):
        return "the zone's root is written as the zone's own name, or as \"@\" in quotes"
    if here.at and here.at in "@`%":
        return f"text that begins with '{here.at}' needs quotes"
    return ""


def _colon_in_braces(here: _Stumble) -> str:
    if here.at != ":" or not re.search(r"[\[{]", here.before):
        return ""
    if here.line[here.column + 1 : here.column + 2].strip():
        return "an address that begins with ':' needs quotes within { } or [ ]"
    return f"{SECOND_COLON}; or is a comma missing before the key?"


def _second_colon(here: _Stumble) -> str:
    if "mapping values are not allowed" not in here.problem:
        return ""
    if re.match(r"\s*(?:- +)*[^\s:#][^:#]*:\s+\S", here.before):
        return SECOND_COLON
    if ":" not in here.above:
        return f"is a ':' missing after '{clip(here.above.strip())}' above?"
    return "a key with a value of its own has no keys below it: is the line indented too far?"


def _bracket(here: _Stumble) -> str:
    if "flow" in here.context:
        return f"{BRACES}; a list or map must end with its own bracket"
    return "a closing bracket without its opening one" if here.at and here.at in "]}" else ""


def _quote(here: _Stumble) -> str:
    if "quoted scalar" in here.context:
        return "close the quote; ' within '…' is written ''"
    opening = re.search(r"(?::|-)\s+(['\"\[{])", here.line)
    return f"text that begins with {opening[1]} needs quotes around all of it" if opening else ""


def _structure(here: _Stumble) -> str:
    if "simple key" in here.context or "expected ':'" in here.problem:
        return "is there a ': ' after the key?"
    return "is the line indented like its neighbors?" if "block" in here.context else ""


_TRAPS = (_tab, _star, _first_character, _colon_in_braces, _second_colon, _bracket, _quote, _structure)


def key_trap(entry: Entry, node: Mapping) -> str:
    """Which trap made a key that nobody meant, or empty."""
    if entry.name == "<<":
        return "YAML 1.2 has no merge keys; use 'extends', or write the keys out"
    if not is_empty(entry.value) or not node.flow:
        return ""
    name, colon, _ = entry.name.partition(":")
    if colon and re.fullmatch(r"[a-z-]+", name):
        return f"a space is missing after '{name}:'"
    first = next(iter(node.entries)) == entry.name
    return "" if first else "within { } a comma ends a value; put text with a comma in quotes"
