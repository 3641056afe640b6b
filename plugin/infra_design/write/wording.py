"""Words and numbers as people write them."""

from __future__ import annotations

from math import ceil, log10

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_HOURS_A_YEAR = 8766
_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))
_DIGITS_AT_MOST = 10
_ALMOST = 100 - 10.0**-_DIGITS_AT_MOST


def number(count: int) -> str:
    """A count in words up to twelve."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def counted(count: int, singular: str, plural: str = "") -> str:
    """A count with its noun: "1 server", "3 servers"."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def sentence(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def percent(share: float) -> str:
    """An availability with two digits of what is missing, and two decimals at least: "98.85 %", "99.99987 %"."""
    missing = (1 - share) * 100
    if missing <= 10.0**-_DIGITS_AT_MOST:
        return (
            "100\N{NO-BREAK SPACE}%"
            if missing <= 0
            else f"more than {_ALMOST:.{_DIGITS_AT_MOST}f}\N{NO-BREAK SPACE}%"
        )
    digits = min(_DIGITS_AT_MOST, max(2, 2 - ceil(log10(missing))))
    return f"{share * 100:.{digits}f}\N{NO-BREAK SPACE}%"


def downtime(share: float) -> str:
    """The expected time of failure in an average (Julian) year: "3 days 15 hours"."""
    return duration((1 - share) * _HOURS_A_YEAR * 3600)


def duration(seconds: float) -> str:
    """A span of time in its two largest units: "4 hours 23 minutes"."""
    if seconds < 1:
        return "less than a second" if seconds > 0 else "none"
    rest = round(seconds)
    words = []
    for unit, size in _UNITS:
        amount, rest = divmod(rest, size)
        if amount:
            words.append(counted(amount, unit))
    return " ".join(words[:2])
