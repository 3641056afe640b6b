"""The Markdown extension `infra_design`: parts of a design in hand-written pages.

    ```infra-design
    stage: 1-distributed
    show: diagram, issues
    ```

It works wherever Python-Markdown does. The MkDocs plugin feeds it; by itself it reads the designs when a page first
asks for them, and again when they have changed.
"""

from __future__ import annotations

import base64
import logging
import re
import threading
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from infra_design.adapters.mistakes import as_html
from infra_design.adapters.options import OPTIONS, settings_from
from infra_design.pipeline import DesignError, Memo, build, load
from infra_design.write import fill_links, relative_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown import Markdown

    from infra_design.model.settings import Settings
    from infra_design.model.site import Asset, Site

log = logging.getLogger(__name__)

NAME = "infra-design"
PRIORITY = 28
"""After `normalize_whitespace` (30), before fenced code (25) would take our fences for code."""
KEYS = ("system", "stage", "show")

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
    """

    uri: str
    name: str
    address: Callable[[str], str]
    source: Callable[[], list[str]]
    ours: bool = False


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
        return fill_links(parts, self.host.uri, self.host.address)


class InfraDesignExtension(Extension):
    """Parts of a design in pages.

    Options: those of the plugin; `root`, the project's folder, by default the current one; `docs_dir` below it; and
    `use_directory_urls` as in `mkdocs.yml`.
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

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 — Python-Markdown's name
        """Register the preprocessor."""
        given = self.getConfig("embedding")
        md.preprocessors.register(
            _Fences(md, given) if given else _StandaloneFences(md, self.getConfigs()), NAME, PRIORITY
        )


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
        done = 0
        for number, fence in enumerate(fences(lines)):
            html = self.embedding.show(fence, number, lines)
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
    """Without the plugin: reads the designs itself and brings styles and icons along."""

    def __init__(self, md: Markdown, options: dict[str, Any]) -> None:
        super().__init__(md, Embedding())
        self.project = _project(options)

    def run(self, lines: list[str]) -> list[str]:
        if not any(fences(lines)):
            return lines
        site = self.project.fill(self.embedding, self._page())
        result = super().run(lines)
        for mistake in self.embedding.take_mistakes():
            log.warning(mistake)
        if not site:
            return result
        script = (self.md.htmlStash.store(html) for html in self.project.scripts(site, self.embedding.host))
        return [*self.project.styles(site, self.embedding.host), *result, "", *script]

    def _page(self) -> str:
        """Where we are, if the generator says so; Zensical does."""
        known = self.md.preprocessors
        context = known["rendering_context"] if "rendering_context" in known else None  # noqa: SIM401 — it has no `get`
        return str(getattr(getattr(context, "page", None), "path", "index.md"))


@dataclass(slots=True)
class _Project:
    """A project whose designs are read for the pages of a generator that runs no plugin of ours."""

    root: Path
    docs: str
    directory_urls: bool
    settings: Settings
    memo: Memo = field(default_factory=Memo)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fill(self, embedding: Embedding, page: str) -> Site | None:
        """Give an embedding the site as it is now, or the mistakes."""
        with self.lock:
            try:
                embedding.site = build(load(self.root, self.settings, self.memo), self.settings, self.memo)
            except DesignError as error:
                embedding.instead = as_html(self.root, error.problems)
                embedding.mistakes += [str(problem) for problem in error.problems]
                return None
        embedding.host = Host(page, f"{self.docs}/{page}", self._address(embedding.site, page), list)
        return embedding.site

    def styles(self, site: Site, host: Host | None) -> list[str]:
        """What every page with our parts loads, from the docs folder or in the page itself."""
        assets = {asset.uri: asset for asset in site.assets}
        lines = []
        for uri in site.styles:
            if host and self._exists(uri):
                lines.append(f'<link rel="stylesheet" href="{escape(host.address(uri))}">')
            else:
                lines += ["<style>", *filter(str.strip, _content(assets[uri]).decode().split("\n")), "</style>"]
        return [*lines, ""]

    def scripts(self, site: Site, host: Host | None) -> list[str]:
        """Likewise what makes them respond."""
        assets = {asset.uri: asset for asset in site.assets}
        return [
            f'<script defer src="{escape(host.address(uri))}"></script>'
            if host and self._exists(uri)
            else f"<script>\n{_content(assets[uri]).decode()}</script>"
            for uri in site.scripts
        ]

    def _address(self, site: Site, page: str) -> Callable[[str], str]:
        assets = {asset.uri: asset for asset in site.assets}

        def address(uri: str) -> str:
            if self._exists(uri):
                return relative_address(uri, page, directory_urls=self.directory_urls)
            return _data(assets[uri]) if uri in assets else ""

        return address

    def _exists(self, uri: str) -> bool:
        return (self.root / self.docs / uri).is_file()


_projects: dict[str, _Project] = {}


def _project(options: dict[str, Any]) -> _Project:
    """One for all pages with the same options, so that designs are read once."""
    key = repr(sorted((name, value) for name, value in options.items() if name != "embedding"))
    if key not in _projects:
        root = Path(options["root"]).resolve()
        _projects[key] = _Project(root, options["docs_dir"], options["use_directory_urls"], settings_from(options))
    return _projects[key]


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
        if (system, stage, name) in site.embeds:
            yield site.embeds[system, stage, name]


def _ask_for_stage(site: Site, name: str) -> str:
    return (
        f"{name!r} is a part of a stage: say which of {', '.join(sorted({key[1] for key in site.embeds if key[1]}))}"
    )


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
        stages = sorted({key[1] for key in known if key[1] and system in (None, key[0])})
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


def _content(asset: Asset) -> bytes:
    return Path(asset.path).read_bytes() if asset.path else asset.content


def _data(asset: Asset) -> str:
    kind = {"svg": "image/svg+xml", "css": "text/css", "js": "text/javascript"}.get(
        asset.uri.rpartition(".")[2], "image/png"
    )
    return f"data:{kind};base64,{base64.b64encode(_content(asset)).decode('ascii')}"
