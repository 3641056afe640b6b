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
    # A gateway and a function take orders and put them into a queue; workers carry them out.
    "orders by events": (
        """\
title: Orders by events
components:
  shopper: {kind: browser, uses: [shop.example.com, api.example.com]}
  eu-central-1: {kind: region}
  az-a: {kind: availability-zone, in: eu-central-1}
  az-b: {kind: availability-zone, in: eu-central-1}
  cdn: {product: cloudfront, uses: {pages: https}}
  pages: {kind: object-storage, managed: true}
  gateway: {kind: api-gateway, managed: true, uses: {place-order: https}}
  place-order: {product: lambda, kind: service, managed: true, uses: {orders: write encrypted}}
  certificate: {covers: [shop.example.com, api.example.com], host: [cdn, gateway]}
  orders: {product: sqs, kind: queue, managed: true}
  vm: {kind: virtual-machine, instances: 2, in: [az-a, az-b]}
  worker: {host: vm, uses: {orders: read encrypted, db: encrypted, mail: {optional: true, encrypted: true}}}
  db:
    product: aws-rds
    kind: database
    managed: true
    instances: 2
    mode: primary-replica
    failover: automatic
    in: [az-a, az-b]
  mail: {kind: external-service}
  watch: {kind: monitoring, product: cloudwatch, covers: [vm, place-order]}
dns:
  example.com:
    shop: {A: cdn}
    api: {A: gateway}
journeys:
  look: {from: shopper, to: [shop.example.com], title: Look around}
  order: {from: shopper, to: [api.example.com, db], access: write, title: Place an order}
""",
        """
        spof-shared-dependency@eu-central-1
        homogeneous-fleet@worker
        provider-dependency@cdn
        provider-dependency@gateway
        provider-dependency@orders
        provider-dependency@pages
        provider-dependency@place-order
        """,
    ),
    # Three racks; etcd beside its API, as kubeadm sets it up, without snapshots; a database beside the cluster.
    "Kubernetes on own machines": (
        """\
title: Kubernetes on own machines
components:
  visitor: {kind: browser, uses: shop.example.com}
  rack-a: {kind: rack}
  rack-b: {kind: rack}
  rack-c: {kind: rack}
  edge:
    kind: server
    instances: 2
    mode: active-passive
    failover: automatic
    address: 192.0.2.10
    in: [rack-a, rack-b]
  haproxy: {host: edge, uses: ingress, algorithm: least-connections, health-check: true}
  control: {kind: server, instances: 3, in: [rack-a, rack-b, rack-c]}
  etcd: {host: control, min-available: 2, uses: {etcd: encrypted}}
  kube-api: {kind: service, host: control, uses: {etcd: encrypted}}
  node: {kind: server, instances: 3, in: [rack-a, rack-b, rack-c], uses: {kube-api: https optional}}
  k8s: {kind: cluster, host: node, min-available: 2, encrypted: true}
  ingress: {kind: load-balancer, product: nginx, host: k8s, instances: 2, uses: shop}
  certificate: {host: ingress, covers: shop.example.com}
  shop: {kind: service, host: k8s, instances: 3, uses: {postgresql: encrypted}}
  db: {kind: server, instances: 3, in: [rack-a, rack-b, rack-c]}
  postgresql: {host: db, mode: primary-replica, failover: automatic, uses: {postgresql: encrypted}}
  fw-edge: {kind: firewall, host: edge, allow: [443 from internet]}
  fw-node: {kind: firewall, host: node, allow: [443 from edge, any from node]}
  fw-inside:
    kind: firewall
    host: [control, db]
    allow: [5432 from node, 5432 from db, 443 from node, any from control]
  prometheus: {kind: monitoring, host: k8s, covers: [edge, control, node, db]}
  backup: {covers: postgresql, uses: s3}
  s3:
dns:
  example.com:
    shop: {A: edge}
""",
        """
        no-backup@etcd
        single-write-database@postgresql
        homogeneous-fleet@etcd,haproxy,ingress,kube-api,postgresql,shop
        """,
    ),
    # Two web servers that share files, and three database servers all of which accept writes.
    "WordPress on a Galera cluster": (
        """\
title: WordPress on a Galera cluster
components:
  reader: {kind: browser, uses: blog.example.com}
  az-a: {kind: availability-zone}
  az-b: {kind: availability-zone}
  az-c: {kind: availability-zone}
  lb: {kind: load-balancer, managed: true, uses: {apache: https}, algorithm: round-robin, health-check: true}
  certificate: {covers: blog.example.com, host: [lb, apache]}
  web: {kind: virtual-machine, instances: 2, in: [az-a, az-b]}
  apache: {host: web, uses: wordpress}
  wordpress:
    kind: application-server
    host: web
    stores: uploads
    uses: {galera: encrypted, files: encrypted, cache: {encrypted: true, optional: true}}
  files: {kind: file-storage, managed: true}
  cache: {kind: cache, product: redis, managed: true, stores: sessions}
  db: {kind: virtual-machine, instances: 3, in: [az-a, az-b, az-c]}
  galera: {host: db, min-available: 2, uses: {galera: encrypted}}
  agent: {kind: monitoring-agent, host: [web, db], product: prometheus}
  backup: {covers: galera, uses: s3}
  s3:
dns:
  example.com:
    blog: {A: lb}
""",
        """
        colocated-tiers@web
        homogeneous-fleet@apache,galera,wordpress
        provider-dependency@files
        provider-dependency@lb
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
