"""The text about a document: its metadata, as far as it may be shown, and its progress."""

from __future__ import annotations

from textual.content import Content

from annotator.annotations import visibility
from annotator.model import Document, Progress
from annotator.safe_text import display
from annotator.tui.paragraphs import FAINT, Lines, fields, hang
from annotator.workflow.project_settings import Settings

_FIRST = ("title", "source", "author", "date", "url")


def lines(
    document: Document, progress: Progress, place: tuple[int, int], settings: Settings, width: int
) -> Lines:
    """The lines for a width in cells.

    progress: in this document. place: the document's number, counted from 1, and
    the number of documents.
    """
    number, count = place
    meta = visibility.visible_metadata({"title": document.title, **document.meta}, settings.masked)
    ordered = [key for key in _FIRST if key in meta] + [key for key in meta if key not in _FIRST]
    values = [
        (key, _value(meta[key], key in visibility.masked_keys(settings.masked))) for key in ordered
    ]
    sentences = len(document.sentences)
    apart = f", {progress.cannot_judge:,} cannot be judged" if progress.cannot_judge else ""
    values += [
        ("document", Content(f"{number:,} of {count:,}")),
        ("length", Content(f"{sentences:,} sentences, {len(document.text):,} characters")),
        ("finished", Content(f"{progress.finished:,} of {sentences:,} sentences{apart}")),
        ("uid", Content(display(document.uid))),
    ]
    if settings.blind_share:
        share = f"{100 * settings.blind_share:g} % of all sentences"
        values.append(("blind", Content(f"{share} show no suggestions until they are finished")))
    lines = fields(((display(name), value) for name, value in values), width)
    if settings.masked:
        note = "Metadata that might bias you is masked. The text is unchanged, and may contain it."
        lines += [Content(""), *hang(Content.styled(note, FAINT), width)]
    return lines


def _value(text: str, masked: bool) -> Content:
    return Content.styled(text, FAINT) if masked else Content(display(text))
