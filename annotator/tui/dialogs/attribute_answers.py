"""What a form is filled for: one annotation, or a suggestion that its first answer accepts."""

from __future__ import annotations

from annotator.annotations import commands
from annotator.annotations.commands import accepted_uid
from annotator.annotations.session import Mark
from annotator.model import AttributeType, Value
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.context import Context
from annotator.tui.dialogs.attribute_form_rows import FormField
from annotator.tui.renderer import sign
from annotator.tui.styles import style
from annotator.tui.widgets.text_rows import Line
from annotator.workflow import messages


class MarkFormData:
    """A mark on a stage, wherever its sentence: it is found again after each answer."""

    def __init__(self, context: Context, mark: Mark) -> None:
        self._context = context
        self._first = self._mark = mark
        self._document = context.session.document.uid

    def title(self) -> Line:
        """The sign and title of the label, and the words it is on."""
        session, mark = self._context.session, self._mark
        label = session.label_set.label(mark.label)
        title = display(label.title if label else mark.label)
        color = label.color if label else styles.TEXT
        words = display(messages.quoted(session.document.text, mark.span.start, mark.span.end))
        return [
            (f" {sign(mark)} {title}", style(color, styles.FOCUS, bold=True)),
            (f"  {words}", style(styles.CONTEXT, styles.FOCUS)),
        ]

    def questions(self) -> tuple[FormField, ...] | None:
        """What the label asks, with the answers held now; None once the mark is gone."""
        session = self._context.session
        found = session.current_mark(self._mark) or session.current_mark(self._first)
        if found is None or session.document.uid != self._document:
            return None
        self._mark = found
        label = session.label_set.label(found.label)
        held = found.annotation or found.suggestion
        answers = held.attributes if held else {}
        by = self._context.controller.value_origins(found)
        return tuple(
            FormField(one, answers.get(one.name), by.get(one.name))
            for one in (label.attributes if label else ())
        )

    def value(self, name: str) -> Value:
        """The answer to one question."""
        questions = self.questions() or ()
        return next((one.value for one in questions if one.attribute.name == name), None)

    def type(self, name: str) -> AttributeType | None:
        """What one question asks for."""
        questions = self.questions() or ()
        return next((one.attribute.type for one in questions if one.attribute.name == name), None)

    def keep(self, name: str, value: Value) -> None:
        """Have an answer recorded; the annotation is in hand then."""
        drafts = commands.set_value(self._context.session, self._mark, name, value)
        self._context.record(drafts)
        uid = self._mark.uid or accepted_uid(drafts[0])
        self._mark = self._context.session.annotation_mark(uid) or self._mark
        if self._mark.source_sentence:
            self._context.session.select_mark(self._mark)

    def undo(self) -> str:
        """Take the last key press back; what that was, in words."""
        return self._context.controller.undo() or "nothing"
