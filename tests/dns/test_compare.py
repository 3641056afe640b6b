"""What counts as drift, without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.dns.designs import stage_of

from infra_design.adapters.drift import Drift, Server, ServerError, compare, expectations
from infra_design.adapters.drift.answer import Answer, keys, without_serial

if TYPE_CHECKING:
    from pathlib import Path

ZONE = "dns:\n  foobar.com:\n    www: {A: [web, mail], ttl: 300}\n"
WWW = ("34.1.1.1", "34.1.1.2")


def drifts(root: Path, zone: str, **answers: Answer) -> tuple[Drift, ...]:
    """What differs if a server answers these types so, and has nothing else."""
    wanted = expectations(stage_of(root, zone).zones.values())
    return compare(wanted, lambda _, kind: answers.get(kind, Answer(authoritative=True))).drifts


@pytest.mark.parametrize(
    ("answer", "kind", "ttls"),
    [
        (Answer(WWW, 300, authoritative=True), None, None),
        (Answer(WWW[::-1], 300, authoritative=True), None, None),
        (Answer(WWW, 299), None, None),
        (Answer(WWW, 0), None, None),
        (Answer(WWW, 301), "differs", (300, 301)),
        (Answer(WWW, 299, authoritative=True), "differs", (300, 299)),
        (Answer(WWW[:1], 300, authoritative=True), "differs", None),
        (Answer((*WWW, "34.1.1.3"), 300, authoritative=True), "differs", None),
        (Answer(), "missing", None),
        (Answer(failure="no answer in time"), None, None),
    ],
)
def test_a_cache_may_have_less_time_left_an_authority_not(
    tmp_path: Path, answer: Answer, kind: str | None, ttls: tuple[int, int] | None
) -> None:
    found = drifts(tmp_path, ZONE, A=answer)
    assert [(one.kind, one.ttls) for one in found] == ([(kind, ttls)] if kind else [])


def test_what_is_not_answered_is_no_drift_and_is_said(tmp_path: Path) -> None:
    wanted = expectations(stage_of(tmp_path, ZONE).zones.values())
    result = compare(wanted, lambda *_: Answer(failure="refused"))
    assert (result.compared, result.drifts) == (0, ())
    assert [(one.owner, one.type, one.failure) for one in result.unanswered] == [("www.foobar.com", "A", "refused")]


def test_each_name_is_asked_for_what_it_should_not_have(tmp_path: Path) -> None:
    zone = (
        "dns:\n  foobar.com:\n    www: {A: web}\n    blog: {CNAME: www}\n    '*.x': {TXT: a}\n"
        "    app: {A: postgresql}\n    sub: {NS: [ns1.example.net., ns2.example.net.]}\n"
    )
    stage = stage_of(tmp_path, zone, more="postgresql: {managed: true}")
    wanted = expectations(stage.zones.values())
    asked: list[tuple[str, str]] = []
    compare(wanted, lambda *question: asked.append(question) or Answer(authoritative=True))
    probe = "infra-design-probe.x.foobar.com"
    assert sorted(asked) == sorted(
        [
            ("www.foobar.com", "A"),
            ("blog.foobar.com", "CNAME"),
            (probe, "TXT"),
            ("sub.foobar.com", "NS"),
            *((one, kind) for one in ("www.foobar.com", probe) for kind in ("AAAA", "CAA", "HTTPS", "MX")),
            ("www.foobar.com", "TXT"),
            (probe, "A"),
        ]
    )
    assert [(one.owner, one.type) for one in wanted.skipped] == [("app.foobar.com", "A")]


def test_an_alias_on_the_server_is_told_once(tmp_path: Path) -> None:
    zone = "dns:\n  foobar.com:\n    www: {A: web, TXT: a}\n"
    alias = Answer(alias="else.example.net.", authoritative=True)
    found = drifts(tmp_path, zone, **dict.fromkeys(("A", "TXT", "AAAA", "MX", "CAA", "HTTPS"), alias))
    assert [(one.kind, one.type, one.answered) for one in found] == [
        ("extra", "CNAME", ("else.example.net.",)),
        ("missing", "A", ()),
        ("missing", "TXT", ()),
    ]


def test_serials_of_soa_records_go_their_own_ways(tmp_path: Path) -> None:
    soa = "ns1.example.net. admin.example.net. {} 7200 900 1209600 300"
    zone = f"dns:\n  foobar.com:\n    foobar.com: {{SOA: {soa.format(1)}}}\n"
    assert drifts(tmp_path, zone, SOA=Answer((soa.format(99),), 3600, authoritative=True)) == ()
    other = soa.format(99).replace("7200", "7201")
    (drift,) = drifts(tmp_path, zone, SOA=Answer((other,), 3600, authoritative=True))
    assert (drift.kind, drift.type) == ("differs", "SOA")
    assert without_serial("a. b. 1 2 3 4 5") == "a. b. … 2 3 4 5"


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        ("TXT", '"ab" "c"', '"abc"', True),
        ("TXT", '"a"', '"A"', False),
        ("TXT", '"a\\"b"', '"a\\"" "b"', True),
        ("MX", "10 Mail.foobar.com.", "10 mail.FOOBAR.com.", True),
        ("AAAA", "2600:0:0::2", "2600::2", True),
        ("AAAA", "::ffff:1.2.3.4", "::ffff:102:304", True),
        ("CAA", '0 ISSUE "a"', '0 issue "a"', True),
        ("CAA", '0 issue "A"', '0 issue "a"', False),
        ("HTTPS", '1 WWW.x. alpn="h2" port="1"', '1 www.x. port="1" alpn="h2"', True),
        ("HTTPS", '1 www.x. alpn="h2"', '1 www.x. alpn="H2"', False),
        ("SSHFP", "4 2 aa", "4 2 ab", False),
    ],
)
def test_data_is_equal_where_dns_sees_no_difference(kind: str, one: str, other: str, *, same: bool) -> None:
    assert (keys(kind, [one]) == keys(kind, [other])) == same


@pytest.mark.parametrize(
    ("text", "address", "port", "shown"),
    [
        ("192.0.2.1", "192.0.2.1", 53, "192.0.2.1:53"),
        ("127.0.0.1:5353", "127.0.0.1", 5353, "127.0.0.1:5353"),
        ("2001:db8::1", "2001:db8::1", 53, "[2001:db8::1]:53"),
        ("[::1]:5353", "::1", 5353, "[::1]:5353"),
        ("[::1]", "::1", 53, "[::1]:53"),
    ],
)
def test_servers_as_they_are_written(text: str, address: str, port: int, shown: str) -> None:
    server = Server.parse(text)
    assert (server.address, server.port, str(server)) == (address, port, shown)


@pytest.mark.parametrize("text", ["", "localhost", "1.2.3.4:", "1.2.3.4:99999", "1.2.3.4:5:6", "[1.2.3", "::1]:5"])
def test_what_is_no_server(text: str) -> None:
    with pytest.raises(ServerError, match="is no address of a server"):
        Server.parse(text)
