"""What we write for octoDNS, read by octoDNS itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dns.rdata
import pytest
from hypothesis import HealthCheck, given, settings
from tests.dns.designs import stage_of
from tests.dns.zones import ZONE, Line, text_of, zone_lines

from infra_design.write.dns import octodns_file

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.stage import Stage

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
INCLUDED = f"dns:\n  {ZONE}: {{$include: {ZONE}.zone}}\n"


def read(stage: Stage, folder: Path):
    """The records as octoDNS's YamlProvider reads them: strictly, with their order enforced."""
    from octodns.provider.yaml import YamlProvider
    from octodns.zone import Zone

    file = octodns_file(stage.zones[ZONE], stage)
    assert not file.obstacles
    (folder / file.name).write_text(file.text)
    zone = Zone(f"{ZONE}.", [])
    YamlProvider("config", str(folder), default_ttl=1, enforce_order=True).populate(zone, lenient=False)
    return zone.records, file


def wire(kind: str, text: str) -> str:
    return dns.rdata.from_text("IN", kind, text, relativize=False).to_digestable().hex()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=zone_lines())
def test_octodns_reads_every_record_that_it_can_hold(lines: list[Line], tmp_path: Path) -> None:
    stage = stage_of(tmp_path, INCLUDED, **{f"{ZONE}.zone": text_of(lines)})
    records, file = read(stage, tmp_path)
    left_out = {remark.text.partition(" is left out")[0] for remark in file.remarks}
    wanted = {
        (record.owner, record.type, record.ttl, joined(record.type, wire(record.type, record.value)))
        for record in stage.zones[ZONE].records
        if f"{record.owner} {record.type} {record.value}" not in left_out
    }
    found = {
        (record.fqdn.removesuffix("."), record._type, record.ttl, joined(record._type, wire(record._type, text)))  # noqa: SLF001 — octoDNS's name for it
        for record in records
        for text in texts(record)
    }
    assert found == wanted
    kinds = {text.split(" ")[1] for text in left_out}
    assert kinds <= {"CAA", "LOC", "SOA", "SRV", "TXT", "TYPE65280", "URI"}


def texts(record):
    values = record.values if hasattr(record, "values") else [record.value]
    return [value.to_rdata_text() for value in values]


def joined(kind: str, data: str) -> str:
    """Texts in one piece: octoDNS cuts them where it wants."""
    if kind != "TXT":
        return data
    raw, text = bytes.fromhex(data), b""
    while raw:
        text, raw = text + raw[1 : raw[0] + 1], raw[raw[0] + 1 :]
    return text.hex()


ROLES = """\
dns:
  foobar.com:
    www:
      A:
        - {value: web, failover: primary, weight: 3}
        - {value: 34.5.5.5, failover: primary, weight: 6}
        - {value: 34.5.5.6, failover: primary, weight: 0}
        - {value: mail, failover: secondary}
    api:
      CNAME:
        - {value: east.example.net., weight: 1}
        - {value: west.example.net., weight: 1000}
    foobar.com: {ALIAS: www.example.net.}
    shop: {A: elb}
"""


def test_weights_and_roles_become_pools(tmp_path: Path) -> None:
    more = "elb: {kind: load-balancer, managed: true, address: lb-1.example.net}"
    records, file = read(stage_of(tmp_path, ROLES, more=more), tmp_path)
    found = {record.name: record for record in records}
    www = found["www"].dynamic
    assert [pool._data() for pool in www.pools.values()] == [  # noqa: SLF001 — octoDNS's name for it
        {
            "fallback": "secondary",
            "values": [
                {"value": "34.1.1.1", "weight": 1, "status": "obey"},
                {"value": "34.5.5.5", "weight": 2, "status": "obey"},
            ],
        },
        {"fallback": None, "values": [{"value": "34.1.1.2", "weight": 1, "status": "obey"}]},
    ]
    assert [rule.data for rule in www.rules] == [{"pool": "primary"}]
    assert sorted(found["www"].values) == ["34.1.1.1", "34.5.5.5"]
    weights = [one["weight"] for one in found["api"].dynamic.pools["primary"].data["values"]]
    assert weights == [1, 100]
    assert found[""].value == "www.example.net."
    assert [remark.text for remark in file.remarks] == [
        "shop.foobar.com A elb is left out: octoDNS has aliases at a zone's own name only"
    ]
    apex = stage_of(tmp_path, "dns: {foobar.com: {foobar.com: {A: elb, AAAA: elb}}}", more=more)
    (record,), _ = read(apex, tmp_path)
    assert (record._type, record.value) == ("ALIAS", "lb-1.example.net.")  # noqa: SLF001 — octoDNS's name for it
