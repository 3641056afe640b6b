"""No client and no journey.

There's no client and no journey in the stage, so nothing says what must work.

*Why it matters*

Single points of failure and availability are about somebody's request. Without a client or a journey neither can be
computed, and the page can't say what a failure would mean to anyone.

*Example*

    title: A server for nobody
    components:
      web: {kind: server}  # finding
      nginx: {host: web}

*Instead*

    title: A server with a visitor
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "Reliability"
SEVERITY = Severity.MEDIUM
WHOLE = True


def find(facts: Facts) -> Iterator[Found]:
    """A stage without a journey."""
    if facts.stage.journeys:
        return
    first = next(iter(facts.components.values()))
    used = next(iter(facts.of(Category.SOFTWARE, Category.STORE)), first)
    yield Found(
        subjects=(first.id,),
        message="No client uses this design, so nobody can say what must work: its availability is unknown.",
        remedy=f"Add who uses it, such as `visitor: {{kind: browser, uses: {used.id}}}`, or a journey.",
        mark=first.mark,
    )
