"""All rules there are for a site: ours, those of installed packages, and those that it wrote itself."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from infra_design.analyze.ownrules import info_of, rule_of
from infra_design.analyze.rule import rule_infos, rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.analyze.rule import Rule
    from infra_design.model.catalog import Catalog
    from infra_design.model.finding import RuleInfo
    from infra_design.model.ownrule import OwnRule


def rules_for(catalog: Catalog) -> Mapping[str, Rule]:
    """All rules, sorted by id; a site's own takes the place of ours of the same id."""
    return _joined(catalog.own_rules) if catalog.own_rules else rules()


@lru_cache(maxsize=8)
def _joined(own: tuple[OwnRule, ...]) -> Mapping[str, Rule]:
    return dict(sorted({**rules(), **{one.id: rule_of(one) for one in own}}.items()))


def infos_for(catalog: Catalog) -> Mapping[str, RuleInfo]:
    """What each rule says of itself, sorted by id."""
    return dict(sorted({**rule_infos(), **{one.id: info_of(one) for one in catalog.own_rules}}.items()))
