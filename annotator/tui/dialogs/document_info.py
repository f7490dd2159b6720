"""The card of a document: what it tells of itself, as far as the annotator is to know."""

from __future__ import annotations

from textual.content import Content

from annotator.annotations import masking
from annotator.model import Document
from annotator.safe_text import display
from annotator.tui.paragraphs import FAINT, Lines, fields, hang
from annotator.workflow.project_settings import Settings

_FIRST = ("title", "source", "author", "date", "url")


def lines(
    document: Document, finished: int, place: tuple[int, int], settings: Settings, width: int
) -> Lines:
    """finished: sentences. place: which document it is, counted from 1, of how many."""
    number, count = place
    meta = masking.shown({"title": document.title, **document.meta}, settings.masked)
    ordered = [key for key in _FIRST if key in meta] + [key for key in meta if key not in _FIRST]
    told = [(key, _value(meta[key], key in masking.hidden(settings.masked))) for key in ordered]
    sentences = len(document.sentences)
    told += [
        ("document", Content(f"{number:,} of {count:,}")),
        ("length", Content(f"{sentences:,} sentences, {len(document.text):,} characters")),
        ("finished", Content(f"{finished:,} of {sentences:,} sentences")),
        ("uid", Content(display(document.uid))),
    ]
    if settings.blind_share:
        share = f"{100 * settings.blind_share:g} % of all sentences"
        told.append(("blind", Content(f"{share} show no suggestions until they are finished")))
    lines = fields(((display(name), value) for name, value in told), width)
    if settings.masked:
        note = "Masked is what might sway you. The text is as it is, and may name it."
        lines += [Content(""), *hang(Content.styled(note, FAINT), width)]
    return lines


def _value(text: str, masked: bool) -> Content:
    return Content.styled(text, FAINT) if masked else Content(display(text))
