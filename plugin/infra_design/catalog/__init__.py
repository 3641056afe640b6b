"""Data, not code: kinds, products, protocols, concepts."""
