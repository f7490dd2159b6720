"""Saying more of a mark or a sentence: the form of attributes, notes, flags."""

from __future__ import annotations

from typing import Any

from annotator import deciding
from annotator import selection as select
from annotator.actions import Mode
from annotator.model import Span, Value
from annotator.tui.doing import marking
from annotator.tui.doing.kind import Do
from annotator.tui.form import Answer, Form
from annotator.tui.prompt import Prompt
from annotator.tui.stage import Stage


def _attributes(stage: Stage, _key: str) -> None:
    if stage.session.mark is None:
        stage.told = (
            f"no mark in hand: {stage.key('next_mark')} takes one,"
            f" {stage.key('hint')} selects a new span"
        )
    else:
        _open_form(stage, "")


def _note(stage: Stage, _key: str) -> None:
    now = stage.session.judgement.note
    stage.ask(
        Prompt("Note on this sentence", now),
        lambda text: stage.commit(deciding.note(stage.session, text)),
    )


def _flag(stage: Stage, _key: str) -> None:
    stage.commit(deciding.flag(stage.session))


def _open_form(stage: Stage, at: str) -> None:
    """The form of the mark in hand, at one of its attributes."""
    mark, label = stage.session.mark, stage.label
    if mark is None or label is None:
        return
    held = mark.annotation or mark.suggestion
    answers = held.attributes if held else {}
    names = [attribute.name for attribute in label.attributes]
    place = names.index(at) if at in names else 0
    form = Form(label.title, label.attributes, answers, place)
    stage.ask(form, lambda answer: _answered(stage, answer))


def _answered(stage: Stage, answer: Answer) -> None:
    if answer.pick:
        stage.picking = answer.name
        marking.hint(stage)
        stage.told = f"select the {answer.name}, {stage.key('palette', Mode.SELECT)} keeps it"
    else:
        stage.commit(deciding.set_value(stage.session, answer.name, answer.value))
        _open_form(stage, answer.name)


def keep_picked(stage: Stage, span: Span) -> None:
    """Answer the attribute that a span was selected for with it."""
    session = stage.session
    span = select.trimmed(session.document.text, span)
    quote = {"start": span.start, "end": span.end, "text": span.of(session.document.text)}
    name, stage.picking = stage.picking, ""
    session.selection = None
    stage.commit(deciding.set_value(session, name, _with_earlier(stage, name, quote)))
    _open_form(stage, name)


def _with_earlier(stage: Stage, name: str, quote: dict[str, Any]) -> Value:
    """A list of spans grows by the one picked; any other answer is replaced."""
    mark, label = stage.session.mark, stage.label
    kinds = {one.name: one.type for one in label.attributes} if label else {}
    if kinds.get(name) != "spans":
        return quote
    now = mark.annotation.attributes.get(name) if mark and mark.annotation else None
    return [*now, quote] if isinstance(now, list) else [quote]


DO: dict[str, Do] = {"attributes": _attributes, "note": _note, "flag": _flag}
