"""What `init` copies: designs, a site, and files for continuous integration; whole files, data beside the code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent.parent / "templates"
SIMPLEST = "single-server"
TEMPLATES: Mapping[str, str] = {
    "single-server": "one server with nginx, an application and MySQL; where most sites begin",
    "three-tier": "a pair of load balancers, two web and two application servers, a database with a replica",
    "story": "the teaching story: from one server, stage by stage, to everything there twice",
    "aws-three-tier": "AWS: CloudFront, a load balancer, machines in two zones, a managed database",
    "kubernetes": "a cluster over three zones behind an ingress, with a database and a cache in it",
    "patroni": "PostgreSQL with three members under Patroni and etcd, behind a pair of HAProxy",
    "nfs-failover": "two web servers on a file server that has a stand-by",
    "two-regions": "one region works, another one stands by, and DNS fails over",
}
"""Folders below `designs`, from small to large, and what each is."""


def design(name: str) -> dict[str, str]:
    """The files of a template of `TEMPLATES` by name: stages, and `system.yml` where there is one."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((FOLDER / "designs" / name).iterdir())}


def text(path: str) -> str:
    """A file of the site or of continuous integration."""
    return (FOLDER / path).read_text(encoding="utf-8")
