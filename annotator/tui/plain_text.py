"""Plain-text mode: the same keys and actions as on the screen, in lines of text.

A screen reader can follow it, and so can a pipe. Actions are those of the key table; dialogs ask
their question in lines (`Dialog.ask_in_plain_text`). The sentence and its marks are described in
words.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import TypeVar

from annotator.annotations.attribute_values import value_text
from annotator.annotations.session import Mark, Session
from annotator.model import LabelSet, Origin, Progress, Span
from annotator.store import Store
from annotator.tui.actions.key_table import DEFAULT, READING_TOPICS, keymap_of
from annotator.tui.actions.relations import roles
from annotator.tui.actions.suggestions import shown_in_words
from annotator.tui.context import Context
from annotator.tui.keymap import LATIN_LAYOUT, LAYOUTS, Keymap, Layout, Mode
from annotator.tui.line_console import Console, console_input
from annotator.tui.plain_text_page import READ_AGAIN, PlainTextPage
from annotator.workflow import comments, messages
from annotator.workflow.controller import Controller
from annotator.workflow.project_settings import Settings

Answer = TypeVar("Answer")

DEFAULTS = Settings()

_STATES = {
    Origin.ACCEPTED: "accepted",
    Origin.EDITED: "accepted, then edited",
    Origin.MANUAL: "yours",
}


class PlainTextApp(PlainTextPage):
    """One annotator at work on a project, in lines of text."""

    _context: Context

    def __init__(
        self,
        controller: Controller,
        console: Console,
        keymap: Keymap = DEFAULT,
        layout: Layout = LATIN_LAYOUT,
    ) -> None:
        """layout: of the keyboard."""
        self.controller = controller
        self._layout = layout
        super().__init__(console, controller.store)
        self._context = Context(controller, self._with_help(keymap), self)

    def run(self) -> None:
        """Read keys until the annotator quits or the input ends. Decisions are stored at once."""
        self._console.write(self._welcome())
        if self.controller.hides_suggestions:
            self._console.write(shown_in_words(self._context))
        self._context.attempt(self._context.add_news)
        self._write_message()
        self._write_document()
        self._read_keys()

    def press(self, key: str) -> None:
        """Run the action of a key, and write what changed."""
        context, key = self._context, self._layout.get(key, key)
        context.record_activity()
        context.note_key(key)
        action = context.keymap.resolve(key, context.mode)
        before = _View(context)
        context.message = ""
        if action and not self._may_run(action.group in READING_TOPICS):
            self._console.forget()
        elif action:
            context.attempt(lambda: context.run(action, key))
        elif key == READ_AGAIN and not context.hint_input:
            self._write_sentence()
        else:
            context.attempt(lambda: context.type_letter(key) or self._console.skip_line())
        context.controller.save_bookmark()
        if not self._quit:
            self._write_change(before)

    # ------------------------------------------------------------------ writing

    def _welcome(self) -> str:
        lists, quits = self._context.key("help"), self._context.key("quit")
        return (
            f"plain-text mode: {lists} lists the keys, {READ_AGAIN} reads the sentence again,"
            f" {quits} quits"
        )

    def _write_document(self) -> None:
        document = self._context.session.document
        title = self._context.controller.title_of(document.uid, document.title)
        self._console.write(f"Document: {title}")
        self._write_sentence()

    def _write_sentence(self) -> None:
        for line in sentence_lines(self._context):
            self._console.write(line)

    def _write_keys(self) -> None:
        """Write the keys of the mode by name: screen readers do not read signs."""
        for action in self._context.keymap.of_mode(self._context.mode):
            self._console.write(f"{' or '.join(action.keys)}: {action.help}")
        self._console.write(f"{READ_AGAIN}: Read the sentence again")

    def _write_change(self, before: _View) -> None:
        """Write the message of the action, then what changed in view."""
        silent = not self._context.message
        self._write_message()
        context, now = self._context, _View(self._context)
        if len(now.missed) > len(before.missed) and now.sentence == before.sentence:
            session = context.session
            self._console.write(
                messages.missed(now.missed, session.document.text, session.label_set)
            )
        if now.document != before.document:
            self._write_document()
        elif now.sentence != before.sentence:
            self._write_sentence()
        elif now.selection != before.selection and now.selection:
            self._console.write(selection_line(context.session))
        elif now.mark != before.mark:
            self._console.write(selected_mark_line(context.session))
        elif now.selection != before.selection and silent:
            self._console.write("no words are selected any more")
        if context.hint_input and (now.hint_input, now.first) != (before.hint_input, before.first):
            self._console.write(_question(context))


class _View:
    """What is in view at one moment, to find out what changed."""

    def __init__(self, context: Context) -> None:
        session = context.session
        self.document = session.document.uid
        self.sentence = session.sentence
        self.mark = session.selected_mark
        self.missed = session.missed(session.sentence)
        self.selection = session.selection
        self.hint_input = id(context.hint_input) if context.hint_input else 0
        self.first = context.first_word


def _question(context: Context) -> str:
    """The question that hints answer, and the hints."""
    if context.mode is Mode.RELATE:
        named = (f"{n} {one.name}" for n, one in enumerate(roles(context), 1))
        return f"relate to: {'; '.join([hint_line(context), *named])}"
    if context.mode is Mode.LABEL:
        return f"type the letter of a label: {hint_line(context)}"
    if context.first_word:
        first = " ".join(context.first_word.of(context.session.document.text).split())
        return f"from “{first}”: type the letters of the last word"
    return f"type the letters of a word: {hint_line(context)}"


def make(
    store: Store,
    label_set: LabelSet,
    annotator: str,
    write: Callable[[str], None],
    settings: Settings = DEFAULTS,
) -> PlainTextApp:
    """The plain-text mode for one annotator, on standard input. write: writes a line."""
    controller = Controller(store, label_set, annotator, lambda: secrets.token_hex(8), settings)
    return PlainTextApp(
        controller,
        Console(console_input(), write),
        keymap_of(settings.preset, settings.keys),
        LAYOUTS[settings.layout],
    )


def sentence_lines(context: Context) -> list[str]:
    """The position and state of the current sentence, its text, note and marks."""
    session, done = context.session, context.controller.progress
    place = f"Sentence {session.position + 1} of {len(session.document.sentences)}"
    lines = [
        f"{place}{_form(session)}, {_sentence_state(context)}. {_progress(done)} in all.",
        _words(session, session.sentence),
    ]
    note = session.judgement.note
    viewer, here = context.controller.actor, context.comments.here(session)
    written = [comments.in_words(one, viewer) for one in here]
    lines += [f"note: {note}"] if note else []
    return [*lines, *(f"comment: {one}" for one in written), *mark_lines(session)]


def _form(session: Session) -> str:
    """What the paragraph of the sentence is, if it is no running text."""
    blocks = session.document.blocks
    form = next((one.form for one in blocks if one.span.contains(session.sentence)), None)
    return f", in a {form}" if form else ""


def _progress(done: Progress) -> str:
    apart = f", {done.cannot_judge} cannot be judged" if done.cannot_judge else ""
    return f"{done.finished} of {done.total} finished{apart}"


def _sentence_state(context: Context) -> str:
    session = context.session
    held = session.judgement
    words = ["finished" if held.finished else "not finished"]
    words = [messages.cannot_judge(held.cannot_judge)] if held.cannot_judge else words
    words += ["sent back"] if session.sentence in context.comments.sent_back(session) else []
    words += ["flagged"] if held.flagged else []
    words += ["blind: suggestions come when it is finished"] if _is_blind(session) else []
    return ", ".join(words)


def _is_blind(session: Session) -> bool:
    return session.is_blind(session.sentence)


def mark_lines(session: Session) -> list[str]:
    """The marks of the sentence, numbered."""
    found = session.marks(session.sentence)
    if not found and not _is_blind(session):
        return ["nothing marked or suggested"]
    return [
        f"{number} of {len(found)}{_pointer(session, one)}: {mark_line(session, one)}"
        for number, one in enumerate(found, 1)
    ]


def _pointer(session: Session, one: Mark) -> str:
    return ", selected" if one.key == session.selected_key else ""


def selected_mark_line(session: Session) -> str:
    """The selected mark."""
    found = session.selected_mark
    return f"selected mark: {mark_line(session, found)}" if found else "no mark is selected"


def mark_line(session: Session, one: Mark) -> str:
    """A mark: its state, label and words, and why it is there."""
    label = session.label_set.label(one.label)
    words = ", then ".join(_quoted(session, part) for part in one.fragments)
    parts = [f"{mark_state(one)}: {label.title if label else one.label}, on {words}"]
    parts += _reasons(session, one)
    held = one.suggestion or one.annotation
    parts += [
        f"{name} {value_text(value)}" for name, value in (held.attributes if held else {}).items()
    ]
    parts += [f"{kind} {_quoted(session, other)}" for kind, other in session.related(one)]
    return "; ".join(parts)


def mark_state(one: Mark) -> str:
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
    yield f"rule {suggestion.rule.rpartition('@')[0] or suggestion.rule}"  # version: in details
    if "voice" not in suggestion.attributes:
        yield f"voice {suggestion.voice}"


def selection_line(session: Session) -> str:
    """The selected words, in full."""
    return f"selected {_quoted(session, session.selection.span)}" if session.selection else ""


def hint_line(context: Context) -> str:
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
