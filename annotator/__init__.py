"""Annotate framing and misinformation in news text, in a terminal."""

__version__ = "0.1.0"
