"""Files from strangers: bounded time and memory, nothing read outside, no tracebacks."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from infra_design.read import read_design
from infra_design.read.files import LARGEST
from infra_design.read.reading import MOST_PROBLEMS

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.catalog import Catalog
    from infra_design.model.source import Problem

SECONDS = 5
"""Far more than any of these takes here (0.1 to 1 s), far less than what a quadratic step would."""

LAUGHS = (
    "x-a: &a ["
    + ",".join(["lol"] * 10)
    + "]\n"
    + "".join(
        f"x-{after}: &{after} [{','.join([f'*{before}'] * 10)}]\n"
        for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
)
COMPONENTS = "components:\n  a: {kind: server}\n"
HOSTILE = {
    "billion laughs": LAUGHS + COMPONENTS,
    "a long text, many times": f"x-u: &u\n  ? {'h' * 250_000}.com\n  : https\ncomponents:\n"
    + "".join(f"  c{i}: {{kind: service, uses: *u}}\n" for i in range(10_000)),
    "deep lists": "components: " + "[" * 400_000,
    "deep maps": "components: " + "{a: " * 200_000,
    "deep blocks": "".join(f"{' ' * i}a:\n" for i in range(1000)),
    "many keys": "components:\n" + "".join(f"  c{i}: {{kind: server}}\n" for i in range(6_000)),
    "many unknown keys": "components:\n  a:\n" + "".join(f"    unknown-key-{i}: 1\n" for i in range(40_000)),
    "many duplicate keys": "components:\n" + "  a: {kind: server}\n" * 40_000,
    "many unknown kinds": "components:\n" + "".join(f"  c{i}: {{kind: servr{i}}}\n" for i in range(25_000)),
    "many unknown icons": "components:\n" + "".join(f"  c{i}: {{icon: aws.x.Serv{i}}}\n" for i in range(25_000)),
    "a long list": "components:\n  a: {kind: server, covers: [" + ",".join(f"c{i}" for i in range(20_000)) + "]}\n",
    "a long list of the same": "components:\n  a: {kind: server, covers: [" + "c," * 20_000 + "]}\n",
    "a long word": "components:\n  a: {kind: " + "x" * 900_000 + "}\n",
    "a long hostname": "components:\n  a: {kind: server, uses: " + "a-" * 400_000 + "}\n",
    "a hostname of many labels": "components:\n  a: {kind: server, uses: " + "a." * 400_000 + "_}\n",
    "a long duration": "components:\n  a: {kind: server, mttr: " + "1h" * 400_000 + "x}\n",
    "a long number": "components:\n  a: {kind: server, cost: " + "9" * 900_000 + "}\n",
    "a long count": "components:\n  a: {kind: server, instances: " + "9" * 900_000 + "}\n",
    "a long port": "components:\n  a: {kind: server, listens: " + "9" * 900_000 + "}\n",
    "a long line of spaces": "components:\n  a: {kind: server, why:" + " " * 900_000 + "x: y}\n",
    "many instances": "components:\n"
    + "".join(f"  c{i}: {{kind: server, instances: 10000}}\n" for i in range(12_000)),
    "quotes": "components: " + "'" * 900_000,
    "question marks": "? " * 400_000,
    "dashes": "- " * 400_000,
    "colons": ": " * 400_000,
    "ampersands": "&a " * 300_000,
    "stars": "*a " * 300_000,
    "anchors": "components:\n" + "".join(f"  c{i}: &a{i} {{kind: server}}\n" for i in range(6_000)),
    "percent signs": "%" * 900_000,
    "a long folded text": "components:\n  a:\n    kind: server\n    why: >\n" + "      x\n\n" * 100_000,
    "records": COMPONENTS + "dns:\n  foobar.com:\n" + "".join(f"    n{i}: {{A: a}}\n" for i in range(4_000)),
}


def read(root: Path, catalog: Catalog, content: str | bytes, name: str = "0.yml") -> tuple[Problem, ...]:
    path = root / "designs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_design(root, "designs", catalog)[1]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_take_bounded_time(name: str, tmp_path: Path, catalog: Catalog) -> None:
    assert len(HOSTILE[name].encode()) <= LARGEST, "the file must be read, not refused for its size"
    before = time.process_time()
    problems = read(tmp_path, catalog, HOSTILE[name])
    assert time.process_time() - before < SECONDS
    assert len(problems) <= MOST_PROBLEMS + 1
    assert all(len(str(problem)) < 500 for problem in problems)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("billion laughs", "more than 200,000 values in one file"),
        ("a long text, many times", "more than 200,000 values in one file"),
        ("deep lists", "nested deeper than 40 levels"),
        ("deep maps", "nested deeper than 40 levels"),
        ("deep blocks", "nested deeper than 40 levels"),
        ("many instances", "more than 50,000 instances in one stage"),
        ("a long count", "no whole number"),
        ("a long number", "no number"),
    ],
)
def test_limits_are_told(name: str, what: str, tmp_path: Path, catalog: Catalog) -> None:
    assert what in str(read(tmp_path, catalog, HOSTILE[name])[0])


def test_a_chain_of_stages_does_not_grow_without_end(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra_design.read.draft.MOST_NODES", 1000)
    lines = {n: "".join(f"  c{n}-{i}: {{kind: server}}\n" for i in range(100)) for n in range(4)}
    for n in range(4):
        extends = f"extends: s{n - 1}\n" if n else ""
        problems = read(tmp_path, catalog, f"{extends}components:\n{lines[n]}", f"s{n}.yml")
    assert [str(problem) for problem in problems] == [
        "designs/s2.yml:1:1: more than 1,000 values with all it inherits"
    ]


def test_a_file_that_is_too_large(tmp_path: Path, catalog: Catalog) -> None:
    problems = read(tmp_path, catalog, COMPONENTS + "#" * LARGEST)
    assert [str(problem) for problem in problems] == ["designs/0.yml:1:1: '0.yml' has more than 1,000,000 bytes"]


def test_a_zone_file_of_too_many_records(tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra_design.read.zonefile.MOST_RECORDS", 20)
    read(tmp_path, catalog, "".join(f"n{i} A 192.0.2.1\n" for i in range(23)), "foobar.com.zone")
    problems = read(tmp_path, catalog, COMPONENTS + "dns: {foobar.com: {$include: foobar.com.zone}}\n")
    assert [str(problem) for problem in problems] == [
        "designs/foobar.com.zone:21:1: more than 20 records in one file"
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (COMPONENTS.encode("utf-16"), "1:1: the file is UTF-16 (save it as UTF-8)"),
        (b"components:\n  a: {why: caf\xe9}\n", "2:15: the byte 0xe9 is not UTF-8 (save the file as UTF-8)"),
        ("# ü\ntitle: ü ".encode() + b"\xff", "2:10: the byte 0xff is not UTF-8 (save the file as UTF-8)"),
        (b"\x00\x01\x02", "1:1: the character U+0000, which nobody sees (remove it)"),
        (b"components:\n  a:\n    why: \xe2\x80\xa8x\n", "3:10: the character U+2028, which nobody sees (remove it)"),
        (b"\x89PNG\r\n\x1a\n", "1:1: the byte 0x89 is not UTF-8 (save the file as UTF-8)"),
    ],
)
def test_encodings(content: bytes, problem: str, tmp_path: Path, catalog: Catalog) -> None:
    assert [str(found) for found in read(tmp_path, catalog, content)] == [f"designs/0.yml:{problem}"]


def test_columns_count_characters(tmp_path: Path, catalog: Catalog) -> None:
    problems = read(tmp_path, catalog, 'components:\n  a: {title: "🦊 é ü", kind: sever}\n')
    assert str(problems[0]).startswith("designs/0.yml:2:29: unknown kind 'sever'")


def test_a_file_name_that_is_no_text(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "designs").mkdir()
    name = os.path.join(os.fsencode(tmp_path), b"designs", b"\xff.yml")  # noqa: PTH118 — a path of bytes
    try:
        with open(name, "w", encoding="utf-8") as file:  # noqa: PTH123 — a path of bytes
            file.write(COMPONENTS)
    except OSError:
        pytest.skip("this file system has only names that are text")
    (problem,) = read_design(tmp_path, "designs", catalog)[1]
    what = "the file name '\ufffd.yml' is no name of a stage (letters, digits, '-', '_' and '.')"
    assert str(problem) == f"designs/\ufffd.yml:1:1: {what}"


def test_a_folder_and_a_pipe_are_no_stage_files(tmp_path: Path, catalog: Catalog) -> None:
    read(tmp_path, catalog, COMPONENTS)
    (tmp_path / "designs/1.yml").mkdir()
    os.mkfifo(tmp_path / "designs/2.yml")
    _, problems = read_design(tmp_path, "designs", catalog)
    assert [str(problem) for problem in problems] == [
        "designs/1.yml:1:1: there is no file '1.yml'",
        "designs/2.yml:1:1: there is no file '2.yml'",
    ]


def test_a_designs_folder_that_is_a_link_out_of_the_project(tmp_path: Path, catalog: Catalog) -> None:
    read(tmp_path / "elsewhere", catalog, COMPONENTS)
    (tmp_path / "project").mkdir()
    (tmp_path / "project/designs").symlink_to(tmp_path / "elsewhere/designs")
    design, problems = read_design(tmp_path / "project", "designs", catalog)
    assert design.systems == ()
    assert problems[0].code == "no-designs"


def test_a_designs_folder_beside_the_project(tmp_path: Path, catalog: Catalog) -> None:
    read(tmp_path, catalog, "components: {a: {kind: sever}}")
    (tmp_path / "docs").mkdir()
    _, problems = read_design(tmp_path / "docs", "../designs", catalog)
    assert str(problems[0]).startswith("../designs/0.yml:1:24: unknown kind 'sever'")


def test_an_empty_designs_folder_is_no_mistake(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "designs").mkdir()
    design, problems = read_design(tmp_path, "designs", catalog)
    assert (design.systems, problems) == ((), ())
