"""A tree as canonical YAML text."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from infra_design.read.tree import Mapping, Node, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = re.compile(r"[A-Za-z0-9/.$][A-Za-z0-9/.$_@%+*()=-]*(?:[ :,][A-Za-z0-9/.$_@%+*()=-]+)*")


def emit(node: Node) -> str:
    """YAML that reads as the same tree: block style, one value a line, text quoted where it must be."""
    return "".join(f"{line}\n" for line in _lines(node))


def _lines(node: Node) -> Iterator[str]:
    if isinstance(node, Mapping):
        for entry in node.entries.values():
            yield from _under(f"{_scalar(entry.key)}:", entry.value)
    elif not isinstance(node, Scalar):
        for item in node.items:
            yield from _under("-", item)


def _under(lead: str, node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield from _text(lead, node)
    elif isinstance(node, Mapping) and not node.entries:
        yield f"{lead} {{}}"
    elif not isinstance(node, Mapping) and not node.items:
        yield f"{lead} []"
    else:
        yield lead
        yield from (f"  {line}" if line else "" for line in _lines(node))


def _text(lead: str, node: Scalar) -> Iterator[str]:
    lines = node.text.removesuffix("\n").split("\n")
    if len(lines) == 1 or not _block(lines):
        yield f"{lead} {_scalar(node)}"
        return
    yield f"{lead} |{'' if node.text.endswith(chr(10)) else '-'}"
    yield from (f"  {line}" if line else "" for line in lines)


def _block(lines: list[str]) -> bool:
    """Whether text can stand as a block: nothing that would be read otherwise."""
    printable = all(char.isprintable() for line in lines for char in line)
    return (
        printable
        and bool(lines[0])
        and lines[0][0] != " "
        and bool(lines[-1])
        and not any(x[-1:] == " " for x in lines)
    )


def _scalar(node: Scalar) -> str:
    if node.plain and _PLAIN.fullmatch(node.text):
        return node.text
    bare = Scalar(node.text, node.mark)
    if _PLAIN.fullmatch(node.text) and not (bare.null or bare.boolean is not None or bare.number):
        return node.text
    return json.dumps(node.text, ensure_ascii=False)
