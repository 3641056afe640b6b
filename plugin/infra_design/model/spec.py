"""A stage as written: inheritance done, shorthand spelled out, every value with its place.

Nothing here is resolved: ids are words that may point nowhere, defaults are not applied (None: not written).
Each noun has `mark`, the place of its key, and `marks`, the places of the values below it by their path
("host", "allow.0", "min-available.write"); a path that is not there falls back on `mark`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.catalog import Link
    from infra_design.model.source import Mark

Access = Literal["read", "write", "read-write"]
Mode = Literal["active-active", "active-passive", "primary-replica"]
Failover = Literal["manual", "automatic"]
Status = Literal["past", "current", "planned"]
Transport = Literal["tcp", "udp", ""]


@dataclass(frozen=True, slots=True, order=True)
class Port:
    """A port or a range of ports, both ends included; transport empty: tcp, not stated."""

    first: int
    last: int
    transport: Transport = ""

    def __str__(self) -> str:
        span = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return f"{span}/{self.transport}" if self.transport else span


@dataclass(frozen=True, slots=True)
class Allow:
    """One entry of a firewall's `allow`.

    Attributes:
        port: None for `any`.
        source: an id, `internet`, an IP address, a CIDR prefix or `any`, as written.
    """

    port: Port | None
    source: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class UseSpec:
    """One connection as written: "this component uses `target`".

    Attributes:
        target: a component id, an instance id, a place… or a hostname.
        protocol: lower-case word or empty.
        port: None when not written.
        access: None when not written (then read-write).
        encrypted: None when not written.
        routes: values of `for`: hostnames, paths that begin with "/", ports; empty: every request needs it.
        neighbor: False turns the preference for the user's own machine off; None: not written.
    """

    target: str
    mark: Mark
    protocol: str = ""
    port: Port | None = None
    access: Access | None = None
    optional: bool = False
    encrypted: bool | None = None
    routes: tuple[str, ...] = ()
    neighbor: bool | None = None
    explain: str = ""
    marks: Mapping[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InstanceSpec:
    """Overrides for one instance; unwritten values are those of the component."""

    id: str
    mark: Mark
    title: str = ""
    host: str | None = None
    places: tuple[str, ...] | None = None
    address: tuple[str, ...] | None = None
    version: str | None = None
    availability: float | None = None
    mtbf: float | None = None
    mttr: float | None = None
    capacity: float | None = None
    cost: float | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ComponentSpec:
    """One component as written.

    Attributes:
        hosts: ids or instance ids under `host`, in order; empty: stands by itself.
        places: ids under `in`.
        count: `instances: 3`; None when not a count.
        instances: names with their overrides; empty when not written so.
        min_read, min_write: `min-available`, for reading and for writing.
        covers, allow: None when not written, which is not the same as an empty list.
        health_check: None when not written; True also for a text that describes it.
        recovery, mtbf, mttr: seconds.
        availability: 0 to 1.
        capacity: requests per second of one instance.
        cost: per instance and month, in whatever currency the design uses.
    """

    id: str
    mark: Mark
    kind: str = ""
    product: str = ""
    version: str = ""
    title: str = ""
    explain: str = ""
    why: str = ""
    links: tuple[Link, ...] = ()
    icon: str = ""
    hosts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    count: int | None = None
    instances: Mapping[str, InstanceSpec] = field(default_factory=dict)
    mode: Mode | None = None
    primary: str = ""
    failover: Failover | None = None
    min_read: int | None = None
    min_write: int | None = None
    managed: bool | None = None
    uses: tuple[UseSpec, ...] = ()
    address: tuple[str, ...] = ()
    listens: tuple[Port, ...] = ()
    covers: tuple[str, ...] | None = None
    allow: tuple[Allow, ...] | None = None
    stores: tuple[str, ...] | None = None
    health_check: bool | None = None
    health_check_text: str = ""
    algorithm: str = ""
    encrypted: bool | None = None
    recovery: float | None = None
    availability: float | None = None
    mtbf: float | None = None
    mttr: float | None = None
    capacity: float | None = None
    cost: float | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordSpec:
    """One DNS record value as written.

    Attributes:
        zone: "foobar.com", lower case, no dot at the end.
        owner: full name, lower case, no dot at the end: "www.foobar.com".
        type: upper case: "A".
        value: as written: an id, an address, a name, rdata text.
        ttl: seconds; from the value, else its name, else the zone's `$ttl`; None when none of them says.
        source: the zone file it was included from, or empty.
    """

    zone: str
    owner: str
    type: str
    value: str
    mark: Mark
    ttl: int | None = None
    weight: int | None = None
    failover: Literal["primary", "secondary", ""] = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ZoneSpec:
    """A DNS zone as written; `records` in the order of the file."""

    name: str
    mark: Mark
    records: tuple[RecordSpec, ...] = ()
    ttl: int | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JourneySpec:
    """A journey as written; target 0 to 1, peak_load in requests per second."""

    id: str
    mark: Mark
    source: str = ""
    to: tuple[str, ...] = ()
    access: Access | None = None
    title: str = ""
    explain: str = ""
    target: float | None = None
    peak_load: float | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WaiverSpec:
    """An accepted finding.

    Attributes:
        pattern: `rule@subject,subject`, `*` within its parts.
        until: ISO date or empty.
        inherited: written in a stage that this one extends.
    """

    pattern: str
    mark: Mark
    reason: str = ""
    owner: str = ""
    until: str = ""
    ticket: str = ""
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class StageSpec:
    """One stage as written, inheritance done.

    Attributes:
        id: file name without its ending: "1-distributed".
        file: path relative to the project's folder.
        extends: id of the stage it extends, or empty.
        new: ids of components, connections ("nginx->app") and records that this file itself writes — for `why`.
        digest: changes whenever anything that was written for this stage does, the extended stages included.
        merged: the merged YAML text, as `infra-design resolve` prints it.
    """

    id: str
    file: str
    mark: Mark
    title: str
    extends: str = ""
    summary: str = ""
    explain: str = ""
    status: Status | None = None
    date: str = ""
    decision: str = ""
    claims: tuple[str, ...] = ()
    peak_load: float | None = None
    components: Mapping[str, ComponentSpec] = field(default_factory=dict)
    zones: Mapping[str, ZoneSpec] = field(default_factory=dict)
    journeys: Mapping[str, JourneySpec] = field(default_factory=dict)
    resources: tuple[Link, ...] = ()
    waivers: tuple[WaiverSpec, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    new: frozenset[str] = frozenset()
    digest: str = ""
    merged: str = ""


@dataclass(frozen=True, slots=True)
class SystemSpec:
    """A folder of stages that tell one story, in the order of the story.

    Attributes:
        id: the folder's name, or empty for files directly in the designs folder.
    """

    id: str
    title: str
    stages: tuple[StageSpec, ...]
    introduction: str = ""
    conclusion: str = ""
    resources: tuple[Link, ...] = ()
    file: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class DesignSpec:
    """Everything under the designs folder, as written."""

    systems: tuple[SystemSpec, ...]
