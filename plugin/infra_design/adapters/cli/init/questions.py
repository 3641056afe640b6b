"""What `init` asks on a terminal, and the first stage that the answers give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

import click

from infra_design.adapters.cli.init.templates import SIMPLEST, TEMPLATES, design

FILE = "0-today.yml"
_HOSTNAME = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
_MOST = 100
WEB = ("nginx", "apache", "caddy", "none")
APPLICATIONS = ("gunicorn", "php-fpm", "nodejs", "tomcat", "other", "none")
DATABASES = ("mysql", "postgresql", "mariadb", "mongodb", "none")
THERE, APART, MANAGED = "there", "apart", "managed"


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody runs.

    Attributes:
        hostname: what visitors type.
        address: where that leads; empty: not said yet.
        web, application, database: products; "none" where there is none, "other" for a product without a name.
        servers: how many of them serve; in front of several stands a load balancer.
        keeps: where the database is: on the same server, on one of its own, or run by a provider.
        encrypted: visitors come over HTTPS.
        backup: the database is backed up.
        watched: somebody is told when a machine fails.
    """

    hostname: str
    address: str
    web: str
    application: str
    database: str
    servers: int
    keeps: str
    encrypted: bool = False
    backup: bool = False
    watched: bool = False


def ask() -> dict[str, str]:
    """A design by name of file: from questions, or a template that was chosen."""
    click.echo("What do you start from?")
    names = ["", *TEMPLATES]
    for number, name in enumerate(names, start=1):
        told = f"{name}: {TEMPLATES[name]}" if name else "what runs today, by a few questions"
        click.echo(f"  {number}  {told}")
    name = names[click.prompt("Number", default=1, type=click.IntRange(1, len(names))) - 1]
    return design(name) if name else {FILE: stage(_answers())}


def nobody_to_ask() -> dict[str, str]:
    """The design where no terminal is."""
    return design(SIMPLEST)


def _answers() -> Answers:
    hostname = click.prompt("What do visitors type", default="www.example.com", value_proc=_hostname)
    address = click.prompt("To which address does it lead", default="none", value_proc=_address)
    web = _choice("Which web server", WEB)
    application = _choice("What runs the application", APPLICATIONS)
    if {web, application} == {"none"}:
        click.echo("Something must answer: nginx it is.")
        web = "nginx"
    database = _choice("Which database", DATABASES)
    servers = click.prompt("How many servers answer", default=1, type=click.IntRange(1, _MOST))
    keeps = THERE
    if database != "none":
        places = (THERE, APART, MANAGED) if servers == 1 else (APART, MANAGED)
        keeps = _choice("Where is it: there with the rest, apart on a server of its own, or managed for you", places)
    encrypted = click.confirm("Do visitors come over HTTPS", default=True)
    backup = database != "none" and click.confirm("Is the database backed up", default=False)
    watched = click.confirm("Is somebody told when a machine fails", default=False)
    return Answers(hostname, address, web, application, database, servers, keeps, encrypted, backup, watched)


def _choice(question: str, words: tuple[str, ...]) -> str:
    return str(click.prompt(question, default=words[0], type=click.Choice(words)))


def _hostname(given: str) -> str:
    name = given.strip().lower().rstrip(".")
    if not _HOSTNAME.fullmatch(name):
        raise click.UsageError(f"{given!r} is no hostname such as www.example.com")
    return name


def _address(given: str) -> str:
    if given.strip().lower() in {"", "none"}:
        return ""
    try:
        return str(ip_address(given.strip()))
    except ValueError:
        raise click.UsageError(f"{given!r} is no address such as 203.0.113.7, and not none") from None


def stage(answers: Answers) -> str:
    """The first stage: what the answers say, and what it could say further."""
    return "\n".join((
        "# What runs today. Ids are yours to choose, and what you leave out has a default.",
        "title: Today",
        "components:",
        *_indented(_components(answers)),
        "",
        *_dns(answers),
        "",
        "# `infra-design check` tells what is missing. A file beside this one with `extends: 0-today` is the next",
        "# stage: it says what changes, and its page what that closes and what it costs.",
        "",
    ))  # fmt: skip


def _components(answers: Answers) -> list[str]:
    several = answers.servers > 1
    entry = "haproxy" if several else _first(answers)
    address = f', address: "{answers.address}"' if answers.address else ""
    lines = ["# Who uses it, by the name that DNS below leads to it.", "visitor:"]
    lines += ["  kind: browser", f"  uses: {answers.hostname}"]
    if several:
        lines += ["", "# It shares requests out. There is one of it: what happens when it fails?"]
        lines += [f"lb: {{kind: server{address}}}", f"{entry}:", "  host: lb", f"  uses: {_first(answers)}"]
        lines += ["  health-check: true"]
    lines += ["", f"# {'Machines' if several else 'A machine'}, and what runs there."]
    lines += [f"web: {{kind: server{f', instances: {answers.servers}' if several else address}}}"]
    if answers.web != "none":
        lines += _software(answers.web, "web", "app" if answers.application != "none" else _database(answers))
    if answers.application != "none":
        lines += _application(answers)
    return [*lines, *_stored(answers), *_cared_for(answers, entry)]


def _software(name: str, host: str, uses: str) -> list[str]:
    return [f"{name}:", f"  host: {host}", *([f"  uses: {uses}"] if uses else [])]


def _application(answers: Answers) -> list[str]:
    name, host, *uses = _software("app", "web", _database(answers))
    lines = [name, "  kind: application-server"]
    if answers.application != "other":
        lines.append(f"  product: {answers.application}")
    lines.append(host)
    if answers.web == "none" and answers.servers == 1:  # visitors come to it by themselves
        lines.append(f"  listens: {443 if answers.encrypted else 80}")
    return lines + uses


def _stored(answers: Answers) -> list[str]:
    name = _database(answers)
    if not name:
        return []
    if answers.keeps == MANAGED:
        return ["", "# A provider runs it.", f"{name}: {{managed: true}}"]
    if answers.keeps == APART:
        return [
            "",
            "# What is remembered, on a machine of its own.",
            "data: {kind: server}",
            f"{name}: {{host: data}}",
        ]
    return [f"{name}: {{host: web}}"]


def _cared_for(answers: Answers, entry: str) -> list[str]:
    lines = [""] if answers.encrypted or answers.backup or answers.watched else []
    if answers.encrypted:
        lines += [f"certificate: {{host: {entry}, covers: {answers.hostname}}}"]
    if answers.backup:
        lines += [f"backup: {{uses: elsewhere, covers: {_database(answers)}}}"]
        lines += ["elsewhere: {kind: object-storage, managed: true}"]
    if answers.watched:
        machines = ["lb"] * (answers.servers > 1) + ["web"] + ["data"] * (answers.keeps == APART)
        lines += [f"agent: {{kind: monitoring-agent, host: [{', '.join(machines)}]}}"]
    return lines


def _dns(answers: Answers) -> list[str]:
    name, _, rest = answers.hostname.partition(".")
    zone, owner = (rest, name) if "." in rest else (answers.hostname, answers.hostname)
    kind = "AAAA" if ":" in answers.address else "A"
    target = "lb" if answers.servers > 1 else "web"
    return ["dns:", f"  {zone}:", f"    {owner}: {{{kind}: {target}, ttl: 300}}"]


def _first(answers: Answers) -> str:
    return answers.web if answers.web != "none" else "app"


def _database(answers: Answers) -> str:
    return "" if answers.database == "none" else answers.database


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]
