"""Baselines: findings that were there when a team began to check, and so fail nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.formats import stage_name
from infra_design.adapters.folder import write_if_changed
from infra_design.analyze.closing import lasting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from infra_design.model.finding import Finding

VERSION = 1
Key = tuple[str, str]
"""A stage as the command line names it, and what stays the same of a finding in it."""


def key(system: str, finding: Finding) -> Key:
    """What a baseline knows a finding by: no line, no wording."""
    return stage_name(system, finding.stage), lasting(finding)


def read(path: Path) -> frozenset[Key]:
    """The keys in a baseline; a file that is none is a usage error."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] != VERSION:
            raise click.UsageError(f"{path}: a baseline of version {content['version']!r}, known is {VERSION}")
        return frozenset((str(stage), str(one)) for stage, ids in content["findings"].items() for one in ids)
    except FileNotFoundError:
        raise click.UsageError(f"{path}: no such baseline (make it with --update-baseline)") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise click.UsageError(f"{path}: not a baseline of infra-design check") from None


def write(path: Path, keys: Iterable[Key]) -> None:
    """Write a baseline: sorted, one finding a line, so that changes to it can be reviewed."""
    stages: dict[str, list[str]] = {}
    for stage, one in sorted(keys):
        stages.setdefault(stage, []).append(one)
    text = json.dumps({"version": VERSION, "findings": stages}, indent=2, ensure_ascii=False)
    try:
        write_if_changed(path, f"{text}\n".encode())
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}") from None
