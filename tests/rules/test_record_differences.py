"""What differs of DNS records between stages, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Tell

BEFORE = """\
# 0-one.yml
title: One server
components:
  visitor: {kind: browser, uses: www.example.net}
  web: {kind: server, address: 9.9.9.10}
  nginx: {host: web}
dns:
  example.net:
    www: {A: web}
---
"""


def details(tell: Tell, later: str) -> tuple[str, ...]:
    comparison = tell(BEFORE + later).stages[-1].comparison
    assert comparison
    return next(one.details for one in comparison.differences if one.id == "www.example.net A")


def test_an_address_that_something_else_holds_is_the_same_address(tell: Tell) -> None:
    later = """\
# 1-two.yml
title: Another machine in front
extends: 0-one
components:
  web: {address: 9.9.9.11}
  lb: {kind: server, address: 9.9.9.10}
  haproxy: {host: lb, uses: nginx}
dns:
  example.net:
    www: {A: lb}
"""
    assert details(tell, later) == ("9.9.9.10, now held by lb (was web)",)


def test_another_address_is_told_with_who_holds_it(tell: Tell) -> None:
    later = """\
# 1-two.yml
title: Another machine in front
extends: 0-one
components:
  lb: {kind: server, address: 9.9.9.11}
  haproxy: {host: lb, uses: nginx}
dns:
  example.net:
    www: {A: lb}
"""
    assert details(tell, later) == ("value: 9.9.9.10 (web) → 9.9.9.11 (lb)",)
