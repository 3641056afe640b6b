"""How each hostname of a stage becomes components."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.stage import Resolution
from infra_design.resolve.certificates import HTTPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from infra_design.model.stage import Connection
    from infra_design.resolve.certificates import Certificates
    from infra_design.resolve.hostnames import Hostnames, Way
    from infra_design.resolve.listeners import Listeners


class Resolutions:
    """Resolutions of names that are used, and of all others that have addresses."""

    def __init__(
        self,
        connections: Sequence[Connection],
        hostnames: Hostnames,
        listeners: Listeners,
        certificates: Certificates,
    ) -> None:
        self._hostnames = hostnames
        self._listeners = listeners
        self._certificates = certificates
        self._used: dict[str, dict[str, None]] = {}
        self._mail: set[str] = set()
        for connection in connections:
            if connection.hostname:
                targets = (target.component for target in connection.targets)
                self._used.setdefault(connection.hostname, {}).update(dict.fromkeys(targets))
                self._mail.update([connection.hostname] if connection.protocol == "smtp" else [])
        self._found: dict[str, Resolution] = {}

    def all(self) -> tuple[Resolution, ...]:
        """Names that are used first, then those of the zones, in the order of the file."""
        return tuple(self.of(name) for name in dict.fromkeys((*self._used, *self._hostnames.owners())))

    def of(self, hostname: str) -> Resolution:
        """Where a name leads: its users, else a browser."""
        if hostname not in self._found:
            way = self._hostnames.look_up(hostname, mail=hostname in self._mail)
            addresses = (entry.address for entry in way.entries if entry.address)
            targets = self._used.get(hostname) or dict.fromkeys(self._for_browsers(hostname, way))
            self._found[hostname] = Resolution(
                hostname, tuple(way.records), tuple(dict.fromkeys(addresses)), tuple(targets)
            )
        return self._found[hostname]

    def _for_browsers(self, hostname: str, way: Way) -> Iterator[str]:
        """Who answers there for the web; where that is not clear, what has the address."""
        port = HTTPS if self._certificates.named(hostname) else None
        for owner in dict.fromkeys(entry.owner for entry in way.entries):
            answers = self._listeners.at(owner, port, "http")
            if len(answers) == 1:
                yield answers[0].component
            elif answers:
                yield self._listeners.component(owner)
