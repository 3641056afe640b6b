"""The picture in words: everything that it says, as a Markdown list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra_design.draw.flags import WORDS
from infra_design.draw.flows import ENCRYPTION
from infra_design.draw.picture import Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra_design.draw.picture import Card, Chip, Flow, Frame, Picture, Tie

_MARKUP = re.compile(r"[\\`*_{}\[\]<>&#!|~^=+$]|:(?=\S)|^-|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
"""What Markdown, one of its usual extensions, or HTML may take for markup."""


def plain(text: str) -> str:
    """Text that Markdown and HTML show as it is."""
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", " ".join(text.split()))


def describe(picture: Picture) -> str:
    """The whole picture: what stands where, what flows, and what else is connected."""
    lines = ["- What there is", *_contents(picture, "", "    ")]
    lines += [f"    - {plain(_thing(picture.cards[key]))}" for key in picture.watchers]
    flows = [f"    - {plain(_flow(picture, flow))}" for flow in picture.flows]
    ties = [f"    - {plain(_tie(picture, tie))}" for tie in picture.ties]
    lines += ["- What flows", *flows] if flows else []
    lines += ["- What else is connected", *ties] if ties else []
    return "\n".join(lines) + "\n"


def _contents(picture: Picture, key: str, indent: str) -> Iterator[str]:
    for frame in picture.frames.values():
        if frame.parent == key:
            yield f"{indent}- {plain(_frame(frame))}"
            yield from (f"{indent}    - {plain(_member(chip))}" for chip in frame.chips)
            yield from _contents(picture, frame.key, f"{indent}    ")
    for card in picture.cards.values():
        if card.frame == key and card.key not in picture.watchers:
            yield f"{indent}- {plain(_thing(card))}"


def _frame(frame: Frame) -> str:
    return "; ".join(filter(None, (frame.summary, frame.note, frame.below, _several(frame.instances))))


def _member(chip: Chip) -> str:
    return "; ".join(filter(None, (chip.summary, _several(chip.instances))))


def _thing(card: Card) -> str:
    seals = (f"{seal.summary} ({', '.join(seal.lines)})" for seal in card.seals)
    return "; ".join(filter(None, (card.summary, *card.said, *seals, _several(card.instances))))


def _several(instances: tuple[str, ...]) -> str:
    return f"stands for {', '.join(instances)}" if len(instances) > 1 else ""


def _names(picture: Picture, keys: Iterable[str]) -> str:
    return " and ".join(dict.fromkeys(picture.cards[key].name for key in keys))


def _flow(picture: Picture, flow: Flow) -> str:
    guards = dict.fromkeys(guard for target in flow.targets for guard in flow.guards.get(target, ()))
    through = [*(picture.cards[guard].name for guard in guards), *flow.passed]
    words = [
        ", ".join(flow.label),
        ENCRYPTION[flow.style],
        f"through {', '.join(dict.fromkeys(through))}" if through else "",
        f"only after a failure: {_names(picture, sorted(flow.standby))}" if flow.standby else "",
        "blocked by a firewall" if flow.blocked else "",
        WORDS[flow.fate] if flow.fate else "",
    ]
    said = "; ".join(word for word in words if word)
    return f"{_names(picture, flow.sources)} → {_names(picture, flow.targets)}" + (f": {said}" if said else "")


def _tie(picture: Picture, tie: Tie) -> str:
    ends = (_end(picture, tie.source), _end(picture, tie.target))
    if tie.style is Style.PART:
        return f"{ends[0]} runs {ends[1]}"
    what = {Style.REPLICATION: "replication", Style.LOOKUP: "asks DNS", Style.WATCH: "monitoring or backup"}
    return f"{ends[0]} → {ends[1]}: {what[tie.style]}; {tie.summary}"


def _end(picture: Picture, key: str) -> str:
    if key in picture.cards:
        return picture.cards[key].name
    for frame in picture.frames.values():
        if key in frame.instances:
            return frame.title
        for chip in frame.chips:
            if chip.key == key:
                return chip.name
    return key
