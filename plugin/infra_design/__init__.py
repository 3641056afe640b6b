"""Infrastructure designs in stages: diagrams, DNS, computed issues, and pages.

>>> from infra_design import loads
>>> design = loads("components: {visitor: {kind: browser, uses: web}, web: {kind: server}}")
>>> [finding.id for finding in design.findings if finding.rule.startswith("spof")]
['spof-server@web']

Names are loaded when they are first asked for: `import infra_design` does no work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra_design.adapters.api import Design, Diagram, Stage, System, load, loads
    from infra_design.model.finding import Finding, Severity
    from infra_design.model.source import Problem
    from infra_design.pipeline import DesignError

__all__ = [
    "Design",
    "DesignError",
    "Diagram",
    "Finding",
    "Problem",
    "Severity",
    "Stage",
    "System",
    "load",
    "loads",
]

_HOMES = {
    "DesignError": "pipeline",
    "Finding": "model.finding",
    "Problem": "model.source",
    "Severity": "model.finding",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 — see above

    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'adapters.api')}"), name)


def __dir__() -> list[str]:
    return sorted((*globals(), *__all__))
