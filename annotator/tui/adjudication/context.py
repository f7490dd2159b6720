"""The context of adjudication: what its actions work on, and what they can do to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from annotator.model import Settlement
from annotator.tui.context import KeyContext, UserInterface
from annotator.tui.keymap import Keymap, Mode
from annotator.workflow.adjudication import Adjudication
from annotator.workflow.low_accuracy import look_for_low_accuracy


class AdjudicationInterface(UserInterface, Protocol):
    """The screen, or plain-text mode."""

    def edit_gold(self, uids: tuple[str, ...], then: Callable[[], None]) -> None:
        """Let the lead annotate gold at the current sentence, from one of these; then go on."""


@dataclass(frozen=True, slots=True)
class SettledBefore:
    """A settlement like the one that is to be made: the words, and where that was."""

    settlement: Settlement
    words: str
    where: str


class AdjudicationContext(KeyContext):
    """A lead's work, with the keymap and the user interface.

    keys_named: the end of the message, which says what keys do now: it is never cut.
    """

    base_mode = Mode.ADJUDICATE
    ui: AdjudicationInterface

    def __init__(self, work: Adjudication, keymap: Keymap, ui: AdjudicationInterface) -> None:
        super().__init__(work.store, keymap, ui)
        self.work = work
        self.keys_named = ""
        self._low_accuracy = look_for_low_accuracy(work.store, work.label_set, work.actor)
        self.message = self.take_notice()

    def say(self, done: str, keys: str) -> None:
        """Say what was done, and which keys do something about it."""
        self.message, self.keys_named = f"{done}{keys}", keys

    def take_notice(self) -> str:
        """Who answers too few gold questions right, once."""
        return self._low_accuracy.take() if self._low_accuracy else ""

    def settled_before(self) -> list[SettledBefore]:
        """How the words of the selected item, or its labels, were settled before."""
        work = self.work
        if work.status is None or work.document is None:
            return []
        return [
            SettledBefore(one.settlement, f"“{one.words}”", self._where(one.document))
            for one in work.earlier.like(work.status.item, work.document.text)
        ]

    def _where(self, uid: str) -> str:
        document = self.work.document
        if document and uid == document.uid:
            return "this document"
        return f"document {self.work.store.documents.number(uid)}"
