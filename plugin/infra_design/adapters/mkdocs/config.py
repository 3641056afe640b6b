"""The options of the plugin in `mkdocs.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.utils import get_build_datetime

from infra_design.adapters.options import OPTIONS, OptionError, settings_from

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from infra_design.model.settings import Settings

T = TypeVar("T")


class Checked(base.BaseConfigOption[T], Generic[T]):
    """One of the options that every adapter shares."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.option = OPTIONS[name]

    def run_validation(self, value: object) -> T:
        """The value in its form.

        Raises:
            ValidationError: it cannot be that.
        """
        try:
            return self.option.check(self.option.default if value is None else value)  # type: ignore[return-value]
        except OptionError as error:
            raise base.ValidationError(str(error)) from None


class InfraDesignConfig(base.Config):  # type: ignore[no-untyped-call] # MkDocs has no types there
    """Options of the plugin; all have defaults."""

    designs = Checked[str]("designs")
    catalog = Checked[str]("catalog")
    pages = Checked[str]("pages")
    today = Checked[str]("today")
    fail_on = Checked[object]("fail_on")
    rules = Checked[dict[str, str]]("rules")
    nav = c.Type(bool, default=True)
    cache_dir = c.Type(str, default=".cache/plugin/infra-design")


def settings_of(config: InfraDesignConfig) -> Settings:
    """Settings of a build; a site that names no day is built on the day of the build."""
    options = {name: config[name] for name in OPTIONS}
    options["today"] = config.today or get_build_datetime().date().isoformat()
    return settings_from(options)


def project_folder(config: MkDocsConfig) -> Path:
    """The folder of the configuration file, whatever that is called; the current one when it has no file."""
    path = config.config_file_path
    return Path(path).resolve().parent if path else Path.cwd()
