"""Where each `uses` leads: to a component, to what listens on a machine, or to what a hostname stands for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from infra_design.model.catalog import Category
from infra_design.model.stage import Target
from infra_design.resolve import ports
from infra_design.resolve.certificates import HTTP, HTTPS
from infra_design.resolve.ports import Wire
from infra_design.resolve.routing import Asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infra_design.model.source import Mark
    from infra_design.model.spec import Port, UseSpec
    from infra_design.model.stage import Component
    from infra_design.resolve.certificates import Certificates
    from infra_design.resolve.hostnames import Entry, Hostnames, Way
    from infra_design.resolve.inventory import Inventory
    from infra_design.resolve.links import Link
    from infra_design.resolve.listeners import Listeners
    from infra_design.resolve.names import Found
    from infra_design.resolve.report import Report

_SHOWN = 5


class Use(NamedTuple):
    """A `uses` of a component, with the id of its connection."""

    ident: str
    source: Component
    spec: UseSpec

    @property
    def by_hostname(self) -> bool:
        """Whether the target is a hostname; ids have no dots."""
        return "." in self.spec.target

    @property
    def of_client(self) -> bool:
        """Whether a client uses it."""
        return self.source.kind.category is Category.CLIENT


class Lead(NamedTuple):
    """Where a use leads, and what is spoken there; no targets: a hostname that leads nowhere."""

    targets: tuple[Target, ...]
    wire: Wire


class Leads:
    """Leads uses to their targets; mistakes lead nowhere and are reported."""

    def __init__(
        self,
        inventory: Inventory,
        listeners: Listeners,
        hostnames: Hostnames,
        certificates: Certificates,
        report: Report,
    ) -> None:
        self._inventory = inventory
        self._listeners = listeners
        self._hostnames = hostnames
        self._certificates = certificates
        self._report = report

    def named(self, uses: Sequence[Use]) -> Iterator[tuple[Use, Lead]]:
        """Lead uses that name an id: what they state of ports is learned first, then who listens is asked."""
        found = [(use, target) for use in uses if (target := self._find(use.spec))]
        for use, target in found:
            if use.spec.port and not self._listeners.stands_for_others(target):
                self._listeners.learn(target.component, use.spec.port)
        for use, target in found:
            answer = self.answer(use.spec, target)
            if answer:
                wire = self._wire(use, answer.component)
                node = self._listeners.node(use.spec.target, answer)
                yield use, Lead((Target(answer.component, answer.members, answer.whole, node=node),), wire)

    def _find(self, spec: UseSpec) -> Found | None:
        """What a word under `uses` means; a mistake for nothing, and for a place."""
        if spec.target == "internet":
            hint = "what is out there is a component, such as one of `kind: external-service`"
            self._report.add(spec.mark, "'internet' is where clients are; nothing can use it", hint, code="no-target")
            return None
        found = self._inventory.names.look_up(spec.mark, spec.target, self._report)
        if found and self._inventory.category(found.component) is Category.PLACE:
            what = f"'{spec.target}' is a place, which nothing can use"
            self._report.add(spec.mark, what, "use what is in it", code="no-target")
            return None
        return found

    def answer(self, spec: UseSpec, target: Found) -> Found | None:
        """The target itself, or what listens there if it is a machine; a mistake unless that is one component."""
        if not self._listeners.stands_for_others(target):
            return target
        answers = self._listeners.at(spec.target, spec.port, spec.protocol)
        if len(answers) == 1:
            return answers[0]
        port = spec.port or ports.usual_port(spec.protocol, self._inventory.catalog)
        self._report_rivals(spec.mark, spec.target, port, answers)
        return None

    def _wire(self, use: Use, target: str) -> Wire:
        """What is spoken: as stated, else as the target speaks; a client takes HTTPS where the target can."""
        identity, listens = self._inventory.identities[target], self._listeners.ports(target)
        wire = ports.wire(use.spec.protocol, use.spec.port, identity, listens, self._inventory.catalog)
        free = use.of_client and not use.spec.protocol and use.spec.port is None and wire.protocol == "http"
        if free and self._certificates.ends(target, "") and ports.contains(listens, HTTPS):
            return Wire("https", HTTPS)
        return wire

    def _report_rivals(self, mark: Mark, ident: str, port: Port | None, answers: Sequence[Found]) -> None:
        """Note that it is not clear who answers."""
        names = ", ".join(self._with_ports(found.component) for found in answers[:_SHOWN])
        names += " …" if len(answers) > _SHOWN else ""
        hint = "say with `listens:` which one does"
        if port is None:
            what, hint = f"several things on '{ident}' could be meant: {names}", "name it, or state the port"
        elif any(ports.contains(self._listeners.ports(found.component), port) for found in answers):
            what = f"several things on '{ident}' listen on port {port}: {names}"
        else:
            what = f"nothing on '{ident}' is known to listen on port {port}: {names}"
        self._report.add(mark, what, hint, code="ambiguous-listener")

    def _with_ports(self, component: str) -> str:
        listens = ", ".join(map(str, self._listeners.ports(component)))
        return f"{component} ({listens})" if listens else component

    # By hostname

    def by_hostname(self, use: Use, outgoing: Mapping[str, Sequence[Link]]) -> Lead:
        """Lead a use by its hostname.

        Args:
            use: of a hostname.
            outgoing: component id → the connections to ids that it makes, behind which TLS may end.
        """
        way = self._hostnames.look_up(use.spec.target, mail=use.spec.protocol == "smtp")
        wire = self._asked(use, way, outgoing)
        targets = tuple(dict.fromkeys(self._targets(use.spec, way, wire)))
        self._check_addresses(use.spec, targets)
        return Lead(targets, self._agreed(use, wire, targets))

    def _agreed(self, use: Use, wire: Wire, targets: Sequence[Target]) -> Wire:
        """What is asked, in the protocol of the target where the design says no more than a port, or nothing."""
        if len(targets) != 1:
            return wire
        target = targets[0].component
        if not use.of_client:
            return self._wire(use._replace(spec=replace(use.spec, protocol=wire.protocol)), target)
        own = self._inventory.identities[target].protocol
        free = not use.spec.protocol and use.spec.port not in (None, HTTPS, HTTP)
        return self._wire(use, target) if free and own not in {"", "http", "https"} else wire

    def _asked(self, use: Use, way: Way, outgoing: Mapping[str, Sequence[Link]]) -> Wire:
        """HTTPS where a certificate covers the name, else HTTP, unless something is stated; always the usual port."""
        spec, catalog = use.spec, self._inventory.catalog
        if spec.protocol or not (use.of_client or self._speaks_http(way)):
            return Wire(spec.protocol, spec.port or ports.usual_port(spec.protocol, catalog))
        if spec.port in (HTTP, HTTPS):
            secure = spec.port == HTTPS
        else:
            asked = Asked(spec.target, port=(spec.port or HTTPS).first)
            secure = self._certificates.named(spec.target) or self._found_behind(asked, way, outgoing)
        return Wire("https" if secure else "http", spec.port or (HTTPS if secure else HTTP))

    def _speaks_http(self, way: Way) -> bool:
        return any(self._inventory.identities[name].protocol == "http" for name in self._standing(way))

    def _found_behind(self, asked: Asked, way: Way, outgoing: Mapping[str, Sequence[Link]]) -> bool:
        """Whether a certificate that names nothing stands where the name leads, or behind."""
        if not self._certificates.held:
            return False
        return bool(self._certificates.follow(asked, self._standing(way), outgoing)[0])

    def _standing(self, way: Way) -> Iterable[str]:
        owners = (entry.owner for entry in way.entries)
        return dict.fromkeys(found.component for owner in owners for found in self._listeners.standing_at(owner))

    def _targets(self, spec: UseSpec, way: Way, wire: Wire) -> Iterator[Target]:
        self._report.spend(len(way.entries))
        for entry in way.entries:
            answers = self._listeners.at(entry.owner, wire.port, wire.protocol)
            if len(answers) > 1:
                self._report_rivals(spec.mark, entry.owner, wire.port, answers)
            elif answers:
                yield _target(answers[0], entry, self._listeners.node(entry.owner, answers[0]))

    def _check_addresses(self, spec: UseSpec, targets: Iterable[Target]) -> None:
        """An address leads to one component."""
        known: dict[str, str] = {}
        for target in targets:
            other = known.setdefault(target.address, target.component)
            if target.address and other != target.component:
                what = f"the address {target.address} leads to two components, '{other}' and '{target.component}'"
                self._report.add(spec.mark, what, "let one of them have it", code="ambiguous-address")


def _target(found: Found, entry: Entry, node: str) -> Target:
    return Target(
        component=found.component,
        members=found.members,
        whole=found.whole,
        failover=entry.failover,
        weight=entry.weight,
        address=entry.address,
        record=entry.record,
        node=node,
    )
