"""HTML from Python: escaped by type, nothing from nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.write.shown import parse

from infra_design.model.analysis import Change
from infra_design.model.finding import Severity
from infra_design.write.html import (
    NOTHING,
    Html,
    badge,
    badges,
    block,
    change_badge,
    code,
    definitions,
    element,
    escape,
    fold,
    items,
    joined,
    lines,
    link,
    paragraph,
    row,
    say,
    subheading,
    table,
)


@given(st.text())
def test_text_comes_out_as_it_went_in(text: str) -> None:
    whole = parse(
        element("p", text, title=text) + code(text) + link(text, text) + badge(text) + say("{}", text) + text
    )
    assert whole.one("p").raw == whole.one("p").attributes["title"] == text
    assert whole.one("code").raw == whole.one("a").attributes["href"] == text
    assert whole.raw == text * 6


def test_html_is_not_escaped_again() -> None:
    inner = element("b", "1 < 2")
    assert inner == "<b>1 &lt; 2</b>"
    assert escape(inner) is inner
    assert element("p", inner, " & ") == "<p><b>1 &lt; 2</b> &amp; </p>"
    assert say("{} > {}", inner, "<") == "<b>1 &lt; 2</b> > &lt;"
    assert inner.without_tags() == "1 &lt; 2"


def test_adding_escapes_what_is_text_on_either_side() -> None:
    one = Html("<br>")
    assert one + "<" == "<br>&lt;"
    assert "<" + one == "&lt;<br>"
    assert isinstance("<" + one + ">", Html)


def test_attributes_are_named_as_in_html() -> None:
    assert element("a", class_="x", data_component="y", aria_label="z", id=None, open="") == (
        '<a class="x" data-component="y" aria-label="z" open=""></a>'
    )


@pytest.mark.parametrize(
    "made",
    [
        block("x"),
        block("x", NOTHING, ""),
        lines("", NOTHING),
        joined([]),
        joined([], end="."),
        items([]),
        definitions([]),
        table(("a", "b"), []),
        fold("More", NOTHING),
        paragraph("", NOTHING),
        subheading("Title", NOTHING),
        change_badge(None),
        badges([]),
    ],
)
def test_nothing_comes_of_nothing(made: Html) -> None:
    assert made == ""
    assert isinstance(made, Html)


def test_tables_name_their_rows_and_columns() -> None:
    page = parse(table(("Name", "Port"), [row("web", "80", id="instance-web", data_x="1")]))
    assert [e.attributes["scope"] for e in page.all("th")] == ["col", "col", "row"]
    assert page.one("th", id="instance-web").text == "web"
    assert page.one("tr", data_x="1").one("td").text == "80"


def test_badges_say_in_words_what_their_color_says() -> None:
    marks = parse(badges([(Severity.HIGH, 2), (Severity.LOW, 1)], accepted=3))
    assert [e.text for e in marks.all("span")] == ["2 high", "1 low", "3 accepted"]
    assert parse(change_badge(Change.SAME)).text == "same as before"
    linked = parse(badges([(Severity.HIGH, 2)], href="#issues"))
    assert linked.one("a", href="#issues").text == "2 high"
