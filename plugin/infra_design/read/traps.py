"""Hints for the traps of YAML that people fall into; each names the cure."""

from __future__ import annotations

import re
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


def explain(error: yaml.MarkedYAMLError, text: str, file: str) -> tuple[Mark, str, str]:
    """Place, what is wrong, and a hint, for what the YAML parser stumbled over."""
    problem = error.problem or error.context or "it cannot be read"
    line, column, stumble = _place(error, text)
    what = next((plain for theirs, plain in _PROBLEMS.items() if theirs in problem), clip(problem))
    return Mark(file, line + 1, column + 1), f"not YAML: {what}", _hint(stumble, column, str(error.context), problem)


def _place(error: yaml.MarkedYAMLError, text: str) -> tuple[int, int, str]:
    """Line and column from 0, and the line's text; never behind the last line that has any."""
    at = error.problem_mark or error.context_mark
    lines = [line.removesuffix("\r") for line in text.rstrip().split("\n")]
    if not at or at.line >= len(lines):
        return len(lines) - 1, len(lines[-1]), lines[-1]
    return at.line, at.column, lines[at.line]


def _hint(line: str, column: int, context: str, problem: str) -> str:
    return (
        _tab(line, column)
        or _star(line, context)
        or _first_character(line, column)
        or _second_colon(line, column, problem)
        or _not_closed(line, context, problem)
    )


def _tab(line: str, column: int) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return "indent with spaces, not with tabs" if "\t" in indent or line[column : column + 1] == "\t" else ""


def _star(line: str, context: str) -> str:
    if "alias" not in context:
        return ""
    if re.match(r"\s*\*\.?[\w.-]*\s*:", line):
        return "a name that begins with '*' needs quotes: \"*\""
    return STAR


def _first_character(line: str, column: int) -> str:
    first = line[column : column + 1]
    if first == "@" and re.match(r"@\s*:", line[column:]):
        return "the zone's root is written as the zone's own name, or as \"@\" in quotes"
    if first and first in "@`%":
        return f"text that begins with '{first}' needs quotes"
    if first == ":" and re.search(r"[\[{]", line[:column]):
        second = line[column + 1 : column + 2].strip()
        return "an address that begins with ':' needs quotes within { } or [ ]" if second else SECOND_COLON
    return ""


def _second_colon(line: str, column: int, problem: str) -> str:
    if "mapping values are not allowed" not in problem:
        return ""
    if re.match(r"\s*(?:- +)*[^\s:#][^:#]*:\s+\S", line[:column]):
        return SECOND_COLON
    return "a key with a value of its own has no keys below it: is the line indented too far?"


def _not_closed(line: str, context: str, problem: str) -> str:
    if "flow" in context:
        return f"{BRACES}; a list or map must end with its own bracket"
    if "quoted scalar" in context:
        return "close the quote; ' within '…' is written ''"
    if "simple key" in context or "expected ':'" in problem:
        return "is there a ': ' after the key?"
    opening = re.search(r"(?::|-)\s+(['\"\[{])", line)
    if opening:
        return f"text that begins with {opening[1]} needs quotes around all of it"
    return "is the line indented like its neighbors?" if "block" in context else ""


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
