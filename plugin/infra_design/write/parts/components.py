"""The part that says what a stage is made of: a table, and an explanation of each component."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.write.html import (
    NOTHING,
    Html,
    block,
    bold,
    change_badge,
    codes,
    definitions,
    element,
    fold,
    items,
    joined,
    lines,
    listed,
    paragraph,
    row,
    say,
    table,
)
from infra_design.write.parts.story import buys
from infra_design.write.purpose import addresses, fact, protocol_title, purpose
from infra_design.write.text import inline, markdown, read_more
from infra_design.write.wording import counted, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.model.analysis import Difference
    from infra_design.model.stage import Component, Connection
    from infra_design.write.scene import Scene

_HEAD = ("Component", "Is a", "Count", "On", "Address", "Ports")
_ONE_BY_ONE = {Category.CODE, Category.GUARD, Category.CERTIFICATE, Category.AGENT, Category.PLACE, Category.CLIENT}
"""Instances of these never stand in for each other, so that nothing is to be said of them as a group."""


def components(scene: Scene) -> Html:
    """All components of a stage."""
    there = list(scene.stage.components.values())
    return block(
        "components",
        paragraph(say("{}.", sentence(str(listed(_kinds(scene)))))),
        table(_HEAD, (_row(scene, component) for component in there)),
        *(_section(scene, component, general) for component, general in _generals(scene)),
    )


def _kinds(scene: Scene) -> list[str]:
    """What there is, counted: "3 servers", "1 load balancer"."""
    counts: dict[str, tuple[int, str, str]] = {}
    for component in scene.stage.components.values():
        kind = component.kind
        counts[kind.id] = (counts.get(kind.id, (0,))[0] + len(component.instances), kind.title, kind.plural)
    return [counted(count, _lower(one), _lower(many)) for count, one, many in counts.values()]


def _lower(title: str) -> str:
    """In the middle of a sentence: "load balancer", but "CDN" as it is."""
    return title[:1].lower() + title[1:] if not title[1:2].isupper() else title


def _row(scene: Scene, component: Component) -> Html:
    product = " ".join(filter(None, (component.product_name, component.spec.version)))
    return row(
        scene.thing(component.id) + _change(scene, component),
        ": ".join(filter(None, (component.kind.title, product))),
        str(len(component.instances)),
        fact(scene, component, "hosts"),
        codes(addresses(scene, component)),
        codes(component.listens),
    )


def _change(scene: Scene, component: Component) -> Html:
    difference = scene.differences("component").get(component.id)
    return change_badge(difference.change if difference else None)


@dataclass(frozen=True, slots=True)
class _General:
    """What the catalog says of a component's product and kind, if no component before it said so.

    Attributes:
        fresh: new to who has read the stage before.
    """

    texts: tuple[str, ...]
    fresh: bool


def _generals(scene: Scene) -> Iterator[tuple[Component, _General]]:
    known = _explained(scene.before) if scene.before else frozenset()
    told: set[str] = set()
    for component in scene.stage.components.values():
        texts = {name: text for name, text in _catalog_texts(component).items() if text}
        new = tuple(text for name, text in texts.items() if name not in told)
        yield component, _General(new, fresh=any(name not in known for name in texts))
        told |= texts.keys()


def _catalog_texts(component: Component) -> dict[str, str]:
    product = component.product
    texts = {f"product {product.id}": product.explain} if product else {}
    return texts | {f"kind {component.kind.id}": component.kind.explain}


def _explained(scene: Scene) -> frozenset[str]:
    return frozenset(name for component in scene.stage.components.values() for name in _catalog_texts(component))


def _section(scene: Scene, component: Component, general: _General) -> Html:
    spec, kind, product = component.spec, component.kind, component.product
    name = component.product_name or kind.title
    links = {one.url: one for one in (*spec.links, *(product.links if product else ()), *kind.links)}
    more = read_more(links.values())
    return element(
        "section",
        lines(
            _heading(scene, component),
            element("div", markdown(spec.explain), class_="infra-own") if spec.explain else NOTHING,
            paragraph(joined(purpose(scene, component), " ")),
            _why(scene, component),
            fold(f"{name} in general", *map(markdown, general.texts), unfolded=general.fresh),
            definitions((*_facts(component), *_ends(scene, component)), class_="infra-facts"),
            items(map(scene.marked_issue, scene.findings_of(component.id)), class_="infra-its-issues"),
            paragraph("Read more: ", more, class_="infra-links") if more else NOTHING,
        ),
        class_="infra-component",
        data_component=component.id,
    )


def _heading(scene: Scene, component: Component) -> Html:
    product = component.product_name if component.product_name != component.title else ""
    what = ", ".join(filter(None, (component.kind.title, product)))
    change = _change(scene, component)
    return element("h3", component.title, " ", element("small", what), change, id=f"component-{component.id}")


def _why(scene: Scene, component: Component) -> Html:
    """The author's reason; else what it buys; else whatever else is computed."""
    difference: Difference | None = scene.differences("component").get(component.id)
    if not component.spec.why and difference and difference.buys:
        return element("div", buys(scene, difference))
    words = component.spec.why or (difference.why if difference else "")
    return element("div", bold("Why it is here:"), " ", inline(words)) if words else NOTHING


def _facts(component: Component) -> Iterator[tuple[str, str]]:
    """What the design states or the catalog assumes of a component, beyond the columns of the table."""
    spec, several = component.spec, len(component.instances) > 1 and component.kind.category not in _ONE_BY_ONE
    facts = {
        "Algorithm": spec.algorithm,
        "Mode": component.mode if several else "",
        "Failover": component.failover if several and component.mode != "active-active" else "",
        "Must work": _minimum(component) if several else "",
        "Health check": spec.health_check_text or {True: "yes", False: "no", None: ""}[spec.health_check],
        "Keeps": ", ".join(component.stores),
        "Run by": "a provider" if component.managed else "",
        "Certificates for": ", ".join(component.tls_names),
    }
    return ((name, value) for name, value in facts.items() if value)


def _minimum(component: Component) -> str:
    read, write = component.min_read, component.min_write
    return f"{read if read == write else f'{read} to read, {write} to write'} of {len(component.instances)}"


def _ends(scene: Scene, component: Component) -> Iterator[tuple[str, Html]]:
    """What it uses and what uses it, with protocol and port."""
    outgoing, incoming = scene.outgoing.get(component.id, ()), scene.incoming.get(component.id, ())
    uses = [_end(scene, target.component, connection) for connection in outgoing for target in connection.targets]
    users = [_end(scene, connection.source, connection) for connection in incoming]
    return ((name, joined(dict.fromkeys(links))) for name, links in (("Uses", uses), ("Used by", users)) if links)


def _end(scene: Scene, other: str, connection: Connection) -> Html:
    words = " ".join(filter(None, (protocol_title(scene, connection.protocol), str(connection.port or ""))))
    name = scene.thing(other)
    return lines(name + " " + element("small", f"({words})")) if words else name
