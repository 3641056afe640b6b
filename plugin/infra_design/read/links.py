"""Links as written: a map from title to URL, a list of URLs, or one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.catalog import Link
from infra_design.read.keys import Table
from infra_design.read.reading import Mistake
from infra_design.read.shape import Json, Listed, Shape
from infra_design.read.tree import Entry, Mapping, Node, Scalar, is_empty, items
from infra_design.read.words import URL

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog
    from infra_design.read.reading import Reading


def _title(text: str) -> str:
    if not text.strip():
        raise Mistake("a link without a title", "write `title: https://…`", "bad-link")
    return text.strip()


class Links(Shape[tuple[Link, ...]]):
    """Links in the order of the file."""

    nests = True
    table = Table("link", _title, URL)

    def read(self, entry: Entry, reading: Reading) -> tuple[Link, ...] | None:
        """The links; without a title, the URL is it."""
        if isinstance(entry.value, Mapping) or is_empty(entry.value):
            found = self.table.read(entry, reading)
            return None if found is None else tuple(Link(title, url) for title, url in found.items())
        urls = Listed(URL).read(entry, reading)
        return None if urls is None else tuple(Link(url, url) for url in urls)

    def spell(self, entry: Entry) -> Node:
        """The map."""
        if isinstance(entry.value, Mapping) or is_empty(entry.value):
            return self.table.spell(entry)
        nodes = [item.value for item in items(entry.value) if isinstance(item.value, Scalar)]
        return Mapping({node.text: Entry(node, node) for node in nodes}, entry.value.mark, whole=True)

    def schema(self, catalog: Catalog) -> Json:
        """Map, list or one URL."""
        url = URL.schema(catalog)
        return {"anyOf": [self.table.schema(catalog), url, {"type": "array", "items": url}]}


LINKS = Links()
