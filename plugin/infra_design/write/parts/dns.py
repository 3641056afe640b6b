"""The part about DNS: the records of each zone, a word on each type, and how names become components."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from infra_design.model.analysis import Change
from infra_design.write.html import (
    NOTHING,
    Html,
    badge,
    block,
    change_badge,
    code,
    codes,
    definitions,
    element,
    items,
    joined,
    lines,
    listed,
    paragraph,
    row,
    say,
    subheading,
    table,
)
from infra_design.write.text import markdown
from infra_design.write.wording import duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infra_design.model.stage import Record, Resolution, Zone
    from infra_design.write.scene import Scene

_RECORDS = ("Name", "Type", "Value", "TTL", "Leads to")
_TARGET = {"CNAME": 0, "ALIAS": 0, "ANAME": 0, "NS": 0, "PTR": 0, "MX": 1, "HTTPS": 1, "SVCB": 1, "SRV": 3}
"""Type → which word of its data is the name that it leads to."""
_MOST_NAMES = 100
"""Names that are followed to their end."""
_LONGEST = 300
"""Characters of a value that a table shows; keys and signatures in texts are longer."""


def dns(scene: Scene) -> Html:
    """The records of every zone, a word on each type, and how names become components."""
    zones = scene.stage.zones.values()
    return block(
        "dns",
        *(_zone(scene, zone) for zone in zones),
        _removed(scene),
        subheading("The types of record", _types(scene)),
        subheading("From name to component", _resolutions(scene) if zones else NOTHING),
    )


def _zone(scene: Scene, zone: Zone) -> Html:
    ends = {resolution.hostname: resolution.targets for resolution in scene.stage.resolutions}
    seen: set[str] = set()
    rows = []
    for record in zone.records:
        ident = f"{record.owner} {record.type}"
        rows.append(_record(scene, record, ends, first=ident not in seen))
        seen.add(ident)
    return subheading(f"Zone {zone.name}", table(_RECORDS, rows))


def _record(scene: Scene, record: Record, ends: Mapping[str, tuple[str, ...]], *, first: bool) -> Html:
    """A row; what changed about a set of records stands at its first."""
    difference = scene.differences("record").get(f"{record.owner} {record.type}")
    changed = difference.details if difference and first else ()
    notes = joined((element("small", note) for note in (*_notes(record), *changed)), " · ")
    return row(
        code(record.owner) + change_badge(difference.change if difference else None),
        record.type,
        lines(code(_shortened(record.value)), notes),
        element("span", str(record.ttl), title=duration(record.ttl)),
        _leads_to(scene, record, ends),
    )


def _shortened(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}… ({len(value):,} characters)"


def _notes(record: Record) -> Iterator[str]:
    spec = record.spec
    if spec.weight is not None:
        yield f"weight {spec.weight}"
    if spec.failover:
        yield spec.failover
    if spec.source:
        yield f"from {spec.source}"


def _leads_to(scene: Scene, record: Record, ends: Mapping[str, tuple[str, ...]]) -> Html:
    """What a record points at: what has the address, or what is found in the end by following the name."""
    if record.alias:
        return listed(scene.things((record.value,)))
    if record.points_at:
        return listed(scene.things(record.points_at))
    words = record.value.split()
    place = _TARGET.get(record.type, len(words))
    name = words[place].removesuffix(".").lower() if place < len(words) else ""
    return listed(scene.things(ends.get(name, ())), "or")


def _removed(scene: Scene) -> Html:
    gone = codes(d.id for d in scene.differences("record").values() if d.change is Change.REMOVED)
    return paragraph(badge("removed"), " ", gone) if gone else NOTHING


def _types(scene: Scene) -> Html:
    used = dict.fromkeys(record.type for zone in scene.stage.zones.values() for record in zone.records)
    known = [(name, scene.catalog.record_types[name]) for name in used if name in scene.catalog.record_types]
    return definitions((f"{name}: {concept.title}", markdown(concept.explain)) for name, concept in known)


def _resolutions(scene: Scene) -> Html:
    """Names that are used come first; of those of a whole company, the first will do."""
    every = scene.stage.resolutions
    shown = [_resolution(scene, resolution) for resolution in every[:_MOST_NAMES]]
    more = [say("{} more names", f"{len(every) - _MOST_NAMES:,}")] if len(every) > _MOST_NAMES else []
    return items((*shown, *more), class_="infra-resolutions")


def _resolution(scene: Scene, resolution: Resolution) -> Html:
    """From a hostname over its records, those of one name and type in one step, to what answers there."""
    steps = [element("b", code(resolution.hostname))]
    for (owner, kind), records in groupby(resolution.records, key=lambda record: (record.owner, record.type)):
        steps.append(_step(owner if owner != resolution.hostname else "", kind, tuple(records)))
    steps.append(listed(_answering(scene, resolution.targets), "or") or say("nothing of this design"))
    return joined(steps, " → ")


def _step(owner: str, kind: str, records: tuple[Record, ...]) -> Html:
    values = (lines(code(_shortened(record.value)), *_roles(record)) for record in records)
    kept = element("small", f"(good for {duration(min(record.ttl for record in records))})")
    return say("{}{} {} {}", code(owner) + " " if owner else "", kind, listed(values, "or"), kept)


def _roles(record: Record) -> Iterator[Html]:
    spec = record.spec
    words = [f"weight {spec.weight}"] if spec.weight is not None else []
    words += [spec.failover] if spec.failover else []
    if words:
        yield element("small", f"({', '.join(words)})")


def _answering(scene: Scene, idents: Iterable[str]) -> Iterator[Html]:
    """Components, and how many there are of a group."""
    for ident in idents:
        component = scene.stage.components.get(ident)
        count = len(component.instances) if component else 1
        yield say("{}, {} of them", scene.thing(ident), count) if count > 1 else scene.thing(ident)
