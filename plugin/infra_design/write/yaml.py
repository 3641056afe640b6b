"""YAML with its keys, comments and findings set apart, in class names that every theme's highlighter knows."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_LINE = re.compile(r"(?P<indent>[\s-]*)(?P<key>[^\s#'\"{\[][^:#{\[]*|\"[^\"]*\")?(?P<colon>:(?=\s|$))?(?P<rest>.*)")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")
_FINDING = re.compile(r"#\s*finding\b")
_KEY = Markup('<span class="nt">{}</span><span class="p">:</span>')
_NOTE = Markup('<span class="c1">{}</span>')
_MARKED = Markup('<span class="hll">{}</span>')
_BLOCK = Markup('<div class="highlight"><pre><code class="language-yaml">{}</code></pre></div>')


def highlight(text: str) -> Markup:
    """A block of YAML; lines that end in `# finding` are marked."""
    return _BLOCK.format(Markup("\n").join(map(_line, text.rstrip("\n").split("\n"))))


def _line(line: str) -> Markup:
    comment = _COMMENT.search(line)
    code, note = (line[: comment.start()], comment[0]) if comment else (line, "")
    match = _LINE.fullmatch(code)
    html = escape(code)
    if match and match["key"] and match["colon"]:
        html = escape(match["indent"]) + _KEY.format(match["key"]) + escape(match["rest"])
    html += _NOTE.format(note) if note else ""
    return _MARKED.format(html) if _FINDING.match(note) else html
