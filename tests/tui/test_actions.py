"""The key table: every key of a mode runs one action, and nothing of it needs Textual."""

from __future__ import annotations

import subprocess
import sys

import pytest

from annotator.tui.actions.key_table import ACTIONS, DEFAULT
from annotator.tui.keymap import Action, Keymap, Mode


def test_a_key_means_one_thing_in_a_mode():
    other = Action("other", ("a",), Mode.STEP, lambda _context: None, "Another thing")
    with pytest.raises(ValueError, match="key a does both accept and other in mode step"):
        Keymap((*ACTIONS, other))


def test_an_action_has_one_row_in_a_mode_and_one_handler_that_makes_no_choice_in_others():
    rows = [(action.mode, action.id) for action in ACTIONS]
    assert len(set(rows)) == len(rows)
    handlers = {(action.id, action.handler) for action in ACTIONS}
    assert len({name for name, _ in handlers}) == len(handlers)


def test_the_table_is_imported_without_textual_and_without_a_dialog():
    script = (
        "import sys, annotator.tui.actions.key_table;"
        "print(*[name for name in sys.modules if name.startswith(('textual', 'rich', 'spacy',"
        " 'numpy', 'sqlite_utils', 'annotator.tui.dialogs.'))])"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert loaded.stdout.decode().split() == []


def test_no_key_of_the_hot_loop_needs_escape_or_a_chord():
    for mode in (Mode.STEP, Mode.SELECT):
        for action in DEFAULT.of_mode(mode):
            assert not action.keys[0].startswith(("ctrl", "alt", "escape")), action


def test_keys_are_resolved_by_mode():
    assert DEFAULT.resolve("j", Mode.STEP).id == "next_sentence"
    assert DEFAULT.resolve("J", Mode.SELECT).id == "over_end"
    assert DEFAULT.resolve("Z", Mode.STEP) is None
