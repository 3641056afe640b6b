"""JSON Merge Patch on located trees: the examples of RFC 7396, its pseudo-code, and what we add to it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.read.test_cases import as_json

from infra_design.model.catalog import Catalog
from infra_design.read.merge import merge
from infra_design.read.parse import parse
from infra_design.read.reading import Reading
from infra_design.read.tree import Mapping, Node

APPENDIX_A = [
    ('{"a":"b"}', '{"a":"c"}', '{"a":"c"}'),
    ('{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'),
    ('{"a":"b"}', '{"a":null}', "{}"),
    ('{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'),
    ('{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'),
    ('{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'),
    ('{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'),
    ('{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'),
    ('["a","b"]', '["c","d"]', '["c","d"]'),
    ('{"a":"b"}', '["c"]', '["c"]'),
    ('{"a":"foo"}', "null", "null"),
    ('{"a":"foo"}', '"bar"', '"bar"'),
    ('{"e":null}', '{"a":1}', '{"e":null,"a":1}'),
    ("[1,2]", '{"a":"b","c":null}', '{"a":"b"}'),
    ("{}", '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'),
]


def reading() -> Reading:
    return Reading(Catalog({}, {}, {}, {}, {}))


def tree(value: Any) -> Node:
    node = parse(json.dumps(value), "x", reading())
    assert node is not None
    return node


@pytest.mark.parametrize(("original", "patch", "result"), APPENDIX_A)
def test_examples_of_the_rfc(original: str, patch: str, result: str) -> None:
    merged = merge(tree(json.loads(original)), tree(json.loads(patch)), reading())
    assert as_json(merged) == json.loads(result)


def pseudo_code(target: Any, patch: Any) -> Any:
    """RFC 7396, section 2, word for word."""
    if isinstance(patch, dict):
        target = dict(target) if isinstance(target, dict) else {}
        for name, value in patch.items():
            if value is None:
                if name in target:
                    del target[name]
            else:
                target[name] = pseudo_code(target.get(name), value)
        return target
    return patch


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "x", "null", "1"]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from("abcd"), below, max_size=4),
    max_leaves=12,
)


@given(VALUES, VALUES)
def test_like_the_pseudo_code(target: Any, patch: Any) -> None:
    assert as_json(merge(tree(target), tree(patch), reading())) == pseudo_code(target, patch)


@given(VALUES, VALUES)
def test_applying_a_patch_twice_removes_what_is_not_there(target: Any, patch: Any) -> None:
    once = merge(tree(target), tree(patch), reading())
    again = reading()
    assert as_json(merge(once, tree(patch), again)) == as_json(once)
    assert bool(again.problems) == has_null(patch)


def has_null(patch: Any) -> bool:
    """Whether a patch removes anything, outside of lists."""
    return isinstance(patch, dict) and any(value is None or has_null(value) for value in patch.values())


def test_a_map_that_stands_for_shorthand_replaces() -> None:
    base = tree({"a": {"b": 1}})
    patch = Mapping(tree({"c": 2}).entries, base.mark, whole=True)  # type: ignore[union-attr]
    assert as_json(merge(base, patch, reading())) == {"c": 2}


def test_order_is_that_of_the_base_and_then_of_the_patch() -> None:
    merged = merge(tree({"b": 1, "a": 2}), tree({"d": 3, "a": 4, "c": 5}), reading())
    assert list(as_json(merged)) == ["b", "a", "d", "c"]
