"""Components as written."""

from __future__ import annotations

import re
from typing import get_args

from infra_design.model.spec import Allow, ComponentSpec, Failover, InstanceSpec, Mode
from infra_design.read import grammar
from infra_design.read.connection import Uses
from infra_design.read.icons import ICON
from infra_design.read.instances import (
    ADDRESSES,
    AVAILABILITY,
    CAPACITY,
    COST,
    INSTANCES,
    MIN_AVAILABLE,
    MTBF,
    MTTR,
    PLACES,
    TITLE,
    VERSION,
    generated,
    named,
)
from infra_design.read.keys import Key, Keys, Noun, Values
from infra_design.read.links import LINKS
from infra_design.read.reading import Mistake, Reading, clip
from infra_design.read.shape import Listed, Word
from infra_design.read.tree import Entry, Mapping, Scalar, marks
from infra_design.read.words import (
    DURATION,
    FLAG,
    ID,
    KIND,
    LIKE_BOOLEAN,
    LINE,
    PORT,
    REFERENCE,
    TEXT,
    choice,
    port,
    word,
)

MODES: tuple[Mode, ...] = get_args(Mode)
FAILOVERS: tuple[Failover, ...] = get_args(Failover)


def _allow(node: Scalar, reading: Reading) -> Allow:
    match = re.fullmatch(r"\s*(\S+)\s+from\s+(\S+)\s*", node.text)
    if not match:
        raise Mistake(
            f"'{clip(node.text)}' does not say PORT from SOURCE", "such as '443 from internet'", "bad-allow"
        )
    span = None if match[1] == "any" else port(match[1], reading)
    return Allow(span, grammar.source(match[2]), node.mark)


ALLOW = Word(
    "an opening", _allow, {"type": "string", "pattern": rf"^\s*(?:any|{grammar.PORT})\s+from\s+[A-Za-z0-9.:/@-]+\s*$"}
)


def _health(node: Scalar, reading: Reading) -> tuple[bool, str]:
    if node.boolean is not None:
        return node.boolean, ""
    if node.plain and node.text.lower() in LIKE_BOOLEAN:
        FLAG.parse(node, reading)
    return True, TEXT.parse(node, reading)


KIND_KEY = Key(
    "kind", KIND, "What it is. An id that names a kind needs none.", "load-balancer", instead="type class role"
)
PRODUCT = Key(
    "product",
    LINE,
    "What it runs; free text if the catalog does not know it. An id that names a product needs none.",
    "haproxy",
    instead="image software app runs",
)
EXPLAIN = Key(
    "explain",
    TEXT,
    "Markdown: what it does in this design, in your own words.",
    "Spreads the visitors over two servers.",
    instead="description describe text notes",
)
WHY = Key(
    "why",
    TEXT,
    "Markdown: why it was added in this stage. Not inherited.",
    "One server could not take the load.",
    inherited=False,
    instead="reason because rationale",
)
LINKS_KEY = Key(
    "links",
    LINKS,
    "Links to read more: a map from title to URL.",
    {"Runbook": "https://example.com/runbook"},
    instead="docs references urls",
)
ICON_KEY = Key(
    "icon",
    ICON,
    "`provider.module.Class` of the `diagrams` library, or `file:NAME` of your catalog folder.",
    "aws.network.ELB",
)
HOST = Key(
    "host",
    Listed(REFERENCE),
    "What it runs on: an id, an instance id, or a list. On something with several instances: one on each.",
    "web",
    instead="on runs-on node server hosted-on hosts",
)
MODE = Key(
    "mode",
    choice("a mode", MODES),
    "How the instances share the work; `active-active` unless the catalog knows better.",
    "primary-replica",
    instead="cluster-mode replication",
)
PRIMARY = Key(
    "primary", REFERENCE, "The instance that is active or primary; the first unless written.", "mysql@web-02"
)
FAILOVER = Key(
    "failover",
    choice("a failover", FAILOVERS),
    "Who lets another instance take over; `automatic` when managed.",
    "automatic",
)
MANAGED = Key("managed", FLAG, "`true` if a provider runs it and makes it redundant.", example=True)
USES = Key(
    "uses",
    Uses(),
    "What it connects to: a target, a list of targets, or a map from targets to words.",
    {"app": "http:8000"},
    instead="use connects connects-to depends-on calls targets backends",
)
LISTENS = Key(
    "listens",
    Listed(PORT),
    "The ports it listens on; the first is the default.",
    [80, 443],
    instead="port ports listen expose",
)
COVERS = Key(
    "covers",
    Listed(word("an id or a hostname", grammar.target, rf"{grammar.INSTANCE}|{grammar.HOSTNAME}")),
    "What a firewall, certificate, backup, monitoring or dns-server takes care of: ids or hostnames.",
    ["www.foobar.com"],
    instead="protects for cover domains",
)
ALLOW_KEY = Key(
    "allow",
    Listed(ALLOW),
    "What a firewall lets through: `PORT from SOURCE`. What is not listed is denied.",
    ["443 from internet"],
    instead="rules allows ingress",
)
STORES = Key("stores", Listed(ID), "What it keeps: `sessions`, `uploads`, `data`.", ["data"])
HEALTH_CHECK = Key(
    "health-check",
    Word("true, false or text", _health, {"type": ["boolean", "string"]}),
    "Whether a load balancer asks its backends if they work; text says how.",
    "GET /healthz every 2 s",
)
ALGORITHM = Key(
    "algorithm", LINE, "How a load balancer chooses.", "round-robin", instead="balance balancing strategy"
)
ENCRYPTED = Key(
    "encrypted",
    FLAG,
    "On a network or cluster: all traffic in it is encrypted (mesh, VPN).",
    example=True,
    instead="tls ssl encryption",
)
RECOVERY = Key("recovery", DURATION, "How long taking over lasts.", "60s", instead="recovery-time rto")

COMPONENT = Keys(
    "component",
    KIND_KEY,
    PRODUCT,
    VERSION,
    TITLE,
    EXPLAIN,
    WHY,
    LINKS_KEY,
    ICON_KEY,
    HOST,
    PLACES,
    INSTANCES,
    MODE,
    PRIMARY,
    FAILOVER,
    MIN_AVAILABLE,
    MANAGED,
    USES,
    ADDRESSES,
    LISTENS,
    COVERS,
    ALLOW_KEY,
    STORES,
    HEALTH_CHECK,
    ALGORITHM,
    ENCRYPTED,
    RECOVERY,
    AVAILABILITY,
    MTBF,
    MTTR,
    CAPACITY,
    COST,
)


def _component(entry: Entry, values: Values, _: Reading) -> ComponentSpec:
    count_, instances = _counted(entry.name, values(INSTANCES))
    min_read, min_write = values.get(MIN_AVAILABLE, (None, None))
    health_check, health_check_text = values.get(HEALTH_CHECK, (None, ""))
    return ComponentSpec(
        id=entry.name,
        mark=entry.key.mark,
        kind=values.get(KIND_KEY, ""),
        product=values.get(PRODUCT, ""),
        version=values.get(VERSION, ""),
        title=values.get(TITLE, ""),
        explain=values.get(EXPLAIN, ""),
        why=values.get(WHY, ""),
        links=values.get(LINKS_KEY, ()),
        icon=values.get(ICON_KEY, ""),
        hosts=values.get(HOST, ()),
        places=values.get(PLACES, ()),
        count=count_,
        instances=instances,
        mode=values(MODE),
        primary=values.get(PRIMARY, ""),
        failover=values(FAILOVER),
        min_read=min_read,
        min_write=min_write,
        managed=values(MANAGED),
        uses=values.get(USES, ()),
        address=values.get(ADDRESSES, ()),
        listens=values.get(LISTENS, ()),
        covers=values(COVERS),
        allow=values(ALLOW_KEY),
        stores=values(STORES),
        health_check=health_check,
        health_check_text=health_check_text,
        algorithm=values.get(ALGORITHM, ""),
        encrypted=values(ENCRYPTED),
        recovery=values(RECOVERY),
        availability=values(AVAILABILITY),
        mtbf=values(MTBF),
        mttr=values(MTTR),
        capacity=values(CAPACITY),
        cost=values(COST),
        marks=marks(entry.value),
    )


def _counted(ident: str, written: dict[str, InstanceSpec] | int | None) -> tuple[int | None, dict[str, InstanceSpec]]:
    """A count where the names and the instances are those that a count gives; `{}` says nothing."""
    if isinstance(written, int):
        return written, {}
    if not written:
        return None, {}
    plain = all(spec == InstanceSpec(spec.id, spec.mark, marks=spec.marks) for spec in written.values())
    if plain and list(written) == generated(ident, len(written)):
        return len(written), {}
    return None, written


class Component(Noun[ComponentSpec]):
    """One component; a count of instances is spelled out here, where its id is known."""

    def __init__(self) -> None:
        super().__init__(COMPONENT, _component)

    def read(self, entry: Entry, reading: Reading) -> ComponentSpec | None:
        """The component; one that was read before is the same."""
        known = reading.known.get(id(entry.value))
        if known is None:
            return super().read(entry, reading)
        reading.instances += known.count or len(known.instances)
        return known

    def spell(self, entry: Entry) -> Mapping:
        """The long form; what is in long form already stays the same."""
        if isinstance(entry.value, Mapping) and entry.value.long:
            return entry.value
        node = super().spell(entry)
        entries = node.entries
        written = entries.get("instances")
        if written and isinstance(written.value, Scalar) and not written.value.null:
            mark = written.value.mark
            names = [Scalar(name, mark) for name in generated(entry.name, int(written.value.text))]
            entries = entries | {"instances": Entry(written.key, named(names, written.value))}
        return Mapping(entries, node.mark, whole=node.whole, long=True)
