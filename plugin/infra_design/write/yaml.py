"""YAML with its keys, comments and findings set apart, in class names that every theme's highlighter knows."""

from __future__ import annotations

import re
from functools import lru_cache

from infra_design.write.html import Html, escape

_LINE = re.compile(r"(?P<indent>[\s-]*)(?P<key>[^\s#'\"{\[][^:#{\[]*|\"[^\"]*\")?(?P<colon>:(?=\s|$))?(?P<rest>.*)")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")
_FINDING = re.compile(r"#\s*finding\b")


def highlight(text: str) -> Html:
    """A block of YAML; lines that end in `# finding` are marked."""
    lines = "".join(map(_line, text.rstrip("\n").split("\n"))).removesuffix("\n")
    return Html(f'<div class="highlight"><pre><code class="language-yaml">{lines}</code></pre></div>')


@lru_cache(maxsize=8192)  # stages that extend each other share most of their lines
def _line(line: str) -> str:
    comment = _COMMENT.search(line)
    code, note = (line[: comment.start()], comment[0]) if comment else (line, "")
    match = _LINE.fullmatch(code)
    html = str(escape(code))
    if match and match["key"] and match["colon"]:
        key, rest = escape(match["key"]), escape(match["rest"])
        html = f'{match["indent"]}<span class="nt">{key}</span><span class="p">:</span>{rest}'
    html += f'<span class="c1">{escape(note)}</span>' if note else ""
    return f'<span class="hll">{html}\n</span>' if _FINDING.match(note) else f"{html}\n"
