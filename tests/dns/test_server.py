"""Exported zones on a real name server, asked with real clients."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import dns.message
import dns.query
import dns.rcode
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from tests.dns.conftest import LOOPBACK
from tests.dns.designs import COMPONENTS, stage_of
from tests.dns.zones import ZONE, text_of, zone_lines

from infra_design.adapters.cli import main
from infra_design.adapters.drift import Server, asking, compare, compare_all, expectations, transferred
from infra_design.model.settings import Settings
from infra_design.pipeline import load
from infra_design.write.dns import bind_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.dns.conftest import NameServers
    from tests.dns.zones import Line

    from infra_design.model.stage import Stage


def texts(stage: Stage) -> Mapping[str, str]:
    return {name: bind_file(zone, stage).text for name, zone in stage.zones.items()}


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(folder), *arguments], catch_exceptions=False)


def test_every_canonical_stage_is_served_as_designed(checkout: Path, name_servers: NameServers) -> None:
    """The zones of two stages differ where their records do: nothing else is extra or missing."""
    stages = [stage for system in load(checkout, Settings()).systems for stage in system.stages]
    assert len(stages) == 5
    for stage in stages:
        port = name_servers.start(texts(stage))
        for more in ((), ("--transfer",)):
            result = run(checkout, "dns-check", stage.id, "--server", f"{LOOPBACK}:{port}", *more)
            assert result.exit_code == 0, result.output
            count = len({(record.owner, record.type) for zone in stage.zones.values() for record in zone.records})
            assert result.output == f"{LOOPBACK}:{port}: {count} sets of records compared, all as designed\n"


def test_the_server_answers_what_the_design_resolves_to(checkout: Path, name_servers: NameServers) -> None:
    stage = load(checkout, Settings()).systems[0].stages[0]
    port = name_servers.start(texts(stage))
    answer = dns.query.udp(dns.message.make_query("blog.foobar.com", "A"), LOOPBACK, port=port, timeout=5)
    assert [line.to_text() for line in answer.answer] == [
        "blog.foobar.com. 3600 IN CNAME www.foobar.com.",
        "www.foobar.com. 300 IN A 8.8.8.8",
    ]
    dig = shutil.which("dig")
    if dig:
        command = [dig, "+short", f"@{LOOPBACK}", "-p", str(port), "www.foobar.com", "A"]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "8.8.8.8\n"


STAGE = """\
dns:
  foobar.com:
    foobar.com:
      NS: [ns1.example.net., ns2.example.org.]
      MX: [10 mail, 20 mx.example.net.]
      TXT: v=spf1 mx -all
    www: {A: [web, 34.5.5.5], AAAA: "2600::1"}
    blog: {CNAME: www}
    mail: {A: mail}
    "*.shop": {CNAME: www}
    _sip._tcp: {SRV: 10 60 5060 mail}
    long: {TXT: "…"}
    sub: {NS: [ns1.sub.foobar.com, ns.example.net.]}
    ns1.sub: {A: 34.6.6.6}
  example.org:
    www: {HTTPS: 1 . alpn=h2, A: web, ttl: 60}
""".replace("…", "x" * 3000)


def written(root: Path, text: str = STAGE) -> dict[str, str]:
    """The zones of a design in this folder."""
    return dict(texts(stage_of(root, text)))


def check(root: Path, port: int, *more: str) -> tuple[int, list[str]]:
    result = run(root, "dns-check", "0", "--server", f"{LOOPBACK}:{port}", *more)
    return result.exit_code, result.output.splitlines()[:-1]


def test_all_kinds_of_records_are_as_designed(tmp_path: Path, name_servers: NameServers) -> None:
    """A text of 3,000 bytes is truncated over UDP and comes over TCP; what is handed over is not asked for."""
    port = name_servers.start(written(tmp_path))
    skipped = ["skipped  ns1.sub.foobar.com A: in a zone that is handed over to other servers"]
    assert check(tmp_path, port) == (0, skipped)
    assert check(tmp_path, port, "--transfer") == (0, skipped)


DRIFTS = [
    ("34.5.5.5", "34.5.5.6", "7:15: www.foobar.com A", "34.1.1.1, 34.5.5.5", "34.1.1.1, 34.5.5.6"),
    ("2600::1", "2600::2", "7:37: www.foobar.com AAAA", "2600::1", "2600::2"),
    (
        "20 mx.example.net.",
        "30 mx.example.net.",
        "5:12: foobar.com MX",
        "10 mail.foobar.com., 20 mx.example.net.",
        "10 mail.foobar.com., 30 mx.example.net.",
    ),
    ('"h2"', '"h3"', "16:18: www.example.org HTTPS", '1 . alpn="h2"', '1 . alpn="h3"'),
    ("spf1 mx -all", "spf1 -all", "6:12: foobar.com TXT", '"v=spf1 mx -all"', '"v=spf1 -all"'),
    (
        "10 60 5060",
        "10 60 5061",
        "11:22: _sip._tcp.foobar.com SRV",
        "10 60 5060 mail.foobar.com.",
        "10 60 5061 mail.foobar.com.",
    ),
    (
        "ns.example.net.",
        "ns.example.org.",
        "13:16: sub.foobar.com NS",
        "ns1.sub.foobar.com., ns.example.net.",
        "ns.example.org., ns1.sub.foobar.com.",
    ),
]


@pytest.mark.parametrize(("old", "new", "place", "designed", "answered"), DRIFTS, ids=[new for _, new, *_ in DRIFTS])
def test_one_record_that_differs_is_named(  # noqa: PLR0913, PLR0917 — what a case has
    tmp_path: Path, name_servers: NameServers, old: str, new: str, place: str, designed: str, answered: str
) -> None:
    code, lines = check(tmp_path, name_servers.start(changed(tmp_path, old, new)))
    assert (code, lines[0]) == (1, f"differs  designs/0.yml:{place}: designed {designed}, answered {answered}")
    assert len(lines) == 2


def changed(root: Path, old: str, new: str) -> dict[str, str]:
    """The zones of the design with something else in one of them."""
    zones = {name: text.replace(old, new, 1) for name, text in written(root).items()}
    assert zones != written(root)
    return zones


def test_a_lifetime_and_a_wildcard_that_differ_are_named(tmp_path: Path, name_servers: NameServers) -> None:
    lifetime = changed(tmp_path, "mail       3600  IN  A", "mail  60 IN A")
    code, lines = check(tmp_path, name_servers.start(lifetime))
    what = "differs  designs/0.yml:9:15: mail.foobar.com A: designed to live for 3600 s, answered with 60 s"
    assert (code, lines[0]) == (1, what)
    wildcard = changed(tmp_path, "*.shop", "*.shops")
    code, lines = check(tmp_path, name_servers.start(wildcard))
    what = "missing  designs/0.yml:10:23: *.shop.foobar.com CNAME: designed www.foobar.com."
    assert (code, lines[0]) == (1, what)


def test_missing_extra_and_replaced_records_are_named(tmp_path: Path, name_servers: NameServers) -> None:
    zones = written(tmp_path)
    kept = [line for line in zones["foobar.com"].splitlines() if not line.startswith(("mail ", "blog "))]
    kept += ["mail 60 IN CNAME other.example.net.", "www 60 IN TXT surprise", "old 60 IN A 34.7.7.7", ""]
    port = name_servers.start({**zones, "foobar.com": "\n".join(kept)})
    found = [
        "missing  designs/0.yml:8:19: blog.foobar.com CNAME: designed www.foobar.com.",
        "extra    mail.foobar.com CNAME: answered other.example.net.",
        "missing  designs/0.yml:9:15: mail.foobar.com A: designed 34.1.1.2",
        'extra    www.foobar.com TXT: answered "surprise"',
    ]
    code, lines = check(tmp_path, port)
    assert (code, lines[:-1]) == (1, found)
    code, lines = check(tmp_path, port, "--transfer")
    assert code == 1
    assert sorted(lines[:-1]) == sorted([*found, "extra    old.foobar.com A: answered 34.7.7.7"])


def test_json_names_what_differs_with_its_place(tmp_path: Path, name_servers: NameServers) -> None:
    zones = written(tmp_path)
    zones["example.org"] = zones["example.org"].replace("34.1.1.1", "34.1.1.9")
    port = name_servers.start(zones)
    result = run(
        tmp_path, "dns-check", "0", "--zone", "example.org.", "--format", "json", "--server", f"{LOOPBACK}:{port}"
    )
    assert result.exit_code == 1
    assert json.loads(result.output) == {
        "version": 1,
        "stage": "0",
        "server": f"{LOOPBACK}:{port}",
        "compared": 2,
        "differences": [
            {
                "kind": "differs",
                "zone": "example.org",
                "name": "www.example.org",
                "type": "A",
                "designed": ["34.1.1.1"],
                "answered": ["34.1.1.9"],
                "designed_ttl": None,
                "answered_ttl": None,
                "file": "designs/0.yml",
                "line": 16,
                "column": 34,
            }
        ],
        "unanswered": [],
        "skipped": [],
        "notes": [],
    }


def test_a_zone_that_the_server_does_not_hold_could_not_be_asked_for(
    tmp_path: Path, name_servers: NameServers
) -> None:
    zones = written(tmp_path)
    del zones["example.org"]
    port = name_servers.start(zones)
    code, lines = check(tmp_path, port)
    assert code == 2
    assert lines[:2] == [
        "unknown  www.example.org HTTPS: the server answers REFUSED",
        "unknown  www.example.org A: the server answers REFUSED",
    ]
    result = run(tmp_path, "dns-check", "0", "--server", f"{LOOPBACK}:{port}", "--transfer")
    assert result.exit_code == 2
    assert "hand" in result.output or "transfer" in result.output


TURNS = """\
dns:
  foobar.com:
    www:
      A:
        - {value: web, failover: primary}
        - {value: mail, failover: secondary}
    api: {CNAME: [{value: a.example.net., weight: 1}, {value: b.example.net., weight: 2}]}
    app: {ALIAS: app.example.net.}
"""


def test_what_takes_turns_may_answer_either_way(tmp_path: Path, name_servers: NameServers) -> None:
    skipped = "skipped  app.foobar.com ALIAS: an alias, for which a provider answers with what it finds"
    zones = written(tmp_path, TURNS)
    assert check(tmp_path, name_servers.start(zones)) == (0, [skipped])
    over = {
        ZONE: zones[ZONE].replace("34.1.1.1", "34.1.1.2").replace("b.example", "a.example") + "app 60 A 34.8.8.8\n"
    }
    assert check(tmp_path, name_servers.start(over)) == (
        0,
        [skipped, "note     www.foobar.com A has failed over: 34.1.1.2"],
    )
    wrong = {ZONE: zones[ZONE].replace("34.1.1.1", "34.1.1.9")}
    code, lines = check(tmp_path, name_servers.start(wrong))
    assert (code, lines[0]) == (
        1,
        "differs  designs/0.yml:5:19: www.foobar.com A: designed 34.1.1.1, 34.1.1.2, answered 34.1.1.9",
    )


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=zone_lines())
def test_any_zone_is_served_as_it_was_written(lines: list[Line], tmp_path: Path, nsd_program: str) -> None:
    from tests.dns.conftest import NameServers

    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    included = f"dns:\n  {ZONE}: {{$include: {ZONE}.zone}}\n"
    stage = stage_of(folder, included, **{f"{ZONE}.zone": text_of(lines)})
    servers = NameServers(nsd_program, folder)
    try:
        server = Server(LOOPBACK, servers.start(texts(stage)))
        wanted = expectations(stage.zones.values())
        for result in (compare(wanted, asking(server)), compare_all(wanted, transferred(server, ZONE))):
            assert result.drifts == result.unanswered == ()
            assert result.compared == len(wanted.sets)
    finally:
        servers.stop()


def test_a_design_with_mistakes_asks_nobody(tmp_path: Path) -> None:
    (tmp_path / "designs").mkdir()
    (tmp_path / "designs/0.yml").write_text("dns: {foobar.com: {www: {MX: mail}}}" + COMPONENTS)
    assert run(tmp_path, "dns-check", "0", "--server", "127.0.0.1:1").exit_code == 2


@pytest.mark.parametrize("server", ["dns.example.net", "127.0.0.1:0", "127.0.0.1:70000", "1.2.3", "[::1", ""])
def test_a_server_that_is_none_is_refused(tmp_path: Path, server: str) -> None:
    written(tmp_path)
    result = run(tmp_path, "dns-check", "0", f"--server={server}")
    assert result.exit_code == 2
    assert "is no address of a server" in result.output
