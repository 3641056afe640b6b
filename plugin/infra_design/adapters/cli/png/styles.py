"""As much of CSS as the diagrams' own sheet uses: variables, mixed colors, classes within classes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ALL = re.compile(r"@supports\b")
DARK = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)")
NAMED = {"white": "#ffffff", "black": "#000000", "red": "#ff0000", "blue": "#0000ff"}
_COMPOUND = re.compile(r"(:root|[a-z]+)?((?:\.[\w-]+)*)", re.ASCII)
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a selector: an element of a type, with classes; `child`: directly below the one before."""

    type: str
    classes: frozenset[str]
    child: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A selector with what it says, and where it stands among others."""

    steps: tuple[Step, ...]
    said: tuple[tuple[str, str], ...]
    weight: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Shape:
    """What selectors ask of an element."""

    type: str
    classes: frozenset[str]
    root: bool = False


def rules(sheet: str, *, dark: bool) -> list[Rule]:
    """The rules of a sheet that hold in a picture, the weightiest last; what nobody can point at is left out."""
    found = list(_rules(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL), dark=dark))
    placed = [Rule(rule.steps, rule.said, (*rule.weight[:2], place)) for place, rule in enumerate(found)]
    return sorted(placed, key=lambda rule: rule.weight)


def _rules(sheet: str, *, dark: bool) -> Iterator[Rule]:
    at = 0
    while (start := sheet.find("{", at)) >= 0:
        head, end = sheet[at:start].strip(), _closing(sheet, start)
        body, at = sheet[start + 1 : end], end + 1
        if not head.startswith("@"):
            said = tuple(_declarations(body))
            for selector in head.split(","):
                if steps := _steps(selector):
                    classes = sum(len(step.classes) + (step.type == ":root") for step in steps)
                    yield Rule(steps, said, (classes, sum(step.type not in {"", ":root"} for step in steps), 0))
        elif ALL.match(head) or (dark and DARK.match(head)):
            yield from _rules(body, dark=dark)


def _closing(sheet: str, start: int) -> int:
    depth = 0
    for place in range(start, len(sheet)):
        depth += (sheet[place] == "{") - (sheet[place] == "}")
        if not depth:
            return place
    return len(sheet)


def _declarations(body: str) -> Iterator[tuple[str, str]]:
    for one in body.split(";"):
        name, colon, value = one.partition(":")
        if colon:
            yield name.strip(), value.replace("!important", "").strip()


def _steps(selector: str) -> tuple[Step, ...]:
    """Its parts; none for a selector of another form, such as `a:hover`."""
    steps, child = [], False
    for word in selector.replace(">", " > ").split():
        if word == ">":
            child = True
            continue
        match = _COMPOUND.fullmatch(word)
        if not match:
            return ()
        steps.append(Step(match[1] or "", frozenset(filter(None, match[2].split("."))), child))
        child = False
    return tuple(steps)


def matches(rule: Rule, way: list[Shape]) -> bool:
    """Whether a rule is about the last of these elements, each of which holds the next."""
    return _fits(rule.steps[-1], way[-1]) and _above(rule.steps, len(rule.steps) - 1, way, len(way) - 1)


def _above(steps: tuple[Step, ...], step: int, way: list[Shape], place: int) -> bool:
    if not step:
        return True
    places = range(place - 1, place - 2 if steps[step].child else -1, -1)
    return any(_fits(steps[step - 1], way[one]) and _above(steps, step - 1, way, one) for one in places if one >= 0)


def _fits(step: Step, shape: Shape) -> bool:
    if step.type == ":root":
        return shape.root and step.classes <= shape.classes
    return step.type in {"", shape.type} and step.classes <= shape.classes


def resolved(value: str, variables: Mapping[str, str], depth: int = 0) -> str:
    """A value without variables and mixtures; empty if it cannot be known."""
    if depth > DEEPEST:
        return ""
    found = re.search(r"\b(var|color-mix)\(", value)
    if not found:
        return value
    end = _bracket(value, found.end())
    inner = value[found.end() : end]
    new = _variable(inner, variables, depth) if found[1] == "var" else _mixed(inner, variables, depth)
    return resolved(value[: found.start()] + new + value[end + 1 :], variables, depth + 1) if new else ""


def _bracket(text: str, at: int) -> int:
    depth = 1
    while at < len(text):
        depth += (text[at] == "(") - (text[at] == ")")
        if not depth:
            return at
        at += 1
    return len(text)


def _variable(inner: str, variables: Mapping[str, str], depth: int) -> str:
    name, comma, otherwise = inner.partition(",")
    value = variables.get(name.strip())
    if value is not None:
        return resolved(value, variables, depth + 1)
    return resolved(otherwise.strip(), variables, depth + 1) if comma else ""


def _mixed(inner: str, variables: Mapping[str, str], depth: int) -> str:
    """`in srgb, COLOR 70%, COLOR`, as CSS Color 5 computes it for opaque colors."""
    parts = re.split(r",(?![^(]*\))", resolved(inner, variables, depth + 1))
    if len(parts) != 3 or parts[0].strip() != "in srgb":  # noqa: PLR2004 — the space and two colors
        return ""
    match = re.fullmatch(r"\s*(\S+)\s+([0-9.]+)%\s*", parts[1])
    colors = [_channels(match[1]), _channels(parts[2].strip())] if match else []
    if not match or not all(colors):
        return ""
    share = float(match[2]) / 100
    mixed = (round(one * share + other * (1 - share)) for one, other in zip(*colors, strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _channels(color: str) -> tuple[int, ...]:
    color = NAMED.get(color, color)
    if not _HEX.fullmatch(color):
        return ()
    digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])  # noqa: PLR2004 — #rrggbb
    return tuple(int(digits[place : place + 2], 16) for place in (0, 2, 4))
