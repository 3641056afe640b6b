"""What stops a journey only together is said in a sentence, and nothing is said that is not so."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from tests.write.test_story import part

from infra_design.write.together import together

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.write.shown import Pages

    Write = Callable[..., Pages]

CUTS = st.lists(
    st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=3, unique=True).map(lambda cut: tuple(sorted(cut))),
    unique=True,
    max_size=20,
)


@given(CUTS)
def test_the_lines_stand_for_just_these_sets(cuts: list[tuple[str, ...]]) -> None:
    spelled = [tuple(sorted(units)) for line in together(cuts) for units in product(*line)]
    assert sorted(spelled) == sorted(cuts)


def test_two_before_two_are_one_line() -> None:
    pairs = [("lb-1", "sw-1"), ("lb-1", "sw-2"), ("lb-2", "sw-1"), ("lb-2", "sw-2")]
    assert together(pairs) == [(("lb-1", "lb-2"), ("sw-1", "sw-2"))]


def test_what_comes_first_stays_first_and_pairs_before_triples() -> None:
    assert together([("x", "y"), ("a", "b"), ("a", "c", "d")]) == [
        (("x",), ("y",)),
        (("a",), ("b",)),
        (("a",), ("c",), ("d",)),
    ]


def sentences(pages: Write, text: str) -> str:
    """What the part on availability says outside of what is folded."""
    shown = part(pages(text)["0-a"], "availability")
    return " ".join(child.text for child in shown.children if not isinstance(child, str) and child.tag in {"p", "ul"})


def test_two_servers_are_one_sentence(pages: Write) -> None:
    """The pairs: the servers; a server and what is on the other; what is on both: 1 + 2 × 2 + 2 × 2."""
    text = """
components:
  user: {kind: browser, uses: lb}
  lb: {kind: load-balancer, managed: true, availability: 1, uses: web}
  box: {kind: server, instances: 2}
  web: {kind: web-server, host: box, uses: app}
  app: {kind: application-server, host: box}
"""
    assert (
        "apart from these single points, it fails if both box-01 and box-02 fail, "
        "or parts of both, in one of 8 combinations."
    ) in sentences(pages, text)


def test_no_single_point_and_choices(pages: Write) -> None:
    text = """
components:
  user: {kind: browser, uses: a}
  a: {kind: router, instances: 2, uses: b}
  b: {kind: switch, instances: 2, uses: {c: {}}}
  c: {kind: web-server, instances: 3}
"""
    said = sentences(pages, text)
    assert "no single failure stops it. It fails only if one of these happens:" in said
    assert "both a-01 and a-02 fail both b-01 and b-02 fail c-01, c-02 and c-03 fail" in said


def test_hundreds_are_counted(pages: Write) -> None:
    """Seven services of two each: seven pairs, of which four are told."""
    chain = "".join(
        f"  s{n}: {{kind: service, instances: 2{f', uses: s{n + 1}' if n < 7 else ''}}}\n" for n in range(1, 8)
    )
    said = sentences(pages, f"components:\n  user: {{kind: browser, uses: s1}}\n{chain}")
    assert said.count(" fail") >= 4
    assert said.endswith("and 3 more of this kind")


def test_nothing_up_to_three_stops_five(pages: Write) -> None:
    said = sentences(
        pages, "components:\n  user: {kind: browser, uses: web}\n  web: {kind: web-server, instances: 5}\n"
    )
    assert "whatever three parts fail at once, the rest carries on." in said
