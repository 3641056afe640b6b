"""A site's own rules: files in the folder `rules` of its catalog."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra_design.model.finding import Severity
from infra_design.model.ownrule import FACTS, NUMBERS, Comparison, OwnRule
from infra_design.read import grammar
from infra_design.read.keys import Key, Keys, Noun, Table
from infra_design.read.reading import Mistake, clip
from infra_design.read.shape import Listed, Shape
from infra_design.read.tree import Entry, Mapping, Scalar, children
from infra_design.read.words import LINE, TEXT, choice, word

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog
    from infra_design.model.ownrule import About
    from infra_design.read.keys import Values
    from infra_design.read.reading import Reading
    from infra_design.read.shape import Json
    from infra_design.read.tree import Node

FOLDER = "rules"

_SIGN = "(?:<=|>=|<|>)"
_FIGURE = r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?"
_ORDER = re.compile(rf"({_SIGN})\s*(\S.*)")
_NUMBER = re.compile(_FIGURE)
_VALUE = rf"(?!{_SIGN}\s*\S).+"


def _comparison(text: str) -> Comparison:
    order = _ORDER.fullmatch(text)
    if order is None:
        return Comparison("not", text[4:].strip()) if text.startswith("not ") else Comparison("is", text)
    if not _NUMBER.fullmatch(order[2]):
        raise Mistake(f"'{clip(order[2])}' is no number", f"such as '{order[1]} 2'", "bad-number")
    return Comparison(order[1], order[2], float(order[2]))  # type: ignore[arg-type]  # one of the four that match


def _fact(text: str) -> str:
    return text  # which facts there are depends on what the rule is about


class _Comparisons(Listed[Comparison]):
    """A comparison, or a list of such; there must be one."""

    def unwritten(self, _node: Node, _reading: Reading) -> bool:
        """A condition without a value is a mistake, not as good as none."""
        return False


def _comparisons(*, numbers: bool) -> _Comparisons:
    text = rf"{_SIGN}\s*{_FIGURE}|{_VALUE}" if numbers else _VALUE
    return _Comparisons(word("a comparison", _comparison, text, {"type": ["number", "boolean"]}))


ABOUT = Key("about", choice("something to be about", tuple(FACTS)), "What is looked at.", "component")
WHEN = Key(
    "when",
    Table("fact", _fact, _comparisons(numbers=True)),
    "Fact by fact, what must hold: a value, `not VALUE`, `< NUMBER`, or a list of such.",
    {"kind": "database", "instances": "< 2"},
    required=True,
)
RULE_TITLE = Key("title", LINE, "What is found, in a few words.", "A database alone", required=True)
SEVERITY = Key("severity", choice("a severity", tuple(Severity)), "How bad that is.", "medium")
GROUP = Key("group", LINE, "Of rules, under which it is listed.", "House rules")
MESSAGE = Key("message", LINE, "A sentence about what is found, with `{facts}`.", "{id} is alone.")
REMEDY = Key("remedy", LINE, "A sentence that says what to do.", "Run two of {id}.")
EXPLAIN = Key("explain", TEXT, "Markdown about the rule.", "A database with one instance.")
WHY = Key("why", TEXT, "Markdown: why it matters.", "We were burnt before.")
EXAMPLE = Key("example", TEXT, "YAML of a stage in which it is found.", "components: {db: {kind: database}}")
INSTEAD = Key("instead", TEXT, "YAML of a stage in which it is not.", "components: {}")


def _rule(entry: Entry, values: Values, reading: Reading) -> OwnRule:
    about: About = values(ABOUT) or "component"
    when = values.get(WHEN, {})
    _check_facts(entry, about, when, reading)
    title = values.get(RULE_TITLE, "")
    return OwnRule(
        id=entry.name,
        title=title,
        severity=values(SEVERITY) or Severity.MEDIUM,
        group=values.get(GROUP, "House rules"),
        about=about,
        when=tuple(when.items()),
        message=values.get(MESSAGE, f"{title}."),
        remedy=values.get(REMEDY, ""),
        explain=values.get(EXPLAIN, ""),
        why=values.get(WHY, ""),
        example=values.get(EXAMPLE, ""),
        instead=values.get(INSTEAD, ""),
        mark=entry.key.mark,
    )


def _check_facts(entry: Entry, about: About, when: dict[str, tuple[Comparison, ...]], reading: Reading) -> None:
    written = next((below.value for below in children(entry.value) if below.name == "when"), None)
    for fact in children(written) if isinstance(written, Mapping) else ():
        if fact.name not in FACTS[about]:
            hint = reading.suggest(fact.name, FACTS[about]) or f"one of {', '.join(FACTS[about])}"
            reading.report(fact.key.mark, f"unknown fact '{clip(fact.name)}' of a {about}", hint, "unknown-fact")
        elif fact.name not in NUMBERS and any(one.operator in "<=>=" for one in when.get(fact.name, ())):
            what = f"'{fact.name}' is no number"
            reading.report(fact.value.mark, what, "name a value, or `not VALUE`", "wrong-type")
    if not when and not reading.problems:
        reading.report(
            entry.key.mark, f"the rule '{clip(entry.name)}' has no condition", "add `when:`", "missing-key"
        )


RULE = Keys(
    "rule",
    *(RULE_TITLE, SEVERITY, GROUP, ABOUT, WHEN, MESSAGE, REMEDY, EXPLAIN, WHY, EXAMPLE, INSTEAD),
)


class _Rules(Shape["dict[str, OwnRule]"]):
    """Rules by id; in the schema, which facts there are depends on what a rule is about."""

    nests = True
    table = Table("rule", grammar.ident, Noun(RULE, _rule))

    def read(self, entry: Entry, reading: Reading) -> dict[str, OwnRule] | None:
        """The rules of a map."""
        return self.table.read(entry, reading)

    def schema(self, catalog: Catalog) -> Json:
        """Every key of a rule, and every fact that its conditions may ask for."""
        rule: Json = {
            **RULE.schema(catalog),
            "type": "object",
            "required": [key.name for key in RULE.keys.values() if key.required],
            "allOf": [{"if": _is_about(about), "then": _conditions(about)} for about in FACTS],
        }
        comparisons = {name: _comparisons(numbers=name == "number").schema(catalog) for name in ("number", "text")}
        rules: Json = {"patternProperties": {f"^{grammar.ID}$": rule}, "additionalProperties": False}
        return {"type": "object", **rules, "definitions": comparisons}


def _is_about(about: About) -> Json:
    if about == "component":  # unless another is written
        return {"properties": {ABOUT.name: {"enum": [about, None]}}}
    return {"properties": {ABOUT.name: {"const": about}}, "required": [ABOUT.name]}


def _conditions(about: About) -> Json:
    facts = {fact: {"$ref": f"#/definitions/{'number' if fact in NUMBERS else 'text'}"} for fact in FACTS[about]}
    when: Json = {"type": "object", "minProperties": 1, "properties": facts, "additionalProperties": False}
    return {"properties": {WHEN.name: when}}


RULES = _Rules()


def read_rules(tree: Mapping, reading: Reading) -> tuple[OwnRule, ...]:
    """The rules of all files of a site, sorted by id; what has mistakes is left out."""
    found = RULES.read(Entry(Scalar(FOLDER, tree.mark), tree), reading) or {}
    return tuple(found[name] for name in sorted(found))
