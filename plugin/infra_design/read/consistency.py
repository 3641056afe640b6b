"""What a merged stage says in two places that cannot both hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.read.instances import generated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.source import Mark
    from infra_design.model.spec import ComponentSpec
    from infra_design.read.reading import Reading


def check_components(components: Mapping[str, ComponentSpec], reading: Reading) -> None:
    """Report instances that share an id, and figures that contradict each other."""
    taken = {ident: spec.mark for ident, spec in components.items()}
    for spec in components.values():
        _check_instances(spec, taken, reading)
        _check_repair(spec, reading)


def place(spec: ComponentSpec, path: str) -> Mark:
    """Where a value of a component stands, or else the component."""
    return spec.marks.get(path, spec.mark)


def _names(spec: ComponentSpec) -> list[tuple[str, Mark]]:
    if spec.instances:
        return [(ident, instance.mark) for ident, instance in spec.instances.items()]
    return [(ident, place(spec, "instances")) for ident in generated(spec.id, spec.count or 1)]


def _check_instances(spec: ComponentSpec, taken: dict[str, Mark], reading: Reading) -> None:
    names = _names(spec)
    for ident, mark in names:
        other = taken.setdefault(ident, mark)
        if ident == spec.id:
            if len(names) > 1:
                what = f"one of several instances has the id of its component, '{ident}'"
                reading.report(mark, what, f"'{ident}-01'?", "ambiguous-id")
        elif other != mark:
            what = f"the instance '{ident}' of '{spec.id}' has an id that is used on line {other.line}"
            reading.report(mark, what, "rename one of them", "ambiguous-id")


def _check_repair(spec: ComponentSpec, reading: Reading) -> None:
    figures = [(spec.mtbf, spec.mttr), *((instance.mtbf, instance.mttr) for instance in spec.instances.values())]
    known = [any(mtbf is not None for mtbf, _ in figures), any(mttr is not None for _, mttr in figures)]
    if known == [True, False]:
        what = "'mtbf' without 'mttr' gives no availability"
        reading.report(place(spec, "mtbf"), what, "add 'mttr'", "missing-key")
    elif known == [False, True]:
        what = "'mttr' without 'mtbf' gives no availability"
        reading.report(place(spec, "mttr"), what, "add 'mtbf'", "missing-key")
