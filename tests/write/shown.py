"""Sites written from designs, and pages as readers get them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import markdown

from infra_design.model.drawing import Drawing, Icon
from infra_design.pipeline import Memo, explain, load, mend
from infra_design.write import write_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.settings import Settings
    from infra_design.model.site import Site
    from infra_design.model.stage import Stage
    from infra_design.pipeline import Design

PICTURE = str(Path(__file__).parents[2] / "docs" / "images" / "design-light.png")
VOID = {"br", "hr", "img", "path", "rect", "image", "link", "meta"}


def drawing(stage: Stage) -> Drawing:
    """A drawing as `draw` would give it, without the time that takes."""
    links = "".join(f'<a xlink:href="{{components}}{ident}"><path d="M0 0"/></a>' for ident in stage.components)
    image = '<image xlink:href="{icons}/server.png"/>'
    svg = f'<svg viewBox="0 0 1500 100" width="1500" height="100">{image}{links}</svg>'
    return Drawing(svg, 1500, 100, "", "- In words", (Icon("server", PICTURE),), "")


def write(root: Path, settings: Settings) -> Site:
    """The site of a project, its diagrams left blank."""
    return site_of(load(root, settings), settings)


def site_of(design: Design, settings: Settings) -> Site:
    """The site of a design, likewise."""
    drawings = {(system.id, stage.id): drawing(stage) for system in design.systems for stage in system.stages}
    design = replace(design, analyses=explain(design, settings, Memo()))
    return write_site(design.systems, mend(design, settings, Memo()), drawings, design.catalog, settings)


@dataclass
class Element:
    """An element of a page with all that is in it."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What a reader sees of it, white space collapsed."""
        return " ".join(self.raw.split())

    @property
    def raw(self) -> str:
        """The same as it is written."""
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Elements below it with a tag and attributes; of `class_`, one of the classes is enough."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                found += [child] * child.fits(tag, attributes) + child.all(tag, **attributes)
        return found

    def fits(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether it has the tag, if one is given, and the attributes."""
        classes = self.attributes.get("class", "").split()
        others = {name.replace("_", "-"): value for name, value in attributes.items() if name != "class_"}
        return (
            tag in {"", self.tag}
            and ("class_" not in attributes or attributes["class_"] in classes)
            and others.items() <= self.attributes.items()
        )

    def one(self, tag: str = "", **attributes: str) -> Element:
        """The only such element."""
        (found,) = self.all(tag, **attributes)
        return found


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.stack = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        assert len(element.attributes) == len(attrs), f"an attribute twice in {self.get_starttag_text()}"
        self.stack[-1].children.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.stack.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.stack[-1].children.append(data)


def parse(html: str) -> Element:
    """Read HTML strictly: what is opened is closed, in order."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    (root,) = parser.stack
    return root


def body(text: str) -> str:
    """A page's Markdown without its front matter."""
    return re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)


def shown(text: str) -> Element:
    """A page as Python-Markdown with nothing but MkDocs' own extensions shows it."""
    return parse(markdown.markdown(body(text), extensions=["toc", "tables", "fenced_code"]))


@dataclass
class Pages:
    """A site's pages, read when asked for."""

    site: Site
    _shown: dict[str, Element] = field(default_factory=dict)

    def __getitem__(self, uri: str) -> Element:
        """The page with this uri, under the pages' folder and without ending."""
        uri = f"infrastructure/{uri}.md"
        if uri not in self._shown:
            (page,) = [page for page in self.site.pages if page.uri == uri]
            self._shown[uri] = shown(page.markdown)
        return self._shown[uri]
