"""What a site and a stage ask of rules: to be ignored, or to be taken as more or less severe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.rule import rules
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.analyze.rule import Rule

IGNORE = "ignore"
USUAL = "usual"
EVERY = "all"
"""Names every rule: `{all: ignore, reliability: usual}` selects a group."""

SEVERITIES = frozenset(Severity)


def group_id(group: str) -> str:
    """A group as a setting may name it: `Design hygiene` and `design-hygiene` are one."""
    return group.lower().replace(" ", "-")


def named(rule: Rule, setting: Mapping[str, str]) -> str:
    """The name by which a setting speaks of a rule, or nothing: its own, its group's, then `all`."""
    if not setting or rule.id in setting:
        return rule.id if setting else ""
    group = next((name for name in setting if group_id(name) == group_id(rule.group)), "")
    return group or (EVERY if EVERY in setting else "")


def grade(rule: Rule, *settings: Mapping[str, str]) -> str:
    """What the first of the settings that speaks of a rule says: a severity, "ignore", "usual", or nothing."""
    for setting in settings:
        name = named(rule, setting) if setting else ""
        if name:
            return setting[name]
    return ""


def mistakes(settings: Mapping[str, str], known: Mapping[str, Rule] | None = None) -> tuple[str, ...]:
    """A sentence for each setting that names no rule and no group, or asks for no known severity.

    Args:
        settings: rule, group or "all" → severity, "ignore" or "usual".
        known: the rules that there are, if a site has some of its own.
    """
    known = rules() if known is None else known
    names = {EVERY, *known, *(group_id(rule.group) for rule in known.values())}
    values = {IGNORE, USUAL, *SEVERITIES}
    found = []
    for name, value in settings.items():
        if name not in names and group_id(name) not in names:
            found.append(f"no rule and no group of rules is called '{name}'{_nearest(name, names)}")
        if value not in values:
            found.append(f"'{value}' is no severity for '{name}' (one of {', '.join([IGNORE, USUAL, *Severity])})")
    return tuple(found)


def _nearest(name: str, names: set[str]) -> str:
    import difflib  # noqa: PLC0415 — only on a mistake

    near = difflib.get_close_matches(name, sorted(names), n=1)
    return f" (did you mean '{near[0]}'?)" if near else ""
