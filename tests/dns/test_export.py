"""Zones written out: nothing is lost on the way, and every name server takes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import dns.rdatatype
import dns.zone
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.dns.designs import COMPONENTS, analyses, resolved, stage_of
from tests.dns.test_bad_zones import ALL, files
from tests.dns.zones import ZONE, Line, text_of, zone_lines

from infra_design.model.settings import Settings
from infra_design.pipeline import load
from infra_design.resolve.rdata import BadData, data
from infra_design.write.dns import FORMATS, bind_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from infra_design.model.stage import Stage

    Accepted = Callable[[str, str, Path], None]

INCLUDED = f"dns:\n  {ZONE}: {{$include: {ZONE}.zone}}\n"
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def sets(text: str) -> set[tuple[str, str, int, frozenset[str]]]:
    """All sets of records of a zone file, as dnspython reads it."""
    zone = dns.zone.from_text(text, f"{ZONE}.", relativize=False, check_origin=True)
    return {
        (
            name.to_text().lower(),
            dns.rdatatype.to_text(one.rdtype),
            one.ttl,
            frozenset(data.to_digestable().hex() for data in one),
        )
        for name, one in zone.iterate_rdatasets()
    }


@QUICK
@given(lines=zone_lines())
def test_nothing_is_lost_from_zone_to_design_to_zone(lines: list[Line], tmp_path: Path) -> None:
    text = text_of(lines)
    stage = stage_of(tmp_path, INCLUDED, **{f"{ZONE}.zone": text})
    written = bind_file(stage.zones[ZONE], stage)
    assert written.obstacles == written.remarks == ()
    assert sets(written.text) == sets(text)
    again = stage_of(tmp_path, INCLUDED, **{f"{ZONE}.zone": written.text})
    assert bind_file(again.zones[ZONE], again) == written


@settings(QUICK, max_examples=25)
@given(lines=zone_lines())
def test_bind_takes_what_it_can_take(lines: list[Line], tmp_path: Path, accepted: Accepted) -> None:
    stage = stage_of(tmp_path, INCLUDED, **{f"{ZONE}.zone": text_of(lines)})
    accepted(ZONE, bind_file(stage.zones[ZONE], stage).text, tmp_path)


@pytest.mark.parametrize("case", ALL)
def test_a_bad_zone_is_refused_or_taken_by_a_name_server(
    case: dict[str, Any], tmp_path: Path, accepted: Accepted
) -> None:
    system, problems = resolved(tmp_path, files(case))
    assert bool(problems) == ("problems" in case)
    for stage in system.stages if system and not problems else ():
        for zone in stage.zones.values():
            file = bind_file(zone, stage)
            assert bool(file.text) != bool(file.obstacles)
            if file.text:
                accepted(zone.name, file.text, tmp_path)


OWNERS = [
    "foobar.com",
    "www",
    "ns1",
    "a_b",
    "*",
    "a.*",
    "-x",
    "x" * 64,
    "bücher",
    "_s._tcp",
    "@x",
    "n;s",
    "sub",
    "ns1.sub",
]
VALUES = [
    *(
        "www",
        "ns1",
        "ns1.sub.foobar.com",
        "host.example.net.",
        ".",
        "web",
        "postfix",
        "elb",
        "34.9.9.9",
        "2600::9",
        "1.2.3",
    ),
    *(
        "10 www",
        "0 .",
        "10 34.1.1.1",
        "1 2 3 www",
        '0 issue "x"',
        'plain text; \\ and "quotes"',
        '"a" "b"',
        "1 . alpn=h2",
    ),
    *("ns1 admin 1 2 3 4 5", "1 8 2 " + "00" * 32, "\\# 2 abcd", "4 2 " + "00" * 32, "x" * 400),
]
KINDS = [
    "A",
    "AAAA",
    "ALIAS",
    "CAA",
    "CNAME",
    "DNAME",
    "DS",
    "HTTPS",
    "MX",
    "NS",
    "SOA",
    "SRV",
    "TXT",
    "SSHFP",
    "TYPE65280",
]
VALUE = st.sampled_from(VALUES)
ROLE = st.fixed_dictionaries(
    {"value": VALUE},
    optional={
        "ttl": st.sampled_from([0, 60, 2**31 - 1]),
        "weight": st.integers(0, 300),
        "failover": st.sampled_from(["primary", "secondary"]),
    },
)
ANY_ZONE = st.dictionaries(
    st.sampled_from(OWNERS),
    st.dictionaries(st.sampled_from(KINDS), st.lists(st.one_of(VALUE, ROLE), min_size=1, max_size=3), max_size=3),
    max_size=6,
)


@settings(QUICK, max_examples=150)
@given(zone=ANY_ZONE)
def test_whatever_is_designed_is_refused_or_taken(
    zone: dict[str, object], tmp_path: Path, accepted: Accepted
) -> None:
    """Values that no record of their type can have are left out first: those are mistakes."""
    zone = {owner: {kind: _possible(kind, values) for kind, values in types.items()} for owner, types in zone.items()}
    text = json.dumps({ZONE: {owner: {k: v for k, v in types.items() if v} for owner, types in zone.items()}})
    elb = "  elb: {kind: load-balancer, managed: true, address: lb-1.example.net}\n"
    system, problems = resolved(tmp_path, {"0.yml": f"dns: {text}{COMPONENTS}{elb}"})
    if problems:
        assert all("SOA record" in problem or "address for a record" in problem for problem in problems)
        return
    assert system is not None
    (stage,) = system.stages
    for write in FORMATS.values():
        file = write(stage.zones[ZONE], stage, "")
        assert bool(file.text) != bool(file.obstacles)
    text = bind_file(stage.zones[ZONE], stage).text
    assert text.isascii()
    if text:
        accepted(ZONE, text, tmp_path)
    analyses(system)


def _possible(kind: str, values: list[Any]) -> list[Any]:
    return [one for one in values if _is_data(kind, one["value"] if isinstance(one, dict) else one)]


def _is_data(kind: str, text: str) -> bool:
    if kind in {"A", "AAAA"}:
        return not text.isalnum() or text in {"web", "postfix", "elb"}  # other words are ids of nothing
    try:
        data(kind, text, ZONE)
    except BadData:
        return False
    return True


def canonical(checkout: Path) -> list[Stage]:
    return [stage for system in load(checkout, Settings()).systems for stage in system.stages]


def test_the_canonical_stages_are_taken(checkout: Path, tmp_path: Path, accepted: Accepted) -> None:
    stages = canonical(checkout)
    assert len(stages) == 5
    for stage in stages:
        (zone,) = stage.zones.values()
        file = bind_file(zone, stage)
        accepted("foobar.com", file.text, tmp_path)
        assert [remark.text for remark in file.remarks] == [
            "the SOA record of foobar.com is made up: the design has none"
        ]


def test_the_first_stage_as_a_file(checkout: Path) -> None:
    """By hand, from the design: all but the serial, which follows from the rest."""
    stage = canonical(checkout)[0]
    lines = bind_file(stage.zones["foobar.com"], stage, 7).text.splitlines()
    assert [" ".join(line.split()) for line in lines] == [
        "; foobar.com as of the stage 0-simple-web-stack, written by infra-design",
        "$ORIGIN foobar.com.",
        "; the SOA record of foobar.com is made up: the design has none",
        "@ 3600 IN SOA ns1.dnsprovider.example. hostmaster.foobar.com. 7 7200 900 1209600 3600",
        "@ 3600 IN NS ns1.dnsprovider.example.",
        "@ 3600 IN NS ns2.dnsprovider.example.",
        "@ 300 IN A 8.8.8.8",
        "@ 3600 IN MX 10 mx1.mailprovider.example.",
        "@ 3600 IN MX 20 mx2.mailprovider.example.",
        '@ 3600 IN TXT "v=spf1 include:spf.mailprovider.example -all"',
        '_dmarc 3600 IN TXT "v=DMARC1; p=quarantine; rua=mailto:postmaster@foobar.com"',
        "blog 3600 IN CNAME www.foobar.com.",
        "www 300 IN A 8.8.8.8",
    ]


def exported(root: Path, zones: str, **options: Any) -> str:
    stage = stage_of(root, zones)
    file = bind_file(stage.zones[ZONE], stage, **options)
    assert not file.obstacles
    return file.text


def serial(text: str) -> int:
    return dns.zone.from_text(text, f"{ZONE}.").get_soa().serial


ONE = "dns:\n  foobar.com:\n    www: {A: web}\n    api: {A: mail}\n"


def test_a_serial_follows_from_the_records_alone(tmp_path: Path) -> None:
    first = serial(exported(tmp_path, ONE))
    swapped = "dns:\n  foobar.com:\n    api: {A: mail}\n    www: {A: web}\n"
    assert serial(exported(tmp_path, swapped)) == first
    changes = (("mail", "web"), ("www", "ww"), ("{A: web}", "{A: web, ttl: 60}"), ("A: web", "TXT: web"))
    others = [serial(exported(tmp_path, ONE.replace(*change))) for change in changes]
    assert len({first, *others}) == 1 + len(changes)
    assert 0 < first < 2**32
    assert serial(exported(tmp_path, ONE, serial=42)) == 42


def test_a_serial_that_is_written_stays_unless_another_is_asked_for(tmp_path: Path) -> None:
    soa = f"{ONE}    foobar.com: {{SOA: ns1.example.net. admin 2024010101 7200 900 1209600 300}}\n"
    assert serial(exported(tmp_path, soa)) == 2024010101
    assert serial(exported(tmp_path, soa, serial=1)) == 1
    assert serial(exported(tmp_path, soa, serial="content")) not in {1, 2024010101}


def test_what_a_zone_must_have_and_the_design_has_not_is_marked_as_made_up(
    tmp_path: Path, accepted: Accepted
) -> None:
    stage = stage_of(tmp_path, ONE)
    file = bind_file(stage.zones[ZONE], stage)
    accepted(ZONE, file.text, tmp_path)
    assert [(remark.mark.line, remark.text) for remark in file.remarks] == [
        (2, "the SOA record of foobar.com is made up: the design has none"),
        (2, "the NS record of foobar.com is a placeholder, ns.invalid.: the design names no name server"),
    ]
    for remark in file.remarks:
        assert f"; {remark.text}\n" in file.text
    zone = dns.zone.from_text(file.text, f"{ZONE}.", relativize=False)
    assert [data.target.to_text() for data in zone.get_rdataset(f"{ZONE}.", "NS")] == ["ns.invalid."]


ROLES = """\
dns:
  foobar.com:
    www:
      ttl: 60
      A:
        - {value: web, failover: primary, weight: 3}
        - {value: mail, failover: secondary}
    api:
      CNAME:
        - {value: east.example.net., weight: 1}
        - {value: west.example.net., weight: 9}
    foobar.com: {ALIAS: www.example.net.}
    app: {A: postgresql}
    twice: {TXT: [a, a]}
    mixed: {A: [{value: web, ttl: 60}, {value: mail, ttl: 300}]}
    "*.x": {CNAME: www}
    bücher: {TXT: "1;2"}
"""


def test_what_a_zone_file_cannot_say_is_a_comment(tmp_path: Path, accepted: Accepted) -> None:
    stage = stage_of(tmp_path, ROLES, more="postgresql: {managed: true}")
    file = bind_file(stage.zones[ZONE], stage)
    accepted(ZONE, file.text, tmp_path)
    lines = [" ".join(line.split()) for line in file.text.splitlines()]
    for line in (
        "www 60 IN A 34.1.1.1 ; weight 3, failover primary",
        "; www 60 IN A 34.1.1.2 ; failover secondary: answered only while the primary does not work",
        "api 3600 IN CNAME west.example.net. ; weight 9",
        "; api 3600 IN CNAME east.example.net. ; weight 1: a name has one CNAME at a time",
        "; @ 3600 IN ALIAS www.example.net. ; ALIAS is a provider's own type of record",
        "; app 3600 IN A postgresql ; 'postgresql' has no address here; a provider answers with an alias",
        "mixed 60 IN A 34.1.1.1",
        "mixed 60 IN A 34.1.1.2",
        "*.x 3600 IN CNAME www.foobar.com.",
        'xn--bcher-kva 3600 IN TXT "1;2"',
    ):
        assert line in lines
    assert lines.count('twice 3600 IN TXT "a"') == 1
    assert len(file.remarks) == 2 + 4


@pytest.mark.parametrize(
    ("zone", "line", "what"),
    [
        ("foobar.com: {CNAME: www}\n    www: {A: web}", 3, "has a CNAME and NS, SOA beside it"),
        ("www: {CNAME: [a.example.net., b.example.net.]}", 3, "has several records of type CNAME"),
        ("www: {A: web, CNAME: a.example.net.}", 3, "has a CNAME and A beside it"),
        ("x: {DNAME: [a.example.net., b.example.net.]}", 3, "has several records of type DNAME"),
        ("www: {A: web}\n    api: {A: 1.2.3}", 4, "'1.2.3' is no IPv4 address"),
        ("www: {AAAA: 'fe80::1%eth0'}", 3, "'fe80::1%eth0' is no IPv6 address"),
        ("foobar.com: {NS: [ns1, ns.example.net.]}", 3, "the name server 'ns1.foobar.com' has no address"),
        ("foobar.com: {NS: ns1}\n    ns1: {CNAME: www}\n    www: {A: web}", 3, "'ns1.foobar.com' has no address"),
        ("foobar.com: {DS: 1 8 2 " + "00" * 32 + "}", 3, "a DS record at 'foobar.com' itself"),
        ("'*': {NS: ns.example.net.}", 3, "an NS record at the wildcard"),
        (f"{'a' * 64}: {{A: web}}", 3, "a name longer than DNS allows"),
        (f"{'.'.join(['a' * 60] * 5)}: {{A: web}}", 3, "a name longer than DNS allows"),
        (f"{'ü' * 60}: {{A: web}}", 3, "a name longer than DNS allows"),
    ],
)
def test_a_zone_that_name_servers_refuse_is_not_written(tmp_path: Path, zone: str, line: int, what: str) -> None:
    stage = stage_of(tmp_path, f"dns:\n  foobar.com:\n    {zone}\n")
    for write in FORMATS.values():
        file = write(stage.zones[ZONE], stage, "")
        assert file.text == ""
        assert [problem.mark.line for problem in file.obstacles] == [line]
        assert what in str(file.obstacles[0])


def test_names_that_would_break_a_file_are_escaped(tmp_path: Path, accepted: Accepted) -> None:
    zone = "dns:\n  foobar.com:\n" + "".join(
        f"    '{name}': {{TXT: x}}\n" for name in ("a;b", "c(d", 'e"f', "@g", "h$i")
    )
    text = exported(tmp_path, zone)
    accepted(ZONE, text, tmp_path)
    names = {name.to_text() for name in dns.zone.from_text(text, f"{ZONE}.").nodes}
    assert names == {"@", "a\\;b", "c\\(d", 'e\\"f', "\\@g", "h\\$i"}


def test_the_order_of_an_octodns_file_is_the_one_it_enforces(tmp_path: Path) -> None:
    zone = "dns:\n  foobar.com:\n    w10: {A: web}\n    w9: {A: web}\n    '*': {A: web}\n    foobar.com: {TXT: a;b}\n"
    stage = stage_of(tmp_path, zone)
    content = yaml.safe_load(FORMATS["octodns"](stage.zones[ZONE], stage, "").text)
    assert list(content) == ["", "*", "w9", "w10"]
    assert content[""] == {"ttl": 3600, "type": "TXT", "value": "a\\;b"}
