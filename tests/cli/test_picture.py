"""The picture in a comment on a pull request, drawn by Mermaid itself in a real browser."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pull_requests.conftest import from_npm

from infra_design.adapters.cli.changes import Changes, StageChange, markdown
from infra_design.adapters.cli.changes.compare import compare_stages
from infra_design.adapters.cli.changes.picture import MOST_NODES, picture
from infra_design.adapters.cli.changes.sides import Side
from infra_design.model.settings import Settings
from infra_design.pipeline import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result
    from playwright.sync_api import Browser, Page

    Run = Callable[..., Result]
    Draw = Callable[[str], str]

__all__ = ["from_npm"]

BASE = """\
title: Base
components:
  visitor: {kind: browser, uses: lb}
  lb: {kind: server}
  haproxy: {host: lb, uses: nginx}
  web: {kind: server, instances: 2}
  nginx: {host: web}
"""
HEAD = """\
title: Head
components:
  visitor: {kind: browser, uses: lb}
  lb: {kind: server}
  haproxy: {host: lb, uses: nginx}
  web: {kind: server}
  nginx: {host: web, uses: mysql}
  db: {kind: server}
  mysql: {host: db}
"""
LIMIT = 65_536
"""Characters that GitHub takes in a comment."""


def change(folder: Path, before: str, after: str) -> StageChange:
    (folder / "designs").mkdir(exist_ok=True, parents=True)
    (folder / "designs/0-a.yml").write_text(before)
    (folder / "designs/1-b.yml").write_text(after)
    side = Side("x", load(folder, Settings()), Settings())
    return compare_stages(*side.stages, side)


@pytest.fixture(scope="module")
def draw(browser: Browser, from_npm: Callable[[str], Path]) -> Iterator[Draw]:
    """What Mermaid makes of a block, as SVG; it raises if it cannot read it."""
    page: Page = browser.new_page()
    page.set_content("<div id=here></div>")
    page.add_script_tag(path=from_npm("mermaid") / "node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js")
    page.evaluate("mermaid.initialize({startOnLoad: false, securityLevel: 'strict'})")
    code = "async text => (await mermaid.render('d', text)).svg"
    yield lambda block: str(page.evaluate(code, inner(block)))
    page.close()


def inner(block: str) -> str:
    lines = block.split("\n")
    assert lines[0] == "```mermaid"
    end = lines.index("```")
    return "\n".join(lines[1:end])


def words(svg: str) -> list[str]:
    """Texts of the nodes and edges, in their lines."""
    return [
        re.sub(r"<[^>]+>", "|", part) for part in re.findall(r"<foreignObject.*?</foreignObject>", svg, re.DOTALL)
    ]


def test_mermaid_draws_what_changed_and_what_stands_around(tmp_path: Path, draw: Draw) -> None:
    block = picture(change(tmp_path, BASE, HEAD))
    text = " ".join(words(draw(block)))
    assert "db, Server, added" in text
    assert re.search(r"mysql\|.*added", text)
    assert re.search(r"web.*instances: 2 → 1", text)
    assert "haproxy" in text  # a neighbor
    assert "added mysql 3306" in text
    back = " ".join(words(draw(picture(change(tmp_path, HEAD, BASE)))))
    assert "db, Server, removed" in back


def test_nothing_of_a_design_is_markup(tmp_path: Path, draw: Draw) -> None:
    hostile = "\"]; n0 --> evil; %%{init: {'theme': 'dark'}}%% ``` <img src=x onerror=alert(1)> `**b**` #35; | ] end"
    before = BASE.replace(
        "nginx: {host: web}", "nginx: {host: web, uses: other}\n  other: {kind: service, product: x}"
    )
    after = before.replace("product: x", f"product: {hostile!r}".replace("\\'", "''"))
    after = re.sub(r"product: .*", lambda _: "product: '" + hostile.replace("'", "''") + "'}", before)
    found = change(tmp_path, before, after)
    block = picture(found)
    svg = draw(block)
    assert "<img" not in svg
    assert "onerror" not in re.sub(r">[^<]*<", "><", svg)
    assert "evil" not in svg or "n0 --&gt; evil" in svg
    assert block.count("```") == 2


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_any_text_in_a_design_is_drawn(tmp_path: Path, draw: Draw, texts: list[str]) -> None:
    found = change(tmp_path, BASE, HEAD)
    assert found.after is not None
    named = {
        ident: replace(one, product_name=text)
        for (ident, one), text in zip(found.after.stage.components.items(), texts * 9, strict=False)
    }
    after = replace(found.after, stage=replace(found.after.stage, components=named))
    assert draw(picture(replace(found, after=after))).startswith("<svg")


def many(count: int) -> str:
    return "title: Many\ncomponents:\n  web: {kind: server}\n" + "".join(
        f"  c{number}: {{kind: service, host: web{f', uses: c{number - 1}' if number else ''}}}\n"
        for number in range(count)
    )


def test_a_large_change_shows_what_changes_and_says_what_is_left_out(tmp_path: Path, draw: Draw) -> None:
    block = picture(change(tmp_path, many(1), many(200)))
    assert len(re.findall(r"^\s+(?:subgraph )?n\d+\[", inner(block), re.MULTILINE)) == MOST_NODES
    assert re.search(r"\*\d+ more components that change are not in the picture\.\*$", block)
    assert draw(block).startswith("<svg")


def test_a_change_of_words_alone_has_no_picture(tmp_path: Path) -> None:
    assert picture(change(tmp_path, BASE, BASE.replace("Base", "Other"))) == ""


SIZES = st.tuples(st.integers(1, 3), st.sampled_from([0, 1, 40, 1500]), st.sampled_from([0, 1, 40, 3000]))


@given(SIZES, st.text(max_size=40))
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_a_comment_is_never_too_long(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sizes: tuple[int, int, int], text: str
) -> None:
    stages, findings, parts = sizes
    one = change(tmp_path, BASE, HEAD)
    finding = replace(one.opened[0], message=f"{text} " * 10)
    opened = tuple(replace(finding, subjects=(f"s{number}",)) for number in range(findings))
    differences = one.differences * (parts // len(one.differences) + 1)
    changed = replace(
        one, opened=opened, worsened=tuple((finding, finding.severity) for finding in opened), differences=differences
    )
    capsys.readouterr()
    markdown.write(Changes("a", "b", (changed,) * stages))
    out = capsys.readouterr().out
    assert len(out) < LIMIT
    assert out.startswith("**")
    assert out.endswith(f"{markdown.MARK}\n")
    assert out.count("<details>") == out.count("</details>")
    assert out.count("```") % 2 == 0


def test_pictures_that_somebody_made_are_linked(run: Run, folder: Path) -> None:
    (folder / "designs/1-two.yml").write_text(
        "title: Two\nextends: 0-one\ncomponents:\n  web: {instances: 2, address: null}\n"
    )
    given = ("diff", "0-one", "1-two", "--fail-on", "never", "--format", "markdown", "--pictures")
    result = run(*given, "https://example.com/a.png", "https://example.com/b.png")
    assert (
        "| ![the design](<https://example.com/a.png>) | ![the design](<https://example.com/b.png>) |" in result.stdout
    )
    assert "```mermaid" not in result.stdout
    for bad in ("javascript:alert(1)", "https://x/|", "https://x/ y", "https://x/>"):
        assert run(*given, "https://example.com/a.png", bad).exit_code == 2
