"""Plain-text mode: annotate with lines of text, for screen readers and pipes."""
