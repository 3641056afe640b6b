"""What a component is for in this design: the catalog's sentences, filled with the facts of the stage."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from infra_design.model.stage import Role
from infra_design.write.html import NOTHING, Html, code, listed, say
from infra_design.write.text import inline
from infra_design.write.wording import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from infra_design.model.spec import Allow
    from infra_design.model.stage import Component
    from infra_design.write.scene import Scene

_LISTED_AT_MOST = 6
_FACT = re.compile(r"\{([a-z]+)\}")
_HOLE = re.compile("\ue000([a-z]+)\ue001")


def purpose(scene: Scene, component: Component) -> list[Html]:
    """The sentences of product and kind in which every fact is known for this component."""
    product = component.product.purpose if component.product else ()
    known: dict[str, Html] = {}
    sentences = []
    for template in dict.fromkeys((*component.kind.purpose, *product)):
        wanted = _FACT.findall(template)
        known |= {name: fact(scene, component, name) for name in wanted if name not in known}
        if all(known[name] for name in wanted):
            sentences.append(_fill(template, known))
    return sentences


def fact(scene: Scene, component: Component, name: str) -> Html:
    """One thing that a purpose sentence can speak of; empty if unknown, not applicable or no fact of ours."""
    find = FACTS.get(name)
    return listed(find(scene, component), most=_LISTED_AT_MOST) if find else NOTHING


def _fill(template: str, known: Mapping[str, Html]) -> Html:
    return Html(_HOLE.sub(lambda hole: known[hole[1]], _rendered(template)))


@lru_cache(maxsize=1024)
def _rendered(template: str) -> str:
    return str(inline(_FACT.sub("\ue000\\1\ue001", template)))


def _codes(words: Iterable[object]) -> Iterator[Html]:
    return map(code, words)


def _hosts(scene: Scene, component: Component) -> Iterable[Html]:
    hosts = dict.fromkeys(host for instance in scene.instances(component) for host in instance.hosts)
    return scene.things(hosts)


def _places(scene: Scene, component: Component) -> Iterable[Html]:
    instances = scene.instances(component)
    return scene.things(dict.fromkeys(place for i in instances for places in i.places for place in places))


def addresses(scene: Scene, component: Component) -> tuple[str, ...]:
    """Addresses of the group, then those of its instances."""
    own = (address for instance in scene.instances(component) for address in instance.address)
    return tuple(dict.fromkeys((*component.address, *own)))


def _targets(scene: Scene, component: Component) -> Iterable[Html]:
    ids = dict.fromkeys(t.component for c in scene.outgoing.get(component.id, ()) for t in c.targets if t.component)
    return scene.things(ident for ident in ids if ident != component.id)


def _users(scene: Scene, component: Component) -> Iterable[Html]:
    ids = dict.fromkeys(connection.source for connection in scene.incoming.get(component.id, ()))
    return scene.things(ident for ident in ids if ident != component.id)


def _role(*roles: Role) -> Callable[[Scene, Component], Iterable[Html]]:
    def of_role(scene: Scene, component: Component) -> Iterable[Html]:
        return scene.things(instance.id for instance in scene.instances(component) if instance.role in roles)

    return of_role


def _active(scene: Scene, component: Component) -> Iterable[Html]:
    return scene.things([component.active] if component.mode == "active-passive" and _several(component) else [])


def _allows(scene: Scene, component: Component) -> Iterable[Html]:
    return [allowed(scene, allow) for allow in component.spec.allow or ()]


def allowed(scene: Scene, allow: Allow) -> Html:
    """One entry of a firewall's list: "port 443 from the internet"."""
    port = f"port {allow.port}" if allow.port else "any port"
    words = {"internet": Html("the internet"), "any": Html("anywhere")}
    return say("{} from {}", port, words.get(allow.source) or scene.thing(allow.source))


def hostnames(scene: Scene, component: Component) -> tuple[str, ...]:
    """Names that lead to a component."""
    stage = scene.stage
    return tuple(r.hostname for r in stage.resolutions if component.id in r.targets)


def _protocols(scene: Scene, component: Component) -> Iterable[str]:
    spoken = dict.fromkeys(
        connection.protocol for connection in scene.incoming.get(component.id, ()) if connection.protocol
    )
    return [protocol_title(scene, protocol) for protocol in spoken]


def protocol_title(scene: Scene, protocol: str) -> str:
    """A protocol as people write it: "HTTPS"."""
    known = scene.catalog.protocols.get(protocol)
    return known.title if known else protocol


def _collectors(scene: Scene, component: Component) -> Iterable[Html]:
    targets = (
        target.component for connection in scene.outgoing.get(component.id, ()) for target in connection.targets
    )
    watching = {c.id for c in scene.stage.components.values() if c.kind.id == "monitoring"}
    return scene.things(ident for ident in dict.fromkeys(targets) if ident in watching)


def _several(component: Component) -> bool:
    return len(component.instances) > 1


def _versions(scene: Scene, component: Component) -> Iterable[str]:
    return dict.fromkeys(i.version for i in scene.instances(component) if i.version)


FACTS: Mapping[str, Callable[[Scene, Component], Iterable[str | Html]]] = {
    "title": lambda _scene, component: [component.title],
    "count": lambda _scene, component: [number(len(component.instances))],
    "hosts": _hosts,
    "places": _places,
    "addresses": lambda scene, component: _codes(addresses(scene, component)),
    "ports": lambda _scene, component: _codes(component.listens),
    "targets": _targets,
    "users": _users,
    "algorithm": lambda _scene, component: (
        [component.spec.algorithm.replace("-", " ")] * bool(component.spec.algorithm)
    ),
    "mode": lambda _scene, component: [component.mode] * _several(component),
    "primary": _role(Role.PRIMARY),
    "replicas": _role(Role.REPLICA),
    "active": _active,
    "passives": _role(Role.PASSIVE),
    "covers": lambda scene, component: (*scene.things(component.covers), *_codes(component.covers_names)),
    "allows": _allows,
    "hostnames": lambda scene, component: _codes(hostnames(scene, component)),
    "stores": lambda _scene, component: component.stores,
    "product": lambda _scene, component: [component.product_name] * bool(component.product_name),
    "version": _versions,
    "protocol": _protocols,
    "collector": _collectors,
}
"""How each fact is found; `docs/reference/catalog.md` tells authors of catalogs about them."""
