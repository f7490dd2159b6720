"""Adjudication in plain-text mode: the same keys as on the screen, in lines of text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from annotator.adjudication.document import ItemStatus
from annotator.tui.adjudication import item_text
from annotator.tui.adjudication.actions import KEYMAP, READING, go_on
from annotator.tui.adjudication.context import AdjudicationContext
from annotator.tui.adjudication.edit_gold import edit_keymap, gold_controller
from annotator.tui.keymap import LAYOUTS, Mode
from annotator.tui.line_console import Console
from annotator.tui.plain_text import PlainTextApp
from annotator.tui.plain_text_page import READ_AGAIN, PlainTextPage
from annotator.workflow import messages
from annotator.workflow.adjudication import Adjudication

Answer = TypeVar("Answer")


class PlainTextAdjudication(PlainTextPage):
    """A lead who settles disagreements, in lines of text."""

    _context: AdjudicationContext

    def __init__(self, work: Adjudication, console: Console) -> None:
        self.work = work
        self._layout = LAYOUTS[work.settings.layout]
        super().__init__(console, work.store)
        self._context = AdjudicationContext(work, self._with_help(KEYMAP), self)

    def run(self) -> None:
        """Read keys until the lead quits or the input ends. Decisions are stored at once."""
        help_key, quits = self._context.key("help"), self._context.key("quit")
        self._console.write(
            f"Adjudication in plain text: {help_key} lists the keys, {READ_AGAIN} reads the"
            f" sentence again, {quits} quits"
        )
        self._write_sentence()
        self._read_keys()

    def press(self, key: str) -> None:
        """Run the action of a key, and write what changed."""
        context, key = self._context, self._layout.get(key, key)
        self.work.active_time.record_activity(time.monotonic())
        action = context.keymap.resolve(key, Mode.ADJUDICATE)
        before = self._view()
        if key == READ_AGAIN:
            context.note_key(key)
            self._write_sentence()
            return
        if action and not self._may_run(action.id in READING):
            self._console.forget()
        else:
            context.press(key)
            if action is None:
                self._console.skip_line()
        self._compare()
        if not self._quit:
            self._write_change(before)

    def _compare(self) -> None:
        """Compare some documents that changed meanwhile, and go on if nothing else is open."""
        work = self.work
        if work.queue.documents_to_compare():
            self._context.attempt(work.compare_some)
            if not (work.sentence and work.sentence.is_open):
                go_on(self._context)

    # ------------------------------------------------------------------ for actions

    def edit_gold(self, uids: tuple[str, ...], then: Callable[[], None]) -> None:
        """Let the lead annotate gold at the current sentence, from one of these; then go on."""
        controller = gold_controller(self.work, uids)
        self._write_message()
        PlainTextApp(controller, self._console, edit_keymap(self.work), self._layout).run()
        controller.leave()
        then()

    # ------------------------------------------------------------------ writing

    def _view(self) -> tuple[object, ...]:
        """What is in view, to find out what changed."""
        work = self.work
        document = work.document.uid if work.document else ""
        sentence = work.sentence.sentence if work.sentence else None
        uids = work.status.item.uids if work.status else None
        return document, sentence, uids, work.shows_names

    def _write_change(self, before: tuple[object, ...]) -> None:
        self._write_message()
        now = self._view()
        if now[:2] != before[:2]:
            self._write_sentence()
        elif now != before and self.work.status:
            for line in item_lines(self._context, self.work.status):
                self._console.write(line)

    def _write_sentence(self) -> None:
        for line in sentence_lines(self._context):
            self._console.write(line)

    def _write_keys(self) -> None:
        """Write the keys by name: screen readers do not read signs."""
        for action in self._context.keymap.of_mode(Mode.ADJUDICATE):
            self._console.write(f"{' or '.join(action.keys)}: {action.help}")
        self._console.write(f"{READ_AGAIN}: Read the sentence again")


def sentence_lines(context: AdjudicationContext) -> Iterator[str]:
    """The sentence, its disagreements, the selected one with its versions, and gold so far."""
    work = context.work
    if work.sentence is None or work.document is None:
        yield work.nothing_open()
        return
    counts = work.counts()
    total = counts.disagreements + counts.settled
    number = f"{work.number} of {len(work.document.sentences)}"
    left = len(work.sentence.open_items)
    yield (
        f"Document: {work.title}. Sentence {number}, {left} open."
        f" {counts.settled:,} of {total:,} disagreements settled in all."
    )
    yield " ".join(work.sentence.sentence.of(work.document.text).split())
    if work.annotated_here:
        yield f"You annotated this sentence yourself, as {work.letters.get(work.actor, '?')}."
    listed = [one for one in work.sentence.items if one.item.kinds or one.settlement]
    for place, one in enumerate(listed, 1):
        state = item_text.state_words(work, one)
        about = f"{item_text.kind_words(work, one.item)}: {item_text.what_words(work, one.item)}"
        selected = ", selected" if one is work.status else ""
        yield f"{place} of {len(listed)}{selected}: {about}{f'; {state}' if state else ''}"
    if work.status:
        yield from item_lines(context, work.status)
    yield from _gold_lines(work)


def item_lines(context: AdjudicationContext, status: ItemStatus) -> Iterator[str]:
    """The selected item: its words, the versions by letter, and what other keys give."""
    work = context.work
    kind = item_text.kind_words(work, status.item)
    yield f"{kind}, on {item_text.quoted(work, status.item)}"
    for line in item_text.lead_lines(work, status):
        yield f"  {line}"
    for one in item_text.versions(work, status.item, joined=True):
        keys = " ".join(work.letters[name].lower() for name in one.names)
        people = f" ({item_text.called(work, one.names)})" if work.shows_names else ""
        parts = (one.title, one.words, *one.values, one.made)
        yield f"  {keys}{people}: {', '.join(filter(None, parts))}"
    for choice in item_text.choices(work, status):
        yield f"  {context.key(choice.action)}: {choice.word}: {choice.gives}"
    settlement = work.explained
    if settlement and settlement.why:
        yield f"  reason: {item_text.why_words(settlement)}"
    if settlement and settlement.note:
        yield f"  note: {settlement.note}"


def _gold_lines(work: Adjudication) -> Iterator[str]:
    """What gold has in the sentence so far."""
    text = work.document.text if work.document else ""
    held = [
        f"{messages.title(work.label_set, one.label)} on"
        f" {messages.quoted(text, one.span.start, one.span.end)}"
        for one in work.gold_annotations()
        if work.sentence and one.span.overlaps(work.sentence.sentence)
    ]
    yield f"gold so far: {'; '.join(held)}" if held else "gold has nothing here yet"
