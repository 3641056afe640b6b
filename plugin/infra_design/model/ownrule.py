"""Rules that a site writes without code: conditions on facts of a stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from infra_design.model.finding import Severity
    from infra_design.model.source import Mark

About = Literal["component", "connection", "record"]

FACTS: dict[About, tuple[str, ...]] = {
    "component": (
        *("id", "kind", "category", "tier", "product", "version", "instances", "machines", "mode", "failover"),
        *("managed", "stores", "listens", "places", "hosts", "uses", "used-by", "algorithm", "health-check"),
        *("capacity", "cost", "exposed", "guarded", "backed-up"),
    ),
    "connection": (
        *("source", "source-kind", "target", "target-kind", "protocol", "port", "encryption", "access"),
        *("optional", "between-machines", "hostname"),
    ),
    "record": ("zone", "name", "type", "value", "ttl", "weight", "failover"),
}
"""What a rule may ask, by what it is about."""

NUMBERS = frozenset({"instances", "machines", "listens", "capacity", "cost", "port", "ttl", "weight"})
"""Facts that can be compared as numbers."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison: `mysql` is, `not mysql`, `< 2`.

    Attributes:
        value: text to be equal to, or not to be.
        number: to be compared with, for the other operators.
    """

    operator: Literal["is", "not", "<", "<=", ">", ">="]
    value: str
    number: float = 0.0


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of a site: what it is about is found where all of its conditions hold.

    Attributes:
        id: "mysql-is-not-ours".
        when: fact and comparisons: every `not` of them must hold, and one of the others. A fact that is unknown
            meets none.
        message, remedy: sentences; `{fact}` stands for a fact of what is found.
        example, instead: YAML, or empty.
        mark: where it is written.
    """

    id: str
    title: str
    severity: Severity
    group: str
    about: About
    when: tuple[tuple[str, tuple[Comparison, ...]], ...]
    message: str
    remedy: str
    explain: str
    why: str
    example: str
    instead: str
    mark: Mark
