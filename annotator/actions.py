"""The key table: every action of the app, once.

Bindings, footer, help and command palette are all read off this table, so that none can
promise what another does not do. All keys of the hot loop are plain printable ones: escape is
slow in tmux, ctrl+shift and ctrl+enter do not reach a program in most terminals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """What the keyboard is for at the moment."""

    STEP = "step"
    SELECT = "select"
    HINT = "hint"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a key does.

    id: what the screen calls it, `group.verb`. keys: the first one is shown.
    short: one or two words for the footer, '' to leave it out of there.
    """

    id: str
    keys: tuple[str, ...]
    mode: Mode
    help: str
    short: str = ""


_STEP = (
    Action("accept", ("a",), Mode.STEP, "Accept the suggestion in hand", "accept"),
    Action("accept_all", ("A",), Mode.STEP, "Accept every open suggestion of the sentence"),
    Action(
        "reject", ("x",), Mode.STEP, "Reject the suggestion, or delete the annotation", "reject"
    ),
    Action("reject_all", ("X",), Mode.STEP, "Reject every open suggestion of the sentence"),
    Action("finish", ("space",), Mode.STEP, "Finish the sentence and go to the next", "finish"),
    Action("reopen", ("R",), Mode.STEP, "Open a finished sentence again"),
    Action(
        "hint",
        ("s",),
        Mode.STEP,
        "Select a span: a key for its first word, one for its last",
        "select",
    ),
    Action("select_word", ("w",), Mode.STEP, "Select a word, then move and grow it"),
    Action("select_sentence", (".",), Mode.STEP, "Select the whole sentence"),
    Action("select_quotation", ("'",), Mode.STEP, "Select the quotation"),
    Action("select_bracket", ("(",), Mode.STEP, "Select what stands in brackets"),
    Action("edit", ("e",), Mode.STEP, "Edit the bounds of the mark in hand"),
    Action(
        "label",
        ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0"),
        Mode.STEP,
        "Give the mark in hand another label",
    ),
    Action("palette", ("enter",), Mode.STEP, "Choose its label by typing a part of the name"),
    Action("attributes", ("t",), Mode.STEP, "Answer the attributes of the mark in hand", "form"),
    Action(
        "why", ("i",), Mode.STEP, "Why this suggestion: its rule, and the label's definition", "why"
    ),
    Action("merge", ("+",), Mode.STEP, "Merge the sentence with the next one"),
    Action(
        "split", ("|",), Mode.STEP, "Split the sentence: a key for the word that begins the second"
    ),
    Action("note", ("c",), Mode.STEP, "Write a note on the sentence"),
    Action("flag", ("f",), Mode.STEP, "Flag the sentence, or take the flag away"),
    Action(
        "undo",
        ("u", "backspace"),
        Mode.STEP,
        "Undo, without limit, across sentences and days",
        "undo",
    ),
    Action("redo", ("U",), Mode.STEP, "Redo"),
    Action("next_mark", ("tab",), Mode.STEP, "Next mark of the sentence"),
    Action("previous_mark", ("shift+tab",), Mode.STEP, "Previous mark of the sentence"),
    Action("next_sentence", ("j", "down"), Mode.STEP, "Next sentence"),
    Action("previous_sentence", ("k", "up"), Mode.STEP, "Previous sentence"),
    Action("next_document", ("J", "pagedown"), Mode.STEP, "Next document"),
    Action("previous_document", ("K", "pageup"), Mode.STEP, "Previous document"),
    Action("next_undecided", ("]",), Mode.STEP, "Next sentence with an open suggestion"),
    Action("previous_undecided", ("[",), Mode.STEP, "Previous sentence with an open suggestion"),
    Action("next_unfinished", ("n",), Mode.STEP, "Next sentence that is not finished"),
    Action("jump", ("g",), Mode.STEP, "Go to a sentence by number, or to a document"),
    Action("commands", (":",), Mode.STEP, "Choose a command by typing a part of its name"),
    Action("help", ("?",), Mode.STEP, "Show these keys", "help"),
    Action("quit", ("q",), Mode.STEP, "Leave; everything is already saved", "quit"),
)

_SELECT = (
    Action(
        "label",
        ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0"),
        Mode.SELECT,
        "Give the selection this label",
    ),
    Action(
        "palette",
        ("enter",),
        Mode.SELECT,
        "Choose the label by name; when editing, keep the new bounds",
        "label",
    ),
    Action("end_forward", ("w", "right"), Mode.SELECT, "Move the active end on by a word", "grow"),
    Action("end_back", ("b", "left"), Mode.SELECT, "Move the active end back by a word", "shrink"),
    Action("grow_end", ("W", "shift+right"), Mode.SELECT, "One word more at the end"),
    Action("grow_start", ("B", "shift+left"), Mode.SELECT, "One word more at the start"),
    Action("next_word", ("n",), Mode.SELECT, "Select the next word instead"),
    Action("end_right", ("l",), Mode.SELECT, "The end one character on"),
    Action("end_left", ("h",), Mode.SELECT, "The end one character back"),
    Action("start_right", ("L",), Mode.SELECT, "The start one character on"),
    Action("start_left", ("H",), Mode.SELECT, "The start one character back"),
    Action("swap", ("o", "tab"), Mode.SELECT, "Make the other end the active one", "other end"),
    Action("hint", ("s",), Mode.SELECT, "Select anew by two hint keys"),
    Action("select_sentence", (".",), Mode.SELECT, "Select the whole sentence"),
    Action("select_quotation", ("'",), Mode.SELECT, "Select the quotation"),
    Action("select_bracket", ("(",), Mode.SELECT, "Select what stands in brackets"),
    Action("split", ("|",), Mode.SELECT, "Split the sentence where the selection begins"),
    Action("over_border", ("J",), Mode.SELECT, "Extend to the end of the next sentence"),
    Action(
        "cancel", ("q", "u", "escape", "backspace"), Mode.SELECT, "Drop the selection", "cancel"
    ),
    Action("help", ("?",), Mode.SELECT, "Show these keys", "help"),
)

_HINT = (
    Action(
        "hint_word", ("enter",), Mode.HINT, "Take the one word that was named first", "one word"
    ),
    Action("cancel", ("escape", "backspace"), Mode.HINT, "Drop the selection", "cancel"),
)

_SPLIT = (Action("cancel", ("escape", "backspace"), Mode.SPLIT, "Do not split", "cancel"),)

ACTIONS: tuple[Action, ...] = (*_STEP, *_SELECT, *_HINT, *_SPLIT)

_BY_KEY = {(action.mode, key): action for action in ACTIONS for key in action.keys}


def resolve(key: str, mode: Mode) -> Action | None:
    """What a key does in a mode; None if nothing. Keys are named as a terminal names them."""
    return _BY_KEY.get((mode, key))


def of_mode(mode: Mode) -> tuple[Action, ...]:
    """The actions of a mode, in the order of the help."""
    return tuple(action for action in ACTIONS if action.mode is mode)


def footer(mode: Mode) -> Iterable[tuple[str, str]]:
    """(key, word) for each action that the footer names."""
    return [(shown(action.keys[0]), action.short) for action in of_mode(mode) if action.short]


def shown(key: str) -> str:
    """How a key is written on screen."""
    return {"space": "␣", "enter": "⏎", "shift+tab": "⇧⇥", "tab": "⇥"}.get(key, key)
