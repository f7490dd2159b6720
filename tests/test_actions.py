"""The key table: what is promised is done, and nothing twice."""

from __future__ import annotations

from collections import Counter

from annotator.actions import ACTIONS, Mode, footer, of_mode, resolve


def test_a_key_means_one_thing_in_a_mode():
    keys = Counter((action.mode, key) for action in ACTIONS for key in action.keys)
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_action_has_its_method_on_the_screen():
    from annotator.tui.selecting import MOVES
    from annotator.tui.stepping import Stepping

    done = {*MOVES, *(name.removeprefix("do_") for name in dir(Stepping))}
    missing = [action.id for action in ACTIONS if action.id not in done]
    assert missing == []


def test_no_key_of_the_hot_loop_needs_escape_or_a_chord():
    for mode in (Mode.STEP, Mode.SELECT):
        for action in of_mode(mode):
            assert not action.keys[0].startswith(("ctrl", "alt", "escape")), action


def test_the_footer_fits_eighty_columns():
    for mode in Mode:
        width = sum(len(key) + len(word) + 3 for key, word in footer(mode))
        assert width <= 80, (mode, width)


def test_keys_are_resolved_by_mode():
    assert resolve("j", Mode.STEP).id == "next_sentence"
    assert resolve("J", Mode.SELECT).id == "over_border"
    assert resolve("z", Mode.STEP) is None
