"""The parts of a stage's page; each can also stand alone on a page that somebody writes by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.write.parts.availability import availability
from infra_design.write.parts.capacity import capacity
from infra_design.write.parts.components import components
from infra_design.write.parts.dns import dns
from infra_design.write.parts.issues import issues
from infra_design.write.parts.learning import concepts, resources
from infra_design.write.parts.network import network
from infra_design.write.parts.servers import servers, structure
from infra_design.write.parts.story import changes, diagram, explanation, flow, glance, summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra_design.write.html import Html
    from infra_design.write.scene import Scene


@dataclass(frozen=True, slots=True)
class Part:
    """One part.

    Attributes:
        name: by which it is embedded.
        heading: over it on the stage's page; empty: none.
        write: gives its HTML, or nothing where there is nothing to say.
    """

    name: str
    heading: str
    write: Callable[[Scene], Html]


PARTS = (
    Part("summary", "", summary),
    Part("glance", "", glance),
    Part("diagram", "", diagram),
    Part("explanation", "", explanation),
    Part("changes", "What changed", changes),
    Part("flow", "How a request travels", flow),
    Part("issues", "Issues", issues),
    Part("availability", "Availability", availability),
    Part("capacity", "Capacity", capacity),
    Part("components", "Components", components),
    Part("servers", "Servers and addresses", servers),
    Part("network", "Network", network),
    Part("dns", "DNS", dns),
    Part("concepts", "Key concepts", concepts),
    Part("structure", "Structure", structure),
    Part("resources", "Resources", resources),
)
"""In the order of the page."""
