"""Copying, and emoji drawn plainly."""

from __future__ import annotations

import asyncio
import base64
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.drivers.headless_driver import HeadlessDriver

from annotator.model import Block, BlockKind, Span
from annotator.safe_text import display, plain_emoji
from annotator.store import Store
from annotator.tui.app import make
from annotator.tui.line_filters import with_plain_emoji
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import example_store, press, screen_lines
from tests.helpers.memory_store import example_document, labels


@pytest.fixture
def sent(monkeypatch):
    """What is written to the terminal besides the drawing."""
    written: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda _self, data: written.append(data))
    return written


def clipboards(sent):
    found = re.findall(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", "".join(sent))
    return [base64.b64decode(one).decode() for one in found]


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        (["y"], "falsely described"),
        (["tab", "y"], "in an apparent dig at"),
        (["j", "y"], "“We deny it,” he said, “and we always will.”"),
        (["j", "'", "y"], "“We deny it,”"),
    ],
)
def test_the_selection_is_copied_else_the_selected_mark_else_the_sentence(
    tmp_path, sent, keys, copied
):
    screen = press(example_store(tmp_path), keys)
    assert clipboards(sent) == [copied]
    quoted = copied.strip("“”")[:30]
    assert any(f"copied “{quoted}" in line for line in screen)


def text_store(folder, text):
    path = folder / "annotations.db"
    whole = Span(0, len(text))
    block = Block(whole, BlockKind.PARAGRAPH)
    with Store.open(path) as store:
        store.label_sets.put(labels())
        document = replace(
            example_document(), uid="b2:text", text=text, blocks=(block,), sentences=(whole,)
        )
        store.documents.add(document)
    return path


def test_hostile_text_is_copied_as_it_is_and_cannot_break_out(tmp_path, sent):
    text = "a\x07\x1b]52;c;AAAA\x07\x1b\\ [@click=app.quit]b[/]\u202e 👩‍👩‍👧 c."
    press(text_store(tmp_path, text), ["y"])
    assert clipboards(sent) == [text]
    rest = re.sub(r"\x1b\]52;c;[A-Za-z0-9+/=]*\x07", "", "".join(sent))
    assert "\x1b]52" not in rest


def test_more_than_terminals_take_is_not_sent(tmp_path, sent):
    screen = press(text_store(tmp_path, "long word " * 8_000 + "."), ["y"])
    assert clipboards(sent) == []
    assert any("not copied: 80,001 bytes" in line for line in screen)


# ------------------------------------------------------------------------- emoji

PICTURES = {
    "heart ❤️ and ☎️": "heart ❤· and ☎·",
    "thumb 👍🏽!": "thumb ◊·!",
    "family 👩‍👩‍👧‍👦.": "family ◊·◊·◊·◊.",
    "flag 🇩🇪 🏴‍☠️": "flag ◊◊ ◊·☠·",
    "key 1️⃣ ⌚": "key 1·· ◊",
    "日本㈱ é नि क्‍ष": "日本㈱ é नि क्‍ष",
    "plain": "plain",
}


@pytest.mark.parametrize("text", PICTURES)
def test_pictures_become_signs_one_for_one(text):
    signs = plain_emoji(display(text))
    assert signs == PICTURES[text]
    assert len(signs) == len(text)
    assert plain_emoji(signs) == signs


@given(st.text(st.sampled_from("".join(PICTURES)), max_size=12))
def test_a_row_with_signs_has_as_many_cells_as_with_the_pictures(text):
    drawn = with_plain_emoji(text)
    assert cell_len(drawn) == cell_len(text)
    assert plain_emoji(drawn) == drawn


def test_emoji_are_plain_at_once_and_remembered(tmp_path):
    path = text_store(tmp_path, "One 👩‍👩‍👧 and ❤️ here.")

    def seen(keys, **given):
        async def run():
            with Store.open(path) as store:
                store.annotators.enrol("ann")
                app = make(store, labels(), "ann", Settings(**given))
                async with app.run_test(size=(80, 24)) as pilot:
                    await pilot.press(*keys)
                    await pilot.pause()
                    return "\n".join(screen_lines(app))

        return asyncio.run(run())

    assert "👩" in seen([])
    assert "One ◊· and ❤· here." in seen([], plain_emoji=True)
    assert "One ◊· and ❤· here." in seen([":", *"plain", "enter"])
    assert "One ◊· and ❤· here." in seen([])
    assert "👩" in seen([":", *"pictures", "enter"], plain_emoji=True)
    assert "👩" in seen([], plain_emoji=True)
