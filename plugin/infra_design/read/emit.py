"""A tree as canonical YAML text."""

from __future__ import annotations

import json
import re

from infra_design.read.tree import Mapping, Node, Scalar

_PLAIN = re.compile(r"[A-Za-z0-9/.$][A-Za-z0-9/.$_@%+*()=-]*(?:(?:, |[ :,])[A-Za-z0-9/.$_@%+*()=-]+)*")


def emit(node: Node) -> str:
    """YAML that reads as the same tree: block style, one value a line, text quoted where it must be."""
    lines: list[str] = []
    _below(lines, node, "")
    return "".join(f"{line}\n" for line in lines)


def _below(lines: list[str], node: Node, indent: str) -> None:
    if isinstance(node, Mapping):
        for entry in node.entries.values():
            _value(lines, f"{indent}{_scalar(entry.key)}:", entry.value, indent)
    elif not isinstance(node, Scalar):
        for item in node.items:
            _value(lines, f"{indent}-", item, indent)


def _value(lines: list[str], lead: str, node: Node, indent: str) -> None:
    if isinstance(node, Scalar):
        _text(lines, lead, node, indent)
    elif isinstance(node, Mapping) and not node.entries:
        lines.append(f"{lead} {{}}")
    elif not isinstance(node, Mapping) and not node.items:
        lines.append(f"{lead} []")
    else:
        lines.append(lead)
        _below(lines, node, f"{indent}  ")


def _text(lines: list[str], lead: str, node: Scalar, indent: str) -> None:
    if "\n" not in node.text or not _block(node.text):
        lines.append(lead if node.empty else f"{lead} {_scalar(node)}")
        return
    lines.append(f"{lead} |{'' if node.text.endswith(chr(10)) else '-'}")
    below = node.text.removesuffix("\n").split("\n")
    lines.extend(f"{indent}  {line}" if line else "" for line in below)


def _block(text: str) -> bool:
    """Whether text reads the same as a block: no blanks at its ends or at those of its lines, nothing unprintable."""
    body = text.removesuffix("\n")
    blank = re.search(r"^[\s]|[^\S\n](?:\n|$)|\s$", body)
    return bool(body) and not blank and body.replace("\n", "").isprintable()


def _scalar(node: Scalar) -> str:
    """One line, without quotes if it then reads as the same."""
    bare = Scalar(node.text, node.mark)
    typed = bare.null or bare.boolean is not None or bare.number
    if node.plain if typed else _PLAIN.fullmatch(node.text):
        return node.text
    return json.dumps(node.text, ensure_ascii=False)
