"""Infrastructure designs in stages: diagrams, DNS, computed issues, and pages."""
