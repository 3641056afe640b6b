"""From files to nouns: YAML with marks, every mistake with its place, inheritance, the catalog, the JSON Schema."""

from infra_design.read.catalog import read_catalog
from infra_design.read.design import read_design

__all__ = ["read_catalog", "read_design"]
