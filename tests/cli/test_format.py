"""`infra-design format`: another look, the same design, every comment."""

from __future__ import annotations

import dataclasses
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from infra_design.adapters.cli import main
from infra_design.adapters.cli.format.form import formed
from infra_design.adapters.cli.format.order import BY_PLACE, STAGE, SYSTEM, order_at
from infra_design.read import read_alone, read_catalog
from infra_design.read import stage as keys
from infra_design.read.component import COMPONENT
from infra_design.read.connection import USE
from infra_design.read.instances import INSTANCE
from infra_design.read.parse import parse
from infra_design.read.reading import Reading
from infra_design.read.tree import Entry, Scalar
from infra_design.read.zone import RECORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Run = Callable[..., Result]

CATALOG, _ = read_catalog(Path(), "")


def form(text: str, name: str = "designs/0-one.yml") -> str:
    """What becomes of a text that has no mistakes."""
    laid, problems = formed(text.encode(), name, CATALOG)
    assert problems == ()
    return laid.decode()


def said(thing: object) -> object:
    """Everything that was read, in the order of the file, without places."""
    if dataclasses.is_dataclass(thing):
        fields = (field.name for field in dataclasses.fields(thing) if field.name not in {"mark", "marks"})
        return {name: said(getattr(thing, name)) for name in fields}
    if isinstance(thing, dict):
        return [(key, said(value)) for key, value in thing.items()]
    return [said(one) for one in thing] if isinstance(thing, tuple) else thing


def spec(text: str) -> object:
    """A stage's file as the reader has it."""
    reading = Reading(CATALOG)
    node = parse(text, "x", reading)
    values = keys.STAGE.read(Entry(Scalar("x", node.mark), node), reading)
    assert reading.problems == []
    return {name: said(value) for name, value in sorted(values._found.items())}  # noqa: SLF001 — nothing else has all


@pytest.mark.parametrize(
    ("written", "laid"),
    [
        ("components:\n    web:\n        kind: server\n", "components:\n  web:\n    kind: server\n"),
        ("components: {web:   {kind:   server}}\n", "components: {web: {kind: server}}\n"),
        ("components:\n  a: {host: b,\n    kind: service}\n", "components:\n  a: {kind: service, host: b}\n"),
        ("components: {a: {kind: 'service'}}", 'components: {a: {kind: "service"}}\n'),
        ("""components: {a: {kind: service, why: 'say "no"'}}\n""",) * 2,
        ("components:\n  a:\n    why: >\n        folded\n         deeper\n\n    kind: service\n",
         "components:\n  a:\n    kind: service\n    why: >\n      folded\n       deeper\n"),
        ("components:\n  a:\n    kind: service\n    why: |1\n      four\n     three\n",) * 2,
        ("components:\n\n\n\n  a:\n    kind: service\n\n\n\n  b:\n    kind: job\n\n\n",
         "components:\n  a:\n    kind: service\n\n  b:\n    kind: job\n"),
        ("components:\n  a:\n    host:\n    - b\n    # behind b\n    - c\n    kind: job\n  # below\n  b:\n",
         "components:\n  a:\n    kind: job\n    host:\n      - b\n      # behind b\n      - c\n  # below\n  b:\n"),
        ("components: # all of them\n  a: # the first\n    kind: service # it is\n",
         "components:  # all of them\n  a:  # the first\n    kind: service  # it is\n"),
        ("components:\n  a:\n    kind: service\n    # the end of a\n  # the end of all\n# the end\n",) * 2,
        ("# schema\n\n# all\ncomponents:\n  a:\ntitle: T\n", "# schema\n\ntitle: T\n# all\ncomponents:\n  a:\n"),
        ("# yaml-language-server: $schema=x\ncomponents:\n  a:\ntitle: T\n",
         "# yaml-language-server: $schema=x\ntitle: T\ncomponents:\n  a:\n"),
        ("---\n\n\ntitle: T\ncomponents:\n  a: &a {kind: service, host: b}\n  b: *a\n  c: {host: b, kind: job}\n",
         "---\ntitle: T\ncomponents:\n  a: &a {kind: service, host: b}\n  b: *a\n  c: {host: b, kind: job}\n"),
    ],
)  # fmt: skip
def test_one_form(written: str, laid: str) -> None:
    assert form(written) == laid
    assert form(laid) == laid


PROSE = ("one", "two words", "a: colon", "#hash", "it's", 'a "quote"', "back\\slash", "a, comma", "é ½", "x" * 130)
TEXTS = st.sampled_from(PROSE)


class Writer:
    """Writes a tree as YAML in any of the ways in which people write, comments everywhere."""

    def __init__(self, draw: Callable[..., object]) -> None:
        self.draw, self.count = draw, 0

    def some(self, of: int = 4) -> bool:
        return self.draw(st.integers(1, of)) == 1

    def comment(self) -> str:
        self.count += 1
        return f"# c{self.count:03}"

    def above(self, column: int) -> str:
        lines = ""
        while self.some():
            column = max(0, column + self.draw(st.sampled_from([0, 0, 0, -1, 2])))
            lines += self.draw(st.sampled_from(["\n", " \n", f"{' ' * column}{self.comment()}\n"]))
        return lines

    def behind(self) -> str:
        return f"{' ' * self.draw(st.integers(1, 3))}{self.comment()}" if self.some(5) else ""

    def scalar(self, text: str, column: int, *, flow: bool = False) -> str:
        ways = ["single", "double"]
        if re.fullmatch(r"[a-z0-9é½ -]+", text):
            ways += ["plain"] * 4
        if not flow and text in PROSE:
            ways += ["literal", "folded", "indicated"] + ["spread"] * (" " in text and "plain" in ways)
        way = self.draw(st.sampled_from(ways))
        deep = column + self.draw(st.integers(1, 4))
        if way == "single":
            return "'" + text.replace("'", "''") + "'"
        if way == "double":
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if way == "spread":
            return text.replace(" ", f"\n{' ' * deep}", 1)
        if way == "plain":
            return text
        header = self.draw(st.sampled_from(["", "-", "+"])) + (str(deep - column) if way == "indicated" else "")
        end = self.draw(st.sampled_from(["", "\n", "\n\n"]))
        return f"{'>' if way == 'folded' else '|'}{header}{self.behind()}\n{' ' * deep}{text}\n{' ' * deep}more{end}"

    def flow(self, node: object, column: int) -> str:
        if isinstance(node, str):
            return self.scalar(node, column, flow=True)
        parts = (
            [self.flow(one, column) for one in node]
            if isinstance(node, list)
            else [f"{key}: {self.flow(value, column)}" if value else key for key, value in node.items()]
        )
        glue = self.draw(st.sampled_from([", ", ", ", ",  ", f",\n{' ' * (column + 3)}"]))
        if self.some(12):
            glue = f", {self.comment()}\n{' ' * (column + 3)}"
        body = glue.join(parts)
        return f"[{body}]" if isinstance(node, list) else f"{{{body}}}"

    def block(self, node: dict[str, object] | list[object], column: int) -> str:
        text = ""
        for key, value in node.items() if isinstance(node, dict) else ((None, one) for one in node):
            head = " " * column + (f"{key}:" if key is not None else "-")
            text += self.above(column) + head
            flowing = isinstance(value, str) or not value or self.some(3)
            if not value:
                text += f"{self.behind()}\n"
            elif flowing:
                inner = self.scalar(value, column) if isinstance(value, str) else self.flow(value, column)
                text += f" {inner}" + ("" if "\n" in inner and inner[0] in "|>" else self.behind()) + "\n"
            else:
                step = self.draw(st.integers(0 if isinstance(value, list) and key else 1, 4))
                text += f"{self.behind()}\n{self.block(value, column + step)}"
        return text + self.above(column)


IDS = st.sampled_from(["web", "db", "a-1", "cache"])
WORD = st.sampled_from(["80", "https:443 read", "encrypted"])
USES = st.one_of(
    IDS,
    st.lists(IDS, min_size=1, max_size=3, unique=True),
    st.dictionaries(
        IDS,
        st.one_of(
            st.just(""),
            WORD,
            st.fixed_dictionaries(
                {}, optional={"port": st.just("80"), "explain": TEXTS, "protocol": st.just("http")}
            ),
        ),
        min_size=1,
    ),
)
COMPONENTS = st.fixed_dictionaries(
    {},
    optional={
        "why": TEXTS,
        "host": st.one_of(IDS, st.lists(IDS, min_size=1, max_size=2, unique=True)),
        "kind": st.sampled_from(["service", "server"]),
        "title": TEXTS,
        "x-own": TEXTS,
        "uses": USES,
        "explain": TEXTS,
        "product": TEXTS,
    },
)
STAGES = st.fixed_dictionaries(
    {"components": st.dictionaries(IDS, COMPONENTS, min_size=1)},
    optional={
        "title": TEXTS,
        "explain": TEXTS,
        "dns": st.just({"example.com": {"www": {"A": {"ttl": "300", "value": "web"}, "ttl": "60"}}}),
        "accept": st.dictionaries(st.just("spof-server@web"), TEXTS),
        "summary": TEXTS,
    },
)


@st.composite
def files(draw: Callable[..., object]) -> str:
    stage = draw(STAGES)
    order = draw(st.permutations(sorted(stage)))
    return Writer(draw).block({key: stage[key] for key in order}, draw(st.sampled_from([0, 0, 0, 2])))


@given(files())
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_another_look_the_same_design(text: str) -> None:
    _, problems = read_alone(text.encode(), "x.yml", CATALOG)
    assume(not problems)
    laid = form(text)
    assert spec(laid) == spec(text)
    assert sorted(re.findall(r"# c[0-9]{3}.*", laid)) == sorted(re.findall(r"# c[0-9]{3}.*", text))
    assert form(laid) == laid


def test_every_key_has_its_place_in_the_order() -> None:
    known = {
        (): keys.STAGE,
        ("components", "web"): COMPONENT,
        ("components", "web", "instances", "web-01"): INSTANCE,
        ("components", "web", "uses", "db"): USE,
        ("dns", "example.com", "www", "A"): RECORD,
        ("journeys", "order"): keys.JOURNEY,
        ("accept", "spof-server@web"): keys.WAIVER,
    }
    for place, those in known.items():
        assert sorted(order_at(place)) == sorted(those.keys)
        assert list(order_at(("defaults", *place), system=True)) == list(order_at(place))
    assert set(SYSTEM) == set(keys.SYSTEM.keys)
    assert set(STAGE) == set(keys.STAGE.keys)
    assert len(BY_PLACE) == len(known)  # one more for `min-available`, one less for the root
    assert order_at(("dns", "example.com", "www")) == ()


UGLY = "components:\n    web:   {kind: server}\n"
FINE = "components:\n  web: {kind: server}\n"


@pytest.fixture
def ugly(folder: Path) -> Path:
    path = folder / "designs/1-two.yml"
    path.write_text(UGLY)
    return path


def test_check_lists_what_would_change_and_writes_nothing(run: Run, ugly: Path) -> None:
    result = run("format", "--check")
    assert (result.exit_code, result.stdout, ugly.read_text()) == (1, "designs/1-two.yml\n", UGLY)
    assert "1 of 2 files would be formatted" in result.stderr
    assert run("format").exit_code == 0
    assert ugly.read_text() == FINE
    assert (run("format", "--check").exit_code, run("format").stdout) == (0, "")


def test_diff_shows_what_would_change(run: Run, ugly: Path) -> None:
    result = run("format", "--diff", str(ugly))
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:2] == ["--- designs/1-two.yml", "+++ designs/1-two.yml"]
    assert "-    web:   {kind: server}" in result.stdout
    assert ugly.read_text() == UGLY


def test_a_file_with_mistakes_stays_and_the_others_are_formatted(run: Run, ugly: Path, folder: Path) -> None:
    (folder / "designs/2-bad.yml").write_text("componets:\n    web:\n  db:\n")
    result = run("format")
    assert result.exit_code == 2
    assert "designs/2-bad.yml:3:3: not YAML" in result.stderr
    assert (folder / "designs/2-bad.yml").read_text() == "componets:\n    web:\n  db:\n"
    assert ugly.read_text() == FINE


@pytest.mark.parametrize(
    "text", ["? a\n: b\n", "components:\n  ? [a]\n  : {}\n", "--- {components: {a: {kind: job}}}\n"]
)
def test_what_hardly_anybody_writes_is_refused_with_its_place(run: Run, ugly: Path, text: str) -> None:
    ugly.write_text(text)
    result = run("format")
    assert result.exit_code == 2
    assert re.search(r"designs/1-two.yml:\d+:\d+: ", result.stderr)
    assert ugly.read_text() == text


def test_standard_input_goes_to_standard_output(folder: Path) -> None:
    runner = CliRunner()
    result = runner.invoke(main, ["-C", str(folder), "format", "-"], input=UGLY)
    assert (result.exit_code, result.stdout) == (0, FINE)
    bad = runner.invoke(main, ["-C", str(folder), "format", "-"], input="a: b\n")
    assert (bad.exit_code, bad.stdout) == (2, "a: b\n")
    assert "<stdin>:1:1: unknown key 'a'" in bad.stderr


def test_lines_end_as_they_did_and_rights_and_links_stay(run: Run, ugly: Path, folder: Path) -> None:
    ugly.write_bytes(b"\xef\xbb\xbf" + UGLY.replace("\n", "\r\n").encode())
    ugly.chmod(0o640)
    ugly.rename(folder / "real.yml")
    ugly.symlink_to("../real.yml")
    assert run("format").exit_code == 0
    assert ugly.read_bytes() == FINE.replace("\n", "\r\n").encode()
    assert ugly.is_symlink()
    assert stat.S_IMODE(ugly.stat().st_mode) == 0o640
    assert sorted(path.name for path in (folder / "designs").iterdir()) == ["0-one.yml", "1-two.yml"]


def test_a_folder_or_a_project_may_be_named(run: Run, ugly: Path, folder: Path) -> None:
    for path in (folder, folder / "designs", ugly):
        assert run("format", "--check", str(path)).stdout == "designs/1-two.yml\n"
    assert run("format", str(folder / "nothing")).exit_code == 2


def test_our_own_designs_are_in_form(checkout: Path) -> None:
    result = CliRunner().invoke(main, ["-C", str(checkout), "format", "--check"])
    assert (result.exit_code, result.stdout) == (0, "")
