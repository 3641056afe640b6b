"""A solved issue is back.

An earlier stage had the issue, a later one closed it, and in this one it is open again.

*Why it matters*

Solving something once and losing it again costs twice, and nobody looks for a problem that was solved. Often the
change that brought it back was meant to make something better.

*Example*

    # 0-one.yml
    title: One database
    components:
      visitor: {kind: browser, uses: app}
      db: {kind: server}
      mysql: {host: db}
      web: {kind: server}
      app: {kind: application-server, host: web, uses: mysql}
    ---
    # 1-two.yml
    title: Two databases
    extends: 0-one
    components:
      db: {instances: 2}
    ---
    # 2-one-again.yml
    title: One database again
    extends: 1-two
    components:
      db: {instances: 1}  # finding

*Instead*

    # 0-one.yml
    title: One database
    components:
      visitor: {kind: browser, uses: app}
      db: {kind: server}
      mysql: {host: db}
      web: {kind: server}
      app: {kind: application-server, host: web, uses: mysql}
    ---
    # 1-two.yml
    title: Two databases
    extends: 0-one
    components:
      db: {instances: 2}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.closing import lasting
from infra_design.analyze.registry import infos_for
from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.story import Story
    from infra_design.model.finding import Finding
    from infra_design.model.source import Mark

GROUP = "Design hygiene"
SEVERITY = Severity.MEDIUM

WORTH_TELLING = (Severity.ERROR, Severity.HIGH, Severity.MEDIUM)


def review(story: Story) -> Iterator[Found]:
    """Findings of this stage that the stage before had closed, by their cause."""
    if story.before is None:
        return
    had_before = {lasting(finding) for finding in story.before.findings}
    ever = {lasting(finding) for one in story.earlier for finding in one.findings}
    back: dict[str, list[Finding]] = {}
    for finding in story.now.findings:
        key = lasting(finding)
        if finding.severity in WORTH_TELLING and key in ever and key not in had_before:
            back.setdefault(finding.cause, []).append(finding)
    known = infos_for(story.facts.catalog) if back else {}
    for cause, findings in back.items():
        names = words.listed(f"{known[one.rule].title} ({words.listed(one.subjects)})" for one in findings)
        yield Found(
            subjects=tuple(sorted({subject for finding in findings for subject in finding.subjects})),
            message=(
                f"{words.plural(len(findings), 'issue')} that “{story.before.facts.stage.title}” no longer had "
                f"{words.verb(findings, 'is', 'are')} back: {names}."
            ),
            remedy="Keep what closed it, or accept the issue with a reason.",
            mark=_mark(story, findings),
            evidence=tuple(Evidence(EvidenceKind.FACT, one.message, one.subjects, mark=one.mark) for one in findings),
            journeys=tuple(dict.fromkeys(journey for finding in findings for journey in finding.journeys)),
            cause=cause,
        )


def _mark(story: Story, findings: list[Finding]) -> Mark:
    """Where this stage's own file changes what the findings are about, or what that stands on; else as they say."""
    facts = story.facts
    marks = [
        facts.mark(ident)
        for finding in findings
        for subject in finding.subjects
        for ident in (subject, *sorted(facts.standing(subject)))
        if ident in facts.components or ident in facts.instances
    ]
    own = facts.stage.spec.file
    return next((mark for mark in (findings[0].mark, *marks) if mark.file == own), findings[0].mark)
