"""Saying more of a mark, a sentence or a document: the form of attributes, notes, flags."""

from __future__ import annotations

from collections.abc import Callable

from annotator.annotations import commands
from annotator.annotations import selection as select
from annotator.annotations.attribute_values import spans
from annotator.annotations.selection import Selection
from annotator.annotations.session import Mark
from annotator.model import AttributeType, Span, Value
from annotator.tui.actions import selection
from annotator.tui.actions.handler import Do
from annotator.tui.context import Context, Picking
from annotator.tui.dialogs.attribute_answers import MarkFormData
from annotator.tui.dialogs.attribute_form import AttributeForm, SpanRequest
from annotator.tui.dialogs.dialog import Prompt


def _attributes(context: Context, _key: str) -> None:
    mark = context.session.mark
    if mark is None:
        context.message = (
            f"no mark in hand: {context.key('next_mark')} takes one,"
            f" {context.key('hint')} selects a new span"
        )
    else:
        open_form(context, mark)


def _note(context: Context, _key: str) -> None:
    now = context.session.judgement.note
    context.ask(
        Prompt("Note on this sentence", now),
        lambda text: context.commit(commands.note(context.session, text)),
    )


def _flag(context: Context, _key: str) -> None:
    context.commit(commands.flag(context.session))


# ------------------------------------------------------------------------ the form


def open_form(context: Context, mark: Mark, then: Callable[[], None] = lambda: None) -> None:
    """The form of a mark, at its first question. then: what follows once it is done."""
    _show(context, MarkFormData(context, mark), then)


def pick(context: Context, mark: Mark, name: str) -> None:
    """Have words selected as the answer to one question of a mark; the page is shown after."""
    _pick(context, MarkFormData(context, mark), SpanRequest(name), lambda: None, lambda: None)


def _show(context: Context, filling: MarkFormData, done: Callable[[], None], at: int = 0) -> None:
    def left(asked: SpanRequest | None) -> None:
        if asked is None:
            done()
        else:
            _left(context, filling, done, asked)

    context.answered(AttributeForm(filling, at), left)


def _left(
    context: Context, filling: MarkFormData, done: Callable[[], None], asked: SpanRequest
) -> None:
    """The form was left for words of the text; it is shown again once they are chosen."""
    questions = filling.questions() or ()
    place = [one.attribute.name for one in questions].index(asked.name)
    listed = questions[place].attribute.type is AttributeType.SPANS
    following = place if listed else min(place + 1, len(questions) - 1)
    _pick(
        context,
        filling,
        asked,
        then=lambda: _show(context, filling, done, following),
        back=lambda: _show(context, filling, done, place),
    )


def _pick(
    context: Context,
    filling: MarkFormData,
    asked: SpanRequest,
    then: Callable[[], None],
    back: Callable[[], None],
) -> None:
    """Have words selected. then, back: what follows once they are, and where none are."""

    def keep(span: Span) -> None:
        text = context.session.document.text
        value = _with(filling, asked, select.trimmed(text, span).as_value(text))
        filling.keep(asked.name, value)
        then()

    context.asked = Picking(asked.name, keep, back)
    bounds = _bounds(filling, asked) if asked.edit else None
    if bounds:
        context.session.selection = Selection(bounds)
    else:
        selection.hint(context)


def _bounds(filling: MarkFormData, asked: SpanRequest) -> Span | None:
    """Where the words are whose bounds are to be edited."""
    value = filling.value(asked.name)
    entry = value[asked.entry or 0] if isinstance(value, list) else value
    return next(iter(spans(entry)), None)


def _with(filling: MarkFormData, asked: SpanRequest, quote: dict[str, Value]) -> Value:
    """The answer with new words: a list grows by them, or has one entry replaced."""
    if filling.type(asked.name) is not AttributeType.SPANS:
        return quote
    now = filling.value(asked.name)
    entries = list(now) if isinstance(now, list) else []
    if asked.entry is not None and asked.edit:
        entries[asked.entry] = quote
    elif quote not in entries:
        entries.append(quote)
    return entries


DO: dict[str, Do] = {"attributes": _attributes, "note": _note, "flag": _flag}
