"""A waiver accepts nothing.

A finding was accepted that isn't there (any more), without a reason, or until a day that is past. One inherited
from an earlier stage lapses silently instead.

*Why it matters*

An acceptance hides an issue on purpose. One that fits nothing may fit the next thing of that name; one without a
reason can't be judged; one that has expired wanted to be looked at again, now.

*Example*

    title: Accepting what isn't there
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web}
    accept:
      spof-server@db: {reason: A replica is planned for spring.}  # finding

*Instead*

    title: Accepting what is there
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web}
    accept:
      spof-server@web: {reason: A second server is planned for spring.}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.rule import Found
from infra_design.analyze.waivers import expired, matches
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.story import Story
    from infra_design.model.spec import WaiverSpec

GROUP = "Design hygiene"
SEVERITY = Severity.MEDIUM
LAST = True


def review(story: Story) -> Iterator[Found]:
    """Waivers of this stage that match nothing, say nothing, or are over; inherited ones that are over."""
    for waiver in story.facts.stage.waivers:
        used = any(matches(waiver, finding, story.facts.stage) for finding in story.now.findings)
        trouble = _trouble(waiver, story.today, used=used)
        if trouble:
            yield Found(
                subjects=(waiver.pattern,),
                message=f"The acceptance of {waiver.pattern} {trouble}.",
                remedy="Take it out, correct its pattern, or renew it with a reason and a later day.",
                mark=waiver.mark,
            )


def _trouble(waiver: WaiverSpec, today: str, *, used: bool) -> str:
    if not used:
        return "" if waiver.inherited else "matches no issue of this stage"
    if expired(waiver, today):
        return f"ended on {waiver.until}; the issue is open again"
    return "" if waiver.reason or waiver.inherited else "gives no reason"
