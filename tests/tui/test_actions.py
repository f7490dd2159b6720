"""The key table: what is promised is done, and nothing twice."""

from __future__ import annotations

import pytest

from annotator.tui.actions import ACTIONS, DEFAULT, Action, Keymap, Mode


def test_a_key_means_one_thing_in_a_mode():
    other = Action("other", ("a",), Mode.STEP, "Another thing")
    with pytest.raises(ValueError, match="key a does both accept and other in mode step"):
        Keymap((*ACTIONS, other))


def test_every_action_is_done_by_something_and_nothing_else_is():
    from annotator.tui.actions.handlers import DO

    assert set(DO) == {action.id for action in ACTIONS}


def test_no_key_of_the_hot_loop_needs_escape_or_a_chord():
    for mode in (Mode.STEP, Mode.SELECT):
        for action in DEFAULT.of_mode(mode):
            assert not action.keys[0].startswith(("ctrl", "alt", "escape")), action


def test_the_footer_fits_eighty_columns():
    for mode in Mode:
        width = sum(len(key) + len(word) + 3 for key, word in DEFAULT.footer(mode))
        assert width <= 80, (mode, width)


def test_keys_are_resolved_by_mode():
    assert DEFAULT.resolve("j", Mode.STEP).id == "next_sentence"
    assert DEFAULT.resolve("J", Mode.SELECT).id == "over_end"
    assert DEFAULT.resolve("Z", Mode.STEP) is None
