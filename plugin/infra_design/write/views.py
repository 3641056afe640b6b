"""Ways to look at a diagram: what its parts are marked with, and what the marks mean in words, for the page's script.

Compact JSON for `assets/script/overlays.js`: [name, title, legend, marks], ... where the legend is pairs of a sign
and a sentence, and marks are instance id -> [sign, text]. A view that marks lines does so by what they are in the
picture.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from infra_design.model.stage import Encryption
from infra_design.write.facts import compact
from infra_design.write.issues import tally
from infra_design.write.wording import counted, downtime, percent, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infra_design.model.analysis import JourneyResult, Reach
    from infra_design.model.finding import Severity
    from infra_design.model.stage import Connection
    from infra_design.write.scene import Scene

    Line = tuple[str, str]

_NAMED = 6
_MATTERING_AT_MOST = 3
_SHAPES: Mapping[str, str] = {
    "error": "octagon",
    "high": "triangle",
    "medium": "diamond",
    "low": "circle",
}
_WIRES: Mapping[Encryption, tuple[str, str, str]] = {
    Encryption.CLEAR: ("clear", "Thick dashes", "in clear text from one machine to another"),
    Encryption.UNKNOWN: ("unknown", "Dots", "of which the design does not say"),
    Encryption.ENCRYPTED: ("secure", "Thick line, closed lock", "encrypted"),
    Encryption.LOCAL: ("local", "Thin line", "within one machine"),
}


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at a diagram.

    Attributes:
        name: for the style sheet.
        title: in the choice of views.
        legend: what is shown, in words: sign and sentence.
        marks: instance id → sign and short text.
    """

    name: str
    title: str
    legend: tuple[Line, ...]
    marks: Mapping[str, Line]


def views(scene: Scene) -> str | None:
    """All ways to look at the diagram of a stage, the usual one first; None if that is too much for a page."""
    made = (_issues(scene), _encryption(scene), _exposure(scene), _monitoring(scene), _availability(scene))
    return compact([astuple(view) for view in made])


def _issues(scene: Scene) -> View:
    counts = [(severity, count) for severity, count in tally(scene.analysis.findings) if severity in _SHAPES]
    legend = tuple((str(severity), _badges(severity, count)) for severity, count in counts)
    told = "The number at a part says how many issues concern it, the shape how bad the worst is."
    return View("issues", "Issues", (("", told), *legend) if legend else (("", "No open issues."),), {})


def _badges(severity: Severity, count: int) -> str:
    return f"{sentence(_SHAPES[severity])}: {severity} — {counted(count, 'issue')} in all."


def _encryption(scene: Scene) -> View:
    kinds: dict[Encryption, list[Connection]] = {}
    for connection in scene.stage.connections:
        kinds.setdefault(connection.encryption, []).append(connection)
    legend = [
        (sign, f"{look}: {counted(len(kinds[kind]), 'connection')} {words}{_which(scene, kind, kinds[kind])}.")
        for kind, (sign, look, words) in _WIRES.items()
        if kind in kinds
    ]
    return View("encryption", "Encryption", tuple(legend) or (("", "Nothing is connected."),), {})


def _which(scene: Scene, kind: Encryption, connections: Iterable[Connection]) -> str:
    """The names of connections that somebody should look at."""
    if kind not in {Encryption.CLEAR, Encryption.UNKNOWN}:
        return ""
    return f" — {_named(_ends(scene, connection) for connection in connections)}"


def _ends(scene: Scene, connection: Connection) -> str:
    targets = " or ".join(dict.fromkeys(scene.name(target.component) for target in connection.targets))
    return f"{scene.name(connection.source)} → {targets or connection.hostname}"


def _exposure(scene: Scene) -> View:
    rows = [row for row in scene.analysis.reach if row.source == "internet" and not row.denied]
    used = {member for row in rows if row.connections for member in row.members}
    ports: dict[str, list[str]] = {}
    for row in rows:
        for member in row.members:
            ports.setdefault(member, []).append(str(row.port or "any port"))
    marks = {
        member: ("reached" if member in used else "open", ", ".join(dict.fromkeys(found)))
        for member, found in ports.items()
    }
    return View("exposure", "Exposure", tuple(_exposed(scene, rows)), marks)


def _exposed(scene: Scene, rows: Iterable[Reach]) -> Iterator[Line]:
    told: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for row in rows:
        sign = "reached" if row.connections else "open"
        told.setdefault((sign, row.target, row.firewalls), []).append(_port(row))
    for (sign, target, firewalls), ports in told.items():
        past = f", past {_named(map(scene.name, firewalls))}" if firewalls else ", past no firewall"
        idle = "" if sign == "reached" else "; nothing uses that, but the firewalls would let it in"
        yield sign, f"The internet reaches {scene.name(target)} on {_named(dict.fromkeys(ports))}{past}{idle}."
    rest = "Nothing else" if told else "Nothing"
    more = "" if scene.analysis.reach_complete else " There is more: the firewalls let in too much to list."
    yield "", f"{rest} is reached from the internet, as far as the design says.{more}"


def _port(row: Reach) -> str:
    how = {Encryption.ENCRYPTED: ", encrypted", Encryption.CLEAR: ", clear text"}.get(row.encryption, "")
    where = f"port {row.port}" if row.port else "a port that is not stated"
    return f"{where} ({(row.protocol.upper() + how).strip(', ')})" if row.protocol or how else where


def _monitoring(scene: Scene) -> View:
    watched = scene.analysis.watched
    seen = [machine for machine, eyes in watched.items() if eyes]
    unseen = [machine for machine, eyes in watched.items() if not eyes]
    eyes = _named(scene.name(eye) for eye in dict.fromkeys(eye for eyes in watched.values() for eye in eyes))
    watches = "watch" if "," in eyes or " and " in eyes else "watches"
    legend = [("watched", f"✓ {eyes} {watches} {_named(map(scene.name, seen))}.")] if seen else []
    if unseen:
        legend.append(("unwatched", f"✗ Nothing watches {_named(map(scene.name, unseen))}."))
    marks = {
        machine: ("watched", "✓ watched") if eyes else ("unwatched", "✗ not watched")
        for machine, eyes in watched.items()
    }
    return View("monitoring", "Monitoring", tuple(legend) or (("", "There is no machine to watch."),), marks)


def _availability(scene: Scene) -> View:
    best = _mattering(scene.analysis.journeys)
    marks = {
        ident: (("most", f"▲ {percent(known)}") if ident in best else ("plain", percent(known)))
        for ident, one in scene.stage.instances.items()
        if one.fails and (known := one.availability) is not None
    }
    if not marks:
        return View("availability", "Availability", (("", "No availability is stated or assumed."),), {})
    legend = [("plain", "The figure at a part is how available it is by itself.")]
    legend += [("most", f"▲ If {scene.name(unit)} never failed, {words}.") for unit, words in best.items()]
    for result in scene.analysis.journeys:
        if result.availability is not None:
            down = downtime(result.availability)
            legend.append(
                ("", f"All told, {result.journey.title}: {percent(result.availability)}, down {down} a year.")
            )
    return View("availability", "Availability", tuple(legend), marks)


def _mattering(results: Iterable[JourneyResult]) -> dict[str, str]:
    """The units of which perfection would gain the most, and what each journey would gain."""
    gains: dict[str, dict[str, float]] = {}
    for result in results:
        for one in result.importance:
            if one.gain > 0:
                gains.setdefault(one.instance, {})[result.journey.title] = one.gain
    ranked = sorted(gains.items(), key=lambda item: (-max(item[1].values()), item[0]))
    return {unit: _gained(found) for unit, found in ranked[:_MATTERING_AT_MOST]}


def _gained(gains: Mapping[str, float]) -> str:
    """What journeys would gain, those that gain the same together, the most first."""
    alike: dict[str, list[str]] = {}
    for title, gain in sorted(gains.items(), key=lambda item: -item[1]):
        alike.setdefault(downtime(1 - gain), []).append(title)
    clauses = (
        f"{_named(titles)} would {'each ' * (len(titles) > 1)}be down {t} a year less" for t, titles in alike.items()
    )
    return "; ".join(clauses)


def _named(words: Iterable[str]) -> str:
    """In English: "a, b and c"; of many the first few: "a, b and 58 more"."""
    texts = list(words)
    if len(texts) > _NAMED:
        texts = [*texts[: _NAMED - 1], f"{len(texts) - _NAMED + 1} more"]
    *head, last = texts or [""]
    return f"{', '.join(head)} and {last}" if head else last
