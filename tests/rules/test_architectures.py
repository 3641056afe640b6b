"""Designs after public reference architectures, with the issues an experienced engineer would name, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra_design.analyze import rule_infos

if TYPE_CHECKING:
    from conftest import Tell

DESIGNS = {
    # Visitors, a content delivery network, a load balancer, two tiers in two zones, a managed database.
    "three tiers on AWS": (
        """\
title: Three tiers on AWS
components:
  visitor: {kind: browser, uses: www.example.com}
  eu-west-1: {kind: region}
  az-a: {kind: availability-zone, in: eu-west-1}
  az-b: {kind: availability-zone, in: eu-west-1}
  vpc: {kind: network}
  public: {kind: subnet, in: vpc}
  private: {kind: subnet, in: vpc}
  data: {kind: subnet, in: vpc}
  cdn: {product: cloudfront, uses: {alb: https}}
  alb: {kind: load-balancer, managed: true, uses: nginx, in: public, algorithm: round-robin}
  certificate: {covers: www.example.com, host: cdn}
  web: {kind: virtual-machine, instances: 2, in: [az-a, az-b, private]}
  nginx: {host: web, uses: app}
  app-vm: {kind: virtual-machine, instances: 2, in: [az-a, az-b, private]}
  app: {kind: application-server, host: app-vm, uses: {db: encrypted, sessions: encrypted}}
  db:
    product: aws-rds
    kind: database
    managed: true
    instances: 2
    mode: primary-replica
    failover: automatic
    in: [az-a, az-b, data]
  sessions: {product: redis, kind: cache, managed: true, stores: sessions}
  sg-alb: {kind: firewall, covers: alb, allow: [443 from internet, 80 from internet]}
  sg-web: {kind: firewall, covers: web, allow: [80 from alb]}
  sg-app: {kind: firewall, covers: app-vm, allow: [8000 from web]}
  sg-db: {kind: firewall, covers: db, allow: [3306 from app]}
  watch: {kind: monitoring, product: cloudwatch, covers: [web, app-vm]}
dns:
  example.com:
    www: {A: cdn}
""",
        """
        spof-shared-dependency@eu-west-1
        tls-terminated-at-load-balancer@alb
        plaintext-internal-connection@app
        homogeneous-fleet@app,nginx
        provider-dependency@alb
        provider-dependency@cdn
        provider-dependency@sessions
        """,
    ),
    # Three members with etcd beside them, HAProxy twice with keepalived, as in Patroni's documentation.
    "Patroni with three members": (
        """\
title: Patroni
components:
  office: {kind: network}
  clerk: {kind: client, in: office, uses: haproxy}
  lb: {kind: server, instances: 2, mode: active-passive, failover: automatic, address: 10.0.0.10, in: office}
  haproxy: {host: lb, uses: {postgresql: encrypted}, health-check: true, algorithm: least-connections}
  db: {kind: server, instances: 3, in: office}
  postgresql:
    host: db
    mode: primary-replica
    failover: automatic
    uses: {etcd: encrypted, postgresql: encrypted}
  etcd: {host: db, min-available: 2, uses: {etcd: encrypted}}
  agent: {kind: monitoring-agent, host: [db, lb]}
  backup: {covers: postgresql, uses: s3}
  s3:
""",
        """
        single-write-database@postgresql
        homogeneous-fleet@etcd,haproxy,postgresql
        """,
    ),
    # Cloud load balancer, ingress, services and a database in the cluster, encrypted by its mesh.
    "Kubernetes behind an ingress": (
        """\
title: Kubernetes
components:
  visitor: {kind: browser, uses: shop.example.com}
  zone-a: {kind: availability-zone}
  zone-b: {kind: availability-zone}
  zone-c: {kind: availability-zone}
  node: {kind: virtual-machine, instances: 3, in: [zone-a, zone-b, zone-c]}
  k8s: {kind: cluster, host: node, min-available: 2, encrypted: true}
  lb: {kind: load-balancer, managed: true, uses: ingress}
  ingress: {kind: load-balancer, product: nginx, host: k8s, instances: 2, uses: {shop: {}, api: {for: /api}}}
  certificate: {host: ingress, covers: shop.example.com}
  shop: {kind: service, host: k8s, instances: 3, uses: api}
  api: {kind: service, host: k8s, instances: 3, uses: [postgresql, redis]}
  postgresql: {host: k8s}
  redis: {host: k8s, kind: cache}
  prometheus: {host: k8s, kind: monitoring, covers: [node, shop, api]}
  backup: {covers: postgresql, uses: s3}
  s3:
dns:
  example.com:
    shop: {A: lb}
""",
        """
        spof-component@postgresql
        spof-component@redis
        no-replica@postgresql
        maintenance-downtime@postgresql
        maintenance-downtime@redis
        homogeneous-fleet@api,ingress,shop
        provider-dependency@lb
        """,
    ),
    # Two filers with DRBD below and a floating address, as in the vendors' NFS cluster guides.
    "active-passive NFS": (
        """\
title: Active-passive NFS
components:
  staff: {kind: browser, uses: {lb: https}}
  lb: {kind: load-balancer, managed: true, uses: nginx}
  web: {kind: server, instances: 2}
  nginx: {host: web, uses: nfs}
  filer: {kind: server, instances: 2, mode: active-passive, failover: automatic, address: 10.0.0.9}
  nfs: {kind: file-storage, host: filer, uses: drbd}
  drbd: {kind: block-storage, host: filer}
""",
        """
        no-backup@nfs
        no-monitoring@filer,web
        plaintext-internal-connection@nfs
        tls-terminated-at-load-balancer@lb
        homogeneous-fleet@drbd,nfs,nginx
        provider-dependency@lb
        """,
    ),
    # Active in Europe, standing by in America; DNS fails over.
    "two regions behind DNS failover": (
        """\
title: Two regions
components:
  visitor: {kind: browser, uses: www.example.com}
  eu: {kind: region}
  us: {kind: region}
  lb-eu: {kind: load-balancer, managed: true, in: eu, uses: {app-eu: https}, address: 34.1.0.1}
  lb-us: {kind: load-balancer, managed: true, in: us, uses: {app-us: https}, address: 34.1.0.2}
  vm-eu: {kind: virtual-machine, instances: 2, in: eu}
  vm-us: {kind: virtual-machine, instances: 2, in: us}
  app-eu: {kind: application-server, host: vm-eu, uses: {db: encrypted}}
  app-us: {kind: application-server, host: vm-us, uses: {db: encrypted}}
  db:
    product: postgresql
    managed: true
    mode: primary-replica
    failover: automatic
    instances: {db-eu: {in: eu}, db-us: {in: us}}
  certificate: {covers: www.example.com, host: [lb-eu, lb-us]}
  agent: {kind: monitoring-agent, host: [vm-eu, vm-us]}
dns:
  example.com:
    www:
      ttl: 60
      A: [{value: lb-eu, failover: primary}, {value: lb-us, failover: secondary}]
""",
        "homogeneous-fleet@app-eu,app-us",
    ),
    "a home server with containers": (
        """\
title: At home
components:
  lan: {kind: network}
  family: {kind: browser, in: lan, uses: {nextcloud: https}}
  phone: {kind: mobile-app, uses: vpn}
  vpn: {kind: vpn-gateway, host: nas, uses: {nextcloud: optional}}
  nas: {kind: server, in: lan}
  box-cloud: {kind: container, host: nas}
  box-db: {kind: container, host: nas}
  nextcloud: {kind: service, host: box-cloud, uses: mariadb}
  mariadb: {host: box-db}
  backup: {covers: mariadb, uses: elsewhere}
  elsewhere: {kind: object-storage, managed: true}
""",
        """
        spof-server@nas
        maintenance-downtime@nas
        no-replica@mariadb
        no-monitoring@nas
        colocated-tiers@nas
        """,
    ),
    "a mail server": (
        """\
title: Mail
components:
  sender: {kind: client, uses: {mail: smtp}}
  user: {kind: client, uses: {webmail: https}}
  mx: {kind: server}
  mail: {kind: mail-server, host: mx, uses: mailboxes}
  webmail: {kind: web-server, host: mx, uses: mailboxes}
  mailboxes: {kind: file-storage, host: mx}
  firewall: {host: mx, allow: [25 from internet, 443 from internet, 993 from internet, 22 from 198.51.100.0/24]}
  agent: {kind: monitoring-agent, host: mx}
  backup: {host: mx, covers: mailboxes}
""",
        """
        spof-server@mx
        maintenance-downtime@mx
        cannot-scale-out@webmail
        no-replica@mailboxes
        no-backup@mailboxes
        colocated-tiers@mx
        no-segmentation@mx
        """,
    ),
    # Devices send to a gateway; three brokers; a worker loads a warehouse.
    "streams into a warehouse": (
        """\
title: Streams
components:
  device: {kind: client, uses: {gateway: https}}
  gateway: {kind: api-gateway, managed: true, uses: {ingest: https}}
  vm: {kind: virtual-machine, instances: 2}
  ingest: {kind: service, host: vm, uses: {kafka: write encrypted}}
  broker: {kind: virtual-machine, instances: 3}
  kafka: {host: broker, min-available: {read: 1, write: 2}}
  etl-vm: {kind: virtual-machine}
  etl: {kind: worker, host: etl-vm, uses: {kafka: read encrypted, warehouse: write}}
  warehouse: {kind: database, managed: true, product: bigquery}
  agent: {kind: monitoring-agent, host: [vm, broker, etl-vm]}
journeys:
  send: {from: device, to: [gateway], access: write, title: Send a reading}
  report: {from: device, to: [gateway, warehouse], access: write, title: See it in a report}
""",
        """
        spof-server@etl-vm
        maintenance-downtime@etl-vm
        homogeneous-fleet@ingest,kafka
        provider-dependency@gateway
        provider-dependency@warehouse
        """,
    ),
}


@pytest.mark.parametrize("name", DESIGNS)
def test_issues(name: str, tell: Tell) -> None:
    text, expected = DESIGNS[name]
    told = tell(text)
    groups = {info.id: info.group for info in rule_infos().values()}
    found = {one.id for one in told.findings if groups[one.rule] != "DNS"}
    assert found == set(expected.split())
