"""What a rule says about a stage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra_design.model.source import Mark
    from infra_design.model.spec import WaiverSpec


class Severity(StrEnum):
    """Ordered by `rank`; ERROR: the design contradicts itself."""

    ERROR = "error"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for error, rising as severity falls."""
        return list(Severity).index(self)


class EvidenceKind(StrEnum):
    """What a piece of evidence shows."""

    CUT = "cut"
    """Instances whose failure breaks the journey."""
    PATH = "path"
    """Instances or components along a way, with the connections between them."""
    TAKES_DOWN = "takes-down"
    """Instances that go down with a subject."""
    NUMBERS = "numbers"
    RECORD = "record"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that shows a finding to be true; ids let the page light it up.

    Attributes:
        kind: what it shows.
        text: a sentence.
        instances: ids, in the order in which the sentence means them.
        connections: ids.
        mark: a place in the YAML that it speaks of; None: the finding's own.
    """

    kind: EvidenceKind
    text: str
    instances: tuple[str, ...] = ()
    connections: tuple[str, ...] = ()
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about a stage; shown to readers as an issue.

    Attributes:
        rule: "spof-server".
        severity: as the rule, the site or the stage grades it.
        stage: id of the stage.
        subjects: sorted ids: instances, or a component's id that stands for all its instances; also record
            owners and hostnames for DNS rules. Part of the identity.
        message: one plain sentence that a newcomer understands.
        remedy: what would close it.
        mark: the place in the YAML that caused it.
        evidence: what shows it to be true.
        journeys: ids of journeys concerned, not part of the identity.
        connections: connection ids concerned.
        cause: a key shared by findings of one cause, so that a page can group them: mostly the id of a component or
            an instance; the finding's own id if nothing else comes of the same.
        waiver: the waiver that accepts it, if one does and has not expired.
    """

    rule: str
    severity: Severity
    stage: str
    subjects: tuple[str, ...]
    message: str
    remedy: str
    mark: Mark
    evidence: tuple[Evidence, ...] = ()
    journeys: tuple[str, ...] = ()
    connections: tuple[str, ...] = ()
    cause: str = ""
    waiver: WaiverSpec | None = None

    @property
    def id(self) -> str:
        """Identity: `rule@subject,subject`; stable across stages and line moves."""
        return f"{self.rule}@{','.join(self.subjects)}"

    @property
    def accepted(self) -> bool:
        """A waiver accepts it."""
        return self.waiver is not None


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a rule says of itself; everything comes from the rule's own docstring.

    Attributes:
        id: "spof-server".
        title: first line of the docstring.
        severity: usual severity.
        group: "Reliability", "Capacity", "Network", "TLS", "Data", "DNS", "Operations", "Design hygiene".
        explain: Markdown between title and *Why it matters*.
        why: Markdown under *Why it matters*.
        example, instead: YAML; lines of `example` that must yield a finding end in `# finding`.
    """

    id: str
    title: str
    severity: Severity
    group: str
    explain: str
    why: str
    example: str
    instead: str
