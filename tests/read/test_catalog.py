"""A site's own catalog, where a case file would have to name what is ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra_design.read import icon_names, read_catalog

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.catalog import Catalog


def write(root: Path, name: str, text: str) -> None:
    path = root / "own" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("section", "ident"), [("kinds/x", "load-balancer"), ("protocols", "https"), ("concepts", "https")]
)
def test_what_something_still_names_cannot_be_removed(section: str, ident: str, tmp_path: Path) -> None:
    write(tmp_path, f"{section}.yml", f"{ident}: null\n")
    _, problems = read_catalog(tmp_path, "own")
    assert [problem.code for problem in problems] == ["still-named"]
    assert f"still names '{ident}'" in str(problems[0])
    assert str(problems[0]).startswith(f"own/{section}.yml:1:{len(ident) + 3}: ")


def test_a_patch_changes_what_it_names_and_nothing_else(tmp_path: Path, catalog: Catalog) -> None:
    write(tmp_path, "products/x.yml", "haproxy: {title: Our balancer, links: {Runbook: /runbook/}}\n")
    found, problems = read_catalog(tmp_path, "own")
    assert problems == ()
    before, after = catalog.products["haproxy"], found.products["haproxy"]
    assert (after.title, after.kinds, after.icon) == ("Our balancer", before.kinds, before.icon)
    assert [link.url for link in after.links] == [*(link.url for link in before.links), "/runbook/"]
    assert {name for name in found.products if found.products[name] != catalog.products[name]} == {"haproxy"}
    assert found.kinds == catalog.kinds
    assert found.digest != catalog.digest


def test_the_digest_tells_icons_apart(tmp_path: Path) -> None:
    write(tmp_path, "icons/box.svg", "<svg/>")
    first, _ = read_catalog(tmp_path, "own")
    write(tmp_path, "icons/box.svg", "<svg></svg>")
    second, _ = read_catalog(tmp_path, "own")
    assert list(first.icon_files) == ["box"]
    assert first.digest != second.digest


def test_icons_are_those_of_the_library() -> None:
    """Three that `diagrams` documents: a class, an alias, and one of a provider whose name is short."""
    assert {"aws.network.ElasticLoadBalancing", "aws.network.ELB", "k8s.compute.Pod"} <= set(icon_names())
    assert len(icon_names()) > 2000
    assert not any("._" in name for name in icon_names())
