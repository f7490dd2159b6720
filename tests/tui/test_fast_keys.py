"""Any keys, however fast and in pieces of any size, do what the same keys do slowly."""

from __future__ import annotations

import json
import random

import pytest

from tests.helpers.typing_speed import (
    keys_of,
    make_store,
    pieces,
    random_keys,
    recorded,
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
    assert screen[-1].rstrip().endswith("quit")


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
