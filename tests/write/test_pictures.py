"""Diagrams on pages, as thumbnails and by themselves, as they are really drawn."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from tests.write.shown import Pages
from tests.write.test_pages import SCHEME, links

from infra_design.model.settings import Settings
from infra_design.pipeline import build, load

if TYPE_CHECKING:
    from pathlib import Path

STAGE = "2-secured-and-monitored"


@pytest.fixture(scope="module")
def drawn(checkout: Path) -> Pages:
    return Pages(build(load(checkout, Settings()), Settings()))


def test_ids_stay_unique_with_the_diagram(drawn: Pages) -> None:
    for name in (STAGE, "index"):
        ids = [e.attributes["id"] for e in drawn[name].all() if "id" in e.attributes]
        assert len(ids) == len(set(ids))


def test_components_lead_to_their_explanation(drawn: Pages) -> None:
    page = drawn[STAGE]
    anchors = {e.attributes["id"] for e in page.all() if "id" in e.attributes}
    linked = {e.attributes["xlink:href"] for e in page.one("figure").all("a") if "xlink:href" in e.attributes}
    assert {address.partition("#")[2] for address in linked} <= anchors
    assert len(linked) > 8
    assert not [e for e in page.one("figure").all("a") if "href" in e.attributes and e.all("rect")]


def test_icons_are_assets(drawn: Pages) -> None:
    assets = {asset.uri for asset in drawn.site.assets}
    icons = [e.attributes["xlink:href"] for e in drawn[STAGE].all("image")]
    assert icons
    assert all(icon.removeprefix(SCHEME) in assets for icon in icons)


def test_thumbnails_are_only_looked_at(drawn: Pages) -> None:
    cards = drawn["index"].all("a", class_="infra-thumbnail")
    assert len(cards) == 5
    for card in cards:
        assert card.attributes["aria-hidden"] == "true"
        assert len(links(card.one("svg"))) == len(card.all("image"))
        assert all("id" not in e.attributes for e in card.all())
        assert not card.all("title")


def test_a_diagram_by_itself_is_sound_xml_with_its_icons_inside(drawn: Pages) -> None:
    alone = {a.uri: a for a in drawn.site.assets if a.uri.endswith(".svg") and "/diagrams/" in a.uri}
    assert len(alone) == 5
    for asset in alone.values():
        root = ET.fromstring(asset.content)  # noqa: S314 — our own
        icons = [e.get("{http://www.w3.org/1999/xlink}href", "") for e in root.iter() if e.tag.endswith("}image")]
        assert icons
        assert all(icon.startswith("data:image/png;base64,") for icon in icons)
        assert not [e for e in root.iter() if e.tag.endswith("}a")]


def test_the_diagram_is_told_in_words(drawn: Pages) -> None:
    words = drawn[STAGE].all("details")[1]
    assert words.one("summary").text == "The diagram in words"
    for name in ("HAProxy", "MySQL on web-02", "Firewall 1", "Sumo Logic"):
        assert name in words.text


def test_each_stage_can_be_had_as_files(drawn: Pages) -> None:
    folder = "assets/infra-design/diagrams"
    content = {a.uri: a.content.decode() for a in drawn.site.assets if a.uri.startswith(f"{folder}/{STAGE}.")}
    offered = links(drawn[STAGE].one("figure").all("details", class_="infra-downloads")[0])
    assert sorted(content) == [f"{folder}/{STAGE}.{ending}" for ending in ("dot", "json", "svg", "yml")]
    assert sorted(address.removeprefix(SCHEME) for address in offered) == sorted(content)
    assert content[f"{folder}/{STAGE}.dot"].startswith("digraph")
    assert content[f"{folder}/{STAGE}.yml"].startswith("title: Secured and monitored web infrastructure")
    issues = drawn[STAGE].all("article", class_="infra-issue")
    told = json.loads(content[f"{folder}/{STAGE}.json"])
    assert {one["id"] for one in told["findings"]} == {e.attributes["data-finding"] for e in issues}


def test_the_files_are_what_the_command_line_prints(drawn: Pages, checkout: Path) -> None:
    content = {a.uri.rpartition("/")[2]: a.content.decode() for a in drawn.site.assets}
    run = partial(subprocess.run, cwd=checkout, capture_output=True, text=True, check=False)
    command = [sys.executable, "-m", "infra_design.adapters.cli"]
    printed = run([*command, "resolve", STAGE]).stdout
    assert printed == content[f"{STAGE}.yml"]
    assert run([*command, "check", STAGE, "--format", "json"]).stdout == content[f"{STAGE}.json"]
    assert run([*command, "render", STAGE, "--format", "dot"]).stdout == content[f"{STAGE}.dot"]
    assert run([*command, "render", STAGE]).stdout == content[f"{STAGE}.svg"]


def test_links_of_embeds_name_their_page(drawn: Pages) -> None:
    diagram = drawn.site.embeds["", STAGE, "diagram"]
    assert f'xlink:href="infra-design:infrastructure/{STAGE}.md#component-haproxy"' in diagram
