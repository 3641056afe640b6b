"""The parts to learn from: key concepts and what to read."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from infra_design.write.marks import NOTHING
from infra_design.write.template import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markupsafe import Markup

    from infra_design.model.catalog import Concept, Link
    from infra_design.write.scene import Scene


def concepts(scene: Scene) -> Markup:
    """The words that one needs to understand the stage; those that the stages before explained come folded."""
    earlier: set[str] = set()
    before = scene.before
    while before:
        earlier |= before.concepts.keys()
        before = before.before
    new = [_entry(concept) for ident, concept in scene.concepts.items() if ident not in earlier]
    known = {concept.title: _entry(concept) for ident, concept in scene.concepts.items() if ident in earlier}
    protocols = _protocols(scene)
    if not new and not known and not protocols:
        return NOTHING
    return render("concepts", new=new, known=known, protocols=protocols)


@lru_cache(maxsize=1024)
def _entry(concept: Concept) -> Markup:
    return render("concept", concept=concept)


def _protocols(scene: Scene) -> list[tuple[str, str]]:
    """Protocols that the stage speaks, unless a key concept of the same name explains them."""
    spoken = dict.fromkeys(connection.protocol for connection in scene.stage.connections)
    known = [scene.catalog.protocols[name] for name in spoken if name in scene.catalog.protocols]
    return [(p.title, p.explain) for p in known if p.explain and p.id not in scene.catalog.concepts]


def resources(scene: Scene) -> Markup:
    """What to read: the author's choice, then what the catalog knows of the components."""
    chosen = _unique((*scene.stage.spec.resources, *scene.system.spec.resources), set())
    taken = {link.url for link in chosen}
    more = _unique(_links(scene), taken)
    return render("resources", chosen=chosen, more=more) if chosen or more else NOTHING


def _links(scene: Scene) -> Iterator[Link]:
    for component in scene.stage.components.values():
        yield from component.spec.links
        yield from component.product.links if component.product else ()
        yield from component.kind.links


def _unique(links: Iterable[Link], taken: set[str]) -> list[Link]:
    return [link for link in {link.url: link for link in links}.values() if link.url not in taken]
