"""Stages and systems as written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from infra_design.model.spec import JourneySpec, Status, WaiverSpec
from infra_design.read import grammar
from infra_design.read.component import Component
from infra_design.read.connection import ACCESS
from infra_design.read.keys import Key, Keys, Noun, Table, Values
from infra_design.read.links import LINKS
from infra_design.read.reading import Mistake, clip
from infra_design.read.shape import Json, Listed
from infra_design.read.tree import Entry, Mapping, Node, Scalar, marks
from infra_design.read.words import DATE, LINE, REFERENCE, SHARE, TEXT, choice, number, word
from infra_design.read.zone import ZONES

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog
    from infra_design.read.reading import Reading

STATUSES: tuple[Status, ...] = get_args(Status)
GRADES = ("ignore", "usual", "error", "high", "medium", "low", "info")
_STEP = rf"(?:{grammar.INSTANCE}|{grammar.HOSTNAME})(?::[0-9]{{1,5}})?(?:/[^\s?#]*)?"
_RULE = r"[a-z*][a-z0-9*-]*"


def _step(text: str) -> str:
    match = re.fullmatch(rf"({grammar.INSTANCE}|{grammar.HOSTNAME})(:[0-9]+)?(/[^\s?#]*)?", text)
    if not match:
        hint = "an id or a hostname, and a path if need be: 'www.foobar.com/orders'"
        raise Mistake(f"'{clip(text)}' is no step of a journey", hint, "bad-step")
    port = f":{grammar.port(match[2][1:])}" if match[2] else ""
    return grammar.target(match[1]) + port + (match[3] or "")


FROM = Key(
    "from", REFERENCE, "The client that makes the journey.", "customer", required=True, instead="client source by"
)
TO = Key(
    "to",
    Listed(word("a step", _step, _STEP), unique=False),
    "Where it leads, in order: ids or hostnames (`shop.example.com/orders`). Each is a request of its own.",
    ["www.foobar.com"],
    required=True,
    instead="steps path through via",
)
JOURNEY_ACCESS = Key(
    "access", choice("an access", ACCESS), "What it does at its end; `read` unless written.", "write"
)
JOURNEY_TITLE = Key("title", LINE, "The name that is shown.", "Order a book", instead="name")
JOURNEY_EXPLAIN = Key(
    "explain", TEXT, "Markdown: what the user does.", "A customer orders a book and pays.", instead="description"
)
GOAL = Key("target", SHARE, "The availability that it must have: 0 to 1, or a percentage.", "99.9%")
PEAK = Key("peak-load", number("requests per second", positive=True), "Requests per second at the busiest time.", 200)
JOURNEY = Keys("journey", JOURNEY_TITLE, JOURNEY_EXPLAIN, FROM, TO, JOURNEY_ACCESS, GOAL, PEAK)


def _journey(entry: Entry, values: Values, _: Reading) -> JourneySpec:
    return JourneySpec(
        id=entry.name,
        mark=entry.key.mark,
        source=values.get(FROM, ""),
        to=values.get(TO, ()),
        access=values(JOURNEY_ACCESS),
        title=values.get(JOURNEY_TITLE, ""),
        explain=values.get(JOURNEY_EXPLAIN, ""),
        target=values(GOAL),
        peak_load=values(PEAK),
        marks=marks(entry.value),
    )


REASON = Key(
    "reason", TEXT, "Why the finding is accepted.", "One region is enough for a blog.", instead="why because"
)
WAIVER_OWNER = Key("owner", LINE, "Who accepted it.", "ops")
UNTIL = Key("until", DATE, "The day on which it expires.", "2027-03-01", instead="expires expiry")
TICKET = Key("ticket", LINE, "Where it is tracked.", "OPS-12")
WAIVER = Keys("waiver", REASON, WAIVER_OWNER, UNTIL, TICKET)


def _waiver(entry: Entry, values: Values, _: Reading) -> WaiverSpec:
    return WaiverSpec(
        pattern=entry.name,
        mark=entry.key.mark,
        reason=values.get(REASON, ""),
        owner=values.get(WAIVER_OWNER, ""),
        until=values.get(UNTIL, ""),
        ticket=values.get(TICKET, ""),
    )


class Waiver(Noun[WaiverSpec]):
    """A waiver; text alone is its reason."""

    def read(self, entry: Entry, reading: Reading) -> WaiverSpec | None:
        """The waiver."""
        return super().read(Entry(entry.key, _long_waiver(entry.value)), reading)

    def spell(self, entry: Entry) -> Mapping:
        """The map."""
        return super().spell(Entry(entry.key, _long_waiver(entry.value)))

    def schema(self, catalog: Catalog) -> Json:
        """Text or map."""
        return {"anyOf": [{"type": "string"}, super().schema(catalog)]}


def _long_waiver(node: Node) -> Node:
    if not isinstance(node, Scalar) or node.empty or node.null:
        return node
    return Mapping({"reason": Entry(Scalar("reason", node.mark), node)}, node.mark, whole=True)


def _pattern(text: str) -> str:
    if re.fullmatch(rf"{_RULE}(?:@\S(?:.*\S)?)?", text) and len(text) <= 1000:  # noqa: PLR2004 — no id is that long
        return text
    raise Mistake(f"'{clip(text)}' is no finding", "RULE@SUBJECT, such as 'spof-server@web'", "bad-waiver")


def _rule(text: str) -> str:
    if re.fullmatch(_RULE, text):
        return text
    raise Mistake(f"'{clip(text)}' is no rule", "such as 'spof-server'", "bad-rule")


def _extends(text: str) -> str:
    stem = re.sub(r"\.ya?ml$", "", text)
    if stem != text or "/" in text:
        hint = f"'extends: {stem.rpartition('/')[2]}'"
        raise Mistake(f"'{clip(text)}' is a file; a stage is named without folder and ending", hint, "bad-extends")
    return text


STAGE_TITLE = Key("title", LINE, "The stage's title.", "Distributed web infrastructure", inherited=False)
SUMMARY = Key(
    "summary",
    TEXT,
    "Markdown: one paragraph for overviews.",
    "Two web servers behind a load balancer.",
    inherited=False,
    instead="description abstract",
)
STAGE_EXPLAIN = Key(
    "explain", TEXT, "Markdown: the stage in your own words.", "We add two servers …", inherited=False
)
EXTENDS = Key(
    "extends",
    word("the name of a stage", _extends, r"[^/]+", {"type": "number"}),
    "The stage that this one patches: its file name without ending.",
    "0-simple-web-stack",
    inherited=False,
    instead="parent base inherits based-on from",
)
STATUS = Key("status", choice("a status", STATUSES), "Whether it was, is, or will be.", "current", inherited=False)
STAGE_DATE = Key("date", DATE, "When it was or will be so: a year, month or day.", "2027-03", inherited=False)
DECISION = Key(
    "decision",
    TEXT,
    "Markdown: the decision behind it, or a link to its record.",
    "[ADR 7](adr/7.md)",
    inherited=False,
)
CLAIMS = Key(
    "claims",
    Listed(word("a claim", grammar.ident, grammar.ID)),
    "What the stage says of itself, checked: `no-spof`, `end-to-end-tls`.",
    ["no-spof"],
    inherited=False,
)
STAGE_PEAK = Key("peak-load", PEAK.shape, "Requests per second at the busiest time.", 200)
COMPONENTS = Key(
    "components",
    Table("component", grammar.component, Component(), f"^{grammar.ID}$"),
    "Components by id.",
    {"web": {"kind": "server"}},
    required=True,
    instead="services nodes servers resources-used",
)
DNS = Key(
    "dns",
    ZONES,
    "DNS zones: zone → name → type → value.",
    {"foobar.com": {"www": {"A": "web", "ttl": 300}}},
    instead="zones domains records",
)
JOURNEYS = Key(
    "journeys",
    Table("journey", grammar.ident, Noun(JOURNEY, _journey), f"^{grammar.ID}$"),
    "What users do end to end, by id.",
    {"order": {"from": "customer", "to": ["www.foobar.com"], "access": "write"}},
    instead="flows requests scenarios",
)
RESOURCES = Key(
    "resources",
    LINKS,
    "Links to read more: a map from title to URL.",
    {"What is DNS?": "https://example.com/dns"},
    instead="links references reading",
)
ACCEPT = Key(
    "accept",
    Table("finding", _pattern, Waiver(WAIVER, _waiver)),
    "Findings that are accepted, by `RULE@SUBJECT`, `*` within parts.",
    {"spof-server@web": {"reason": "A blog may be down.", "until": "2027-03-01"}},
    instead="accepts waivers ignore accepted exceptions",
)
RULES = Key(
    "rules",
    Table("rule", _rule, choice("a severity", GRADES)),
    "Rules or groups of rules, or `all`, that are ignored, graded otherwise, or `usual` again.",
    {"no-backup": "ignore"},
    instead="checks severity",
)

_ALL = (
    STAGE_TITLE,
    SUMMARY,
    STAGE_EXPLAIN,
    EXTENDS,
    STATUS,
    STAGE_DATE,
    DECISION,
    CLAIMS,
    STAGE_PEAK,
    COMPONENTS,
    DNS,
    JOURNEYS,
    RESOURCES,
    ACCEPT,
    RULES,
)
STAGE = Keys("stage", *_ALL)
DEFAULTS = Key(
    "defaults",
    Keys("set of defaults", *(key for key in _ALL if key not in (STAGE_TITLE, EXTENDS))),
    "What every stage has unless it says otherwise: keys of a stage.",
    {"peak-load": 200},
)
SYSTEM_TITLE = Key("title", LINE, "The system's title; defaults to its folder's name.", "Web infrastructure")
INTRODUCTION = Key("introduction", TEXT, "Markdown: what comes before the stages.", "How a website grows.")
CONCLUSION = Key("conclusion", TEXT, "Markdown: what comes after them.", "No design is ever done.")
SYSTEM = Keys("system", SYSTEM_TITLE, INTRODUCTION, CONCLUSION, RESOURCES, DEFAULTS)
