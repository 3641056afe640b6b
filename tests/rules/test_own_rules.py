"""Rules that installed packages bring by the entry point `infra_design.rules`."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from infra_design.analyze import rule, rule_infos
from infra_design.analyze.rule import Found, rules
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Tell

DOC = """A server without a version.

Nobody said what it runs.

*Why it matters*

What is not known is not mended.

*Example*

    components:
      web: {kind: server}  # finding

*Instead*

    components:
      web: {kind: server, version: 12}
"""


def find(facts: object) -> Iterator[Found]:
    for machine in facts.machines:  # type: ignore[attr-defined]
        if not machine.version:
            yield Found((machine.id,), f"{machine.id} has no version.", f"Say what {machine.id} runs.", machine.mark)


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Make a module look like an installed package's rule."""

    def installed(name: str, **attributes: object) -> None:
        module = ModuleType("some_rules")
        module.__dict__.update({"__doc__": DOC, "SEVERITY": Severity.LOW, "GROUP": "House rules"} | attributes)
        monkeypatch.setitem(sys.modules, "some_rules", module)
        entry = EntryPoint(name, "some_rules", rule.ENTRY_POINTS)
        monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [entry] * (group == rule.ENTRY_POINTS))
        rules.cache_clear()
        rule_infos.cache_clear()

    yield installed
    rules.cache_clear()
    rule_infos.cache_clear()


STAGE = "title: A design\ncomponents:\n  web: {kind: server}\n  db: {kind: server, version: 12}\n"


def test_a_rule_of_a_package_finds_and_explains_itself(install: object, tell: Tell) -> None:
    install("server-without-version", find=find)  # type: ignore[operator]
    finding = tell(STAGE).one("server-without-version")
    assert finding.id == "server-without-version@web"
    assert finding.severity is Severity.LOW
    info = rule_infos()["server-without-version"]
    assert (info.title, info.group) == ("A server without a version", "House rules")
    assert info.example.startswith("components:\n")


def test_it_can_be_waived_and_graded_like_ours(install: object, tell: Tell) -> None:
    install("server-without-version", find=find)  # type: ignore[operator]
    told = tell(
        STAGE + "rules: {server-without-version: high}\naccept: {'server-without-version@web': {reason: old}}\n"
    )
    finding = told.one("server-without-version")
    assert finding.severity is Severity.HIGH
    assert finding.accepted
    assert not told.ids("stale-setting")


@pytest.mark.parametrize(
    ("name", "attributes", "message"),
    [
        ("spof-server", {"find": find}, "two rules are called 'spof-server'"),
        ("server-without-version", {}, "no module with SEVERITY, GROUP and find"),
        ("server-without-version", {"find": find, "__doc__": "Just a title."}, "needs \\*Why it matters\\*"),
    ],
)
def test_what_is_no_rule_is_refused(install: object, name: str, attributes: dict[str, object], message: str) -> None:
    install(name, **attributes)  # type: ignore[operator]
    with pytest.raises(ValueError, match=message):
        rules()
