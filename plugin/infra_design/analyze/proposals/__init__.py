"""Changes that may close a finding, smallest first; whether they do is for a trial to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.proposals import care, names, network, redundancy, traffic
from infra_design.analyze.proposals.parts import stated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.proposals.parts import Patch, Proposer
    from infra_design.model.finding import Finding


def proposals(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """Changes that may close a finding, smallest first; none for rules that nobody knows a small change for."""
    for propose in PROPOSERS.get(finding.rule, ()):
        yield from propose(facts, finding)


PROPOSERS: Mapping[str, tuple[Proposer, ...]] = {
    "spof-server": (redundancy.take_over, redundancy.second),
    "spof-load-balancer": (redundancy.take_over, redundancy.second),
    "spof-write-primary": (redundancy.take_over,),
    "spof-component": (redundancy.take_over, redundancy.second),
    "spof-shared-dependency": (redundancy.take_over, redundancy.second_place),
    "members-share-host": (redundancy.machine_each,),
    "members-share-zone": (redundancy.over_zones,),
    "failover-not-automatic": (redundancy.take_over,),
    "cluster-without-virtual-address": (names.shared_address,),
    "availability-below-target": (redundancy.for_target,),
    "maintenance-downtime": (redundancy.take_over, redundancy.second),
    "no-replica": (redundancy.one_more,),
    "single-write-database": (redundancy.all_write,),
    "multiple-writers-without-quorum": (redundancy.majority,),
    "write-to-replica": (network.whole,),
    "no-headroom": (redundancy.enough,),
    "cannot-scale-out": (network.balancer,),
    "colocated-tiers": (network.apart,),
    "identical-servers": (network.data_apart,),
    "no-segmentation": (network.data_apart,),
    "local-state-on-scaled-tier": (care.shared_state,),
    "balancing-undeclared": (stated("algorithm", "round-robin"),),
    "no-health-check": (stated("health-check", value=True),),
    "no-firewall": (network.firewall,),
    "firewall-gap": (network.firewall,),
    "connection-blocked": (network.entry_for_connection,),
    "load-balancer-bypass": (network.only_from_balancer,),
    "broad-allow": (network.closed_entry,),
    "admin-port-open": (network.closed_entry,),
    "database-exposed": (network.closed_entry,),
    "no-https": (traffic.certificate,),
    "certificate-mismatch": (traffic.covering,),
    "tls-terminated-at-load-balancer": (traffic.encrypted,),
    "plaintext-internal-connection": (traffic.encrypted,),
    "no-backup": (care.backup,),
    "no-monitoring": (care.watched,),
    "monitoring-gap": (care.watched,),
    "monitoring-shares-fate": (care.watched_elsewhere,),
    "no-request-rate-metric": (care.requests_counted,),
    "disconnected-component": (care.left_out,),
    "cname-at-apex": (names.addresses_instead,),
    "target-is-alias": (names.host_itself,),
    "dangling-target": (names.without_record,),
    "duplicate-record": (names.once,),
    "mixed-ttl": (names.one_ttl,),
    "ttl-exceeds-failover": (names.shorter,),
    "missing-entry-record": (names.entry_record,),
    "record-bypasses-virtual-address": (names.to_group,),
    "missing-caa": (names.caa,),
    "missing-mail-policy": (names.mail_policy,),
}
"""Rule → who knows changes for it, smallest first."""

FOR_PEOPLE: Mapping[str, str] = {
    "journey-broken": "The design contradicts itself, and only its authors know which half they meant.",
    "no-journey": "Who uses it is for its authors to say.",
    "provider-dependency": "It is the provider's to make redundant; to depend on it is a decision.",
    "homogeneous-fleet": "Equal copies are right nearly always; updating them one by one is work, not design.",
    "claim-contradicted": "What contradicts the claim is an issue of its own, with changes of its own.",
    "addition-unexplained": "Why something was added is for its authors to say.",
    "issue-regression": "The issue that is back has changes of its own.",
    "stale-setting": "What the setting was meant for is for its authors to say.",
    "stale-waiver": "Whether the acceptance still holds is for its owner to say.",
    "invalid-address": "The real address is in nobody's design but the author's.",
    "bad-owner-name": "What the name should be is for its authors to say, and who asks for it must follow.",
    "cname-conflict": "Which of the records was meant is for its authors to say.",
    "single-nameserver": "A second name server has a name and an address that only its operator knows.",
}
"""Rules for whose findings no change of a design is offered, and why: nothing is invented."""
