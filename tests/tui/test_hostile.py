"""Hostile text on the screen: no control character is drawn, in any theme, in any dialog."""

from __future__ import annotations

import asyncio
import json
import re
import unicodedata
from dataclasses import replace

import pytest

from annotator.model import Block, BlockKind, Span
from annotator.store import Store
from annotator.tui.app import make
from annotator.tui.line_filters import ControlGuard
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import screen_lines
from tests.helpers.memory_store import example_document, labels
from tests.helpers.typing_speed import make_store, recorded, typed_through_terminal
from tests.test_safe_text import hidden_characters

TEXT = (
    "Bad \x1b[2J\x1b]52;c;AAAA\x07 \x9b31m [red]te[/]xt [@click=app.quit]x[/] \u202eand\u202c"
    " \u2028 z\u200be\u0301\u0301\u0301\u0301ro 👩‍👩‍👧‍👦 ❤️ \x7f 日本 more."
)
RAW = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u200b]")

OPENED = {
    "page": [],
    "selection": ["."],
    "hints": ["s"],
    "label": [".", "enter"],
    "note": ["c", "a", "enter"],
    "form": [".", "1", "t"],
    "why": [".", "1", "i"],
    "documents": ["g"],
    "copied": ["y"],
}


@pytest.mark.parametrize("opened", OPENED)
@pytest.mark.parametrize("theme", ["dark", "no-colour"])
@pytest.mark.parametrize("plain_emoji", [False, True])
def test_nothing_raw_is_drawn_and_every_row_is_as_wide_as_the_screen(
    tmp_path, opened, theme, plain_emoji
):
    whole = Span(0, len(TEXT))
    document = replace(
        example_document(),
        uid="b2:bad",
        text=TEXT,
        meta={"title": TEXT},
        blocks=(Block(whole, BlockKind.PARAGRAPH),),
        sentences=(whole,),
    )

    async def run():
        with Store.open(tmp_path / "a.db") as store:
            store.label_sets.put(labels())
            store.documents.add(document)
            store.annotators.enrol("ann")
            app = make(store, labels(), "ann", Settings(theme=theme, plain_emoji=plain_emoji))
            async with app.run_test(size=(60, 20)) as pilot:
                await pilot.press(*OPENED[opened])
                await pilot.pause()
                strips = app.screen._compositor.render_strips()
                assert {strip.cell_length for strip in strips} == {60}
                return screen_lines(app)

    for line in asyncio.run(run()):
        assert not RAW.search(line), line


def test_the_filter_removes_control_characters_that_were_not_made_safe():
    from rich.segment import Segment
    from textual.color import Color

    text = "a\x1b[2Jb\x9b\u061c\u200e\u200f\u202ec\xadd 👩\u200d👧"
    (clean,) = ControlGuard().apply([Segment(text)], Color(0, 0, 0))
    assert clean.text == "a[2Jbc·d 👩\u200d👧"


# ------------------------------------------------------------------ typed and pasted


FORMATS = "".join(char for char in hidden_characters() if unicodedata.category(char) == "Cf")


def test_format_characters_are_kept_in_a_note_and_never_reach_the_terminal_raw(tmp_path):
    whole = Span(0, len(FORMATS) + 4)
    document = replace(
        example_document(),
        uid="b2:a",
        text=f"“a{FORMATS}z”",
        meta={"title": FORMATS},
        blocks=(Block(whole, BlockKind.PARAGRAPH),),
        sentences=(whole,),
    )
    path = make_store(tmp_path, document)
    family = "👨\u200d👩\u200d👧 می\u200cخواهم "
    typed = f"c{family}a\u061cb\u200ec\u200fd\u202ee\x85"
    pasted = f"\x1b[200~{FORMATS}\x1b[201~"
    parts = [f"{typed}{pasted}\rc".encode(), b"\x1b", b"g" + pasted.encode(), b"\x1b"]
    shown = typed_through_terminal(path, [*parts, b"/" + pasted.encode(), b"\x1b"]).decode()
    assert shown.count("⇄") > 5
    assert not {*FORMATS} & {*shown}
    (note,) = recorded(path)
    text = json.loads(note[1])["text"]
    assert text == f"{family}a\u061cb\u200ec\u200fd\u202ee{FORMATS}"


def test_the_lines_of_a_paste_are_joined_by_spaces(tmp_path):
    path = make_store(tmp_path)
    pasted = "\x1b[200~one\ntwo\r\nthree\rfour\tfive\u2028six\x1b[201~"
    typed_through_terminal(path, [f"c{pasted}\r".encode()])
    (note,) = recorded(path)
    assert json.loads(note[1])["text"] == "one two three four five six"
