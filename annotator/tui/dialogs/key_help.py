"""The text of the help: every key of every mode, by topic."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.content import Content

from annotator.tui.keymap import Keymap, Mode, shown
from annotator.tui.paragraphs import FAINT, HEAD, Lines, beside, each, hang

_WIDEST = 9  # cells of the column of keys
TWO_COLUMNS = 96
"""The least width, in cells, for two columns."""

_MODES = {
    Mode.SELECT: "while a span is selected",
    Mode.HINT: "while letters are shown: type them, or",
    Mode.LABEL: "while labels show letters: type one, or",
    Mode.SPLIT: "while a word to split at is asked for: type its letters, or",
    Mode.RELATE: "while a mark to relate to is asked for: type its letter, or",
}

_SIGNS = {
    "Beside a sentence": (
        ("✓", "finished"),
        ("⚑", "flagged"),
        ("·", "a suggestion is undecided"),
    ),
    "Under a span": (
        ("?", "suggested"),
        ("✓", "accepted"),
        ("✎", "accepted, then edited"),
        ("●", "made by you"),
    ),
}

KeyRow = tuple[str, str]


def lines(keymap: Keymap, width: int) -> Lines:
    """All keys of a keymap, in two columns if there is room."""
    blocks = list(_blocks(keymap))
    if width < TWO_COLUMNS:
        return list(each(_set(title, rows, width) for title, rows in blocks))[:-1]
    room = (width - 3) // 2
    return beside([_set(title, rows, room) for title, rows in blocks], width)


def _blocks(keymap: Keymap) -> Iterable[tuple[str, list[KeyRow]]]:
    """(title, rows) of each group; a row without a key names the mode of the rows below."""
    for title in dict.fromkeys(action.group for action in keymap.actions):
        rows: list[KeyRow] = []
        for mode in Mode:
            actions = [one for one in keymap.of_mode(mode) if one.group == title]
            if actions and mode in _MODES:
                rows.append(("", _MODES[mode]))
            rows += [(_keys(action.keys), action.help) for action in actions]
        if rows:
            yield title, rows
    for title, signs in _SIGNS.items():
        yield title, list(signs)


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
