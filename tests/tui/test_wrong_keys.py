"""Keys that do nothing say so, and keys that would do too much are asked for again."""

from __future__ import annotations

import asyncio

import pytest
from textual.events import MouseScrollDown

from annotator.store import Store
from annotator.tui.app import make
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import example_store, press, screen_lines
from tests.helpers.memory_store import labels
from tests.tui.test_app import shows, state_of


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["Y"], "Y does nothing here; ? lists the keys"),
        (["a", "x", "tab", "tab"], "this is the only mark of the sentence"),
        (["j", "j", "tab"], "no mark in this sentence"),
        (["j", "j", "shift+tab"], "no mark in this sentence"),
        (["f5"], "f5 does nothing here; ? lists the keys"),
        (["w", "Z"], "Z does nothing here; ? lists the keys"),
        (["s", "%"], "% is none of the letters; esc leaves them"),
        (["|", "?"], "? is none of the letters; esc leaves them"),
        ([";", "%"], "% is none of the letters; esc leaves them"),
        (["s", "f7"], "f7 does nothing here; esc leaves them"),
        (["ф"], "ф does nothing: for this keyboard set layout: ru or uk or be in settings.yaml"),
        (["φ"], "φ does nothing: for this keyboard set layout: el in settings.yaml"),
    ],
)
def test_a_key_without_an_action_says_so(tmp_path, keys, said):
    assert shows(press(example_store(tmp_path), keys, size=(100, 24)), said)


def test_with_the_layout_set_its_letters_act(tmp_path):
    path = example_store(tmp_path)
    press(path, ["ф"], settings=Settings(layout="ru"))
    assert state_of(path, 0).annotations
    press(path, [], settings=Settings())


@pytest.mark.parametrize("opened", [["i"], ["?"], ["t"], ["G"], ["/", "enter"], ["w"], ["e"]])
def test_the_key_that_closed_something_quits_only_when_it_is_pressed_once_more(tmp_path, opened):
    path = example_store(tmp_path)
    screen = press(path, [*opened, "q", "q"])
    assert shows(screen, "q again quits; everything is saved")
    assert not quits(path, *opened, "q", "q")
    assert quits(path, *opened, "q", "q", "q")
    assert quits(path, *opened, "q", "j", "q")


def test_q_alone_quits(tmp_path):
    assert quits(example_store(tmp_path), "q")


def quits(path, *keys):
    """Whether keys end the app."""
    return after(path, keys, lambda app: app._exit)


def notices(path, *keys):
    """The messages over a dialog."""
    return after(path, keys, lambda app: [one.message for one in app._notifications])


def after(path, keys, look):
    """What an app looks like after some keys."""

    async def run():
        with Store.open(path) as store:
            store.annotators.enrol("ann")
            app = make(store, labels(), "ann")
            async with app.run_test(notifications=True) as pilot:
                await pilot.press(*keys)
                await pilot.pause()
                return look(app)

    return asyncio.run(run())


def test_ctrl_c_says_how_to_leave_and_leaves_when_it_is_pressed_again(tmp_path):
    path = example_store(tmp_path)
    said = "ctrl+c again leaves, as q does; everything is saved"
    assert shows(press(path, ["ctrl+c"]), said)
    for opened in ([], ["c"], ["?"], ["/"]):
        assert notices(path, *opened, "ctrl+c") == ([said] if opened else [])
        assert quits(path, *opened, "ctrl+c", "ctrl+c")
    assert not quits(path, "ctrl+c", "j", "ctrl+c")


def test_ctrl_c_copies_what_is_selected_in_a_line(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["c", *"hello", "shift+home", "ctrl+c"], size=(100, 24))
    assert shows(screen, "copied “hello”; ctrl+c again leaves")


def test_what_is_scrolled_out_of_sight_is_not_decided(tmp_path):
    path = example_store(tmp_path)

    async def run():
        with Store.open(path) as store:
            store.annotators.enrol("ann")
            app = make(store, labels(), "ann")
            async with app.run_test(size=(40, 8)) as pilot:
                await pilot.pause()
                for _ in range(9):
                    await pilot._post_mouse_events([MouseScrollDown], "DocumentView")
                await pilot.pause()
                away = screen_lines(app)
                await pilot.press("a")
                await pilot.pause()
                back = screen_lines(app)
                decided = bool(
                    store.judgements.of_document("ann", app.page.context.session.document.uid)
                )
                await pilot.press("a")
                return away, back, decided

    away, back, decided = asyncio.run(run())
    assert not shows(away, "Tevik falsely")
    assert shows(back, "Tevik falsely")
    assert shows(back, "back at the sentence: a again does it")
    assert not decided
    assert state_of(path, 0).annotations


def test_leaving_the_last_suggestion_says_where_one_is(tmp_path):
    screen = press(example_store(tmp_path), ["z", "z"], size=(120, 24))
    assert shows(
        screen, "left undecided: implied meaning “in an apparent dig at”; on to sentence 2"
    )
