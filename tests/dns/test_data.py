"""Data of records: what is plain is written as dnspython would, and dnspython decides over the rest."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import dns.rdata
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dns.designs import resolved, stage_of
from tests.dns.zones import DATA

from infra_design.resolve.rdata import BadData, data, quoted

if TYPE_CHECKING:
    from pathlib import Path

LABEL = st.text("abcXYZ019-_", min_size=1, max_size=70)
NAME = st.lists(LABEL, min_size=1, max_size=5).map(lambda labels: ".".join([*labels, ""]))
STRING = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=260).map(lambda text: f'"{text}"')
NUMBER = st.integers(0, 70_000)
FORMS = {
    "CNAME": NAME,
    "NS": NAME,
    "PTR": NAME,
    "DNAME": NAME,
    "MX": st.builds("{} {}".format, NUMBER, NAME),
    "SRV": st.builds("{} {} {} {}".format, NUMBER, NUMBER, NUMBER, NAME),
    "TXT": st.lists(STRING, min_size=1, max_size=3).map(" ".join),
    "CAA": st.builds(
        "{} {} {}".format, NUMBER, st.sampled_from(["issue", "issuewild", "x1", "Issue", "a" * 16]), STRING
    ),
}


def dnspython(kind: str, text: str) -> str | None:
    """How dnspython writes it; None if it is no data of that type."""
    try:
        found = dns.rdata.from_text("IN", kind, text, dns.name.from_text("foobar.com."), relativize=False)
        assert len(found.to_wire()) <= 65535
        return found.to_text()
    except (dns.exception.DNSException, ValueError):
        return None


@settings(max_examples=300, deadline=None)
@given(one=st.sampled_from(sorted(FORMS)).flatmap(lambda kind: st.tuples(st.just(kind), FORMS[kind])))
def test_data_is_written_as_dnspython_writes_it(one: tuple[str, str]) -> None:
    kind, text = one
    try:
        found = data(kind, text, "foobar.com")
    except BadData:
        found = None
    assert found == dnspython(kind, text)


@settings(max_examples=150, deadline=None)
@given(one=st.sampled_from(sorted(DATA)).flatmap(lambda kind: st.tuples(st.just(kind), DATA[kind])))
def test_data_of_every_type_is_written_as_dnspython_writes_it(one: tuple[str, str]) -> None:
    kind, text = one
    assert data(kind, text, "foobar.com") == dnspython(kind, text)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=600))
def test_plain_text_comes_back_whole(text: str) -> None:
    found = dns.rdata.from_text("IN", "TXT", quoted(text))
    assert b"".join(found.strings) == text.encode()
    assert found.to_text() == quoted(text)
    assert all(len(piece) == 255 for piece in found.strings[:-1])


EVERY = """\
dns:
  foobar.com:
    $ttl: 300
    foobar.com:
      A: [web, 34.5.5.5]
      AAAA: mail
      MX: [10 mail, 20 mx.example.net]
      TXT: v=spf1 mx -all
      NS: [ns1.example.net., {value: ns2.example.net., ttl: 60}]
      SOA: ns1.example.net. hostmaster 2024010101 7200 900 1209600 300
      CAA: 0 issue "letsencrypt.org"
      HTTPS: 1 . alpn=h2,h3
      ALIAS: www
    mail: {A: mail}
    www: {CNAME: foobar.com}
    "*.shop": {CNAME: www}
    _sip._tcp: {SRV: 10 60 5060 mail}
    _dns: {SVCB: 1 mail alpn=dot}
    old: {ANAME: host.example.net.}
    4.3: {PTR: www}
"""


def test_every_type_is_read_with_its_names_in_full(tmp_path: Path) -> None:
    records = stage_of(tmp_path, EVERY).zones["foobar.com"].records
    assert [(record.owner.removesuffix("foobar.com"), record.type, record.value) for record in records] == [
        ("", "A", "34.1.1.1"),
        ("", "A", "34.5.5.5"),
        ("", "AAAA", "2600::2"),
        ("", "MX", "10 mail.foobar.com."),
        ("", "MX", "20 mx.example.net."),
        ("", "TXT", '"v=spf1 mx -all"'),
        ("", "NS", "ns1.example.net."),
        ("", "NS", "ns2.example.net."),
        ("", "SOA", "ns1.example.net. hostmaster.foobar.com. 2024010101 7200 900 1209600 300"),
        ("", "CAA", '0 issue "letsencrypt.org"'),
        ("", "HTTPS", '1 . alpn="h2,h3"'),
        ("", "ALIAS", "www.foobar.com."),
        ("mail.", "A", "34.1.1.2"),
        ("www.", "CNAME", "foobar.com."),
        ("*.shop.", "CNAME", "www.foobar.com."),
        ("_sip._tcp.", "SRV", "10 60 5060 mail.foobar.com."),
        ("_dns.", "SVCB", '1 mail.foobar.com. alpn="dot"'),
        ("old.", "ANAME", "host.example.net."),
        ("4.3.", "PTR", "www.foobar.com."),
    ]
    assert {record.ttl for record in records if record.value != "ns2.example.net."} == {300}
    assert all(record.spec.mark.line > 3 for record in records)


def test_all_mistakes_of_all_stages_are_told_at_once(tmp_path: Path) -> None:
    first = "components: {web: {kind: server}}\ndns: {foobar.com: {a: {MX: mail}, b: {SRV: 1}}}\n"
    second = "extends: '0'\ndns: {foobar.com: {c: {CAA: x}}}\n"
    _, problems = resolved(tmp_path, {"0.yml": first, "1.yml": second})
    assert [problem.split(": ")[0] for problem in problems] == [
        "designs/0.yml:2:28",
        "designs/0.yml:2:44",
        "designs/1.yml:2:29",
    ]


@pytest.mark.parametrize("command", ["check", "zone"])
def test_plain_zones_are_checked_without_loading_dnspython(checkout: Path, command: str) -> None:
    """It takes a tenth of a second to load, which is a third of what a check may take."""
    code = (
        "import sys\nfrom infra_design.adapters.cli import main\n"
        f"main({[command, '2-secured-and-monitored']!r}, standalone_mode=False)\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] == 'dns'))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"


def test_a_site_is_built_without_what_asks_servers() -> None:
    code = (
        "import sys\nimport infra_design.adapters.mkdocs, infra_design.adapters.markdown\n"
        "import infra_design.pipeline, infra_design.analyze.rule\ninfra_design.analyze.rule.rules()\n"
        "print([name for name in sys.modules if 'drift' in name or name.split('.')[0] == 'dns'])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
