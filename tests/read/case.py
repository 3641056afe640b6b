"""Case files: what is written, and what it must be read as or which mistakes must be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass
from pathlib import Path
from typing import Any

import yaml

from infra_design.model.catalog import Link
from infra_design.model.source import Mark
from infra_design.model.spec import Port

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One case of a case file.

    Attributes:
        files: text by path; `stage` in a case file is the one file `designs/0.yml`.
        problems: all that must be told, as they are printed; those of a lone `stage` without the file.
        expect: what stands where in the last stage, or in the stage `stage_id`.
        schema: whether the JSON Schema can see the mistakes, and must then find them too.
    """

    name: str
    files: Mapping[str, str]
    problems: list[str]
    expect: Mapping[str, Any]
    systems: Mapping[str, list[Any]]
    system: Mapping[str, Any]
    stage_id: str = ""
    schema: bool = True
    catalog: str = ""
    links: Mapping[str, str] = field(default_factory=dict)


def cases(*names: str) -> list[Case]:
    paths = [CASES / f"{name}.yml" for name in names] or sorted(CASES.glob("*.yml"))
    return [_case(path.stem, document) for path in paths for document in yaml.safe_load_all(path.read_text("utf-8"))]


def _case(group: str, raw: dict[str, Any]) -> Case:
    alone = "stage" in raw
    files = {"designs/0.yml": raw["stage"]} if alone else raw["files"]
    lead = "designs/0.yml:" if alone else ""
    case = Case(
        name=f"{group}: {raw.pop('case')}",
        files=files,
        problems=[lead + problem for problem in raw.pop("problems", [])],
        expect=raw.pop("expect", {}),
        systems=raw.pop("systems", {}),
        system=raw.pop("system", {}),
        stage_id=raw.pop("stage_id", ""),
        schema=raw.pop("schema", True),
        catalog=raw.pop("catalog", ""),
        links=raw.pop("links", {}),
    )
    raw.pop("stage" if alone else "files")
    assert not raw, f"{case.name}: unknown keys {list(raw)}"
    assert case.problems or case.expect or case.systems or case.system, f"{case.name}: states nothing"
    return case


def write(case: Case, root: Path) -> None:
    for name, text in case.files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    for name, target in case.links.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).symlink_to(target)


def look(value: Any, path: str) -> Any:
    """What stands at a dotted path of attributes, indexes and keys, which may have dots themselves."""
    if not path:
        return value
    if isinstance(value, Mapping):
        key = max((key for key in value if f"{path}.".startswith(f"{key}.")), key=len, default=None)
        assert key is not None, f"no {path!r} among {sorted(value)}"
        return look(value[key], path[len(key) + 1 :])
    name, _, rest = path.partition(".")
    return look(value[int(name)] if isinstance(value, tuple) else getattr(value, name), rest)


def assert_like(actual: Any, expected: Any, where: str) -> None:
    """Maps state some attributes of a noun but all keys of a map; lists state all items."""
    if isinstance(expected, dict):
        names = actual if isinstance(actual, Mapping) else expected
        assert sorted(names) == sorted(expected), where
        for name, value in expected.items():
            assert_like(look(actual, name), value, f"{where}.{name}")
    elif isinstance(expected, list):
        found = _listed(actual)
        assert len(found) == len(expected), f"{where}: {found}"
        for index, (item, value) in enumerate(zip(found, expected, strict=True)):
            assert_like(item, value, f"{where}.{index}")
    else:
        plain = str(actual) if isinstance(actual, Port | Mark) else actual
        assert (type(plain), plain) == (type(expected), expected), f"{where}: {plain!r} is not {expected!r}"


def _listed(actual: Any) -> list[Any]:
    if isinstance(actual, Link):
        return [actual.title, actual.url]
    assert not is_dataclass(actual)
    return sorted(actual) if isinstance(actual, frozenset) else list(actual)
