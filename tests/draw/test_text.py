"""The text alternative: says what the picture says, and shows hostile names as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra_design.draw.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra_design.model.drawing import Drawing
    from infra_design.model.stage import Stage

EXTENSIONS = ["attr_list", "md_in_html", "footnotes", "pymdownx.tilde", "pymdownx.caret", "pymdownx.mark"]


def shown(source: str) -> str:
    """Text that a reader of the rendered Markdown sees."""
    html = markdown.markdown(source, extensions=EXTENSIONS)
    return "".join(fromstring(f"<div>{html}</div>").itertext())  # noqa: S314 — our own output


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30))
def test_markdown_shows_names_as_they_are(name: str) -> None:
    assert shown(f"- {plain(name)}").strip() == " ".join(name.split())


@pytest.mark.parametrize(
    "name", ["*bold*", "# title", "1. one", "- dash", "a | b", "{: .class }", "<b>x</b>", "&amp;"]
)
def test_markup_in_names_is_no_markup(name: str) -> None:
    assert shown(f"- {plain(name)}").strip() == name


@pytest.mark.parametrize("number", ["0", "1", "2", "3", "4"])
def test_it_names_every_instance_and_its_machine(
    number: str, canonical: dict[str, Stage], draw: Callable[..., Drawing]
) -> None:
    text = shown(draw(canonical[number]).text)
    for instance in canonical[number].instances.values():
        assert instance.title in text


def test_it_names_what_is_written_on_lines_and_cards(
    canonical: dict[str, Stage], draw: Callable[..., Drawing]
) -> None:
    drawing = draw(canonical["2"])
    text = shown(drawing.text)
    written = re.findall(r'class="(?:title|fact|name)"[^>]*>([^<]+)<', drawing.svg.split('class="legend"')[0])
    for words in {word for line in written for word in line.split()}:
        assert words.rstrip(",") in text or words.startswith("+")


def test_hostile_names_stay_text(ugly: dict[str, Stage], draw: Callable[..., Drawing]) -> None:
    drawing = draw(ugly["hostile-names"])
    assert "<script" not in drawing.svg
    assert "<b>" not in drawing.text
    assert '<b>"&\\N{}</b> {components}x' in shown(drawing.text)
    assert "{components}x" not in drawing.svg
