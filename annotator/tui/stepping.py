"""The stepping screen: one sentence at a time, its marks, the reason for the one in hand.

Keys come from the key table (annotator.actions); each action is one `do_` method here. A
method changes the session and redraws, or has the desk keep a decision and redraws.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from annotator import actions, deciding
from annotator import selection as select
from annotator.actions import ACTIONS, Action, Mode, resolve
from annotator.model import Draft, Span, Value
from annotator.tui import explain, looks, panel, selecting
from annotator.tui.bar import Bar
from annotator.tui.desk import Desk
from annotator.tui.form import Answer, Form
from annotator.tui.keys import name_of
from annotator.tui.page_view import PageView
from annotator.tui.panel import PANEL_ROWS, Scene
from annotator.tui.picker import Choice, Picker
from annotator.tui.prompt import Prompt
from annotator.tui.sheet import Sheet

LOW_SCREEN = 16
"""Below so many rows the panel shrinks to one."""


class Stepping(Screen[None]):
    """What an annotator looks at all day."""

    DEFAULT_CSS = "Stepping { layout: vertical; background: #101318; }"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._hints: dict[str, Span] = {}
        self._typed = ""
        self._first: Span | None = None
        self._splitting = False
        self._picking = ""
        self._told = ""
        self._seen = time.monotonic()
        self._header = Bar()
        self._page = PageView()
        self._panel = Bar(rows=PANEL_ROWS, ground=looks.BACKGROUND)
        self._footer = Bar()

    def compose(self) -> ComposeResult:
        """Header, page, panel, footer."""
        yield self._header
        yield self._page
        yield self._panel
        yield self._footer

    def on_mount(self) -> None:
        """Show where the annotator left off."""
        self._redraw()

    def on_resize(self, event: events.Resize) -> None:
        """Give a low terminal more page and less panel."""
        self._panel.styles.height = PANEL_ROWS if event.size.height >= LOW_SCREEN else 1
        self._redraw()

    def on_screen_resume(self) -> None:
        """Back from a box: show what it changed."""
        if self._header.is_mounted:
            self._redraw()

    # ------------------------------------------------------------------ keys

    @property
    def mode(self) -> Mode:
        """What the keyboard is for now."""
        if self._hints:
            return Mode.SPLIT if self._splitting else Mode.HINT
        return Mode.SELECT if self.desk.session.selection else Mode.STEP

    def on_key(self, event: events.Key) -> None:
        """Find the key's action in the table and do it."""
        key = name_of(event)
        action = resolve(key, self.mode)
        if action is None and self.mode not in {Mode.HINT, Mode.SPLIT}:
            return
        event.stop()
        event.prevent_default()
        self._told = ""
        if action is None:
            self._type_hint(key)
        else:
            self._do(action, key)
        self._redraw()

    def _do(self, action: Action, key: str) -> None:
        if action.id == "label":
            self.do_label(key)
        elif action.id in selecting.MOVES:
            self._told = selecting.MOVES[action.id](self.desk.session)
        else:
            getattr(self, f"do_{action.id}")()

    # ------------------------------------------------------------------ deciding

    def do_accept(self) -> None:
        """Hold the suggestion in hand."""
        self._decide(deciding.accept(self.desk.session), "no open suggestion in hand")

    def do_accept_all(self) -> None:
        """Hold every open suggestion of the sentence."""
        self._decide(deciding.accept_all(self.desk.session), "no open suggestion in this sentence")

    def do_reject(self) -> None:
        """Refuse the suggestion, or delete the annotation, in hand."""
        self._decide(deciding.reject(self.desk.session), "nothing in hand to reject")

    def do_reject_all(self) -> None:
        """Refuse every open suggestion of the sentence."""
        self._decide(deciding.reject_all(self.desk.session), "no open suggestion in this sentence")

    def do_finish(self) -> None:
        """Finish the sentence and go on; the last one says so."""
        self._commit(deciding.finish(self.desk.session))
        if not self.desk.step(1):
            done = self.desk.progress
            rest = done.total - done.finished
            left = f"{rest} not finished: n goes there" if rest else "every sentence is finished"
            self._told = f"end of the last document; {left}"
        self._moved()

    def do_reopen(self) -> None:
        """Open a finished sentence again."""
        self._decide(deciding.reopen(self.desk.session), "the sentence is not finished")

    def do_label(self, key: str) -> None:
        """Give the label on a digit to the selection, or to the mark in hand."""
        name = next((one.name for one in self.desk.label_set.labels if one.key == key), "")
        if name:
            self._put(name)
        else:
            self._told = f"no label has the key {key}; enter chooses one by name"

    def do_palette(self) -> None:
        """Keep edited bounds, or choose a label by name."""
        session = self.desk.session
        if self._picking and session.selection:
            self._keep_picked(session.selection.span)
        elif session.selection and session.selection.editing:
            self._decide(deciding.rebound(session), "the bounds are as they were")
            session.selection = None
        elif session.selection or session.mark:
            self._choose_label()
        else:
            self._told = "select a span first: s"

    def do_note(self) -> None:
        """Write a note on the sentence."""
        now = self.desk.session.judgement.note

        def keep(text: str | None) -> None:
            if text is not None:
                self._commit(deciding.note(self.desk.session, text))
                self._redraw()

        self.app.push_screen(Prompt("Note on this sentence", now), keep)

    def do_flag(self) -> None:
        """Flag the sentence, or take the flag away."""
        self._commit(deciding.flag(self.desk.session))

    def do_undo(self) -> None:
        """Take the last key press back."""
        words = self.desk.undo()
        self._told = f"undone: {words}" if words else "nothing left to undo"

    def do_redo(self) -> None:
        """Bring back what undo took away."""
        words = self.desk.redo()
        self._told = f"done again: {words}" if words else "nothing to redo"

    def do_attributes(self) -> None:
        """Answer what the label asks."""
        if self.desk.session.mark is None:
            self._told = "no mark in hand: tab takes one, s selects a new span"
        else:
            self._open_form("")

    def do_merge(self) -> None:
        """Make one sentence of this and the next."""
        self._decide(deciding.merge(self.desk.session), "no next sentence in this paragraph")

    def do_split(self) -> None:
        """Split before the selection; without one, ask for the word that begins the second."""
        session = self.desk.session
        if self._picking:
            self._told = "enter keeps the selection as the answer"
        elif session.selection:
            at, session.selection = session.selection.span.start, None
            self._split(at)
        else:
            self.do_hint()
            self._splitting = bool(self._hints)

    def _split(self, at: int) -> None:
        self._decide(deciding.split(self.desk.session, at), "a sentence needs words on both sides")

    # ------------------------------------------------------------------ moving about

    def do_next_mark(self) -> None:
        """Take the next mark in hand."""
        self.desk.session.next_mark(1)

    def do_previous_mark(self) -> None:
        """Take the previous mark in hand."""
        self.desk.session.next_mark(-1)

    def do_next_sentence(self) -> None:
        """Go one sentence on."""
        self._move(self.desk.step(1), "the end of the last document")

    def do_previous_sentence(self) -> None:
        """Go one sentence back."""
        self._move(self.desk.step(-1), "the beginning of the first document")

    def do_next_document(self) -> None:
        """Go to the next document."""
        self._move(self.desk.turn(1), "this is the last document")

    def do_previous_document(self) -> None:
        """Go to the previous document."""
        self._move(self.desk.turn(-1), "this is the first document")

    def do_next_undecided(self) -> None:
        """Go to the next sentence with an open suggestion."""
        self._move(self.desk.next_undecided(1), "no open suggestion further on in this document")

    def do_previous_undecided(self) -> None:
        """Go to the previous sentence with an open suggestion."""
        self._move(self.desk.next_undecided(-1), "no open suggestion before this in this document")

    def do_next_unfinished(self) -> None:
        """Go to the next sentence that is not finished."""
        self._move(self.desk.next_unfinished(), "every sentence is finished")

    def do_jump(self) -> None:
        """Go to a sentence by its number, or to a document by its title."""
        here = len(self.desk.session.document.sentences)
        summaries = self.desk.store.summaries(self.desk.annotator)
        choices = [
            Choice(one.uid, one.title, f"{one.finished}/{one.sentences}") for one in summaries
        ]
        title = f"Go to sentence (1 to {here}), or to a document"
        self.app.push_screen(Picker(title, choices, free=True), self._jump_to)

    def _jump_to(self, answer: str | None) -> None:
        if answer is None:
            return
        if answer.isdecimal():
            self.desk.go_to(int(answer) - 1)
        else:
            self.desk.open(answer)
        self._moved()
        self._redraw()

    # ------------------------------------------------------------------ selecting

    def do_hint(self) -> None:
        """Show hint letters over the words."""
        session = self.desk.session
        self._hints = select.hints(session.document.text, session.sentence)
        self._typed, self._first, self._splitting = "", None, False
        if not self._hints:
            self._told = "no word in this sentence"

    def do_hint_word(self) -> None:
        """Only the first word that was named."""
        if self._first:
            self._selected(self._first)

    def do_cancel(self) -> None:
        """Drop the hints or the selection."""
        self._hints, self._picking, self._splitting = {}, "", False
        self.desk.session.selection = None

    # ------------------------------------------------------------------ reading

    def do_why(self) -> None:
        """Why the mark in hand is there; without one, the guideline of all labels."""
        session = self.desk.session
        if session.mark:
            content = explain.mark(session.mark, session.document.text, self.desk.label_set)
            self.app.push_screen(Sheet("Why", content))
        else:
            self._told = "no mark in hand; type : and a label's name for its definition"

    def do_help(self) -> None:
        """Every key."""
        self.app.push_screen(Sheet("Keys", explain.keys()))

    def do_commands(self) -> None:
        """Choose an action, or a label's definition, by name."""
        doable = [
            Choice(action.id, action.help, actions.shown(action.keys[0]))
            for action in ACTIONS
            if action.mode is Mode.STEP and action.id not in {"label", "commands"}
        ]
        labels = [
            Choice(f"label {label.name}", f"label: {label.title}", "definition")
            for label in self.desk.label_set.labels
        ]
        self.app.push_screen(Picker("Command", [*doable, *labels]), self._command)

    def _command(self, answer: str | None) -> None:
        if answer is None:
            return
        if answer.startswith("label "):
            self._define(answer.removeprefix("label "))
        else:
            self._told = ""
            self._do(next(one for one in ACTIONS if one.id == answer), "")
            self._redraw()

    def _define(self, name: str) -> None:
        label = self.desk.label_set.label(name)
        if label:
            content = explain.definition(label)
            self.app.push_screen(Sheet("Label", content))

    def do_quit(self) -> None:
        """Leave; every decision is in the database already."""
        self.app.exit()

    # ------------------------------------------------------------------ inside: decisions

    def _decide(self, drafts: Sequence[Draft], otherwise: str) -> None:
        if drafts:
            self._commit(drafts)
        else:
            self._told = otherwise

    def _commit(self, drafts: Sequence[Draft]) -> None:
        spent = int((time.monotonic() - self._seen) * 1000)
        self._told = self.desk.commit(drafts, spent)

    def _put(self, label: str) -> None:
        if self._picking:
            self._told = "enter keeps the selection as the answer"
            return
        had_selection = self.desk.session.selection is not None
        drafts = deciding.put(self.desk.session, label)
        self._decide(
            drafts,
            "it has this label"
            if had_selection or self.desk.session.mark
            else "select a span first: s",
        )
        self.desk.session.selection = None

    def _choose_label(self) -> None:
        choices = [
            Choice(label.name, label.title, f"{label.key}  {label.group}".strip())
            for label in self.desk.label_set.labels
        ]

        def put(name: str | None) -> None:
            if name is not None:
                self._put(name)
                self._redraw()

        self.app.push_screen(Picker("Label", choices), put)

    # ------------------------------------------------------------------ inside: attributes

    def _open_form(self, at: str) -> None:
        session = self.desk.session
        mark = session.mark
        label = self.desk.label_set.label(mark.label) if mark else None
        if mark is None or label is None:
            return
        held = mark.annotation or mark.suggestion
        answers = held.attributes if held else {}
        names = [attribute.name for attribute in label.attributes]
        place = names.index(at) if at in names else 0
        form = Form(label.title, label.attributes, answers, place)
        self.app.push_screen(form, self._answered)

    def _answered(self, answer: Answer | None) -> None:
        if answer is None:
            return
        if answer.pick:
            self._picking = answer.name
            self.do_hint()
            self._told = f"select the {answer.name}, enter keeps it"
        else:
            self._commit(deciding.set_value(self.desk.session, answer.name, answer.value))
            self._open_form(answer.name)
        self._redraw()

    def _keep_picked(self, span: Span) -> None:
        session = self.desk.session
        span = select.trimmed(session.document.text, span)
        quote = {"start": span.start, "end": span.end, "text": span.of(session.document.text)}
        name, self._picking = self._picking, ""
        session.selection = None
        self._commit(deciding.set_value(session, name, self._with_earlier(name, quote)))
        self._open_form(name)

    def _with_earlier(self, name: str, quote: dict[str, Any]) -> Value:
        """A list of spans grows by the one picked; any other answer is replaced."""
        mark = self.desk.session.mark
        label = self.desk.label_set.label(mark.label) if mark else None
        kinds = {one.name: one.type for one in label.attributes} if label else {}
        if kinds.get(name) != "spans":
            return quote
        now = mark.annotation.attributes.get(name) if mark and mark.annotation else None
        return [*now, quote] if isinstance(now, list) else [quote]

    # ------------------------------------------------------------------ inside: selection

    def _type_hint(self, key: str) -> None:
        typed = self._typed + key
        word = self._hints.get(typed)
        if word is None:
            going = any(keys.startswith(typed) for keys in self._hints)
            self._typed = typed if going else ""
            return
        self._typed = ""
        if self._splitting:
            session = self.desk.session
            self._hints, self._splitting = {}, False
            self._split(select.opening(session.document.text, session.sentence, word))
        elif self._first is None:
            self._first = word
        else:
            first, last = sorted((self._first, word))
            self._selected(Span(first.start, last.end))

    def _selected(self, span: Span) -> None:
        self._hints, self._typed, self._first = {}, "", None
        self.desk.session.select_span(span)

    def _move(self, moved: bool, otherwise: str) -> None:
        if moved:
            self._moved()
        else:
            self._told = otherwise

    def _moved(self) -> None:
        self._seen = time.monotonic()

    # ------------------------------------------------------------------ inside: drawing

    def _redraw(self) -> None:
        self._page.show(self.desk.session, self._hints, self._typed)
        scene = Scene(self.desk, self.mode, self._told, self._first, self._picking)
        self._header.put(panel.header(scene, self.size.width))
        low = self.size.height < LOW_SCREEN
        self._panel.put(*panel.lines(scene, self.size.width, 1 if low else PANEL_ROWS))
        self._footer.put(panel.footer(self.mode))
