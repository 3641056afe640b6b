"""Real name servers for tests: NSD on the loopback, and what BIND says of a zone file."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import dns.message
import dns.query
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

LOOPBACK = "127.0.0.1"
CONFIGURATION = """
server:
  ip-address: {address}@{port}
  server-count: 1
  username: ""
  zonesdir: "{folder}"
  database: ""
  pidfile: "{folder}/nsd.pid"
  xfrdfile: "{folder}/xfrd.state"
  xfrdir: "{folder}"
  zonelistfile: "{folder}/zone.list"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
"""
ZONE = """
zone:
  name: "{name}"
  zonefile: "{name}.zone"
  provide-xfr: 127.0.0.1 NOKEY
"""


def program(name: str, package: str) -> str:
    """Where a program is. Where it is missing, tests are skipped at a desk and fail in continuous integration."""
    path = shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin")))
    if path is None:
        reason = f"no {name} on this machine (Debian: apt install {package})"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@dataclass
class NameServers:
    """Starts NSD with zones, and stops it."""

    nsd: str
    root: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, zones: Mapping[str, str]) -> int:
        """The port at which a new server answers for these zones (name → text of the zone file)."""
        folder = self.root / f"nsd-{len(self.running)}"
        folder.mkdir()
        for name, text in zones.items():
            (folder / f"{name}.zone").write_text(text)
        port = free_port()
        configuration = CONFIGURATION.format(address=LOOPBACK, port=port, folder=folder)
        (folder / "nsd.conf").write_text(configuration + "".join(ZONE.format(name=name) for name in zones))
        with (folder / "log").open("wb") as log:
            command = [self.nsd, "-d", "-c", str(folder / "nsd.conf")]
            self.running.append(subprocess.Popen(command, stdout=log, stderr=log))
        self._wait(port, next(iter(zones)), folder / "log")
        return port

    def _wait(self, port: int, zone: str, log: Path) -> None:
        question = dns.message.make_query(zone, "SOA")
        for _ in range(100):
            try:
                answer = dns.query.udp(question, LOOPBACK, port=port, timeout=0.1)
            except (dns.exception.Timeout, OSError):
                time.sleep(0.05)
            else:
                assert answer.answer, log.read_text()
                return
        raise AssertionError(log.read_text())

    def stop(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


def free_port() -> int:
    """A port that is free for UDP and TCP alike."""
    for _ in range(50):
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind((LOOPBACK, 0))
            port: int = tcp.getsockname()[1]
            try:
                udp.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port")


@pytest.fixture(scope="session")
def nsd_program() -> str:
    return program("nsd", "nsd")


@pytest.fixture
def name_servers(nsd_program: str, tmp_path: Path) -> Iterator[NameServers]:
    servers = NameServers(nsd_program, tmp_path)
    yield servers
    servers.stop()


@pytest.fixture(scope="session")
def accepted() -> Callable[[str, str, Path], None]:
    """Asserts that BIND would load a zone file."""
    checker = program("named-checkzone", "bind9-utils")

    def check(zone: str, text: str, folder: Path) -> None:
        path = folder / f"{zone}.checked"
        path.write_text(text)
        run = subprocess.run([checker, "-i", "local", zone, str(path)], capture_output=True, text=True, check=False)
        assert run.returncode == 0, f"{run.stdout}{run.stderr}\n{text}"

    return check
