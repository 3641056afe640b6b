"""JSON Schema of the files that people write, for their editors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, get_args

from infra_design.read.catalog_keys import SECTIONS
from infra_design.read.rules import RULES
from infra_design.read.stage import STAGE, SYSTEM

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog
    from infra_design.read.shape import Json, Shape

Document = Literal["stage", "system", "kinds", "products", "protocols", "concepts", "record-types", "rules"]

DOCUMENTS: tuple[Document, ...] = get_args(Document)
"""Every file that has a schema."""

_TITLES: dict[str, str] = {
    "stage": "A stage of an infrastructure design",
    "system": "A system of an infrastructure design",
}

_FILES: dict[str, Shape[Any]] = {"stage": STAGE, "system": SYSTEM, "rules": RULES}


def json_schema(catalog: Catalog, document: Document = "stage") -> str:
    """JSON Schema, draft 7, as JSON text.

    It comes from what checks the files, so the two agree on keys, words and types. What takes more than one value to
    see (ids that are not there, duplicate names) only the reader finds.

    Args:
        catalog: whose kinds and protocols may be named.
        document: which file: a stage, `system.yml`, or a file of a site's own catalog folder.
    """
    shape: Shape[object] = _FILES.get(document) or SECTIONS[document]
    schema: Json = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": _TITLES.get(document, f"The {document} of a site's own catalog"),
        **shape.schema(catalog),
        "type": "object",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
