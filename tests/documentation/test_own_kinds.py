"""The catalog that the page on kinds and icons shows does what the page says."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from tests.documentation.blocks import blocks
from tests.documentation.shown import DOCS, drawn, findings, read_files, written

from infra_design.model.catalog import Category
from infra_design.read.catalog import our_catalog

if TYPE_CHECKING:
    from infra_design.pipeline import Design

FILES = {block.title: block.text for block in blocks(DOCS / "own-kinds.md") if "/" in block.title}


@pytest.fixture(scope="module")
def shop() -> Design:
    return read_files(FILES, catalog="catalog")


def test_a_component_takes_over_what_its_product_says(shop: Design) -> None:
    stage = shop.systems[0].stages[0]
    ledger, ours = shop.catalog.products["ledger"], stage.components["ledger"]
    assert (ledger.title, ours.product.id if ours.product else "") == ("Ledger", "ledger")
    assert {(one.protocol, str(one.port)) for one in stage.connections if one.target == "ledger"} == {
        ("grpc", "7070")
    }


def test_its_icon_is_in_the_diagram() -> None:
    with written(FILES) as folder:
        ((_, svg),) = drawn(folder, catalog="catalog")
    assert base64.b64encode(FILES["catalog/icons/ledger.svg"].encode()).decode() in svg


def test_a_kind_of_our_own_is_analyzed(shop: Design) -> None:
    assert "spof-server@mainframe" in {one.id for one in findings(shop)["0-shop"]}


def test_overriding_changes_only_what_it_names(shop: Design) -> None:
    before, _ = our_catalog()
    after = shop.catalog.products["mysql"]
    assert (after.availability, after.availability_source) == (0.9995, "our monitoring, 2024 to 2026")
    assert (after.title, after.ports, after.icon) == (
        before.products["mysql"].title,
        before.products["mysql"].ports,
        before.products["mysql"].icon,
    )


def test_all_categories_are_named() -> None:
    text = (DOCS / "own-kinds.md").read_text("utf-8")
    assert [one for one in Category if f"`{one}`" not in text] == []
