"""The canonical story as format.md section 1 has it."""

STORY = """\
# 0-simple-web-stack.yml
title: Simple web stack
components:
  visitor: {kind: browser, uses: www.foobar.com}
  web:     {kind: server, address: 8.8.8.8}
  nginx:   {host: web, uses: app}
  app:     {kind: application-server, host: web, uses: {code, mysql}}
  code:    {kind: codebase, host: web}
  mysql:   {host: web}
dns:
  foobar.com:
    www: {A: web, ttl: 300}
---
# 1-distributed.yml
title: Distributed web infrastructure
extends: 0-simple-web-stack
components:
  lb: {kind: server, address: 8.8.8.8}
  haproxy:
    host: lb
    uses: nginx
    algorithm: round-robin
    why: One address, and two servers behind it.
  web:   {instances: 2, address: null}
  mysql: {mode: primary-replica}
dns:
  foobar.com:
    www: {A: lb}
---
# 2-secured-and-monitored.yml
title: Secured and monitored web infrastructure
extends: 1-distributed
components:
  firewall-1:  {kind: firewall, host: lb, allow: [443 from internet, 80 from internet]}
  firewall-2:  {kind: firewall, host: web-01, allow: [80 from lb, 3306 from web]}
  firewall-3:  {kind: firewall, host: web-02, allow: [80 from lb, 3306 from web]}
  certificate: {host: haproxy, covers: [www.foobar.com, foobar.com]}
  agent:       {kind: monitoring-agent, product: sumo-logic, host: [lb, web], uses: sumo}
  sumo:        {kind: monitoring, product: sumo-logic, managed: true}
---
# 3-scale-up.yml
title: Scale up
extends: 2-secured-and-monitored
components:
  lb:         {instances: 2, mode: active-passive, failover: automatic}
  web:        {instances: 1}
  app-server: {kind: server}
  db-server:  {kind: server}
  app:        {host: app-server}
  code:       {host: app-server}
  mysql:      {host: db-server, mode: null}
  firewall-2: {host: web, allow: [80 from lb]}
  firewall-3: {host: [app-server, db-server], allow: [8000 from web, 3306 from app-server]}
  agent:      {host: [lb, web, app-server, db-server]}
---
# 4-scale-up-redundant.yml
title: Scale up, redundant
extends: 3-scale-up
components:
  web:        {instances: 2}
  app-server: {instances: 2}
  db-server:  {instances: 2}
  mysql:      {mode: primary-replica}
  firewall-3: {allow: [8000 from web, 3306 from app-server, 3306 from db-server]}
"""
"""All stages, one file after the other."""
