"""Whether a DNS server answers as a design says.

`expect` says what a stage's zones let one expect, `ask` and `transfer` get answers from a server, `compare` holds the
two against each other. Only `ask` and `transfer` touch the network, and never while a site is built.
"""

from infra_design.adapters.drift.ask import Server, ServerError, asking, system_server
from infra_design.adapters.drift.compare import Comparison, Drift, compare, compare_all
from infra_design.adapters.drift.expect import Expectations, expectations
from infra_design.adapters.drift.transfer import transferred

__all__ = [
    "Comparison",
    "Drift",
    "Expectations",
    "Server",
    "ServerError",
    "asking",
    "compare",
    "compare_all",
    "expectations",
    "system_server",
    "transferred",
]
