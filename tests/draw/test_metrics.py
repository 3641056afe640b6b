"""Widths of text against Arial's published metrics, and where lines break."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra_design.draw.metrics import text_width, wrap


@pytest.mark.parametrize(
    ("text", "thousandths"),
    # Adobe's font metrics of Helvetica, which Arial and Liberation Sans keep to
    [("A", 667), ("i", 222), ("m", 833), ("W", 944), ("0", 556), (" ", 278), ("@", 1015), (".", 278), ("é", 556)],
)
def test_advance_widths(text: str, thousandths: int) -> None:
    assert text_width(text, 10) == pytest.approx(thousandths / 100)


def test_bold_is_wider() -> None:
    assert text_width("b", 10, bold=True) == pytest.approx(6.11)
    assert text_width("b", 10) == pytest.approx(5.56)


def test_characters_without_metrics_are_given_enough_room() -> None:
    assert text_width("語", 10) == 10
    assert text_width("🚀", 10) >= 12
    assert text_width("e\u0301", 10) == text_width("e", 10)
    assert 5 <= text_width("ש", 10) <= 8


def test_lines_break_at_spaces() -> None:
    assert wrap("Application server", 70, 12) == ("Application", "server")
    assert wrap("one", 70, 12) == ("one",)


def test_a_long_word_breaks_behind_its_punctuation() -> None:
    lines = wrap("database-replica.internal.example.com", 90, 12, lines=9)
    assert "".join(lines) == "database-replica.internal.example.com"
    assert all(line[-1] in "-." for line in lines[:-1])


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    lines = wrap("word " * 50, 60, 12, lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


@given(st.text(max_size=80), st.floats(20, 200), st.integers(1, 4))
def test_no_line_is_wider_than_asked(text: str, width: float, lines: int) -> None:
    found = wrap(text, width, 10, lines=lines)
    assert len(found) <= lines
    assert all(text_width(line, 10) <= width + 0.001 or len(line) == 1 for line in found)


@given(st.text(max_size=80))
def test_nothing_is_lost(text: str) -> None:
    assert "".join("".join(wrap(text, 40, 10, lines=1000)).split()) == "".join(text.split())


def test_a_text_without_end_is_clipped_as_fast_as_a_short_one() -> None:
    began = process_time()
    assert wrap("word " * 20_000, 100, 11) == wrap("word " * 200, 100, 11)
    assert process_time() - began < 5  # it took minutes, letter by letter
