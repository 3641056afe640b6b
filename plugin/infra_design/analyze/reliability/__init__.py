"""Monotone structures over independent events: minimal cut sets, probability, importance."""
