"""Keys that select a span: by letters, by words and characters, by the parts of a text."""

from __future__ import annotations

from annotator.tui.actions.action import Action, Mode

ACTIONS = (
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
    Action("select_clause", (",",), Mode.STEP, "Select the clause, up to the next comma or dash"),
    Action("edit", ("e",), Mode.STEP, "Edit the bounds of the mark in hand"),
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
    Action("select_sentence", (".",), Mode.SELECT, "The whole sentence; again: without its stop"),
    Action("select_quotation", ("'",), Mode.SELECT, "The quotation; again: the next one"),
    Action("select_bracket", ("(",), Mode.SELECT, "Select what stands in brackets"),
    Action("select_clause", (",",), Mode.SELECT, "The clause; again: the next one"),
    Action("over_end", ("J",), Mode.SELECT, "Extend to the end of the next sentence"),
    Action("over_start", ("K",), Mode.SELECT, "Extend to the start of the sentence before"),
    Action(
        "add_fragment", ("a",), Mode.SELECT, "Keep this as a fragment and select another", "and"
    ),
    Action("next_fragment", ("e",), Mode.SELECT, "Take the next fragment in hand"),
    Action("drop_fragment", ("x",), Mode.SELECT, "Drop the fragment in hand"),
    Action(
        "cancel",
        ("q", "u", "escape", "backspace"),
        Mode.SELECT,
        "Drop the fragment added last, else the selection",
        "cancel",
    ),
    Action(
        "hint_word",
        ("enter",),
        Mode.HINT,
        "Take the one word that was named first; a label's key labels it",
        "one word",
    ),
    Action("select_sentence", (".",), Mode.HINT, "Select the whole sentence instead"),
    Action("select_quotation", ("'",), Mode.HINT, "Select the quotation instead"),
    Action("select_bracket", ("(",), Mode.HINT, "Select what stands in brackets instead"),
    Action("select_clause", (",",), Mode.HINT, "Select the clause instead"),
    Action("cancel", ("escape", "backspace"), Mode.HINT, "Drop the letters", "cancel"),
)
