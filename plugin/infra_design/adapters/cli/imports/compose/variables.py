"""`${NAME:-default}`, as Compose resolves it where no variable is set; none of this machine's are read."""

from __future__ import annotations

import re

UNSET = "\ufffc"
"""Stands where a variable without a default was."""
MOST = 10_000
"""Characters of a value that is looked into."""
_BEGIN = re.compile(r"\$(?:(\$)|\{([A-Za-z_][A-Za-z0-9_]*)|([A-Za-z_][A-Za-z0-9_]*))")


def resolved(text: str, missing: set[str]) -> str:
    """A text with the defaults of its variables; names of those without are added to `missing`."""
    return _resolved(text[:MOST], missing, 0)


def _resolved(text: str, missing: set[str], depth: int) -> str:
    found, at = "", 0
    while match := _BEGIN.search(text, at):
        found += text[at : match.start()]
        at = match.end()
        if match[1]:
            found += "$"
        elif match[3]:
            found += _unset(match[3], missing)
        else:
            end = _closing(text, at)
            found += _braced(match[2], text[at:end], missing, depth)
            at = end + 1
    return found + text[at:]


def _braced(name: str, rest: str, missing: set[str], depth: int) -> str:
    operator, value = (rest[:2], rest[2:]) if rest[:1] == ":" else (rest[:1], rest[1:])
    if operator in {":-", "-"}:
        return _resolved(value, missing, depth + 1) if depth < 5 else value  # noqa: PLR2004 — nobody nests deeper
    if operator in {":+", "+"}:
        return ""
    return _unset(name, missing)


def _closing(text: str, at: int) -> int:
    depth = 1
    while at < len(text):
        depth += (text[at] == "{") - (text[at] == "}")
        if not depth:
            return at
        at += 1
    return len(text)


def _unset(name: str, missing: set[str]) -> str:
    missing.add(name)
    return UNSET
