"""Any keys, however fast and in pieces of any size, do what the same keys do slowly."""

from __future__ import annotations

import asyncio
import json
import random

import pytest

from annotator.store import Store
from annotator.tui.dialogs import Prompt
from tests.helpers.typing_speed import (
    app_of,
    keys_of,
    make_store,
    pieces,
    random_keys,
    recorded,
    settle,
    typed_at_once,
    typed_slowly,
    typed_through_terminal,
)

DIALOGS = {
    "note": "c",
    "go to": "g",
    "find": "/",
    "found": "/dam⏎",
    "label by name": "⏎",
    "commands": ":",
    "form": "at",
    "value of the form": "aa↑j⏎",
    "document labels": "d",
    "form of a document label": "d1",
    "reason": "!",
    "other reason": "!o",
    "details": "i",
    "help": "?",
    "guideline": "G",
    "document": "D",
    "statistics": "p",
}
TAILS = ("⏎⏎ff", "⎋⎋⎋⎋", "qqq", "x⏎⏎", "hello⏎ff", "q⎋⏎q›⏎f")


def both(tmp_path, keys, fast):
    """What is recorded and shown after slow typing, and after fast typing."""
    slow_path, fast_path = (make_store(folder(tmp_path / name)) for name in ("slow", "fast"))
    slow_screen = typed_slowly(slow_path, keys)
    fast_screen = fast(fast_path)
    return (recorded(slow_path), slow_screen), (recorded(fast_path), fast_screen)


def folder(path):
    path.mkdir()
    return path


@pytest.mark.parametrize("seed", range(3))
def test_random_keys_through_a_terminal_record_what_slow_ones_do(tmp_path, seed):
    chance = random.Random(seed)
    keys = random_keys(chance, steps=25)
    parts = pieces(chance, keys)
    slow, fast = both(tmp_path, keys, lambda path: typed_through_terminal(path, parts))
    assert slow[0]
    assert fast[0] == slow[0]


@pytest.mark.parametrize("seed", range(100, 102))
def test_random_keys_at_once_show_what_slow_ones_do(tmp_path, seed):
    chance = random.Random(seed)
    keys = random_keys(chance, steps=25)
    slow, fast = both(tmp_path, keys, lambda path: typed_at_once(path, keys, chance))
    assert slow[0]
    assert fast == slow


@pytest.mark.parametrize("opened", DIALOGS)
def test_a_dialog_answers_once_and_the_app_goes_on(tmp_path, opened):
    path = make_store(tmp_path)
    tails = [DIALOGS[opened] + tail + "⎋⎋⎋⎋" for tail in TAILS]
    screen = typed_at_once(path, keys_of("".join(tails) + "f"), random.Random(0))
    assert recorded(path)[-1][0] == "flag"
    assert " quit" in screen[-1]


def test_what_is_typed_after_an_answer_goes_on_to_the_screen_below(tmp_path):
    path = make_store(tmp_path)
    typed_at_once(path, keys_of("chello⏎faj/dam⏎⏎c copy⏎xg2⏎f"), random.Random(0))
    assert [(kind, *_text(payload)) for kind, payload, *_ in recorded(path)] == [
        ("note", "hello"),
        ("flag",),
        ("accept",),
        ("note", "hello copy"),
        ("reject",),
        ("flag",),
    ]


def _text(payload):
    text = json.loads(payload).get("text")
    return (text,) if text else ()


def test_a_click_is_handled_before_the_keys_after_it_and_after_those_before(tmp_path):
    path = make_store(tmp_path)
    screen = typed_slowly(path, [])
    third = next(y for y, row in enumerate(screen, 1) if "The readout" in row)
    click = f"\x1b[<0;9;{third}M\x1b[<0;9;{third}m"
    typed_at_once(path, ["f", click, "f", *keys_of("g1⏎f")], random.Random(0))
    flagged = [
        (json.loads(payload)["flagged"], sentence) for _, payload, _, sentence in recorded(path)
    ]
    assert flagged == [(True, 1), (True, 3), (False, 1)]


def test_a_dialog_that_is_clicked_twice_answers_once(tmp_path):
    path = make_store(tmp_path)
    screen = typed_slowly(path, keys_of("/⏎"))
    row = next(y for y, row in enumerate(screen, 1) if "deny" in row)
    click = f"\x1b[<0;30;{row}M\x1b[<0;30;{row}m"
    typed_at_once(path, [*keys_of("/⏎"), *[click] * 4, "f"], random.Random(0))
    assert [kind for kind, *_ in recorded(path)] == ["flag"]


def test_a_dialog_that_is_dismissed_twice_calls_back_once(tmp_path):
    answers = []

    async def run():
        with Store.open(make_store(tmp_path)) as store:
            app = app_of(store)
            async with app.run_test() as pilot:
                dialog = Prompt("Note", "")
                dialog.show(app, answers.append)
                await settle(app, pilot)
                dialog.dismiss("first")
                dialog.dismiss("second")
                await settle(app, pilot)
                assert app.screen is app.page

    asyncio.run(run())
    assert answers == ["first"]
