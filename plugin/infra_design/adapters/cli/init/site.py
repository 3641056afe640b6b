"""The plugin in a site's configuration: one entry is put in as text, so that comments, order and tags stay."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

import yaml

from infra_design.adapters.site_file import PLUGIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Pair: TypeAlias = tuple[yaml.Node, yaml.Node]

_PLAIN = ("tag:yaml.org,2002:seq", "tag:yaml.org,2002:map")


class ByHandError(Exception):
    """The file is such that a person must say where the plugin belongs; the message says why."""


def with_plugin(text: str, options: Mapping[str, str]) -> str:
    """The text of a configuration with our plugin, or as it is if the plugin is there.

    Naming plugins switches off the one that MkDocs has by itself, so `search` is named too where none are named.

    Args:
        text: of `mkdocs.yml`.
        options: of the plugin, where it is put in.

    Raises:
        ByHandError: there is no place that is surely right.
    """
    try:
        root = _root(text)
        plugins = _pair(root, "plugins")
        if plugins and PLUGIN in _names(plugins[1]):
            return text
        if not plugins and _pair(root, "INHERIT"):
            raise ByHandError("it inherits, and `plugins` here would take the place of those that it inherits")
        new = _inserted(text, plugins, _entry(options))
        _verify(root, _root(new), plugins)
    except (yaml.YAMLError, RecursionError):
        raise ByHandError("it cannot be read") from None
    return new


def entry(options: Mapping[str, str]) -> str:
    """What a person adds where we do not."""
    return f"plugins:\n  - search\n  - {_item(options)}\n"


def _inserted(text: str, plugins: Pair | None, options: str) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    fresh = (f"  - search{end}", f"  - {PLUGIN}{': ' + options if options else ''}{end}")
    if plugins is None:
        gap = end if text.endswith("\n") else 2 * end
        return f"{text}{gap}plugins:{end}{''.join(fresh)}"
    key, value = plugins
    if value.start_mark.index < key.end_mark.index:
        raise ByHandError("its plugins are an alias")
    if not isinstance(value, yaml.CollectionNode):
        if value.value:
            raise ByHandError("its plugins are no list")
        return _after_line(text, key.end_mark.index, "".join(fresh), end)
    if value.tag not in _PLAIN:
        raise ByHandError(f"its plugins have the tag {value.tag}")
    member = _member(value, options)
    if value.flow_style:
        return _in_flow(text, value, member)
    indent = " " * value.start_mark.column
    return _after_line(text, _end(value), f"{indent}{member}{end}", end)


def _in_flow(text: str, value: yaml.CollectionNode, member: str) -> str:
    at = _end(value.value[-1]) if value.value else value.end_mark.index - 1
    return f"{text[:at]}{', ' if value.value else ''}{member}{text[at:]}"


def _member(value: yaml.CollectionNode, options: str) -> str:
    """Our entry as one of a list or of a map, in lines or in brackets."""
    if isinstance(value, yaml.MappingNode):
        return f"{PLUGIN}: {options or '{}'}"
    named = f"{PLUGIN}: {options}" if options else PLUGIN
    return named if value.flow_style else f"- {named}"


def _after_line(text: str, at: int, line: str, end: str) -> str:
    """The text with lines put in after the one in which something ends."""
    if text[at - 1 : at] != "\n":
        at = text.find("\n", at) + 1
    if not at:
        return f"{text}{end}{line}"
    return f"{text[:at]}{line}{text[at:]}"


def _end(node: yaml.Node | tuple[yaml.Node, yaml.Node]) -> int:
    """Where the last thing in a node ends; blocks themselves end only where the next thing begins."""
    if isinstance(node, tuple):
        return _end(node[1])
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        return _end(node.value[-1])
    return int(node.end_mark.index)


def _entry(options: Mapping[str, str]) -> str:
    """The plugin's options in one line; a string of JSON is one of YAML too."""
    pairs = ", ".join(f"{name}: {json.dumps(value)}" for name, value in options.items())
    return f"{{{pairs}}}" if pairs else ""


def _item(options: Mapping[str, str]) -> str:
    return f"{PLUGIN}: {_entry(options)}" if options else PLUGIN


def _root(text: str) -> yaml.MappingNode:
    """The configuration as nodes: tags are read and nothing is built."""
    root = yaml.compose(text, yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise ByHandError("it is no map of settings, one on a line")
    return root


def _pair(root: yaml.MappingNode, name: str) -> Pair | None:
    return next((pair for pair in root.value if pair[0].value == name), None)


def _names(plugins: yaml.Node) -> Iterator[str]:
    """Plugins by name; one that is there twice is called `name #2`."""
    for item in plugins.value if isinstance(plugins, yaml.CollectionNode) else ():
        one = item[0] if isinstance(item, tuple) else item
        pairs = one.value if isinstance(one, yaml.MappingNode) else [(one, None)]
        yield from (str(name.value).partition(" ")[0] for name, _ in pairs)


def _verify(old: yaml.MappingNode, new: yaml.MappingNode, plugins: Pair | None) -> None:
    """Make sure that nothing changed but that our plugin came last."""
    added = _pair(new, "plugins")
    rest = [[_shape(pair) for pair in root.value if pair[0].value != "plugins"] for root in (old, new)]
    before = [_shape(one) for one in plugins[1].value] if plugins and plugins[1].value else None
    now = [_shape(one) for one in added[1].value[:-1]] if added else []
    names = list(_names(added[1])) if added else []
    if rest[0] != rest[1] or (before is not None and now != before) or names[-1:] != [PLUGIN]:
        raise ByHandError("its plugins are written in a way that is not known")


def _shape(node: object) -> object:
    if isinstance(node, yaml.Node):
        return node.tag, _shape(node.value)
    return [_shape(one) for one in node] if isinstance(node, list | tuple) else node
