"""Selecting a span: by hint letters, by words and characters, by parts of the sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from annotator.annotations import selection as select
from annotator.annotations.selection import Selection
from annotator.annotations.session import Session
from annotator.model import Span
from annotator.tui.hints import HintInput
from annotator.tui.keymap import Action, Handler, Mode

if TYPE_CHECKING:
    from annotator.tui.context import Context

Adjustment = Callable[[str, Span, Selection], Selection]
"""Moves an end of a selection: (text, the stretch it may move in, the selection)."""


# ------------------------------------------------------------------ by hint letters


def show_hints(context: Context) -> None:
    """Show letters over the words; the first word named and the last make the selection.

    The last one can be in the next sentence. The value of an attribute can be in the sentence
    before: the source is often named there.
    """
    session = context.session
    position, sentences = session.position, session.document.sentences
    near = [session.sentence, *sentences[position + 1 : position + 2]]
    if context.span_input and position:
        near[1:] = [sentences[position - 1]]
    every = select.hints(session.document.text, *near)
    here = {keys: word for keys, word in every.items() if session.sentence.contains(word)}
    here = every if context.span_input else here
    context.first_word = None
    if here:
        context.hint_input = HintInput(
            here, Mode.HINT, lambda word: _name_first(context, word, every)
        )
    else:
        context.message = "no word in this sentence"


def _name_first(context: Context, word: Span, letters: Mapping[str, Span]) -> None:
    context.first_word = word
    context.hint_input = HintInput(letters, Mode.HINT, lambda last: _name_last(context, word, last))


def _name_last(context: Context, first: Span, last: Span) -> None:
    first, last = sorted((first, last))
    select_span(context, Span(first.start, last.end))


def select_first_word(context: Context) -> None:
    """Select only the word that was named first."""
    if context.first_word:
        select_span(context, context.first_word)
    else:
        context.message = "type the letter over a word first"


def select_span(context: Context, span: Span) -> None:
    """Select a span that was named by letters or dragged over with the mouse."""
    context.hint_input, context.first_word = None, None
    context.session.select_span(span)
    context.finish_span_input()


def cancel(context: Context) -> None:
    """Drop the hint letters, the fragment added last, or the selection: whichever came last."""
    selection = context.session.selection
    if context.hint_input and selection:
        context.hint_input, context.first_word = None, None
        adding = selection.span in selection.kept  # the hints were for another fragment
        context.session.selection = select.drop_fragment(selection) if adding else selection
    elif selection and selection.kept and not selection.editing:
        context.session.selection = select.drop_fragment(selection)
    else:
        context.drop_selection()


# ------------------------------------------------------------------ fragments


def add_fragment(context: Context) -> None:
    """Keep the selected words as a fragment and select another one."""
    selection = context.session.selection
    if context.span_input:
        keeps = context.key("palette", Mode.SELECT)
        context.message = f"the value is one stretch of text: {keeps} keeps it"
    elif selection:
        context.session.selection = select.keep_fragment(selection)
        show_hints(context)


def next_fragment(context: Context) -> None:
    """Move to the next fragment of the selection."""
    selection = context.session.selection
    if selection and selection.kept:
        context.session.selection = select.next_fragment(selection)
    else:
        adds = context.key("add_fragment", Mode.SELECT)
        context.message = f"this is the only fragment: {adds} adds another"


def drop_fragment(context: Context) -> None:
    """Drop the current fragment of the selection."""
    selection = context.session.selection
    if selection and selection.kept:
        context.session.selection = select.drop_fragment(selection)
    else:
        drops = context.key("cancel", Mode.SELECT)
        context.message = f"this is the only fragment: {drops} drops the selection"


# ------------------------------------------------------------------ words and parts


def _handler(change: Callable[[Session], str]) -> Handler:
    """A handler that changes the selection; `change` returns a message, '' for none."""

    def handle(context: Context) -> None:
        context.hint_input, context.first_word = None, None
        context.message = change(context.session)

    return handle


def _select(session: Session, span: Span | None, otherwise: str) -> str:
    if span is None:
        return otherwise
    session.select_span(span)
    return ""


def _word(session: Session) -> str:
    """Select the first word of the selected mark, else of the sentence."""
    mark = session.selected_mark
    start = mark.span.start if mark else session.sentence.start
    found = select.words(session.document.text, session.sentence)
    word = next((one for one in found if one.end > start), None)
    return _select(session, word, "no word in this sentence")


def _next_word(session: Session) -> str:
    """Select the word after the selection instead of it."""
    end = session.selection.span.end if session.selection else session.sentence.start
    found = select.words(session.document.text, session.sentence)
    word = next((one for one in found if one.start >= end), None)
    return _select(session, word, "this is the last word")


def _sentence(session: Session) -> str:
    """Select the whole sentence; pressed again, without the punctuation at its ends."""
    whole = session.sentence
    again = session.selection is not None and session.selection.span == whole
    found = select.without_outer_punctuation(session.document.text, whole) if again else None
    return _select(session, found or whole, "")


def _clause(session: Session) -> str:
    """Select the clause at the selection or the selected mark, else the first; then the next."""
    text, sentence = session.document.text, session.sentence
    selection, mark = session.selection, session.selected_mark
    span = selection.span if selection else mark.span if mark else sentence
    again = selection is not None and span in select.clauses(text, sentence)
    near = span.end if again else span.start
    return _select(session, select.clause_at(text, sentence, near), "no word in this sentence")


def _quotation(session: Session) -> str:
    """Select the next quotation; pressed again, the one after it."""
    near = session.selection.span.end if session.selection else session.sentence.start
    return _select(session, session.quotation_near(near), "no quotation in this sentence")


def _brackets(session: Session) -> str:
    near = session.selection.span.start if session.selection else session.sentence.start
    found = select.brackets_at(session.document.text, session.sentence, near)
    return _select(session, found, "no brackets in this sentence")


def _to_next_sentence(session: Session) -> str:
    """Extend the selection to the end of the sentence after the one that it ends in."""
    if session.selection is None:
        return ""
    span = session.selection.span
    after = next((one for one in session.document.sentences if one.start >= span.end), None)
    target = Span(span.start, after.end) if after else None
    return _select(session, target, "this is the last sentence")


def _to_previous_sentence(session: Session) -> str:
    """Extend the selection to the start of the sentence before the one that it begins in."""
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


def _edit_bounds(session: Session) -> str:
    return "" if session.edit_bounds() else "no mark is selected to edit"


def _adjust(adjustment: Adjustment) -> Handler:
    """A handler that moves an end of the selection."""

    def change(session: Session) -> str:
        selection = session.selection
        if selection:
            within = _stretch(session, selection.span)
            session.selection = adjustment(session.document.text, within, selection)
        return ""

    return _handler(change)


def _stretch(session: Session, span: Span) -> Span:
    """Where the ends of a selection can move: the current sentence and those it overlaps."""
    touched = [one for one in session.document.sentences if one.overlaps(span)]
    every = [session.sentence, *touched]
    return Span(min(one.start for one in every), max(one.end for one in every))


select_sentence = _handler(_sentence)
select_quotation = _handler(_quotation)
select_brackets = _handler(_brackets)
select_clause = _handler(_clause)


ACTIONS = (
    Action(
        "hint", ("s",), Mode.STEP, show_hints,
        "Select a span: a key for its first word, one for its last", "select",
    ),
    Action(
        "select_word", ("w",), Mode.STEP, _handler(_word), "Select a word, then move and grow it"
    ),
    Action("select_sentence", (".",), Mode.STEP, select_sentence, "Select the whole sentence"),
    Action("select_quotation", ("'",), Mode.STEP, select_quotation, "Select the quotation"),
    Action("select_bracket", ("(",), Mode.STEP, select_brackets, "Select the words in brackets"),
    Action(
        "select_clause", (",",), Mode.STEP, select_clause,
        "Select the clause, up to the next comma or dash",
    ),
    Action(
        "edit", ("e",), Mode.STEP, _handler(_edit_bounds), "Edit the bounds of the selected mark",
        wide=lambda context: "bounds" if context.session.selected_mark else "",
    ),
    Action(
        "end_forward", ("w", "right"), Mode.SELECT, _adjust(partial(select.move_by_word, step=1)),
        "Move the active end one word forward", "grow",
    ),
    Action(
        "end_back", ("b", "left"), Mode.SELECT, _adjust(partial(select.move_by_word, step=-1)),
        "Move the active end one word back", "shrink",
    ),
    Action(
        "grow_end", ("W", "shift+right"), Mode.SELECT,
        _adjust(partial(select.extend_by_word, step=1)),
        "One word more at the end",
    ),
    Action(
        "grow_start", ("B", "shift+left"), Mode.SELECT,
        _adjust(partial(select.extend_by_word, step=-1)),
        "One word more at the start",
    ),
    Action("next_word", ("n",), Mode.SELECT, _handler(_next_word), "Select the next word instead"),
    Action(
        "end_right", ("l",), Mode.SELECT,
        _adjust(partial(select.move_by_character, step=1, at_start=False)),
        "Move the end one character forward",
    ),
    Action(
        "end_left", ("h",), Mode.SELECT,
        _adjust(partial(select.move_by_character, step=-1, at_start=False)),
        "Move the end one character back",
    ),
    Action(
        "start_right", ("L",), Mode.SELECT,
        _adjust(partial(select.move_by_character, step=1, at_start=True)),
        "Move the start one character forward",
    ),
    Action(
        "start_left", ("H",), Mode.SELECT,
        _adjust(partial(select.move_by_character, step=-1, at_start=True)),
        "Move the start one character back",
    ),
    Action(
        "swap", ("o", "tab"), Mode.SELECT,
        _adjust(lambda _text, _within, now: select.swap_ends(now)),
        "Make the other end the active one", "other end",
    ),
    Action("hint", ("s",), Mode.SELECT, show_hints, "Select again by two letters"),
    Action(
        "select_sentence", (".",), Mode.SELECT, select_sentence,
        "The whole sentence; again: without its full stop",
    ),
    Action(
        "select_quotation", ("'",), Mode.SELECT, select_quotation,
        "The quotation; again: the next one",
    ),
    Action("select_bracket", ("(",), Mode.SELECT, select_brackets, "Select the words in brackets"),
    Action(
        "select_clause", (",",), Mode.SELECT, select_clause, "The clause; again: the next one"
    ),
    Action(
        "over_end", ("J",), Mode.SELECT, _handler(_to_next_sentence),
        "Extend to the end of the next sentence",
    ),
    Action(
        "over_start", ("K",), Mode.SELECT, _handler(_to_previous_sentence),
        "Extend to the start of the sentence before",
    ),
    Action(
        "add_fragment", ("a",), Mode.SELECT, add_fragment,
        "Keep this as a fragment and select another",
        lambda context: "" if context.span_input else "and",
    ),
    Action("next_fragment", ("e",), Mode.SELECT, next_fragment, "Go to the next fragment"),
    Action("drop_fragment", ("x",), Mode.SELECT, drop_fragment, "Drop the current fragment"),
    Action(
        "cancel", ("q", "u", "escape", "backspace"), Mode.SELECT, cancel,
        "Drop the fragment added last, else the selection", "cancel",
    ),
    Action(
        "hint_word", ("enter",), Mode.HINT, select_first_word,
        "Select only the word named first; a label's key labels it",
        lambda context: "one word" if context.first_word else "",
    ),
    Action(
        "select_sentence", (".",), Mode.HINT, select_sentence, "Select the whole sentence instead",
        "sentence",
    ),
    Action(
        "select_quotation", ("'",), Mode.HINT, select_quotation, "Select the quotation instead"
    ),
    Action(
        "select_bracket", ("(",), Mode.HINT, select_brackets,
        "Select the words in brackets instead",
    ),
    Action("select_clause", (",",), Mode.HINT, select_clause, "Select the clause instead"),
    Action("cancel", ("escape", "backspace"), Mode.HINT, cancel, "Drop the letters", "cancel"),
)  # fmt: skip
