"""The DNS part of a stage's page."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from tests.dns.designs import HERE

from infra_design.model.settings import Settings
from infra_design.pipeline import build, load

if TYPE_CHECKING:
    from pathlib import Path

STAGES = {
    "0.yml": """\
components:
  visitor: {kind: browser, uses: www.foobar.com}
  web: {kind: server, title: Web server, address: 34.1.1.1}
  nginx: {host: web}
dns:
  foobar.com:
    $include: foobar.com.zone
    www: {A: web}
""",
    "1.yml": """\
extends: "0"
components:
  web: {instances: {web-01: {address: 34.1.1.1}, web-02: {address: 34.1.1.2}}, address: null}
  cdn: {product: cloudflare}
dns:
  foobar.com:
    www:
      ttl: 60
      A:
        - {value: web-01, failover: primary, weight: 3}
        - {value: web-02, failover: secondary}
    old: null
    "*.apps": {CNAME: www}
    img: {A: cdn}
    elsewhere: {A: 34.9.9.9}
  example.org:
    www: {CNAME: www.foobar.com.}
""",
    "foobar.com.zone": f"""\
$TTL 1h
old    A    34.1.1.1
mail   MX   10 host.example.net.
key    TXT  {" ".join(['"' + "k" * 250 + '"'] * 8)}
_dns   SVCB 1 www alpn=dot
here   LOC  52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m
""",
}


def page(root: Path, stage: str) -> str:
    (root / "designs").mkdir(exist_ok=True)
    for name, text in STAGES.items():
        (root / "designs" / name).write_text(text)
    return build(load(root, Settings()), Settings()).embeds["", stage, "dns"]


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def rows(html: str) -> list[list[str]]:
    """The cells of all tables."""
    return [
        [plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    ]


def test_each_zone_is_a_table_with_what_its_records_lead_to(tmp_path: Path) -> None:
    html = page(tmp_path, "1")
    assert [plain(heading) for heading in re.findall(r"<h3.*?</h3>", html)] == [
        "Zone foobar.com",
        "Zone example.org",
        "The types of record",
        "From name to component",
    ]
    found = rows(html)
    assert found.count(["Name", "Type", "Value", "TTL", "Leads to"]) == 2
    for row in (
        ["mail.foobar.com", "MX", "10 host.example.net. from designs/foobar.com.zone", "3600", ""],
        ["_dns.foobar.com", "SVCB", '1 www.foobar.com. alpn="dot" from designs/foobar.com.zone', "3600", "Nginx"],
        ["*.apps.foobar.com new", "CNAME", "www.foobar.com.", "3600", "Nginx"],
        ["img.foobar.com new", "A", "cdn", "3600", "Content delivery network"],
        ["elsewhere.foobar.com new", "A", "34.9.9.9", "3600", ""],
        ["www.example.org new", "CNAME", "www.foobar.com.", "3600", "Nginx"],
    ):
        assert row in found


def test_components_are_linked(tmp_path: Path) -> None:
    html = page(tmp_path, "1")
    assert 'href="infra-design:infrastructure/1.md#component-cdn"' in html
    assert 'href="infra-design:infrastructure/1.md#instance-web-02"' in html


def test_what_changed_stands_at_the_first_record_of_a_set(tmp_path: Path) -> None:
    html = page(tmp_path, "1")
    first, second = (row for row in rows(html) if row[0].startswith("www.foobar.com"))
    assert first[:2] == second[:2] == ["www.foobar.com changed", "A"]
    assert first[2].startswith(
        "34.1.1.1 weight 3 · primary · value: 34.1.1.1 (web) → 34.1.1.1 (web-01) (primary) (weight 3), "
    )
    assert first[2].endswith("TTL: 3600 s → 60 s")
    assert second[2] == "34.1.1.2 secondary"
    assert "removed old.foobar.com A" in plain(html)
    assert "changed" not in plain(page(tmp_path, "0"))


def test_a_key_of_kilobytes_does_not_fill_the_page(tmp_path: Path) -> None:
    (value,) = (row[2] for row in rows(page(tmp_path, "0")) if row[0] == "key.foobar.com")
    assert len(value) < 400
    assert "… (2,023 characters)" in value


def test_names_are_followed_step_by_step_alternatives_in_one(tmp_path: Path) -> None:
    html = page(tmp_path, "1")
    steps = [plain(item) for item in re.findall(r"<li>(.*?)</li>", html, re.DOTALL)]
    way = "A 34.1.1.1 (weight 3, primary) or 34.1.1.2 (secondary) (good for 1 minute) → Nginx, 2 of them"
    assert f"www.foobar.com → {way}" in steps
    assert f"www.example.org → CNAME www.foobar.com. (good for 1 hour) → www.foobar.com {way}" in steps
    assert "img.foobar.com → A cdn (good for 1 hour) → Content delivery network" in steps
    assert "elsewhere.foobar.com → A 34.9.9.9 (good for 1 hour) → nothing of this design" in steps


def test_of_hundreds_of_names_the_first_are_followed(tmp_path: Path) -> None:
    (tmp_path / "designs").mkdir()
    names = "".join(f"    n{number}: {{A: web}}\n" for number in range(150))
    components = (
        "components:\n  visitor: {kind: browser, uses: n120.foobar.com}\n  web: {kind: server, address: 34.1.1.1}\n"
    )
    (tmp_path / "designs/0.yml").write_text(f"{components}  nginx: {{host: web}}\ndns:\n  foobar.com:\n{names}")
    html = build(load(tmp_path, Settings()), Settings()).embeds["", "0", "dns"]
    steps = [plain(item) for item in re.findall(r"<li>(.*?)</li>", html, re.DOTALL)]
    assert len(steps) == 101
    assert steps[0].startswith("n120.foobar.com →")
    assert steps[-1] == "50 more names"
    assert len(rows(html)) == 151


def test_every_type_of_record_has_its_word(tmp_path: Path) -> None:
    explained = re.findall(r"<dt>([A-Z]+): ", page(tmp_path, "1"))
    assert sorted(explained) == [
        "A",
        "CNAME",
        "LOC",
        "MX",
        "SVCB",
        "TXT",
    ]


def test_every_type_that_can_be_written_is_explained() -> None:
    from infra_design.read import read_catalog
    from infra_design.read.zone import TYPES

    catalog, _ = read_catalog(HERE, "")
    assert sorted(set(TYPES) - set(catalog.record_types)) == []
