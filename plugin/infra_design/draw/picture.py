"""What a diagram consists of, before and after it is laid out. Lengths are in CSS pixels, y grows downwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.draw.icons import Symbol
    from infra_design.model.finding import Severity


LOOKUP = "dns.lookup"
"""Key of the card that answers for names where no component does; no component can be called so."""


class Style(StrEnum):
    """What a line says about the traffic on it."""

    SECURE = "secure"
    CLEAR = "clear"
    """Clear text between hosts."""
    LOCAL = "local"
    """Within one machine."""
    UNKNOWN = "unknown"
    REPLICATION = "replication"
    LOOKUP = "lookup"
    WATCH = "watch"
    """Monitoring, backup: traffic that no user waits for."""
    PART = "part"
    """No traffic: code that a process runs."""


class Fate(StrEnum):
    """What became of something from one stage to another."""

    ADDED = "added"
    REMOVED = "removed"
    ARRIVED = "arrived"
    """It is elsewhere in the earlier stage."""
    LEFT = "left"
    """It is elsewhere in the later stage."""
    MOVED = "moved"
    """It is on another machine, which is drawn around it where it is."""
    CHANGED = "changed"


class Shape(StrEnum):
    """How a component is shown."""

    CARD = "card"
    GUARD = "guard"
    CHIP = "chip"


@dataclass(frozen=True, slots=True)
class Badge:
    """Issues of what it stands on: how many, and how bad the worst of them is."""

    severity: Severity
    count: int


@dataclass(frozen=True, slots=True)
class Seal:
    """Something that is shown on the card of another: a certificate (`locked`), or an agent."""

    component: str
    instances: tuple[str, ...]
    lines: tuple[str, ...]
    summary: str
    locked: bool
    fate: Fate | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A component, or several equal instances of one.

    Attributes:
        key: id of the instance that stands for all it shows; "dns" for the lookup, which is no component.
        name: what it is called in sentences.
        title, facts: lines of text, wrapped and perhaps cut short.
        said: the facts in full.
        summary: what a pointer or a screen reader is told.
        frame: key of the frame that it stands in, or empty.
    """

    key: str
    component: str
    instances: tuple[str, ...]
    shape: Shape
    name: str
    title: tuple[str, ...]
    summary: str
    width: float
    height: float
    frame: str = ""
    facts: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    seals: tuple[Seal, ...] = ()
    symbol: Symbol | None = None
    badge: Badge | None = None
    fate: Fate | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """Something small in the header of a frame: a monitoring agent."""

    key: str
    component: str
    instances: tuple[str, ...]
    name: str
    label: str
    summary: str
    width: float
    symbol: Symbol | None = None
    badge: Badge | None = None
    fate: Fate | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A machine, cluster or place with what stands in it.

    Attributes:
        key: unique among frames; of a place that is drawn in several others, with their keys before its own.
        parent: key of the frame around it, or empty.
        depth: 0 for those with none around.
        note: role and addresses, or the role alone, beside the title.
        below: addresses on a line of their own, where they would make the header too wide.
        chips: in the header, one below the other.
    """

    key: str
    component: str
    instances: tuple[str, ...]
    category: str
    title: str
    note: str
    summary: str
    parent: str = ""
    depth: int = 0
    below: str = ""
    chips: tuple[Chip, ...] = ()
    symbol: Symbol | None = None
    badge: Badge | None = None
    width: float = 0
    """Least width, that of the header."""
    fate: Fate | None = None

    @property
    def lines(self) -> int:
        """How many lines the header has."""
        return 1 + bool(self.below) + len(self.chips)


@dataclass(frozen=True, slots=True)
class Flow:
    """Traffic from every source to every target, all of one sort.

    Attributes:
        sources, targets: keys of cards.
        label: lines of text on the line.
        guards: keys of guard cards on the way, by target, the outermost first.
        passed: titles of guards on the way that stand elsewhere in the picture.
        standby: keys of sources and targets that take over only when another fails.
        back: against the direction of the picture.
        room: least width and height of the label.
    """

    key: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    style: Style
    label: tuple[str, ...]
    connections: tuple[str, ...]
    summary: str
    guards: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    passed: tuple[str, ...] = ()
    standby: frozenset[str] = frozenset()
    blocked: bool = False
    optional: bool = False
    back: bool = False
    room: tuple[float, float] = (0.0, 0.0)
    fate: Fate | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """A line beside the flow: replication, the lookup of a name, code that a process runs, monitoring.

    Attributes:
        source, target: keys of cards, chips or frames.
        overhead: it runs above everything instead of between two cards of a column.
        traffic: SECURE or CLEAR where that is known of replication.
    """

    source: str
    target: str
    style: Style
    summary: str
    label: str = ""
    connections: tuple[str, ...] = ()
    overhead: bool = False
    traffic: Style | None = None
    fate: Fate | None = None

    @property
    def same(self) -> tuple[str, str, Style]:
        """What two ties have in common that are one in several stages."""
        return self.source, self.target, self.style


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is to be drawn, in a stable order.

    Attributes:
        watchers: keys of cards that stand in a row of their own above the rest.
        idle: keys of cards that stand in rows below the rest, those that stay together in one.
    """

    cards: Mapping[str, Card]
    frames: Mapping[str, Frame]
    flows: tuple[Flow, ...]
    ties: tuple[Tie, ...]
    watchers: tuple[str, ...] = ()
    idle: tuple[tuple[str, ...], ...] = ()
