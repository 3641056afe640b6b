"""A plan or a state as `terraform show -json` prints it: resources, and what refers to what."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.sketch import ImportRefusedError
from infra_design.adapters.cli.imports.values import Table, Value, listed, table, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_RESOURCES = 20_000
DEEPEST = 20
"""Modules in modules, and references through references."""
IDENTIFIERS = (
    "id",
    "arn",
    "name",
    "dns_name",
    "address",
    "endpoint",
    "domain_name",
    "public_ip",
    "private_ip",
    "invoke_arn",
)
"""Attributes by which others know a resource."""
_STEP = re.compile(r"\.|\[(?:\"[^\"]*\"|[0-9]+)\]")


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """One resource, one of several of its block where it has an index.

    Attributes:
        module: address of its module: `module.network`, empty for the root.
        data: it is read, not made.
    """

    address: str
    module: str
    type: str
    name: str
    index: str
    values: Table
    sensitive: frozenset[str]
    data: bool = False

    @property
    def block(self) -> tuple[str, str, str]:
        """What it has in common with the others of its block."""
        return self.module, self.type, self.name

    def text(self, key: str) -> str:
        """A value as text, empty if it is not known."""
        return text(self.values.get(key))

    def tables(self, key: str) -> list[Table]:
        """The blocks of a name."""
        return [table(one) for one in listed(self.values.get(key))]


@dataclass(slots=True)
class Plan:
    """All that was read."""

    resources: list[Resource]
    modules: dict[str, Table]
    """Configuration by module, without indexes: empty for the root."""
    calls: dict[str, Table]
    """What a module is given, by the same names."""
    provider: Table
    variables: Table
    by_block: dict[tuple[str, str, str], list[Resource]] = field(default_factory=lambda: defaultdict(list))
    by_identifier: dict[str, list[Resource]] = field(default_factory=lambda: defaultdict(list))
    expressions: dict[tuple[str, str, str], Table] = field(default_factory=dict)
    by_address: dict[str, Resource] = field(default_factory=dict)
    by_type: dict[str, list[Resource]] = field(default_factory=lambda: defaultdict(list))
    found: dict[tuple[str, tuple[str, ...]], list[Resource]] = field(default_factory=dict)
    pointing: dict[tuple[str, tuple[str, ...]], dict[str, list[Resource]]] = field(default_factory=dict)

    def of(self, *types: str) -> list[Resource]:
        """All that are made, of some types, in the order of their addresses."""
        return [one for sort in types for one in self.by_type.get(sort, ())]

    def users(self, target: Resource, sort: str, *path: str) -> list[Resource]:
        """The resources of a type whose value at a path names this one."""
        known = self.pointing.get((sort, path))
        if known is None:
            known = self.pointing[sort, path] = defaultdict(list)
            for one in self.of(sort):
                for named in self.related(one, *path):
                    known[named.address].append(one)
        return known.get(target.address, [])

    def blocks(self, *types: str) -> list[list[Resource]]:
        """Likewise, those of one block together."""
        return [those for those in self.by_block.values() if those[0].type in types and not those[0].data]

    def related(self, resource: Resource, *path: str) -> list[Resource]:
        """The resources that a value names, by what is known of them or by how the configuration refers to them."""
        key = resource.address, path
        if key not in self.found:
            self.found[key] = self._related(resource, path)
        return self.found[key]

    def _related(self, resource: Resource, path: tuple[str, ...]) -> list[Resource]:
        found: dict[str, Resource] = {}
        for value in _at(resource.values, path):
            for one in self.by_identifier.get(value, ()):
                found[one.address] = one
        if not found:
            written = self.expressions.get((_plain(resource.module), resource.type, resource.name), {})
            for references in _references(written, path):
                found |= {one.address: one for one in self.referred(resource, references)}
        return [found[address] for address in sorted(found, key=_natural)]

    def referred(self, resource: Resource, references: list[str]) -> Iterator[Resource]:
        """The resources behind the references of an expression in the block of a resource."""
        own = "count.index" in references or any(one.startswith("each.") for one in references)
        for reference in _longest(references):
            yield from self._behind(reference, resource.module, resource.index if own else "", 0)

    def mentioned(self, resource: Resource) -> list[Resource]:
        """Every resource that any expression in its block refers to."""
        written = self.expressions.get((_plain(resource.module), resource.type, resource.name), {})
        found = {one.address: one for references in _all(written, 0) for one in self.referred(resource, references)}
        return [found[address] for address in sorted(found, key=_natural)]

    def _behind(self, reference: str, module: str, index: str, depth: int) -> Iterator[Resource]:
        if depth > DEEPEST:
            return
        head, *rest = [part for part in _STEP.split(reference) if part] or [""]
        if head == "var" and rest and module:
            call = table(table(self.calls.get(_plain(module), {})).get(rest[0]))
            for one in _longest([text(one) for one in listed(call.get("references"))]):
                yield from self._behind(one, _parent(module), "", depth + 1)
        elif head == "module" and len(rest) > 1:
            yield from self._output(reference, module, rest, depth)
        elif head == "data" and len(rest) > 1:
            yield from self._chosen(reference, (module, rest[0], rest[1]), index, data=True)
        elif rest:
            yield from self._chosen(reference, (module, head, rest[0]), index, data=False)

    def _output(self, reference: str, module: str, rest: list[str], depth: int) -> Iterator[Resource]:
        """What stands behind a module's output, in each copy of the module unless one is meant."""
        called = ".".join(filter(None, (module, "module." + rest[0])))
        index = re.match(rf"module\.{re.escape(rest[0])}(\[[^\]]*\])", reference)
        outputs = table(self.modules.get(_plain(called), {}).get("outputs"))
        expression = table(table(outputs.get(rest[1])).get("expression"))
        copies = {
            one.module
            for one in self.resources
            if _plain(one.module) == _plain(called) and one.module.startswith(called)
        }
        wanted = [called + index[1]] if index else sorted(copies) or [called]
        for copy in wanted:
            for one in _longest([text(one) for one in listed(expression.get("references"))]):
                yield from self._behind(one, copy, "", depth + 1)

    def _chosen(self, reference: str, block: tuple[str, str, str], index: str, *, data: bool) -> list[Resource]:
        those = [one for one in self.by_block.get(block, ()) if one.data == data]
        named = re.search(rf"{re.escape(block[1])}\.{re.escape(block[2])}\[(?:\"([^\"]*)\"|([0-9]+))\]", reference)
        wanted = (named[1] or named[2]) if named else index
        return [one for one in those if one.index == wanted] or ([] if named else those)


def read_plan(data: bytes, name: str) -> Plan:
    """A plan or a state.

    Raises:
        ImportRefusedError: it is neither, or too much.
    """
    try:
        content: Value = json.loads(data)
    except (ValueError, RecursionError):
        hint = "make it with: terraform show -json plan.out > plan.json"
        raise ImportRefusedError(f"{name} is no JSON ({hint})") from None
    root = table(content)
    values = table(root.get("planned_values")) or table(root.get("values"))
    if not table(values.get("root_module")):
        hint = "make one with: terraform plan -out plan.out; terraform show -json plan.out > plan.json"
        raise ImportRefusedError(f"{name} is no plan and no state of Terraform with resources in it ({hint})")
    found = list(_resources(table(values.get("root_module")), "", 0))
    prior = table(table(table(root.get("prior_state")).get("values")).get("root_module"))
    found += [one for one in _resources(prior, "", 0) if one.data]
    if len(found) > MOST_RESOURCES:
        raise ImportRefusedError(f"{name} has more than {MOST_RESOURCES:,} resources")
    configuration = table(root.get("configuration"))
    plan = Plan(
        resources=sorted({one.address: one for one in found}.values(), key=lambda one: _natural(one.address)),
        modules={},
        calls={},
        provider=table(configuration.get("provider_config")),
        variables=table(root.get("variables")),
    )
    _configure(plan, table(configuration.get("root_module")), "", 0)
    _index(plan)
    return plan


def _resources(module: Table, address: str, depth: int) -> Iterator[Resource]:
    for one in map(table, listed(module.get("resources"))):
        kind, name = text(one.get("type")), text(one.get("name"))
        if kind and name:
            index = one.get("index")
            full = text(one.get("address")) or ".".join(filter(None, (address, kind, name)))
            marked = table(one.get("sensitive_values"))
            secret = frozenset(key for key, value in marked.items() if value is True)
            index_text = "" if index is None else text(index)
            yield Resource(
                full,
                address,
                kind,
                name,
                index_text,
                table(one.get("values")),
                secret,
                text(one.get("mode")) == "data",
            )
    if depth < DEEPEST:
        for child in map(table, listed(module.get("child_modules"))):
            yield from _resources(child, text(child.get("address")), depth + 1)


def _configure(plan: Plan, module: Table, name: str, depth: int) -> None:
    plan.modules[name] = module
    for one in map(table, listed(module.get("resources"))):
        plan.expressions[name, text(one.get("type")), text(one.get("name"))] = table(one.get("expressions"))
    if depth >= DEEPEST:
        return
    for called, call in table(module.get("module_calls")).items():
        below = ".".join(filter(None, (name, f"module.{called}")))
        plan.calls[below] = table(table(call).get("expressions"))
        _configure(plan, table(table(call).get("module")), below, depth + 1)


def _index(plan: Plan) -> None:
    for one in plan.resources:
        plan.by_block[one.block].append(one)
        plan.by_address[one.address] = one
        if not one.data:
            plan.by_type[one.type].append(one)
        for key in IDENTIFIERS:
            if len(value := one.text(key)) > 1 and (
                key != "name" or one.type.endswith(("cluster", "template", "group"))
            ):
                plan.by_identifier[value].append(one)


def _at(values: Value, path: tuple[str, ...]) -> Iterator[str]:
    """The texts at a path through blocks and lists."""
    if isinstance(values, list):
        for one in values:
            yield from _at(one, path)
    elif path:
        yield from _at(table(values).get(path[0]), path[1:])
    elif text(values):
        yield text(values)


def _references(expression: Value, path: tuple[str, ...]) -> Iterator[list[str]]:
    if isinstance(expression, list):
        for one in expression:
            yield from _references(one, path)
    elif path:
        yield from _references(table(expression).get(path[0]), path[1:])
    elif isinstance(expression, dict) and "references" in expression:
        yield [text(one) for one in listed(expression["references"])]


def _all(expression: Value, depth: int) -> Iterator[list[str]]:
    if depth > DEEPEST:
        return
    if isinstance(expression, dict) and "references" in expression:
        yield [text(one) for one in listed(expression["references"])]
    below: Iterable[Value] = expression.values() if isinstance(expression, dict) else listed(expression)
    for one in below:
        if isinstance(one, (dict, list)):
            yield from _all(one, depth + 1)


def _longest(references: list[str]) -> list[str]:
    """Without those that others only go on from: `aws_lb.main` beside `aws_lb.main.arn`."""
    return [
        one
        for one in dict.fromkeys(references)
        if not any(other.startswith((f"{one}.", f"{one}[")) for other in references)
    ]


def _plain(module: str) -> str:
    """A module's address without indexes."""
    return re.sub(r"\[[^\]]*\]", "", module)


def _parent(module: str) -> str:
    return re.sub(r"\.?module\.[^.\[]+(?:\[[^\]]*\])?$", "", module)


def _natural(address: str) -> tuple[tuple[bool, int, str], ...]:
    parts = re.findall(r"([0-9]{1,9})|([^0-9]+)", address)
    return tuple((not number, int(number or 0), word) for number, word in parts)
