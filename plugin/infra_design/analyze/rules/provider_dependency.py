"""Everything depends on a provider.

Something managed is needed by a journey and nothing can take its place. Its provider makes it redundant, so this
isn't a single point of failure of the design; it's a dependency to know about.

*Why it matters*

When the provider has a bad day, so has everything that needs it, and nobody here can mend it. The journey can't be
more available than what the provider promises.

*Example*

    title: Payment at a provider
    components:
      visitor: {kind: browser, uses: app}
      web: {kind: server, instances: 2}
      app: {kind: application-server, host: web, uses: payment}
      payment: {kind: external-service}  # finding

*Instead*

    title: The order is taken without it
    components:
      visitor: {kind: browser, uses: app}
      web: {kind: server, instances: 2}
      app: {kind: application-server, host: web, uses: {payment: optional}}
      payment: {kind: external-service}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.cuts import evidence
from infra_design.analyze.rule import Found
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "Reliability"
SEVERITY = Severity.INFO


def find(facts: Facts) -> Iterator[Found]:
    """Managed components that are a cut of one."""
    for point in facts.points("provider-dependency"):
        name = f"{point.component.id} ({point.component.product_name or point.component.kind.title})"
        yield Found(
            subjects=(point.subject,),
            message=f"If the provider's {name} fails, {words.hardship(point.journeys)}: nothing stands in for it.",
            remedy=(
                f"Accept it knowingly, or let the work go on without {point.component.id}: queue it, serve a copy, "
                "or make the connection `optional`."
            ),
            mark=facts.mark(point.subject),
            evidence=evidence(facts, point),
            journeys=tuple(journey.id for journey in point.journeys),
        )
