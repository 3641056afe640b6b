"""Plain sentences about stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from infra_design.model.stage import Journey

MOST = 4

_GERUNDS = {
    "read": "reading",
    "write to": "writing to",
    "read or write to": "reading and writing to",
    "use": "using",
}


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`; past `MOST` of them: `a, b, c and 4 more`."""
    names = list(words)
    if len(names) > MOST:
        names = [*names[: MOST - 1], f"{len(names) - MOST + 1} more"]
        last = "and"
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def plural(number: int, one: str, many: str = "") -> str:
    """`1 server`, `2 servers`."""
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"


def every(number: int, many: str) -> str:
    """`both members`, `all 3 members`."""
    return f"both {many}" if number == 2 else f"all {number} {many}"  # noqa: PLR2004 — what "both" means


def verb(names: Sequence[object], one: str, many: str) -> str:
    """The form that agrees with so many names: `goes`, `go`."""
    return one if len(names) == 1 else many


def upper(sentence: str) -> str:
    """A sentence with a capital first letter, unless it begins with a name that is written small."""
    return sentence[:1].upper() + sentence[1:]


def destination(journey: Journey) -> str:
    """What a journey leads to, as a reader would name it: a hostname with its path, else a component's id."""
    last = journey.requests[-1]
    path = "" if last.path == "/" else last.path
    return (last.hostname + path) if last.hostname else last.target


def hardship(journeys: Iterable[Journey]) -> str:
    """What nobody can do while these journeys fail: `nobody can read or write to www.foobar.com`."""
    deeds, named = _told(journeys)
    done = [f"{deed} {listed(places, 'or')}" for deed, places in deeds.items()]
    clauses = [f"nobody can {listed(done, 'or')}"] if done else []
    if named:
        clauses.append(f"the {verb(named, 'journey', 'journeys')} {listed(named)} {verb(named, 'fails', 'fail')}")
    return " and ".join(clauses)


def _told(journeys: Iterable[Journey]) -> tuple[Mapping[str, list[str]], list[str]]:
    """What default journeys do, with what they lead to, and declared ones by name."""
    accesses: dict[tuple[str, bool], set[str]] = {}
    named = []
    for journey in journeys:
        if journey.declared:
            named.append(f"“{journey.title or journey.id}”")
        else:
            accesses.setdefault((destination(journey), _is_site(journey)), set()).update(journey.access.split("-"))
    deeds: dict[str, list[str]] = {}
    for (place, site), access in accesses.items():
        deeds.setdefault(_deed(access, site=site), []).append(place)
    return deeds, named


def _is_site(journey: Journey) -> bool:
    """People read and write a site, which has a name; anything else they use."""
    return bool(journey.requests[-1].hostname)


def _deed(access: set[str], *, site: bool) -> str:
    if access == {"write"}:
        return "write to"
    if not site:
        return "use"
    return "read or write to" if "write" in access else "read"


def doing(journey: Journey) -> str:
    """A journey as the subject of a sentence: `reading www.foobar.com`."""
    if journey.declared:
        return f"“{journey.title or journey.id}”"
    deed = _deed(set(journey.access.split("-")), site=_is_site(journey))
    return f"{_GERUNDS[deed]} {destination(journey)}"


def stopping(journeys: Iterable[Journey]) -> str:
    """What no longer goes on, as a clause: `reading and writing to www.foobar.com stop`."""
    deeds, named = _told(journeys)
    gerunds = {_GERUNDS[deed]: places for deed, places in deeds.items()}
    going = [*(f"{gerund} {listed(places)}" for gerund, places in gerunds.items()), *named]
    count = len(named) + sum(len(places) * len(gerund.split(" and ")) for gerund, places in gerunds.items())
    return f"{listed(going)} {'stop' if count > 1 else 'stops'}"


def percent(*fractions: float) -> tuple[str, ...]:
    """Fractions as percentages with as many digits as it takes to tell them apart, two at least: `99.50 %`."""
    for digits in range(2, 9):
        texts = tuple(f"{100 * fraction:.{digits}f} %" for fraction in fractions)
        settled = all(fraction == 1 or round(100 * fraction, digits) < 100 for fraction in fractions)  # noqa: PLR2004 — per cent
        if settled and len(set(texts)) == len(set(fractions)):
            return texts
    return tuple(f"{100 * fraction:.9f} %" for fraction in fractions)


def hours(number: float) -> str:
    """A span of time in the unit that reads best: `26 minutes`, `4.4 hours`, `3.7 days`."""
    for size, unit in ((24.0, "days"), (1.0, "hours"), (1 / 60, "minutes")):
        if number >= 2 * size:
            amount = number / size
            return f"{amount:.0f} {unit}" if amount >= 10 else f"{amount:.1f} {unit}"  # noqa: PLR2004 — two digits
    return f"{number * 3600:.0f} seconds"
