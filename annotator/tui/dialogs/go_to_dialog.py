"""The dialog to go to a sentence by its number, or to a document by a part of its title."""

from __future__ import annotations

from itertools import chain, islice

from textual.content import Content
from textual.widgets import Static

from annotator.safe_text import display
from annotator.store import DocumentSummary
from annotator.tui.dialogs.picker import MOST_SHOWN, Choice, Picker
from annotator.tui.line_console import typed_number
from annotator.workflow.controller import Controller

NUMBERED = "document "
"""The start of an answer that is the number of a document."""


class GoToDialog(Picker):
    """A picker that queries the database, so it opens as fast with any number of documents."""

    def __init__(self, controller: Controller) -> None:
        here = len(controller.session.document.sentences)
        self._question = f"Go to sentence (1 to {here}), or to a document"
        super().__init__(self._question, (), free=True)
        self._controller = controller

    def _fitting(self, typed: str) -> list[Choice]:
        masked = "title" in self._controller.settings.masked
        found, count = self._by_number(typed) if masked else self._by_title(typed)
        more = f" · {count - len(found):,} more fit" if count > len(found) else ""
        for title in self.query(Static).results():
            title.update(Content(display(self._question + more)))
        return found

    def _by_title(self, typed: str) -> tuple[list[Choice], int]:
        controller = self._controller
        summaries, count = controller.store.documents.find_by_title(
            controller.annotator, typed.split(), MOST_SHOWN
        )
        choices = [Choice(one.uid, one.title, _progress(one)) for one in summaries]
        return choices, count

    def _by_number(self, typed: str) -> tuple[list[Choice], int]:
        """Documents by number, for projects with masked titles."""
        digits = "".join(filter(str.isdecimal, typed))
        ranges = numbers_starting_with(digits, self._controller.store.documents.count())
        numbers = islice(chain.from_iterable(ranges), MOST_SHOWN)
        choices = [Choice(f"{NUMBERED}{number}", f"{NUMBERED}{number}") for number in numbers]
        return choices, sum(map(len, ranges))


def _progress(one: DocumentSummary) -> str:
    apart = f", {one.cannot_judge} cannot judge" if one.cannot_judge else ""
    return f"{one.finished}/{one.sentences}{apart}"


def numbers_starting_with(digits: str, most: int) -> list[range]:
    """The numbers from 1 to `most` that start with these digits, in ascending order."""
    if not digits:
        return [range(1, most + 1)]
    ranges = []
    low, size = typed_number(digits, most) or 0, 1
    while 0 < low <= most and not digits.startswith("0"):
        ranges.append(range(low, min(low + size, most + 1)))
        low, size = low * 10, size * 10
    return ranges
