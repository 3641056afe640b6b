"""Services become components: who runs on the machine, who is reached from outside, who uses whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.compose import routes
from infra_design.adapters.cli.imports.compose.hints import Hint, hints
from infra_design.adapters.cli.imports.compose.images import CONSOLES, identify
from infra_design.adapters.cli.imports.compose.variables import UNSET
from infra_design.adapters.cli.imports.sketch import Part, Sketch
from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from infra_design.adapters.cli.imports.compose.images import Identity
    from infra_design.adapters.cli.imports.compose.services import Mount, Service
    from infra_design.adapters.cli.imports.values import Value
    from infra_design.model.catalog import Catalog, Kind

MACHINE = "docker-host"
STARTED_AFTER = "service_completed_successfully"
WEB_KINDS = frozenset(
    {"web-server", "application-server", "load-balancer", "api-gateway", "service", "identity-provider", "cdn"}
)
SECURE = frozenset({"443", "8443", "9443"})
NOT_WEB = frozenset(
    "21 22 25 53 110 143 389 465 587 636 993 995 1433 1521 1883 2181 2222 3306 4222 5432 5671 5672 "  # noqa: SIM905 — a list of ports
    "6379 9042 9092 9200 11211 27017 50000".split()
)
DATA_FOLDERS = ("/var/lib", "/var/opt", "/var/www/html", "/data", "/srv")
SOURCES = ("/app", "/code", "/src", "/usr/src/app", "/var/www/html", "/home/node/app", "/workspace")


@dataclass(slots=True)
class Drawn:
    """A stage that is being drawn."""

    sketch: Sketch
    catalog: Catalog
    services: list[Service]
    parts: dict[str, Part] = field(default_factory=dict)
    identities: dict[str, Identity] = field(default_factory=dict)

    def draw(self) -> None:
        """Clients, the machine, what it lets in, networks, then every service."""
        self.identities = {one.name: identify(one.name, one.image, self.catalog) for one in self.services}
        placed = Sketch(self.sketch.title)  # ids of services come first; what is around them is put in front
        for name in (MACHINE, "visitor", "operator", "client", "published-ports"):
            placed.ids.add(name)
        for service in self.services:
            self.parts[service.name] = self._part(service, placed)
        frames = self._frames(placed)
        for service in self.services:
            self._connect(service)
        clients = self._clients()
        routes.route(self.services, self.parts, placed, clients, self.kind)
        around = [*(one for one in clients.values() if one.uses), self._machine(), *self._firewall(), *frames]
        self.sketch.parts = {part.id: part for part in (*around, *placed.parts.values())}
        self.sketch.zones = placed.zones

    def kind(self, name: str) -> Kind:
        """What kind of thing a service is."""
        one = self.identities[name]
        given = str(self.parts[name].keys.get("kind") or "")
        return self.catalog.kinds[given or one.kind or self.catalog.products[one.product].kinds[0]]

    def _part(self, service: Service, placed: Sketch) -> Part:
        one = self.identities[service.name]
        part = placed.add(service.name)
        part.notes += service.notes
        product = self.catalog.products.get(one.product)
        kind = one.kind
        if product and part.id in self.catalog.kinds:
            kind = part.id if part.id in product.kinds else product.kinds[0]
        part.keys["kind"] = kind if kind != part.id else ""
        shown = "" if one.product == part.id or (not product and _alike(one.product, part.id)) else one.product
        part.keys |= {"product": shown, "version": one.version, "host": MACHINE}
        if one.guessed and kind != part.id:
            part.notes.append("Its kind is a guess.")
        self._instances(service, part)
        part.keys = {key: value for key, value in part.keys.items() if value}
        return part

    def _instances(self, service: Service, part: Part) -> None:
        if service.spread:
            part.notes.append("One runs on each node of the swarm: name the nodes as hosts.")
        if service.count is None:
            part.notes.append("How many there are cannot be told from the file: say it as `instances`.")
        elif service.count > 1:
            part.keys["instances"] = min(service.count, 100)
            product = self.catalog.products.get(self.identities[service.name].product)
            if product and self.catalog.kinds[product.kinds[0]].category is Category.STORE:
                part.notes.append("Several copies of a store: do they replicate, and who takes over?")

    def _frames(self, placed: Sketch) -> list[Part]:
        """Networks, where they tell services apart; a service in several stands between them."""
        usage = Counter(name for one in self.services for name in one.networks if name not in {"default", "host"})
        alone = [one for one in self.services if len(one.networks) == 1 and next(iter(one.networks)) in usage]
        if len(usage) < 2 or not alone:  # noqa: PLR2004 — one network tells nothing apart
            return []
        frames: dict[str, Part] = {}
        shown = {next(iter(one.networks)) for one in alone}
        for name in (name for name in usage if name in shown):
            ident = placed.name(name)
            frames[name] = Part(ident, {"kind": "network"} if ident != "network" else {})
        for service in alone:
            self.parts[service.name].keys["in"] = frames[next(iter(service.networks))].id
        return list(frames.values())

    def _connect(self, service: Service) -> None:
        part = self.parts[service.name]
        self._listens(service, part)
        self._stores(service, part)
        names = {name: other.name for other in self.services for name in other.names if other is not service}
        names |= {alias: name for alias, name in service.links.items() if name in self.parts}
        told = [
            hint for hint in hints(service.environment, list(service.commands), names) if hint.service != service.name
        ]
        known = {hint.service for hint in told}
        told += [Hint(name) for name in service.links.values() if name in self.parts and name not in known]
        for hint in told:
            part.uses.setdefault(self.parts[hint.service].id, self._words(hint))
        for name, condition in service.needs.items():
            if name in self.parts and self.parts[name].id not in part.uses and name != service.name:
                self._depends(service, part, name, condition)

    def _depends(self, service: Service, part: Part, name: str, condition: str) -> None:
        """What starts before it is used by it, as a rule."""
        other = next(one for one in self.services if one.name == name)
        kind, own = self.kind(name).id, self.kind(service.name).id
        if condition == STARTED_AFTER or kind == "job":
            return
        if kind == "worker" or (own in {"worker", "job"} and kind in WEB_KINDS):
            part.notes.append(f"It starts after '{name}'; whether it uses it is not said.")
        elif not service.networks & other.networks and "host" not in service.networks | other.networks:
            part.notes.append(f"It starts after '{name}', and they have no network in common.")
        else:
            part.uses[self.parts[name].id] = "optional" if condition == "optional" else ""

    def _words(self, hint: Hint) -> Value:
        protocol, ports = self._defaults(hint.service)
        said = hint.protocol if hint.protocol != protocol and hint.protocol in self.catalog.protocols else ""
        port = hint.port if hint.port and hint.port not in ports[:1] else ""
        if said and not port and hint.port:
            port = hint.port if str(self.catalog.protocols[said].port or "") != hint.port else ""
        words = f"{said}:{port}" if said and port else said or port
        return " ".join(filter(None, (words, "encrypted" if hint.encrypted and not said else "")))

    def _defaults(self, name: str) -> tuple[str, list[str]]:
        """Protocol and ports that need not be said."""
        product, kind = self.catalog.products.get(self.identities[name].product), self.kind(name)
        ports = (product and product.ports) or kind.ports
        listens = self.parts[name].keys.get("listens")
        own = [str(one) for one in listens] if isinstance(listens, list) else []
        return (product and product.protocol) or kind.protocol, own or [str(port) for port in ports]

    def _listens(self, service: Service, part: Part) -> None:
        """Its ports, in the container and on the machine, where they are not those that it has anyhow."""
        _, usual = self._defaults(service.name)
        inside = list(dict.fromkeys(one.inside for one in service.openings))
        outside = [one.outside for one in service.openings if one.outside and one.outside not in inside]
        ours = usual if self.kind(service.name).category is not Category.SOFTWARE else []  # its own port is there too
        every = list(dict.fromkeys((*ours, *inside, *outside)))
        if inside and not (every[0] in usual[:1] and set(every) <= set(usual)):
            part.keys["listens"] = [int(one) if one.isdigit() else one for one in every]

    def _stores(self, service: Service, part: Part) -> None:
        kind, product = self.kind(service.name), self.catalog.products.get(self.identities[service.name].product)
        if kind.stores or (product and product.stores) or kind.category not in {Category.SOFTWARE, Category.PROVIDER}:
            return
        if kind.id in {"load-balancer", "web-server", "worker", "job", "api-gateway"}:
            return
        if any(_keeps(mount) for mount in service.mounts):
            part.keys["stores"] = ["uploads" if kind.id == "application-server" else "data"]

    def _clients(self) -> dict[str, Part]:
        """Who comes from outside to what is published: visitors, operators, and programs."""
        clients = {
            "visitor": Part("visitor", {"kind": "browser"}),
            "operator": Part("operator", {"kind": "browser"}),
            "client": Part("client"),
        }
        for service in self.services:
            kind, ident = self.kind(service.name), self.parts[service.name].id
            open_ports = [one for one in service.openings if one.outside and not one.local]
            web = [one for one in open_ports if one.inside not in NOT_WEB and "/" not in one.inside]
            if web and (kind.category is Category.MONITORING or self.identities[service.name].product in CONSOLES):
                clients["operator"].uses[ident] = self._asked(service.name, web[0].outside, web[0].inside)
            elif kind.id in WEB_KINDS and web:
                first = next((one for one in web if one.inside in SECURE), web[0])
                clients["visitor"].uses[ident] = self._asked(service.name, first.outside, first.inside)
            elif kind.category is Category.STORE and open_ports:
                self.parts[service.name].notes.append("Published: anybody may try to log in. Who has to?")
            elif open_ports and kind.category is not Category.AGENT:
                clients["client"].uses[ident] = open_ports[0].outside.partition("-")[0]
            elif kind.id in WEB_KINDS and any(one.local for one in service.openings):
                self.parts[service.name].notes.append("Only its machine reaches it: what passes requests on to it?")
        return clients

    def _asked(self, name: str, outside: str, inside: str) -> str:
        """How a browser asks: the protocol, and the port on the machine unless it is the usual one."""
        protocol = "https" if inside in SECURE or outside in SECURE else "http"
        port = outside.partition("-")[0]
        usual = str(self.catalog.protocols[protocol].port or "")
        return protocol if port == usual and port in self._defaults(name)[1] else f"{protocol}:{port}"

    def _machine(self) -> Part:
        note = "Everything runs on one machine; with its public address (address: …) DNS can lead to it."
        return Part(MACHINE, {"kind": "server"}, notes=[note])

    def _firewall(self) -> list[Part]:
        ports = [
            one.outside for service in self.services for one in service.openings if one.outside and not one.local
        ]
        if not ports or any(service.on_host for service in self.services):
            return []
        allow: list[Value] = [f"{port} from internet" for port in dict.fromkeys(ports)]
        note = "What Docker lets in: the published ports."
        keys: dict[str, Value] = {"kind": "firewall", "product": "iptables", "host": MACHINE, "allow": allow}
        return [Part("published-ports", keys, notes=[note])]


def _alike(one: str, other: str) -> bool:
    plain, name = one.lower().replace("_", "-"), other.lower()
    return not plain or plain in name or name in plain


def _keeps(mount: Mount) -> bool:
    """It holds data, not code or settings."""
    if mount.read_only or "." in mount.target.rpartition("/")[2] or UNSET in mount.target:
        return False
    if mount.named:
        return "node_modules" not in mount.target and "cert" not in mount.target
    code = mount.source.rstrip("/") in {".", "./src", "./app"} or mount.target.rstrip("/") in SOURCES
    return not code and mount.target.startswith(DATA_FOLDERS)
