"""Custom keys: they run their actions, and no screen names another key."""

from __future__ import annotations

import re

import pytest

from annotator.store import Store
from annotator.tui.actions.key_table import ACTIONS, DEFAULT, keymap_of
from annotator.tui.keymap import Mode, shown
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import at
from tests.tui.test_app import notes_of, shows, state_of

LETTERS = [chr(code) for code in (*range(0x10D0, 0x10F1), *range(0x0561, 0x0587))]
LETTERS += [chr(code) for code in (*range(0x30A2, 0x30FB), *range(0x3042, 0x3094))]
"""Letters that no key of the table has: Georgian, Armenian, Japanese."""


def moved() -> Settings:
    """Settings in which every key of every action is another one."""
    free = iter(LETTERS)
    keys = {
        f"{action.mode}.{action.id}": tuple(next(free) for _ in action.keys)
        if action.id == "label" and action.mode is Mode.STEP
        else (next(free),)
        for action in ACTIONS
        if action.id != "label" or action.mode is Mode.STEP
    }
    digits = keys["step.label"]
    return Settings(keys={**keys, "select.label": digits, "label.label": digits})


MOVED = moved()
KEYMAP = keymap_of("default", MOVED.keys)


def k(action: str, mode: Mode = Mode.STEP) -> str:
    """The moved key of an action."""
    return next(one.keys[0] for one in KEYMAP.of_mode(mode) if one.id == action)


NO_KEYS = {"a", "A", ":", ",", "?", "·", "|", "+", "left", "right", "up", "down", *"0123456789"}
"""Characters that can stand alone in a sentence, as words, signs or numbers."""

OURS = {key for action in ACTIONS for key in (*action.keys, *map(shown, action.keys))} - NO_KEYS


def named(lines: list[str]) -> set[str]:
    """The keys of the default keymap that stand alone in lines of text."""
    words = {word.strip("():,;.") or word for line in lines for word in re.split(r"[\s“”]+", line)}
    return words & OURS


SCREENS = {
    "a selected suggestion": [],
    "nothing here": [k("next_sentence")],
    "no mark selected": [k("accept_all"), k("next_sentence"), k("previous_sentence")],
    "a sentence skipped": [k("skip")],
    "a selection": [k("select_sentence")],
    "the first word": [k("hint"), "s"],
    "no label on the key": [k("select_sentence"), KEYMAP.of_mode(Mode.SELECT)[0].keys[0]],
    "the end": [k("next_sentence"), k("next_sentence"), k("finish")],
    "nothing to label": [k("next_sentence"), k("letters")],
    "nothing for a digit": [k("next_sentence"), k("label")],
    "no mark for a form": [k("next_sentence"), k("attributes")],
    "one fragment": [k("select_word"), k("next_fragment", Mode.SELECT)],
    "one fragment to drop": [k("select_word"), k("drop_fragment", Mode.SELECT)],
    "an unlabelled digit": [k("select_word"), next(
        one.keys[8] for one in KEYMAP.of_mode(Mode.SELECT) if one.id == "label"
    )],
}  # fmt: skip


@pytest.mark.parametrize("screen", SCREENS)
def test_only_the_keys_in_force_are_named(tmp_path, screen):
    lines = press(example_store(tmp_path), SCREENS[screen], settings=MOVED, size=(130, 30))
    assert named(lines[-4:]) == set()


def test_the_keys_of_the_default_keymap_are_named_where_it_is_in_force(tmp_path):
    path = example_store(tmp_path)
    assert {"a", "x", "␣"} - NO_KEYS <= named(press(path, [])[-4:])
    assert {"␣", "s"} <= named(press(path, ["j"], size=(130, 30))[-4:-1])


def test_labels_are_shown_with_the_keys_in_force(tmp_path):
    lines = press(example_store(tmp_path), [k("select_word")], settings=MOVED)
    assert shows(lines, f"{k('label')}  falsely described")
    assert not shows(lines, "1  falsely described")


def test_a_blind_sentence_names_only_the_keys_in_force(tmp_path):
    settings = Settings(keys=MOVED.keys, blind_share=1.0)
    path = example_store(tmp_path)
    for keys in ([], [k("accept")], [k("finish")]):
        assert named(press(path, keys, settings=settings)[-4:]) == set()


def test_help_and_commands_show_the_keys_in_force(tmp_path):
    path = example_store(tmp_path)
    wide = (160, 120)
    dialog = press(path, [k("help")], settings=MOVED, size=wide)
    assert shows(dialog, f"{k('accept')} ")
    assert shows(dialog, "Accept the selected suggestion")
    listed = press(path, [k("commands"), *"accept the sugg"], settings=MOVED, size=wide)
    assert shows(listed, k("accept"))
    rows = [line for line in dialog if re.search(r"│  \S", line)]
    assert not any(re.match(r".*│  [a-zA-Z] ", line) for line in rows)


def test_every_decision_can_be_made_with_moved_keys(tmp_path):
    path = example_store(tmp_path)
    second = next(one.keys[1] for one in KEYMAP.of_mode(Mode.STEP) if one.id == "label")
    keys = [k("accept"), k("reject"), k("finish"), k("next_sentence")]
    press(path, [*keys, k("select_sentence"), second], settings=MOVED)
    assert [note.label for note in notes_of(path)] == ["verdict_false", "implicature"]
    assert state_of(path, 0).finished
    press(path, ["a", "x", "u", "space"], settings=MOVED)
    assert len(notes_of(path)) == 2


def test_a_key_can_be_taken_away_and_its_action_is_still_among_the_commands(tmp_path):
    path = example_store(tmp_path)
    settings = Settings(keys={"accept": ()})
    press(path, ["a"], settings=settings)
    assert notes_of(path) == []
    press(path, [":", *"accept the sugg", "enter"], settings=settings)
    assert [note.label for note in notes_of(path)] == ["verdict_false"]


@pytest.mark.parametrize(
    ("preset", "keys"),
    [
        ("vim", ["l", "h", "a", "space"]),
        ("prodigy", ["a", "enter"]),
        ("prodigy", ["a", "backspace", "a", "enter"]),
    ],
)
def test_a_preset_decides_with_the_keys_that_people_know(tmp_path, preset, keys):
    path = example_store(tmp_path)
    press(path, keys, settings=Settings(preset=preset))
    assert [note.label for note in notes_of(path)] == ["verdict_false"]
    assert state_of(path, 0).finished


def test_another_keyboard_presses_the_keys_that_are_where_the_latin_ones_are(tmp_path):
    path = example_store(tmp_path)
    russian = Settings(layout="ru")
    press(path, ["ф", "ч", "space"], settings=russian)
    assert [note.label for note in notes_of(path)] == ["verdict_false"]
    assert state_of(path, 0).finished
    press(path, ["о", "о", "ы", "ы", "в", "2"], settings=russian, annotator="bea")
    assert [note.span for note in notes_of(path, "bea")] == [at("readout claims")]


def test_another_keyboard_types_its_own_letters_into_a_note(tmp_path):
    path = example_store(tmp_path)
    press(path, ["с", *"фыва", "enter"], settings=Settings(layout="ru"))
    assert state_of(path, 0).note == "фыва"


def test_the_layout_of_one_session_is_not_that_of_the_next(tmp_path):
    path = example_store(tmp_path)
    press(path, ["ф"], settings=Settings(layout="ru"))
    press(path, ["ф"], annotator="bea")
    assert len(notes_of(path)) == 1
    assert notes_of(path, "bea") == []
    assert DEFAULT.resolve("ф", Mode.STEP) is None
    with Store.open(path) as store:
        assert len(list(store.events.iterate())) == 1
