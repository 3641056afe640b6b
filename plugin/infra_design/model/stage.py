"""A stage resolved: names are components, instances are expanded, defaults are applied."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.catalog import Kind, Product
    from infra_design.model.source import Mark
    from infra_design.model.spec import (
        Access,
        ComponentSpec,
        Failover,
        JourneySpec,
        Mode,
        Port,
        RecordSpec,
        StageSpec,
        SystemSpec,
        WaiverSpec,
        ZoneSpec,
    )


class Encryption(StrEnum):
    """Whether a connection is encrypted. LOCAL: within one machine, where nothing is said about it."""

    ENCRYPTED = "encrypted"
    CLEAR = "clear"
    UNKNOWN = "unknown"
    LOCAL = "local"


class Role(StrEnum):
    """What an instance is in its group. SINGLE: the only one; ACTIVE with no passive one: active-active."""

    SINGLE = "single"
    ACTIVE = "active"
    PASSIVE = "passive"
    PRIMARY = "primary"
    REPLICA = "replica"


@dataclass(frozen=True, slots=True)
class Instance:
    """One running copy of a component.

    Attributes:
        id: "web-01", "nginx@web-01", or the component's id for a single one.
        component: id of its component.
        title: shown name.
        role: what it is in its group.
        mark: where it is written.
        hosts: instance ids that it stands on: none, one, or — for a cluster — all its nodes.
        machine: the machine that it finally stands on (follow `hosts` down; itself for a machine); empty where
            there is none, and for what runs on a cluster.
        ground: what its traffic leaves when it goes to the network: the last thing below it, of which a cluster is
            none; itself if nothing is. What has no host stands alone, as it does for failures.
        places: all must leave it one: each entry lists instance ids of places, one of which must work.
        address: its own addresses (a group's virtual address is the component's).
        version: of its software, as written; empty: not stated.
        fails: whether it is a failure unit.
        availability: of this unit alone, 0 to 1; None when nothing is stated or assumed.
        availability_source: "stated", "mtbf 4000h, mttr 4h", "assumed for a server: …".
        capacity: requests per second; None: not stated.
        cost: per month; None: not stated.
    """

    id: str
    component: str
    title: str
    role: Role
    mark: Mark
    hosts: tuple[str, ...] = ()
    machine: str = ""
    places: tuple[tuple[str, ...], ...] = ()
    address: tuple[str, ...] = ()
    version: str = ""
    fails: bool = True
    ground: str = ""
    availability: float | None = None
    availability_source: str = ""
    capacity: float | None = None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """One component of a stage, with its group of instances.

    Attributes:
        id: as it is written.
        spec: as written; texts and marks are read there.
        kind: what it is, from the catalog.
        product: what it runs, from the catalog; None: nothing that the catalog knows.
        icon: name of its icon; empty: none.
        failover: whether a standby or replica takes over by itself.
        managed: somebody else runs it.
        mark: where it is written.
        title: shown name.
        product_name: the product's title, or its free text, or empty.
        instances: ids in order; the first is active or primary unless `primary` names another.
        mode: of the group; "active-active" for a single one.
        active: id of the active or primary instance; the first for active-active.
        min_read, min_write: how many must work; of a cluster: how many of its hosts.
        hosts, places: component and instance ids under `host` and `in`, those of single instances included.
        listens: ports; empty: unknown.
        listens_known: False if nothing is stated, known of the product or kind, or implied by connections.
        covers: component and instance ids that a firewall, certificate, backup, monitoring or dns-server looks after.
        covers_names: hostnames among `covers`: "www.foobar.com", "*.foobar.com".
        address: virtual addresses of the group, or those of a single one.
        stores: what it keeps.
        tls_names: hostnames of certificates that it holds.
    """

    id: str
    spec: ComponentSpec
    kind: Kind
    product: Product | None
    title: str
    product_name: str
    icon: str
    instances: tuple[str, ...]
    mode: Mode
    active: str
    failover: Failover
    min_read: int
    min_write: int
    managed: bool
    mark: Mark
    hosts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    listens: tuple[Port, ...] = ()
    listens_known: bool = False
    covers: tuple[str, ...] = ()
    covers_names: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()
    tls_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Where a connection leads.

    Attributes:
        component: id.
        members: instance ids that it leads to.
        whole: they are the group, whose mode and `min-available` hold; otherwise any one of `members` will do.
        failover: role of the record that leads here.
        weight: share of the record that leads here, against its like; None: not stated.
        address: the address that the record gave, or empty.
        record: the entry record, when reached by hostname.
        node: machine instance, one of several nodes of a cluster, at whose address this is; it must work as well.
    """

    component: str
    members: tuple[str, ...]
    whole: bool = True
    failover: Literal["primary", "secondary", ""] = ""
    weight: int | None = None
    address: str = ""
    record: Record | None = None
    node: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """One component uses another: "source uses target".

    Attributes:
        id: "nginx->app"; the second to the same target is "nginx->app#2".
        source: component id.
        mark: where it is written.
        access: whether it reads, writes or both.
        optional: the source works without it.
        explain: the author's words.
        targets: one; several where a hostname has several entry records, any of which will do; none where it leads
            nowhere, and then the connection never works.
        protocol: "https"; empty: unknown.
        port: None: unknown.
        encryption: as it is on the wire, TLS that passes through included.
        stated: encryption was written at this connection, its component, network or cluster.
        routes: `for`.
        neighbors: source instance id → the target's instances on the same machine, which alone are used.
        hostname: the name that a client was given, or empty.
        dns_servers: components (dns-server covering the zone), one of which must work for the name to resolve.
        replication: traffic among a group's own members; follows from the mode; never needed for a journey.
        declared: False for replication that nobody wrote down.
        needed: False for what no journey needs: optional, replication, to or from backup, monitoring, certificate.
        tls_end: the component at which TLS of this connection ends, or empty.
    """

    id: str
    source: str
    targets: tuple[Target, ...]
    mark: Mark
    protocol: str = ""
    port: Port | None = None
    access: Access = "read-write"
    optional: bool = False
    encryption: Encryption = Encryption.UNKNOWN
    stated: bool = False
    routes: tuple[str, ...] = ()
    neighbors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hostname: str = ""
    dns_servers: tuple[str, ...] = ()
    replication: bool = False
    declared: bool = True
    needed: bool = True
    explain: str = ""
    tls_end: str = ""

    @property
    def target(self) -> str:
        """Component id of the first target; empty where a hostname leads nowhere."""
        return self.targets[0].component if self.targets else ""


@dataclass(frozen=True, slots=True)
class Record:
    """A DNS record resolved.

    Attributes:
        spec: as written.
        value: rdata as it stands in a zone file (an id became its address); of an alias, the id.
        points_at: instance or component ids that the address or id belongs to; for names: empty.
        alias: an id without address: an alias or proxied record.
    """

    spec: RecordSpec
    value: str
    ttl: int
    points_at: tuple[str, ...] = ()
    alias: bool = False

    @property
    def owner(self) -> str:
        """Full name, lower case, no dot at the end."""
        return self.spec.owner

    @property
    def type(self) -> str:
        """Upper-case type."""
        return self.spec.type


@dataclass(frozen=True, slots=True)
class Zone:
    """A DNS zone resolved."""

    name: str
    spec: ZoneSpec
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """How a hostname becomes components: the records followed, in order, and where they lead."""

    hostname: str
    records: tuple[Record, ...]
    addresses: tuple[str, ...]
    targets: tuple[str, ...]
    """Component ids."""


@dataclass(frozen=True, slots=True)
class Request:
    """One step of a journey: a request of its own.

    Attributes:
        chain: connection ids from the client (or the step before) to the target, in order; each is needed by
            this journey, also if optional.
        target: component id that it leads to.
        start: component id that the chain begins at: the client, or the target of the step before.
        hostname, path, port: what the request is for (`for` is matched against these); path "/" unless given.
        reader: the chain runs against the arrows: the target reads what the step before wrote (queue, stream).
    """

    chain: tuple[str, ...]
    target: str
    start: str
    hostname: str = ""
    path: str = "/"
    port: int | None = None
    reader: bool = False


@dataclass(frozen=True, slots=True)
class Journey:
    """What a user does end to end. `declared` False: one of the default journeys."""

    id: str
    title: str
    client: str
    requests: tuple[Request, ...]
    access: Access
    mark: Mark
    spec: JourneySpec | None = None
    target: float | None = None
    peak_load: float | None = None
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage resolved.

    Attributes:
        components, instances: by id, in the order of the file.
        machine_of: instance id → machine instance id (or empty).
        carries: machine instance id → ids of all instances that finally stand on it, in order.
    """

    id: str
    system: str
    spec: StageSpec
    components: Mapping[str, Component]
    instances: Mapping[str, Instance]
    connections: tuple[Connection, ...]
    zones: Mapping[str, Zone]
    resolutions: tuple[Resolution, ...]
    journeys: tuple[Journey, ...]
    waivers: tuple[WaiverSpec, ...]
    carries: Mapping[str, tuple[str, ...]]

    @property
    def title(self) -> str:
        """Shown title."""
        return self.spec.title

    def connection(self, ident: str) -> Connection:
        """The connection with this id.

        Raises:
            KeyError: there is none.
        """
        for connection in self.connections:
            if connection.id == ident:
                return connection
        raise KeyError(ident)


@dataclass(frozen=True, slots=True)
class System:
    """A system with its stages resolved, in the order of the story."""

    id: str
    spec: SystemSpec
    stages: tuple[Stage, ...]

    @property
    def title(self) -> str:
        """Shown title."""
        return self.spec.title
