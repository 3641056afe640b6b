from __future__ import annotations

from datetime import date

import pytest

from infra_design.adapters.options import OptionError, settings_from
from infra_design.model.finding import Severity
from infra_design.model.settings import Settings


def test_nothing_given_is_the_documented_default() -> None:
    assert settings_from({}) == Settings(
        designs="designs", catalog="", pages="infrastructure", today="", fail_on=None
    )


def test_none_means_not_given() -> None:
    assert settings_from({"designs": None, "fail_on": None, "rules": None}) == settings_from({})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"designs": "infra\\designs\\"}, Settings(designs="infra/designs")),
        ({"designs": "../designs"}, Settings(designs="../designs")),
        ({"pages": "systems/web/"}, Settings(pages="systems/web")),
        ({"today": date(2027, 3, 1)}, Settings(today="2027-03-01")),
        ({"today": "2027-03-01"}, Settings(today="2027-03-01")),
        ({"fail_on": "high"}, Settings(fail_on=Severity.HIGH)),
        ({"fail_on": "never"}, Settings(fail_on=None)),
        ({"rules": {"spof-server": "ignore", "TLS": "low"}}, Settings(rules={"TLS": "low", "spof-server": "ignore"})),
    ],
)
def test_values_come_into_their_form(given: dict[str, object], expected: Settings) -> None:
    assert settings_from(given) == expected


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"designs": ["a"]}, "designs: expected the path of a folder, got ['a']"),
        ({"pages": "../elsewhere"}, "pages: expected the name of a folder below docs_dir, got '../elsewhere'"),
        ({"pages": "/etc"}, "pages: expected the name of a folder below docs_dir, got '/etc'"),
        ({"pages": ""}, "pages: expected the name of a folder below docs_dir, got ''"),
        ({"today": "soon"}, "today: expected a date such as 2027-03-01, got 'soon'"),
        ({"fail_on": "hgih"}, "fail_on: expected one of never, error, high, medium, low, info, got 'hgih'"),
        ({"rules": ["no-backup"]}, "rules: expected a map from rules to severities, got ['no-backup']"),
        (
            {"rules": {"no-backup": "off"}},
            "rules: expected one of ignore, usual, error, high, medium, low, info for 'no-backup', got 'off'",
        ),
    ],
)
def test_what_cannot_be_names_the_option_and_what_would_do(given: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError) as raised:
        settings_from(given)
    assert str(raised.value) == message
