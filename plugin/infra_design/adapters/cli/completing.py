"""What a shell completes: names of stages and of rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

ENDINGS = (".yml", ".yaml")
SYSTEM = "system"


def stages(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Stages that begin so: their files are listed, none is read."""
    from infra_design.adapters.cli.project import Project  # noqa: PLC0415 — only here

    given = ctx.find_root().params
    folder = Path(given.get("folder") or ".")
    designs = folder / Project(folder, {"designs": given.get("designs")}).settings().designs
    names = {_name(path, designs) for pattern in ("*", "*/*") for path in designs.glob(pattern) if _is_stage(path)}
    return sorted(name for name in names if name.startswith(incomplete))


def rules(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Rules that begin so; those of the site's own catalog are left out."""
    from infra_design.analyze import rule_infos  # noqa: PLC0415 — only here

    return sorted(ident for ident in rule_infos() if ident.startswith(incomplete))


def _is_stage(path: Path) -> bool:
    return path.suffix in ENDINGS and path.stem != SYSTEM and not path.name.startswith(".")


def _name(path: Path, designs: Path) -> str:
    return path.relative_to(designs).with_suffix("").as_posix()
