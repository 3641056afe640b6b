"""A journey cannot work.

With every part of the design working, a journey still fails: some part on its way has nothing that can serve it.
Other findings about this journey are left out, for they'd say nothing true.

*Why it matters*

The design contradicts itself: what it draws can't do what it promises. Either the design says too little, or it
would fail on its first day.

*Example*

    title: Only a replica to write to
    components:
      visitor: {kind: browser, uses: app}  # finding
      web: {kind: server}
      app: {kind: application-server, host: web, uses: mysql@db-02}
      db: {kind: server, instances: 2}
      mysql: {host: db, mode: primary-replica}

*Instead*

    title: The primary accepts the writes
    components:
      visitor: {kind: browser, uses: app}
      web: {kind: server}
      app: {kind: application-server, host: web, uses: mysql}
      db: {kind: server, instances: 2}
      mysql: {host: db, mode: primary-replica}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "Reliability"
SEVERITY = Severity.ERROR


def find(facts: Facts) -> Iterator[Found]:
    """Journeys that fail with everything up."""
    for result in facts.results:
        if result.works:
            continue
        way = result.broken_at
        end = way[-1] if way else result.journey.client
        yield Found(
            subjects=(result.journey.id,),
            message=(
                f"Even with everything up, {words.hardship((result.journey,))}: "
                f"the way ends at {end}, which nothing can serve."
            ),
            remedy=f"Look at what {end} stands on, what it uses, how many of it must work: one of them is missing.",
            mark=result.journey.mark,
            evidence=(Evidence(EvidenceKind.PATH, f"The way: {' → '.join(way)}.", way),) if way else (),
            journeys=(result.journey.id,),
            cause=end,
        )
