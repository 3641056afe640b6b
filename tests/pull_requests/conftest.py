from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

BIN = Path(sys.executable).parent
PLAIN = {
    "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
    "NO_MKDOCS_2_WARNING": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
}
"""What commands see of this machine: programs, and nobody's settings."""


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A command as a user types it, without a terminal."""
    (tmp_path / "home").mkdir()

    def run(*command: str, cwd: Path, status: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command,
            cwd=cwd,
            env={**PLAIN, "HOME": str(tmp_path / "home")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done

    return run


@pytest.fixture(scope="session")
def from_npm(checkout: Path) -> Callable[[str], Path]:
    """A folder of `npm/` with what its lock file names installed, and its programs.

    Where Node or the registry cannot be had, tests are skipped at a desk and fail in continuous integration.
    """

    def from_npm(name: str) -> Path:
        folder = checkout / ".cache/tests" / name
        shutil.copytree(Path(__file__).parent / "npm" / name, folder, dirs_exist_ok=True)
        lock = (folder / "package-lock.json").read_bytes()
        installed = folder / "installed-from.json"
        try:
            subprocess.run(["node", "--version"], check=True, capture_output=True, timeout=30)
            if not installed.exists() or installed.read_bytes() != lock:
                command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
                subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
                installed.write_bytes(lock)
        except (OSError, subprocess.SubprocessError) as error:
            reason = f"{name} needs Node and the registry of npm: {error}"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        return folder

    return from_npm
