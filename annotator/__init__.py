"""Annotate framing and misinformation in news text, in a terminal."""
