"""The labels of a document as a whole: put, answered, taken away, by single keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.cells import set_cell_size
from rich.style import Style
from textual import events

from annotator.annotations.attribute_values import CHOICE_KEYS, value_text
from annotator.annotations.session import Mark
from annotator.model import Label
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.actions.keymap import shown
from annotator.tui.dialogs.dialog import BottomDialog
from annotator.tui.keyboard import name_of
from annotator.tui.plain_text.line_console import Console
from annotator.tui.styles import style
from annotator.tui.widgets.text_rows import Line

_MOVES = {"j": 1, "down": 1, "tab": 1, "space": 1, "k": -1, "up": -1, "shift+tab": -1}
_NONE = "labels.yaml has no label with unit: document"


@dataclass(frozen=True, slots=True)
class DocumentLabel:
    """A label of documents, and the mark of this document that has it, if one has."""

    label: Label
    mark: Mark | None = None


class DocumentLabelsData(Protocol):
    """What the box is about: it is told each decision at once, and says what is held then."""

    def title(self) -> str:
        """The document."""

    def labels(self) -> Sequence[DocumentLabel]:
        """Every label of documents, in the order of labels.yaml."""

    def put(self, label: Label) -> None:
        """Give it to the document."""

    def take_away(self, mark: Mark) -> None:
        """Take it from the document."""

    def undo(self) -> str:
        """Take the last key press back; what that was, in words."""


class DocumentLabelsDialog(BottomDialog[str | None]):
    """One row a label. Answers the name of a label whose questions are to be asked."""

    def __init__(self, labelling: DocumentLabelsData, at: str = "") -> None:
        super().__init__()
        self._labelling = labelling
        self._said = ""
        names = [one.label.name for one in labelling.labels()]
        self._at = names.index(at) if at in names else 0

    def ask_in_plain_text(self, console: Console) -> str | None:
        """The labels, numbered: a number puts or takes away."""
        while found := self._labelling.labels():
            console.write(self._labelling.title())
            for number, one in enumerate(found, 1):
                console.write(f"{number} {one.label.title}: {_answers(one) or 'not given'}")
            line = console.ask("Which one to put or take away? Its number, empty when done:")
            if not line.isdecimal() or not 1 <= int(line) <= len(found):
                return None
            chosen = found[int(line) - 1]
            if chosen.mark:
                self._labelling.take_away(chosen.mark)
            else:
                self._labelling.put(chosen.label)
                if chosen.label.attributes:
                    return chosen.label.name
        console.write(_NONE)
        return None

    def on_key(self, event: events.Key) -> None:
        """Put, answer, take away, take back, or leave."""
        name = name_of(event)
        event.stop()
        event.prevent_default()
        self._said = ""
        found = self._labelling.labels()
        if name in {"q", "d", "escape"}:
            self.dismiss(None)
        elif name in {"u", "backspace"}:
            self._said = self._labelling.undo()
        elif name in _MOVES and found:
            self._at = (self._at + _MOVES[name]) % len(found)
        elif name in CHOICE_KEYS[: len(found)]:
            self._at = CHOICE_KEYS.index(name)
            self._choose(found[self._at])
        elif found:
            self._act(name, found[self._at])
        self.draw()

    def _act(self, key: str, one: DocumentLabel) -> None:
        if key == "enter":
            self._choose(one)
        elif key in {"x", "delete"} and one.mark:
            self._labelling.take_away(one.mark)
        elif key == "t" and one.mark:
            self.dismiss(one.label.name)

    def _choose(self, one: DocumentLabel) -> None:
        """Put a label that is not held, and ask what it asks."""
        if one.mark is None:
            self._labelling.put(one.label)
        if one.label.attributes:
            self.dismiss(one.label.name)

    def draw(self) -> None:
        """One row for each label, those round the one in hand."""
        found = self._labelling.labels()
        most = max(1, len(found))
        room = self.room(most)
        top = max(0, min(self._at - room // 2, len(found) - room))
        rows = [self._row(place, one) for place, one in enumerate(found)][top : top + room]
        keys = "number or ⏎ put, answer  t answers  x take away  u undo  q done"
        foot = f"undone: {self._said}" if self._said else keys
        title = [(f" {display(self._labelling.title())}", _style(bold=True))]
        self.put(title, rows or [[(f" {_NONE}", _style(styles.CONTEXT))]], foot, most)

    def _row(self, place: int, one: DocumentLabel) -> Line:
        hand = place == self._at
        key = CHOICE_KEYS[place] if place < len(CHOICE_KEYS) else ""
        title = f"{styles.MANUAL_SIGN if one.mark else ' '} {display(one.label.title)}"
        color = one.label.color if one.mark else styles.CONTEXT
        return [
            (f"{'▸' if hand else ' '} ", _style(styles.ACCENT, bold=True)),
            (f" {shown(key):1} ", style(styles.INK, styles.ACCENT, bold=True)),
            (" ", _style()),
            (set_cell_size(title, 24), _style(color, bold=bool(one.mark))),
            (f" {display(_answers(one))}", _style(styles.TEXT if hand else styles.CONTEXT)),
        ]


def _answers(one: DocumentLabel) -> str:
    """What is answered of a label that is held; 'yes' where it asks nothing."""
    held = one.mark.annotation if one.mark else None
    if held is None:
        return ""
    said = [f"{name}: {value_text(value)}" for name, value in held.attributes.items()]
    return " · ".join(said) or ("given" if not one.label.attributes else "nothing answered")


def _style(color: str = styles.TEXT, *, bold: bool = False) -> Style:
    return style(color, styles.FOCUS, bold=bold)
