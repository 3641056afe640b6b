"""A Docker Compose file as a first stage: one machine, and on it what the services run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.compose.drawing import Drawn
from infra_design.adapters.cli.imports.compose.services import services
from infra_design.adapters.cli.imports.sketch import ImportRefusedError, Sketch
from infra_design.adapters.cli.imports.values import Table, listed, table, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra_design.adapters.cli.imports.compose.services import Service
    from infra_design.model.catalog import Catalog


def sketch(root: Table, title: str, catalog: Catalog, profiles: Iterable[str] = ()) -> Sketch:
    """The stage that a Compose file describes.

    Args:
        root: the file's content, aliases and merge keys resolved.
        title: of the stage.
        catalog: kinds, products and protocols.
        profiles: services that have some are left out unless one of them is named here.

    Raises:
        ImportRefusedError: it is no Compose file.
    """
    if not table(root.get("services")):
        hint = "; a file of the first version has to be brought up to date" if "image" in str(root)[:10_000] else ""
        raise ImportRefusedError(f"no Compose file: it has no 'services'{hint}")
    missing: set[str] = set()
    every = services(root, missing)
    wanted = frozenset(profiles)
    running = [one for one in every if (not one.profiles or wanted & set(one.profiles)) and one.count != 0]
    if not running:
        raise ImportRefusedError("every service has a profile or no replicas: name profiles with --profile")
    drawn = Drawn(Sketch(title), catalog, running)
    drawn.draw()
    drawn.sketch.notes += _notes(root, every, running, missing)
    return drawn.sketch


def _notes(root: Table, every: list[Service], running: list[Service], missing: set[str]) -> Iterator[str]:
    yield "A first stage, made from a Compose file. Remarks tell where somebody has to decide."
    for one in every:
        if one not in running:
            why = f"profile {', '.join(one.profiles)}" if one.profiles else "no replicas"
            yield f"Left out: {one.name} ({why})."
    for include in listed(root.get("include")):
        path = table(include).get("path") if isinstance(include, dict) else include
        yield f"It includes {', '.join(map(text, listed(path)))}, which was not read: import it as well."
    if missing:
        yield f"Variables without a default, taken as unknown: {', '.join(sorted(missing))}."
    outside = [
        name
        for name, one in table(root.get("networks")).items()
        if text(table(one).get("external")) not in {"", "false"}
    ]
    if outside:
        yield f"Networks that other files share: {', '.join(sorted(outside))}. What else is in them?"
    kept = [key for key in ("configs", "secrets") if table(root.get(key))]
    if kept:
        yield f"{' and '.join(kept).capitalize()} are no part of a design."
