"""A zone from a zone file, patched by the stage that includes it and by later ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.dns.designs import COMPONENTS, resolved, system_of

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.stage import Stage

FILE = """\
$TTL 1h
@      SOA   ns1.example.net. hostmaster 1 7200 900 1209600 300
@      NS    ns1.example.net.
@      NS    ns2.example.net.
@      MX    10 mail
mail   A     34.1.1.2
www    300 A     34.9.9.1
www    300 A     34.9.9.2
www    300 AAAA  2600::1
old    60  A     34.9.9.9
*.dev  CNAME www
"""
FIRST = "dns:\n  foobar.com:\n    $include: foobar.com.zone\n"


def told(root: Path, *stages: str) -> list[dict[str, list[tuple[str, int]]]]:
    """For each stage: name and type → values with their TTL."""
    files = {f"{number}.yml": text for number, text in enumerate(stages)}
    files["0.yml"] += COMPONENTS
    system = system_of(root, files | {"foobar.com.zone": FILE})
    return [held(stage) for stage in system.stages]


def held(stage: Stage) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for record in stage.zones["foobar.com"].records:
        name = record.owner.removesuffix("foobar.com").removesuffix(".") or "@"
        found.setdefault(f"{name} {record.type}", []).append((record.value, record.ttl))
    return found


AS_WRITTEN = {
    "@ SOA": [("ns1.example.net. hostmaster.foobar.com. 1 7200 900 1209600 300", 3600)],
    "@ NS": [("ns1.example.net.", 3600), ("ns2.example.net.", 3600)],
    "@ MX": [("10 mail.foobar.com.", 3600)],
    "mail A": [("34.1.1.2", 3600)],
    "www A": [("34.9.9.1", 300), ("34.9.9.2", 300)],
    "www AAAA": [("2600::1", 300)],
    "old A": [("34.9.9.9", 60)],
    "*.dev CNAME": [("www.foobar.com.", 3600)],
}
LATER = "extends: '0'\ndns:\n  foobar.com:\n    "


@pytest.mark.parametrize(
    ("patch", "changes"),
    [
        ("www: {A: web}", {"www A": [("34.1.1.1", 300)]}),
        ("www: {A: [web, mail]}", {"www A": [("34.1.1.1", 300), ("34.1.1.2", 300)]}),
        ("www: {A: {value: web, ttl: 60}}", {"www A": [("34.1.1.1", 60)]}),
        ("www: {ttl: 60}", {"www A": [("34.9.9.1", 60), ("34.9.9.2", 60)], "www AAAA": [("2600::1", 60)]}),
        ("www: {AAAA: null}", {"www AAAA": None}),
        ("old: null", {"old A": None}),
        ("new: {TXT: hello}", {"new TXT": [('"hello"', 3600)]}),
        ("mail: {AAAA: mail}", {"mail AAAA": [("2600::2", 3600)]}),
        (
            "foobar.com: {MX: [10 mail, 20 mx.example.net]}",
            {"@ MX": [("10 mail.foobar.com.", 3600), ("20 mx.example.net.", 3600)]},
        ),
        ("'*.dev': {CNAME: null, A: web}", {"*.dev CNAME": None, "*.dev A": [("34.1.1.1", 3600)]}),
    ],
)
def test_a_patch_changes_what_it_names_and_nothing_else(
    tmp_path: Path, patch: str, changes: dict[str, list[tuple[str, int]] | None]
) -> None:
    wanted = {name: value for name, value in (AS_WRITTEN | changes).items() if value is not None}
    assert told(tmp_path, FIRST, LATER + patch) == [AS_WRITTEN, wanted]
    assert told(tmp_path, f"{FIRST}    {patch}\n", "extends: '0'") == [wanted, wanted]


def test_the_ttl_of_a_zone_is_that_of_records_that_have_none_of_their_own(tmp_path: Path) -> None:
    (_, later) = told(tmp_path, FIRST, LATER + "$ttl: 120")
    own = {"www A", "www AAAA", "old A"}
    assert {name: {ttl for _, ttl in values} for name, values in later.items()} == {
        name: {ttl for _, ttl in AS_WRITTEN[name]} if name in own else {120} for name in AS_WRITTEN
    }


def test_places_of_what_is_patched_are_those_of_the_patch(tmp_path: Path) -> None:
    files = {"0.yml": FIRST + COMPONENTS, "1.yml": LATER + "www: {A: web}", "foobar.com.zone": FILE}
    records = system_of(tmp_path, files).stages[1].zones["foobar.com"].records
    places = {(record.owner, record.type): (str(record.spec.mark), record.spec.source) for record in records}
    assert places["www.foobar.com", "A"] == ("designs/1.yml:4:14", "")
    assert places["www.foobar.com", "AAAA"] == ("designs/foobar.com.zone:9:18", "designs/foobar.com.zone")


def test_what_is_printed_of_a_stage_is_the_same_zone(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    patch = LATER + "www: {A: [web, {value: mail, weight: 2, failover: secondary}]}\n    txt: {TXT: 'a;\"b'}"
    files = {"0.yml": FIRST + COMPONENTS, "1.yml": patch, "foobar.com.zone": FILE}
    stage = system_of(tmp_path / "a", files).stages[1]
    again = system_of(tmp_path / "b", {"0.yml": stage.spec.merged}).stages[0]
    assert held(again) == held(stage)
    assert "$include" not in stage.spec.merged


def test_removing_what_a_zone_file_has_not_is_a_mistake(tmp_path: Path) -> None:
    files = {"0.yml": FIRST + COMPONENTS, "1.yml": LATER + "ftp: null", "foobar.com.zone": FILE}
    _, problems = resolved(tmp_path, files)
    assert len(problems) == 1
    assert problems[0].startswith("designs/1.yml:4:10: there is no 'ftp.foobar.com' here to remove")
