"""Surroundings: a span as a person reads it, with the words of its sentence round it."""

from __future__ import annotations

from annotator.model import Document, Span

FURTHEST = 80
"""Characters shown before, and after, a span."""


def surroundings(document: Document, span: Span) -> tuple[str, str, str]:
    """What stands before the span in its sentence, the span, what stands after it.

    Cut at a blank where the sentence is long; … says so.
    """
    home = next((one for one in document.sentences if one.contains(span)), None)
    home = home or Span(max(0, span.start - FURTHEST), min(len(document.text), span.end + FURTHEST))
    before = document.text[home.start : span.start]
    after = document.text[span.end : home.end]
    if len(before) > FURTHEST:
        before = "…" + before[-FURTHEST:].partition(" ")[2]
    if len(after) > FURTHEST:
        after = after[:FURTHEST].rpartition(" ")[0] + "…"
    return before, span.of(document.text), after
