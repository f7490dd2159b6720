"""Selecting a span: letters over the words, and what each key does to the span being chosen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from annotator import selection as select
from annotator.actions import Mode
from annotator.model import Span
from annotator.selection import Selection
from annotator.session import Session
from annotator.tui.doing.kind import Do
from annotator.tui.hinting import Hinting
from annotator.tui.stage import Stage

Move = Callable[[Session], str]
"""Changes a session's selection; answers what to tell, '' if nothing."""

Adjustment = Callable[[str, Span, Selection], Selection]


# ------------------------------------------------------------------ by letters


def hint(stage: Stage) -> None:
    """Show letters over the words; the first word named and the last make the selection."""
    session = stage.session
    letters = select.hints(session.document.text, session.sentence)
    stage.first = None
    if letters:
        stage.hinting = Hinting(letters, Mode.HINT, lambda word: _named(stage, word))
    else:
        stage.told = "no word in this sentence"


def _named(stage: Stage, word: Span) -> None:
    if stage.first is None:
        stage.first = word
    else:
        first, last = sorted((stage.first, word))
        _selected(stage, Span(first.start, last.end))


def _hint_word(stage: Stage, _key: str) -> None:
    """Only the word that was named."""
    if stage.first:
        _selected(stage, stage.first)


def _selected(stage: Stage, span: Span) -> None:
    stage.hinting, stage.first = None, None
    stage.session.select_span(span)


# ------------------------------------------------------------------ by moves


def _take(session: Session, span: Span | None, otherwise: str) -> str:
    if span is None:
        return otherwise
    session.select_span(span)
    return ""


def _word(session: Session) -> str:
    """The first word of the mark in hand, else of the sentence."""
    place = session.mark.span.start if session.mark else session.sentence.start
    found = select.words(session.document.text, session.sentence)
    word = next((one for one in found if one.end > place), None)
    return _take(session, word, "no word in this sentence")


def _next_word(session: Session) -> str:
    """The word after the selection, instead of it."""
    here = session.selection.span.end if session.selection else session.sentence.start
    found = select.words(session.document.text, session.sentence)
    word = next((one for one in found if one.start >= here), None)
    return _take(session, word, "this is the last word")


def _sentence(session: Session) -> str:
    return _take(session, session.sentence, "")


def _quotation(session: Session) -> str:
    """The next quotation; pressed again, the one after it."""
    near = session.selection.span.end if session.selection else session.sentence.start
    return _take(session, session.quotation_near(near), "no quotation in this sentence")


def _bracket(session: Session) -> str:
    near = session.selection.span.start if session.selection else session.sentence.start
    found = select.bracketed(session.document.text, session.sentence, near)
    return _take(session, found, "no brackets in this sentence")


def _over_border(session: Session) -> str:
    """From the selection's start to the end of the next sentence."""
    if session.selection is None:
        return ""
    span = session.selection.span
    following = next((one for one in session.document.sentences if one.end > span.end), None)
    target = Span(span.start, following.end) if following else None
    return _take(session, target, "this is the last sentence")


def _edit(session: Session) -> str:
    return "" if session.edit_bounds() else "no mark in hand to edit"


def _adjust(adjustment: Adjustment) -> Move:
    def move(session: Session) -> str:
        if session.selection:
            inside = session.sentence.contains(session.selection.span)
            within = session.sentence if inside else Span(0, len(session.document.text))
            text = session.document.text
            session.selection = adjustment(text, within, session.selection)
        return ""

    return move


_MOVES: dict[str, Move] = {
    "select_word": _word,
    "next_word": _next_word,
    "select_sentence": _sentence,
    "select_quotation": _quotation,
    "select_bracket": _bracket,
    "over_border": _over_border,
    "edit": _edit,
    "end_forward": _adjust(partial(select.by_word, step=1)),
    "end_back": _adjust(partial(select.by_word, step=-1)),
    "grow_end": _adjust(partial(select.grown, step=1)),
    "grow_start": _adjust(partial(select.grown, step=-1)),
    "end_right": _adjust(partial(select.by_character, step=1, at_start=False)),
    "end_left": _adjust(partial(select.by_character, step=-1, at_start=False)),
    "start_right": _adjust(partial(select.by_character, step=1, at_start=True)),
    "start_left": _adjust(partial(select.by_character, step=-1, at_start=True)),
    "swap": _adjust(lambda _text, _within, now: select.swap(now)),
}


def _do(move: Move) -> Do:
    def do(stage: Stage, _key: str) -> None:
        stage.told = move(stage.session)

    return do


DO: dict[str, Do] = {
    "hint": lambda stage, _key: hint(stage),
    "hint_word": _hint_word,
    "cancel": lambda stage, _key: stage.drop(),
    **{name: _do(move) for name, move in _MOVES.items()},
}
