"""The dialog to choose from a list by typing a part of a name: labels, documents, commands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len, set_cell_size
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from annotator.safe_text import display
from annotator.tui.dialogs.dialog import LineDialog
from annotator.tui.line_console import Console, typed_number
from annotator.tui.widgets.text_rows import cut_to

MOST_SHOWN = 200

WIDEST = 24
"""Cells of the columns of texts and of kinds; longer ones exceed it."""

LEAST = 8
"""Cells that a text is given at least, however long its kind is."""

_GAP = "  "
"""Between two columns."""

_FRAME = 5
"""Cells of a row of the dialog that are frame, padding or scrollbar."""

LONGEST = 100
"""Characters of the description of a choice; most screens show fewer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a picker: its value, and the text that is shown for it.

    beside: its kind or group. key: the key that does the same. about: a description, shown last.
    """

    value: str
    text: str
    beside: str = ""
    key: str = ""
    about: str = ""


class Picker(LineDialog[str | None]):
    """A dialog with an input and the choices that match it. Answers a value, None if left.

    free: True if digits alone are an answer too (the number of a sentence).
    """

    def __init__(self, title: str, choices: Sequence[Choice], *, free: bool = False) -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._free = free
        self._room_filled = 0  # cells of a row when the choices were listed

    def compose(self) -> ComposeResult:
        """Create the question, the input and the list."""
        with Vertical():
            yield Static(Content(display(self._title)))
            yield self.line
            yield OptionList()

    def ask_in_plain_text(self, console: Console) -> str | None:
        """Ask for a part of a name; several matches are numbered, and a number chooses one."""
        fitting = list(self._choices)
        line = console.ask(f"{self._title}. A part of the name, ? for all, empty to leave:")
        while line:
            if line.isdecimal() and self._free:
                return line
            if number := typed_number(line, len(fitting)):
                return fitting[number - 1].value
            fitting = self._fitting(line.strip("?"))
            if len(fitting) == 1:
                return fitting[0].value
            line = console.ask(_numbered(fitting, free=self._free))
        return None

    def key_texts(self) -> Sequence[str]:
        """Enter, the arrows and escape."""
        return "⏎ choose   ↓ ↑ move   esc leave", "⏎ choose  esc leave", "esc leave"

    def on_mount(self) -> None:
        """List all choices."""
        self._fill("")

    def on_resize(self) -> None:
        """List the choices for the new width."""
        if self._room() != self._room_filled:
            options = self.query_one(OptionList)
            chosen = options.highlighted
            self._fill(self.line.value)
            options.highlighted = chosen

    def line_changed(self) -> None:
        """List the choices that match what is typed."""
        self._fill(self.line.value)

    def enter(self) -> None:
        """Answer the highlighted choice, or the typed number."""
        options, typed = self.query_one(OptionList), self.line.value.strip()
        if self._free and typed.isdecimal():
            self.dismiss(typed)
        elif options.highlighted is not None:
            self.dismiss(options.get_option_at_index(options.highlighted).id)

    @on(OptionList.OptionSelected)
    def choose_listed(self, event: OptionList.OptionSelected) -> None:
        """Answer the choice that was clicked."""
        self.dismiss(event.option_id)

    def press(self, key: events.Key) -> None:
        """Move through the list with up and down, else edit the line."""
        options = self.query_one(OptionList)
        if key.key in {"down", "tab"}:
            options.action_cursor_down()
        elif key.key in {"up", "shift+tab"}:
            options.action_cursor_up()
        else:
            super().press(key)

    def _fitting(self, typed: str) -> list[Choice]:
        """The choices to list for what is typed."""
        return matching(self._choices, typed)[:MOST_SHOWN]

    def _room(self) -> int:
        """The cells of a row."""
        return min(self.widest, self.app.size.width * 96 // 100) - _FRAME

    def _fill(self, typed: str) -> None:
        fitting = self._fitting(typed)
        options = self.query_one(OptionList)
        columns = _columns(fitting if self._free else self._choices)
        self._room_filled = self._room()
        columns = replace(columns, room=self._room_filled)
        options.clear_options()
        options.add_options(Option(_line(choice, columns), id=choice.value) for choice in fitting)
        options.highlighted = 0 if fitting else None


def _numbered(fitting: Sequence[Choice], *, free: bool) -> str:
    """The matching choices in lines, and what to type next."""
    if not fitting:
        return "nothing fits. Another part of the name, ? for all, empty to leave:"
    if free:  # there, numbers are sentences
        lines = [_described(one) for one in fitting]
        return "\n".join([*lines, "More of the name, empty to leave:"])
    lines = [f"{number} {_described(one)}" for number, one in enumerate(fitting, 1)]
    return "\n".join([*lines, "A number, more of the name, or empty to leave:"])


def _described(choice: Choice) -> str:
    return "  ".join(filter(None, (choice.text, choice.key, choice.beside)))


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """The choices that contain every typed part, the best matches first, else in their order.

    Best are texts that begin with what is typed; then texts with words that begin so, then values
    and kinds with such words; then matches anywhere in these; last, matches in the description.
    """
    asked = typed.casefold().split()
    ranked = [(rank, choice) for choice in choices if (rank := _rank(choice, asked)) is not None]
    return [choice for _, choice in sorted(ranked, key=lambda pair: pair[0])]


def _rank(choice: Choice, asked: Sequence[str]) -> int | None:
    """The rank of a match, 0 for the best; None for no match."""
    text = choice.text.casefold()
    named = f"{text} {choice.value} {choice.beside}".casefold()
    if text.startswith(" ".join(asked)):
        return 0
    if _begin_words(text, asked):
        return 1
    if _begin_words(named, asked):
        return 2
    if all(part in named for part in asked):
        return 3
    whole = f"{named} {choice.about.casefold()}"
    return 4 if all(part in whole for part in asked) else None


def _begin_words(text: str, asked: Sequence[str]) -> bool:
    """True if each part is the beginning of a word."""
    words = re.findall(r"\w+", text)
    return all(any(word.startswith(part) for word in words) for part in asked)


@dataclass(frozen=True, slots=True)
class ColumnWidths:
    """Widths in cells; 0 for a column that no choice has.

    texts: of texts with something after them. kinds: of kinds with a description after them.
    room: for a whole row.
    """

    keys: int = 0
    texts: int = 0
    kinds: int = 0
    room: int = 0


def _columns(choices: Sequence[Choice]) -> ColumnWidths:
    """The widths of the columns for these choices."""
    return ColumnWidths(
        keys=_widest(one.key for one in choices),
        texts=min(WIDEST, _widest(one.text for one in choices if one.about or one.beside)),
        kinds=min(WIDEST, _widest(one.beside for one in choices if one.about)),
    )


def _widest(texts: Iterable[str]) -> int:
    return max((cell_len(display(text)) for text in texts), default=0)


def _line(choice: Choice, columns: ColumnWidths) -> Content:
    """One row. Where there is not enough room, its end is cut; the text if a kind is at the end."""
    key = set_cell_size(display(choice.key), columns.keys) + _GAP if columns.keys else ""
    beside, about = display(choice.beside), " ".join(display(choice.about[:LONGEST]).split())
    text, width = display(choice.text), columns.texts if beside or about else 0
    if beside and not about:
        most = max(LEAST, columns.room - cell_len(key) - len(_GAP) - cell_len(beside))
        text = cut_to(text, most) if cell_len(text) > most else text
        width = min(width, most)
    cells = [_padded(text, width)]
    cells += [_padded(beside, columns.kinds if about else 0)] if beside else []
    cells += [about] if about else []
    return Content.assemble(
        Content.styled(key, "bold $accent"),
        cells[0],
        Content.styled("".join(_GAP + cell for cell in cells[1:]), "$context"),
    )


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))
