"""The data of a DNS record as a zone file writes it.

dnspython's parsers decide what is data of a type and how it is written. They take a while to load, and most records
are plain: what a pattern here takes is written exactly as dnspython would write it.
"""

from __future__ import annotations

import re

CHUNK = 255
"""Longest piece of a text, in bytes (RFC 1035 section 3.3)."""
LONGEST_DATA = 65_535
LONGEST_PLAIN = 10_000
"""Characters of data that surely have room in a record, and whose form a pattern can see at once."""

_HOST = r"(?=[^ ]{1,254}$)(?:[A-Za-z0-9_-]{1,63}\.)+"
_NUMBER = r"(?:0|[1-9][0-9]{0,3})"
_STRING = r'"[ !#-\[\]-~]{0,255}"'
_PLAIN = {
    **dict.fromkeys(("ALIAS", "ANAME", "CNAME", "DNAME", "NS", "PTR"), re.compile(_HOST)),
    "MX": re.compile(rf"{_NUMBER} (?:\.|{_HOST})"),
    "SRV": re.compile(rf"{_NUMBER} {_NUMBER} {_NUMBER} (?:\.|{_HOST})"),
    "TXT": re.compile(rf"{_STRING}(?: {_STRING})*"),
    "CAA": re.compile(rf"(?:0|128) [a-z]{{1,15}} {_STRING}"),
}
_HOSTS = frozenset({"ALIAS", "ANAME", "CNAME", "DNAME", "MX", "NS", "PTR", "SRV"})
_TEXTS = frozenset({"SPF", "TXT"})
_PARSED_AS = {"ALIAS": "CNAME", "ANAME": "CNAME"}
"""Types that are no standard ones, with the type whose data has the same form."""

_HOST_FORM = "the name of a host, such as 'www' or 'www.example.com.'"
FORMS = {
    **dict.fromkeys(("ALIAS", "ANAME", "CNAME", "DNAME", "NS", "PTR"), _HOST_FORM),
    "MX": "preference and host, such as '10 mail'",
    "SRV": "priority, weight, port and host, such as '10 60 5060 sip'",
    "TXT": 'text, or pieces of up to 255 bytes each in double quotes: \'"one" "two"\'',
    "CAA": "flags, tag and value, such as '0 issue \"letsencrypt.org\"'",
    "SOA": "server, mailbox, serial, refresh, retry, expire and minimum, such as "
    "'ns1 hostmaster 2024010101 7200 900 1209600 300'",
    "HTTPS": "priority, host or '.', and parameters, such as '1 . alpn=\"h2,h3\"'",
    "SVCB": "priority, host or '.', and parameters, such as '1 svc alpn=\"h2\" port=\"8443\"'",
    "DS": "key tag, algorithm, digest type and digest",
    "TLSA": "usage, selector, matching type and data, such as '3 1 1 0d…'",
    "SSHFP": "algorithm, type and fingerprint, such as '4 2 0d…'",
    "NAPTR": 'order, preference, "flags", "service", "regexp" and name',
    "URI": 'priority, weight and "target", such as \'10 1 "https://example.com/"\'',
}
_GENERIC = "data of a type without a name is written as '\\# LENGTH HEX'"


class BadData(Exception):  # noqa: N818 — a user's mistake, not an error of ours
    """What stands there is no data of that type: `what` it is, if more can be said; `hint`: what would be right."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


def data(kind: str, text: str, zone: str) -> str:
    """Data as a zone file has it, every name in full.

    Args:
        kind: type of the record, in upper case.
        text: data, its names made full; of a TXT record also plain text without quotes.
        zone: name of the zone, to which names that are still relative belong.

    Raises:
        BadData: it is no data of this type.
    """
    if kind in _TEXTS and not text.startswith('"'):
        return quoted(text)
    plain = _PLAIN.get(kind)
    if plain and len(text) <= LONGEST_PLAIN and plain.fullmatch(text):
        return text
    return _parsed(kind, text, zone)


def quoted(text: str) -> str:
    r"""Text in the quoted pieces of a zone file: `v=spf1 -all` is `"v=spf1 -all"`; bytes beyond ASCII are `\DDD`."""
    written = text.encode()
    pieces = [written[start : start + CHUNK] for start in range(0, len(written), CHUNK)] or [b""]
    if len(written) + len(pieces) > LONGEST_DATA:
        hint = f"a record has room for {LONGEST_DATA:,}, of which each piece of {CHUNK} takes one more"
        raise BadData(f"a text of {len(written):,} bytes", hint)
    return " ".join(f'"{"".join(map(_escaped, piece))}"' for piece in pieces)


def _escaped(byte: int) -> str:
    char = chr(byte)
    if char in '"\\':
        return f"\\{char}"
    return char if " " <= char <= "~" else f"\\{byte:03}"


def _parsed(kind: str, text: str, zone: str) -> str:
    import dns.exception  # noqa: PLC0415 — few records are not plain
    import dns.name  # noqa: PLC0415 — the same
    import dns.rdata  # noqa: PLC0415 — the same

    if kind.startswith("TYPE"):
        check_number(kind)
    if "://" in text and kind in _HOSTS:
        raise BadData("the address of a web page", "the host's name alone")
    if kind == "SOA" and "@" in text:
        raise BadData("a mail address", "in the mailbox of an SOA record a dot stands in the place of the '@'")
    try:
        origin = dns.name.from_text(f"{zone}.")
        found = dns.rdata.from_text("IN", _PARSED_AS.get(kind, kind), text, origin, relativize=False)
        length = len(found.to_wire() or b"")
    except (dns.exception.DNSException, ValueError) as error:
        hint = FORMS.get(kind) or (_GENERIC if kind.startswith("TYPE") else str(error).rstrip("."))
        raise BadData("", hint) from None
    if length > LONGEST_DATA:
        raise BadData(f"data of {length:,} bytes", f"a record has room for {LONGEST_DATA:,}")
    return found.to_text()


def check_number(kind: str) -> None:
    """`TYPE` with a number stands for types that have no name; raises BadData."""
    import dns.rdatatype  # noqa: PLC0415 — few records have such a type

    number = int(kind.removeprefix("TYPE"))
    if not 0 < number < 2**16:
        raise BadData("no type of records", "a number up to 65535")
    name = dns.rdatatype.to_text(dns.rdatatype.RdataType.make(number))
    if dns.rdatatype.is_metatype(dns.rdatatype.RdataType.make(number)):
        raise BadData("no type of records", f"it is {name}, which is only asked for")
    if name != kind:
        raise BadData("a type that has a name", f"write {name}")
