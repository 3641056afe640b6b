"""Strategies for design files: valid ones in every written form, and such as nobody means."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

IDS = ["web", "app", "db", "lb", "cache", "nginx", "mysql"]
ids = st.sampled_from(IDS)
instance_ids = ids | st.sampled_from(["web-01", "nginx@web-01", "app-02"])
names = st.sampled_from(["www.foobar.com", "foobar.com", "*.foobar.com", "WWW.foobar.com.", "shop.example.com"])
ports = st.sampled_from([80, 443, "8000", "7000-8000", "1194/udp", 53])
protocols = st.sampled_from(["http", "https", "mysql", "dns", "HTTPS"])
access = st.sampled_from(["read", "write", "read-write"])
durations = st.sampled_from(["60s", "4h", "1h30m", "2d", "500ms"])
shares = st.sampled_from(["99.9%", "0.999", 0.5, 1, "100%"])
text = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=30) | st.sampled_from(
    [
        "Two: one",
        "One, two",
        "# no comment",
        "- item",
        "line\n\n  more\nlines\n",
        "null",
        "true",
        "1.10",
        "'",
        '"',
        " x ",
        "",
    ]
)
line = text.map(lambda value: " ".join(value.split()))


def one_or_list(item: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return item | st.lists(item, max_size=3, unique_by=str)


def some(**keys: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name.replace("_", "-"): value for name, value in keys.items()})


@st.composite
def words(draw: st.DrawFn) -> str:
    first = draw(
        st.just("")
        | protocols
        | ports.map(str)
        | st.tuples(protocols, ports).map(lambda pair: f"{pair[0]}:{pair[1]}")
    )
    rest = [draw(st.just("") | access), *draw(st.sets(st.sampled_from(["optional", "encrypted"])).map(sorted))]
    return " ".join(part for part in (first, *rest) if part)


routes = st.sampled_from(["/", "/api", "photos.example.com", 8443])
long_use = some(
    protocol=protocols,
    port=ports,
    access=access,
    optional=st.booleans(),
    encrypted=st.booleans(),
    neighbor=st.booleans(),
    explain=text,
    **{"for": one_or_list(routes)},
)
use = st.none() | words().filter(bool) | long_use
targets = instance_ids | st.sampled_from(["www.foobar.com", "api.example.com"])
uses = one_or_list(targets) | st.dictionaries(
    targets, use | st.lists(words().filter(bool) | long_use, max_size=2), max_size=3
)
addresses = st.sampled_from(["8.8.8.8", "::1", "2001:DB8::1", "lb.example.com"])
links = st.dictionaries(
    line.filter(str.strip), st.sampled_from(["https://example.com/a?b#c", "../a.md#b", "/x/"]), max_size=2
)
instance = some(
    title=line,
    host=instance_ids,
    address=one_or_list(addresses),
    version=line,
    availability=shares,
    cost=st.integers(0, 9),
)
instances = (
    st.integers(1, 5)
    | st.lists(st.sampled_from(["x-a", "x-b", "x-c"]), min_size=1, max_size=3, unique=True)
    | st.dictionaries(st.sampled_from(["x-a", "x-b", "x-01"]), st.none() | instance, max_size=3)
)
openings = st.tuples(
    st.just("any") | ports.map(str), st.sampled_from(["internet", "any", "web", "10.0.0.0/8", "nginx@web-01"])
)
component = some(
    kind=st.sampled_from(["server", "database", "service", "browser", "firewall"]),
    product=st.sampled_from(["haproxy", "mysql", "home made"]),
    version=line | st.sampled_from([1.10, 8, True]),
    title=line,
    explain=text,
    why=text,
    links=links,
    icon=st.sampled_from(["aws.network.ELB", "onprem.client.User"]),
    host=one_or_list(instance_ids),
    instances=instances,
    mode=st.sampled_from(["active-active", "active-passive", "primary-replica"]),
    failover=st.sampled_from(["manual", "automatic"]),
    min_available=st.just(1) | st.just({"read": 1}) | st.just({"read": 1, "write": 1}),
    managed=st.booleans(),
    uses=uses,
    address=one_or_list(addresses),
    listens=one_or_list(ports),
    covers=one_or_list(instance_ids | names),
    allow=one_or_list(openings.map(" from ".join)),
    stores=one_or_list(st.sampled_from(["data", "sessions"])),
    health_check=st.booleans() | st.just("GET /"),
    algorithm=line,
    encrypted=st.booleans(),
    recovery=durations,
    availability=shares,
    capacity=st.integers(1, 99),
    cost=st.floats(0, 99).map(lambda value: round(value, 2)),
    **{"in": one_or_list(ids)},
)
record = st.sampled_from(["web", "8.8.8.8", "10 mail", "v=spf1 -all; x", '"quoted; text"', "foobar.com."])
ttls = st.sampled_from([0, 300, "5m", "1h"])
long_record = st.fixed_dictionaries(
    {"value": record},
    optional={"ttl": ttls, "weight": st.integers(0, 9), "failover": st.sampled_from(["primary", "secondary"])},
)
owner = st.dictionaries(
    st.sampled_from(["A", "AAAA", "mx", "TXT", "CNAME", "TYPE99"]),
    record | long_record | st.lists(record | long_record, min_size=1, max_size=3),
    max_size=3,
).flatmap(lambda types: st.just(types) | ttls.map(lambda ttl: {**types, "ttl": ttl}))
zone = st.dictionaries(
    st.sampled_from(["www", "foobar.com", "*", "a.b", "mail.foobar.com"]), owner, max_size=3
).flatmap(lambda names: st.just(names) | ttls.map(lambda ttl: {**names, "$ttl": ttl}))
journey = st.fixed_dictionaries(
    {"from": instance_ids, "to": one_or_list(targets | st.just("shop.example.com/orders"))},
    optional={"access": access, "title": line, "explain": text, "target": shares, "peak-load": st.integers(1, 9)},
)
waiver = (
    st.none()
    | text.filter(str.strip)
    | some(reason=text, owner=line, until=st.sampled_from(["2027-03-01", "2027"]), ticket=line)
)
stage_keys: dict[str, SearchStrategy[Any]] = {
    "title": line,
    "summary": text,
    "explain": text,
    "status": st.sampled_from(["past", "current", "planned"]),
    "date": st.sampled_from(["2027-03-01", 2027]),
    "decision": text,
    "claims": one_or_list(st.sampled_from(["no-spof", "end-to-end-tls"])),
    "peak-load": st.integers(1, 500),
    "dns": st.dictionaries(st.sampled_from(["foobar.com", "Example.com."]), zone, max_size=2),
    "journeys": st.dictionaries(st.sampled_from(["order", "read"]), journey, max_size=2),
    "resources": links,
    "accept": st.dictionaries(st.sampled_from(["spof-server@web", "no-*", "x@a->b,c"]), waiver, max_size=2),
    "rules": st.dictionaries(st.sampled_from(["no-backup", "dns"]), st.sampled_from(["ignore", "low"]), max_size=2),
}
components = st.dictionaries(ids, st.none() | component, max_size=4)
stages = st.fixed_dictionaries({"components": components}, optional=stage_keys)
patches = st.fixed_dictionaries({"extends": st.just("s0")}, optional={"components": components, **stage_keys})

NULL = float("nan")
VOCABULARY = st.sampled_from(
    [
        "components",
        "dns",
        "journeys",
        "accept",
        "rules",
        "extends",
        "title",
        "links",
        "resources",
        "defaults",
        "x-y",
        "web",
        "kind",
        "host",
        "in",
        "uses",
        "instances",
        "min-available",
        "allow",
        "address",
        "icon",
        "availability",
        "foobar.com",
        "www",
        "A",
        "MX",
        "ttl",
        "$ttl",
        "$include",
        "value",
        "read",
        "for",
        "from",
        "to",
        "<<",
        "@",
        "*",
    ]
)
ODD = (None, NULL, True, 0, 1, 10**30, -1, 1.5, "", "web", "s0", "server", "http", "99.9%", "1h", "443 from any")
SCALARS = st.sampled_from(ODD) | st.sampled_from(
    (
        "8.8.8.8",
        "www.x.y",
        "null",
        "~",
        "../../etc/passwd",
        "\\",
        "javascript:x",
        "file:x",
        "a.b.C",
        "x\ny",
        "🦊",
        "2027-02-30",
    )
)


def trees(scalars: SearchStrategy[Any], keys: SearchStrategy[str]) -> SearchStrategy[Any]:
    return st.recursive(
        scalars, lambda below: st.lists(below, max_size=4) | st.dictionaries(keys, below, max_size=6), max_leaves=25
    )


anything = trees(SCALARS | st.text(max_size=5), VOCABULARY | st.text(max_size=4))
printable = st.dictionaries(VOCABULARY | text, trees(SCALARS | text, VOCABULARY | text), min_size=1, max_size=6)


def yaml(value: object) -> str:
    """Flow style; None in a map is an empty value, and only NULL is null."""
    if value is NULL:
        return "null"
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{yaml(name)}: {'' if below is None else yaml(below)}" for name, below in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(yaml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
