"""The part about the network: firewalls, connections, reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.model.stage import Encryption
from infra_design.write.html import (
    NOTHING,
    Html,
    badge,
    block,
    change_badge,
    code,
    fold,
    items,
    listed,
    paragraph,
    row,
    say,
    subheading,
    table,
)
from infra_design.write.purpose import allowed, fact, protocol_title
from infra_design.write.wording import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.model.analysis import Reach
    from infra_design.model.stage import Component, Connection
    from infra_design.write.scene import Scene

_GUARDS = ("Firewall", "Stands on", "Guards", "Lets in")
_WIRES = ("From", "To", "Protocol", "Port", "Encryption", "Notes")
_REACH = ("From", "Reaches", "On port", "Past", "Encryption", "By")
_ENCRYPTION = {
    Encryption.ENCRYPTED: badge("encrypted", "encrypted"),
    Encryption.CLEAR: badge("clear text", "clear"),
    Encryption.UNKNOWN: Html("not stated"),
    Encryption.LOCAL: Html("within one machine"),
}


def network(scene: Scene) -> Html:
    """What each firewall is for and lets in, every connection, and who can reach what."""
    guards = table(_GUARDS, (_guard(scene, component) for component in scene.of(Category.GUARD)))
    wires = table(_WIRES, (_wire(scene, connection) for connection in scene.stage.connections))
    denied = paragraph("What a firewall does not let in is denied.") if guards else NOTHING
    return block(
        "network",
        subheading("Firewalls", guards, denied),
        subheading("Connections", wires),
        subheading("Who can reach what", *_reach(scene)),
    )


def _reach(scene: Scene) -> Iterator[Html]:
    """What outsiders and places reach in the open, what components reach of each other folded."""
    components = scene.stage.components
    apart = {ident for ident, one in components.items() if one.kind.category is not Category.PLACE}
    outside = [row for row in scene.analysis.reach if row.source not in apart]
    inside = [row for row in scene.analysis.reach if row.source in apart]
    yield table(_REACH, (_reached(scene, row) for row in outside))
    yield fold("What each component can reach", table(_REACH, (_reached(scene, row) for row in inside)))
    if outside or inside:
        cut = "" if scene.analysis.reach_complete else " There is more: the firewalls let in too much to list."
        yield paragraph(f"As far as the design says; what it does not say is not known to be closed.{cut}")


def _reached(scene: Scene, reach: Reach) -> Html:
    source = "the internet" if reach.source == "internet" else scene.thing(reach.source)
    by = "a declared connection" if reach.connections else "nothing yet, but the firewalls would let it in"
    return row(
        source,
        scene.thing(reach.target),
        code(reach.port) if reach.port else "not stated",
        listed(scene.things(reach.firewalls)) or "no firewall",
        _ENCRYPTION[reach.encryption],
        say("denied by {}", scene.thing(reach.denied)) if reach.denied else by,
    )


def _guard(scene: Scene, guard: Component) -> Html:
    allow = guard.spec.allow
    entries = items(sentence_of(allowed(scene, entry)) for entry in allow or ())
    lets_in = entries or ("not stated" if allow is None else "nothing")
    return row(scene.thing(guard.id), fact(scene, guard, "hosts"), fact(scene, guard, "covers"), lets_in)


def sentence_of(words: Html) -> Html:
    """Words that begin with a text of ours, with a capital letter."""
    return Html(sentence(str(words)))


def _wire(scene: Scene, connection: Connection) -> Html:
    difference = scene.differences("connection").get(connection.id)
    return row(
        scene.thing(connection.source) + change_badge(difference.change if difference else None),
        listed(scene.things(target.component for target in connection.targets), "or"),
        protocol_title(scene, connection.protocol),
        code(connection.port) if connection.port else NOTHING,
        _ENCRYPTION[connection.encryption],
        "; ".join(_notes(scene, connection)),
        data_connection=connection.id,
    )


def _notes(scene: Scene, connection: Connection) -> Iterator[str]:
    several = len(scene.stage.components[connection.source].instances) > 1
    notes = {
        "replication": connection.replication,
        f"{connection.access} only": connection.access != "read-write",
        "optional": connection.optional,
        f"for {', '.join(connection.routes)}": bool(connection.routes),
        f"as {connection.hostname}": bool(connection.hostname),
        "each its neighbor on the same machine": several and bool(connection.neighbors),
    }
    return (note for note, holds in notes.items() if holds)
