"""Everything that is known becomes pages, assets and navigation."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from infra_design.model.course import Course
from infra_design.model.site import Asset, Section, Site
from infra_design.write.compare import comparison, comparison_page, comparisons, comparisons_page, passages
from infra_design.write.downloads import files
from infra_design.write.html import NOTHING, Html, block, element, items, lines, link
from infra_design.write.links import ASSETS, Addresses, link_to
from infra_design.write.overview import SYSTEM_PARTS
from infra_design.write.page import page_of
from infra_design.write.parts import PARTS
from infra_design.write.pictures import icons
from infra_design.write.rules import rule_pages, rules_section
from infra_design.write.scene import Scene, connections_by_end
from infra_design.write.script import page_script
from infra_design.write.sheets import page_sheet
from infra_design.write.text import markdown, protect
from infra_design.write.tour import tour, tour_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infra_design.model.analysis import SystemAnalysis
    from infra_design.model.catalog import Catalog
    from infra_design.model.drawing import Drawing
    from infra_design.model.settings import Settings
    from infra_design.model.site import Page
    from infra_design.model.stage import System

STYLE = f"{ASSETS}/infra-design.css"
SCRIPT = f"{ASSETS}/infra-design.js"
COMPARISON, TOUR, COMPARISONS = "comparison", "tour", "comparisons"
"""Parts that have pages of their own: of two stages, and of a system."""

_ANCHORS = ("component", "issue", "instance")


def write_site(  # noqa: PLR0913, PLR0917 — what all the steps found, each by its own name
    systems: tuple[System, ...],
    analyses: tuple[SystemAnalysis, ...],
    drawings: Mapping[tuple[str, str], Drawing],
    catalog: Catalog,
    settings: Settings,
    courses: Sequence[Course] = (),
) -> Site:
    """Write every page of every system, and the pages that explain the rules.

    Args:
        systems: resolved.
        analyses: of the systems, in the same order.
        drawings: by system and stage id.
        catalog: what explains kinds, products, records and concepts.
        settings: where the pages go.
        courses: of the systems, in the same order; without them there are no tours and no comparisons.
    """
    addresses = Addresses(settings.pages, tuple(system.id for system in systems))
    told = [
        (one[0], _scenes(one, drawings, catalog, addresses))
        for one in zip(systems, analyses, courses or repeat(Course(), len(systems)), strict=True)
    ]
    pages: list[Page] = []
    embeds: dict[tuple[str, str, str], str] = {}
    for system, scenes in told:
        pages += _system_pages(system, scenes, embeds)
    if len(systems) > 1:
        pages.append(_index_page(told, addresses))
    scenes = [scene for _, of_system in told for scene in of_system]
    rules = {ident: rule for analysis in analyses for ident, rule in analysis.rules.items()}
    pages += rule_pages(rules, scenes, addresses)
    return Site(
        tuple(sorted(pages, key=lambda page: page.uri)),
        _assets(scenes),
        _navigation(told, rules_section(rules, addresses), addresses),
        styles=(STYLE,),
        scripts=(SCRIPT,),
        embeds=embeds,
        parts=(*(part.name for part in PARTS), COMPARISON, *(part.name for part in SYSTEM_PARTS), TOUR, COMPARISONS),
    )


def _scenes(
    known: tuple[System, SystemAnalysis, Course],
    drawings: Mapping[tuple[str, str], Drawing],
    catalog: Catalog,
    addresses: Addresses,
) -> list[Scene]:
    system, analysis, course = known
    scenes: dict[str, Scene] = {}
    for position, (stage, of_stage) in enumerate(zip(system.stages, analysis.stages, strict=True), start=1):
        outgoing, incoming = connections_by_end(stage)
        scenes[stage.id] = Scene(
            system=system,
            stage=stage,
            analysis=of_stage,
            rules=analysis.rules,
            catalog=catalog,
            drawing=drawings[system.id, stage.id],
            addresses=addresses,
            before=scenes.get(of_stage.comparison.before) if of_stage.comparison else None,
            position=position,
            course=course,
            outgoing=outgoing,
            incoming=incoming,
        )
    return list(scenes.values())


def _system_pages(system: System, scenes: Sequence[Scene], embeds: dict[tuple[str, str, str], str]) -> Iterable[Page]:
    for scene in scenes:
        parts = {part.name: protect(part.write(scene)) for part in PARTS}
        embeds |= {(system.id, scene.stage.id, name): _apart(html, scene) for name, html in parts.items() if html}
        yield _stage_page(scene, parts)
    parts = {part.name: protect(part.write(system, scenes)) for part in SYSTEM_PARTS}
    embeds |= {(system.id, "", name): html for name, html in parts.items() if html}
    body = _body((part.heading, parts[part.name]) for part in SYSTEM_PARTS)
    uri = scenes[0].addresses.system(system.id)
    yield page_of(uri, system.title, body, system.spec.introduction, system.spec.file)
    yield from filter(None, (tour_page(system, scenes), comparisons_page(system, scenes)))
    apart = {TOUR: tour(scenes), COMPARISONS: comparisons(scenes)}
    embeds |= {(system.id, "", name): protect(html) for name, html in apart.items() if html}
    for passage in passages(scenes):
        both = embeds[system.id, passage.ends, COMPARISON] = protect(comparison(passage))
        if passage.now.before is passage.before:
            embeds[system.id, passage.now.stage.id, COMPARISON] = both
        yield comparison_page(system, passage)


def _apart(html: str, scene: Scene) -> str:
    """Ids that do not clash with those of another stage on the same page."""
    for kind in _ANCHORS:
        html = html.replace(f' id="{kind}-', f' id="{scene.stage.id}-{kind}-')
    return html


def _stage_page(scene: Scene, parts: Mapping[str, str]) -> Page:
    spec = scene.stage.spec
    body = f"{protect(_way(scene))}\n\n" + _body((part.heading, parts[part.name]) for part in PARTS)
    return page_of(scene.page, scene.stage.title, body, spec.summary, spec.file)


def _way(scene: Scene) -> Html:
    """Where one is in the story."""
    here = scene.stage.id
    stages = (
        element("b", stage.title, aria_current="page") if stage.id == here else scene.stage_link(stage.id)
        for stage in scene.system.stages
    )
    overview = link(link_to(scene.addresses.system(scene.system.id)), scene.system.title)
    return element("nav", overview, items(stages, "ol"), class_="infra-design infra-way", aria_label="Stages")


def _body(sections: Iterable[tuple[str, str]]) -> str:
    return "\n\n".join(f"## {title}\n\n{html}" if title else html for title, html in sections if html)


def _index_page(told: Sequence[tuple[System, Sequence[Scene]]], addresses: Addresses) -> Page:
    cards = block("cards", *(_system_card(system, scenes, addresses) for system, scenes in told))
    return page_of(addresses.index(), "Infrastructure", protect(cards))


def _system_card(system: System, scenes: Sequence[Scene], addresses: Addresses) -> Html:
    return element(
        "section",
        lines(
            element("h2", link(link_to(addresses.system(system.id)), system.title)),
            element("div", markdown(system.spec.introduction)) if system.spec.introduction else NOTHING,
            items((scene.stage_link(scene.stage.id) for scene in scenes), "ol"),
        ),
        class_="infra-card",
    )


def _navigation(told: Sequence[tuple[System, Sequence[Scene]]], explained: Section, addresses: Addresses) -> Section:
    systems = [
        Section(
            system.title,
            addresses.system(system.id),
            tuple(_entries(scenes)),
        )
        for system, scenes in told
    ]
    if len(systems) == 1:
        return Section(systems[0].title, systems[0].uri, (*systems[0].children, explained))
    return Section("Infrastructure", addresses.index(), (*systems, explained))


def _entries(scenes: Sequence[Scene]) -> Iterator[Section]:
    """The stages of a system, its tour, and where they are compared."""
    system, course, addresses = scenes[0].system.id, scenes[0].course, scenes[0].addresses
    yield from (Section(scene.stage.title, scene.page) for scene in scenes)
    if course.tour:
        yield Section("Tour", addresses.tour(system))
    titles = {scene.stage.id: scene.stage.title for scene in scenes}
    pairs = tuple(
        Section(
            f"{titles[pair.before]} → {titles[pair.after]}", addresses.comparison(system, pair.before, pair.after)
        )
        for pair in course.pairs
    )
    if pairs:
        yield Section("Compare", addresses.comparisons(system), pairs)


def _assets(scenes: Sequence[Scene]) -> tuple[Asset, ...]:
    everywhere = (Asset(STYLE, page_sheet()), Asset(SCRIPT, page_script()))
    found = {asset.uri: asset for scene in scenes for asset in (*files(scene), *icons(scene))}
    return tuple(sorted((*everywhere, *found.values()), key=lambda asset: asset.uri))
