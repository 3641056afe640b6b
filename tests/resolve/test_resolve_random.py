"""Whatever is written, resolving ends, says what is wrong, and gives the same twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra_design.model.source import Mark
from infra_design.model.spec import (
    Allow,
    ComponentSpec,
    InstanceSpec,
    JourneySpec,
    Port,
    RecordSpec,
    StageSpec,
    UseSpec,
    ZoneSpec,
)
from infra_design.resolve import resolve_stage

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog
    from infra_design.model.stage import Stage

MARK = Mark("designs/0.yml", 1, 1)
IDS = ["a", "b", "c", "d", "nginx", "mysql", "certificate", "k8s"]
WORDS = st.sampled_from([*IDS, "a-01", "b-02", "nginx@a", "nginx@a-01", "certificate@nginx@a-01", "gone", "internet"])
NAMES = st.sampled_from(["www.foobar.com", "foobar.com", "a.foobar.com", "*.foobar.com", "other.net", "x.other.net"])
KINDS = st.sampled_from(
    [
        "",
        "browser",
        "server",
        "container",
        "cluster",
        "load-balancer",
        "service",
        "codebase",
        "database",
        "queue",
        "firewall",
        "certificate",
        "backup",
        "monitoring",
        "router",
        "availability-zone",
        "network",
        "dns-server",
        "nonsense",
    ]
)
PORTS = st.sampled_from([Port(80, 80), Port(443, 443), Port(3306, 3306), Port(7000, 8000), Port(53, 53, "udp")])
ADDRESSES = st.sampled_from(["8.8.8.8", "1.1.1.1", "2001:db8::1", "lb.other.net"])
ACCESS = st.sampled_from([None, "read", "write", "read-write"])


def several(one, most=3):
    return st.lists(one, max_size=most).map(tuple)


USES = st.builds(
    UseSpec,
    target=st.one_of(WORDS, NAMES),
    mark=st.just(MARK),
    protocol=st.sampled_from(["", "http", "https", "tcp", "smtp", "own"]),
    port=st.none() | PORTS,
    access=ACCESS,
    optional=st.booleans(),
    encrypted=st.sampled_from([None, True, False]),
    routes=several(st.sampled_from(["/", "/api", "www.foobar.com", "443"]), 2),
    neighbor=st.sampled_from([None, False]),
)
INSTANCES = st.dictionaries(
    st.sampled_from(["01", "02", "x", "y"]),
    st.builds(
        InstanceSpec,
        id=st.just(""),
        mark=st.just(MARK),
        host=st.none() | WORDS,
        places=st.none() | several(WORDS, 2),
        address=st.none() | several(ADDRESSES, 1),
        mtbf=st.sampled_from([None, 100.0]),
    ),
    max_size=3,
)
COMPONENTS = st.builds(
    ComponentSpec,
    id=st.just(""),
    mark=st.just(MARK),
    kind=KINDS,
    hosts=several(WORDS),
    places=several(WORDS),
    count=st.sampled_from([None, None, 1, 2, 3]),
    instances=st.one_of(st.just({}), INSTANCES),
    mode=st.sampled_from([None, "active-active", "active-passive", "primary-replica"]),
    primary=st.sampled_from(["", "a", "a-02"]),
    failover=st.sampled_from([None, "manual", "automatic"]),
    min_read=st.sampled_from([None, 1, 2, 9]),
    min_write=st.sampled_from([None, 1, 2, 9]),
    managed=st.sampled_from([None, True, False]),
    uses=several(USES),
    address=several(ADDRESSES, 2),
    listens=several(PORTS, 2),
    covers=st.none() | several(st.one_of(WORDS, NAMES)),
    allow=st.none() | several(st.builds(Allow, st.none() | PORTS, WORDS, st.just(MARK)), 2),
    encrypted=st.sampled_from([None, True, False]),
    availability=st.sampled_from([None, 0.9]),
    mtbf=st.sampled_from([None, 100.0]),
    mttr=st.sampled_from([None, 0.0, 1.0]),
)
RECORDS = st.builds(
    RecordSpec,
    zone=st.just("foobar.com"),
    owner=NAMES,
    type=st.sampled_from(["A", "AAAA", "CNAME", "ALIAS", "MX", "SRV", "NS", "TXT", "SOA"]),
    value=st.one_of(WORDS, NAMES, ADDRESSES, st.sampled_from(["10 a", "1 2 3 a", ".", "", "x y"])),
    mark=st.just(MARK),
    ttl=st.sampled_from([None, 60]),
)
JOURNEYS = st.builds(
    JourneySpec,
    id=st.just("j"),
    mark=st.just(MARK),
    source=WORDS,
    to=several(st.one_of(WORDS, NAMES, st.sampled_from(["a:80/x", "www.foobar.com/api", ""]))),
    access=ACCESS,
)


@st.composite
def stages(draw: st.DrawFn) -> StageSpec:
    """Stages as no one writes them: every word may point at anything, or nowhere. No two instances share an id."""
    drawn = draw(st.dictionaries(st.sampled_from(IDS), COMPONENTS, max_size=6))
    components = {}
    for ident, spec in drawn.items():
        named = {f"{ident}-{name}": one for name, one in spec.instances.items()}
        instances = {name: replace(one, id=name) for name, one in named.items()}
        components[ident] = replace(spec, id=ident, instances=instances)
    zone = ZoneSpec("foobar.com", MARK, tuple(draw(st.lists(RECORDS, max_size=5))))
    journeys = {"j": journey} if (journey := draw(st.none() | JOURNEYS)) else {}
    return StageSpec(
        "0", MARK.file, MARK, "Any", components=components, zones={"foobar.com": zone}, journeys=journeys
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spec=stages())
def test_any_stage_resolves(catalog: Catalog, spec: StageSpec) -> None:
    stage, problems = resolve_stage(spec, "", catalog)
    assert resolve_stage(spec, "", catalog) == (stage, problems)
    assert list(problems) == sorted(set(problems))
    check(stage)


def check(stage: Stage) -> None:
    """What later steps count on."""
    for component in stage.components.values():
        assert component.instances
        assert component.active in component.instances
        assert all(stage.instances[ident].component == component.id for ident in component.instances)
        if component.kind.id != "cluster":
            assert 1 <= component.min_read <= len(component.instances)
    known = set(stage.instances) | set(stage.components)
    for instance in stage.instances.values():
        assert set(instance.hosts) <= stage.instances.keys()
        assert instance.machine in {"", *stage.carries}
        assert all(places and set(places) <= stage.instances.keys() for places in instance.places)
        assert instance.availability is None or 0 <= instance.availability <= 1
    assert sum(len(component.instances) for component in stage.components.values()) == len(stage.instances)
    idents = [connection.id for connection in stage.connections]
    assert len(idents) == len(set(idents))
    for connection in stage.connections:
        assert all(set(target.members) <= stage.instances.keys() and target.members for target in connection.targets)
        assert set(connection.neighbors) <= set(stage.components[connection.source].instances)
        assert connection.targets or connection.hostname
    for component in stage.components.values():
        assert {*component.hosts, *component.places, *component.covers} <= known
    for journey in stage.journeys:
        for request in journey.requests:
            chain = [stage.connection(ident) for ident in request.chain]
            assert chain
            assert request.start == (chain[0].target if request.reader else chain[0].source)
