"""Random zones: as people write them, in the form of zone files."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

ZONE = "foobar.com"
LABELS = st.sampled_from(
    ["www", "a", "b1", "mail", "x-y", "_dmarc", "_sip._tcp", "a.b", "*", "*.a", "Shop", "xn--bcher-kva"]
)
HOSTS = st.sampled_from(["www", "mail", "a.b", "@", "host.example.net.", "Other.Example.ORG.", "www.foobar.com."])
TEXT = st.text(st.characters(codec="latin-1"), max_size=40)
NUMBER = st.integers(0, 65535)
TTL = st.sampled_from([0, 60, 300, 3600, 86400, 2**31 - 1])


def quoted(text: str) -> str:
    r"""A text in a zone file, with `\DDD` wherever one is allowed."""
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):03}" for c in text) + '"'


@dataclass(frozen=True)
class Line:
    owner: str
    ttl: int
    type: str
    data: str

    def __str__(self) -> str:
        return f"{self.owner} {self.ttl} IN {self.type} {self.data}"


def hexes(size: int) -> st.SearchStrategy[str]:
    return st.binary(min_size=size, max_size=size).map(bytes.hex)


DATA = {
    "A": st.ip_addresses(v=4).map(str),
    "AAAA": st.ip_addresses(v=6).map(str),
    "CNAME": HOSTS,
    "MX": st.builds("{} {}".format, NUMBER, HOSTS),
    "TXT": st.lists(TEXT.map(quoted), min_size=1, max_size=3).map(" ".join),
    "NS": st.sampled_from(["ns1.example.net.", "ns2.example.org.", "NS3.example.org."]),
    "CAA": st.builds(
        "{} {} {}".format, st.sampled_from([0, 128]), st.sampled_from(["issue", "iodef"]), TEXT.map(quoted)
    ),
    "SRV": st.builds("{} {} {} {}".format, NUMBER, NUMBER, NUMBER, HOSTS),
    "PTR": HOSTS,
    "HTTPS": st.sampled_from(
        ["0 www", "1 .", '1 . alpn="h2,h3"', "2 www alpn=h2 port=8443 ipv4hint=34.1.1.1,34.1.1.2", "1 . key667=hello"]
    ),
    "SVCB": st.sampled_from(["0 host.example.net.", '1 www mandatory=port port="99"', "16 a.b ipv6hint=2600::2"]),
    "TLSA": st.builds("3 1 1 {}".format, hexes(32)),
    "SSHFP": st.builds("4 2 {}".format, hexes(32)),
    "NAPTR": st.sampled_from(['100 10 "S" "SIP+D2U" "" _sip._udp', '10 10 "U" "E2U+sip" "!^.*$!sip:x@y.z!" .']),
    "URI": st.just('10 1 "https://example.com/a?b=c;d"'),
    "LOC": st.just("52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m"),
    "TYPE65280": hexes(5).map(lambda text: f"\\# 5 {text}"),
}
ALONE = {"CNAME"}


@st.composite
def zone_lines(draw: st.DrawFn, types: tuple[str, ...] = tuple(DATA)) -> list[Line]:
    """The records of a zone that a name server loads: one TTL a set, a CNAME alone at its name."""
    found: dict[tuple[str, str], list[Line]] = {}
    alone: dict[str, bool] = {"@": False}
    for _ in range(draw(st.integers(0, 12))):
        owner, kind = draw(st.one_of(st.just("@"), LABELS)), draw(st.sampled_from(types))
        name = owner.lower()
        if alone.setdefault(name, kind in ALONE) != (kind in ALONE) or (kind in ALONE and (name, kind) in found):
            continue
        if kind == "NS" and (name.startswith(("*", "_"))):
            continue
        earlier = found.setdefault((name, kind), [])
        ttl = earlier[0].ttl if earlier else draw(TTL)
        earlier.append(Line(owner, ttl, kind, draw(DATA[kind])))
    return [line for lines in found.values() for line in lines]


SOA = "@ 3600 IN SOA ns1.example.net. john\\.doe ( 2024010101 7200 900 1209600 300 )"
NS = "@ 3600 IN NS ns1.example.net."


def text_of(lines: list[Line]) -> str:
    return "\n".join(
        (f"$ORIGIN {ZONE}.", SOA, NS, *(str(line) for line in lines if (line.owner, line.type) != ("@", "NS")), "")
    )
