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
from annotator.tui.context import Picking, Stage
from annotator.tui.dialogs.attribute_answers import MarkFilling
from annotator.tui.dialogs.attribute_form import Form, Pick
from annotator.tui.dialogs.prompt import Prompt


def _attributes(stage: Stage, _key: str) -> None:
    mark = stage.session.mark
    if mark is None:
        stage.told = (
            f"no mark in hand: {stage.key('next_mark')} takes one,"
            f" {stage.key('hint')} selects a new span"
        )
    else:
        open_form(stage, mark)


def _note(stage: Stage, _key: str) -> None:
    now = stage.session.judgement.note
    stage.ask(
        Prompt("Note on this sentence", now),
        lambda text: stage.commit(commands.note(stage.session, text)),
    )


def _flag(stage: Stage, _key: str) -> None:
    stage.commit(commands.flag(stage.session))


# ------------------------------------------------------------------------ the form


def open_form(stage: Stage, mark: Mark, then: Callable[[], None] = lambda: None) -> None:
    """The form of a mark, at its first question. then: what follows once it is done."""
    _show(stage, MarkFilling(stage, mark), then)


def pick(stage: Stage, mark: Mark, name: str) -> None:
    """Have words selected as the answer to one question of a mark; the page is shown after."""
    _pick(stage, MarkFilling(stage, mark), Pick(name), lambda: None, lambda: None)


def _show(stage: Stage, filling: MarkFilling, done: Callable[[], None], at: int = 0) -> None:
    def left(asked: Pick | None) -> None:
        if asked is None:
            done()
        else:
            _left(stage, filling, done, asked)

    stage.answered(Form(filling, at), left)


def _left(stage: Stage, filling: MarkFilling, done: Callable[[], None], asked: Pick) -> None:
    """The form was left for words of the text; it is shown again once they are chosen."""
    questions = filling.questions() or ()
    place = [one.attribute.name for one in questions].index(asked.name)
    listed = questions[place].attribute.type is AttributeType.SPANS
    following = place if listed else min(place + 1, len(questions) - 1)
    _pick(
        stage,
        filling,
        asked,
        then=lambda: _show(stage, filling, done, following),
        back=lambda: _show(stage, filling, done, place),
    )


def _pick(
    stage: Stage,
    filling: MarkFilling,
    asked: Pick,
    then: Callable[[], None],
    back: Callable[[], None],
) -> None:
    """Have words selected. then, back: what follows once they are, and where none are."""

    def keep(span: Span) -> None:
        text = stage.session.document.text
        value = _with(filling, asked, select.trimmed(text, span).as_value(text))
        filling.keep(asked.name, value)
        then()

    stage.asked = Picking(asked.name, keep, back)
    bounds = _bounds(filling, asked) if asked.edit else None
    if bounds:
        stage.session.selection = Selection(bounds)
    else:
        selection.hint(stage)


def _bounds(filling: MarkFilling, asked: Pick) -> Span | None:
    """Where the words are whose bounds are to be edited."""
    value = filling.value(asked.name)
    entry = value[asked.entry or 0] if isinstance(value, list) else value
    return next(iter(spans(entry)), None)


def _with(filling: MarkFilling, asked: Pick, quote: dict[str, Value]) -> Value:
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
