"""What a rule is, and where rules are found: every file of `rules/` is one, and what installed packages bring."""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.analyze import rules as package
from infra_design.model.finding import Finding, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.story import Story
    from infra_design.model.finding import Evidence
    from infra_design.model.source import Mark


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found; its rule, stage and usual severity are added to make a `Finding` of it.

    Attributes:
        subjects: what it is about, in any order.
        severity: None: the rule's usual one.
        cause: what findings of several rules come of, mostly the id of a component or an instance; default: this one
            has a cause of its own.
    """

    subjects: tuple[str, ...]
    message: str
    remedy: str
    mark: Mark
    severity: Severity | None = None
    evidence: tuple[Evidence, ...] = ()
    journeys: tuple[str, ...] = ()
    connections: tuple[str, ...] = ()
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: file name with hyphens: "spof-server".
        severity: usual severity, the module's `SEVERITY`.
        group: the module's `GROUP`.
        find: the module's `find`, asked of every stage by itself.
        review: the module's `review`, asked after all `find`: of a stage in its story, with what was found.
        whole: the module's `WHOLE`: it says one thing about the whole stage, so that it stays open between stages
            while its subjects change.
        last: the module's `LAST`: its `review` looks at what the others reviewed, and comes after them.
        doc: the module's docstring.
    """

    id: str
    severity: Severity
    group: str
    doc: str
    find: Callable[[Facts], Iterator[Found]] | None = None
    review: Callable[[Story], Iterator[Found]] | None = None
    whole: bool = False
    last: bool = False

    def finding(self, found: Found, stage: str) -> Finding:
        """What was found, signed by this rule."""
        subjects = tuple(sorted(set(found.subjects)))
        return Finding(
            rule=self.id,
            severity=found.severity or self.severity,
            stage=stage,
            subjects=subjects,
            message=found.message,
            remedy=found.remedy,
            mark=found.mark,
            evidence=found.evidence,
            journeys=found.journeys,
            connections=found.connections,
            cause=found.cause or f"{self.id}@{','.join(subjects)}",
        )


ENTRY_POINTS = "infra_design.rules"
"""Under this group a package names its rules, by id, each with its module: `no-telnet = "my_rules.no_telnet"`."""


@functools.cache
def rules() -> Mapping[str, Rule]:
    """All rules, sorted by id: ours, and those of installed packages.

    Raises:
        ValueError: a package's rule is no rule, or takes the id of another.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    ours = [_rule(name, importlib.import_module(f"{package.__name__}.{name}")) for name in names]
    found: dict[str, Rule] = {}
    for rule in (*ours, *_installed()):
        if rule.id in found:
            raise ValueError(f"two rules are called '{rule.id}'; an entry point of '{ENTRY_POINTS}' is one of them")
        found[rule.id] = rule
    return dict(sorted(found.items()))


def _installed() -> Iterator[Rule]:
    """The rules that installed packages bring. Only what somebody has installed runs, never what a design says."""
    from importlib.metadata import entry_points  # noqa: PLC0415 — slow to import, and of no use to who asks no rule

    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        module = entry.load()
        if not (hasattr(module, "SEVERITY") and hasattr(module, "GROUP") and hasattr(module, "find")):
            raise ValueError(f"the rule '{entry.name}' ({entry.value}) is no module with SEVERITY, GROUP and find")
        rule = _rule(entry.name, module)
        _info(rule)
        yield rule


def _rule(name: str, module: ModuleType) -> Rule:
    return Rule(
        id=name.replace("_", "-"),
        severity=module.SEVERITY,
        group=module.GROUP,
        doc=module.__doc__ or "",
        find=getattr(module, "find", None),
        review=getattr(module, "review", None),
        whole=getattr(module, "WHOLE", False),
        last=getattr(module, "LAST", False),
    )


@functools.cache
def rule_infos() -> Mapping[str, RuleInfo]:
    """What each rule says of itself, sorted by id."""
    return {rule.id: _info(rule) for rule in rules().values()}


def _info(rule: Rule) -> RuleInfo:
    title, _, rest = inspect.cleandoc(rule.doc).partition("\n")
    parts = re.split(r"^\*(?:Why it matters|Example|Instead)\*$", rest, flags=re.MULTILINE)
    if len(parts) != len(("explain", "why", "example", "instead")):
        raise ValueError(f"the docstring of the rule '{rule.id}' needs *Why it matters*, *Example* and *Instead*")
    explain, why, example, instead = parts
    return RuleInfo(
        id=rule.id,
        title=title.rstrip("."),
        severity=rule.severity,
        group=rule.group,
        explain=explain.strip(),
        why=why.strip(),
        example=_yaml(example),
        instead=_yaml(instead),
    )


def _yaml(block: str) -> str:
    return textwrap.dedent(block).strip() + "\n"
