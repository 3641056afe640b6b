"""From a resolved stage to findings: reliability, reach, capacity, rules, waivers, comparison."""
