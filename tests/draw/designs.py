"""Random designs that resolve, to draw what nobody has thought of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

SOFTWARE = ["web-server", "application-server", "service", "worker", "load-balancer", "api-gateway"]
STORES = ["database", "cache", "queue", "object-storage"]
MODES = [None, "primary-replica", "active-passive"]


TITLES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40)


@st.composite
def designs(draw: DrawFn) -> dict[str, Any]:
    """A stage with clients, machines in places, clusters, software, stores, firewalls, backups, monitoring, names."""
    components: dict[str, Any] = {"here": {"kind": "region"}, "net": {"kind": "network"}}
    zones = [f"zone-{number}" for number in range(draw(st.integers(0, 2)))]
    components |= {zone: {"kind": "availability-zone", "in": "here"} for zone in zones}
    machines = [f"machine-{number}" for number in range(draw(st.integers(0, 4)))]
    for machine in machines:
        components[machine] = {"kind": "server", "instances": draw(st.integers(1, 6)), "address": "192.0.2.1"}
        components[machine] |= draw(_placed(zones))
    if machines and draw(st.booleans()):
        components["cluster"] = {"kind": "cluster", "host": machines.pop()}
    hosts = [*machines, *(["cluster"] if "cluster" in components else [])]
    things = [f"thing-{number}" for number in range(draw(st.integers(1, 9)))]
    for thing in things:
        components[thing] = draw(_thing(hosts, zones))
    for thing in things:
        targets = draw(st.lists(st.sampled_from(things), max_size=3, unique=True))
        words = {target: draw(st.sampled_from(["", "optional", "encrypted", "read", "8443"])) for target in targets}
        components[thing]["uses"] = {target: word or {} for target, word in words.items() if target != thing}
    for number in range(draw(st.integers(1, 2))):
        components[f"client-{number}"] = {"kind": "browser", "uses": draw(st.sampled_from(things))}
    components |= draw(_beside(machines, things))
    return {"title": draw(TITLES), "components": components}


@st.composite
def _placed(draw: DrawFn, zones: list[str]) -> dict[str, Any]:
    choices: list[Any] = [None, ["net"], *([zones, zones[:1], [*zones, "net"]] if zones else [])]
    places = draw(st.sampled_from(choices))
    return {"in": places} if places else {}


@st.composite
def _thing(draw: DrawFn, hosts: list[str], zones: list[str]) -> dict[str, Any]:
    thing: dict[str, Any] = {"kind": draw(st.sampled_from(SOFTWARE + STORES))}
    if hosts and draw(st.booleans()):
        thing["host"] = draw(st.sampled_from(hosts))
    else:
        thing |= {"instances": draw(st.integers(1, 6))} | draw(_placed(zones))
    if draw(st.booleans()):
        thing["title"] = draw(TITLES)
    mode = draw(st.sampled_from(MODES))
    return thing | ({"mode": mode} if mode else {})


@st.composite
def _beside(draw: DrawFn, machines: list[str], things: list[str]) -> dict[str, Any]:
    """Firewalls, certificates, monitoring, backups."""
    found: dict[str, Any] = {}
    for number, machine in enumerate(machines):
        if draw(st.booleans()):
            found[f"wall-{number}"] = {"kind": "firewall", "host": machine, "allow": ["any from any"]}
    if draw(st.booleans()):
        found["moat"] = {"kind": "firewall", "covers": draw(st.sampled_from([["net"], ["here"], things[:2]]))}
    if draw(st.booleans()):
        found["waf"] = {"kind": "waf", "covers": [draw(st.sampled_from(things))]}
    if draw(st.booleans()):
        found["certificate"] = {"kind": "certificate", "host": draw(st.sampled_from(things))}
    if machines and draw(st.booleans()):
        found["agent"] = {"kind": "monitoring-agent", "host": machines, "uses": "watch"}
        found["watch"] = {"kind": "monitoring"} | draw(st.sampled_from([{"managed": True}, {"host": machines[0]}]))
    if draw(st.booleans()):
        found["copies"] = {
            "kind": "backup",
            "covers": draw(st.lists(st.sampled_from(things), max_size=2, min_size=1)),
        }
    return found
