"""What is generated from the reader and committed: `python -m tests.read.generate` writes it anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from infra_design.read import DOCUMENTS, compiled, json_schema
from infra_design.read.catalog import our_catalog
from infra_design.read.reference import key_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


def generated() -> Iterator[tuple[Path, str]]:
    """Paths and texts: the catalog in the form that is read fast, the reference of keys, and JSON Schemas."""
    catalog, problems = our_catalog()
    assert problems == ()
    yield compiled.PATH, compiled.dump(catalog)
    yield ROOT / "docs/reference/design-file.md", key_reference()
    for document in DOCUMENTS:
        name = "infra-design" if document == "stage" else f"infra-design-{document}"
        yield ROOT / f"docs/schema/{name}.schema.json", json_schema(catalog, document)


if __name__ == "__main__":
    for path, text in generated():
        path.write_text(text, "utf-8")
