"""An addition without a reason.

A component is new in this stage, its author gives no reason (`why`), and taking it out changes nothing that is
computed here.

*Why it matters*

A stage is a step with a purpose, and each part costs money, work and one more thing that fails. Either there's a
reason that the design doesn't show yet, or the part can go.

*Example*

    # 0-server.yml
    title: A server
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web}
    ---
    # 1-another.yml
    title: And another
    extends: 0-server
    components:
      nginx: {uses: {redis: optional}}
      redis: {host: web}  # finding

*Instead*

    # 0-server.yml
    title: A server
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web}
    ---
    # 1-cached.yml
    title: With a cache
    extends: 0-server
    components:
      nginx: {uses: {redis: optional}}
      redis: {host: web, why: Most pages are the same for everybody and are now made once a minute.}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.story import Story
    from infra_design.model.stage import Component

GROUP = "Design hygiene"
SEVERITY = Severity.MEDIUM

SELF_EXPLAINING = frozenset({Category.CLIENT, Category.PLACE})
"""Who uses the design, and where it is, are given."""


def review(story: Story) -> Iterator[Found]:
    """Components that the stage before had not, without a reason written or computed."""
    before = story.before
    if before is None:
        return
    for component in story.facts.components.values():
        new = component.id not in before.facts.components
        if new and component.kind.category not in SELF_EXPLAINING and not _explained(story.facts, component):
            lack = story.worth.of(component.id)
            if lack.known and not (lack.broken or lack.back or lack.wider or lack.closed):
                yield Found(
                    subjects=(component.id,),
                    message=f"{component.id} is new, nobody says why, and taking it out would change no issue.",
                    remedy=f"Say why it was added (`why:` on {component.id}), or leave it out.",
                    mark=component.mark,
                    evidence=(
                        Evidence(
                            EvidenceKind.FACT,
                            f"Every rule was run again without {component.id}: the same issues.",
                            component.instances,
                        ),
                    ),
                )


def _explained(facts: Facts, component: Component) -> bool:
    """A reason stands on it or on what it carries; or something needs it, which then has to be explained itself."""
    if any(not (one.optional or one.replication) for one in facts.incoming.get(component.id, ())):
        return True
    carried = (ident for one in component.instances for ident in facts.stage.carries.get(one, ()))
    return any(facts.component(ident).spec.why for ident in (component.id, *carried))
