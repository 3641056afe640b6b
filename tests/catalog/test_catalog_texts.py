"""Texts of the catalog and the canonical story: whole sentences, American spelling, safe links, no slips."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "plugin/infra_design/catalog").rglob("*.yml"), *(ROOT / "designs").glob("*.yml")])
TEXTS = {"explain", "why", "summary", "introduction", "conclusion", "decision", "purpose"}

BRITISH = re.compile(
    r"\b(\w*(?:colour|favour|behaviour|honour|neighbour|labour|rumour)\w*|centre|centres|catalogue|metre|litre|licence|"
    r"defence|offence|grey|whilst|amongst|programme|analyse[ds]?|judgement|artefact|fulfil|enrol|cheque|tyre|"
    r"(?:organ|real|recogn|optim|minim|maxim|author|synchron|initial|central|util|summar|custom|special|general)is"
    r"(?:e[ds]?|ing|ation)|(?:travell|cancell|modell|labell|signall|levell)(?:ed|ing)|practis(?:e[ds]?|ing))\b",
    re.IGNORECASE,
)
TWICE = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)
SMALL = ("authentik", "cron", "etcd", "firewalld", "gRPC", "httpd", "lighttpd", "pfSense", "uWSGI", "{title}")
"""Names that begin small even where a sentence begins."""
SLIPS = re.compile(r"TODO|FIXME|XXX|lorem|  |\t| [,.;:!?](?:\s|$)|\.\.|,,")


def _texts(value: object, path: str, *, text: bool = False) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [
            found
            for key, inner in value.items()
            for found in _texts(inner, f"{path}.{key}", text=key in TEXTS and not isinstance(inner, dict))
        ]
    if isinstance(value, list):
        return [found for inner in value for found in _texts(inner, path, text=text)]
    return [(path, value)] if text and isinstance(value, str) else []


def _links(value: object, path: str) -> list[tuple[str, str, str]]:
    if not isinstance(value, dict):
        return []
    here = value.get("links") or value.get("resources") or {}
    mine = [(path, title, url) for title, url in here.items()]
    return mine + [link for key, inner in value.items() for link in _links(inner, f"{path}.{key}")]


def _load(path: Path) -> object:
    return yaml.safe_load(path.read_text("utf-8"))


ALL_TEXTS = [pair for path in FILES for pair in _texts(_load(path), path.stem)]
ALL_LINKS = [link for path in FILES for link in _links(_load(path), path.stem)]


def test_there_is_something_to_read() -> None:
    assert len(ALL_TEXTS) > 500
    assert len(ALL_LINKS) > 300


def test_texts_are_whole_sentences() -> None:
    assert [path for path, text in ALL_TEXTS if not text.strip().endswith((".", "?", "!", ".*", ".)"))] == []
    assert [path for path, text in ALL_TEXTS if not (text[0].isupper() or text.startswith(SMALL))] == []


def test_spelling_is_american() -> None:
    assert [(path, found[0]) for path, text in ALL_TEXTS if (found := BRITISH.search(text))] == []


def test_no_word_stands_twice() -> None:
    found = [(path, match[0]) for path, text in ALL_TEXTS if (match := TWICE.search(text))]
    assert [pair for pair in found if pair[1].lower() not in {"that that", "had had"}] == []


def test_no_slips() -> None:
    flat = [(path, " ".join(text.split("\n")).strip()) for path, text in ALL_TEXTS]
    flat = [(path, re.sub(r"`[^`]*`", "`code`", text.replace("  ", " "))) for path, text in flat]
    assert [(path, found[0]) for path, text in flat if (found := SLIPS.search(text))] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_lines_fit(path: Path) -> None:
    long = [line for line in path.read_text("utf-8").splitlines() if len(line) > 118 and "https://" not in line]
    assert long == []


def test_links_are_encrypted_and_titled() -> None:
    for _, title, url in ALL_LINKS:
        assert re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]+/?[^\s<>\"]*", url)
        assert title.strip() == title != ""
