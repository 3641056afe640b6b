"""What a component is: its kind, and the product that it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from infra_design.model.catalog import Category, Kind
from infra_design.resolve.report import place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.catalog import Catalog, Product
    from infra_design.model.spec import ComponentSpec, Port
    from infra_design.resolve.report import Report

_ABBREVIATIONS = frozenset(
    "alb api aws az cdn ci cms crm db dc "  # noqa: SIM905 — a list of words reads best as words
    "dmz dns elb erp eu ftp fw ha html http https id imap ip jwt lan lb ldap mq mx nas nat nfs nlb ns rds "
    "s3 sftp sip sql ssh sso tls ui us vlan vm voip vpc vpn vps waf wan".split()
)
_UNKNOWN_KIND = Kind(id="", title="Component", plural="Components", category=Category.SOFTWARE)


class Identity(NamedTuple):
    """Kind and product of a component, and what follows from them.

    Attributes:
        product: None for none, and for one that the catalog does not know.
        product_name: shown name of the product, known or not; empty: none.
    """

    kind: Kind
    product: Product | None
    product_name: str

    @property
    def ports(self) -> tuple[Port, ...]:
        """What it listens on unless the design says."""
        return (self.product and self.product.ports) or self.kind.ports

    @property
    def protocol(self) -> str:
        """What is spoken to it unless the connection says."""
        return (self.product and self.product.protocol) or self.kind.protocol

    @property
    def encrypted(self) -> bool | None:
        """Whether that protocol is encrypted."""
        if self.product and (self.product.encrypted is not None or self.product.protocol):
            return self.product.encrypted
        return self.kind.encrypted

    @property
    def managed(self) -> bool:
        """Run by a provider unless the design says."""
        if self.product and self.product.managed is not None:
            return self.product.managed
        return self.kind.managed

    @property
    def stores(self) -> tuple[str, ...]:
        """What it keeps unless the design says."""
        return (self.product and self.product.stores) or self.kind.stores


def identify(spec: ComponentSpec, catalog: Catalog, report: Report) -> Identity:
    """Kind and product by what is written, else by the id; a kind that is written wins."""
    product = _product(spec.product or spec.id, catalog.products)
    kind = catalog.kinds.get(spec.kind) or _kind_by_name(spec, product, catalog, report)
    if product and not spec.product and kind.id not in product.kinds:
        product = None
    return Identity(kind, product, product.title if product else spec.product)


def _product(name: str, products: Mapping[str, Product]) -> Product | None:
    return products.get(name) or products.get(name.lower().replace(" ", "-"))


def _kind_by_name(spec: ComponentSpec, product: Product | None, catalog: Catalog, report: Report) -> Kind:
    for name in (spec.id, *(product.kinds[:1] if product else ())):
        if name in catalog.kinds:
            return catalog.kinds[name]
    if "kind" not in spec.marks:
        _kindless(spec, catalog, report)
    return catalog.kinds.get("service", _UNKNOWN_KIND)


def _kindless(spec: ComponentSpec, catalog: Catalog, report: Report) -> None:
    hint = report.guess(spec.id, [*catalog.kinds, *catalog.products], alike=0.75) or "such as `kind: server`"
    if spec.product:
        what = f"'{spec.id}' needs a kind, since the catalog does not know the product '{spec.product}'"
        report.add(place(spec, "product"), what, "such as `kind: service`", code="no-kind")
    else:
        what = f"'{spec.id}' needs a kind, since its id names neither a kind nor a product"
        report.add(spec.mark, what, hint, code="no-kind")


def shown_title(spec: ComponentSpec, identity: Identity) -> str:
    """The title as written, else that of the product or kind which the id names, else the id made readable."""
    if spec.title:
        return spec.title
    if identity.product and identity.product.id == spec.id:
        return identity.product.title
    if identity.kind.id == spec.id:
        return identity.kind.title
    words = [word.upper() if word in _ABBREVIATIONS else word for word in spec.id.split("-") if word]
    readable = " ".join(words)
    return readable[:1].upper() + readable[1:]
