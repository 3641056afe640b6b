"""From a stage as written to a stage resolved: names, instances, connections, DNS, TLS, journeys."""
