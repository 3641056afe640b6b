"""The MkDocs plugin: everything of this program that knows MkDocs is in here."""

from infra_design.adapters.mkdocs.plugin import InfraDesignPlugin

__all__ = ["InfraDesignPlugin"]
