"""Every icon that the catalog names is one of the `diagrams` library, and its picture is there."""

from __future__ import annotations

import importlib
from pathlib import Path

import diagrams

from infra_design.read import read_catalog

ROOT = Path(__file__).parents[2]
LIBRARY = Path(diagrams.__file__).parents[1]


def _picture(icon: str) -> Path:
    module, _, name = icon.rpartition(".")
    cls = getattr(importlib.import_module(f"diagrams.{module}"), name)
    return LIBRARY / cls._icon_dir / cls._icon


def test_every_icon_has_a_picture() -> None:
    catalog, _ = read_catalog(ROOT, "")
    icons = {thing.id: thing.icon for thing in (*catalog.kinds.values(), *catalog.products.values())}
    assert [ident for ident, icon in icons.items() if not _picture(icon).is_file()] == []


def test_known_products_have_their_own_icon() -> None:
    catalog, _ = read_catalog(ROOT, "")
    own = {
        "nginx": "onprem.network.Nginx",
        "haproxy": "onprem.network.Haproxy",
        "mysql": "onprem.database.Mysql",
        "postgresql": "onprem.database.Postgresql",
        "s3": "aws.storage.S3",
        "gke": "gcp.compute.GKE",
        "azure-sql": "azure.databases.SQLDatabase",
    }
    assert {ident: catalog.products[ident].icon for ident in own} == own
