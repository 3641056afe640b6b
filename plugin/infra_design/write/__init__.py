"""From everything to Markdown pages with their styles."""
