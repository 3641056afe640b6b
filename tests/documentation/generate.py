"""What pages say is written from the code: `python -m tests.documentation.generate` writes it anew.

Whole pages (`changelog.md`, `reference/api.md`, `…/commands.md`, `…/kinds.md`, `…/rules.md`), and in the gallery
what stands between two comments that name a design.
"""

from __future__ import annotations

import inspect
import re
from itertools import groupby
from typing import TYPE_CHECKING

import click
from tests.api import page as api
from tests.documentation.shown import DOCS, GALLERY, ROOT, read

from infra_design.adapters.cli import COMMANDS, main
from infra_design.analyze import rule_infos
from infra_design.model.finding import Severity
from infra_design.read.catalog import our_catalog
from infra_design.write.wording import downtime, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from infra_design.model.analysis import JourneyResult
    from infra_design.model.catalog import Catalog, Kind, Product

EXAMPLES = "\b\nExamples:\n"
ENCRYPTED = {True: "yes", False: "no", None: "depends"}
OPEN, CLOSE = "<!-- design: {} -->", "<!-- end -->"
CATEGORIES = {
    "client": "a client",
    "machine": "a machine",
    "cluster": "a cluster",
    "software": "software",
    "code": "code",
    "store": "a store of data",
    "provider": "a service of others",
    "device": "a network device",
    "guard": "a guard",
    "certificate": "a certificate",
    "backup": "a backup",
    "agent": "an agent",
    "monitoring": "monitoring",
    "place": "a place",
}

KINDS = """\
# Kinds and products

What the catalog knows: {kinds} kinds and {products} products. An id that names one needs no `kind:` or
`product:`. A product that is not here is free text, and [a catalog of your own](../own-kinds.md) adds to the
list. `infra-design list products` prints it, with your own.

Where two ports stand, the first is the default. The assumed availability is that of one instance; [where the
figures come from](../design-notes/catalog.md#assumed-availability).

## Kinds"""
RULES = """\
# Rules

{rules} rules look at each stage. Each has a page of its own with what it means, why it matters, an example that
yields the issue and one that does not. `infra-design explain RULE` prints the same.

The severity is the usual one; some rules lower it where less is at stake. [Options](../options.md) of the site
and `rules:` of a [stage](design-file.md#stage) ignore a rule or a whole group, or grade it otherwise;
[`accept`](../waivers.md) accepts single issues. [Rules of your own](../own-rules.md) join these.

| severity | meaning |
| --- | --- |
| error | The design contradicts itself: what it promises cannot work. |
| high | Something fails, leaks or is lost, and there is a usual remedy. |
| medium | A weakness that shows under load, in an attack or in the next incident. |
| low | Worth knowing and cheap to mend. |
| info | A fact to be aware of; usually nothing is to be done. |"""


def generated() -> Iterator[tuple[Path, str]]:
    """Paths and texts."""
    catalog, problems = our_catalog()
    assert problems == ()
    yield DOCS / "reference/api.md", api.page()
    yield DOCS / "reference/commands.md", commands_page()
    yield DOCS / "reference/kinds.md", kinds_page(catalog)
    yield DOCS / "reference/rules.md", rules_page()
    yield DOCS / "gallery.md", gallery_page((DOCS / "gallery.md").read_text("utf-8"))
    yield DOCS / "changelog.md", (ROOT / "CHANGELOG.md").read_text("utf-8").replace("](docs/", "](")


# Commands


def commands_page() -> str:
    """Every command with its arguments, options and examples, as `--help` has them."""
    parts = [
        "# Commands",
        "Made from the commands' own `--help`. [Command line](../command-line.md) tells how they are used together.",
        "Before the command:",
        _options(main, click.Context(main, info_name="infra-design")),
    ]
    root = click.Context(main, info_name="infra-design")
    for name in sorted(COMMANDS):
        command = main.get_command(root, name)
        assert command is not None
        parts += _command(command, root, name, level=2)
    return _page(parts)


def _command(command: click.Command, parent: click.Context, name: str, level: int) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent)
    yield f"{'#' * level} `{context.command_path}`"
    text, _, examples = inspect.cleandoc(command.help or "").replace("\\b\n", "\b\n").partition(EXAMPLES)
    yield from (_prose(paragraph) for paragraph in text.strip().split("\n\n"))
    usage = command.get_usage(context).removeprefix("Usage: ")
    yield f"```text\n{' '.join(usage.split())}\n```"
    if examples:
        yield _examples(examples)
    if options := _options(command, context):
        yield options
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            inner = command.get_command(context, below)
            assert inner is not None
            yield from _command(inner, context, below, level + 1)


def _prose(paragraph: str) -> str:
    """A paragraph of a help text; one whose lines are to be kept becomes a block."""
    if paragraph.startswith("\b\n"):
        return f"```text\n{inspect.cleandoc(paragraph.removeprefix(chr(8)))}\n```"
    return _cell(" ".join(paragraph.split()))


def _examples(text: str) -> str:
    lines, _, after = text.partition("\n\n")
    block = "\n".join(f"$ {line.strip()}" for line in lines.splitlines())
    return f"```console\n{block}\n```" + (f"\n\n{_prose(after)}" if after.strip() else "")


def _options(command: click.Command, context: click.Context) -> str:
    every = [one for one in command.get_params(context) if isinstance(one, click.Option) and "--help" not in one.opts]
    return _table(("option", "meaning"), [_option(one, context) for one in every if not one.hidden])


def _option(option: click.Option, context: click.Context) -> tuple[str, str]:
    names, text = option.get_help_record(context) or ("", "")
    if isinstance(option.type, click.Choice):
        choices = ", ".join(f"`{choice}`" for choice in option.type.choices)
        names, text = ", ".join(sorted(option.opts, key=len)), f"{text} One of {choices}."
    return f"`{names}`", _cell(text.strip())


# Kinds and products


def kinds_page(catalog: Catalog) -> str:
    """Every kind and product that the catalog knows, with what it brings along."""
    parts = [KINDS.format(kinds=len(catalog.kinds), products=len(catalog.products))]
    order = list(CATEGORIES)
    kinds = sorted(catalog.kinds.values(), key=lambda one: order.index(one.category))
    rows = [
        (f"`{kind.id}`", kind.title, CATEGORIES[kind.category], _speaks(kind), _share(kind.availability))
        for kind in kinds
    ]
    parts.append(_table(("kind", "shown as", "is", "speaks", "availability"), rows))
    parts.append("## Products")
    products = sorted(catalog.products.values(), key=lambda one: (list(catalog.kinds).index(one.kinds[0]), one.id))
    for kind_id, group in groupby(products, key=lambda one: one.kinds[0]):
        kind = catalog.kinds[kind_id]
        rows = [(f"`{one.id}`", one.title, _also(one), _speaks(one, kind), _notes(one)) for one in group]
        parts += [f"### {kind.plural}", _table(("product", "shown as", "also", "speaks", "notes"), rows)]
    protocols = [
        (f"`{one.id}`", one.title, str(one.port or ""), ENCRYPTED[one.encrypted], one.secure and f"`{one.secure}`")
        for one in catalog.protocols.values()
    ]
    parts += [
        "## Protocols",
        "What is written in `uses`. `encrypted` beside it states that a connection is, whatever its protocol.",
        _table(("protocol", "shown as", "usual port", "encrypted", "its encrypted form"), protocols),
    ]
    return _page(parts)


def _speaks(one: Kind | Product, kind: Kind | None = None) -> str:
    protocol = one.protocol or (kind.protocol if kind else "")
    ports = one.ports or (kind.ports if kind else ())
    return " ".join(filter(None, (protocol, ", ".join(map(str, ports)))))


def _also(product: Product) -> str:
    return ", ".join(f"`{kind}`" for kind in product.kinds[1:])


def _notes(product: Product) -> str:
    notes = [
        "managed" if product.managed else "",
        product.mode,
        f"{product.failover} failover" if product.failover else "",
        "backed up by its provider" if product.backs_up else "",
        _share(product.availability),
    ]
    return ", ".join(filter(None, notes))


def _share(availability: float | None) -> str:
    return "" if availability is None else f"{availability:.4%}".rstrip("0%").rstrip(".") + " %"


# Rules


def rules_page() -> str:
    """Every rule, by group."""
    infos = sorted(rule_infos().values(), key=lambda one: (one.group, one.id))
    parts = [RULES.format(rules=len(infos))]
    for group, members in groupby(infos, key=lambda one: one.group):
        rows = [
            (f"[`{info.id}`](../infrastructure/rules/{info.id}.md)", str(info.severity), _cell(info.title))
            for info in members
        ]
        parts += [f"## {group}", _table(("rule", "severity", "finds"), rows)]
    return _page(parts)


# Gallery


def gallery_page(text: str) -> str:
    """The gallery with what stands between its comments written anew."""
    shown = {name: _shown(name, path) for name, path in gallery().items()}
    named = re.findall(OPEN.format("(.*?)"), text)
    assert sorted(named) == sorted(shown), "each design of docs/gallery/ stands in gallery.md once"
    for name, part in shown.items():
        start, end = re.escape(OPEN.format(name)), re.escape(CLOSE)
        whole = f"{OPEN.format(name)}\n\n{part}\n\n{CLOSE}"
        text = re.sub(f"{start}.*?{end}", lambda _, whole=whole: whole, text, count=1, flags=re.DOTALL)
    return text


def gallery() -> Mapping[str, Path]:
    """The designs of the gallery by name."""
    return {path.stem: path for path in sorted((ROOT / GALLERY).glob("*/*.yml"))}


def _shown(name: str, path: Path) -> str:
    """A design as tabs: its picture, its issues, its availability, its text."""
    ((analysis,),) = (analyses.stages for analyses in read(path.parent, ".").analyses)
    found = analysis.findings
    order = list(Severity)
    rows = [
        (str(one.severity), f"{_cell(one.message)} [`{one.rule}`](infrastructure/rules/{one.rule}.md)")
        for one in sorted(found, key=lambda one: order.index(one.severity))
    ]
    issues = _table(("severity", "issue"), rows)
    title = path.read_text("utf-8").split("\n", 1)[0].removeprefix("title: ")
    tabs = {
        "Diagram": f"[![{title}](images/gallery/{name}.svg){{ loading=lazy }}](images/gallery/{name}.svg)",
        f"Issues ({len(rows)})": issues,
        "Availability": _table(
            ("a user", "available", "down a year", "fails with"), [*map(_journey, analysis.journeys)]
        ),
        "Design": f'```yaml title="{path.relative_to(DOCS).as_posix()}"\n{path.read_text("utf-8")}```',
    }
    return "\n\n".join(f'=== "{tab}"\n\n{_indented(text)}' for tab, text in tabs.items())


def _journey(result: JourneyResult) -> tuple[str, ...]:
    alone = ", ".join(f"`{units[0]}`" for units in result.cut_sets if len(units) == 1)
    if result.availability is None:
        return result.journey.title, "unknown", "unknown", alone
    return (
        result.journey.title,
        percent(result.availability),
        downtime(result.availability),
        alone or "no single part",
    )


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


# Markdown


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, parts)) + "\n"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table without columns in which nothing stands."""
    columns = [index for index in range(len(head)) if any(row[index] for row in rows)]
    lines = [[line[index] for index in columns] for line in (head, *rows)]
    if not rows:
        return ""
    lines.insert(1, ["---"] * len(columns))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    """Text as it is, in a cell of a table: nothing in it is markup but code."""
    pieces = re.split(r"(`[^`]*`)", text)
    for index, piece in enumerate(pieces):
        if not piece.startswith("`"):
            pieces[index] = re.sub(r"([<>*_\[\]])", r"\\\1", piece)
    return "".join(pieces).replace("|", "\\|")


if __name__ == "__main__":
    for path, text in generated():
        path.write_text(text, "utf-8")
