"""A stage as files: its diagram, what Graphviz laid out, its YAML, and its findings."""

from __future__ import annotations

import json
import posixpath
from typing import TYPE_CHECKING

from infra_design.model.site import Asset
from infra_design.write.findings import findings_report
from infra_design.write.html import Html, element, items
from infra_design.write.links import ASSETS, link_to
from infra_design.write.sheets import diagram_sheet
from infra_design.write.standalone import self_contained

if TYPE_CHECKING:
    from infra_design.write.scene import Scene

_FILES = {
    "svg": ("SVG", "the diagram with its icons inside, light or dark as the reader's system is set"),
    "dot": ("DOT", "what Graphviz laid out"),
    "yml": ("YAML", "the whole stage, with what it inherits"),
    "json": ("JSON", "the issues, as the command line prints them"),
}


def file_at(scene: Scene, ending: str) -> str:
    """The uri of a file of a stage."""
    return posixpath.join(ASSETS, "diagrams", scene.system.id, f"{scene.stage.id}.{ending}")


def files(scene: Scene) -> list[Asset]:
    """All files of a stage."""
    findings = findings_report((scene.system.id, finding) for finding in scene.analysis.findings)
    texts = {
        "svg": self_contained(scene.drawing, diagram_sheet()),
        "dot": scene.drawing.dot,
        "yml": scene.stage.spec.merged,
        "json": json.dumps(findings, indent=2, ensure_ascii=False) + "\n",
    }
    return [Asset(file_at(scene, ending), text.encode()) for ending, text in texts.items() if text]


def downloads(scene: Scene) -> Html:
    """Links to them. The page's script adds one that only it can make."""
    there = {"svg": True, "dot": scene.drawing.dot, "yml": scene.stage.spec.merged, "json": True}
    links = items(_item(scene, ending) for ending, there in there.items() if there)
    return element("details", element("summary", "Download"), links, class_="infra-fold infra-downloads")


def _item(scene: Scene, ending: str) -> Html:
    name, words = _FILES[ending]
    return element("a", name, href=link_to(file_at(scene, ending)), download="") + f" {words}"
