"""Stands in for `gh api` in rehearsals: answers from a folder, and writes down what it was asked to write.

`answers.json` there maps paths to answers, `writes.json` collects what was sent. jq itself runs filters of `--jq`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import jq


def main(folder: Path, arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("command", choices=["api"])
    parser.add_argument("path")
    parser.add_argument("--method", default="GET")
    parser.add_argument("--input", type=Path)
    parser.add_argument("--jq")
    parser.add_argument("--paginate", action="store_true")
    parser.add_argument("--silent", action="store_true")
    asked = parser.parse_args(arguments)
    answers = json.loads((folder / "answers.json").read_text())
    if asked.method != "GET":
        return _write(folder, asked, answers.get("refuses", []))
    answer = answers[asked.path]
    if isinstance(answer, str):
        sys.stdout.buffer.write(Path(answer).read_bytes())
        return 0
    for page in answer if asked.paginate else [answer]:
        for value in jq.compile(asked.jq or ".").input_value(page):
            sys.stdout.write(f"{value if isinstance(value, str) else json.dumps(value)}\n")
    return 0


def _write(folder: Path, asked: argparse.Namespace, refuses: list[str]) -> int:
    if asked.path in refuses:
        sys.stderr.write("gh: Advanced Security must be enabled (HTTP 403)\n")
        return 1
    path = folder / "writes.json"
    writes = json.loads(path.read_text()) if path.exists() else []
    writes.append([asked.method, asked.path, json.loads(asked.input.read_text())])
    path.write_text(json.dumps(writes))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
