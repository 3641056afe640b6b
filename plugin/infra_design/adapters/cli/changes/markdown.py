"""Changes as a comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.changes.figures import availabilities, costs, journey_title, single_points
from infra_design.adapters.cli.changes.picture import picture
from infra_design.adapters.cli.changes.text import SIGNS, title
from infra_design.adapters.cli.changes.verdict import verdict
from infra_design.adapters.cli.formats.markdown import listed
from infra_design.adapters.cli.formats.prose import capped, code, folded, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.adapters.cli.changes import Changes, StageChange

MARK = "<!-- infra-design diff -->"
"""By which a workflow finds the comment that it wrote before."""
MOST_PICTURES = 3
"""Of stages; a change to the first stage of a story shows in all that follow."""


def write(changes: Changes) -> None:
    """Print the verdict on the first line, then each stage: issues, figures and a picture, what changed folded."""
    blocks = [f"**{plain(verdict(changes))}**"]
    if changes.pictures:
        blocks.append(
            "\n".join(("| before | after |", "|---|---|", f"| {' | '.join(map(_linked, changes.pictures))} |"))
        )
    blocks += [f"- {code(str(problem.mark))} {plain(_what(str(problem)))}" for problem in changes.problems]
    for place, stage in enumerate(changes.stages):
        blocks += _stage(stage, drawn=place < MOST_PICTURES and not changes.pictures)
    click.echo(f"{capped(blocks)}\n{MARK}")


def _linked(url: str) -> str:
    return f"![the design](<{url}>)"


def _stage(stage: StageChange, *, drawn: bool) -> Iterator[str]:
    yield f"### {plain(title(stage))}"
    if figures := list(_figures(stage)):
        yield "\n".join(("| | before | after |", "|---|---|---|", *figures))
    if drawn and (shown := picture(stage)):
        yield from folded("What changes, as a picture", [shown])
    groups = (
        ("opened", stage.opened),
        ("more severe", [finding for finding, _ in stage.worsened]),
        ("closed", stage.closed),
        ("less severe", [finding for finding, _ in stage.eased]),
        ("newly accepted", stage.accepted),
    )
    for word, findings in groups:
        if findings:
            yield from folded(f"{_issues(len(findings))} {word}", listed(findings))
    if parts := [*_renamed(stage), *_differences(stage)]:
        yield from folded(f"What changed: {len(parts)}", parts)


def _figures(stage: StageChange) -> Iterator[str]:
    for one in stage.journeys:
        before, after = availabilities(one)
        yield f"| availability of {plain(journey_title(one))} | {before} | {after} |"
        points = single_points(one.before), single_points(one.after)
        if points[0] != points[1]:
            yield f"| its single points of failure | {points[0]} | {points[1]} |"
    before, after = costs(stage)
    if before != after:
        yield f"| cost a month | {before} | {after} |"


def _renamed(stage: StageChange) -> Iterator[str]:
    for old, new in (stage.renamed or {}).items():
        yield f"- {code(old)} is called {code(new)} now"


def _differences(stage: StageChange) -> Iterator[str]:
    for one in stage.differences:
        sign, _ = SIGNS[one.change]
        details = f": {plain('; '.join(one.details))}" if one.details else ""
        yield f"- {code(f'{sign} {one.subject} {one.id}')}{details}"


def _issues(count: int) -> str:
    return f"{count} issue{'s' * (count != 1)}"


def _what(problem: str) -> str:
    return problem.partition(": ")[2]
