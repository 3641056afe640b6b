"""Workflows of GitHub, rehearsed: the very commands of their `run:` steps, in a scratch checkout, by the same shells.

What GitHub would do itself stands in for three actions: checking out and installing Python have happened, and keeping
files puts them into an archive. An expression or a condition that nobody has foreseen is an error.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from tests.pull_requests.conftest import PLAIN

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_SHELLS = {"bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"], "python": [sys.executable]}


@dataclass
class Rehearsal:
    """One job of a workflow.

    Attributes:
        path: of the workflow.
        checkout: the folder in which it runs.
        temp: what the machine has for temporary files.
        known: what expressions give, `steps.….outputs.…` aside; conditions are among them.
        programs: a folder of programs that are found before all others.
    """

    path: Path
    checkout: Path
    temp: Path
    known: Mapping[str, str]
    programs: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    ran: dict[str, subprocess.CompletedProcess[str]] = field(default_factory=dict)
    artifacts: dict[str, Path] = field(default_factory=dict)
    failed: bool = False

    def run(self, only: tuple[str, ...] = ()) -> None:
        """Run the only job's steps, or those of some names."""
        content = yaml.safe_load(self.path.read_text())
        (job,) = content["jobs"].values()
        folder = content["defaults"]["run"].get("working-directory", ".")
        shell = content["defaults"]["run"]["shell"]
        assert self._condition(job.get("if", "true"))
        for step in job["steps"]:
            name = step.get("name") or step["uses"].partition("@")[0]
            if (not only or name in only) and self._wanted(step):
                self._step(name, step, job.get("env", {}), step.get("shell", shell), folder)

    def _wanted(self, step: dict[str, Any]) -> bool:
        condition = str(step.get("if", "success()"))
        even_then = "!cancelled()" in condition
        if self.failed and not even_then:
            return False
        return self._condition(condition)

    def _step(self, name: str, step: dict[str, Any], env: dict[str, str], shell: str, folder: str) -> None:
        if "uses" in step:
            self._keep(step)
            return
        output = self.temp / "output"
        output.write_text("")
        script = self.temp / "script"
        script.write_text(step["run"])
        given = {key: self._filled(str(value)) for key, value in {**env, **step.get("env", {})}.items()}
        files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md")}
        machine = {"CI": "true", "GITHUB_ACTIONS": "true", "RUNNER_TEMP": str(self.temp), "HOME": str(self.temp)}
        done = subprocess.run(
            [*_SHELLS[shell], str(script)],
            cwd=self.checkout / folder,
            env={
                **PLAIN,
                **machine,
                **files,
                **self.environment,
                **given,
                "PATH": f"{self.programs}:{PLAIN['PATH']}",
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        self.ran[name] = done
        self.failed |= done.returncode != 0
        for line in output.read_text().splitlines():
            key, _, value = line.partition("=")
            self.outputs[f"steps.{step['id']}.outputs.{key}"] = value

    def _keep(self, step: dict[str, Any]) -> None:
        if "upload-artifact" not in step["uses"]:
            assert step["uses"].partition("@")[0] in {"actions/checkout", "actions/setup-python"}
            return
        folder = Path(self._filled(step["with"]["path"]))
        archive = self.temp / f"{step['with']['name']}.zip"
        with zipfile.ZipFile(archive, "w") as file:
            for path in sorted(folder.rglob("*")):
                file.write(path, path.relative_to(folder))
        self.artifacts[step["with"]["name"]] = archive

    def _filled(self, text: str) -> str:
        assert "secrets." not in text
        return _EXPRESSION.sub(lambda match: self._value(match[1]), text)

    def _value(self, expression: str) -> str:
        if expression == "runner.temp":
            return str(self.temp)
        return self.known[expression]

    def _condition(self, condition: str) -> bool:
        """Clauses joined by `&&`: a status function, what is known, or a comparison of an output."""
        text = " ".join(_EXPRESSION.sub(r"\1", condition).split())
        return all(self._clause(clause) for clause in text.split(" && "))

    def _clause(self, clause: str) -> bool:
        if clause in {"true", "success()", "!cancelled()"}:
            return True
        compared = re.fullmatch(r"(steps\.\S+) (==|!=) '(.*)'", clause)
        if compared:
            return (self.outputs.get(compared[1], "") == compared[3]) is (compared[2] == "==")
        return self.known[clause] == "true"


def programs(folder: Path, scripts: Mapping[str, str]) -> Path:
    """A folder of programs."""
    folder.mkdir(exist_ok=True)
    for name, text in scripts.items():
        path = folder / name
        path.write_text(text)
        path.chmod(0o700)
    return folder
