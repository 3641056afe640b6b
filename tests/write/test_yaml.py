"""YAML as a block of HTML."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from infra_design.write.yaml import highlight


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def test_keys_comments_and_findings_are_set_apart() -> None:
    html = highlight("web: {kind: server} # finding\n  - a: '#b' # c\nplain")
    assert '<span class="hll"><span class="nt">web</span><span class="p">:</span> {kind: server} ' in html
    assert '<span class="c1"># finding</span>\n</span>' in html
    assert '<span class="nt">a</span>' in html
    assert '<span class="c1"># c</span>' in html


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r")))
def test_nothing_is_lost_or_becomes_markup(text: str) -> None:
    assert plain(highlight(text)).rstrip("\n") == text.rstrip("\n")
