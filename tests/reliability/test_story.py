"""The canonical stages, as an engineer would work them out with a pencil."""

from itertools import product
from math import prod

import pytest
from tests.reliability.designs import story

from infra_design.analyze.journeys import analyze_journey
from infra_design.model.analysis import JourneyResult

SERVER, WEB, APP, CODE, DATA, BALANCER = 0.995, 0.9995, 0.999, 0.9995, 0.999, 0.9995
"""What the catalog assumes; a changed catalog fails in `test_the_figures_are_those_of_the_catalog` first."""


def results(stage: int) -> tuple[JourneyResult, JourneyResult]:
    """Reading and writing."""
    found = story()[stage]
    read, write = (analyze_journey(found, journey, 3) for journey in found.journeys)
    assert (read.journey.access, write.journey.access) == ("read", "write")
    return read, write


def test_the_figures_are_those_of_the_catalog() -> None:
    found = {ident: one.availability for ident, one in story()[1].instances.items() if one.fails}
    assert {ident: found[ident] for ident in ("lb", "haproxy", "web-01")} == {
        "lb": SERVER,
        "haproxy": BALANCER,
        "web-01": SERVER,
    }
    assert [found[f"{one}@web-01"] for one in ("nginx", "app", "code", "mysql")] == [WEB, APP, CODE, DATA]


def test_one_server_is_in_series_with_all_that_stands_on_it() -> None:
    for result in results(0):
        assert result.works
        assert result.cut_sets == (("app",), ("code",), ("mysql",), ("nginx",), ("web",))
        assert result.order == 3
        assert result.availability == pytest.approx(SERVER * WEB * APP * CODE * DATA, abs=1e-14)
        assert result.units == ("app", "code", "mysql", "nginx", "web")
        assert result.unknown == ()


SIDE = ("app", "code", "nginx")


def side(number: int) -> list[str]:
    return [f"web-0{number}", *(f"{one}@web-0{number}" for one in SIDE)]


def pairs(*sets: tuple[str, str]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(tuple(sorted(one)) for one in sets))


@pytest.mark.parametrize("stage", [1, 2])
def test_two_servers_read_while_one_side_and_one_database_work(stage: int) -> None:
    """A side is a machine with nginx, app and code; neighbors never help out. Databases serve either side."""
    result = results(stage)[0]
    databases = [("mysql@web-01", "mysql@web-02"), ("mysql@web-01", "web-02"), ("web-01", "mysql@web-02")]
    assert result.single_points == ("haproxy", "lb")
    assert result.cut_sets[2:] == pairs(*product(side(1), side(2)), *databases)
    software = WEB * APP * CODE
    one_machine = 2 * SERVER * (1 - SERVER) * software * DATA
    both_machines = SERVER**2 * (1 - (1 - software) ** 2) * (1 - (1 - DATA) ** 2)
    assert result.availability == pytest.approx(SERVER * BALANCER * (one_machine + both_machines), abs=1e-14)


@pytest.mark.parametrize("stage", [1, 2])
def test_two_servers_write_while_the_primary_works(stage: int) -> None:
    result = results(stage)[1]
    assert result.single_points == ("haproxy", "lb", "mysql@web-01", "web-01")
    assert result.cut_sets[4:] == pairs(*product(side(1)[1:], side(2)))
    assert "mysql@web-02" not in result.units
    software = WEB * APP * CODE
    sides = 1 - (1 - software) * (1 - SERVER * software)
    assert result.availability == pytest.approx(SERVER * BALANCER * SERVER * DATA * sides, abs=1e-14)


def test_one_server_a_tier_is_worse_than_before() -> None:
    for before, result in zip(results(2), results(3), strict=True):
        assert result.single_points == ("app", "app-server", "code", "db-server", "mysql", "nginx", "web")
        assert result.cut_sets[7:] == pairs(*product(("lb-01", "haproxy@lb-01"), ("lb-02", "haproxy@lb-02")))
        balancers = 1 - (1 - SERVER * BALANCER) ** 2
        tiers = SERVER**3 * WEB * APP * CODE * DATA
        assert result.availability == pytest.approx(balancers * tiers, abs=1e-14)
        assert before.availability is not None
        assert result.availability is not None
        assert result.availability < before.availability


def test_two_of_every_tier_leave_writing_its_primary() -> None:
    read, write = results(4)
    assert read.single_points == ()
    assert write.single_points == ("db-server-01", "mysql@db-server-01")
    pair = {
        tier: 1 - (1 - SERVER * one) ** 2 for tier, one in {"lb": BALANCER, "web": WEB, "app": APP * CODE}.items()
    }
    database = SERVER * DATA
    assert read.availability == pytest.approx(prod(pair.values()) * (1 - (1 - database) ** 2), abs=1e-14)
    assert write.availability == pytest.approx(prod(pair.values()) * database, abs=1e-14)


def test_importance_of_the_single_server() -> None:
    """In series, Birnbaum's measure is the product of the others, and the gain of perfection that times 1 - own."""
    read = results(0)[0]
    by_unit = {one.instance: one for one in read.importance}
    others = WEB * APP * CODE * DATA
    assert read.importance[0].instance == "web"
    assert by_unit["web"].birnbaum == pytest.approx(others)
    assert by_unit["web"].gain == pytest.approx(others * (1 - SERVER))
    assert [one.instance for one in read.importance] == ["web", "app", "mysql", "code", "nginx"]


def test_assumptions_say_where_each_number_comes_from() -> None:
    read = results(1)[0]
    assert "independent" in read.assumptions[0]
    sentence = next(one for one in read.assumptions if one.startswith("99.5%"))
    assert sentence.startswith("99.5% for lb, web-01 and web-02 (assumed for a server")
    assert all(any(unit in one for one in read.assumptions) for unit in read.units)
