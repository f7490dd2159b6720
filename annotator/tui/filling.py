"""What a form is filled for: one annotation, or a suggestion that its first answer accepts."""

from __future__ import annotations

from annotator import deciding
from annotator.display import display
from annotator.model import AttributeType, Value
from annotator.session import Mark
from annotator.tui import looks, wording
from annotator.tui.bar import Line
from annotator.tui.form_rows import Question
from annotator.tui.looks import style
from annotator.tui.painting import sign
from annotator.tui.stage import Stage


class MarkFilling:
    """A mark on a stage, wherever its sentence: it is found again after each answer."""

    def __init__(self, stage: Stage, mark: Mark) -> None:
        self._stage = stage
        self._first = self._mark = mark
        self._document = stage.session.document.uid

    def title(self) -> Line:
        """The sign and title of the label, and the words it is on."""
        session, mark = self._stage.session, self._mark
        label = session.label_set.label(mark.label)
        title = display(label.title if label else mark.label)
        color = label.color if label else looks.TEXT
        words = display(wording.quoted(session.document.text, mark.span.start, mark.span.end))
        return [
            (f" {sign(mark)} {title}", style(color, looks.FOCUS, bold=True)),
            (f"  {words}", style(looks.CONTEXT, looks.FOCUS)),
        ]

    def questions(self) -> tuple[Question, ...] | None:
        """What the label asks, with the answers held now; None once the mark is gone."""
        session = self._stage.session
        found = session.found(self._mark) or session.found(self._first)
        if found is None or session.document.uid != self._document:
            return None
        self._mark = found
        label = session.label_set.label(found.label)
        held = found.annotation or found.suggestion
        answers = held.attributes if held else {}
        by = self._stage.desk.filled_by(found)
        return tuple(
            Question(one, answers.get(one.name), by.get(one.name))
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
        drafts = deciding.answer(self._stage.session, self._mark, name, value)
        self._stage.commit(drafts)
        uid = str(drafts[0].payload["annotation"])
        self._mark = self._stage.session.held(uid) or self._mark
        if self._mark.home:
            self._stage.session.take_mark(self._mark)

    def undo(self) -> str:
        """Take the last key press back; what that was, in words."""
        return self._stage.desk.undo() or "nothing"
