"""The command `infra-design`: one file for each subcommand, loaded when it is asked for."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from pathlib import Path

import click

COMMANDS = {
    "build": "Write pages into a folder, for any site generator",
    "check": "Say what is wrong with the designs",
    "diff": "Say what changes between stages, folders or git revisions",
    "dns-check": "Ask a DNS server whether it answers as a stage says",
    "explain": "Explain a rule: why it matters, an example, what to do instead",
    "format": "Put design files into one form, with their comments",
    "import": "Make a first stage out of a Compose file or a Terraform plan",
    "init": "Begin: a first design, a site that shows it, files for continuous integration",
    "list": "List kinds, products, icons or rules",
    "render": "Draw a stage as SVG, PNG or DOT",
    "resolve": "Print a stage with everything that it inherits",
    "schema": "Print the JSON Schema of design files, for editors",
    "zone": "Write the DNS zones of a stage as files for name servers",
}

MODULES = {"import": "imports"}
"""Of commands whose names no module can have."""


class Commands(click.Group):
    """Subcommands by name; only the one that runs is imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click passes it
        """All names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 — click passes it
        """The command of that name, from the module of that name."""
        if cmd_name not in COMMANDS:
            return None
        name = MODULES.get(cmd_name, cmd_name.replace("-", "_"))
        module = importlib.import_module(f"{__name__}.{name}")
        command: click.Command = module.command
        for one in (command, *getattr(command, "commands", {}).values()):
            one.help = _kept(one.help)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; output that cannot be written is said in a line."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever reads has had enough; click ends quietly
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # so that Python's own last flush does not fail as well
            click.echo(f"Error: {': '.join(filter(None, (error.filename, error.strerror)))}", err=True)
            ctx.exit(2)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Likewise; a mistyped name gets the one that was meant."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches  # noqa: PLC0415 — only after a mistake

            meant = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" (did you mean '{meant[0]}'?)" if meant else ""
            ctx.fail(f"No such command '{args[0]}'{hint}.")
        return super().resolve_command(ctx, args)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the tool is, with its examples line by line."""
        self.help = _kept(self.help)
        super().format_help_text(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 — click passes it
        """The list in `--help`, without importing what it lists."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


def _kept(text: str | None) -> str | None:
    r"""Help as click wants it: in raw docstrings the `\b` that keeps lines apart is two characters."""
    return text and text.replace("\\b\n", "\b\n")


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mkdocs-infra-design", prog_name="infra-design")
@click.option(
    "-C",
    "folder",
    metavar="FOLDER",
    default=".",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The project's folder; places in messages are relative to it.",
)
@click.option("--designs", metavar="FOLDER", help="The designs folder; default: that of mkdocs.yml, else designs.")
@click.option("--catalog", metavar="FOLDER", help="The site's own catalog; default: that of mkdocs.yml, else none.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Color; auto: on a terminal, unless NO_COLOR is set.",
)
@click.pass_context
def main(ctx: click.Context, folder: Path, designs: str | None, catalog: str | None, color: str) -> None:
    r"""Infrastructure designs in stages: check them, look into them.

    Exit codes: 0 all is well, 1 there are findings at or above --fail-on, 2 the design cannot be read.

    \b
    Examples:
      infra-design init
      infra-design import compose docker-compose.yml
      infra-design check
      infra-design check --format json --fail-on medium
      infra-design diff main
      infra-design explain spof-server
      infra-design resolve 2-secured-and-monitored
    """
    from infra_design.adapters.cli.project import Project  # noqa: PLC0415 — `--help` and completion need none of it

    ctx.obj = Project(folder, {"designs": designs, "catalog": catalog})
    ctx.color = _color(color)


def _color(asked: str) -> bool | None:
    """Whether to write in color; None: on a terminal. https://no-color.org has the meaning of NO_COLOR."""
    if asked != "auto":
        return asked == "always"
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else None
