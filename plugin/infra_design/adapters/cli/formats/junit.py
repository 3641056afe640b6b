"""Findings as JUnit XML, which every continuous integration shows."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import click

from infra_design.adapters.cli.formats import stage_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from infra_design.adapters.cli.formats import Report
    from infra_design.model.finding import Finding

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: Report, _folder: Path) -> None:
    """Print a suite for each stage: what fails the check failed, what is accepted is skipped, the rest passes."""
    root = Element("testsuites", name="infra-design")
    if report.problems:
        suite = _suite(root, "design")
        for problem in report.problems:
            case = SubElement(suite, "testcase", classname="design", name=_clean(str(problem.mark)))
            _text(SubElement(case, "error", message=_clean(problem.what)), str(problem))
        _count(suite)
    for (system, stage), pairs in groupby(report.findings, key=lambda pair: (pair[0], pair[1].stage)):
        name = stage_name(system, stage)
        suite = _suite(root, name)
        _cases(suite, name, (finding for _, finding in pairs), report)
        _count(suite)
    if not len(root):
        suite = _suite(root, "design")
        SubElement(suite, "testcase", classname="design", name="no findings")
        _count(suite)
    indent(root)
    click.echo('<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode"))


def _suite(root: Element, name: str) -> Element:
    return SubElement(root, "testsuite", name=_clean(name))


def _cases(suite: Element, stage: str, findings: Iterable[Finding], report: Report) -> None:
    for finding in findings:
        case = SubElement(suite, "testcase", classname=_clean(stage), name=_clean(finding.id))
        if finding.waiver:
            SubElement(case, "skipped", message=_clean(f"accepted: {finding.waiver.reason}"))
            continue
        element = SubElement(case, "failure") if report.failing(finding) else SubElement(case, "system-out")
        if element.tag == "failure":
            element.set("type", str(finding.severity))
            element.set("message", _clean(finding.message))
        told = (f"{finding.mark}: {finding.severity}: {finding.message}", *(one.text for one in finding.evidence))
        _text(element, "\n".join((*told, finding.remedy)))


def _count(suite: Element) -> None:
    suite.set("tests", str(len(suite)))
    for plural, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(plural, str(len(suite.findall(f"testcase/{tag}"))))


def _text(element: Element, text: str) -> None:
    element.text = _clean(text)


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("�", text)
