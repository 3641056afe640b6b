"""One rule a file; its docstring is its page, its example its test."""
