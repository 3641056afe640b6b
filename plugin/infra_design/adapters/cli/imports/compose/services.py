"""Services of a Compose file, with what the rest of it needs of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.compose.ports import Opening, exposed, published
from infra_design.adapters.cli.imports.compose.variables import UNSET, resolved
from infra_design.adapters.cli.imports.values import Table, Value, listed, pairs, table, text, texts, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_EXTENDED = 20
LISTS = ("environment", "env_file", "expose", "labels", "links", "ports", "volumes")
NOT_INHERITED = ("depends_on", "extends", "volumes_from")


@dataclass(frozen=True, slots=True)
class Service:
    """One service.

    Attributes:
        names: under which others reach it, its own among them.
        networks: names of those that it is in.
        needs: services that it depends on → the condition under which it starts.
        links: names by which it alone reaches others → those services.
        count: how many containers; None: as many as a variable without a default says.
        spread: one on each node of a swarm.
    """

    name: str
    image: str
    names: tuple[str, ...]
    openings: tuple[Opening, ...]
    environment: Mapping[str, str]
    commands: tuple[str, ...]
    labels: Mapping[str, str]
    needs: Mapping[str, str]
    links: Mapping[str, str]
    networks: frozenset[str]
    mounts: tuple[Mount, ...]
    count: int | None = 1
    spread: bool = False
    profiles: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    on_host: bool = False


@dataclass(frozen=True, slots=True)
class Mount:
    """What a container mounts; `named`: a volume with a name, otherwise a folder of the machine."""

    source: str
    target: str
    named: bool
    read_only: bool = False


def services(root: Table, missing: set[str]) -> list[Service]:
    """All services, in the order of the file; names of variables that matter and have no value go to `missing`."""
    written = {name: table(one) for name, one in table(root.get("services")).items()}
    return [_service(name, written, missing) for name in written]


def _service(name: str, written: Mapping[str, Table], missing: set[str]) -> Service:
    notes: list[str] = []
    keys = _resolved(_extended(name, written, notes, 0), missing)
    mode = text(keys.get("network_mode"))
    deploy = table(keys.get("deploy"))
    aliases = [alias for one in table(keys.get("networks")).values() for alias in texts(table(one).get("aliases"))]
    own = (name, text(keys.get("container_name")), text(keys.get("hostname")), *aliases)
    return Service(
        name=name,
        image=text(keys.get("image")).replace(UNSET, ""),
        names=tuple(dict.fromkeys(one for one in own if one and UNSET not in one)),
        openings=tuple(dict.fromkeys((*published(keys.get("ports")), *exposed(keys.get("expose"))))),
        environment=pairs(keys.get("environment")),
        commands=tuple(" ".join(texts(keys.get(key))) for key in ("command", "entrypoint")),
        labels={**pairs(keys.get("labels")), **pairs(deploy.get("labels"))},
        needs=_needs(keys.get("depends_on")),
        links={one.partition(":")[2] or one: one.partition(":")[0] for one in texts(keys.get("links"))},
        networks=_networks(keys.get("networks"), mode),
        mounts=tuple(filter(None, map(_mount, listed(keys.get("volumes"))))),
        count=_count(keys, deploy),
        spread=text(deploy.get("mode")) == "global",
        profiles=tuple(texts(keys.get("profiles"))),
        notes=notes,
        on_host=mode == "host",
    )


def _extended(name: str, written: Mapping[str, Table], notes: list[str], depth: int) -> Table:
    """A service with what it takes over from another one in the same file."""
    own = written[name]
    extends = own.get("extends")
    if extends is None:
        return own
    base = text(table(extends).get("service")) or text(extends)
    if file := text(table(extends).get("file")):
        notes.append(f"It extends '{base}' in {file}, which was not read.")
        return own
    if base not in written or depth >= MOST_EXTENDED:
        notes.append(f"It extends '{base}', which is not there.")
        return own
    inherited = {
        key: value for key, value in _extended(base, written, notes, depth + 1).items() if key not in NOT_INHERITED
    }
    joined: Table = {**inherited, **own}
    for key in LISTS:
        if key in inherited and key in own:
            joined[key] = _joined(inherited[key], own[key])
    return joined


def _joined(one: Value, other: Value) -> Value:
    if isinstance(one, dict) or isinstance(other, dict):
        return {**pairs(one), **pairs(other)}
    return [*listed(one), *listed(other)]


def _resolved(keys: Table, missing: set[str]) -> Table:
    """With the defaults of variables; those in environment, labels and texts of no concern are not asked for."""
    asked = ("image", "ports", "expose", "deploy", "scale", "depends_on", "networks", "network_mode")
    return {key: _deep(value, missing if key in asked else set()) for key, value in keys.items()}


def _deep(value: Value, missing: set[str]) -> Value:
    if isinstance(value, dict):
        return {key: _deep(one, missing) for key, one in value.items()}
    if isinstance(value, list):
        return [_deep(one, missing) for one in value]
    return resolved(value, missing) if isinstance(value, str) and "$" in value else value


def _needs(value: Value) -> dict[str, str]:
    """`depends_on`, a list or a map; `optional` where it is not required."""
    if not isinstance(value, dict):
        return dict.fromkeys(texts(value), "")
    return {
        name: "optional" if text(table(one).get("required")) == "false" else text(table(one).get("condition"))
        for name, one in value.items()
    }


def _networks(value: Value, mode: str) -> frozenset[str]:
    if mode:
        return frozenset({mode} if mode == "host" else ())
    names = list(value) if isinstance(value, dict) else texts(value)
    return frozenset(names or ["default"])


def _mount(value: Value) -> Mount | None:
    if isinstance(value, dict):
        source, target = text(value.get("source")), text(value.get("target"))
        return Mount(
            source,
            target,
            text(value.get("type")) == "volume" and bool(source),
            text(value.get("read_only")) == "true",
        )
    source, _, rest = text(value).partition(":")
    target, _, mode = rest.partition(":")
    if not target:
        return None
    return Mount(
        source, target, named=not source.startswith((".", "/", "~", "$", UNSET)), read_only="ro" in mode.split(",")
    )


def _count(keys: Table, deploy: Table) -> int | None:
    written = deploy.get("replicas", keys.get("scale"))
    return 1 if written is None else whole(written)
