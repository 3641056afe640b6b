"""A rule setting matches nothing.

A stage's `rules` ignores or re-grades a rule that finds nothing in it, or that doesn't exist.

*Why it matters*

A setting with a slip of the pen does nothing, silently: what should be ignored or raised isn't. And one that is no
longer needed will hide the next issue of its kind.

*Example*

    title: Ignoring what isn't there
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web}
    rules:
      spof-sever: ignore  # finding

*Instead*

    title: Ignoring what is there
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web}
    rules:
      spof-server: ignore
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.grading import mistakes
from infra_design.analyze.registry import rules_for
from infra_design.analyze.rule import Found
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.story import Story

GROUP = "Design hygiene"
SEVERITY = Severity.MEDIUM
LAST = True


def review(story: Story) -> Iterator[Found]:
    """Settings written in this stage that name no rule or no group, or one that found nothing to grade."""
    spec = story.facts.stage.spec
    for name, value in spec.rules.items():
        mark = spec.marks.get(f"rules.{name}", spec.mark)
        wrong = mistakes({name: value}, rules_for(story.facts.catalog))
        if wrong or (mark.file == spec.file and name not in story.now.graded):
            yield Found(
                subjects=(name,),
                message=f"{wrong[0][:1].upper()}{wrong[0][1:]}." if wrong else f"{name} finds nothing in this stage.",
                remedy=f"Take `{name}` out of `rules`, or correct it.",
                mark=mark,
            )
