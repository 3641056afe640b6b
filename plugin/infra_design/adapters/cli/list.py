"""`infra-design list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from infra_design.analyze import infos_for
from infra_design.read import icon_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from infra_design.adapters.cli.project import Project

Row = tuple[str, str]


@click.command("list")
@click.argument("what", type=click.Choice(["kinds", "products", "icons", "rules"]))
@click.argument("containing", required=False, default="")
@click.pass_context
def command(ctx: click.Context, what: str, containing: str) -> None:
    r"""List kinds, products, icons or rules, or those CONTAINING a word.

    \b
    Examples:
      infra-design list kinds
      infra-design list icons aws.database
    """
    rows = [row for row in LISTS[what](ctx.obj) if containing.lower() in " ".join(row).lower()]
    width = max((len(name) for name, _ in rows), default=0)
    for name, text in rows:
        click.echo(f"{name:<{width}}  {text}".rstrip())


def _kinds(project: Project) -> Iterable[Row]:
    return [(kind.id, kind.title) for kind in project.catalog().kinds.values()]


def _products(project: Project) -> Iterable[Row]:
    return [
        (product.id, f"{product.title} ({', '.join(product.kinds)})")
        for product in project.catalog().products.values()
    ]


def _icons(project: Project) -> Iterable[Row]:
    own = (f"file:{name}" for name in sorted(project.catalog().icon_files))
    return [(name, "") for name in (*own, *icon_names())]


def _rules(project: Project) -> Iterable[Row]:
    infos = infos_for(project.catalog())
    return [(info.id, f"{info.severity}, {info.group}: {info.title}") for info in infos.values()]


LISTS: Mapping[str, Callable[[Project], Iterable[Row]]] = {
    "kinds": _kinds,
    "products": _products,
    "icons": _icons,
    "rules": _rules,
}
