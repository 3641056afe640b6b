"""Nothing overlaps, nothing is cut, no line runs through a card: on canonical, ugly and random stages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from tests.draw.designs import designs
from tests.draw.drawings import UGLY, drawn, missing, resolved
from tests.draw.geometry import Rectangle, Seen, clashes, see

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from infra_design.model.catalog import Catalog
    from infra_design.model.drawing import Drawing
    from infra_design.model.stage import Stage


@pytest.mark.parametrize("number", ["0", "1", "2", "3", "4"])
def test_canonical_stages(number: str, canonical: dict[str, Stage], draw: Callable[..., Drawing]) -> None:
    assert clashes(see(draw(canonical[number]))) == []


@pytest.mark.parametrize("name", UGLY)
def test_ugly_stages(name: str, ugly: dict[str, Stage], draw: Callable[..., Drawing]) -> None:
    drawing = draw(ugly[name])
    assert clashes(see(drawing)) == []
    assert missing(ugly[name], drawing) == set()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(design=designs())
def test_random_stages(design: dict[str, Any], tmp_path: Path, catalog: Catalog) -> None:
    folder = tmp_path / "designs"
    folder.mkdir(exist_ok=True)
    (folder / "stage.yml").write_text(yaml.safe_dump(design, sort_keys=False), "utf-8")
    stages = resolved(tmp_path, "designs", catalog, fails=False)
    assume(stages)
    drawing = drawn(stages[0], catalog)
    assert clashes(see(drawing)) == []
    assert missing(stages[0], drawing) == set()


def test_clashes_are_seen() -> None:
    page, card = Rectangle("page", 0, 0, 100, 100), Rectangle("card", 10, 10, 30, 30)
    near, inside = Rectangle("near", 29, 10, 40, 30), Rectangle("frame", 20, 0, 60, 60)
    wide = Rectangle("text", 5, 12, 35, 20)
    through, past = [(0.0, 20.0), (50.0, 20.0)], [(0.0, 20.0), (10.0, 20.0)]
    assert clashes(Seen(page, [card], [], [], [], [("line", past)])) == []
    assert len(clashes(Seen(page, [card], [], [], [], [("line", through)]))) == 1
    assert len(clashes(Seen(page, [card, near], [], [], [], []))) == 1
    assert len(clashes(Seen(page, [card], [], [inside], [], []))) == 1
    assert len(clashes(Seen(page, [card], [], [], [(wide, card)], []))) == 1


def test_sixty_servers_are_one_card_with_all_names_in_the_text(
    ugly: dict[str, Stage], draw: Callable[..., Drawing]
) -> None:
    drawing = draw(ugly["sixty-servers"])
    assert "Web ×60" in drawing.svg
    assert drawing.svg.count("<image") < 30
    assert all(f"web-{number:02}" in drawing.text for number in range(1, 61))
    assert drawing.width < 1100


def test_tiers_stand_in_columns_from_left_to_right(canonical: dict[str, Stage], draw: Callable[..., Drawing]) -> None:
    seen = {card.name: card for card in see(draw(canonical["4"])).cards}

    def column(*names: str) -> float:
        (middle,) = {
            round(
                (seen[f"infra-{canonical['4'].id}-{name}"].left + seen[f"infra-{canonical['4'].id}-{name}"].right) / 2
            )
            for name in names
        }
        return middle

    order = [
        column("visitor"),
        column("firewall-1_lb-01", "firewall-1_lb-02"),
        column("haproxy_lb-01", "haproxy_lb-02"),
        column("firewall-2_web-01", "firewall-2_web-02"),
        column("nginx_web-01", "nginx_web-02"),
        column("app_app-server-01", "app_app-server-02"),
        column("mysql_db-server-01", "mysql_db-server-02"),
    ]
    assert order == sorted(order)
    assert len(set(order)) == len(order)


def test_instances_stand_in_their_order(ugly: dict[str, Stage], draw: Callable[..., Drawing]) -> None:
    seen = {card.name: card for card in see(draw(ugly["cluster"])).cards}
    tops = [seen[f"infra-cluster-kafka-0{number}"].top for number in (1, 2, 3)]
    assert tops == sorted(tops)


def test_what_nothing_flows_to_stands_in_rows_below(
    stage_of: Callable[[str], Stage], draw: Callable[..., Drawing]
) -> None:
    servers = "".join(f"  s{number:02}: {{kind: server, in: {'ab'[number % 2]}}}\n" for number in range(2))
    shelf = "".join(f"  x{number:02}: {{kind: service}}\n" for number in range(30))
    seen = see(
        draw(
            stage_of(
                "title: A shelf\ncomponents:\n  user: {kind: client, uses: app}\n  app: {kind: service, uses: db}\n"
                f"  db: {{kind: database}}\n  a: {{kind: rack}}\n  b: {{kind: rack}}\n{servers}{shelf}"
            )
        )
    )
    assert not clashes(seen)
    idle = [card for card in seen.cards if card.name.startswith(("infra-stage-x", "infra-stage-s"))]
    busy = [card for card in seen.cards if card not in idle]
    assert len(idle) == 32
    assert len(busy) == 3
    assert min(card.top for card in idle) > max(card.bottom for card in busy)
    order = [(card.top, card.left) for card in sorted(idle, key=lambda card: card.name) if "-x" in card.name]
    assert order == sorted(order)
    assert seen.page.right > seen.page.bottom
