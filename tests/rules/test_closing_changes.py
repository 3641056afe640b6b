"""Changes that close an issue: each one offered is written as a next stage, and the issue must be gone there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from tests.draw.designs import designs

from infra_design.analyze import rule_infos
from infra_design.analyze.proposals import FOR_PEOPLE, PROPOSERS
from infra_design.model.settings import Settings
from infra_design.pipeline import DesignError, Memo, load, mend

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conftest import Put
    from infra_design.model.analysis import ClosingChange, StageAnalysis

OFFERED = sorted(PROPOSERS.keys() - {"single-write-database"})
"""Rules for whose examples a change is offered; that one store whose product has one writer gets none."""


def test_of_every_rule_it_is_known_whether_a_change_is_offered() -> None:
    assert PROPOSERS.keys() | FOR_PEOPLE.keys() == rule_infos().keys()
    assert PROPOSERS.keys().isdisjoint(FOR_PEOPLE)
    assert all(reason.endswith(".") for reason in FOR_PEOPLE.values())


def test_the_documentation_lists_what_is_for_people(checkout: Path) -> None:
    text = (checkout / "docs/design-notes/issues.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", text, flags=re.MULTILINE))
    assert rows == FOR_PEOPLE


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


def mended_all(text: str, folder: Path, put: Put) -> Mapping[str, ClosingChange]:
    put("# 0-now.yml\n" + text, folder / "designs")
    return mended(folder).changes


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


@pytest.mark.parametrize("rule", sorted(FOR_PEOPLE))
def test_nothing_is_invented(rule: str, tmp_path: Path, put: Put) -> None:
    put(rule_infos()[rule].example, tmp_path / "designs")
    assert not [ident for ident in mended(tmp_path).changes if ident.startswith(f"{rule}@")]


@pytest.mark.parametrize(("product", "offered"), [("mysql", False), ("galera", True)])
def test_a_store_gets_more_writers_only_where_its_product_can(
    product: str, offered: object, tmp_path: Path, put: Put
) -> None:
    text = f"""\
title: Three members, one writer
components:
  visitor: {{kind: browser, uses: app}}
  app: {{kind: application-server, uses: db}}
  db: {{kind: database, product: {product}, instances: 2, mode: primary-replica, failover: automatic}}
"""
    put("# 0-now.yml\n" + text, tmp_path / "designs")
    assert ("single-write-database@db" in mended(tmp_path).changes) is offered


STORY_1 = """\
title: Two servers with everything, and one firewall each
components:
  visitor: {kind: browser, uses: haproxy}
  lb: {kind: server}
  haproxy: {host: lb, uses: nginx}
  web: {kind: server, instances: 2}
  nginx: {host: web, uses: app}
  app: {kind: application-server, host: web, uses: {mysql: encrypted}}
  mysql: {host: web, mode: primary-replica, uses: {mysql: encrypted}}
  fw-lb: {kind: firewall, host: lb, allow: [80 from internet]}
  fw-web: {kind: firewall, host: web, allow: [80 from lb, 3306 from web]}
  agent: {kind: monitoring-agent, host: [lb, web]}
"""


def test_a_move_is_told_to_firewalls_and_agents(tmp_path: Path, put: Put) -> None:
    found = change(STORY_1, "identical-servers@web", tmp_path, put)
    assert found.yaml == (
        "components:\n"
        "  db-server: {kind: server, instances: 2}\n"
        "  mysql: {host: db-server}\n"
        "  fw-web: {allow: [80 from lb]}\n"
        "  firewall: {host: db-server, allow: [3306 from web, 3306 from db-server]}\n"
        "  agent: {host: [lb, web, db-server]}\n"
    )
    # The primary's machine is still one that writing needs; it only has another name.
    assert "spof-server@web-01" in found.closes
    assert "spof-server@db-server-01" in found.opens


def test_copies_of_what_decides_by_majority_are_three(tmp_path: Path, put: Put) -> None:
    text = """\
title: All in one box
components:
  visitor: {kind: browser, uses: web}
  box: {kind: server}
  web: {kind: service, host: box, uses: {postgres: encrypted, queue: encrypted, redis: encrypted}}
  postgres: {product: postgresql, host: box, uses: {postgres: encrypted}}
  queue: {product: rabbitmq, host: box, uses: {queue: encrypted}}
  redis: {host: box, uses: {redis: encrypted}}
"""
    assert change(text, "spof-server@box", tmp_path, put).yaml == (
        "components:\n"
        "  box: {instances: 3}\n"
        "  postgres: {mode: primary-replica, failover: automatic}\n"
        "  redis: {failover: automatic}\n"
    )


def test_one_server_alone_gets_a_load_balancer_and_its_name_leads_there(tmp_path: Path, put: Put) -> None:
    text = """\
title: One server
components:
  visitor: {kind: browser, uses: www.foobar.com}
  web: {kind: server, address: 192.0.2.8}
  nginx: {host: web}
dns:
  foobar.com:
    www: {A: web, ttl: 300}
"""
    found = change(text, "cannot-scale-out@nginx", tmp_path, put)
    assert found.yaml == (
        "components:\n"
        "  load-balancer: {managed: true, uses: nginx, algorithm: round-robin, health-check: true}\n"
        "  web: {address: null}\n"
        "dns:\n"
        "  foobar.com: {www.foobar.com: {A: load-balancer}}\n"
    )


def test_what_only_moves_is_not_closed(tmp_path: Path, put: Put) -> None:
    """The same issue at another place is no cure."""
    for ident, offer in mended_all(REPLICATED, tmp_path, put).items():
        rule = ident.partition("@")[0]
        assert not any(other.startswith(f"{rule}@") for other in offer.opens), ident


def test_a_large_site_gets_none_rather_than_a_slow_build(tmp_path: Path, put: Put) -> None:
    """1,004 instances, looked at twice, are more than the 2,000 of one stage."""
    put(
        "# 0-now.yml\n"
        + REPLICATED.replace("{kind: application-server,", "{kind: application-server, instances: 1001,"),
        tmp_path / "designs",
    )
    assert not mended(tmp_path).changes


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(design=designs())
def test_whatever_the_design_what_is_offered_holds(design: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "designs"
    folder.mkdir(exist_ok=True)
    (folder / "1-next.yml").unlink(missing_ok=True)
    (folder / "0-now.yml").write_text(yaml.safe_dump(design, sort_keys=False), encoding="utf-8")
    try:
        changes = mended(tmp_path).changes
    except DesignError:
        assume(False)  # noqa: FBT003 — a design with mistakes is none
    for ident, offer in list(changes.items())[:3]:
        (folder / "1-next.yml").write_text(f"extends: 0-now\n{offer.yaml}", encoding="utf-8")
        after = {one.id for one in load(tmp_path, Settings()).analyses[-1].stages[-1].findings}
        assert ident not in after, offer.yaml
