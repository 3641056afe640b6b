"""Bad zones get the right rule at the right line; and nothing else is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from tests.dns.designs import COMPONENTS, HERE, analyses, resolved

from infra_design.analyze import rule_infos

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from infra_design.model.finding import Finding, Severity

INCLUDED = "dns:\n  foobar.com: {$include: foobar.com.zone}\n"
KEYS = {"case", "zones", "zone", "more", "findings", "problems", "rules", "repeat"}


def cases(name: str) -> list[Any]:
    documents = list(yaml.safe_load_all((HERE / "cases" / f"{name}.yml").read_text("utf-8")))
    for document in documents:
        assert set(document) <= KEYS, document["case"]
        assert ("findings" in document) != ("problems" in document), document["case"]
    return [pytest.param(document, id=f"{name}: {document['case']}") for document in documents]


ALL = [*cases("records"), *cases("zonefiles"), *cases("mistakes")]


def files(case: dict[str, Any]) -> dict[str, str]:
    more = "".join(f"  {line}\n" for line in case.get("more", "").splitlines())
    text = case.get("zones", INCLUDED) + COMPONENTS + more
    for word, times in case.get("repeat", {}).items():
        text = text.replace(word, "x" * times)
    return {"0.yml": text, **({"foobar.com.zone": case["zone"]} if "zone" in case else {})}


def told(finding: Finding) -> str:
    place = f"zone:{finding.mark.line}" if finding.mark.file.endswith(".zone") else str(finding.mark.line)
    graded = f" {finding.severity}" if finding.severity is not usual(finding.rule) else ""
    return f"{finding.id} {place}{graded}"


def usual(rule: str) -> Severity:
    return rule_infos()[rule].severity


@pytest.mark.parametrize("case", ALL)
def test_bad_zone(case: dict[str, Any], tmp_path: Path) -> None:
    system, problems = resolved(tmp_path, files(case))
    lead = "" if "zone" in case else "designs/0.yml:"
    assert problems == [lead + problem for problem in case.get("problems", [])]
    if "findings" in case:
        assert system is not None
        rules = case.get("rules") or [info.id for info in rule_infos().values() if info.group == "DNS"]
        found = [finding for finding in analyses(system)[0].findings if finding.rule in rules]
        assert sorted(map(told, found)) == sorted(case["findings"])


def test_there_are_enough_and_every_rule_has_some() -> None:
    bad = [param.values[0] for param in ALL if param.values[0].get("findings") or "problems" in param.values[0]]
    assert len(bad) >= 40
    covered = {finding.partition("@")[0] for case in bad for finding in case.get("findings", [])}
    assert covered >= {info.id for info in rule_infos().values() if info.group == "DNS"}
