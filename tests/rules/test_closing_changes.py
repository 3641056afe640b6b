"""Changes that close an issue: each one offered is written as a next stage, and the issue must be gone there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from infra_design.analyze import rule_infos
from infra_design.model.settings import Settings
from infra_design.pipeline import Memo, load, mend

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Put
    from infra_design.model.analysis import ClosingChange, StageAnalysis

OFFERED = (
    "admin-port-open",
    "balancing-undeclared",
    "connection-blocked",
    "failover-not-automatic",
    "firewall-gap",
    "missing-caa",
    "missing-mail-policy",
    "monitoring-gap",
    "no-backup",
    "no-firewall",
    "no-headroom",
    "no-health-check",
    "no-https",
    "no-monitoring",
    "no-replica",
    "plaintext-internal-connection",
    "spof-load-balancer",
    "spof-server",
    "spof-write-primary",
    "tls-terminated-at-load-balancer",
)


def mended(folder: Path) -> StageAnalysis:
    """The last stage of a project, with changes."""
    design = load(folder, Settings())
    return mend(design, Settings(), Memo())[-1].stages[-1]


def last_stage(text: str) -> str:
    documents = re.split(r"^---\n", text, flags=re.MULTILINE)
    return documents[-1]


@pytest.mark.parametrize("rule", OFFERED)
def test_what_is_offered_closes_the_issue_when_it_is_written_as_a_next_stage(
    rule: str, tmp_path: Path, put: Put
) -> None:
    put("# 0-now.yml\n" + last_stage(rule_infos()[rule].example), tmp_path / "designs")
    analysis = mended(tmp_path)
    changes = {one.id: analysis.changes[one.id] for one in analysis.findings if one.id in analysis.changes}
    mine = [ident for ident in changes if ident.startswith(f"{rule}@")]
    assert mine
    for ident, change in changes.items():
        (tmp_path / "designs" / "1-next.yml").write_text(f"extends: 0-now\n{change.yaml}", encoding="utf-8")
        after = {one.id for one in load(tmp_path, Settings()).analyses[-1].stages[-1].findings}
        assert ident not in after, change.yaml
        assert after.isdisjoint(change.closes)
        assert after.issuperset(change.opens)
        (tmp_path / "designs" / "1-next.yml").unlink()


def change(text: str, finding: str, folder: Path, put: Put) -> ClosingChange:
    put("# 0-now.yml\n" + text, folder / "designs")
    return mended(folder).changes[finding]


REPLICATED = """\
title: A primary and its replica
components:
  visitor: {kind: browser, uses: app}
  app: {kind: application-server, uses: db}
  db: {kind: database, product: mysql, instances: 2, mode: primary-replica}
"""


def test_one_change_may_close_several(tmp_path: Path, put: Put) -> None:
    found = change(REPLICATED, "spof-write-primary@db-01", tmp_path, put)
    assert found.yaml == "components:\n  db: {failover: automatic}\n"
    assert "failover-not-automatic@db" in found.closes


def test_firewalls_are_told_of_what_comes_new(tmp_path: Path, put: Put) -> None:
    """A replica needs 3306 from the other database server, which the firewall denies until it is said."""
    text = """\
title: One database server
components:
  visitor: {kind: browser, uses: app}
  app-server: {kind: server}
  app: {kind: application-server, host: app-server, uses: mysql}
  db-server: {kind: server}
  mysql: {host: db-server}
  fw: {kind: firewall, host: db-server, allow: [3306 from app-server]}
"""
    found = change(text, "no-replica@mysql", tmp_path, put)
    assert found.yaml == (
        "components:\n"
        "  db-server: {instances: 2}\n"
        "  mysql: {mode: primary-replica, failover: automatic}\n"
        "  fw: {allow: [3306 from app-server, 3306 from db-server]}\n"
    )


def test_what_is_accepted_gets_no_change(tmp_path: Path, put: Put) -> None:
    text = REPLICATED + 'accept: {"spof-write-primary@*": {reason: it is a blog}}\n'
    put("# 0-now.yml\n" + text, tmp_path / "designs")
    assert "spof-write-primary@db-01" not in mended(tmp_path).changes


def test_nothing_is_offered_where_no_small_change_is_known(tmp_path: Path, put: Put) -> None:
    """One server needs more than a line to be three tiers."""
    text = last_stage(rule_infos()["colocated-tiers"].example)
    put("# 0-now.yml\n" + text, tmp_path / "designs")
    assert not [ident for ident in mended(tmp_path).changes if ident.startswith("colocated-tiers@")]


def test_a_large_site_gets_none_rather_than_a_slow_build(tmp_path: Path, put: Put) -> None:
    """1,004 instances, looked at twice, are more than the 2,000 of one stage."""
    put(
        "# 0-now.yml\n"
        + REPLICATED.replace("{kind: application-server,", "{kind: application-server, instances: 1001,"),
        tmp_path / "designs",
    )
    assert not mended(tmp_path).changes
