"""The help: the twelve keys of the day, the signs, then every key of every mode, by topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content

from annotator.safe_text import display
from annotator.tui.dialogs.dialog import TextDialog
from annotator.tui.input_queue import KeyPress
from annotator.tui.keymap import Keymap, Mode, shown
from annotator.tui.paragraphs import FAINT, HEAD, Lines, beside, each, hang

KeyRow = tuple[str, str]
"""Keys and what they do; without keys, the mode of the rows that follow."""

_WIDEST = 9  # cells of the column of keys
_TITLE = "Keys · / filters"

TWO_COLUMNS = 96
"""The least width, in cells, for two columns."""

_MODES = {
    Mode.SELECT: "while a span is selected",
    Mode.HINT: "while letters are shown: type them, or",
    Mode.LABEL: "while labels show letters: type one, or",
    Mode.SPLIT: "while a word to split at is asked for: type its letters, or",
    Mode.RELATE: "while a mark to relate to is asked for: type its letter, or",
}

_SIGNS = (
    ("✓", "beside a sentence: finished; under a span: accepted"),
    ("∅", "the sentence cannot be judged"),
    ("⚑", "the sentence is flagged"),
    ("·", "a suggestion in the sentence is undecided"),
    ("?", "under a span: suggested"),
    ("✎", "accepted, then edited"),
    ("●", "made by you"),
)

DAILY = (
    "accept",
    "reject",
    "skip",
    "finish",
    "hint",
    "label",
    "palette",
    "attributes",
    "details",
    "note",
    "undo",
    "next_unfinished",
)
"""The actions, all in step mode, that are used all day."""


def lines(keymap: Keymap, width: int, words: str = "", signs: Sequence[KeyRow] = _SIGNS) -> Lines:
    """The help, in two columns if there is room.

    words: only rows with all of these words in keys, text or title; '' shows everything. signs:
    each with its meaning.
    """
    blocks = list(_found(_blocks(keymap, signs), words.casefold().split()))
    if not blocks:
        return [Content(f"no key has “{words}” in its description")]
    if width < TWO_COLUMNS:
        return list(each(_set(title, rows, width) for title, rows in blocks))[:-1]
    room = (width - 3) // 2
    return beside([_set(title, rows, room) for title, rows in blocks], width)


def _found(
    blocks: Iterable[tuple[str, list[KeyRow]]], words: list[str]
) -> Iterator[tuple[str, list[KeyRow]]]:
    """The rows with all words, with the modes that they belong to."""
    for title, rows in blocks:
        kept: list[KeyRow] = []
        mode: list[KeyRow] = []
        for row in rows:
            if not row[0]:
                mode = [row]
            elif all(word in f"{title} {row[0]} {row[1]}".casefold() for word in words):
                kept += [*mode, row]
                mode = []
        if kept:
            yield title, kept


def _blocks(keymap: Keymap, signs: Sequence[KeyRow]) -> Iterator[tuple[str, list[KeyRow]]]:
    """(title, rows) of each group; a row without a key names the mode of the rows below."""
    if keymap.of_mode(Mode.STEP):
        daily = [keymap.action(name, Mode.STEP) for name in DAILY]
        yield "The keys of the day", [(_keys(one.keys), one.help) for one in daily]
    yield "Signs", list(signs)
    yield from _topics(keymap)


def _topics(keymap: Keymap) -> Iterator[tuple[str, list[KeyRow]]]:
    """Every key of every mode, by topic."""
    for title in dict.fromkeys(action.group for action in keymap.actions):
        rows: list[KeyRow] = []
        for mode in Mode:
            actions = [one for one in keymap.of_mode(mode) if one.group == title]
            if actions and mode in _MODES:
                rows.append(("", _MODES[mode]))
            rows += [(_keys(action.keys), action.help) for action in actions]
        if rows:
            yield title, rows


class KeyHelp(TextDialog):
    """The help. `/` filters it by words; escape shows all again, then closes."""

    def __init__(self, keymap: Keymap, *, again: str, signs: Sequence[KeyRow] = _SIGNS) -> None:
        super().__init__(_TITLE, self._filtered, again=again, wide=True)
        self._signs = signs
        self._keymap = keymap
        self._words = ""
        self._is_typing = False

    def _filtered(self, width: int) -> Lines:
        return lines(self._keymap, width, self._words, self._signs)

    def press(self, key: KeyPress) -> None:
        """Type the filter, or scroll or close as any text dialog does."""
        if self._is_typing:
            self._type(key)
        elif key.character == "/":
            self._is_typing = True
            self._show_filter()
        elif key.key == "escape" and self._words:
            self._words = ""
            self._show_filter()
        else:
            super().press(key)

    def paste(self, text: str) -> None:
        """Filter by the words that were pasted."""
        if self._is_typing:
            self._words += " ".join(text.split())
            self._show_filter()

    def closing(self) -> tuple[str, str]:
        """The keys that leave the filter, or the help."""
        if self._is_typing:
            return "⏎ keeps this filter · esc drops it", "esc drops it"
        if self._words:
            return "esc shows all keys · q closes", "q closes"
        return super().closing()

    def _type(self, key: events.Key) -> None:
        if key.key == "escape":
            self._words, self._is_typing = "", False
        elif key.key == "enter":
            self._is_typing = False
        elif key.key == "backspace":
            self._words = self._words[:-1]
        elif key.character and key.is_printable:
            self._words += key.character
        self._show_filter()

    def _show_filter(self) -> None:
        cursor = "▏" if self._is_typing else ""
        words = f"Keys with “{display(self._words)}{cursor}”"
        self.reflow(words if self._words or self._is_typing else _TITLE)


def _keys(names: tuple[str, ...]) -> str:
    if len(names) > 3:
        return f"{shown(names[0])} … {shown(names[-1])}"
    return " ".join(map(shown, names))


def _set(title: str, rows: Iterable[KeyRow], width: int) -> Lines:
    """The lines of a group: its title, its rows, a blank line."""
    listed = list(rows)
    widest = min(_WIDEST, max(cell_len(keys) for keys, _ in listed))
    result: Lines = [Content.styled(title, HEAD)]
    for keys, what in listed:
        if keys:
            lead = keys + " " * (widest - cell_len(keys))
            result += hang(Content(what), width, f"  {lead}  ", "bold")
        else:
            result += hang(Content.styled(what, FAINT), width, "  ")
    return [*result, Content("")]
