"""What the catalog knows of kinds, products and concepts."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.ownrule import OwnRule
    from infra_design.model.spec import Port


class Category(StrEnum):
    """What a kind is to the engine, the rules and the drawing."""

    CLIENT = "client"
    MACHINE = "machine"
    """server, virtual-machine, container: things that others run on."""
    CLUSTER = "cluster"
    SOFTWARE = "software"
    """load balancers, web and application servers, services, workers, jobs, gateways, mail servers …"""
    CODE = "code"
    STORE = "store"
    """Keeps data: database, cache, queue, stream, file, block and object storage, directory."""
    PROVIDER = "provider"
    """cdn, dns-server, external-service."""
    DEVICE = "device"
    """router, switch, nat-gateway, vpn-gateway."""
    GUARD = "guard"
    """firewall, waf."""
    CERTIFICATE = "certificate"
    BACKUP = "backup"
    AGENT = "agent"
    """monitoring-agent."""
    MONITORING = "monitoring"
    PLACE = "place"


class Tier(StrEnum):
    """The column of a tiered design in which a component stands."""

    CLIENT = "client"
    TRAFFIC = "traffic"
    WEB = "web"
    APPLICATION = "application"
    DATA = "data"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to read more. `url` is http(s) or relative, checked when read."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What a component can be.

    Attributes:
        id: "load-balancer".
        title, plural: "Load balancer", "Load balancers".
        category, tier: what it is to engine and drawing.
        icon: `provider.module.Class` of the `diagrams` library, or a file of a site's own catalog.
        explain: Markdown for a reader who has never met one; a paragraph or a few.
        purpose: sentences that speak of this design. A sentence with `{facts}` is used if every fact in it is
            known for the component at hand (the list of facts: `docs/reference/catalog.md`).
        ports: what it listens on unless the design says; the first is the default. Empty: unknown.
        protocol: what is spoken to it unless the design says; empty: unknown.
        encrypted: whether that protocol is encrypted; None: unknown.
        fails: whether its instances are failure units.
        managed: default of `managed`.
        availability: assumed availability of one instance, 0 to 1; None: none assumed.
        availability_source: where that number comes from, in words.
        stores: default of `stores`.
        concepts: ids of key concepts to explain on a page that shows it.
    """

    id: str
    title: str
    plural: str
    category: Category
    tier: Tier = Tier.NONE
    icon: str = ""
    explain: str = ""
    purpose: tuple[str, ...] = ()
    ports: tuple[Port, ...] = ()
    protocol: str = ""
    encrypted: bool | None = None
    fails: bool = True
    managed: bool = False
    availability: float | None = None
    availability_source: str = ""
    stores: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """What a component runs. Fields left None or empty are those of the kind.

    Attributes:
        id: "haproxy".
        title: "HAProxy".
        kinds: kinds it can be, the usual one first.
        mode: default of `mode` when there are several instances, or empty.
        managed: True when it exists only as a provider's service.
        measures_requests: for monitoring products: whether it can measure requests per second; None: unknown.
        backs_up: a managed store whose provider backs it up unless told not to.
        quorum: its members elect a writer by majority.
        writers: how many members of a replicated group accept writes: "one", "all" or empty for unknown.
    """

    id: str
    title: str
    kinds: tuple[str, ...]
    icon: str = ""
    explain: str = ""
    purpose: tuple[str, ...] = ()
    ports: tuple[Port, ...] = ()
    protocol: str = ""
    encrypted: bool | None = None
    mode: str = ""
    failover: str = ""
    managed: bool | None = None
    availability: float | None = None
    availability_source: str = ""
    stores: tuple[str, ...] = ()
    measures_requests: bool | None = None
    backs_up: bool | None = None
    quorum: bool | None = None
    writers: str = ""
    concepts: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Protocol:
    """A protocol that connections can name: its usual port, and whether it is encrypted by itself (None: depends)."""

    id: str
    title: str
    port: Port | None
    encrypted: bool | None
    explain: str = ""
    secure: str = ""
    """The id of its encrypted form: "https" for "http"."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A key concept of the field, or a DNS record type, explained for pages."""

    id: str
    title: str
    explain: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalog:
    """All kinds, products, protocols and concepts, the site's own included.

    Attributes:
        record_types: concept per DNS record type, by its upper-case name.
        icon_files: icon name → bytes' path of a site's own icons; names are given as `file:NAME`.
        own_rules: rules that the site writes without code, sorted by id.
        digest: changes whenever the content does.
    """

    kinds: Mapping[str, Kind]
    products: Mapping[str, Product]
    protocols: Mapping[str, Protocol]
    concepts: Mapping[str, Concept]
    record_types: Mapping[str, Concept]
    icon_files: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    own_rules: tuple[OwnRule, ...] = ()
