"""`python -m infra_design.adapters.cli`: the command where no script is installed."""

from infra_design.adapters.cli import main

main(prog_name="infra-design")
