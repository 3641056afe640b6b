"""Kinds, products and titles (format.md sections 2 and 4)."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("written", "kind", "product"),
    [
        ("nginx: {}", "web-server", "Nginx"),
        ("nginx:", "web-server", "Nginx"),
        ("cache: {}", "cache", ""),
        ("front: {product: haproxy}", "load-balancer", "HAProxy"),
        ("front: {product: HAProxy}", "load-balancer", "HAProxy"),
        ("logs: {kind: monitoring, product: Sumo Logic}", "monitoring", "Sumo Logic"),
        ("nginx: {kind: load-balancer}", "load-balancer", "Nginx"),
        ("mysql: {kind: server}", "server", ""),
        ("crm: {kind: service, product: Our own CRM}", "service", "Our own CRM"),
        ("cache: {product: redis}", "cache", "Redis"),
        ("queue: {product: redis}", "queue", "Redis"),
        ("backup: {product: s3}", "backup", "Amazon S3"),
    ],
)
def test_kind_and_product_follow_from_what_is_written_else_from_the_id(stage, written, kind, product):
    (component,) = stage(f"components:\n  {written}\n").components.values()
    assert (component.kind.id, component.product_name) == (kind, product)


def test_a_product_that_the_catalog_does_not_know_is_free_text(stage):
    component = stage("components: {crm: {kind: service, product: Our own CRM}}").components["crm"]
    assert component.product is None
    assert component.icon == component.kind.icon


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("nginx: {}", "Nginx"),
        ("load-balancer: {}", "Load balancer"),
        ("db-server: {kind: server}", "DB server"),
        ("front-end: {product: nginx}", "Front end"),
        ("nginx: {title: The front door}", "The front door"),
        ("mysql: {kind: server}", "Mysql"),
    ],
)
def test_titles_come_from_the_text_else_the_product_or_kind_that_the_id_names_else_the_id(stage, written, title):
    (component,) = stage(f"components:\n  {written}\n").components.values()
    assert component.title == title


def test_what_exists_only_as_a_service_is_managed_and_fails_over_by_itself(stage):
    found = stage(
        """
        components:
          stripe: {kind: external-service}
          cdn:
          mysql: {}
          postgresql: {managed: true}
          own: {kind: cdn, managed: false}
        """
    ).components
    assert {ident: component.managed for ident, component in found.items()} == {
        "stripe": True,
        "cdn": True,
        "mysql": False,
        "postgresql": True,
        "own": False,
    }
    assert found["postgresql"].failover == "automatic"
    assert found["mysql"].failover == "manual"


def test_databases_keep_data_unless_the_design_says_what_they_keep(stage):
    found = stage("components: {mysql: {}, redis: {kind: database, stores: [sessions]}, nginx: {}}").components
    assert found["mysql"].stores == ("data",)
    assert found["redis"].stores == ("sessions",)
    assert found["nginx"].stores == ()
