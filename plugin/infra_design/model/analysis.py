"""What the engine and the rules say of stages."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.finding import Finding, RuleInfo, Severity
    from infra_design.model.spec import Port
    from infra_design.model.stage import Encryption, Journey


@dataclass(frozen=True, slots=True)
class Importance:
    """How much one failure unit matters to a journey.

    Attributes:
        instance: id of the unit.
        birnbaum: P(journey works | unit works) - P(journey works | unit fails), Birnbaum 1969.
        gain: availability gained if the unit were perfect.
    """

    instance: str
    birnbaum: float
    gain: float


@dataclass(frozen=True, slots=True)
class JourneyResult:
    """What the engine says of one journey.

    Attributes:
        journey: what the user does.
        works: with everything up.
        broken_at: component ids along the way, the last being where it ends, if it does not work.
        cut_sets: minimal cut sets up to `order`, each sorted, smaller first, then by id.
        order: sizes up to which cut sets are complete.
        availability: exact over independent units; None when a needed unit has none, or the journey does not work.
        unknown: units without availability that kept it from being computed.
        assumptions: sentences: independence, and where each number comes from.
        importance: of each unit, the most important first.
        units: every failure unit that the journey can depend on, sorted.
    """

    journey: Journey
    works: bool
    cut_sets: tuple[tuple[str, ...], ...]
    order: int
    availability: float | None
    units: tuple[str, ...] = ()
    broken_at: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    importance: tuple[Importance, ...] = ()

    @property
    def single_points(self) -> tuple[str, ...]:
        """Units that are a cut set of one, sorted."""
        return tuple(cut[0] for cut in self.cut_sets if len(cut) == 1)


class Change(StrEnum):
    """What happened to a thing between two stages."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs between two stages.

    Attributes:
        subject: "component", "connection", "record", "journey".
        id: component id, connection id, "www.foobar.com A".
        change: what happened to it.
        details: for CHANGED: sentences such as "instances: 1 → 2".
        why: the author's words, else what is computed; that only where somebody asked for it, as pages do.
        buys: findings that come back if it is taken out, as ids; empty: none, or nobody asked.
    """

    subject: str
    id: str
    change: Change
    details: tuple[str, ...] = ()
    why: str = ""
    buys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A stage against the one before it.

    Attributes:
        before, after: ids of the stages.
        differences: of components, connections, records and journeys, in this order.
        opened: findings of this stage that the one before had not.
        closed: findings of the stage before that this one has not.
        worsened, eased: findings open in both that are more severe now, or less, with the severity before.
        worse: plain sentences about what got worse ("The availability of … falls from … to …").
        better: likewise.
    """

    before: str
    after: str
    differences: tuple[Difference, ...]
    opened: tuple[Finding, ...]
    closed: tuple[Finding, ...]
    worse: tuple[str, ...] = ()
    better: tuple[str, ...] = ()
    worsened: tuple[tuple[Finding, Severity], ...] = ()
    eased: tuple[tuple[Finding, Severity], ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """That something can reach a component over the network, as far as the design says.

    Attributes:
        source: "internet", the id of a place or component, or an address or prefix as a firewall names it.
        target: component id.
        members: its instances that are reached, in order.
        port: None: unknown.
        protocol: empty: unknown.
        firewalls: component ids of the firewalls on the way, forwarding ones first.
        connections: the declared connections by which; empty: no connection does, but the firewalls would let it.
        denied: component id of the firewall that does not let the declared connection in, or empty.
    """

    source: str
    target: str
    members: tuple[str, ...]
    port: Port | None
    protocol: str
    encryption: Encryption
    firewalls: tuple[str, ...] = ()
    connections: tuple[str, ...] = ()
    denied: str = ""


@dataclass(frozen=True, slots=True)
class TierLoad:
    """A tier of known capacity under a stated peak, in requests per second.

    Attributes:
        component: its id.
        peak: of the journeys that go through it, together.
        capacity: what all that serve at one time can do together.
        spared: what is left when the largest of them fails; of a single one, nothing.
        bottleneck: no tier of known capacity is used more.
        journeys: ids of the journeys that go through it.
    """

    component: str
    peak: float
    capacity: float
    spared: float
    bottleneck: bool
    journeys: tuple[str, ...]

    @property
    def utilization(self) -> float:
        """The share of its capacity that is used at the peak; above 1 it is too small."""
        return self.peak / self.capacity

    @property
    def carries_a_failure(self) -> bool:
        """What is left when the largest one fails carries the peak."""
        return self.peak <= self.spared


@dataclass(frozen=True, slots=True)
class ClosingChange:
    """A small change that closes a finding: it was applied, and the rules were asked again.

    Attributes:
        yaml: a patch of the stage, in the format of a design file.
        closes: ids of other findings that it closes as well, sorted.
        opens: ids of milder findings that it opens, sorted.
    """

    yaml: str
    closes: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StageAnalysis:
    """All that is computed for one stage.

    Attributes:
        findings: sorted by severity, group of rules, rule and subjects; accepted ones included.
        closed_by: finding id → id of the first later stage of the system that has it no longer.
        comparison: against the stage that comes before in the story; None for the first.
        cost: per month, or None when nothing states any.
        reach: who can reach what: from the internet, then by the order of the file.
        reach_complete: whether `reach` is all; False where that would have been too much to look through.
        changes: finding id → a change that closes it; empty where nobody asked for them.
        simulation: what must work for what, as compact JSON, for a page that asks "what if this fails?"; the keys
            are those of `analyze.simulation.simulation_json`. Empty: nobody asked for it, or it would be too large.
        loads: every tier of known capacity under a stated peak, in the order of the file.
        watched: machine instance id → ids of the agents and monitoring that watch it; machines that nothing watches
            included.
    """

    stage: str
    findings: tuple[Finding, ...]
    journeys: tuple[JourneyResult, ...]
    comparison: Comparison | None = None
    closed_by: Mapping[str, str] = field(default_factory=dict)
    cost: float | None = None
    reach: tuple[Reach, ...] = ()
    reach_complete: bool = True
    loads: tuple[TierLoad, ...] = ()
    changes: Mapping[str, ClosingChange] = field(default_factory=dict)
    simulation: str = ""
    watched: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SystemAnalysis:
    """All that is computed for a system: one analysis a stage, in the same order."""

    system: str
    stages: tuple[StageAnalysis, ...]
    rules: Mapping[str, RuleInfo] = field(default_factory=dict)
