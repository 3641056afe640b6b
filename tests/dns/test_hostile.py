"""Whatever a server answers, asking ends in bounded time with an answer or a failure, and nothing crashes."""

from __future__ import annotations

import random
import struct
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from click.testing import CliRunner
from tests.dns.conftest import LOOPBACK, free_port
from tests.dns.designs import stage_of
from tests.dns.hostile import PAUSE, framed, serving

from infra_design.adapters.cli import main
from infra_design.adapters.drift import Server, ServerError, asking, transferred
from infra_design.adapters.drift.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

NAME, KIND = "www.foobar.com", "A"
FAILED = "no answer in time"
PATIENT, BRIEF = 3.0, 0.1
"""Seconds to wait: for what must come, on a busy machine too; and for what never comes."""
BOUND = 15
"""Seconds within which all must be over, on a busy machine too; what is not bounded takes for ever."""


def reply(query: bytes, *lines: str, **changes: object) -> dns.message.Message:
    """A proper response with these records."""
    message = dns.message.make_response(dns.message.from_wire(query))
    message.flags |= dns.flags.AA
    for line in lines:
        owner, ttl, kind, data = line.split(" ", 3)
        message.answer.append(dns.rrset.from_text(owner, int(ttl), "IN", kind, data))
    for name, value in changes.items():
        getattr(message, name)(value)
    return message


def good(query: bytes) -> bytes:
    return reply(query, f"{NAME}. 300 A 34.1.1.1").to_wire()


def asked(udp: Callable, tcp: Callable | None = None, timeout: float = PATIENT, kind: str = KIND) -> Answer:
    with serving(udp, tcp) as port:
        return asking(Server(LOOPBACK, port), timeout, 5)(NAME, kind)


RIGHT = Answer(("34.1.1.1",), 300, authoritative=True)


def test_a_proper_answer() -> None:
    assert asked(lambda query: [good(query)]) == RIGHT


def other_id(query: bytes) -> bytes:
    return struct.pack("!H", (struct.unpack("!H", query[:2])[0] + 1) % 65536) + good(query)[2:]


def other_question(query: bytes) -> bytes:
    wrong = dns.message.make_query("www.example.org", "A")
    wrong.id = dns.message.from_wire(query).id
    return reply(wrong.to_wire(), "www.example.org. 300 A 34.9.9.9").to_wire()


NO_ANSWERS = {
    "nothing": lambda _: [],
    "an empty packet": lambda _: [b""],
    "garbage": lambda _: [b"\xff" * 100, b"\x00", b"garbage"],
    "the question itself": lambda query: [query],
    "another id": lambda query: [other_id(query)],
    "another question": lambda query: [other_question(query)],
    "half an answer": lambda query: [good(query)[: len(good(query)) // 2]],
    "an answer and junk": lambda query: [good(query) + b"junk"],
    "a name that points to itself": lambda query: [
        query[:2] + b"\x84\x00\x00\x01\x00\x01\x00\x00\x00\x00\xc0\x0c\x00\x01\x00\x01"
    ],
    "more records than there are": lambda query: [good(query)[:6] + b"\xff\xff" + good(query)[8:]],
}  # fmt: skip


@pytest.mark.parametrize("packets", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_what_is_no_answer_is_passed_over(packets: Callable[[bytes], list[bytes]]) -> None:
    start = time.monotonic()
    assert asked(packets, timeout=BRIEF).failure == FAILED
    assert time.monotonic() - start < BOUND
    assert asked(lambda query: [*packets(query), good(query)]) == RIGHT


def test_a_flood_of_garbage_ends() -> None:
    def flood(query: bytes) -> Iterator[bytes]:
        until = time.monotonic() + 2
        while time.monotonic() < until:
            yield other_id(query)

    start = time.monotonic()
    assert asked(flood, timeout=BRIEF).failure == FAILED
    assert time.monotonic() - start < BOUND


def test_a_lost_packet_is_asked_for_again() -> None:
    seen = []

    def second(query: bytes) -> Iterable[bytes]:
        seen.append(query)
        return [good(query)] if len(seen) > 1 else []

    assert asked(second, timeout=0.5) == RIGHT
    assert len(seen) == 2


def truncated(query: bytes) -> list[bytes]:
    message = reply(query)
    message.flags |= dns.flags.TC
    return [message.to_wire()]


def test_a_truncated_answer_is_asked_for_over_tcp() -> None:
    assert asked(truncated, lambda query: [framed(good(query))]) == RIGHT


def test_an_answer_cut_off_in_a_record_is_asked_for_over_tcp() -> None:
    def cut(query: bytes) -> list[bytes]:
        wire = bytearray(good(query))
        wire[2] |= 0x02
        return [bytes(wire[:-3])]

    assert asked(cut, lambda query: [framed(good(query))]) == RIGHT


BROKEN_STREAMS = {
    "closed at once": (lambda _: [], "no connection"),
    "closed in the middle": (lambda query: [framed(good(query))[:10]], "no connection"),
    "nothing": (lambda _: [PAUSE] * 20, FAILED),
    "a drop at a time": (lambda _: [b"\xff\xff", *([b"x", PAUSE] * 20)], FAILED),
    "garbage": (lambda _: [framed(b"\xff" * 100)], "no answer that can be read (ValueError)"),
    "another id": (lambda query: [framed(other_id(query))], "no answer that can be read (ValueError)"),
    "64 KB of zeros": (lambda _: [framed(b"\x00" * 65535)], "no answer that can be read (ValueError)"),
    "an empty message": (lambda _: [b"\x00\x00"], "no answer that can be read (ValueError)"),
}


@pytest.mark.parametrize(("packets", "failure"), BROKEN_STREAMS.values(), ids=BROKEN_STREAMS)
def test_a_broken_stream_is_no_answer(packets: Callable[[bytes], list[bytes]], failure: str) -> None:
    start = time.monotonic()
    timeout = BRIEF if failure == FAILED else PATIENT
    assert asked(truncated, packets, timeout=timeout).failure == failure
    assert time.monotonic() - start < BOUND


def prepared(*lines: str) -> Callable[[bytes], list[bytes]]:
    """A large answer that is ready before it is asked for."""
    query = dns.message.make_query(NAME, KIND, use_edns=0, payload=1232).to_wire()
    message = reply(query, *lines).to_wire(max_size=65535)
    return lambda query: [framed(query[:2] + message[2:])]


def test_a_giant_answer_is_read() -> None:
    """As many records as a message holds; names of a hundred labels, and a set of thousands."""
    names = [f"{'a.' * 100}{number}.example.net." for number in range(150)]
    chain = [f"{NAME}. 300 CNAME {names[0]}", *(f"{one} 60 CNAME {two}" for one, two in pairwise(names))]
    many = [f"{NAME}. 300 A 34.{number // 250}.{number % 250}.1" for number in range(3500)]
    long, wide = prepared(*chain), prepared(*many)
    start = time.monotonic()
    assert asked(truncated, long).alias == names[0]
    assert len(asked(truncated, wide).values) == 3500
    assert time.monotonic() - start < BOUND


def test_a_server_without_edns_is_asked_plainly() -> None:
    def old(query: bytes) -> list[bytes]:
        if dns.message.from_wire(query).edns >= 0:
            return [reply(query, set_rcode=dns.rcode.FORMERR).to_wire()]
        return [good(query)]

    assert asked(old) == RIGHT


@pytest.mark.parametrize("rcode", ["SERVFAIL", "REFUSED", "NOTAUTH", "FORMERR", "NOTIMP", "YXDOMAIN"])
def test_an_error_is_a_failure(rcode: str) -> None:
    answer = asked(lambda query: [reply(query, set_rcode=dns.rcode.from_text(rcode)).to_wire()])
    assert answer == Answer(failure=f"the server answers {rcode}")


def test_no_such_name_and_no_such_record_are_answers() -> None:
    nothing = Answer(authoritative=True)
    assert asked(lambda query: [reply(query, set_rcode=dns.rcode.NXDOMAIN).to_wire()]) == nothing
    assert asked(lambda query: [reply(query).to_wire()]) == nothing


def test_a_chain_of_aliases() -> None:
    chain = [
        f"{NAME}. 60 CNAME a.example.net.",
        "a.example.net. 60 CNAME b.example.net.",
        "b.example.net. 60 A 34.1.1.1",
    ]
    answer = asked(lambda query: [reply(query, *chain).to_wire()])
    assert answer == Answer(alias="a.example.net.", alias_ttl=60, authoritative=True)
    answer = asked(lambda query: [reply(query, chain[0]).to_wire()], kind="CNAME")
    assert answer == Answer(("a.example.net.",), 60, authoritative=True)


def test_an_alias_of_itself_and_records_of_others_mean_nothing() -> None:
    answer = asked(lambda query: [reply(query, f"{NAME}. 60 CNAME {NAME}.").to_wire()])
    assert (answer.values, answer.alias) == ((), f"{NAME}.")
    answer = asked(lambda query: [reply(query, "evil.example.net. 60 A 6.6.6.6").to_wire()])
    assert answer == Answer(authoritative=True)


def test_a_referral_is_no_answer() -> None:
    def elsewhere(query: bytes) -> list[bytes]:
        message = reply(query)
        message.flags &= ~dns.flags.AA
        message.authority.append(dns.rrset.from_text("foobar.com.", 60, "IN", "NS", "ns.example.net."))
        return [message.to_wire()]

    assert asked(elsewhere).failure == "the server does not hold the zone, and refers to others"


def test_names_and_texts_of_a_server_are_printed_without_their_control_characters() -> None:
    def escape(query: bytes) -> list[bytes]:
        message = reply(query)
        raw = b"\x0c\x1b[2J\x07\n\xe2\x80\xae evil"[:13]
        head = message.to_wire()[:12]
        question = query[12 : 12 + len(NAME) + 2 + 4]
        record = b"\xc0\x0c\x00\x10\x00\x01\x00\x00\x00\x3c" + struct.pack("!HB", len(raw) + 1, len(raw)) + raw
        return [head[:6] + b"\x00\x01\x00\x00\x00\x00" + question + record]

    (value,) = asked(escape, kind="TXT").values
    assert value.isascii()
    assert value.isprintable()


def test_a_dead_server_is_given_up_soon(tmp_path: Path) -> None:
    zones = "dns:\n  foobar.com:\n" + "".join(f"    n{number}: {{A: web}}\n" for number in range(200))
    stage_of(tmp_path, zones)
    start = time.monotonic()
    with serving(lambda _: []) as port:
        arguments = ["-C", str(tmp_path), "dns-check", "0", "--server", f"{LOOPBACK}:{port}", "--timeout", "0.2"]
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 2
    assert time.monotonic() - start < BOUND
    lines = result.output.splitlines()
    assert lines[-1].endswith("0 sets of records compared, 200 not answered")
    assert lines[-2].endswith("more: not asked, because the server answers nothing")
    assert len(lines) < 50


def test_a_slow_server_gets_its_time_and_no_more(tmp_path: Path) -> None:
    zones = "dns:\n  foobar.com:\n" + "".join(f"    n{number}: {{A: web}}\n" for number in range(200))
    stage_of(tmp_path, zones)

    def slow(query: bytes) -> Iterator[bytes]:
        yield PAUSE
        name = dns.message.from_wire(query).question[0].name
        yield reply(query, f"{name} 3600 A 34.1.1.1").to_wire()

    start = time.monotonic()
    with serving(slow) as port:
        arguments = ["-C", str(tmp_path), "dns-check", "0", "--server", f"{LOOPBACK}:{port}", "--within", "1"]
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 2
    assert time.monotonic() - start < BOUND
    assert "because the time is up" in result.output


def test_nobody_listens() -> None:
    answer = asking(Server(LOOPBACK, free_port()), 0.5, 2)(NAME, KIND)
    assert answer.failure == "connection refused"


def mutated(message: bytes, chance: random.Random) -> bytes:
    """A message with some bytes changed, cut or doubled; its id mostly kept."""
    wire = bytearray(message)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(2, len(wire))
        action = chance.randrange(4)
        if action == 0:
            wire[place] = chance.randrange(256)
        elif action == 1:
            del wire[place : place + chance.randint(1, 6)]
        elif action == 2:
            wire[place:place] = chance.randbytes(chance.randint(1, 6))
        else:
            wire[place] = chance.choice((0, 0x0C, 0xC0, 0xFF))
        if len(wire) < 4:
            return bytes(wire)
    return bytes(wire)


KINDS = ("A", "AAAA", "CAA", "CNAME", "HTTPS", "MX", "NS", "SOA", "SRV", "TXT")
RECORDS = (
    f"{NAME}. 300 A 34.1.1.1",
    f"{NAME}. 300 CNAME a.b.example.net.",
    f'{NAME}. 300 TXT "one" "two"',
    f'{NAME}. 300 HTTPS 1 . alpn="h2,h3" ipv4hint=34.1.1.1 mandatory=alpn',
    f"{NAME}. 300 SOA ns1.example.net. admin.example.net. 1 2 3 4 5",
    f'{NAME}. 300 CAA 0 issue "example.net"',
    f"{NAME}. 300 SRV 1 2 3 sip.example.net.",
    f'{NAME}. 300 NAPTR 1 2 "S" "x" "!a!b!" .',
    f"{NAME}. 300 LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m",
    f"{NAME}. 300 NSEC b.example.net. A TXT TYPE1234",
    f"{NAME}. 300 APL 1:192.0.2.0/24 !2:2001:db8::/32",
)


@pytest.mark.parametrize("seed", range(3))
def test_no_mutation_of_an_answer_crashes_the_client(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 — a test that can be repeated

    def over_udp(query: bytes) -> list[bytes]:
        wire = reply(query, *chance.sample(RECORDS, chance.randint(1, 6))).to_wire()
        return [*(mutated(wire, chance) for _ in range(5)), *([wire] if chance.random() < 0.9 else [])]

    def over_tcp(query: bytes) -> list[bytes]:
        return [framed(packet) for packet in over_udp(query)][:1]

    with serving(over_udp, over_tcp) as port:
        ask = asking(Server(LOOPBACK, port), BRIEF, 20)
        start = time.monotonic()
        answers = [ask(NAME, chance.choice(KINDS)) for _ in range(100)]
        assert time.monotonic() - start < BOUND
    assert any(answer.values or answer.alias for answer in answers)
    for answer in answers:
        assert isinstance(answer, Answer)
        assert all(
            value.isprintable() and value.isascii() for value in (*answer.values, answer.alias, answer.failure)
        )


def zone_stream(query: bytes, *lines: str, ident: int | None = None) -> bytes:
    message = reply(query, *lines)
    if ident is not None:
        message.id = ident
    return framed(message.to_wire(max_size=65535))


SOA = "foobar.com. 60 SOA ns.example.net. admin.example.net. 1 2 3 4 5"
A = "www.foobar.com. 60 A 34.1.1.1"


def endless(query: bytes) -> Iterator[bytes]:
    yield zone_stream(query, SOA)
    while True:
        yield zone_stream(query, A)


BAD_TRANSFERS = {
    "refused": lambda query: [framed(reply(query, set_rcode=dns.rcode.REFUSED).to_wire())],
    "nothing": lambda _: [],
    "empty messages": lambda query: [zone_stream(query)] * 100,
    "no SOA first": lambda query: [zone_stream(query, A, SOA)],
    "never ending": endless,
    "names of others": lambda query: [zone_stream(query, SOA, "www.example.org. 60 A 6.6.6.6", SOA)],
    "garbage": lambda _: [framed(b"\xff" * 500)] * 3,
    "another id": lambda query: [zone_stream(query, SOA, A, SOA, ident=1)],
    "only silence": lambda _: [PAUSE] * 30,
}


@pytest.mark.parametrize("packets", BAD_TRANSFERS.values(), ids=BAD_TRANSFERS)
def test_a_bad_transfer_is_an_error(packets: Callable) -> None:
    start = time.monotonic()
    with serving(lambda _: [], packets) as port, pytest.raises(ServerError):
        transferred(Server(LOOPBACK, port), "foobar.com", timeout=0.5, within=2)
    assert time.monotonic() - start < BOUND


def test_a_transfer_in_several_messages() -> None:
    def zone(query: bytes) -> list[bytes]:
        return [
            zone_stream(query, SOA, A),
            zone_stream(query, "www.foobar.com. 60 A 34.1.1.2"),
            zone_stream(query, SOA),
        ]

    with serving(lambda _: [], zone) as port:
        held = transferred(Server(LOOPBACK, port), "foobar.com")
    assert sorted(held) == [("foobar.com", "SOA"), ("www.foobar.com", "A")]
    assert held["www.foobar.com", "A"].values == ("34.1.1.1", "34.1.1.2")
