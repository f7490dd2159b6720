"""The dialog of document labels: apply, edit and delete them by single keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from annotator.annotations.attribute_values import CHOICE_KEYS, value_text
from annotator.annotations.session import Mark
from annotator.model import Label
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.dialogs.dialog import BottomDialog
from annotator.tui.input_queue import KeyPress
from annotator.tui.keymap import shown
from annotator.tui.line_console import Console, typed_number
from annotator.tui.styles import Style, style
from annotator.tui.widgets.text_rows import Line, cut_to

_MOVES = {"j": 1, "down": 1, "tab": 1, "space": 1, "k": -1, "up": -1, "shift+tab": -1}
_KEYS = (
    "number or ⏎ apply, edit  t attributes  x delete  u undo  q done",
    "⏎ apply, edit  x delete  u undo  q done",
    "⏎ apply  x delete  q done",
    "q done",
)
_TITLE_WIDTH = 24  # cells of the column of labels, whose longer titles are cut


@dataclass(frozen=True, slots=True)
class DocumentLabel:
    """A document label, and the document's mark with it, if there is one."""

    label: Label
    mark: Mark | None = None


class DocumentLabelsData(Protocol):
    """The labels of one document; changes are stored at once."""

    def title(self) -> str:
        """The heading of the dialog."""

    def labels(self) -> Sequence[DocumentLabel]:
        """Every document label, in the order of labels.yaml."""

    def apply(self, label: Label) -> None:
        """Apply a label to the document."""

    def delete(self, mark: Mark) -> None:
        """Delete a label of the document."""

    def undo(self) -> str:
        """Undo the last key press; returns what it was, in words."""


class DocumentLabelsDialog(BottomDialog[str | None]):
    """One row for each label. Answers the name of a label whose attributes are to be edited.

    data: of a document that has labels to choose from.
    selected: the name of the label that is selected first.
    """

    def __init__(self, data: DocumentLabelsData, selected: str = "") -> None:
        super().__init__()
        self._data = data
        self._foot: Sequence[str] = _KEYS
        names = [one.label.name for one in data.labels()]
        self._row = names.index(selected) if selected in names else 0

    def ask_in_plain_text(self, console: Console) -> str | None:
        """Write the labels with numbers; a number applies or deletes one."""
        while found := self._data.labels():
            console.write(self._data.title())
            for number, one in enumerate(found, 1):
                console.write(f"{number} {one.label.title}: {_values(one) or 'not applied'}")
            line = console.ask("Which one to apply or delete? Its number, empty when done:")
            place = typed_number(line, len(found))
            if place is None:
                return None
            chosen = found[place - 1]
            if chosen.mark:
                self._data.delete(chosen.mark)
            else:
                self._data.apply(chosen.label)
                if chosen.label.attributes:
                    return chosen.label.name
        return None

    def press(self, key: KeyPress) -> None:
        """Apply, edit, delete, undo, or close."""
        name = key.key_name
        self._foot = _KEYS
        found = self._data.labels()
        if name in {"q", "d", "escape"}:
            self.dismiss(None)
        elif name in {"u", "backspace"}:
            self._foot = (f"q done  undone: {self._data.undo()}",)
        elif name in _MOVES:
            self._row = (self._row + _MOVES[name]) % len(found)
        elif name in CHOICE_KEYS[: len(found)]:
            self._row = CHOICE_KEYS.index(name)
            self._choose(found[self._row])
        else:
            self._act(name, found[self._row])
        self.draw()

    def _act(self, key: str, one: DocumentLabel) -> None:
        if key == "enter":
            self._choose(one)
        elif key in {"x", "delete"} and one.mark:
            self._data.delete(one.mark)
        elif key == "t" and one.mark and one.label.attributes:
            self.dismiss(one.label.name)
        else:
            self._foot = (f"q done  {_why_nothing(key, one)}",)

    def _choose(self, one: DocumentLabel) -> None:
        """Apply a label that the document does not have; edit its attributes."""
        if one.mark is None:
            self._data.apply(one.label)
        if one.label.attributes:
            self.dismiss(one.label.name)

    def draw(self) -> None:
        """Draw a row for each label, those around the selected one."""
        found = self._data.labels()
        most = len(found)
        room = self.room(most)
        top = max(0, min(self._row - room // 2, len(found) - room))
        rows = [self._line(place, one) for place, one in enumerate(found)][top : top + room]
        title = [(f" {display(self._data.title())}", _style(bold=True))]
        self.put(title, rows, self._foot, most)

    def _line(self, place: int, one: DocumentLabel) -> Line:
        selected = place == self._row
        key = CHOICE_KEYS[place] if place < len(CHOICE_KEYS) else ""
        title = f"{styles.MANUAL_SIGN if one.mark else ' '} {display(one.label.title)}"
        color = one.label.color if one.mark else styles.CONTEXT
        return [
            (f"{'▸' if selected else ' '} ", _style(styles.ACCENT, bold=True)),
            (f" {shown(key):1} ", style(styles.INK, styles.ACCENT, bold=True)),
            (" ", _style()),
            (cut_to(title, _TITLE_WIDTH), _style(color, bold=bool(one.mark))),
            (f"  {display(_values(one))}", _style(styles.TEXT if selected else styles.CONTEXT)),
        ]


def _why_nothing(key: str, one: DocumentLabel) -> str:
    """Why a key does nothing for a label."""
    if key not in {"x", "delete", "t"}:
        return f"{shown(key)} does nothing here"
    title = one.label.title
    return f"{title} has no attributes" if one.mark else f"the document does not have {title}"


def _values(one: DocumentLabel) -> str:
    """The attribute values of a label that the document has."""
    held = one.mark.annotation if one.mark else None
    if held is None:
        return ""
    values = [f"{name}: {value_text(value)}" for name, value in held.attributes.items()]
    return " · ".join(values) or ("no values" if one.label.attributes else "applied")


def _style(color: str = styles.TEXT, *, bold: bool = False) -> Style:
    return style(color, styles.FOCUS, bold=bold)
