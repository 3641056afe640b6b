"""Ids of elements, kept apart where the same part stands on a page twice."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Container

_ID = re.compile(r'(\sid=")([^"]+)"')
_LOCAL = re.compile(r'(\s(?:xlink:)?href="#|url\(#)([^")]+)')
_NAMED = re.compile(r'(\s(?:aria-(?:labelledby|describedby|controls|owns|details)|for)=")([^"]+)"')


def ids_in(html: str) -> set[str]:
    """Every id in HTML of ours."""
    return {match[2] for match in _ID.finditer(html)}


def prefixed(html: str, prefix: str, ids: Container[str]) -> str:
    """HTML in which these ids, and whatever names them there, begin with a prefix."""
    other = partial(_other, prefix=prefix, ids=ids)
    html = _ID.sub(lambda match: f'{match[1]}{other(match[2])}"', html)
    html = _LOCAL.sub(lambda match: match[1] + other(match[2]), html)
    return _NAMED.sub(partial(_each, other=other), html)


def _other(ident: str, prefix: str, ids: Container[str]) -> str:
    return prefix + ident if ident in ids else ident


def _each(match: re.Match[str], other: Callable[[str], str]) -> str:
    return f'{match[1]}{" ".join(map(other, match[2].split()))}"'
