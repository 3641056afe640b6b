"""The generators of sites that we know: how each is installed, builds, and is told of us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from infra_design.adapters.site_file import ZENSICAL, read_site_file

if TYPE_CHECKING:
    from pathlib import Path

_BUILD = re.compile(r'mkdocs build --strict(?: --site-dir ("[^"\n]+"))?')
"""How templates build a site, and the folder where it must come to lie."""


@dataclass(frozen=True, slots=True)
class Generator:
    """One of them.

    Attributes:
        name: of its command.
        requires: what pip installs, our own package aside.
        modules: that are there when it is.
        extra: of our own package.
        runs_plugins: ours among them; otherwise a command of ours writes the pages.
    """

    name: str
    requires: tuple[str, ...]
    modules: tuple[str, ...]
    extra: str = ""
    runs_plugins: bool = True

    def fitted(self, text: str) -> str:
        """A template with the commands of this generator in place of those of MkDocs."""
        if self.runs_plugins:
            return text.replace("mkdocs build", f"{self.name} build")
        return _BUILD.sub(self._in_steps, text)

    def _in_steps(self, command: re.Match[str]) -> str:
        steps = ("infra-design build", f"{self.name} build --strict", f"mv site {command[1]}")
        return " && ".join(steps if command[1] else steps[:2])

    def requirements(self) -> str:
        """A file of requirements."""
        ours = f"mkdocs-infra-design{self.extra}~={version('mkdocs-infra-design')}"
        lines = ("# What the site is built with. Its themes and plugins belong here too.", ours, *self.requires)
        return "".join(f"{line}\n" for line in lines)

    @property
    def packages(self) -> list[str]:
        """What pip installs, without versions."""
        return sorted({self.name, *(re.split("[<>=~]", one)[0] for one in self.requires)})

    @property
    def missing(self) -> bool:
        """It, or what it needs, is not installed here."""
        return not all(map(find_spec, self.modules))


MKDOCS = Generator("mkdocs", ("mkdocs-material>=9.7,<10",), ("mkdocs", "material"), "[mkdocs]")
PROPERDOCS = Generator("properdocs", ("properdocs>=1.6.5,<2",), ("properdocs",))
ZENSICALS = Generator("zensical", ("zensical>=0.0.73,<0.2",), ("zensical",), runs_plugins=False)
FOR_ZENSICAL = f"""\
{ZENSICAL} is left as it is: Zensical runs no plugins of MkDocs. Add to it what is not there yet:

[project]
watch = ["designs"]
extra_css = ["assets/infra-design/infra-design.css"]
extra_javascript = ["assets/infra-design/infra-design.js"]

[project.plugins.awesome-nav]

[project.markdown_extensions.infra_design]
"""


def generator_of(project: Path) -> Generator:
    """The one that a project's site is for; MkDocs where there is none yet."""
    name = read_site_file(project).name
    if name == ZENSICAL:
        return ZENSICALS
    return PROPERDOCS if name.startswith("properdocs") else MKDOCS
