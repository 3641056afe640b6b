"""Hints for the traps of YAML that people fall into; each names the cure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra_design.model.source import Mark
from infra_design.read.shape import clip

if TYPE_CHECKING:
    import yaml

BRACES = "a value cannot begin with '{' or '[' unless it is a map or a list; put text in quotes"
STAR = "'*' begins an alias in YAML; put the text in quotes"
TAG = "no tags ('!…') are read; put text that begins with '!' in quotes"

_INDICATORS = "`@%*[]{}&!|>'\""


def explain(error: yaml.MarkedYAMLError, text: str, file: str) -> tuple[Mark, str, str]:
    """Place, what is wrong, and a hint, for what the YAML parser stumbled over."""
    at = error.problem_mark or error.context_mark
    line, column = (at.line, at.column) if at else (0, 0)
    lines = text.splitlines()
    here = lines[line] if line < len(lines) else ""
    mark = Mark(file, line + 1, column + 1)
    problem = (error.problem or error.context or "cannot be read").removeprefix("found ")
    return mark, f"not YAML: {clip(problem)}", _hint(here, column, str(error.context or ""), problem)


def _hint(line: str, column: int, context: str, problem: str) -> str:
    at = line[column : column + 1]
    before = line[:column]
    if "\t" in line[: len(line) - len(line.lstrip())] or at == "\t":
        return "indent with spaces, not with tabs"
    if at == "@" and not before.strip(" -{,"):
        return "the zone's root is written with the zone's own name, or as \"@\" in quotes"
    if "alias" in context or (before.endswith("*") and "expected alphabetic" in problem):
        return 'put "*" in quotes' if re.search(r"\*[\s:.]|\*$", line) else STAR
    if at and at in "@`%":
        return f"text that begins with '{at}' needs quotes"
    if at == ":" and re.search(r"[\[{].*$", before):
        return "an address that begins with ':' needs quotes within { } or [ ]"
    if "mapping values are not allowed" in problem:
        return _second_colon(line, column)
    return _unclosed(line, column, context, problem)


def _second_colon(line: str, column: int) -> str:
    if re.match(r"\s*(?:- +)?[^\s:#][^:#]*: +\S", line[:column]):
        return "text with ': ' in it needs quotes"
    return "the line is indented deeper than the one above allows"


def _unclosed(line: str, column: int, context: str, problem: str) -> str:
    if "flow" in context:
        return (
            "text that begins with '[' or '{' needs quotes; a list or map that begins with one must end with its pair"
        )
    if "quoted scalar" in context:
        return "a quote is not closed"
    if "block mapping" in context or "block collection" in context:
        value = re.search(r":\s+(['\"\[{])", line)
        if value:
            return f"text that begins with {value[1]} must be quoted as a whole"
        return "is the line indented like its neighbors, and is there a ':' after its key?"
    return ""
