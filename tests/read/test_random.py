"""Properties: a design or Problems, never a crash; what is printed reads as the same; patches as in RFC 7396."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from tests.read import written
from tests.read.test_cases import as_json

from infra_design.model.catalog import Catalog
from infra_design.read import read_catalog, read_design
from infra_design.read.emit import emit
from infra_design.read.files import decoded
from infra_design.read.parse import parse
from infra_design.read.reading import Reading
from infra_design.read.zonefile import read_zone_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra_design.model.source import Mark, Problem
    from infra_design.model.spec import DesignSpec, StageSpec

    Read = Callable[..., tuple[DesignSpec, tuple[Problem, ...]]]

STORY = Path(__file__).parents[2] / "designs"
NOTHING = Catalog({}, {}, {}, {}, {})
MANY = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Read:
    """Reads files in a folder that is used again and again."""
    root = tmp_path_factory.mktemp("random")
    (root / "designs").mkdir()

    def read_files(**files: str | bytes) -> tuple[DesignSpec, tuple[Problem, ...]]:
        for path in (root / "designs").iterdir():
            path.unlink()
        for name, content in files.items():
            data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
            (root / "designs" / f"{name}.yml").write_bytes(data)
        return read_design(root, "designs", catalog)

    return read_files


def assert_sane(problems: tuple[Problem, ...], files: dict[str, bytes]) -> None:
    for problem in problems:
        content = files[problem.mark.file.removeprefix("designs/").removesuffix(".yml")]
        lines = re.split(r"\r\n|\r|\n", content.decode("utf-8", "replace").removeprefix("\ufeff"))
        assert 1 <= problem.mark.line <= len(lines)
        assert 1 <= problem.mark.column <= len(lines[problem.mark.line - 1]) + 1
        assert problem.what
        assert problem.code
        assert str(problem).isprintable()


@MANY
@given(value=written.anything, patch=written.anything)
@example(value={"components": {"web": {"links": {"": "x"}}}}, patch=None)
@example(value={"dns": {"": {"www": {"A": "x"}}}}, patch={"dns": {"a": {"$include": "."}}})
def test_any_tree_is_a_design_or_problems(read: Read, value: Any, patch: Any) -> None:
    files = {
        "s0": written.yaml(value).encode("utf-8", "replace"),
        "s1": written.yaml(patch).encode("utf-8", "replace"),
    }
    if isinstance(patch, dict):
        files["s1"] = written.yaml({**patch, "extends": "s0"}).encode("utf-8", "replace")
    files["system"] = files["s0"]
    design, problems = read(**files)
    assert_sane(problems, files)
    assert problems or len(design.systems[0].stages) == 2


@MANY
@given(content=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(content=b"\xef\xbb\xbf\xff")
@example(content=b"a: &a *a")
@example(content=b"%YAML 1.1\n---\n")
@example(content=b"? \n: \n")
@example(content=b"\r\ra: b\r c")
def test_any_bytes_are_a_design_or_problems(read: Read, content: bytes) -> None:
    _, problems = read(s0=content)
    assert problems
    assert_sane(problems, {"s0": content})


@MANY
@given(data=st.data())
def test_a_damaged_story_is_a_design_or_problems(read: Read, data: st.DataObject) -> None:
    files = {path.stem: path.read_bytes() for path in sorted(STORY.glob("*.yml"))}
    name = data.draw(st.sampled_from(sorted(files)))
    content = files[name]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(start + 40, len(content))))
    junk = data.draw(
        st.sampled_from(
            [b"", b" ", b"\n", b"\t", b":", b"{", b"}", b"[", b"*", b"&a ", b"null", b"- ", b"\xff", b"'"]
        )
    )
    files[name] = content[:start] + junk + content[end:]
    _, problems = read(**files)
    assert_sane(problems, files)


ZONE_FILE = """\
$TTL 1h
@ IN SOA ns1 admin ( 1 1d 2h 4w 300 ) ; a comment
  IN NS ns1
ns1 A 192.0.2.1
www 300 IN A 192.0.2.2
txt TXT "v=spf1 ; not a comment" "-all"
mail MX 10 @
svc HTTPS 1 . alpn="h2,h3"
loc LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m
srv SRV 0 5 5060 sip
caa CAA 0 issue "ca.example.net"
old TYPE999 \\# 2 ABCD
$ORIGIN sub.foobar.com.
a CNAME www.foobar.com.
"""


@MANY
@given(data=st.data())
def test_a_damaged_zone_file_is_a_zone_or_problems(read: Read, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(ZONE_FILE)))
    end = data.draw(st.integers(start, min(start + 20, len(ZONE_FILE))))
    junk = data.draw(
        st.sampled_from(
            ["", " ", "\n", "\t", "(", ")", '"', ";", "\\", "\\999", "$INCLUDE x", "9" * 30, "ü", "@", "."]
        )
        | st.text(max_size=5)
    )
    text = ZONE_FILE[:start] + junk + ZONE_FILE[end:]
    reading = Reading(NOTHING)
    tree = read_zone_file(decoded(text.encode("utf-8", "replace"), "z", reading) or "", "z", "foobar.com", reading)
    assert all(1 <= problem.mark.line <= len(re.split(r"\r\n|\r|\n", text)) for problem in reading.problems)
    assert tree.entries or reading.problems
    stage = {"components": {}, "dns": {"foobar.com": as_json(tree)}}
    if not reading.problems:
        assert read(s0=written.yaml(stage))[1] == ()


@MANY
@given(kinds=written.anything, products=written.anything, protocols=written.anything)
def test_any_catalog_is_a_catalog_or_problems(
    tmp_path_factory: pytest.TempPathFactory, kinds: Any, products: Any, protocols: Any
) -> None:
    root = tmp_path_factory.getbasetemp() / "catalogs"
    for name, value in (("kinds/x", kinds), ("products/x", products), ("protocols", protocols)):
        path = root / f"own/{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written.yaml(value).encode("utf-8", "replace"))
    catalog, problems = read_catalog(root, "own")
    assert catalog.kinds
    assert all(problem.mark.file.startswith("own/") and problem.code for problem in problems)


def bare(value: Any) -> Any:
    """A noun without its places, and without what only says where it came from."""
    if is_dataclass(value):
        kept = (field.name for field in fields(value) if field.name not in {"mark", "marks", "source", "inherited"})
        return (type(value).__name__, {name: bare(getattr(value, name)) for name in kept})
    if isinstance(value, dict):
        return [(name, bare(item)) for name, item in value.items()]
    return [bare(item) for item in value] if isinstance(value, tuple) else value


def content(stage: StageSpec) -> dict[str, Any]:
    own = {"id", "file", "mark", "marks", "extends", "new", "digest"}
    return {field.name: bare(getattr(stage, field.name)) for field in fields(stage) if field.name not in own}


@MANY
@given(first=written.stages, second=written.patches)
def test_what_is_printed_reads_as_the_same(read: Read, first: Any, second: Any) -> None:
    design, problems = read(s0=written.yaml(first), s1=written.yaml(second))
    assume(not problems)
    for stage in design.systems[0].stages:
        again, problems = read(**{stage.id: stage.merged})
        assert problems == ()
        assert content(again.systems[0].stages[0]) == content(stage)


@given(first=written.stages)
@MANY
def test_what_is_written_by_the_rules_is_read(read: Read, first: Any) -> None:
    """The strategies write valid stages; only what takes two values to see may be wrong in them."""
    _, problems = read(s0=written.yaml(first))
    assert {problem.code for problem in problems} <= {"ambiguous-id", "out-of-range"}


@MANY
@given(stage=written.stages)
def test_an_empty_patch_changes_nothing(read: Read, stage: Any) -> None:
    once = ("title", "summary", "explain", "decision", "status", "date", "claims", "why")
    stage = {name: value for name, value in stage.items() if name not in once}
    stage["components"] = {
        ident: {key: value for key, value in (component or {}).items() if key != "why"}
        for ident, component in stage["components"].items()
    }
    names = dict.fromkeys(stage["components"])
    design, problems = read(s0=written.yaml(stage), s1=written.yaml({"extends": "s0", "components": names}))
    assume(not problems)
    first, second = design.systems[0].stages
    assert content(first) | {"title": "", "merged": "", "waivers": ()} == content(second) | {
        "title": "",
        "merged": "",
        "waivers": (),
    }


@MANY
@given(value=written.printable)
def test_printed_trees_read_as_the_same(value: Any) -> None:
    reading = Reading(NOTHING)
    tree = parse(written.yaml(value), "x", reading)
    assert tree is not None
    assert as_json(parse(emit(tree), "x", reading)) == as_json(tree)
    assert reading.problems == []


def test_digests_change_with_content_and_with_nothing_else(read: Read) -> None:
    files = {path.stem: path.read_text("utf-8") for path in sorted(STORY.glob("*.yml"))}

    def digests() -> list[str]:
        return [stage.digest for stage in read(**files)[0].systems[0].stages]

    before = digests()
    assert digests() == before
    assert len(set(before)) == 5
    files["2-secured-and-monitored"] += "# a comment moves what stands below it\n"
    assert [old == new for old, new in zip(before, digests(), strict=True)] == [True, True, False, False, False]


def test_marks_of_every_value_lead_to_it(read: Read) -> None:
    files = {path.stem: path.read_text("utf-8") for path in sorted(STORY.glob("*.yml"))}
    design, _ = read(**files)
    seen = 0
    for stage in design.systems[0].stages:
        for component in stage.components.values():
            for path, mark in component.marks.items():
                if path in {"kind", "host", "mode", "product", "algorithm"}:
                    value = {"host": component.hosts}.get(path, (getattr(component, path.partition(".")[0], ""),))
                    assert at(files, mark).startswith(str(value[0])) or at(files, mark).startswith("[")
                    seen += 1
    assert seen > 30


def at(files: dict[str, str], mark: Mark) -> str:
    text = files[mark.file.removeprefix("designs/").removesuffix(".yml")]
    return text.split("\n")[mark.line - 1][mark.column - 1 :]
