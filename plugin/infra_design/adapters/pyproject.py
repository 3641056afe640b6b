"""Options in `pyproject.toml`, for projects whose site says nothing of us: the table `[tool.infra-design]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.adapters.options import OPTIONS, OptionError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "pyproject.toml"
LARGEST = 1_000_000
"""Bytes beyond which it is not read."""


def pyproject_options(folder: Path) -> Mapping[str, object]:
    """Options by name; nothing where there is no such table.

    Raises:
        OptionError: there is no such option, or the file is no TOML.
    """
    path = folder / FILE
    if not path.is_file() or path.stat().st_size > LARGEST:
        return {}
    content = path.read_bytes()
    if b"infra-design" not in content:  # most files do not speak of us, and need not be understood
        return {}
    import tomllib  # noqa: PLC0415 — only for who needs it

    try:
        tools = tomllib.loads(content.decode()).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OptionError(f"{FILE}: {error}") from None
    options: Mapping[str, object] = tools.get("infra-design", {}) if isinstance(tools, dict) else {}
    for name in options:
        if name not in OPTIONS:
            raise OptionError(f"{FILE}: no option '{name}' in [tool.infra-design] (one of {', '.join(OPTIONS)})")
    return options
