"""What the catalog refers to exists, and its facts are those of the field."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from infra_design.model.catalog import Catalog, Category, Kind, Product, Tier
from infra_design.model.spec import Port
from infra_design.read import read_catalog, read_design
from infra_design.resolve import resolve_system
from infra_design.write.purpose import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]

FIELD = yaml.safe_load(Path(__file__).with_name("facts.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    catalog, problems = read_catalog(ROOT, "")
    assert problems == ()
    return catalog


def _all(catalog: Catalog) -> Iterable[Kind | Product]:
    return (*catalog.kinds.values(), *catalog.products.values())


def test_kinds_are_those_of_the_format(catalog: Catalog) -> None:
    assert sorted(catalog.kinds) == sorted(FIELD["kinds"])


def test_no_id_is_both_kind_and_product(catalog: Catalog) -> None:
    assert catalog.kinds.keys() & catalog.products.keys() == set()


def test_no_product_takes_an_ordinary_word(catalog: Catalog) -> None:
    assert catalog.products.keys() & set(FIELD["ordinary-words"]) == set()


def test_no_product_is_written_twice() -> None:
    ids = [
        match[1]
        for path in sorted((ROOT / "plugin/infra_design/catalog/products").glob("*.yml"))
        for match in re.finditer(r"^([a-z][a-z0-9-]*):", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert len(ids) == len(set(ids))
    assert len(ids) > 200


def test_references_lead_somewhere(catalog: Catalog) -> None:
    lost = [
        (thing.id, name)
        for thing in _all(catalog)
        for name, known in [
            *((concept, catalog.concepts) for concept in thing.concepts),
            *([(thing.protocol, catalog.protocols)] if thing.protocol else []),
            *((kind, catalog.kinds) for kind in (thing.kinds if isinstance(thing, Product) else ())),
        ]
        if name not in known
    ]
    assert lost == []
    assert all(product.kinds for product in catalog.products.values())


def test_secure_forms_are_encrypted(catalog: Catalog) -> None:
    for protocol in catalog.protocols.values():
        if protocol.secure:
            assert catalog.protocols[protocol.secure].encrypted is True
            assert protocol.encrypted is not True


def test_names_say_whether_a_protocol_is_encrypted(catalog: Catalog) -> None:
    for plain, encrypted in [
        ("http", "https"),
        ("ldap", "ldaps"),
        ("amqp", "amqps"),
        ("imap", "imaps"),
        ("ws", "wss"),
    ]:
        assert catalog.protocols[plain].encrypted is False
        assert catalog.protocols[plain].secure == encrypted
        assert catalog.protocols[encrypted].encrypted is True
    for clear in ["mysql", "postgresql", "redis", "memcached", "smtp", "ftp", "telnet", "nfs", "dns", "vrrp", "bgp"]:
        assert catalog.protocols[clear].encrypted is False
    for encrypted in ["tls", "ssh", "sftp", "wireguard", "openvpn", "rdp"]:
        assert catalog.protocols[encrypted].encrypted is True
    for open_question in ["tcp", "udp", "grpc"]:
        assert catalog.protocols[open_question].encrypted is None


@pytest.mark.parametrize(("protocol", "port"), sorted(FIELD["assigned-ports"].items()))
def test_ports_of_protocols_are_assigned_ones(catalog: Catalog, protocol: str, port: int) -> None:
    assert catalog.protocols[protocol].port == Port(port, port, "udp" if protocol in FIELD["udp"] else "")


@pytest.mark.parametrize(("product", "port"), sorted(FIELD["documented-ports"].items()))
def test_ports_of_products_are_documented_ones(catalog: Catalog, product: str, port: int) -> None:
    first = catalog.products[product].ports[0]
    assert (first.first, first.last) == (port, port)


def test_default_ports_of_kinds(catalog: Catalog) -> None:
    for kind in ["load-balancer", "web-server", "cdn"]:
        assert catalog.kinds[kind].ports == (Port(80, 80), Port(443, 443))
    assert catalog.kinds["application-server"].ports == (Port(8000, 8000),)


def test_udp_is_said(catalog: Catalog) -> None:
    for protocol in FIELD["udp"]:
        port = catalog.protocols[protocol].port
        assert port is not None
        assert port.transport == "udp"


def test_categories_and_tiers(catalog: Catalog) -> None:
    assert {kind.category for kind in catalog.kinds.values()} == set(Category)
    stores = {kind.id for kind in catalog.kinds.values() if kind.category is Category.STORE}
    assert stores == {
        *("database", "cache", "queue", "stream"),
        *("file-storage", "block-storage", "object-storage", "directory"),
    }
    assert all(catalog.kinds[store].tier is Tier.DATA for store in stores)
    assert catalog.kinds["web-server"].tier is Tier.WEB
    assert {catalog.kinds[kind].tier for kind in ("application-server", "codebase", "worker")} == {Tier.APPLICATION}
    for machine in ("server", "virtual-machine", "container"):
        assert catalog.kinds[machine].category is Category.MACHINE


def test_what_fails_has_a_figure_and_its_source(catalog: Catalog) -> None:
    assert {kind.id for kind in catalog.kinds.values() if not kind.fails} == set(FIELD["never-fail"])
    for kind in catalog.kinds.values():
        assert (kind.availability is not None) == (kind.fails or kind.id == "firewall")
    for thing in _all(catalog):
        assert (thing.availability is None) == (thing.availability_source == "")
        if thing.availability is not None:
            assert 0.99 < thing.availability <= 0.9999
            assert thing.availability_source.startswith("assumed: ")


def test_the_source_states_the_figure(catalog: Catalog) -> None:
    for thing in _all(catalog):
        if thing.availability is not None:
            stated = re.search(r"assumed: ([0-9.]+) %", thing.availability_source)
            assert stated
            assert float(stated[1]) == pytest.approx(thing.availability * 100)


def test_a_machine_is_the_weakest_part(catalog: Catalog) -> None:
    figures = {kind.id: kind.availability for kind in catalog.kinds.values() if kind.availability is not None}
    assert {kind for kind, figure in figures.items() if figure == min(figures.values())} == {
        "server",
        "virtual-machine",
    }


def test_agents_are_not_managed_and_open_no_port_of_their_service(catalog: Catalog) -> None:
    for product in catalog.products.values():
        if "monitoring-agent" in product.kinds and "monitoring" in product.kinds:
            assert product.managed is None
            assert product.ports == ()


def test_managed_by_default(catalog: Catalog) -> None:
    assert {kind.id for kind in catalog.kinds.values() if kind.managed} == {"external-service", "cdn"}
    for product in ("s3", "rds", "aws-alb", "route53", "lambda", "stripe", "cloudflare"):
        assert catalog.products[product].managed is True
    for product in ("nginx", "mysql", "minio", "elasticsearch", "prometheus", "ec2"):
        assert catalog.products[product].managed is None


def test_replicated_stores(catalog: Catalog) -> None:
    for product in ("mysql", "mariadb", "postgresql", "mongodb", "redis"):
        assert catalog.products[product].mode == "primary-replica"
        assert catalog.products[product].writers == "one"
    for by_hand in ("mysql", "mariadb", "postgresql", "redis"):
        assert catalog.products[by_hand].failover == ""
    for by_itself in ("mongodb", "patroni", "aurora", "redis-sentinel"):
        assert catalog.products[by_itself].failover == "automatic"
    for voting in ("etcd", "zookeeper", "mongodb", "galera"):
        assert catalog.products[voting].quorum is True


def test_only_managed_stores_are_backed_up_by_somebody_else(catalog: Catalog) -> None:
    for product in catalog.products.values():
        if product.backs_up is not None:
            assert product.managed is True
            assert any(catalog.kinds[kind].category is Category.STORE for kind in product.kinds)


def test_request_counts(catalog: Catalog) -> None:
    for counting in ("sumo-logic", "datadog", "prometheus", "cloudwatch"):
        assert catalog.products[counting].measures_requests is True
    for blind in ("node-exporter", "pingdom", "pagerduty"):
        assert catalog.products[blind].measures_requests is False
    for product in catalog.products.values():
        if product.measures_requests is not None:
            assert {"monitoring", "monitoring-agent"} & set(product.kinds)


def test_record_types(catalog: Catalog) -> None:
    assert set(FIELD["record-types"]) <= set(catalog.record_types)


def test_purposes_speak_of_known_facts(catalog: Catalog) -> None:
    for thing in _all(catalog):
        for sentence in thing.purpose:
            assert set(re.findall(r"\{(.*?)\}", sentence)) <= set(FACTS)
            assert "{" not in re.sub(r"\{[a-z]+\}", "", sentence)


def test_each_kind_has_a_purpose_and_an_explanation(catalog: Catalog) -> None:
    for kind in catalog.kinds.values():
        assert kind.purpose
        assert len(kind.explain) > 100
    for product in catalog.products.values():
        assert len(product.explain) > 15


def test_algorithms_and_modes_are_explained(catalog: Catalog) -> None:
    for value in (
        *("round-robin", "weighted-round-robin", "least-connections", "source-hash", "uri-hash", "random"),
        *("least-response-time", "consistent-hash", "active-active", "active-passive", "primary-replica"),
    ):
        assert value in catalog.concepts


def test_an_id_is_enough_for_every_kind_and_product(catalog: Catalog, tmp_path: Path) -> None:
    ids = [*catalog.kinds, *catalog.products]
    (tmp_path / "designs").mkdir()
    (tmp_path / "designs/all.yml").write_text("components:\n" + "".join(f"  {ident}:\n" for ident in ids), "utf-8")
    design, problems = read_design(tmp_path, "designs", catalog)
    assert problems == ()
    system, problems = resolve_system(design.systems[0], catalog)
    assert problems == ()
    components = system.stages[0].components
    assert list(components) == ids
    for product in catalog.products.values():
        component = components[product.id]
        assert component.product == product
        assert component.kind.id == product.kinds[0]
        assert component.title == product.title


def test_a_product_can_be_each_of_its_kinds(catalog: Catalog, tmp_path: Path) -> None:
    pairs = [(f"c{number}", product.id, kind) for number, (product, kind) in enumerate(_pairs(catalog))]
    lines = "".join(f"  {ident}: {{product: {product}, kind: {kind}}}\n" for ident, product, kind in pairs)
    (tmp_path / "designs").mkdir()
    (tmp_path / "designs/all.yml").write_text("components:\n" + lines, "utf-8")
    design, problems = read_design(tmp_path, "designs", catalog)
    assert problems == ()
    system, problems = resolve_system(design.systems[0], catalog)
    assert problems == ()
    found = [(c.id, c.product.id if c.product else "", c.kind.id) for c in system.stages[0].components.values()]
    assert found == pairs


def _pairs(catalog: Catalog) -> Iterable[tuple[Product, str]]:
    return [(product, kind) for product in catalog.products.values() for kind in product.kinds]
