"""The parts about machines: which has which address and what runs on it, and the tree of what stands on what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.model.stage import Role
from infra_design.write.html import (
    NOTHING,
    Html,
    badge,
    block,
    code,
    codes,
    element,
    fold,
    joined,
    link,
    listed,
    paragraph,
    row,
    say,
    table,
)
from infra_design.write.tree import tree
from infra_design.write.yaml import highlight

if TYPE_CHECKING:
    from infra_design.model.stage import Component, Instance
    from infra_design.write.scene import Scene


def servers(scene: Scene) -> Html:
    """The machines of a stage, and what is on none."""
    machines = [scene.stage.instances[i] for component in scene.of(Category.MACHINE) for i in component.instances]
    carried = {ident for machine in machines for ident in (machine.id, *scene.stage.carries.get(machine.id, ()))}
    rest = [instance for instance in scene.stage.instances.values() if instance.id not in carried]
    places = any(machine.places for machine in machines)
    head = ("Machine", "Is a", "Address", *(("In",) if places else ()), "Carries")
    title = "Not on a machine of this design: " if machines else "Instances: "
    others = joined((_instance(scene, instance, addresses=True) for instance in rest), " ")
    return block(
        "servers",
        *(_shared(scene, component) for component in scene.of(Category.MACHINE)),
        table(head, (_machine(scene, machine, places=places) for machine in machines)),
        paragraph(title, others) if others else NOTHING,
    )


def _shared(scene: Scene, component: Component) -> Html:
    if len(component.instances) == 1 or not component.address:
        return NOTHING
    names = listed(scene.things(component.instances), "or", most=6)
    return paragraph(
        say("{} have the address {} in common: it leads to whichever works.", names, codes(component.address))
    )


def _machine(scene: Scene, machine: Instance, *, places: bool) -> Html:
    component = scene.stage.components[machine.component]
    own = component.address if len(component.instances) == 1 else ()
    carried = [
        scene.stage.instances[ident] for ident in scene.stage.carries.get(machine.id, ()) if ident != machine.id
    ]
    where = joined(listed(scene.things(options), "or") for options in machine.places)
    return row(
        machine.title + _role(machine),
        scene.thing(component.id) if component.title != machine.title else component.kind.title,
        codes(dict.fromkeys((*own, *machine.address))),
        *((where,) if places else ()),
        joined((_instance(scene, instance) for instance in carried), " "),
        id=f"instance-{machine.id}",
    )


def _instance(scene: Scene, instance: Instance, *, addresses: bool = False) -> Html:
    where = scene.href(f"component-{instance.component}")
    after = codes(instance.address) if addresses else NOTHING
    inner = (link(where, instance.title), _role(instance), *((" ", after) if after else ()))
    return element("span", *inner, class_="infra-instance", id=f"instance-{instance.id}")


def _role(instance: Instance) -> Html:
    """What an instance is in its group, where that says anything."""
    return NOTHING if instance.role in {Role.SINGLE, Role.ACTIVE} else " " + badge(instance.role.value)


def structure(scene: Scene) -> Html:
    """What stands in and on what, as a listing; the file, and the whole stage as YAML."""
    spec = scene.stage.spec
    extends = say(", which extends {}", scene.stage_link(spec.extends)) if spec.extends else NOTHING
    listing = "\n".join(tree(scene))
    return block(
        "structure",
        paragraph("Written in ", code(spec.file), extends, "."),
        element("pre", code(listing), class_="infra-tree") if listing else NOTHING,
        fold("The whole stage as YAML", highlight(spec.merged) if spec.merged else NOTHING),
    )
