"""From a stage and its findings to SVG: `diagrams` builds the DOT, Graphviz lays it out, we dress it."""
