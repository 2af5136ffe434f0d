"""An answer as HTML, JSON, CSV, Markdown, text or decision record."""
