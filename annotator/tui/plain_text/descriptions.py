"""Descriptions of the sentence and its marks, in lines of plain text."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.annotations.attribute_values import value_text
from annotator.annotations.session import Mark, Session
from annotator.model import Origin, Span
from annotator.tui.context import Context
from annotator.workflow import messages

_STATES = {
    Origin.ACCEPTED: "accepted",
    Origin.EDITED: "accepted, then edited",
    Origin.MANUAL: "yours",
}


def sentence(context: Context) -> list[str]:
    """The position and state of the current sentence, its text, note and marks."""
    session, done = context.session, context.controller.progress
    place = f"Sentence {session.position + 1} of {len(session.document.sentences)}"
    lines = [
        f"{place}, {_state(session)}. {done.finished} of {done.total} finished in all.",
        _words(session, session.sentence),
    ]
    note = session.judgement.note
    return [*lines, *([f"note: {note}"] if note else []), *marks(session)]


def _state(session: Session) -> str:
    held = session.judgement
    words = ["finished" if held.finished else "not finished"]
    words += ["flagged"] if held.flagged else []
    words += ["blind: suggestions come when it is finished"] if _is_blind(session) else []
    return ", ".join(words)


def _is_blind(session: Session) -> bool:
    return session.is_blind(session.sentence)


def marks(session: Session) -> list[str]:
    """The marks of the sentence, numbered."""
    found = session.marks(session.sentence)
    if not found and not _is_blind(session):
        return ["nothing marked or suggested"]
    return [
        f"{number} of {len(found)}{_pointer(session, one)}: {mark(session, one)}"
        for number, one in enumerate(found, 1)
    ]


def _pointer(session: Session, one: Mark) -> str:
    return ", selected" if one.key == session.selected_key else ""


def selected_mark(session: Session) -> str:
    """The selected mark."""
    found = session.selected_mark
    return f"selected mark: {mark(session, found)}" if found else "no mark is selected"


def mark(session: Session, one: Mark) -> str:
    """A mark: its state, label and words, and why it is there."""
    label = session.label_set.label(one.label)
    words = ", then ".join(_quoted(session, part) for part in one.fragments)
    parts = [f"{state(one)}: {label.title if label else one.label}, on {words}"]
    parts += _reasons(session, one)
    held = one.suggestion or one.annotation
    parts += [
        f"{name} {value_text(value)}" for name, value in (held.attributes if held else {}).items()
    ]
    parts += [f"{kind} {_quoted(session, other)}" for kind, other in session.related(one)]
    return "; ".join(parts)


def state(one: Mark) -> str:
    """The state of a mark: suggested, or how it became an annotation."""
    return _STATES[one.annotation.origin] if one.annotation else "suggested"


def _reasons(session: Session, one: Mark) -> Iterable[str]:
    suggestion = one.suggestion
    if suggestion is None:
        return
    text = session.document.text
    matched = (messages.quoted(text, part.start, part.end) for part in suggestion.triggers)
    yield f"{suggestion.tier} tier"
    yield f"matched on {', '.join(matched)}" if suggestion.triggers else "matched on all of it"
    yield f"rule {suggestion.rule}"
    if "voice" not in suggestion.attributes:
        yield f"voice {suggestion.voice}"


def selection(session: Session) -> str:
    """The selected words, in full."""
    return f"selected {_quoted(session, session.selection.span)}" if session.selection else ""


def letters(context: Context) -> str:
    """The hints, each with its word, mark or label."""
    hint_input = context.hint_input
    if hint_input is None:
        return ""
    named = (
        f"{keys} {_words(context.session, word)}" if isinstance(word, Span) else f"{keys} {word}"
        for keys, word in hint_input.letters.items()
    )
    return "; ".join(named)


def _words(session: Session, span: Span) -> str:
    return " ".join(span.of(session.document.text).split())


def _quoted(session: Session, span: Span) -> str:
    """The words of a span in one pair of quotation marks."""
    return f"“{_words(session, span).strip('“”')}”"
