"""From files to nouns: YAML with marks, every mistake with its place, inheritance, the catalog, the JSON Schema."""

from infra_design.read.alone import Plain, read_alone, read_tree, same_content
from infra_design.read.amend import Amender
from infra_design.read.catalog import read_catalog
from infra_design.read.design import read_design
from infra_design.read.icons import icon_names
from infra_design.read.schema import DOCUMENTS, json_schema

__all__ = [
    "DOCUMENTS",
    "Amender",
    "Plain",
    "icon_names",
    "json_schema",
    "read_alone",
    "read_catalog",
    "read_design",
    "read_tree",
    "same_content",
]
