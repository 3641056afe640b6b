"""What a site asks for; the same for the plugin, the command line and the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.finding import Severity


@dataclass(frozen=True, slots=True)
class Settings:
    """Options of a run.

    Attributes:
        designs: the designs folder, relative to the project's folder.
        catalog: a site's own catalog folder, relative to the project's folder; empty: none.
        pages: folder of the generated pages below the docs folder.
        today: ISO date against which waivers expire; empty: none expires. Only adapters read the clock.
        fail_on: findings of this severity or worse are warnings of the build; None: none are.
        rules: rule id or group → "ignore" or a severity.
        order: largest size of minimal cut sets to look for.
    """

    designs: str = "designs"
    catalog: str = ""
    pages: str = "infrastructure"
    today: str = ""
    fail_on: Severity | None = None
    rules: Mapping[str, str] = field(default_factory=dict)
    order: int = 3
