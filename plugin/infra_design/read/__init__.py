"""From files to nouns: YAML with marks, every mistake with its place, inheritance, the catalog, the JSON Schema."""
