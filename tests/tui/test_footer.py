"""The footer: it names keys that do something in the mode, and always those that leave it."""

from __future__ import annotations

import pytest

from annotator.store import Store
from annotator.tui import panel
from annotator.tui.keymap import Mode
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import example_store, press
from tests.helpers.screenless import NoScreen, context_on

BLIND = Settings(blind_share=1.0)
SEEN = Settings()

STATES = {
    "suggestion": (["f"], SEEN, Mode.STEP),
    "annotation": (["z", "a", "tab"], SEEN, Mode.STEP),
    "no mark": (["f", "j", "j"], SEEN, Mode.STEP),
    "blind": (["f"], BLIND, Mode.STEP),
    "label without attributes": ([".", ";", "h"], SEEN, Mode.STEP),
    "finished": (["j", "space", "k"], SEEN, Mode.STEP),
    "selection": (["w", "w"], SEEN, Mode.SELECT),
    "fragment": (["w", "a"], SEEN, Mode.HINT),
    "editing": (["e", "w"], SEEN, Mode.SELECT),
    "value": (["j", "j", "w", "0", "r", "1"], SEEN, Mode.HINT),
    "selected value": (["j", "j", "w", "0", "r", "1", ".", "b"], SEEN, Mode.SELECT),
    "first letter": (["s"], SEEN, Mode.HINT),
    "last letter": (["s", "a"], SEEN, Mode.HINT),
    "letters": (["w", ";"], SEEN, Mode.LABEL),
    "split": (["|"], SEEN, Mode.SPLIT),
    "relation": (["j", "j", "w", "0", "k", "k", "r"], SEEN, Mode.RELATE),
    "relation without marks": (["x", "x", "j", "j", "w", "0", "r"], SEEN, Mode.RELATE),
}
"""Keys that lead to a state, with the settings and the mode there. Something was recorded before,
where undo is named."""


class Watched(NoScreen):
    """A user interface that remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def show_dialog(self, dialog, then) -> None:
        self.asked.append(dialog)

    def quit(self) -> None:
        self.asked.append("quit")


def in_state(store, name):
    """A context in a state."""
    keys, settings, mode = STATES[name]
    context = context_on(store, settings)
    for key in keys:
        context.press(key)
    context.ui = Watched()
    return context, mode


def snapshot(context):
    """All that a key can change, without messages."""
    session, hints = context.session, context.hint_input
    return (
        context.mode,
        session.selection,
        session.selected_key,
        session.position,
        session.document.uid,
        context.controller.newest_event,
        context.first_word,
        hints and (hints.typed, tuple(hints.letters)),
        len(context.ui.asked),
    )


@pytest.fixture
def store(tmp_path):
    """The example database, opened again for each key."""
    path = example_store(tmp_path)
    with Store.open(path) as opened:
        opened.annotators.enrol("ann")
        yield opened


def named(context):
    """The keys that the footer names, as they are pressed, with their words."""
    found = context.keymap.footer(context.mode, context)
    return [(action.keys[0], word) for action, word in found]


@pytest.mark.parametrize("state", STATES)
def test_every_key_of_the_footer_does_something(tmp_path, state):
    count = 1
    place = 0
    while place < count:
        with Store.open(example_store(folder(tmp_path, place))) as store:
            store.annotators.enrol("ann")
            context, mode = in_state(store, state)
            assert context.mode is mode
            keys = named(context)
            count = len(keys)
            before = snapshot(context)
            context.press(keys[place][0])
            assert snapshot(context) != before, (state, keys[place], context.message)
        place += 1


def folder(parent, number):
    """A new folder."""
    made = parent / str(number)
    made.mkdir()
    return made


@pytest.mark.parametrize("state", STATES)
def test_the_footer_fits_and_names_the_keys_that_leave_at_any_width(store, state):
    context, mode = in_state(store, state)
    leaving = {word for _, word in named(context)} & {"cancel", "help"}
    assert leaving
    for width in (40, 80, 110):
        text = "".join(text for text, _ in panel.footer(context, width))
        assert len(text) <= width
        assert all(f" {word} " in text for word in leaving)
    assert mode is not Mode.STEP or " quit " in "".join(t for t, _ in panel.footer(context, 80))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("suggestion", ["accept", "reject", "finish", "form"]),
        ("annotation", ["delete", "finish", "form"]),
        ("blind", ["finish", "select"]),
        ("finished", ["next", "select"]),
        ("editing", ["keep", "grow", "cancel"]),
        ("first letter", ["sentence", "cancel"]),
        ("last letter", ["one word", "cancel"]),
    ],
)
def test_the_footer_says_what_the_keys_do_here(store, state, words):
    context, _ = in_state(store, state)
    found = [word for _, word in named(context)]
    assert [word for word in found if word in words] == words
    if "accept" not in words:
        assert "accept" not in found


def test_the_keys_of_labels_are_shown_while_a_mark_is_selected(tmp_path):
    path = example_store(tmp_path)
    assert " 1  falsely described  2  implied meaning  0  claim" in press(path, [])[-2]
    assert " 0  claim" not in press(path, ["j"])[-2]
    assert " 0  claim" not in press(path, [], settings=BLIND)[-2]


def test_bounds_that_are_edited_say_how_they_are_kept_at_forty_by_twelve(tmp_path):
    screen = press(example_store(tmp_path), ["e"], size=(40, 12))
    assert screen[-2].startswith(" selected “falsely described”")
    assert screen[-1].rstrip() == " ⏎ keep  w grow  q cancel  ? help"
