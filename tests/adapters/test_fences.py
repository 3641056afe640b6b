"""The Markdown extension, fed by hand as the MkDocs plugin feeds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import markdown
import pytest

from infra_design.adapters.markdown import Embedding, Host, fences
from infra_design.model.settings import Settings
from infra_design.model.site import Section, Site
from infra_design.pipeline import build, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DIAGRAM = (
    '<figure id="d"><svg><a xlink:href="infra-design:infrastructure/one.md#web"><text>*web*</text></a></svg></figure>'
)
EMBEDS = {
    ("", "one", "diagram"): DIAGRAM,
    ("", "one", "issues"): "<p>issues of one</p>",
    ("", "two", "diagram"): "<p>diagram of two</p>",
    ("shop", "one", "diagram"): "<p>diagram of the shop</p>",
    ("shop", "first", "diagram"): "<p>first diagram of the shop</p>",
    ("", "", "availability"): "<p>availability of the story</p>",
}
PARTS = ("diagram", "issues", "records", "availability")


@pytest.fixture
def embedding() -> Embedding:
    site = Site((), (), Section("Infrastructure"), embeds=EMBEDS, parts=PARTS)
    return Embedding(site=site, host=Host("guide/page.md", "docs/guide/page.md", "../../{}".format, list))


@pytest.fixture
def convert(embedding: Embedding) -> Callable[..., str]:
    def convert(text: str, *extensions: str) -> str:
        return markdown.markdown(
            text,
            extensions=["infra_design", "fenced_code", "tables", *extensions],
            extension_configs={"infra_design": {"embedding": embedding}},
        )

    return convert


def fence(*lines: str) -> str:
    return "\n".join(["```infra-design", *lines, "```"])


def test_a_part_stands_where_the_fence_stood_and_its_links_are_seen_from_the_page(
    convert: Callable[..., str],
) -> None:
    html = convert(f"Before\n{fence('system:', 'stage: two')}\nAfter")
    assert html == "<p>Before</p>\n<p>diagram of two</p>\n\n<p>After</p>"


def test_links_are_filled_and_text_in_a_part_is_not_markdown(convert: Callable[..., str]) -> None:
    html = convert(fence('system: ""', "stage: one"))
    assert 'xlink:href="../../infrastructure/one.md#web"' in html
    assert "<text>*web*</text>" in html
    assert "<p><figure" not in html


def test_several_parts_in_the_order_asked_for(convert: Callable[..., str]) -> None:
    for value in ("issues, diagram", "[issues, diagram]", "issues diagram"):
        html = convert(fence('system: ""', "stage: one", f"show: {value}"))
        assert html.index("issues of one") < html.index("<figure")


def test_the_system_may_be_left_out_where_only_one_fits(convert: Callable[..., str], embedding: Embedding) -> None:
    assert "first diagram of the shop" in convert(fence("stage: first"))
    assert not embedding.mistakes


def test_without_a_stage_it_is_a_part_of_the_system(convert: Callable[..., str]) -> None:
    assert "availability of the story" in convert(fence("show: availability"))


def test_a_part_of_which_there_is_nothing_shows_nothing(convert: Callable[..., str], embedding: Embedding) -> None:
    assert convert(fence("stage: two", "show: records")).strip() == ""
    assert not embedding.mistakes


def test_two_stages_are_named_with_dots_between_and_are_no_stage_of_their_own(
    convert: Callable[..., str], embedding: Embedding
) -> None:
    both = {("", "one..two", "comparison"): "<p>one against two</p>", ("", "two", "comparison"): "<p>what came</p>"}
    embedding.site = Site((), (), Section("Infrastructure"), embeds={**EMBEDS, **both}, parts=(*PARTS, "comparison"))
    assert "one against two" in convert(fence("stage: one..two", "show: comparison"))
    assert "what came" in convert(fence("system:", "stage: two", "show: comparison"))
    assert "not a part of two stages together" in convert(fence("stage: one..two", "show: diagram"))
    assert "stages are first, one, two<" in convert(fence("stage: three")).replace("</p>", "<")


def test_a_fence_that_another_fence_shows_stays_as_it_is(convert: Callable[..., str]) -> None:
    html = convert("````markdown\n" + fence("stage: two") + "\n````")
    assert "```infra-design" in html
    assert "diagram of two" not in html


def test_a_fence_in_a_list_and_in_a_note(convert: Callable[..., str]) -> None:
    indented = fence("stage: two").replace("\n", "\n    ")
    for opening in ("1. Look:", "!!! note"):
        html = convert(f"{opening}\n\n    {indented}\n\n    Then go on.\n", "admonition")
        assert "<p>diagram of two</p>" in html
        assert "stage: two" not in html
        assert "wzxhzdk" not in html
        end = "</li>" if opening.startswith("1") else "</div>"
        assert html.index("Then go on.") < html.index(end)


def test_other_fences_are_left_alone(convert: Callable[..., str]) -> None:
    html = convert("```yaml\nstage: two\n```\n\n~~~infra-designs\nstage: two\n~~~")
    assert "diagram of two" not in html
    assert html.count("<code") == 2


def test_a_fence_that_is_never_closed_is_not_ours() -> None:
    assert list(fences(["```infra-design", "stage: one"])) == []


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("stage: three",), "there is no stage 'three'; stages are first, one, two"),
        (("stage: one",), "say which system: '', 'shop'"),
        (("system: shop", "stage: two"), "there is no stage 'two'; stages are first, one"),
        (("system: blog", "stage: one"), "there is no system 'blog'; systems are '', 'shop'"),
        (
            ("stage: two", "show: diagramm"),
            "there is no part 'diagramm'; parts are diagram, issues, records, availability",
        ),
        (("show: diagram",), "'diagram' is a part of a stage: say which of first, one, two"),
        (("stage: two", "show: availability"), "'availability' is a part of a system: leave stage out"),
        (("stage two",), "'stage two' is not understood; lines are system: …, stage: …, show: …"),
        (("stages: two",), "'stages: two' is not understood; lines are system: …, stage: …, show: …"),
    ],
)
def test_a_mistake_stands_on_the_page_and_is_told_with_its_place(
    convert: Callable[..., str], embedding: Embedding, lines: tuple[str, ...], message: str
) -> None:
    html = convert("# Title\n\n" + fence(*lines))
    assert 'role="alert"' in html
    assert embedding.take_mistakes() == (f"docs/guide/page.md:3: {message}",)
    assert embedding.take_mistakes() == ()


def test_the_line_is_that_of_the_file_with_its_front_matter(embedding: Embedding) -> None:
    text = fence("stage: two") + "\n\n" + fence("stage: three")
    source = ["---", "title: x", "---", "", *text.split("\n")]
    embedding.host = Host("page.md", "docs/page.md", str, lambda: source)
    markdown.markdown(text, extensions=["infra_design"], extension_configs={"infra_design": {"embedding": embedding}})
    assert embedding.take_mistakes()[0].startswith("docs/page.md:9: ")


def test_a_mistake_cannot_bring_markup_along(convert: Callable[..., str]) -> None:
    assert "<script>" not in convert(fence("stage: <script>alert(1)</script>"))
    assert "<script>" not in convert(fence("<script>alert(1)</script>: two"))


def test_while_the_design_has_mistakes_they_stand_in_place_of_the_part(
    convert: Callable[..., str], embedding: Embedding
) -> None:
    embedding.site, embedding.instead = None, "<p>designs/one.yml:1:1: broken</p>"
    assert convert(fence("stage: two")).strip() == "<p>designs/one.yml:1:1: broken</p>"


def lines(html: str) -> list[str]:
    return [line for line in html.split("\n") if line]


def test_our_own_pages_come_out_as_they_would_without_the_shortcut(embedding: Embedding, checkout: Path) -> None:
    site = build(load(checkout, Settings()), Settings())
    for page in site.pages:
        text = page.markdown.partition("\n---\n")[2]
        plain = markdown.markdown(text, extensions=["toc", "tables", "fenced_code"])
        embedding.host = Host(page.uri, page.uri, str, list, ours=True)
        quick = markdown.markdown(
            text,
            extensions=["toc", "tables", "fenced_code", "infra_design"],
            extension_configs={"infra_design": {"embedding": embedding}},
        )
        assert lines(quick) == lines(plain), page.uri
