"""A zone, written for a name server or a provider's tool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra_design.model.source import Mark, Problem


@dataclass(frozen=True, slots=True)
class Remark:
    """What whoever uses a zone file should know: what was made up, what has no form in it, what was left out."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class ZoneFile:
    """One zone as a file.

    Attributes:
        zone: "foobar.com".
        name: of the file: "foobar.com.zone".
        text: of the file; empty if there are obstacles.
        remarks: in the order of the file.
        obstacles: why no name server would load this zone, sorted by place.
    """

    zone: str
    name: str
    text: str
    remarks: tuple[Remark, ...] = ()
    obstacles: tuple[Problem, ...] = ()
