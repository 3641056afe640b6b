"""Rules that a site writes in YAML, in the folder `rules` of its catalog."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from infra_design.model.ownrule import FACTS
from infra_design.model.settings import Settings
from infra_design.pipeline import DesignError, load
from infra_design.read import json_schema
from infra_design.read.parse import parse
from infra_design.read.reading import Reading
from infra_design.read.rules import read_rules
from infra_design.read.tree import Mapping

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.catalog import Catalog

STAGE = """\
title: A shop
components:
  visitor: {kind: browser, uses: shop.example.com}
  lb: {kind: server, address: 192.0.2.7}
  haproxy: {host: lb, uses: web}
  web: {kind: web-server, instances: 2, uses: {db: {}, old: telnet}}
  db: {kind: database, product: mysql, version: 5.7, instances: 2, capacity: 100}
  old: {kind: service}
dns:
  example.com:
    shop: {A: lb, ttl: 86400}
"""


def found(folder: Path, rules: str, stage: str = STAGE) -> list[tuple[str, int]]:
    """Ids and lines of what a site's own rules find."""
    for name, text in (("designs/shop.yml", stage), ("catalog/rules/house.yml", rules)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    analysis = load(folder, Settings(catalog="catalog")).analyses[0]
    own = [one for one in analysis.stages[0].findings if one.rule.startswith("house-")]
    assert all(one.rule in analysis.rules for one in own)
    return sorted((one.id, one.mark.line) for one in own)


CASES = {
    "a value": ("{kind: database}", [("house-rule@db", 7)]),
    "one of several values": ("{id: [db, old]}", [("house-rule@db", 7), ("house-rule@old", 8)]),
    "a number in a text is text": ("{version: 5.7}", [("house-rule@db", 7)]),
    "several conditions must all hold": ("{kind: database, instances: 3}", []),
    "less than": ("{kind: [database, web-server], instances: '< 2'}", []),
    "at least": ("{kind: [database, web-server], instances: '>= 2'}", [("house-rule@db", 7), ("house-rule@web", 6)]),
    "not": (
        "{category: [store, software], kind: [not web-server, not load-balancer, not service]}",
        [("house-rule@db", 7)],
    ),
    "between two numbers": ("{capacity: '> 99.5', cost: '< 3'}", []),  # no cost is stated
    "unknown is not another": ("{product: not mysql, kind: service}", []),  # nobody says what it runs
    "a list of facts": ("{used-by: haproxy}", [("house-rule@web", 6)]),
    "a boolean": ("{exposed: true}", [("house-rule@haproxy", 5)]),
}


@pytest.mark.parametrize("name", CASES)
def test_conditions_on_components(name: str, tmp_path: Path) -> None:
    when, expected = CASES[name]
    assert found(tmp_path, f"house-rule: {{title: A rule, when: {when}}}\n") == expected


def test_conditions_on_connections_and_records(tmp_path: Path) -> None:
    rules = """\
house-telnet:
  title: Telnet
  about: connection
  severity: high
  when: {protocol: telnet}
house-ttl:
  title: A day is too long
  about: record
  when: {type: [A, AAAA], ttl: "> 3600"}
"""
    assert found(tmp_path, rules) == [("house-telnet@old,web", 6), ("house-ttl@shop.example.com", 11)]


def test_sentences_name_facts(tmp_path: Path) -> None:
    rules = (
        "house-rule: {title: Old, when: {kind: database}, message: '{id} runs {product} {version}, {nonsense}.'}\n"
    )
    found(tmp_path, rules)
    findings = load(tmp_path, Settings(catalog="catalog")).analyses[0].stages[0].findings
    (message,) = (one.message for one in findings if one.rule == "house-rule")
    assert message == "db runs mysql 5.7, {nonsense}."


def test_a_stage_can_ignore_and_accept_them(tmp_path: Path) -> None:
    rules = "house-rule: {title: A rule, when: {kind: database}}\n"
    assert found(tmp_path, rules, STAGE + "rules: {house-rule: ignore}\n") == []
    assert found(tmp_path, rules, STAGE + "accept: {'house-rule@db': {reason: old}}\n") == [("house-rule@db", 7)]


MISTAKES = {
    "house-rule: {title: A rule, when: {kinds: database}}": (
        "catalog/rules/house.yml:1:36: unknown fact 'kinds' of a component (did you mean 'kind'?)"
    ),
    "house-rule: {title: A rule, about: record, when: {kind: x}}": "unknown fact 'kind' of a record",
    "house-rule: {title: A rule, when: {kind: '< 2'}}": "'kind' is no number",
    "house-rule: {title: A rule, when: {instances: < two}}": "'two' is no number",
    "house-rule: {title: A rule, when: {}}": "the rule 'house-rule' has no condition",
    "house-rule: {when: {kind: x}}": "title",
    "house-rule: {title: A, whan: {kind: x}}": "whan",
    "house-rule: {title: A, about: server, when: {kind: x}}": "'server' is not something to be about",
    "House: {title: A, when: {kind: x}}": "catalog/rules/house.yml:1:1",
    "- a list": "the file must be a map, by id",
    "house-rule: {title: A, when: {kind: , id: web}}": "'kind' must be a comparison, not nothing",
    "house-rule: null": "'house-rule' must be a map",
}


@pytest.fixture(scope="module")
def schema(catalog: Catalog) -> Draft7Validator:
    written = json.loads(json_schema(catalog, "rules"))
    Draft7Validator.check_schema(written)
    return Draft7Validator(written)


@pytest.mark.parametrize("rules", MISTAKES)
def test_the_schema_refuses_what_the_reader_refuses(rules: str, schema: Draft7Validator) -> None:
    assert not schema.is_valid(yaml.safe_load(rules))


@pytest.mark.parametrize("when", [case[0] for case in CASES.values()])
def test_the_schema_accepts_what_the_reader_accepts(when: str, schema: Draft7Validator) -> None:
    schema.validate(yaml.safe_load(f"house-rule: {{title: A rule, when: {when}}}"))


COMPARED = st.sampled_from(
    [*("mysql", "not mysql", "< 2", "<2", ">= 1.5", "< two", "<", "<=", "not", "> -3", "=> 2"), True, 7, ["a", "> 1"]]
)
ABOUT = st.sampled_from([*FACTS, "server"])
NAMES = st.sampled_from([*sorted({fact for facts in FACTS.values() for fact in facts}), "kinds"])


@settings(max_examples=300, deadline=None)
@given(about=st.none() | ABOUT, when=st.dictionaries(NAMES, COMPARED, max_size=2))
def test_schema_and_reader_agree(
    about: str | None, when: dict[str, object], schema: Draft7Validator, catalog: Catalog
) -> None:
    rule = {"title": "A rule", **({"about": about} if about else {}), "when": when}
    reading = Reading(catalog)
    node = parse(json.dumps({"house-rule": rule}), "house.yml", reading)
    assert isinstance(node, Mapping)
    read_rules(node, reading)
    assert schema.is_valid({"house-rule": rule}) is not bool(reading.problems), reading.problems


@pytest.mark.parametrize("rules", MISTAKES)
def test_mistakes_are_told_with_their_place(rules: str, tmp_path: Path) -> None:
    with pytest.raises(DesignError) as error:
        found(tmp_path, rules + "\n")
    assert all(problem.mark.file == "catalog/rules/house.yml" for problem in error.value.problems)
    assert MISTAKES[rules] in str(error.value)


def test_nothing_in_a_rule_is_executed(tmp_path: Path) -> None:
    """Text is text: what looks like code, a template or a format is compared and shown as it is."""
    rules = "house-rule: {title: A rule, when: {kind: database}, message: '{id.__class__} {0} {{id}} %s $id'}\n"
    found(tmp_path, rules)
    findings = load(tmp_path, Settings(catalog="catalog")).analyses[0].stages[0].findings
    assert [one.message for one in findings if one.rule == "house-rule"] == ["{id.__class__} {0} {db} %s $id"]


def test_the_rules_of_the_documentation_find_what_they_say(tmp_path: Path, checkout: Path) -> None:
    text = (checkout / "docs/own-rules.md").read_text(encoding="utf-8")
    rules = text.split('```yaml title="catalog/rules/house.yml"\n')[1].split("```")[0]
    apart = STAGE.replace("{kind: web-server,", "{kind: web-server, managed: true,")
    found(tmp_path, rules, apart.replace("{kind: service}", "{kind: service, managed: true}"))
    findings = load(tmp_path, Settings(catalog="catalog")).analyses[0].stages[0].findings
    own = {one.id: one.message for one in findings if one.rule in rules}
    assert own["mysql-out-of-support@db"] == "db runs MySQL 5.7, which gets no security updates."
    assert own["no-telnet@old,web"] == "web speaks telnet with old."
    assert own["entry-ttl-too-long@shop.example.com"] == "A record lives longer than an hour."


def test_the_documentation_lists_every_fact(checkout: Path) -> None:
    text = (checkout / "docs/own-rules.md").read_text(encoding="utf-8")
    for about, facts in FACTS.items():
        (row,) = (line for line in text.splitlines() if line.startswith(f"| `{about}` |"))
        assert re.findall(r"`([a-z-]+)`", re.sub(r"\([^)]*\)", "", row))[1:] == list(facts)


def test_sarif_points_at_the_right_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a site wrote has no text there, and shifts nobody else's index: `aaa` sorts first."""
    from click.testing import CliRunner

    from infra_design.adapters.cli import main

    found(tmp_path, "aaa: {title: A rule, when: {kind: database}}\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nplugins: [{infra-design: {catalog: catalog}}]\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    run = json.loads(CliRunner().invoke(main, ["check", "--format", "sarif"]).stdout)["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules[0] == "aaa"
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_one_that_comes_back_is_a_regression_like_any_other(tmp_path: Path) -> None:
    first = "title: One\ncomponents: {visitor: {kind: browser, uses: db}, db: {kind: database, version: 1}}\n"
    for name, version in (("2", 2), ("3", 1)):
        text = f"title: Stage {name}\nextends: {int(name) - 1}-shop\ncomponents: {{db: {{version: {version}}}}}\n"
        (tmp_path / "designs").mkdir(exist_ok=True)
        (tmp_path / f"designs/{name}-shop.yml").write_text(text, encoding="utf-8")
    (tmp_path / "designs/1-shop.yml").write_text(first, encoding="utf-8")
    rules = tmp_path / "catalog/rules/house.yml"
    rules.parent.mkdir(parents=True)
    rules.write_text("house-rule: {title: Version 1, when: {version: 1}}\n", encoding="utf-8")
    last = load(tmp_path, Settings(catalog="catalog")).analyses[0].stages[-1]
    (again,) = (one for one in last.findings if one.rule == "issue-regression")
    assert again.message == "1 issue that “Stage 2” no longer had is back: Version 1 (db)."
