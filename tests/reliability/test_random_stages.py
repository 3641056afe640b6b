"""The engine against format.md section 7 read word by word: small random designs, every failure tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reliability.oracle import breaking, journey_works, minimal, unavailability
from tests.reliability.stages import component, instance, journey, request, some, stage, uses, whole

from infra_design.analyze.journeys import analyze_journey
from infra_design.analyze.reliability import holds
from infra_design.analyze.structure import stage_structure
from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from infra_design.model.stage import Component, Connection, Instance, Journey, Request, Stage, Target

MODES = ("active-active", "active-active", "active-passive", "primary-replica")
ACCESS = ("read-write", "read-write", "read", "write")
ROUTES = ((), (), (), ("/api",), ("/",), ("/api/users",), ("shop.example.com",), ("8443", "/api"))


class Making:
    """One random stage: at most nine failure units, so that all 512 failures can be tried."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.components: dict[str, Component] = {}
        self.instances: dict[str, Instance] = {}
        self.units = draw(st.integers(3, 9))

    def one(self, *choices: object) -> object:
        return self.draw(st.sampled_from(choices))

    def fails(self) -> bool:
        self.units -= 1
        return self.units >= 0 and self.draw(st.integers(0, 9)) > 0

    def group(self, ident: str, size: int, category: Category = Category.SOFTWARE) -> list[str]:
        names = [ident] if size == 1 else [f"{ident}-{number}" for number in range(1, size + 1)]
        self.components[ident] = component(
            ident,
            names,
            category,
            mode=self.one(*MODES) if size > 1 else "active-active",
            active=self.one(*names),
            failover=self.one("manual", "automatic"),
            min_read=self.draw(st.integers(1, size)) if self.one(0, 0, 1) else 1,
            min_write=self.draw(st.integers(1, size)) if self.one(0, 0, 1) else 1,
        )
        return names

    def add(self, owner: str, names: list[str], hosts: list[list[str]], places: list[list[list[str]]]) -> None:
        for number, name in enumerate(names):
            owned = self.components[owner].kind.category
            self.instances[name] = instance(
                name,
                owner,
                hosts[number] if number < len(hosts) else [],
                places[number] if number < len(places) else [],
                fails=owned not in {Category.CLIENT, Category.CLUSTER} and self.fails(),
                availability=self.one(0.9, 0.99, 0.5),
            )

    def foundations(self) -> None:
        zones = self.group("zone", 2, Category.PLACE) if self.one(0, 1) else []
        self.add("zone", zones, [], []) if zones else None
        machines = self.group("web", self.draw(st.integers(1, 3)), Category.MACHINE)
        places = [
            [self.draw(st.lists(st.sampled_from(zones), min_size=1, max_size=2))] if zones else [] for _ in machines
        ]
        self.add("web", machines, [], places)
        if self.one(0, 0, 1):
            self.add("cluster", self.group("cluster", 1, Category.CLUSTER), [machines], [])
            least = self.draw(st.integers(1, len(machines)))
            self.components["cluster"] = component("cluster", ["cluster"], Category.CLUSTER, min_read=least)

    def software(self) -> list[str]:
        names = [f"s{number}" for number in range(self.draw(st.integers(1, 4)))]
        below = [ident for ident in self.instances if not ident.startswith("zone")]
        for name in names:
            copies = self.group(name, self.draw(st.integers(1, 3)))
            hosts = [[self.one(*below)] if self.one(0, 1, 1) else [] for _ in copies]
            self.add(name, copies, hosts, [])
        return names

    def connections(self, names: list[str]) -> list[Connection]:
        found = {}
        for _ in range(self.draw(st.integers(0, 6))):
            source, target = str(self.one(*names)), str(self.one(*names))
            needed = bool(self.one(0, 1, 1, 1))
            connection = uses(
                source,
                [self.target(target)]
                if self.one(0, 1, 1, 1)
                else [self.target(target), self.target(str(self.one(*names)))],
                str(self.one(*ACCESS)),
                needed=needed,
                optional=not needed,
                routes=self.one(*ROUTES),
                neighbors=self.neighbors(source, target),
                dns_servers=tuple(self.draw(st.lists(st.sampled_from(names), max_size=1)))
                if self.one(0, 0, 1)
                else (),
            )
            found[connection.id] = connection
        return list(found.values())

    def target(self, ident: str) -> Target:
        members = self.components[ident].instances
        return some(ident, str(self.one(*members))) if self.one(0, 0, 1) else whole(ident)

    def neighbors(self, source: str, target: str) -> dict[str, tuple[str, ...]]:
        if self.one(0, 1):
            return {}
        found = {}
        for one in self.components[source].instances:
            here = [
                other
                for other in self.components[target].instances
                if self.instances[other].hosts and self.instances[other].hosts == self.instances[one].hosts
            ]
            if here:
                found[one] = tuple(here)
        return found

    def journeys(self, names: list[str], connections: list[Connection]) -> list[Journey]:
        first = uses("visitor", [self.target(names[0])], neighbors=self.neighbors("visitor", names[0]))
        connections.append(first)
        way = {
            "hostname": self.one("", "shop.example.com"),
            "path": self.one("/", "/api", "/api/users/7"),
            "port": self.one(None, 8443),
        }
        steps: list[Request] = [request(first.id, target=names[0], **way)]
        forward = [one for one in connections if one.source == names[0]]
        if forward and self.one(0, 1):
            steps.append(request(self.one(*forward).id, start=names[0], **way))
        against = [
            one
            for one in connections
            if one.targets[0].component == names[0] and one.source not in {"visitor", names[0]}
        ]
        if against and self.one(0, 1):
            steps.append(request(self.one(*against).id, start=names[0], reader=True, **way))
        return [journey(access, steps, access) for access in ("read", "write")]


@st.composite
def stages(draw: st.DrawFn) -> Stage:
    making = Making(draw)
    making.foundations()
    names = making.software()
    making.add("visitor", making.group("visitor", 1, Category.CLIENT), [], [])
    connections = making.connections(names)
    journeys = making.journeys(names, connections)
    return stage(making.components.values(), making.instances.values(), connections, journeys)


@settings(max_examples=150, deadline=None)
@given(stages())
def test_the_engine_agrees_with_the_text(design: Stage) -> None:
    for one in design.journeys:
        sets = breaking(design, one)
        cuts = minimal(sets)
        result = analyze_journey(design, one, 9)
        assert result.works is (() not in cuts)
        if not result.works:
            assert result.broken_at
            continue
        assert list(result.cut_sets) == cuts
        assert result.order == 9
        assert set(result.units) == {unit for cut in cuts for unit in cut}
        availability = {ident: unit.availability or 0.0 for ident, unit in design.instances.items() if unit.fails}
        assert result.availability == pytest.approx(1 - unavailability(sets, availability), abs=1e-12)
        shorter = analyze_journey(design, one, 1)
        assert shorter.cut_sets == tuple(cut for cut in cuts if len(cut) == 1)


@settings(max_examples=150, deadline=None)
@given(stages(), st.data())
def test_a_failed_set_of_units_breaks_what_the_text_says(design: Stage, data: st.DataObject) -> None:
    compiled = stage_structure(design)
    units = [one.id for one in design.instances.values() if one.fails]
    failed = frozenset(data.draw(st.lists(st.sampled_from(units))) if units else ())
    for one in design.journeys:
        assert holds(compiled.of(one.id), failed) is journey_works(design, one, failed)
