"""Changes that may close a finding, smallest first; whether they do is for a trial to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.patch import components, joined
from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.patch import Tree
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Component, Connection

    Patch = Mapping[str, Tree]
    Proposer = Callable[[Facts, Finding], Iterator[Patch]]

INTERNET = "internet"


def proposals(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """Changes that may close a finding, smallest first; none for rules that nobody knows a small change for."""
    for propose in PROPOSERS.get(finding.rule, ()):
        yield from propose(facts, finding)


def _take_over(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """Members that stand by take over by themselves."""
    waiting = [
        one.id
        for one in _concerned(facts, finding)
        if len(one.instances) > 1 and one.mode != "active-active" and one.failover == "manual"
    ]
    if waiting:
        yield components({ident: {"failover": "automatic"} for ident in waiting})


def _one_more(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """One more of what a finding is about, or of the machines it stands on; stores on it replicate."""
    for subject in _components(facts, finding.subjects):
        grown = _machine_of(facts, subject)
        carried = {facts.component(ident).id for one in grown.instances for ident in facts.stage.carries.get(one, ())}
        stores = [ident for ident in (grown.id, *sorted(carried)) if _keeps_copies(facts.components[ident])]
        yield components({grown.id: _more(grown)} | {ident: _replicated(grown.id == ident) for ident in stores})


def _more(component: Component) -> Tree:
    more: dict[str, Tree] = {"instances": len(component.instances) + 1}
    return more


def _machine_of(facts: Facts, component: Component) -> Component:
    machines = {facts.instances[one].machine for one in component.instances} - {""}
    return facts.component(machines.pop()) if len(machines) == 1 else component


def _keeps_copies(component: Component) -> bool:
    return component.kind.category is Category.STORE and component.kind.id != "cache"


def _replicated(itself: bool) -> Tree:  # noqa: FBT001 — a word of one sentence
    mode: dict[str, Tree] = {"mode": "primary-replica", "failover": "automatic"}
    return {"instances": 2, **mode} if itself else mode


def _standby(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A second one that takes over, where one at a time is enough."""
    for subject in _components(facts, finding.subjects):
        machine = _machine_of(facts, subject)
        if len(machine.instances) == 1:
            yield components({machine.id: {"instances": 2, "mode": "active-passive", "failover": "automatic"}})


def _certificate(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A certificate where visitors arrive."""
    for exposure in facts.exposures:
        name = exposure.origin.hostname
        if name in finding.subjects:
            certificate: Tree = {"kind": "certificate", "host": exposure.component.id, "covers": (name,)}
            yield components({_free(facts, "certificate"): certificate})


def _let_in(firewall: Component, entries: Iterable[str]) -> Patch:
    old = tuple(f"{one.port or 'any'} from {one.source}" for one in firewall.spec.allow or ())
    return components({firewall.id: {"allow": tuple(dict.fromkeys((*old, *entries)))}})


def _firewall(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A firewall on the machines, that lets in what the connections of the design need."""
    hosts = finding.subjects
    entries = tuple(dict.fromkeys(entry for host in hosts for entry in _needed(facts, host)))
    if all(facts.component(host).kind.category is Category.MACHINE for host in hosts):
        yield components({_free(facts, "firewall"): {"kind": "firewall", "host": _few(hosts), "allow": entries}})


def _needed(facts: Facts, host: str) -> Iterator[str]:
    """What must come to a machine over the network: `80 from internet`."""
    copies = facts.components[host].instances if host in facts.components else (host,)
    on_it = {ident for one in copies for ident in (one, *facts.stage.carries.get(one, ()))}
    for connection in facts.stage.connections:
        reached = [ident for ident in facts.crosses(connection) if ident in on_it]
        if reached:
            source = _machine_of(facts, facts.components[connection.source])
            outside = source.kind.category is Category.CLIENT
            yield f"{connection.port or 'any'} from {INTERNET if outside else _whole(facts, connection)}"


def _whole(facts: Facts, connection: Connection) -> str:
    """The machines that a connection comes from, where they are one component; else its source."""
    source = facts.components[connection.source]
    machines = {facts.component(facts.instances[one].machine or one).id for one in source.instances}
    return machines.pop() if len(machines) == 1 else source.id


def _watched(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """An agent on every machine that tells a monitoring service."""
    hosts = tuple(facts.subjects(machine.id for machine in facts.machines))
    if hosts and not facts.of(Category.AGENT):
        service = _free(facts, "monitoring")
        agent: Tree = {"kind": "monitoring-agent", "host": _few(hosts), "uses": service}
        yield components({_free(facts, "agent"): agent, service: {"kind": "monitoring", "managed": True}})
    for agent_here in facts.of(Category.AGENT)[:1]:
        yield components({agent_here.id: {"host": tuple(dict.fromkeys((*agent_here.spec.hosts, *finding.subjects)))}})


def _backup(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A backup that stands elsewhere."""
    (store,) = finding.subjects
    ident = _free(facts, "backup") if _free(facts, "backup") == "backup" else _free(facts, f"backup-of-{store}")
    yield components({ident: {"kind": "backup", "covers": (store,)}})


def _encrypted(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """The connections that a finding is about, encrypted on the port that they have."""
    patches = []
    for connection in (facts.connections[ident] for ident in finding.connections if ident in facts.connections):
        source = facts.components[connection.source].spec
        if connection.replication and not connection.declared:
            patches.append(components({source.id: {"uses": {source.id: "encrypted"}}}))
            continue
        used = [use for use in source.uses if use.mark == connection.mark]
        if len(used) != 1 or sum(use.target == used[0].target for use in source.uses) > 1:
            return
        patches.append(components({source.id: {"uses": {used[0].target: {"encrypted": True}}}}))
    if patches:
        yield joined(patches)


def _closed_entry(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A firewall without the entries that a finding points at; what comes by them is named instead of anyone."""
    marks = {finding.mark, *(one.mark for one in finding.evidence if one.mark)}
    patches = []
    for firewall in facts.firewalls.all:
        allow = firewall.spec.allow or ()
        kept = tuple(f"{one.port or 'any'} from {one.source}" for one in allow if one.mark not in marks)
        if len(kept) < len(allow):
            patches.append(components({firewall.id: {"allow": kept}}))
    if patches:
        yield joined(patches)


def _entry_for_connection(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """The entry that lets a denied connection in."""
    for ident in finding.connections:
        refusal = facts.refusals.get(ident)
        if refusal:
            source = _whole(facts, refusal.connection)
            yield _let_in(refusal.firewall, (f"{refusal.connection.port or 'any'} from {source}",))


def _enough(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """As many as carry the peak with one to spare."""
    for load in facts.loads:
        if load.component.id in finding.subjects:
            yield components({_machine_group(facts, load.component).id: {"instances": load.enough}})


def _machine_group(facts: Facts, component: Component) -> Component:
    """What its number of instances comes from: the machines where it runs one on each."""
    hosts = {facts.component(facts.instances[one].machine or one).id for one in component.instances}
    host = facts.components[hosts.pop()] if len(hosts) == 1 else component
    return host if len(host.instances) == len(component.instances) else component


def _caa(_facts: Facts, finding: Finding) -> Iterator[Patch]:
    """Let's Encrypt stands for whoever issues the certificates."""
    (zone,) = finding.subjects
    yield {"dns": {zone: {zone: {"CAA": ('0 issue "letsencrypt.org"',)}}}}


def _mail_policy(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A zone that gets no mail says so (RFC 7505); of others it is said who sends (RFC 7208, 7489)."""
    (zone,) = finding.subjects
    records = facts.stage.zones[zone].records
    at_apex = {record.type for record in records if record.owner == zone}
    if "MX" not in at_apex:
        yield {"dns": {zone: {zone: {"MX": ("0 .",)}}}}
        return
    sender: dict[str, Tree] = {} if "TXT" in at_apex else {zone: {"TXT": ("v=spf1 mx -all",)}}
    if not any(record.owner == f"_dmarc.{zone}" for record in records):
        yield {"dns": {zone: {**sender, "_dmarc": {"TXT": ("v=DMARC1; p=quarantine",)}}}}


def _stated(key: str, value: Tree) -> Proposer:
    """A fact that is not stated yet."""

    def propose(facts: Facts, finding: Finding) -> Iterator[Patch]:
        yield components({component.id: {key: value} for component in _components(facts, finding.subjects)})

    return propose


def _components(facts: Facts, idents: Iterable[str]) -> list[Component]:
    known = (one for one in idents if one in facts.components or one in facts.instances)
    return list({found.id: found for found in map(facts.component, known)}.values())


def _concerned(facts: Facts, finding: Finding) -> list[Component]:
    """What a finding is about, what it points at, and what that stands on, in the order of the file."""
    named = {*finding.subjects, *(ident for one in finding.evidence for ident in one.instances)}
    standing = set().union(*(facts.standing(one) for one in named if one in facts.instances), named)
    return [component for ident, component in facts.components.items() if ident in standing]


def _free(facts: Facts, ident: str) -> str:
    """An id that nothing has yet."""
    taken = {*facts.components, *facts.instances}
    return next(name for name in (ident, *(f"{ident}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _few(hosts: tuple[str, ...]) -> Tree:
    return hosts[0] if len(hosts) == 1 else hosts


_REDUNDANT = (_take_over, _standby, _one_more)

PROPOSERS: Mapping[str, tuple[Proposer, ...]] = {
    "spof-server": (_take_over, _one_more, _standby),
    "spof-load-balancer": _REDUNDANT,
    "spof-write-primary": (_take_over,),
    "spof-component": (_take_over, _one_more, _standby),
    "failover-not-automatic": (_take_over,),
    "maintenance-downtime": (_take_over, _one_more, _standby),
    "no-replica": (_one_more,),
    "no-headroom": (_enough,),
    "balancing-undeclared": (_stated("algorithm", "round-robin"),),
    "no-health-check": (_stated("health-check", value=True),),
    "no-firewall": (_firewall,),
    "firewall-gap": (_firewall,),
    "connection-blocked": (_entry_for_connection,),
    "broad-allow": (_closed_entry,),
    "admin-port-open": (_closed_entry,),
    "database-exposed": (_closed_entry,),
    "no-https": (_certificate,),
    "tls-terminated-at-load-balancer": (_encrypted,),
    "plaintext-internal-connection": (_encrypted,),
    "no-backup": (_backup,),
    "no-monitoring": (_watched,),
    "monitoring-gap": (_watched,),
    "missing-caa": (_caa,),
    "missing-mail-policy": (_mail_policy,),
}
"""Rule → who knows changes for it, smallest first."""
