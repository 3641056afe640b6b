"""The plugin comes into a site's configuration as text: nothing else in the file changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.config import load_config

from infra_design.adapters.cli import main
from infra_design.adapters.cli.init.site import ByHandError, with_plugin

if TYPE_CHECKING:
    from pathlib import Path

CASES = {
    "none: search would go, so it is named": "site_name: A\n«\nplugins:\n  - search\n  - infra-design\n»",
    "no line end at the end": "site_name: A«\n\nplugins:\n  - search\n  - infra-design\n»",
    "empty: as none": "plugins:\n«  - search\n  - infra-design\n»site_name: A # mine\n",
    "empty at the end": "site_name: A\nplugins:«\n  - search\n  - infra-design\n»",
    "a list, indented, with comments": """\
site_name: A
plugins: # ours
  - search # find
«  - infra-design
»  # - social

# theme
theme: material
""",
    "a list that is not indented": "plugins:\n- search\n- tags\n«- infra-design\n»nav:\n- a.md\n",
    "a list whose last one has options": """\
plugins:
    - search:
        lang: en # why
    - redirects:
        redirect_maps:
          a.md: b.md
«    - infra-design
»
extra: 1
""",
    "options with a block of text": """\
plugins:
  - macros:
      text: |
        one
        two
«  - infra-design
»extra: 1
""",
    "a last one without options": "plugins:\n  - search\n  - tags:\n«  - infra-design\n»extra: 1\n",
    "a list at the end of a file without line end": "plugins:\n  - search«\n  - infra-design\n»",
    "a list in brackets": "plugins: [search, tags«, infra-design»] # ours\n",
    "brackets over several lines": "plugins: [\n  search, # find\n  tags«, infra-design»,\n]\n",
    "nothing, on purpose: search stays off": "plugins: [«infra-design»]\n",
    "a map": "plugins:\n  search: {}\n  tags: {tags_file: a.md}\n«  infra-design: {}\n»nav: [a.md]\n",
    "a map in braces": "plugins: {search: {}«, infra-design: {}»}\n",
    "tags of MkDocs and Python": """\
site_url: !ENV [URL, '']
markdown_extensions:
  - toc:
      slugify: !!python/object/apply:pymdownx.slugs.slugify {}
  - emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
plugins:
  - search
  - social:
      enabled: !ENV [CI, false]
«  - infra-design
»""",
    "lines that end as on Windows": "plugins:\r\n  - search\r\n«  - infra-design\r\n»theme: mkdocs\r\n",
    "a byte order mark, other alphabets": "\ufeffsite_name: Инфра 🏗\nplugins: [search«, infra-design»]\n",
    "it is there": "plugins:\n  - search\n  - infra-design:\n      fail_on: high\n",
    "it is there in a map": "plugins: {infra-design: {}}\n",
    "it is there as one of two": "plugins: {'infra-design #2': {}}\n",
}
"""Configurations; what stands in «» is put in."""
BY_HAND = {
    "what is inherited": "INHERIT: ../base.yml\nsite_name: A\n",
    "an alias": "x: &p [search]\nplugins: *p\n",
    "a word": "plugins: search\n",
    "a tag: one more there would be a default": "plugins: !ENV [PLUGINS]\n",
    "braces around everything": "{site_name: A}\n",
    "a list": "- a\n",
    "nothing at all": "",
    "two documents": "a: 1\n---\nb: 2\n",
    "an end": "site_name: A\n...\n",
    "what is no YAML": "a: [\n",
    "nesting without end": "a: " + "[" * 5_000,
}


@pytest.mark.parametrize("name", CASES)
def test_one_entry_is_put_in(name: str) -> None:
    before, after = re.sub("«.*?»", "", CASES[name], flags=re.DOTALL), re.sub("[«»]", "", CASES[name])
    assert with_plugin(before, {}) == after
    assert with_plugin(after, {}) == after


@pytest.mark.parametrize("name", BY_HAND)
def test_where_the_place_is_not_sure_a_person_puts_it_in(name: str) -> None:
    with pytest.raises(ByHandError):
        with_plugin(BY_HAND[name], {})


@pytest.mark.parametrize(
    "plugins", ["", "plugins:\n", "plugins: [search]\n", "plugins:\n  search: {}\n", "plugins:\n- search\n"]
)
def test_mkdocs_still_has_what_it_had(plugins: str, tmp_path: Path) -> None:
    path = tmp_path / "mkdocs.yml"
    (tmp_path / "docs").mkdir()
    path.write_text(f"site_name: A\n{plugins}")
    before = list(load_config(str(path)).plugins)
    path.write_text(with_plugin(path.read_text(), {"designs": 'in "quotes": {a}'}))
    config = load_config(str(path))
    assert list(config.plugins) == [*before, "infra-design"]
    assert config.plugins["infra-design"].config.designs == 'in "quotes": {a}'


@given(
    st.lists(st.sampled_from(["search", "tags", "meta:", "blog:\n{0}    post: 1", "# - no", ""]), min_size=1),
    st.sampled_from(["", "  ", "      "]),
    st.sampled_from(["", "nav: []\n", "# end\n", "\n\nextra:\n  a: |\n    - x\n"]),
)
def test_taking_our_line_out_gives_back_what_was(items: list[str], indent: str, rest: str) -> None:
    lines = [f"{indent}- {item.format(indent)}" if item and item[0] != "#" else item for item in items]
    text = "site_name: A\nplugins:\n" + "".join(f"{line}\n" for line in lines) + rest
    new = with_plugin(text, {})
    added = [line for line in new.splitlines(keepends=True) if "infra-design" in line or line.strip() == "- search"]
    assert any("infra-design" in line for line in added)
    if any(item and item[0] != "#" for item in items):
        assert "".join(line for line in new.splitlines(keepends=True) if "infra-design" not in line) == text


def test_the_rest_is_written_and_what_is_left_is_told(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\n")
    result = CliRunner().invoke(main, ["-C", str(tmp_path), "init", "--template", "patroni"])
    assert result.exit_code == 0
    assert "mkdocs.yml is left as it is: it inherits" in result.stdout
    assert "Add to it:\n\nplugins:\n  - search\n  - infra-design\n" in result.stdout
    assert (tmp_path / "mkdocs.yml").read_text() == "INHERIT: base.yml\n"
    assert (tmp_path / "designs/0-patroni.yml").exists()


def test_a_site_that_is_there_keeps_its_bytes_and_its_pages(tmp_path: Path) -> None:
    text = "site_name: A\r\ntheme: mkdocs # ours\r\n"
    (tmp_path / "mkdocs.yml").write_bytes(text.encode())
    result = CliRunner().invoke(main, ["-C", str(tmp_path), "init", "--template", "patroni"])
    assert "edited" in result.stdout
    assert (tmp_path / "mkdocs.yml").read_bytes().startswith(text.encode())
    assert not (tmp_path / "docs").exists()
