"""Pickers: the best match is first, and what was used last is offered first."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input

from annotator.store import Store
from annotator.tui.actions.key_table import DEFAULT
from annotator.tui.app import make
from annotator.tui.dialogs.picker import Choice, _columns, _line, matching
from annotator.tui.keymap import Mode
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import example_store, press, screen_lines
from tests.helpers.memory_store import labels
from tests.tui.test_app import notes_of, shows, state_of

CHOICES = [
    Choice("undercut", "undercut", "stance"),
    Choice("scare_quote", "scare quotes", "quotation", about="Quotation marks that undercut"),
    Choice("partial_quote", "quoted fragment", "quotation"),
    Choice("loaded_language", "loaded wording", "wording"),
]


def found(typed: str) -> list[str]:
    return [choice.value for choice in matching(CHOICES, typed)]


def test_a_match_at_the_start_is_before_one_at_a_word_and_that_before_the_rest():
    assert found("quot") == ["partial_quote", "scare_quote"]
    assert found("wor") == ["loaded_language"]
    assert found("cut") == ["undercut", "scare_quote"]
    assert found("und") == ["undercut", "scare_quote"]
    assert found("") == [choice.value for choice in CHOICES]
    assert found("zebra") == []


def test_parts_match_anywhere_and_in_any_order():
    assert found("frag quo") == found("quo frag") == ["partial_quote"]
    assert found("lang load") == ["loaded_language"]


@given(st.text("abcdeqruot ", max_size=8))
def test_typing_more_never_finds_more(typed):
    assert set(found(typed)) <= set(found(typed[:-1]))


def test_the_label_palette_shows_key_group_and_definition(tmp_path):
    screen = press(example_store(tmp_path), ["enter"], size=(100, 30))
    assert shows(screen, "1  falsely described  group  falsely described.")
    assert shows(screen, "   hedge              group  hedge.")


def test_the_label_used_last_is_offered_first(tmp_path):
    path = example_store(tmp_path)
    press(path, ["enter", *"hed", "enter", "enter", "enter"])
    assert [note.label for note in notes_of(path)] == ["hedge", "hedge"]


@pytest.mark.parametrize(("mode", "keys"), [(Mode.STEP, []), (Mode.SELECT, ["."])])
def test_every_action_of_the_mode_is_among_the_commands(tmp_path, mode, keys):
    async def run():
        with Store.open(example_store(tmp_path)) as store:
            store.annotators.enrol("ann")
            app = make(store, labels(), "ann")
            async with app.run_test(size=(120, 20)) as pilot:
                await pilot.press(*keys, ":")
                for action in DEFAULT.of_mode(mode):
                    if action.id in {"label", "commands"}:
                        continue
                    app.screen.query_one(Input).value = action.help[:60]
                    await pilot.pause()
                    assert shows(screen_lines(app), action.help[:60]), action

    asyncio.run(run())


def test_a_command_without_a_key_is_run_by_its_name(tmp_path):
    path = example_store(tmp_path)
    settings = Settings(keys={"flag": ()})
    press(path, [":", *"flag", "enter"], settings=settings)
    assert state_of(path, 0).flagged


def test_a_command_for_the_selection_is_run_with_it(tmp_path):
    screen = press(example_store(tmp_path), ["w", ":", *"one word more at the end", "enter"])
    assert shows(screen, "selected “falsely described”")


def test_the_command_used_last_is_offered_first(tmp_path):
    path = example_store(tmp_path)
    press(path, [":", *"flag", "enter", "j", ":", "enter"])
    assert state_of(path, 0).flagged
    assert state_of(path, 1).flagged


def test_a_kind_after_a_very_long_text_keeps_a_gap_of_two_blanks():
    long = Choice("one", "a text that is longer than any column " * 4, "colours")
    choices = [long, Choice("two", "short", "signs", key="k"), Choice("three", "alone")]
    for width in (33, 71, 85):
        widths = replace(_columns(choices), room=width)
        rows = [_line(choice, widths).plain for choice in choices]
        assert re.search(r"[^ ]  colours$", rows[0])
        assert len(rows[0]) == width, rows[0]
        assert re.search(r"short {2,}signs$", rows[1])


@given(
    st.lists(
        st.builds(Choice, st.just(""), *[st.text("abé宽", max_size=40)] * 4),
        min_size=1,
    ),
    st.integers(8, 120),
)
def test_no_two_columns_run_together(choices, room):
    widths = replace(_columns(choices), room=room)
    for choice in choices:
        row = _line(choice, widths).plain
        for cell in filter(None, (choice.beside, choice.about)):
            assert row.endswith(f"  {cell}") or f"  {cell}  " in row
