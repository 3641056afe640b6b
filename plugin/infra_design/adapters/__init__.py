"""The outside world: MkDocs, Python-Markdown, the command line."""
