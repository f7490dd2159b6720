"""Any terminal, at any moment: nothing crashes, and what matters is in view from 40x12 on."""

from __future__ import annotations

import asyncio

import pytest

from annotator.store import Store
from annotator.tui.app import make
from tests.helpers.app_driver import example_store, press, screen_lines
from tests.helpers.memory_store import labels

SIZES = [
    (300, 100),
    (1, 1),
    (80, 24),
    (40, 12),
    (20, 5),
    (2, 3),
    (120, 40),
    (3, 1),
    (39, 60),
    (64, 7),
]

OPENED = {
    "page": ([], "▌"),
    "hints": (["s"], "▌"),
    "selection": (["."], "▌"),
    "split": (["|"], "▌"),
    "help": (["?"], "Accept the selected"),
    "why": (["i"], "matched on"),
    "form": (["t"], "confidence"),
    "commands": ([":"], "Command"),
    "documents": (["g"], "Go to sentence"),
    "label": (["enter"], "hedge"),
    "note": (["c", *"so it is"], "so it is"),
}


@pytest.mark.parametrize("opened", OPENED)
def test_the_terminal_may_be_resized_whatever_is_open(tmp_path, opened):
    keys, seen = OPENED[opened]

    async def run():
        with Store.open(example_store(tmp_path)) as store:
            store.annotators.enrol("ann")
            app = make(store, labels(), "ann")
            async with app.run_test(size=(80, 24)) as pilot:
                await pilot.press(*keys)
                for width, height in [*SIZES, (80, 24)]:
                    await pilot.resize_terminal(width, height)
                    await pilot.pause()
                    lines = screen_lines(app)
                    assert [len(lines), max(map(len, lines))] == [height, width]
                    if width >= 40 and height >= 12:
                        assert any(seen in line for line in lines), (width, height)

    asyncio.run(run())


def test_what_matters_is_in_view_at_forty_by_twelve(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, [], size=(40, 12))
    text = "\n".join(screen)
    assert "1/3" in screen[0]
    assert "0/3" in screen[0]
    assert "Tevik falsely described the dam" in text
    assert "▸? falsely described" in text
    assert screen[-2].startswith(" ? falsely described")
    assert " a accept  x reject " in screen[-1]
    assert screen[-1].rstrip().endswith("? help")
    assert "…" not in screen[-1]
    screen = press(path, ["a"], size=(40, 12))
    assert screen[-2].startswith(" accepted falsely described on")


def test_a_wide_header_names_everything(tmp_path):
    screen = press(example_store(tmp_path), [], size=(100, 24))
    assert "Dam talks stall" in screen[0]
    assert "sentence 1/3" in screen[0]
    assert "0/3 finished · ann" in screen[0]
