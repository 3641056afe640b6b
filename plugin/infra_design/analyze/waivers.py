"""Findings that the authors accept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra_design.model.finding import Finding
    from infra_design.model.spec import WaiverSpec
    from infra_design.model.stage import Stage


def accept(findings: Iterable[Finding], stage: Stage, today: str) -> tuple[Finding, ...]:
    """The findings, with the first waiver that accepts them and has not expired."""
    waivers = [waiver for waiver in stage.waivers if not expired(waiver, today)]
    return tuple(
        replace(finding, waiver=next((one for one in waivers if matches(one, finding, stage)), None))
        if waivers
        else finding
        for finding in findings
    )


def expired(waiver: WaiverSpec, today: str) -> bool:
    """Its last day is over."""
    return bool(waiver.until and today and waiver.until < today)


def matches(waiver: WaiverSpec, finding: Finding, stage: Stage) -> bool:
    """A waiver speaks of a finding.

    The pattern names the rule and then each subject, with `*` for any letters of one of them; `rule@*`, or the rule
    alone, is any subjects. A component's id stands for all of its instances.
    """
    rule, _, subjects = waiver.pattern.partition("@")
    if not _fits(rule, finding.rule):
        return False
    if subjects in {"", "*"}:
        return True
    parts = [part.strip() for part in subjects.split(",")]
    return len(parts) == len(finding.subjects) and _all_fit(parts, finding.subjects, stage)


def _all_fit(parts: list[str], subjects: tuple[str, ...], stage: Stage) -> bool:
    """Each part fits a subject of its own; what is most exact takes its subject first."""
    left = list(subjects)
    for part in sorted(parts, key=lambda part: ("*" in part, -len(part))):
        fitting = [subject for subject in left if _names(part, subject, stage)]
        if not fitting:
            return False
        left.remove(part if part in fitting else fitting[0])
    return True


def _names(part: str, subject: str, stage: Stage) -> bool:
    instance = stage.instances.get(subject)
    return _fits(part, subject) or (instance is not None and _fits(part, instance.component))


def _fits(pattern: str, text: str) -> bool:
    """Whether `*` in the pattern can be filled in to give the text; in linear time, whatever the pattern."""
    first, *pieces = pattern.split("*")
    if not pieces:
        return pattern == text
    if not text.startswith(first):
        return False
    place = len(first)
    *inner, last = pieces
    for piece in inner:
        place = text.find(piece, place)
        if place < 0:
            return False
        place += len(piece)
    return text.endswith(last) and len(text) - len(last) >= place
