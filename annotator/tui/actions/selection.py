"""Selecting a span: letters over the words, and what each key does to the span being chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from annotator.annotations import selection as select
from annotator.annotations.selection import Selection
from annotator.annotations.session import Session
from annotator.model import Span
from annotator.tui.actions import Mode
from annotator.tui.actions.handler import Do
from annotator.tui.context import Context
from annotator.tui.hints import HintInput

Move = Callable[[Session], str]
"""Changes a session's selection; answers what to tell, '' if nothing."""

Adjustment = Callable[[str, Span, Selection], Selection]


# ------------------------------------------------------------------ by letters


def hint(context: Context) -> None:
    """Show letters over the words; the first word named and the last make the selection.

    The last one may stand in the next sentence. An answer may be in the sentence before: who
    speaks is often named there.
    """
    session = context.session
    place, sentences = session.position, session.document.sentences
    near = [session.sentence, *sentences[place + 1 : place + 2]]
    if context.asked and place:
        near[1:] = [sentences[place - 1]]
    every = select.hints(session.document.text, *near)
    here = {keys: word for keys, word in every.items() if session.sentence.contains(word)}
    here = every if context.asked else here
    context.first = None
    if here:
        context.hint_input = HintInput(here, Mode.HINT, lambda word: _first(context, word, every))
    else:
        context.message = "no word in this sentence"


def _first(context: Context, word: Span, letters: Mapping[str, Span]) -> None:
    context.first = word
    context.hint_input = HintInput(letters, Mode.HINT, lambda last: _last(context, word, last))


def _last(context: Context, first: Span, last: Span) -> None:
    first, last = sorted((first, last))
    selected(context, Span(first.start, last.end))


def hint_word(context: Context, _key: str = "") -> None:
    """Only the word that was named."""
    if context.first:
        selected(context, context.first)


def selected(context: Context, span: Span) -> None:
    """A span has been named, by letters or by hand."""
    context.hint_input, context.first = None, None
    context.session.select_span(span)
    context.keep_picked()


def _cancel(context: Context, _key: str) -> None:
    """Drop letters, or a fragment that was added, or the selection: the last thing first."""
    now = context.session.selection
    if context.hint_input and now:
        context.hint_input, context.first = None, None
        begun = now.span in now.kept  # for another fragment
        context.session.selection = select.drop(now) if begun else now
    elif now and now.kept and not now.editing:
        context.session.selection = select.drop(now)
    else:
        context.drop()


# ------------------------------------------------------------------ fragments


def _add_fragment(context: Context, _key: str) -> None:
    now = context.session.selection
    if context.picking:
        context.message = (
            f"one stretch is the answer: {context.key('palette', Mode.SELECT)} keeps it"
        )
    elif now:
        context.session.selection = select.keep(now)
        hint(context)


def _next_fragment(context: Context, _key: str) -> None:
    now = context.session.selection
    if now and now.kept:
        context.session.selection = select.turn(now)
    else:
        adds = context.key("add_fragment", Mode.SELECT)
        context.message = f"this is the only fragment: {adds} adds another"


def _drop_fragment(context: Context, _key: str) -> None:
    now = context.session.selection
    if now and now.kept:
        context.session.selection = select.drop(now)
    else:
        drops = context.key("cancel", Mode.SELECT)
        context.message = f"this is the only fragment: {drops} drops the selection"


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
    """The whole sentence; pressed again, without the marks at its ends."""
    whole = session.sentence
    again = session.selection is not None and session.selection.span == whole
    found = select.bare(session.document.text, whole) if again else None
    return _take(session, found or whole, "")


def _clause(session: Session) -> str:
    """The clause round the selection or the mark in hand, else the first; then the next one."""
    text, within, now = session.document.text, session.sentence, session.selection
    span = now.span if now else session.mark.span if session.mark else within
    again = now is not None and span in select.clauses(text, within)
    near = span.end if again else span.start
    return _take(session, select.clause(text, within, near), "no word in this sentence")


def _quotation(session: Session) -> str:
    """The next quotation; pressed again, the one after it."""
    near = session.selection.span.end if session.selection else session.sentence.start
    return _take(session, session.quotation_near(near), "no quotation in this sentence")


def _bracket(session: Session) -> str:
    near = session.selection.span.start if session.selection else session.sentence.start
    found = select.bracketed(session.document.text, session.sentence, near)
    return _take(session, found, "no brackets in this sentence")


def _over_end(session: Session) -> str:
    """On to the end of the sentence after the one that the selection ends in."""
    if session.selection is None:
        return ""
    span = session.selection.span
    after = next((one for one in session.document.sentences if one.start >= span.end), None)
    target = Span(span.start, after.end) if after else None
    return _take(session, target, "this is the last sentence")


def _over_start(session: Session) -> str:
    """Back to the start of the sentence before the one that the selection begins in."""
    if session.selection is None:
        return ""
    span = session.selection.span
    order = reversed(session.document.sentences)
    before = next((one for one in order if one.end <= span.start), None)
    if before is None:
        return "this is the first sentence"
    wider = Span(before.start, span.end)
    session.selection = replace(session.selection, span=wider, at_start=True)
    return ""


def _edit(session: Session) -> str:
    return "" if session.edit_bounds() else "no mark in hand to edit"


def _adjust(adjustment: Adjustment) -> Move:
    def move(session: Session) -> str:
        now = session.selection
        if now:
            session.selection = adjustment(session.document.text, _reach(session, now.span), now)
        return ""

    return move


def _reach(session: Session, span: Span) -> Span:
    """Where the ends of a selection may go: the sentences it touches, and that in focus."""
    touched = [one for one in session.document.sentences if one.overlaps(span)]
    every = [session.sentence, *touched]
    return Span(min(one.start for one in every), max(one.end for one in every))


_MOVES: dict[str, Move] = {
    "select_word": _word,
    "next_word": _next_word,
    "select_sentence": _sentence,
    "select_quotation": _quotation,
    "select_bracket": _bracket,
    "select_clause": _clause,
    "over_end": _over_end,
    "over_start": _over_start,
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
    def do(context: Context, _key: str) -> None:
        context.hint_input, context.first = None, None
        context.message = move(context.session)

    return do


DO: dict[str, Do] = {
    "hint": lambda context, _key: hint(context),
    "hint_word": hint_word,
    "add_fragment": _add_fragment,
    "next_fragment": _next_fragment,
    "drop_fragment": _drop_fragment,
    "cancel": _cancel,
    **{name: _do(move) for name, move in _MOVES.items()},
}
