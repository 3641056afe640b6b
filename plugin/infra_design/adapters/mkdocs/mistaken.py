"""What a live preview shows while a design has mistakes: the mistakes, and below them what was last right."""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from infra_design.adapters.mistakes import as_html
from infra_design.model.site import Page, Section, Site

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.settings import Settings
    from infra_design.model.source import Problem

TITLE = "Infrastructure"


def site_with_mistakes(last: Site | None, root: Path, settings: Settings, problems: tuple[Problem, ...]) -> Site:
    """The site that was last right with the mistakes on top of each page, else a page for each design file.

    Args:
        last: what the last design without mistakes gave.
        root: the project's folder.
        settings: where designs are and pages go.
        problems: at least one.
    """
    if last is None:
        return _bare(root, settings, _block(root, problems, "The pages come when it can be read."))
    block = _block(root, problems, "Below it stands as it was before.")
    return replace(last, pages=tuple(replace(page, markdown=_on_top(page.markdown, block)) for page in last.pages))


def _block(root: Path, problems: tuple[Problem, ...], consequence: str) -> str:
    count = "a mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
    lead = f"<p>The design has {count}. {consequence}</p>"
    return f'<div class="infra-design-mistakes">\n{lead}\n{as_html(root, problems)}\n</div>\n'


def _on_top(markdown: str, block: str) -> str:
    """The page with a block below its title, or below its front matter where it has no title."""
    lines = markdown.split("\n")
    start = lines.index("---", 1) + 1 if lines[0] == "---" and "---" in lines[1:] else 0
    title = next((at for at, line in enumerate(lines) if at >= start and line.startswith("# ")), start - 1)
    return "\n".join([*lines[: title + 1], "", block, *lines[title + 1 :]])


def _bare(root: Path, settings: Settings, block: str) -> Site:
    """Pages where those of the stages will be once they can be read, so that a reader need not go anywhere."""
    folder = root / settings.designs
    stems = sorted(
        path.relative_to(folder).with_suffix("").as_posix()
        for path in folder.glob("**/*.yml")
        if path.name != "system.yml" and path.stem != "index"
    )
    index = f"{settings.pages}/index.md"
    pages = [_page(index, TITLE, block), *(_page(f"{settings.pages}/{stem}.md", stem, block) for stem in stems)]
    children = tuple(Section(page.title, page.uri) for page in pages[1:])
    return Site(tuple(pages), (), Section(TITLE, index, children))


def _page(uri: str, title: str, block: str) -> Page:
    return Page(uri, title, f"---\ntitle: {json.dumps(escape(title))}\nrender_macros: false\n---\n\n{block}")
