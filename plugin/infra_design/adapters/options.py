"""What a site may ask for, checked: the same options for the plugin, the Markdown extension and the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePosixPath

from infra_design.model.finding import Severity
from infra_design.model.settings import Settings

NEVER = "never"
"""The `fail_on` with which no finding fails anything."""


class OptionError(ValueError):
    """An option has a value that it cannot have; the message says what would do."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option: what it is when nobody says, and how a value is checked and brought into its form."""

    default: object
    check: Callable[[object], object]


def folder(value: object) -> str:
    """A folder, with forward slashes; it may lie outside of the project, since the site's owner names it."""
    if not isinstance(value, str):
        raise OptionError(f"expected the path of a folder, got {value!r}")
    return value.replace("\\", "/").rstrip("/")


def folder_of_pages(value: object) -> str:
    """A folder below the docs folder."""
    path = folder(value)
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or any(part.startswith(".") for part in parts):
        raise OptionError(f"expected the name of a folder below docs_dir, got {value!r}")
    return "/".join(parts)


def severity_or_never(value: object) -> Severity | None:
    """A severity, or None for "never"."""
    if value is None or value == NEVER:
        return None
    if value not in list(Severity):
        raise OptionError(f"expected one of {', '.join((NEVER, *Severity))}, got {value!r}")
    return Severity(str(value))


def grades(value: object) -> dict[str, str]:
    """A map from rules, groups of rules or "all" to "ignore", "usual" or a severity, sorted."""
    if not isinstance(value, Mapping):
        raise OptionError(f"expected a map from rules to severities, got {value!r}")
    known = ("ignore", "usual", *Severity)
    for rule, grade in value.items():
        if grade not in known:
            raise OptionError(f"expected one of {', '.join(known)} for {str(rule)!r}, got {grade!r}")
    return {str(rule): str(grade) for rule, grade in sorted(value.items())}


def day(value: object) -> str:
    """An ISO date, or the empty string: the date of the build."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(str(value)).isoformat() if value else ""
    except ValueError:
        raise OptionError(f"expected a date such as 2027-03-01, got {value!r}") from None


OPTIONS: Mapping[str, Option] = {
    "designs": Option("designs", folder),
    "catalog": Option("", folder),
    "pages": Option("infrastructure", folder_of_pages),
    "today": Option("", day),
    "fail_on": Option(NEVER, severity_or_never),
    "rules": Option({}, grades),
}


def settings_from(options: Mapping[str, object]) -> Settings:
    """Settings of a run from options by name; those that are not given or None have their default.

    Raises:
        OptionError: with the option's name, what would do, and what was given.
    """
    values: dict[str, object] = {}
    for name, option in OPTIONS.items():
        value = options.get(name)
        try:
            values[name] = option.check(option.default if value is None else value)
        except OptionError as error:
            raise OptionError(f"{name}: {error}") from None
    return Settings(**values)  # type: ignore[arg-type] # each value went through the check of its own option


def build_day() -> str:
    """The day of the run, or that of the source, as reproducible-builds.org defines it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.date().isoformat()
