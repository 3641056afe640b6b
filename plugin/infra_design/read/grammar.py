"""Grammars of single values: text in, value out, or a Mistake that names the cure."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network

from infra_design.model.spec import Port
from infra_design.read.reading import Mistake, clip

ID = r"[a-z][a-z0-9-]*"
INSTANCE = rf"{ID}(?:@{ID})*"
LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?"
ZONE = rf"(?=.{{1,253}}$){LABEL}(?:\.{LABEL})*"
HOSTNAME = rf"(?:\*\.)?{LABEL}(?:\.{LABEL})+\.?"
PORT = r"[0-9]{1,5}(?:-[0-9]{1,5})?(?:/(?:tcp|udp))?"
DURATION = r"(?:[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h|d|w|y))+"
PERCENT = r"[0-9]+(?:\.[0-9]+)?%"
DATE = r"[0-9]{4}(?:-[0-9]{2}){0,2}"
URL = r"""https?://[^\s<>"']+|(?!//)[^\s<>"'`\\:&?#]*(?:[?#][^\s<>"'`\\]*)?"""

LONGEST_ID = 63
RESERVED = ("any", "internet")
HIGHEST_PORT = 65535
HIGHEST_TTL = 2**31 - 1

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0, "y": 31536000.0}


def ident(text: str) -> str:
    """An id: `web-01`."""
    if re.fullmatch(ID, text) and len(text) <= LONGEST_ID:
        return text
    if len(text) > LONGEST_ID:
        raise Mistake(f"an id of {len(text)} letters", f"at most {LONGEST_ID}; `title:` has room for more", "bad-id")
    better = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    hint = f"'{better}'?" if re.fullmatch(ID, better) else "such as 'web-1'"
    raise Mistake(f"'{clip(text)}' is no id: lower-case letters, digits and '-', a letter first", hint, "bad-id")


def component(text: str) -> str:
    """The id of a component."""
    if text in RESERVED:
        raise Mistake(f"the id '{text}' is reserved", "it has a meaning in `allow`", "bad-id")
    return ident(text)


def reference(text: str) -> str:
    """An id or an instance id: `web`, `nginx@web-01`."""
    if re.fullmatch(INSTANCE, text):
        return text
    raise Mistake(
        f"'{clip(text)}' is no id of a component or an instance", "such as 'web' or 'nginx@web-01'", "bad-id"
    )


def hostname(text: str) -> str:
    """A hostname with a dot, in lower case and without a dot at the end."""
    if re.fullmatch(HOSTNAME, text):
        return text.lower().removesuffix(".")
    raise Mistake(f"'{clip(text)}' is no hostname", "such as 'www.foobar.com'", "bad-hostname")


def target(text: str) -> str:
    """An id, an instance id, or a hostname."""
    if re.fullmatch(INSTANCE, text):
        return text
    if re.fullmatch(HOSTNAME, text):
        return text.lower().removesuffix(".")
    hint = "such as 'web' or 'www.foobar.com'"
    if ported := re.fullmatch(rf"({INSTANCE}|{HOSTNAME}):({PORT})", text):
        hint = f"write '{clip(ported[1])}: {ported[2]}'"
    elif url := re.match(rf"([a-z]+)://({HOSTNAME})", text):
        hint = f"write '{clip(url[2])}: {url[1]}'"
    raise Mistake(f"'{clip(text)}' is neither an id nor a hostname", hint, "bad-id")


def address(text: str) -> str:
    """An IP address or a hostname."""
    try:
        return str(ip_address(text))
    except ValueError:
        pass
    if re.fullmatch(r"[0-9.]+|.*:.*", text) or not re.fullmatch(HOSTNAME, text):
        raise Mistake(f"'{clip(text)}' is neither an IP address nor a hostname", "", "bad-address")
    return text.lower().removesuffix(".")


def port(text: str) -> Port:
    """`443`, `7000-8000`, `1194/udp`."""
    if not re.fullmatch(PORT, text):
        raise Mistake(f"'{clip(text)}' is no port", "such as 443, 7000-8000 or 1194/udp", "bad-port")
    span, _, transport = text.partition("/")
    low, _, high = span.partition("-")
    first, last = int(low), int(high or low)
    if not 1 <= first <= HIGHEST_PORT or not 1 <= last <= HIGHEST_PORT:
        raise Mistake(f"port {span} is not within 1 to {HIGHEST_PORT}", "", "bad-port")
    if last < first:
        raise Mistake(f"the port range {span} ends before it begins", f"'{last}-{first}'?", "bad-port")
    return Port(first, last, "udp" if transport == "udp" else "tcp" if transport else "")


def duration(text: str) -> float:
    """Seconds of `4h`, `90s`, `1h30m`."""
    if re.fullmatch(DURATION, text) and len(text) <= LONGEST_ID:
        parts = re.findall(r"([0-9.]+)(ms|[smhdwy])", text)
        return sum(float(number) * _SECONDS[unit] for number, unit in parts)
    hint = f"'{text}s' or '{text}h'?" if re.fullmatch(r"[0-9]{1,9}", text) else "such as 60s, 30m, 4h, 2d"
    raise Mistake(f"'{clip(text)}' is no duration", hint, "bad-duration")


def ttl(text: str) -> int:
    """Seconds of `300`, `5m`, `1h`."""
    seconds = float(text) if re.fullmatch(r"[0-9]{1,12}", text) else duration(text)
    if seconds > HIGHEST_TTL or seconds != int(seconds):
        raise Mistake(f"the ttl '{clip(text)}' is not a whole number of seconds up to {HIGHEST_TTL}", "", "bad-ttl")
    return int(seconds)


def share(text: str) -> float:
    """0 to 1 of `0.999` or `99.9%`."""
    if re.fullmatch(PERCENT, text) and len(text) <= LONGEST_ID:
        value = float(
            text[:-1] + "e-2"
        )  # the text, not the number, moves by two places: 99.9% is 0.999 to the last bit
        if value <= 1:
            return value
        raise Mistake(f"'{clip(text)}' is more than all of the time", "at most 100%", "bad-availability")
    if not re.fullmatch(r"[0-9]*\.?[0-9]+", text) or len(text) > LONGEST_ID:
        raise Mistake(f"'{clip(text)}' is no availability", "such as 99.9% or 0.999", "bad-availability")
    if float(text) > 1:
        raise Mistake(f"an availability of {clip(text)} is more than 1", f"{clip(text)}%?", "bad-availability")
    return float(text)


def source(text: str) -> str:
    """Who is let in: an id, `internet`, `any`, an address or a prefix."""
    if re.fullmatch(INSTANCE, text):
        return text
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise Mistake(
            f"'{clip(text)}' is no id, 'internet', 'any', address or prefix",
            "such as 'web' or '10.0.0.0/8'",
            "bad-allow",
        ) from None
    if "/" in text and str(network.network_address) != str(ip_address(text.partition("/")[0])):
        raise Mistake(f"the prefix '{clip(text)}' has host bits set", f"'{network}'?", "bad-allow")
    return str(network) if "/" in text else str(network.network_address)


def date(text: str) -> str:
    """An ISO date, or the year or month alone."""
    from datetime import date as day  # noqa: PLC0415 — few designs have a date

    try:
        day.fromisoformat(text + "-01-01"[3 * text.count("-") :])
    except ValueError:
        raise Mistake(f"'{clip(text)}' is no date", "such as 2027-03-01", "bad-date") from None
    if not re.fullmatch(DATE, text):
        raise Mistake(f"'{clip(text)}' is no date", "such as 2027-03-01", "bad-date")
    return text


def url(text: str) -> str:
    """A link that a page may carry: http(s) or relative."""
    if text and re.fullmatch(URL, text):
        return text
    scheme = re.match(r"\s*([A-Za-z][A-Za-z0-9+.-]*):", text)
    if scheme and scheme[1] not in ("http", "https"):
        raise Mistake(f"a link with '{clip(scheme[1])}:'", "links are http, https or relative", "bad-link")
    raise Mistake(f"'{clip(text)}' is no link", "such as https://example.com/page", "bad-link")
