"""A change in one sentence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from infra_design.analyze.words import listed, plural
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra_design.adapters.cli.changes import Changes
    from infra_design.model.finding import Finding

SINGLE_POINT = "spof-"
"""How the ids of rules begin that find single points of failure."""


def verdict(changes: Changes) -> str:
    """What matters most, first: single points of failure, other issues, what is closed, that nothing matters."""
    if changes.problems:
        return f"{changes.unread} cannot be read: {plural(len(changes.problems), 'mistake')} in the design"
    opened = _apart(finding for stage in changes.stages for finding in stage.opened)
    closed = _apart(finding for stage in changes.stages for finding in stage.closed)
    worsened = _apart(finding for stage in changes.stages for finding, _ in stage.worsened)
    eased = _apart(finding for stage in changes.stages for finding, _ in stage.eased)
    points = _apart(one for one in opened if one.rule.startswith(SINGLE_POINT))
    others = [one for one in opened if one not in points]
    parts = [_points(points)] if points else []
    parts += [f"opens {_count(others, 'more issue' if points else 'issue')}"] if others else []
    parts += [f"makes {_count(worsened, 'issue')} more severe"] if worsened else []
    parts += [f"closes {_count(closed, 'issue')}"] if closed else []
    parts += [f"makes {_count(eased, 'issue')} less severe"] if eased else []
    if parts:
        return _upper("; ".join(parts))
    if changes.stages:
        return f"Opens and closes no issue; {plural(len(changes.stages), 'stage')} changed"
    return "Nothing changes in the designs"


def _points(points: list[Finding]) -> str:
    names = listed(subject for finding in points for subject in finding.subjects)
    return f"adds {'a single point' if len(points) == 1 else f'{len(points)} single points'} of failure: {names}"


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, in however many stages it is; the worst first."""
    once: dict[str, Finding] = {}
    for finding in findings:
        once.setdefault(finding.id, finding)
    return sorted(once.values(), key=lambda finding: (finding.severity.rank, finding.id))


def _count(findings: list[Finding], what: str) -> str:
    counts = Counter(finding.severity for finding in findings)
    return f"{plural(len(findings), what)} ({', '.join(f'{counts[one]} {one}' for one in Severity if counts[one])})"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
