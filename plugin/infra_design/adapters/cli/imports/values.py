"""What stands in a file of another tool, asked for by shape: what has another one is as good as absent."""

from __future__ import annotations

from typing import TypeAlias

Value: TypeAlias = "dict[str, Value] | list[Value] | str | int | float | bool | None"
Table: TypeAlias = dict[str, Value]


def table(value: Value) -> Table:
    """A map, or an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: Value) -> list[Value]:
    """A list; a single value is a list of one, nothing an empty one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def text(value: Value) -> str:
    """A text or number as text; nothing for all else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else ""


def texts(value: Value) -> list[str]:
    """The texts of a list, or of a single one."""
    return [text(one) for one in listed(value) if text(one)]


def whole(value: Value) -> int | None:
    """A whole number, or text that is one."""
    written = text(value)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None  # noqa: PLR2004 — digits of an int


def flag(value: Value) -> bool:
    """Whether it says true."""
    return text(value).lower() == "true"


def pairs(value: Value) -> dict[str, str]:
    """`{A: b}` and `[A=b]` alike."""
    if isinstance(value, dict):
        return {key: text(one) for key, one in value.items()}
    split = (one.partition("=") for one in texts(value))
    return {key: rest for key, _, rest in split}
