"""Whatever a name holds, it comes out of the SVG as it went in, and nothing but it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import graphviz
from hypothesis import given
from hypothesis import strategies as st
from tests.draw.drawings import parsed

from infra_design.draw.dot import escaped
from infra_design.draw.engine import lay_out
from infra_design.draw.markup import arrowhead, element, escape, number, path, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra_design.model.drawing import Drawing
    from infra_design.model.stage import Stage

HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from("<>&\"'\\{}\x00\x0b\u2028\ufffe")), max_size=40
) | st.sampled_from(["\\", "\\N{}", "a\\", "<TABLE>", "<<b>>", '"', "]]>", "{icons}", "\\l\\r\\G", "&#0;"])


@given(HOSTILE)
def test_text_and_attributes_keep_their_value(value: str) -> None:
    forbidden = {*map(chr, range(32)), *map(chr, range(0xD800, 0xE000)), "\ufffe", "\uffff"} - {*"\t\n\r"}
    readable = "".join("\ufffd" if character in forbidden else character for character in value)
    tree = fromstring(element("g", escape(value), data_x=value).encode())  # noqa: S314 — our own output
    normal = readable.replace("\r\n", "\n").replace("\r", "\n")
    assert (tree.text or "") == normal
    assert " ".join((tree.get("data-x") or "").split(" ")) == normal.replace("\n", " ").replace("\t", " ")
    assert "{" not in escape(value)


@given(HOSTILE)
def test_graphviz_takes_every_label_for_text(value: str) -> None:
    graph = graphviz.Digraph()
    graph.node("a", label=escaped(value), fixedsize="true", width="1", height="1")
    graph.node("b", fixedsize="true", width="1", height="1")
    lines = [line.split()[:2] for line in lay_out(graph.source).split("\n") if line]
    assert [line for line in lines if line[0] == "node"] == [["node", "a"], ["node", "b"]]
    assert [line[0] for line in lines] == ["graph", "node", "node", "stop"]


def test_names_of_attributes() -> None:
    assert element("a", xlink__href="#x", class_="y", data_a_b=1.0, none=None) == (
        '<a xlink:href="#x" class="y" data-a-b="1"/>'
    )


def test_lengths_have_one_decimal_at_most() -> None:
    assert [number(value) for value in (1.0, 1.25, 1 / 3, -0.04)] == ["1", "1.2", "0.3", "-0"]


def test_lines_turn_with_round_corners() -> None:
    assert path([(0, 0), (20, 0), (20, 30)]) == "M0 0L14 0Q20 0 20 6L20 30"
    assert path([(0, 0), (4, 0), (4, 30)]) == "M0 0L2 0Q4 0 4 2L4 30"


def test_an_arrow_points_where_its_line_goes() -> None:
    assert arrowhead([(0, 0), (20, 0)]) == "M20 0L13 3.5L13 -3.5Z"
    assert arrowhead([(0, 0), (0, 20)]) == "M0 20L-3.5 13L3.5 13Z"


def test_words_have_their_middle_or_their_start_at_a_place() -> None:
    assert words("a & b", 1, 2, "fact") == '<text class="fact" x="1" y="2">a &amp; b</text>'
    assert 'text-anchor="middle"' in words("x", 1, 2, "fact", middle=True)


def test_hostile_names_arrive(ugly: dict[str, Stage], draw: Callable[..., Drawing]) -> None:
    texts = "".join("".join(element.itertext()) for element in parsed(draw(ugly["hostile-names"])).iter())
    assert '<b>"&\\N{}</b> {components}x' in texts
    assert "Trailing" in texts
    assert "מסד נתונים" in texts
