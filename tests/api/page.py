"""The reference of the API, made from its docstrings; `python -m tests.documentation.generate` writes it anew."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, is_dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import infra_design
from infra_design.analyze import reliability
from infra_design.model.analysis import Comparison, Difference, Importance, JourneyResult
from infra_design.model.finding import Evidence
from infra_design.model.source import Mark
from infra_design.model.stage import Component, Connection, Instance, Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NOUNS = (
    Evidence,
    Mark,
    JourneyResult,
    Importance,
    Comparison,
    Difference,
    Component,
    Instance,
    Connection,
    Target,
)
"""What attributes of public names are made of, and readers ask for next."""
INTRODUCTION = """\
# API

Made from the docstrings. What the pages show can be asked for in Python, in a script or a notebook:

```python
from infra_design import DesignError, load

try:
    design = load(".")
except DesignError as error:
    raise SystemExit("\\n".join(map(str, error.problems)))

for stage in design.stages:
    for finding in stage.findings:
        if finding.severity == "high" and not finding.accepted:
            print(f"{finding.mark}: {finding.message}")
    for journey, share in stage.availability.items():
        if share is not None:
            print(f"{stage.id}: {journey} works {share:.2%} of the time")
    stage.diagram.save(f"{stage.id}.svg")
```

Designs that are texts need no folder:

```python
from infra_design import loads

before, after = loads({
    "0-one.yml": '''
components:
  visitor: {kind: browser, uses: nginx}
  web: {kind: server}
  nginx: {host: web}
''',
    "1-two.yml": '''
extends: 0-one
components:
  web: {instances: 2}
''',
}).stages

assert [finding.id for finding in after.comparison.closed if finding.rule == "spof-server"] == ["spof-server@web"]
```

In a notebook, a `Design` as the last line of a cell is shown as a table of its stages, a `Stage` as its diagram with
its findings, a `Diagram` as a picture.

The names on this page are kept: until version 1.0 a change is announced in the [changelog](../changelog.md), from
then on with a new major version only. Other modules may change at any time. Nothing is read or computed by an import,
and nothing is kept between calls: `load` reads the files anew. All objects are frozen.
"""
RELIABILITY = """\
## Reliability of any structure

What computes availability knows nothing of stages, and answers for any monotone structure of independent events, such
as a fault tree: `from infra_design.analyze.reliability import …`.

"""
ORDER = ("load", "loads", "Design", "System", "Stage", "Diagram", "Finding", "Severity", "DesignError", "Problem")
NOUNS_TITLE = """\
## What they are made of

These are not to be constructed, and not to be imported but for annotations: from `infra_design.model`.
"""
WIDTH = 90
_SECTION = re.compile(r"^(Args|Attributes|Raises|Returns|Yields):\n", re.MULTILINE)


def page() -> str:
    """The whole page."""
    public = [getattr(infra_design, name) for name in ORDER]
    parts = [INTRODUCTION, *(_function(one) if inspect.isfunction(one) else _class(one) for one in public)]
    parts += [NOUNS_TITLE, *(_class(noun, 3) for noun in NOUNS), RELIABILITY + _reliability()]
    return "\n".join(parts)


def _reliability() -> str:
    """The docstring of the package, its example as a block."""
    text = inspect.getdoc(reliability) or ""
    start = text.index("    >>>")
    end = text.index("\n\n", start)
    example = "\n".join(line.removeprefix("    ") for line in text[start:end].split("\n"))
    told = text[text.index("\n") : start].strip()
    return f"{told}\n\n```pycon\n{example}\n```\n\n{text[end:].strip()}\n"


def _function(function: object) -> str:
    name = function.__name__  # type: ignore[attr-defined]
    signature = _signature(function)
    return f"## `{name}`\n\n```python\n{name}{signature}\n```\n\n{_told(function)}"


def _class(kind: type, level: int = 2) -> str:
    text, sections = _sections(inspect.getdoc(kind) or "")
    parts = [f"{'#' * level} `{kind.__name__}`", text]
    rows = list(_attributes(kind, sections.get("Attributes", "")))
    if rows:
        parts.append("\n".join(["| attribute | type | meaning |", "| --- | --- | --- |", *rows]))
    parts += [_method(kind, name, member) for name, member in vars(kind).items() if _is_method(name, member)]
    return "\n\n".join(parts) + "\n"


def _attributes(kind: type, written: str) -> Iterator[str]:
    """Rows: fields as they are explained in the docstring, then properties by their own."""
    explained = dict(_entries(written))
    shown = [name for name in (one.name for one in fields(kind)) if name[0] != "_"] if is_dataclass(kind) else []
    for name in [*shown, *(name for name in explained if name not in shown)]:
        yield f"| `{name}` | {_type(kind.__annotations__.get(name, ''))} | {_cell(explained.get(name, ''))} |"
    if issubclass(kind, str):
        yield from (f"| `{name}` | `str` | {value.value} |" for name, value in kind.__members__.items())  # type: ignore[attr-defined]
    for name, member in vars(kind).items():
        getter = getattr(member, "fget", None) or (member.func if isinstance(member, cached_property) else None)
        if getter and name[0] != "_":
            text = _cell(inspect.getdoc(getter) or "")
            yield f"| `{name}` | {_type(getter.__annotations__['return'])} | {text} |"


def _is_method(name: str, member: object) -> bool:
    return name[0] != "_" and inspect.isfunction(member)


def _method(kind: type, name: str, member: object) -> str:
    signature = _signature(member).replace("(self, ", "(").replace("(self)", "()")
    return f"### `{kind.__name__}.{name}`\n\n```python\n{name}{signature}\n```\n\n{_told(member).strip()}"


def _signature(function: object) -> str:
    text = re.sub(r"((?:->|:) )'([^']*)'", r"\1\2", str(inspect.signature(function)))  # type: ignore[arg-type]
    return text if len(text) < WIDTH else re.sub(r", (?=\w+:|\*,)", ",\n     ", text)


def _told(function: object) -> str:
    text, sections = _sections(inspect.getdoc(function) or "")
    parts = [text]
    if args := sections.get("Args"):
        parts.append(
            "\n".join(
                ["| argument | meaning |", "| --- | --- |", *(f"| `{k}` | {_cell(v)} |" for k, v in _entries(args))]
            )
        )
    if raises := sections.get("Raises"):
        parts.append("Raises:\n\n" + "\n".join(f"- `{k}`: {v}" for k, v in _entries(raises)))
    return "\n\n".join(parts) + "\n"


def _sections(docstring: str) -> tuple[str, Mapping[str, str]]:
    """The text, and what stands under each heading."""
    text, *rest = _SECTION.split(docstring)
    found = {}
    for heading, body in zip(rest[::2], rest[1::2], strict=True):
        indented = re.match(r"(?:(?:[ \t]+\S.*)?\n?)*", body)
        found[heading] = indented[0] if indented else ""
    return text.strip(), found


def _entries(section: str) -> Iterator[tuple[str, str]]:
    """Names with what is said of them; several names may share it."""
    for names, text in re.findall(r"^ {4}([\w, ]+): ((?:.|\n(?! {4}\w))*)", section, re.MULTILINE):
        for name in names.split(", "):
            yield name.strip(), " ".join(text.split())


def _type(annotation: object) -> str:
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    return f"`{name}`".replace("|", "\\|")


def _cell(text: str) -> str:
    return " ".join(_sections(text)[0].split()).replace("|", "\\|")
