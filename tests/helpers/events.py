"""Drafts and events from the JSON of the log, as tests write them."""

from __future__ import annotations

from annotator.annotations.events import Draft, Event, parse_change


def draft_of(kind, document, sentence, payload) -> Draft:
    """A draft whose change is given as JSON."""
    return Draft(document, sentence, parse_change(kind, payload))


def event_of(
    uid, kind, payload, *, document, sentence, group="", annotator="ann", at="2026", guideline=""
) -> Event:
    """An event whose change is given as JSON."""
    change = parse_change(kind, payload)
    return Event(
        uid,
        group or uid,
        annotator,
        at,
        None,
        document,
        sentence,
        change,
        guideline=guideline,
    )
