"""What parts are good for: a stage without them is looked at with the same rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from tests.rules.test_architectures import DESIGNS

if TYPE_CHECKING:
    from conftest import Tell, Told
    from infra_design.model.analysis import Difference

ONE = """\
# 0-one.yml
title: One server
components:
  visitor: {kind: browser, uses: app}
  web: {kind: server}
  app: {kind: application-server, host: web, uses: mysql}
  mysql: {host: web}
---
"""


def difference(told: Told, ident: str) -> Difference:
    comparison = told.stages[-1].comparison
    assert comparison
    (found,) = (one for one in comparison.differences if one.id == ident)
    return found


def test_a_machine_of_its_own_keeps_tiers_apart(tell: Tell) -> None:
    told = tell(
        ONE
        + """\
# 1-two.yml
title: The database on its own
extends: 0-one
components:
  db: {kind: server}
  mysql: {host: db}
"""
    )
    found = difference(told, "db")
    assert found.buys == ("colocated-tiers@web", "no-segmentation@web")
    assert found.why == (
        "Without a machine of their own, 2 more issues would be open, first of all: web carries 2 tiers: "
        "application (app) and data (mysql). They compete for one machine and can only grow together."
    )


def test_a_further_instance_takes_over(tell: Tell) -> None:
    told = tell(
        ONE
        + """\
# 1-two.yml
title: Two of them
extends: 0-one
components:
  visitor: {uses: lb}
  lb: {kind: load-balancer, managed: true, uses: app}
  web: {instances: 2}
  mysql: {failover: automatic}
"""
    )
    assert "spof-server@web-01" in difference(told, "web").buys
    assert "Without web-02, " in difference(told, "web").why
    assert not difference(told, "app").buys, "it has more only because of what it stands on"


def test_a_load_balancer_lets_visitors_reach_more_than_one(tell: Tell) -> None:
    told = tell(
        """\
# 0-one.yml
title: One server
components:
  visitor: {kind: browser, uses: nginx}
  web: {kind: server}
  nginx: {host: web}
---
# 1-two.yml
title: Behind a load balancer
extends: 0-one
components:
  visitor: {uses: lb}
  lb: {kind: load-balancer, managed: true, uses: nginx}
  web: {instances: 2}
"""
    )
    assert {"cannot-scale-out@nginx@web-01", "spof-server@web-01"} <= set(difference(told, "lb").buys)


def test_automatic_failover(tell: Tell) -> None:
    told = tell(
        """\
# 0-by-hand.yml
title: By hand
components:
  visitor: {kind: browser, uses: app}
  web: {kind: server, instances: 2}
  app: {kind: application-server, host: web, uses: mysql}
  db: {kind: server, instances: 2}
  mysql: {host: db, mode: primary-replica}
---
# 1-by-itself.yml
title: By itself
extends: 0-by-hand
components:
  mysql: {failover: automatic}
"""
    )
    found = difference(told, "mysql")
    assert found.details == ("failover: manual → automatic",)
    assert set(found.buys) == {
        "failover-not-automatic@mysql",
        "maintenance-downtime@db-01",
        "spof-server@db-01",
        "spof-write-primary@mysql@db-01",
    }


def test_encryption_of_a_connection(tell: Tell) -> None:
    told = tell(
        """\
# 0-clear.yml
title: Clear
components:
  web: {kind: server}
  app: {kind: application-server, host: web, uses: mysql}
  db: {kind: server}
  mysql: {host: db}
---
# 1-encrypted.yml
title: Encrypted
extends: 0-clear
components:
  app: {uses: {mysql: encrypted}}
"""
    )
    found = difference(told, "app->mysql")
    assert found.details == ("encryption: clear text → encrypted",)
    assert found.buys == ("plaintext-internal-connection@mysql",)


def test_what_a_journey_needs_is_said_so(tell: Tell) -> None:
    told = tell(
        ONE
        + """\
# 1-more.yml
title: Something it needs
extends: 0-one
components:
  app: {uses: {search: read}}
  search: {kind: service, host: web, listens: 9000}
"""
    )
    found = difference(told, "search")
    assert found.buys == ()
    assert found.why == "Without it, nobody can use app."


def test_nothing_is_bought_by_what_changes_nothing(tell: Tell) -> None:
    told = tell(
        ONE
        + """\
# 1-more.yml
title: Something it does not need
extends: 0-one
components:
  app: {uses: {redis: optional}}
  redis: {host: web}
"""
    )
    assert difference(told, "redis").buys == ()
    assert difference(told, "redis").why == ""
    assert told.ids("addition-unexplained") == ["addition-unexplained@redis"]


def test_what_a_backup_is_kept_on_is_explained_by_the_backup(tell: Tell) -> None:
    told = tell(
        ONE
        + """\
# 1-more.yml
title: A backup elsewhere
extends: 0-one
components:
  backup: {covers: mysql, uses: s3}
  s3: {managed: true}
"""
    )
    assert not told.ids("addition-unexplained")


def test_an_author_s_reason_explains_what_it_stands_on(tell: Tell) -> None:
    told = tell(
        ONE
        + """\
# 1-more.yml
title: A cache somewhere
extends: 0-one
components:
  app: {uses: {redis: optional}}
  box: {kind: server}
  redis: {host: box, why: Pages are made once a minute.}
"""
    )
    assert not told.ids("addition-unexplained")


def test_a_certificate_gone_means_plain_http(tell: Tell) -> None:
    told = tell(
        """\
# 0-plain.yml
title: Plain
components:
  visitor: {kind: browser, uses: www.foobar.com}
  web: {kind: server, address: 34.117.59.81}
  nginx: {host: web}
dns:
  foobar.com:
    www: {A: web}
---
# 1-secured.yml
title: Secured
extends: 0-plain
components:
  certificate: {host: nginx, covers: www.foobar.com}
"""
    )
    assert difference(told, "certificate").buys == ("no-https@www.foobar.com",)


def test_a_name_server_is_taken_out_like_anything_else(tell: Tell) -> None:
    told = tell(
        """\
# 0-theirs.yml
title: DNS that somebody else runs
components:
  visitor: {kind: browser, uses: www.example.net}
  web: {kind: server, address: 9.9.9.10}
  nginx: {host: web}
dns:
  example.net:
    www: {A: web}
---
# 1-ours.yml
title: DNS of our own
extends: 0-theirs
components:
  name-server: {kind: server, address: 9.9.9.11}
  ns: {kind: dns-server, host: name-server, covers: example.net}
"""
    )
    assert difference(told, "ns").buys == difference(told, "name-server").buys == ()


def test_who_reads_a_queue_is_needed_and_who_only_passes_on_is_not(tell: Tell) -> None:
    told = tell(
        """\
# 0-nobody.yml
title: Nobody
components: {device: {kind: client}}
---
# 1-stream.yml
title: Stream
components:
  device: {kind: client, uses: gateway}
  gateway: {kind: api-gateway, managed: true, uses: ingest}
  ingest: {kind: service, uses: kafka}
  kafka: {product: kafka}
  etl: {kind: worker, uses: [kafka, warehouse]}
  warehouse: {kind: database}
journeys:
  report: {from: device, to: [gateway, warehouse], access: write, title: See it in a report}
"""
    )
    needed = "Without it, the journey “See it in a report” fails."
    assert difference(told, "etl").why == needed
    assert difference(told, "warehouse").why == needed
    assert difference(told, "gateway").why != needed


@pytest.mark.parametrize("name", DESIGNS)
def test_each_part_of_an_architecture_can_be_taken_out(tell: Tell, name: str) -> None:
    text = DESIGNS[name][0]
    told = tell(
        f"# 0-nothing.yml\ntitle: Nothing\ncomponents: {{nobody: {{kind: client}}}}\n---\n# 1-all.yml\n{text}"
    )
    comparison = told.stages[-1].comparison
    assert comparison
    added = {one.id for one in comparison.differences if one.subject == "component" and one.change == "added"}
    assert added == set(yaml.safe_load(text)["components"])


def test_a_name_that_leads_nowhere_leads_nowhere_without_a_part_too(tell: Tell) -> None:
    told = tell(
        """\
# 0-one.yml
title: A name that is nowhere
components:
  visitor: {kind: browser, uses: www.foobar.com}
  web: {kind: server}
  nginx: {host: web}
dns:
  foobar.com:
    foobar.com: {TXT: nothing yet}
---
# 1-two.yml
title: And a database
extends: 0-one
components:
  nginx: {uses: mysql}
  mysql: {host: web}
"""
    )
    assert told.ids("journey-broken") == ["journey-broken@visitor-reads-www.foobar.com"]


def test_what_is_open_anyway_does_not_come_back(tell: Tell) -> None:
    told = tell(
        ONE
        + """\
# 1-two.yml
title: Two of them, and one that takes writes
extends: 0-one
components:
  visitor: {uses: lb}
  lb: {kind: load-balancer, managed: true, uses: app}
  web: {instances: 2}
  mysql: {mode: primary-replica, failover: manual}
"""
    )
    assert {"spof-server@web-01", "maintenance-downtime@web-01"} <= set(told.ids()), "nobody writes without web-01"
    found = difference(told, "web")
    assert found.buys == ("no-replica@mysql",)
    assert "Without web-02, 1 more issue would be open" in found.why


def test_what_is_open_anyway_may_concern_more(tell: Tell) -> None:
    told = tell(
        """\
# 0-one.yml
title: One server
components:
  visitor: {kind: browser, uses: lb}
  lb: {kind: load-balancer, managed: true, uses: app}
  box: {kind: server}
  app: {kind: application-server, host: box, uses: {events: write}}
  events: {kind: database, host: box}
  spare: {kind: server}
---
# 1-two.yml
title: Two of them, and one that keeps what is written
extends: 0-one
components:
  app: {host: [box, spare]}
"""
    )
    assert told.one("spof-server").journeys == ("visitor-writes-lb",)
    found = difference(told, "app")
    assert found.buys == (), "without app@spare, what is open would stop reading too, but nothing else would open"
    assert found.why.startswith("Without app@spare, 2 open issues would concern more journeys, first of all: ")
    assert found.why.endswith("nobody can use lb.")
