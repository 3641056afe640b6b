"""Zones as files: for name servers in BIND's form, for providers as YAML of octoDNS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.write.dns.bind import bind_file
from infra_design.write.dns.octodns import octodns_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from infra_design.model.stage import Stage, Zone
    from infra_design.model.zonefile import ZoneFile
    from infra_design.write.dns.authority import Serial

FORMATS: Mapping[str, Callable[[Zone, Stage, Serial], ZoneFile]] = {"bind": bind_file, "octodns": octodns_file}

__all__ = ["FORMATS", "bind_file", "octodns_file"]
