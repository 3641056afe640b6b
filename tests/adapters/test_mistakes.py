from __future__ import annotations

import os
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from infra_design.adapters.mistakes import LARGEST, as_html, excerpt
from infra_design.model.source import Mark, Problem

if TYPE_CHECKING:
    from pathlib import Path


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 — HTMLParser passes it
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_lines_around_the_place_with_a_caret_under_its_column(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("one\ntwo\n  three\nfour\nfive\nsix\n")
    assert excerpt(tmp_path, Mark("a.yml", 3, 5)).split("\n") == [
        "1 | one",
        "2 | two",
        "3 |   three",
        "  |     ^",
        "4 | four",
        "5 | five",
    ]


def test_line_numbers_are_aligned(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("x\n" * 12)
    assert excerpt(tmp_path, Mark("a.yml", 9, 1)).split("\n")[2:] == [" 9 | x", "   | ^", "10 | x", "11 | x"]


def test_a_place_that_is_not_there_shows_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("one\n")
    assert excerpt(tmp_path, Mark("a.yml", 7, 1)) == ""
    assert excerpt(tmp_path, Mark("b.yml", 1, 1)) == ""


def test_a_huge_file_is_not_read_into_the_page(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("x" * (LARGEST + 1))
    assert excerpt(tmp_path, Mark("a.yml", 1, 1)) == ""


def test_nothing_of_what_a_link_leads_to_is_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("password\n")
    project = tmp_path / "project"
    (project / "designs").mkdir(parents=True)
    (project / "designs/a.yml").symlink_to(tmp_path / "secret")
    (project / "designs/zero.yml").symlink_to("/dev/zero")
    (project / "designs/up").symlink_to(tmp_path)
    for name in ("a.yml", "zero.yml", "up/secret"):
        assert excerpt(project, Mark(f"designs/{name}", 1, 1)) == ""


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yml")
    assert excerpt(tmp_path, Mark("a.yml", 1, 1)) == ""


def test_a_project_behind_a_link_and_a_folder_beside_it(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "link").symlink_to("project")
    (tmp_path / "project/a.yml").write_text("one\n")
    (tmp_path / "b.yml").write_text("two\n")
    assert excerpt(tmp_path / "link", Mark("a.yml", 1, 1)) == "1 | one\n  | ^"
    assert excerpt(tmp_path / "project", Mark("../b.yml", 1, 1)) == "1 | two\n  | ^"


def test_long_lines_are_cut_and_a_caret_beyond_them_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("x" * 5000)
    assert excerpt(tmp_path, Mark("a.yml", 1, 4000)) == "1 | " + "x" * 160


def test_html_holds_the_text_and_none_of_its_markup(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("<script>alert(1)</script>\n\n\n{{ config }}\n")
    problem = Problem(Mark("a.yml", 1, 1), "unknown <b>'{% raw %}'", "did you mean <i>?")
    html = as_html(tmp_path, [problem])
    assert "\n\n" not in html
    assert "{" not in html
    parsed = Tags(html)
    assert parsed.tags == ["div", "p", "p", "pre", "code"]
    assert "a.yml:1:1: unknown <b>'{% raw %}'" in parsed.text
    assert "did you mean <i>?" in parsed.text
    assert "<script>alert(1)</script>" in parsed.text
