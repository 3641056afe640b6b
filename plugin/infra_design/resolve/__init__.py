"""From a stage as written to a stage resolved: names, instances, connections, DNS, TLS, journeys."""

from infra_design.resolve.stage import resolve_stage, resolve_system

__all__ = ["resolve_stage", "resolve_system"]
