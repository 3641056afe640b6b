"""What the catalog's data files may say of kinds, products, protocols, concepts and record types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from infra_design.model.catalog import Category, Concept, Kind, Product, Protocol, Tier
from infra_design.read import grammar
from infra_design.read.component import FAILOVERS, MODES
from infra_design.read.icons import ICON
from infra_design.read.keys import Key, Keys, Noun, Table, Values
from infra_design.read.links import LINKS
from infra_design.read.reading import Mistake, clip
from infra_design.read.shape import Listed, Shape
from infra_design.read.words import FLAG, ID, LINE, PORT, SHARE, TEXT, choice

if TYPE_CHECKING:
    from infra_design.read.reading import Reading
    from infra_design.read.tree import Entry

WRITERS = ("one", "all")

TITLE = Key("title", LINE, "The name that is shown.", "Load balancer")
PLURAL = Key("plural", LINE, "The name of several.", "Load balancers")
CATEGORY = Key(
    "category",
    choice("a category", tuple(Category)),
    "What it is to the analysis and the drawing.",
    "software",
    required=True,
)
TIER = Key("tier", choice("a tier", tuple(Tier)), "The column of a tiered design in which it stands.", "traffic")
ICON_KEY = Key("icon", ICON, "`provider.module.Class` of the `diagrams` library, or `file:NAME`.", "aws.network.ELB")
EXPLAIN = Key(
    "explain", TEXT, "Markdown for a reader who has never met one.", "Spreads requests over several servers."
)
PURPOSE = Key(
    "purpose",
    Listed(TEXT),
    "Sentences that speak of the design at hand, with `{facts}`.",
    ["Passes requests on to {targets}."],
)
PORTS = Key("ports", Listed(PORT), "What it listens on; the first is the default.", [80, 443])
PROTOCOL = Key("protocol", ID, "What is spoken to it.", "http")
ENCRYPTED = Key("encrypted", FLAG, "Whether that is encrypted; unwritten: unknown.", example=False)
FAILS = Key("fails", FLAG, "Whether its instances fail.", example=True)
MANAGED = Key("managed", FLAG, "Whether a provider runs it and makes it redundant.", example=False)
AVAILABILITY = Key("availability", SHARE, "Assumed availability of one instance.", 0.995)
SOURCE = Key("availability-source", LINE, "Where that number comes from.", "assumed")
STORES = Key("stores", Listed(ID), "What it keeps.", ["data"])
CONCEPTS = Key("concepts", Listed(ID), "Key concepts to explain on a page that shows it.", ["load-balancing"])
LINKS_KEY = Key("links", LINKS, "Links to read more.", {"HAProxy": "https://www.haproxy.org/"})
KINDS = Key("kinds", Listed(ID), "Kinds that it can be, the usual one first.", ["load-balancer"], required=True)
MODE = Key("mode", choice("a mode", MODES), "Default of `mode`.", "primary-replica")
FAILOVER = Key("failover", choice("a failover", FAILOVERS), "Default of `failover`.", "automatic")
MEASURES = Key("measures-requests", FLAG, "Monitoring: whether it can measure requests per second.", example=True)
BACKS_UP = Key("backs-up", FLAG, "A managed store that its provider backs up.", example=True)
QUORUM = Key("quorum", FLAG, "Its members elect a writer by majority.", example=True)
WRITERS_KEY = Key(
    "writers", choice("a number of writers", WRITERS), "How many members of a replicated group accept writes.", "one"
)
PORT_KEY = Key("port", PORT, "Its usual port.", 80)
SECURE = Key("secure", ID, "Its encrypted form.", "https")

KIND = Keys(
    "kind",
    TITLE,
    PLURAL,
    CATEGORY,
    TIER,
    ICON_KEY,
    EXPLAIN,
    PURPOSE,
    PORTS,
    PROTOCOL,
    ENCRYPTED,
    FAILS,
    MANAGED,
    AVAILABILITY,
    SOURCE,
    STORES,
    CONCEPTS,
    LINKS_KEY,
)
PRODUCT = Keys(
    "product",
    TITLE,
    KINDS,
    ICON_KEY,
    EXPLAIN,
    PURPOSE,
    PORTS,
    PROTOCOL,
    ENCRYPTED,
    MODE,
    FAILOVER,
    MANAGED,
    AVAILABILITY,
    SOURCE,
    STORES,
    MEASURES,
    BACKS_UP,
    QUORUM,
    WRITERS_KEY,
    CONCEPTS,
    LINKS_KEY,
)
PROTOCOL_KEYS = Keys("protocol", TITLE, PORT_KEY, ENCRYPTED, EXPLAIN, SECURE)
CONCEPT = Keys("concept", TITLE, EXPLAIN, LINKS_KEY)


def _kind(entry: Entry, values: Values, _: Reading) -> Kind:
    title = values.get(TITLE, "") or _titled(entry.name)
    return Kind(
        id=entry.name,
        title=title,
        plural=values.get(PLURAL, "") or f"{title}s",
        category=values.get(CATEGORY, Category.SOFTWARE),
        tier=values.get(TIER, Tier.NONE),
        icon=values.get(ICON_KEY, ""),
        explain=values.get(EXPLAIN, ""),
        purpose=values.get(PURPOSE, ()),
        ports=values.get(PORTS, ()),
        protocol=values.get(PROTOCOL, ""),
        encrypted=values(ENCRYPTED),
        fails=values.get(FAILS, default=True),
        managed=values.get(MANAGED, default=False),
        availability=values(AVAILABILITY),
        availability_source=values.get(SOURCE, ""),
        stores=values.get(STORES, ()),
        concepts=values.get(CONCEPTS, ()),
        links=values.get(LINKS_KEY, ()),
    )


def _product(entry: Entry, values: Values, reading: Reading) -> Product:
    if values(KINDS) == ():
        reading.report(entry.key.mark, f"product '{entry.name}' is of no kind", "", "missing-key")
    return Product(
        id=entry.name,
        title=values.get(TITLE, "") or _titled(entry.name),
        kinds=values.get(KINDS, ()),
        icon=values.get(ICON_KEY, ""),
        explain=values.get(EXPLAIN, ""),
        purpose=values.get(PURPOSE, ()),
        ports=values.get(PORTS, ()),
        protocol=values.get(PROTOCOL, ""),
        encrypted=values(ENCRYPTED),
        mode=values(MODE) or "",
        failover=values(FAILOVER) or "",
        managed=values(MANAGED),
        availability=values(AVAILABILITY),
        availability_source=values.get(SOURCE, ""),
        stores=values.get(STORES, ()),
        measures_requests=values(MEASURES),
        backs_up=values(BACKS_UP),
        quorum=values(QUORUM),
        writers=values(WRITERS_KEY) or "",
        concepts=values.get(CONCEPTS, ()),
        links=values.get(LINKS_KEY, ()),
    )


def _protocol(entry: Entry, values: Values, _: Reading) -> Protocol:
    return Protocol(
        id=entry.name,
        title=values.get(TITLE, "") or entry.name.upper(),
        port=values(PORT_KEY),
        encrypted=values(ENCRYPTED),
        explain=values.get(EXPLAIN, ""),
        secure=values.get(SECURE, ""),
    )


def _concept(entry: Entry, values: Values, _: Reading) -> Concept:
    title = values.get(TITLE, "") or _titled(entry.name)
    return Concept(entry.name, title, values.get(EXPLAIN, ""), values.get(LINKS_KEY, ()))


def _titled(ident: str) -> str:
    return ident.replace("-", " ").capitalize()


def _record_type(text: str) -> str:
    if re.fullmatch(r"[A-Z][A-Z0-9]*", text):
        return text
    raise Mistake(f"'{clip(text)}' is no record type", "in upper case, such as 'MX'", "bad-id")


SECTIONS: dict[str, Shape[dict[str, Any]]] = {
    "kinds": Table("kind", grammar.ident, Noun(KIND, _kind)),
    "products": Table("product", grammar.ident, Noun(PRODUCT, _product)),
    "protocols": Table("protocol", grammar.ident, Noun(PROTOCOL_KEYS, _protocol)),
    "concepts": Table("concept", grammar.ident, Noun(CONCEPT, _concept)),
    "record-types": Table("record type", _record_type, Noun(CONCEPT, _concept)),
}
"""What a catalog folder has: for kinds and products a folder of files, for the others one file each."""
