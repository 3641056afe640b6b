"""The parts to learn from: key concepts and what to read."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from infra_design.write.html import (
    Html,
    block,
    definitions,
    fold,
    items,
    lines,
    link,
    listed,
    paragraph,
    say,
    subheading,
)
from infra_design.write.text import markdown, read_more, safe_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra_design.model.catalog import Concept, Link
    from infra_design.write.scene import Scene


def concepts(scene: Scene) -> Html:
    """The words that one needs to understand the stage; those that the stages before explained come folded."""
    earlier: set[str] = set()
    before = scene.before
    while before:
        earlier |= before.concepts.keys()
        before = before.before
    new = {concept.title: _entry(concept) for ident, concept in scene.concepts.items() if ident not in earlier}
    known = {concept.title: _entry(concept) for ident, concept in scene.concepts.items() if ident in earlier}
    protocols = _protocols(scene)
    return block(
        "concepts",
        definitions(new.items()),
        fold(say("Explained in the stages before: {}", listed(known)), definitions(known.items())),
        fold(say("Protocols: {}", listed(protocols)), definitions(protocols.items())),
    )


@lru_cache(maxsize=1024)
def _entry(concept: Concept) -> Html:
    return lines(markdown(concept.explain), paragraph(read_more(concept.links), class_="infra-links"))


def _protocols(scene: Scene) -> dict[str, Html]:
    """Protocols that the stage speaks, unless a key concept of the same name explains them."""
    spoken = dict.fromkeys(connection.protocol for connection in scene.stage.connections)
    known = [scene.catalog.protocols[name] for name in spoken if name in scene.catalog.protocols]
    return {p.title: markdown(p.explain) for p in known if p.explain and p.id not in scene.catalog.concepts}


def resources(scene: Scene) -> Html:
    """What to read: the author's choice, then what the catalog knows of the components."""
    chosen = {one.url: one for one in (*scene.stage.spec.resources, *scene.system.spec.resources)}
    more = {one.url: one for one in _links(scene) if one.url not in chosen}
    others = reading(more.values())
    return block(
        "resources", reading(chosen.values()), subheading("About the components", others) if chosen else others
    )


def reading(links: Iterable[Link]) -> Html:
    """Links, one below the other."""
    return items(link(safe_address(one.url), one.title) for one in links)


def _links(scene: Scene) -> Iterator[Link]:
    for component in scene.stage.components.values():
        yield from component.spec.links
        yield from component.product.links if component.product else ()
        yield from component.kind.links
