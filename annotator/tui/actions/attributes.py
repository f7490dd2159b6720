"""Attributes, notes and flags: the form of a mark, and selecting words as a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.annotations import commands
from annotator.annotations import selection as select
from annotator.annotations.attribute_values import value_spans
from annotator.annotations.selection import Selection
from annotator.annotations.session import Mark
from annotator.model import AttributeType, Span, Value
from annotator.tui import dialogs
from annotator.tui.actions.selection import show_hints
from annotator.tui.keymap import Action, Mode

if TYPE_CHECKING:
    from annotator.tui.context import Context


def edit_attributes(context: Context) -> None:
    """Open the form of the selected mark."""
    mark, label = context.session.selected_mark, context.selected_label
    if mark is None:
        context.message = no_mark(context)
    elif label and label.attributes:
        open_form(context, mark)
    else:
        context.message = f"{label.title if label else mark.label} has no attributes"


def no_mark(context: Context) -> str:
    """What to do where no mark is selected."""
    session, hints = context.session, context.key("hint")
    if session.marks(session.sentence):
        selects = context.key("next_mark")
        return f"no mark is selected: {selects} selects one, {hints} selects a new span"
    return f"no mark in this sentence: {hints} selects a new span"


def edit_note(context: Context) -> None:
    """Ask for the note on the sentence."""
    note = context.session.judgement.note
    context.ask(
        dialogs.Prompt("Note on this sentence", note),
        lambda text: context.record(commands.note(context.session, text)),
    )


def toggle_flag(context: Context) -> None:
    """Flag the sentence, or remove its flag."""
    context.record(commands.flag(context.session))


# ------------------------------------------------------------------------ the form


def open_form(context: Context, mark: Mark, then: Callable[[], None] = lambda: None) -> None:
    """Show the form of a mark at its first attribute. then: called once it is closed."""
    _show(context, dialogs.MarkFormData(context, mark), then)


def select_value(context: Context, mark: Mark, name: str) -> None:
    """Have words selected as the value of one attribute of a mark; no form is shown."""
    _select_words(
        context,
        dialogs.MarkFormData(context, mark),
        dialogs.SpanRequest(name),
        then=lambda: None,
        back=lambda: None,
    )


def _show(
    context: Context, data: dialogs.MarkFormData, done: Callable[[], None], row: int = 0
) -> None:
    def closed(request: dialogs.SpanRequest | None) -> None:
        if request is None:
            done()
        else:
            _leave_for_words(context, data, done, request)

    context.ui.show_dialog(dialogs.AttributeForm(data, row), closed)


def _leave_for_words(
    context: Context,
    data: dialogs.MarkFormData,
    done: Callable[[], None],
    request: dialogs.SpanRequest,
) -> None:
    """Have words selected, then show the form again."""
    fields = data.form_fields() or ()
    row = [one.attribute.name for one in fields].index(request.name)
    listed = fields[row].attribute.type is AttributeType.SPANS
    following = row if listed else min(row + 1, len(fields) - 1)
    _select_words(
        context,
        data,
        request,
        then=lambda: _show(context, data, done, following),
        back=lambda: _show(context, data, done, row),
    )


def _select_words(
    context: Context,
    data: dialogs.MarkFormData,
    request: dialogs.SpanRequest,
    then: Callable[[], None],
    back: Callable[[], None],
) -> None:
    """Have words selected. then: called once they are; back: if none are."""

    def keep(span: Span) -> None:
        text = context.session.document.text
        data.keep(request.name, _value(data, request, select.trimmed(text, span).as_value(text)))
        then()

    context.start_span_input(request.name, keep, back)
    bounds = _bounds(data, request) if request.edit else None
    if bounds:
        context.session.selection = Selection(bounds)
    else:
        show_hints(context)


def _bounds(data: dialogs.MarkFormData, request: dialogs.SpanRequest) -> Span | None:
    """The words whose bounds are to be edited."""
    value = data.value(request.name)
    entry = value[request.entry or 0] if isinstance(value, list) else value
    return next(iter(value_spans(entry)), None)


def _value(
    data: dialogs.MarkFormData, request: dialogs.SpanRequest, quote: dict[str, Value]
) -> Value:
    """The value with the selected words: a list grows by them, or has one entry replaced."""
    if data.type(request.name) is not AttributeType.SPANS:
        return quote
    value = data.value(request.name)
    entries = list(value) if isinstance(value, list) else []
    if request.entry is not None and request.edit:
        entries[request.entry] = quote
    elif quote not in entries:
        entries.append(quote)
    return entries


ACTIONS = (
    Action(
        "attributes", ("t",), Mode.STEP, edit_attributes,
        "Edit the attributes of the selected mark",
        lambda context: (
            "form" if context.selected_label and context.selected_label.attributes else ""
        ),
    ),
    Action("note", ("c",), Mode.STEP, edit_note, "Write a note on the sentence", wide="note"),
    Action(
        "flag", ("f",), Mode.STEP, toggle_flag, "Flag the sentence, or remove its flag", wide="flag"
    ),
)  # fmt: skip
