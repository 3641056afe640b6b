"""The Markdown extension `infra_design`: parts of a design in hand-written pages.

    ```infra-design
    stage: 1-distributed
    show: diagram, issues
    ```

It works wherever Python-Markdown does. The MkDocs plugin feeds it; by itself it reads the designs when a page first
asks for them, and again when they have changed.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from infra_design.adapters.addressing import fill_apart
from infra_design.adapters.identifiers import ids_in, prefixed
from infra_design.adapters.mistakes import as_html
from infra_design.adapters.options import OPTIONS
from infra_design.adapters.standalone import standing
from infra_design.pipeline import DesignError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from markdown import Markdown

    from infra_design.model.site import Site

log = logging.getLogger(__name__)

NAME = "infra-design"
PRIORITY = 28
"""After `normalize_whitespace` (30), before fenced code (25) would take our fences for code."""
_BETWEEN = ".."
"""Between the ids of two stages that are compared."""

KEYS = ("system", "stage", "show")

_NOWHERE = re.compile(r' (?:xlink:)?href=""')
"""What has no address is no link."""
_FENCE = re.compile(r"^(?P<indent>[ >]*)(?P<fence>`{3,}|~{3,})[ ]*(?P<language>[\w-]*)[^`]*$")


class EmbedError(ValueError):
    """A fence asks for something that cannot be had; the message says what could."""


@dataclass(frozen=True, slots=True)
class Fence:
    """One of our fences: the index of its first line and of the line after it, and the lines inside."""

    start: int
    end: int
    indent: str
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Host:
    """The page that fences stand on.

    Attributes:
        uri: its path under the docs folder.
        name: how to name it in a message.
        address: gives the address of a uri as seen from it.
        source: gives the lines of its file, front matter included.
        ours: we wrote the page: what begins with a tag is HTML up to the next blank line.
        in_diagrams: gives the address where it stands in a diagram, if that differs.
    """

    uri: str
    name: str
    address: Callable[[str], str]
    source: Callable[[], list[str]]
    ours: bool = False
    in_diagrams: Callable[[str], str] | None = None


@dataclass(slots=True)
class Embedding:
    """What fences draw on: a site, the page at hand, and what could not be shown so far.

    Attributes:
        site: the site whose parts can be shown.
        instead: HTML shown in place of every part while the design has mistakes.
        host: the page that is converted next.
        mistakes: what could not be shown since `take_mistakes` was last called, with its place.
    """

    site: Site | None = None
    instead: str = ""
    host: Host | None = None
    mistakes: list[str] = field(default_factory=list)

    def take_mistakes(self) -> tuple[str, ...]:
        """The mistakes so far, each told once."""
        taken = tuple(self.mistakes)
        self.mistakes.clear()
        return taken

    def show(self, fence: Fence, number: int, lines: list[str]) -> str:
        """HTML of the parts that a fence asks for, or of the mistake in it."""
        if self.site is None or self.host is None:
            return self.instead
        try:
            parts = "\n".join(_parts(self.site, _request(fence.body)))
        except EmbedError as error:
            self.mistakes.append(f"{_place(self.host, number, lines)}: {error}")
            return _block(f"{NAME}: {error}")
        address = self.host.address
        return _NOWHERE.sub("", fill_apart(parts, self.host.uri, address, self.host.in_diagrams or address))


class InfraDesignExtension(Extension):
    """Parts of a design in pages.

    Options: those of the plugin; `root`, the project's folder; `docs_dir` below it; and `use_directory_urls` as in
    `mkdocs.yml`. Those that are not given are as the generator says, else as the site's file does.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 — Python-Markdown's own signature
        self.config = {
            "root": [".", "The project's folder"],
            "docs_dir": ["docs", "The folder of the pages, below the project's folder"],
            "use_directory_urls": [True, "Whether page.md is shown at page/"],
            "embedding": ["", "Set by the MkDocs plugin"],
            **{name: [option.default, f"As the option {name} of the plugin"] for name, option in OPTIONS.items()},
        }
        super().__init__(**options)
        self.given = frozenset(options) - {"embedding"}

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 — Python-Markdown's name
        """Register the preprocessor."""
        given = self.getConfig("embedding")
        options = {name: self.getConfig(name) for name in sorted(self.given)}
        md.preprocessors.register(_Fences(md, given) if given else _StandaloneFences(md, options), NAME, PRIORITY)


def makeExtension(**options: Any) -> InfraDesignExtension:  # noqa: ANN401, N802 — the name by which Python-Markdown finds it
    """The extension, as Python-Markdown wants it made."""
    return InfraDesignExtension(**options)


class _Fences(Preprocessor):
    """Puts parts where fences ask for them."""

    def __init__(self, md: Markdown, embedding: Embedding) -> None:
        super().__init__(md)
        self.embedding = embedding

    def run(self, lines: list[str]) -> list[str]:
        if self.embedding.host and self.embedding.host.ours:
            return self._our_page(lines)
        result: list[str] = []
        done, known = 0, set[str]()
        for number, fence in enumerate(fences(lines)):
            html = self.embedding.show(fence, number, lines)
            if clashing := known & ids_in(html):
                html = prefixed(html, f"again-{number}-", clashing)
            known |= ids_in(html)
            result += [*lines[done : fence.start], "", *self._lines(html, fence.indent), ""]
            done = fence.end
        return [*result, *lines[done:]]

    def _our_page(self, lines: list[str]) -> list[str]:
        """Put HTML away without parsing it, which takes most of the time of rendering a page."""
        blocks = "\n".join(lines).split("\n\n")
        return "\n\n".join(
            self.md.htmlStash.store(block.strip("\n")) if block.lstrip("\n").startswith("<") else block
            for block in blocks
        ).split("\n")

    def _lines(self, html: str, indent: str) -> list[str]:
        """In the open, anchors are seen by those who check links; inside a list or a note only the stash is safe."""
        return [indent + self.md.htmlStash.store(html)] if indent else html.split("\n")


class _StandaloneFences(_Fences):
    """Without the plugin: reads the designs itself and brings styles, scripts and icons along."""

    def __init__(self, md: Markdown, options: Mapping[str, object]) -> None:
        super().__init__(md, Embedding())
        self.options = options

    def run(self, lines: list[str]) -> list[str]:
        if not any(fences(lines)):
            return lines
        page = standing(self.options, self._context())
        try:
            self.embedding.site = page.site()
        except DesignError as error:
            for problem in error.problems:
                log.warning(str(problem))
            self.embedding.site, self.embedding.instead = None, as_html(page.root, error.problems)
            return super().run(lines)
        site = self.embedding.site
        address, in_diagrams = page.addresses(site)
        self.embedding.host = Host(page.uri, f"{page.docs}/{page.uri}", address, list, in_diagrams=in_diagrams)
        result = super().run(lines)
        for mistake in self.embedding.take_mistakes():
            log.warning(mistake)
        scripts = map(self.md.htmlStash.store, page.scripts(site))
        return [*page.styles(site), "", *result, "", *scripts]

    def _context(self) -> object:
        """What the generator says of the page, if it does; Zensical does."""
        known = self.md.preprocessors
        return known["rendering_context"] if "rendering_context" in known else None  # noqa: SIM401 — it has no `get`


def fences(lines: list[str]) -> Iterator[Fence]:
    """Our fences, in order; those that another fence shows as an example are not among them."""
    at = 0
    while at < len(lines):
        opened = _FENCE.match(lines[at])
        end = _closing(lines, at, opened["fence"]) if opened else None
        if opened and end is not None and opened["language"] == NAME:
            indent = opened["indent"]
            body = tuple(line.removeprefix(indent) for line in lines[at + 1 : end])
            yield Fence(at, end + 1, indent, body)
        at = at + 1 if end is None else end + 1


def mistakes_in(site: Site, name: str, lines: list[str]) -> Iterator[str]:
    """What fences ask for and cannot have, with the file's name and the line of the fence."""
    for fence in fences(lines):
        try:
            list(_parts(site, _request(fence.body)))
        except EmbedError as error:
            yield f"{name}:{fence.start + 1}: {error}"


def _closing(lines: list[str], start: int, fence: str) -> int | None:
    for at in range(start + 1, len(lines)):
        line = lines[at].strip(" >")
        if line.startswith(fence) and not line.strip(fence[0]):
            return at
    return None


def _request(body: tuple[str, ...]) -> dict[str, str]:
    """What is written in a fence: one `key: value` on each line."""
    request: dict[str, str] = {}
    for line in filter(str.strip, body):
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in KEYS:
            raise EmbedError(
                f"{line.strip()!r} is not understood; lines are {', '.join(f'{key}: …' for key in KEYS)}"
            )
        request[key.strip()] = value.strip().strip("\"'")
    return request


def _parts(site: Site, request: dict[str, str]) -> Iterator[str]:
    system, stage = _which(site, request.get("system"), request.get("stage"))
    for name in re.split(r"[\s,]+", request.get("show", "diagram").strip("[] ")):
        if name not in site.parts:
            raise EmbedError(f"there is no part {name!r}; parts are {', '.join(site.parts)}")
        if {bool(key[1]) for key in site.embeds if key[2] == name} == {not stage}:
            raise EmbedError(
                f"{name!r} is a part of a system: leave stage out" if stage else _ask_for_stage(site, name)
            )
        if _BETWEEN in stage and (system, stage, name) not in site.embeds:
            raise EmbedError(f"{name!r} is not a part of two stages together: 'comparison' is")
        if (system, stage, name) in site.embeds:
            yield site.embeds[system, stage, name]


def _ask_for_stage(site: Site, name: str) -> str:
    return f"{name!r} is a part of a stage: say which of {', '.join(_stages(site.embeds))}"


def _stages(keys: Iterable[tuple[str, ...]]) -> list[str]:
    """Ids of stages, without the pairs of stages that are compared."""
    return sorted({key[1] for key in keys if key[1] and _BETWEEN not in key[1]})


def _which(site: Site, system: str | None, stage: str | None) -> tuple[str, str]:
    """The system and stage that a fence means; the system may be left out where only one fits."""
    known = sorted({key[:2] for key in site.embeds})
    systems = sorted({key[0] for key in known})
    if system is not None and system not in systems:
        raise EmbedError(f"there is no system {system!r}; systems are {_quoted(systems)}")
    fitting = [key for key in known if key[1] == (stage or "") and system in (None, key[0])]
    if len(fitting) > 1:
        raise EmbedError(f"say which system: {_quoted([key[0] for key in fitting])}")
    if stage and not fitting:
        stages = _stages(key for key in known if system in (None, key[0]))
        raise EmbedError(f"there is no stage {stage!r}; stages are {', '.join(stages)}")
    return fitting[0] if fitting else (system or "", "")


def _quoted(names: list[str]) -> str:
    return ", ".join(map(repr, names))


def _place(host: Host, number: int, lines: list[str]) -> str:
    """Name and line of the fence with this number, in the page's file if that can be told."""
    for text in (host.source(), lines):
        found = list(fences(text))
        if number < len(found):
            return f"{host.name}:{found[number].start + 1}"
    return host.name


def _block(message: str) -> str:
    return (
        '<div class="admonition failure infra-design-mistake" role="alert">\n'
        f'<p class="admonition-title">{escape(message)}</p>\n</div>'
    )
