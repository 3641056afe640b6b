"""Authors' Markdown: what it may do and what it never does."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser
from time import process_time

import markdown as python_markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra_design.write.text import heading, inline, markdown, protect

TAGS = {
    *("p", "em", "strong", "code", "pre", "a", "img", "ul", "ol", "li", "blockquote", "hr", "br", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td", "span"),
}
ATTRIBUTES = {"href", "src", "title", "alt", "class", "start", "style"}
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](//evil.example/x)",
    "[x](\\\\evil.example/x)",
    "[x](../../etc/passwd)",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](http://evil.example/x.png)",
    "![x](data:image/svg+xml,x)",
    "![x](//evil.example/x.png)",
    '[x](https://a.example "\\" onclick=alert(1) \\"")',
    "`<script>`",
    "```html\n<script>\n```",
    "``` { .x onclick=alert(1) }\ny\n```",
    "# <b>x</b>",
    "| <i>a</i> |\n|---|\n| <u>b</u> |",
    "&lt;script&gt;",
    "x\x02y\x03z",
    "\x02klzzwxh:0000\x03",
]


class Reader(HTMLParser):
    """Collects what an HTML text does; stumbles over tags that are not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"br", "hr", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


def assert_harmless(html: str) -> None:
    for tag, attributes in read(html).tags:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES
        address = attributes.get("href") or attributes.get("src") or ""
        assert address.startswith(("https://", "http://", "mailto:", "#", "infra-design:", "")) or not address
        if ":" in address:
            assert address.split(":")[0] in {"https", "http", "mailto", "infra-design"} or address.startswith("#")
        if tag == "img":
            assert address.startswith("infra-design:")


@pytest.mark.parametrize("text", ATTACKS)
def test_attacks_come_to_nothing(text: str) -> None:
    assert_harmless(markdown(text))
    assert_harmless(inline(text))


@given(
    st.text()
    | st.lists(st.sampled_from([*ATTACKS, "*", "_", "[", "](", ")", "\n", "<", ">", "&", "`", '"']), max_size=6).map(
        "".join
    )
)
def test_no_text_becomes_markup_that_can_do_harm(text: str) -> None:
    assert_harmless(markdown(text))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A plain sentence: 100 % of it.", "<p>A plain sentence: 100 % of it.</p>"),
        ("**bold** and `code`", "<p><strong>bold</strong> and <code>code</code></p>"),
        ("# Title", "<h4>Title</h4>"),
        ("#### Deep", "<h6>Deep</h6>"),
        ("[run](ops/run.md#a)", '<p><a href="infra-design:ops/run.md#a">run</a></p>'),
        ("<https://a.example>", '<p><a href="https://a.example">https://a.example</a></p>'),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("", ""),
    ],
)
def test_markdown_does_what_authors_expect(text: str, html: str) -> None:
    assert markdown(text) == html


def test_plain_text_takes_a_shorter_way_to_the_same() -> None:
    for text in ("Plain words.", "It's 5 o'clock: 3306 from web (all).", 'Say "no" — always; 1.5 times.', "a-b - c"):
        assert unescape(str(markdown(text))) == python_markdown.markdown(text)


def test_a_sentence_stays_in_its_line() -> None:
    assert inline("One *address*.") == "One <em>address</em>."
    assert inline("a\n\nb") == "<p>a</p>\n<p>b</p>"


HOSTILE = st.text(st.sampled_from("`~{}[]%!:-8<\"'\\\n \t*_#|abc&;/=+^$@.>"), max_size=40)


@given(HOSTILE)
def test_no_extension_sees_anything_in_protected_html(text: str) -> None:
    html = protect(f"<div>\n{markdown(text)}\n</div>")
    extensions = ["extra", "admonition", "toc", "pymdownx.superfences", "pymdownx.snippets", "pymdownx.tilde"]
    rendered = python_markdown.markdown(html, extensions=extensions)
    assert read(rendered).tags == read(html).tags
    assert read(rendered).text.split() == read(html).text.split()


@given(HOSTILE)
def test_headings_say_exactly_their_text(text: str) -> None:
    rendered = python_markdown.markdown(f"# {heading('x' + text)}", extensions=["extra", "toc", "pymdownx.tilde"])
    reader = read(rendered)
    assert [tag for tag, _ in reader.tags] == ["h1"]
    assert reader.text.split() == ("x" + text).split()


def test_protected_html_has_no_blank_line() -> None:
    assert protect("<pre>a\n\n \n\nb</pre>") == "<pre>a&#10;&#10; &#10;\nb</pre>"
    assert "\n\n" not in protect("<div>\n\n\n<p>x</p>\n\n</div>")


@pytest.mark.parametrize("text", ["[" * 20_000, "![" * 10_000, "[a][b" * 5_000, "* " * 5_000 + "a", "*a" * 20_000])
def test_no_text_takes_long_or_breaks_off(text: str) -> None:
    began = process_time()
    html = markdown(text)
    assert process_time() - began < 2  # twenty thousand brackets took Python-Markdown a minute
    assert "a" in html or "[" in html


def test_many_links_in_many_paragraphs_are_links() -> None:
    assert markdown("[a](https://a.example)\n\n" * 500).count("<a href=") == 500
