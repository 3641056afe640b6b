"""Words and numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra_design.write.html import Html, listed
from infra_design.write.wording import counted, downtime, duration, number, percent, sentence


@pytest.mark.parametrize(
    ("items", "words"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_read_as_english(items: list[str], words: str) -> None:
    assert listed(items) == words


def test_lists_escape_text_but_not_markup() -> None:
    assert listed(["<", Html("<b>x</b>")], "or") == "&lt; or <b>x</b>"


def test_long_lists_end_in_how_many_more() -> None:
    assert listed([f"web-{i}" for i in range(60)], most=3) == "web-0, web-1 and 58 more"
    assert listed(["a", "b", "c"], most=3) == "a, b and c"


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0.00\xa0%"),
        (0.9, "90.00\xa0%"),
        (0.99, "99.00\xa0%"),
        (0.995, "99.50\xa0%"),
        (0.9995, "99.950\xa0%"),
        (0.99996, "99.9960\xa0%"),
        (0.999999, "99.99990\xa0%"),
        (1.0, "100\xa0%"),
    ],
)
def test_percentages_show_two_digits_of_what_is_missing(share: float, words: str) -> None:
    assert percent(share) == words


@given(st.floats(0, 1, exclude_max=True))
def test_what_can_fail_is_never_shown_as_perfect(share: float) -> None:
    assert not percent(share).startswith("100")


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.99, "3 days 15 hours"),  # 87.66 hours
        (0.999, "8 hours 45 minutes"),  # 8.766 hours
        (0.9999, "52 minutes 36 seconds"),  # 3155.76 seconds
        (1.0, "none"),
        (1 - 1e-9, "less than a second"),  # 0.03 seconds
    ],
)
def test_downtime_counts_an_average_year(share: float, words: str) -> None:
    assert downtime(share) == words


def test_numbers_and_nouns() -> None:
    assert duration(300) == "5 minutes"
    assert number(2) == "two"
    assert number(1000) == "1,000"
    assert counted(1, "server") == "1 server"
    assert counted(3, "DNS server", "DNS servers") == "3 DNS servers"
    assert sentence("port 443") == "Port 443"
