"""HTML from Python: what is put in is escaped unless it is `Html` already, and what is empty is left out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from infra_design.model.analysis import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from infra_design.model.finding import Finding, Severity


class Html(str):
    """Text that is HTML and safe to show. Whoever makes one by hand has escaped what is in it."""

    __slots__ = ()

    def __add__(self, other: str) -> Html:
        return Html(f"{self}{escape(other)}")

    def __radd__(self, other: str) -> Html:
        return Html(f"{escape(other)}{self}")

    def without_tags(self) -> str:
        """What stands between the tags, as it stands in HTML."""
        return _TAG.sub("", self)


def escape(text: object) -> Html:
    """Text as HTML shows it, also between double quotes; `Html` stays as it is."""
    if type(text) is Html:
        return text
    return Html(str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;"))


_TAG = re.compile("<[^>]*>")
NOTHING = Html()
_CHANGES = {
    Change.ADDED: ("new", "added"),
    Change.REMOVED: ("removed", "removed"),
    Change.CHANGED: ("changed", "changed"),
    Change.SAME: ("same as before", "same"),
}


def element(tag: str, *children: str, **attributes: str | None) -> Html:
    """An element with its children.

    Args:
        tag: its name.
        children: texts and elements; there may be none.
        attributes: `class_` is `class`, other underscores are hyphens; None leaves the attribute out.
    """
    inner = "".join(map(escape, children))
    return Html(f"<{tag}{_attributes(attributes)}>{inner}</{tag}>")


def _attributes(attributes: dict[str, str | None]) -> str:
    return "".join([_attribute(name, value) for name, value in attributes.items() if value is not None])


@lru_cache(maxsize=4096)
def _attribute(name: str, value: str) -> str:
    return f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'


def block(name: str, *children: str, tag: str = "div") -> Html:
    """A part of a page: its class is `infra-NAME`. Nothing if all children are."""
    there = lines(*children)
    return Html(f'<{tag} class="infra-design infra-{name}">\n{there}\n</{tag}>') if there else NOTHING


def lines(*children: str) -> Html:
    """Elements one below the other."""
    return Html("\n".join([escape(child) for child in children if child]))


def say(sentence: str, *pieces: object) -> Html:
    """A sentence of ours, `{}` filled with pieces."""
    return Html(sentence.format(*map(escape, pieces)))


def listed(things: Iterable[object], last: str = "and", most: int | None = None) -> Html:
    """Join in English: "a, b and c"; of more than `most` the first few: "a, b and 58 more"."""
    words: list[str] = list(map(escape, things))
    if most and len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} more"]
    head = ", ".join(words[:-1])
    return Html(f"{head} {last} {words[-1]}" if head else "".join(words))


def joined(things: Iterable[str], separator: str = ", ", end: str = "") -> Html:
    """Things with a separator between them; the end only if there are any."""
    text = separator.join(map(escape, things))
    return Html(text + end) if text else NOTHING


def link(href: str, text: str) -> Html:
    """A link."""
    return Html(f'<a href="{escape(href)}">{escape(text)}</a>')


def code(text: object) -> Html:
    """A word as it is typed: an address, a hostname, a port."""
    return Html(f"<code>{escape(text)}</code>")


def codes(words: Iterable[object]) -> Html:
    """Several of them in a line."""
    return joined(map(code, words))


def bold(text: str) -> Html:
    """What to see first."""
    return Html(f"<b>{escape(text)}</b>")


@lru_cache(maxsize=1024)
def badge(word: str, tone: str = "") -> Html:
    """A small label: a word, with a tone that gives it an icon and color."""
    return Html(f'<span class="infra-badge infra-{escape(tone or word)}">{escape(word)}</span>')


def change_badge(change: Change | None) -> Html:
    """A space and a label for what happened to a thing since the stage before; nothing if nothing is known."""
    return Html(f" {badge(*_CHANGES[change])}") if change else NOTHING


def badges(tally: Sequence[tuple[Severity, int]], accepted: int = 0, href: str = "") -> Html:
    """How many issues there are of each severity, and how many are accepted."""
    if href:
        there = [element("a", f"{n} {one}", class_=f"infra-badge infra-{one}", href=href) for one, n in tally]
    else:
        there = [badge(f"{count} {severity}", severity) for severity, count in tally]
    return joined([*there, *([badge(f"{accepted} accepted", "accepted")] if accepted else [])], " ")


def severity_badges(finding: Finding) -> Html:
    """How bad an issue is, and whether it is accepted."""
    accepted = badge("accepted") if finding.accepted else NOTHING
    return joined(filter(None, (badge(finding.severity), accepted)), " ")


def items(things: Iterable[str], tag: str = "ul", class_: str | None = None) -> Html:
    """A list. Nothing if there are none."""
    inner = joined([element("li", thing) for thing in things], "\n")
    return element(tag, Html(f"\n{inner}\n"), class_=class_) if inner else NOTHING


def definitions(pairs: Iterable[tuple[str, str]], class_: str | None = None) -> Html:
    """Terms and what is said of them. Nothing if there are none."""
    inner = joined([element("dt", term) + element("dd", words) for term, words in pairs], "\n")
    return element("dl", Html(f"\n{inner}\n"), class_=class_) if inner else NOTHING


def row(first: str, *cells: str, **attributes: str | None) -> Html:
    """A row of a table. Attributes are those of the row, but `id`, which is the first cell's."""
    ident = attributes.pop("id", None)
    return element(
        "tr", element("th", first, scope="row", id=ident), *[element("td", cell) for cell in cells], **attributes
    )


def table(head: Sequence[str], rows: Iterable[Html]) -> Html:
    """A table that scrolls by itself where it is too wide. Nothing if it has no rows."""
    inner = joined(rows, "\n")
    if not inner:
        return NOTHING
    top = element("thead", element("tr", *[element("th", title, scope="col") for title in head]))
    whole = element("table", lines(top, element("tbody", inner)))
    return element("div", whole, class_="infra-table")


def fold(summary: str, *children: str, unfolded: bool = False, root: bool = False) -> Html:
    """What is shown when asked for. Nothing if there is nothing to show."""
    inner = lines(*children)
    if not inner:
        return NOTHING
    return element(
        "details",
        lines(element("summary", summary), inner),
        class_="infra-design infra-fold" if root else "infra-fold",
        open="" if unfolded else None,
    )


def paragraph(*children: str, class_: str | None = None) -> Html:
    """A paragraph. Nothing if it says nothing."""
    return element("p", *children, class_=class_) if any(children) else NOTHING


def subheading(title: str, *below: str, level: int = 3) -> Html:
    """A heading and what is below it. Nothing if nothing is."""
    there = lines(*below)
    return lines(element(f"h{level}", title), there) if there else NOTHING
