"""The mouse, by the events that a terminal sends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from rich.cells import cell_len

from annotator.model import Block, BlockKind, Document, Span
from annotator.store import Store
from annotator.tui.app import make
from annotator.tui.widgets.document_view import DocumentView
from tests.helpers.app_driver import example_store, screen_lines
from tests.helpers.memory_store import example_document, labels
from tests.tui.test_selection import held

WIDE = (
    "Wide 日本語 one 👩\u200d👩\u200d👧 two cafe\u0301s three नमस्ते four "
    "and so it goes on over the edge of the line until it ends."
)


@dataclass
class Mouse:
    """A person with a mouse, who points at words, not at cells."""

    app: object
    pilot: object

    def cell(self, words: str, inside: int = 0) -> tuple[int, int]:
        """The cell of some words on the screen, `inside` cells further right."""
        page = self.app.screen.query_one(DocumentView)
        for y, strip in enumerate(page._strips):
            before, found, _ = strip.text.partition(words)
            if found:
                return cell_len(before) + inside, y
        raise AssertionError(f"{words!r} is not on the page")

    async def drag(self, start, end, **modifiers):
        await self.pilot.mouse_down(DocumentView, offset=start, **modifiers)
        await self.pilot.hover(DocumentView, offset=end)
        await self.pilot.mouse_up(DocumentView, offset=end, **modifiers)
        await self.pilot.pause()

    async def click(self, at, **options):
        await self.pilot.click(DocumentView, offset=at, **options)
        await self.pilot.pause()

    async def press(self, *keys):
        await self.pilot.press(*keys)
        await self.pilot.pause()

    @property
    def context(self):
        return self.app.screen.context

    @property
    def selected(self) -> str:
        session = self.context.session
        return session.selection.span.of(session.document.text) if session.selection else ""

    @property
    def lines(self) -> list[str]:
        return screen_lines(self.app)


def at_screen(path, play, size=(80, 24)):
    """Open the app and run `play` with it."""

    async def run():
        with Store.open(path) as store:
            store.annotators.enrol("ann")
            app = make(store, labels(), "ann")
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await play(Mouse(app, pilot))

    asyncio.run(run())


def wide_store(folder):
    """A database with one sentence of wide and combined characters."""
    path = folder / "annotations.db"
    span = Span(0, len(WIDE))
    document = Document("b2:wide", WIDE, {}, (Block(span, BlockKind.PARAGRAPH),), (span,))
    with Store.open(path) as store:
        store.label_sets.put(labels())
        store.documents.add(document)
    return path


def test_a_drag_selects_the_words_it_touches_and_a_digit_labels_them(tmp_path):
    path = example_store(tmp_path)

    async def play(mouse):
        await mouse.drag(mouse.cell("described", 4), mouse.cell("the dam", 1))
        assert mouse.selected == "described the"
        await mouse.press("2")

    at_screen(path, play)
    assert ("implicature", ["described the"]) in held(path)


@pytest.mark.parametrize("modifier", ["control", "meta"])
def test_a_modifier_makes_a_drag_select_characters(tmp_path, modifier):
    async def play(mouse):
        await mouse.drag(mouse.cell("described", 2), mouse.cell("the dam", 1), **{modifier: True})
        assert mouse.selected == "scribed th"

    at_screen(example_store(tmp_path), play)


def test_a_drag_goes_backwards_too(tmp_path):
    async def play(mouse):
        await mouse.drag(mouse.cell("the dam", 1), mouse.cell("described", 4))
        assert mouse.selected == "described the"

    at_screen(example_store(tmp_path), play)


def test_a_drag_over_sentences_selects_over_sentences(tmp_path):
    path = example_store(tmp_path)

    async def play(mouse):
        await mouse.drag(mouse.cell("always"), mouse.cell("readout", 2))
        assert mouse.selected == "always will.”\n\nThe readout"
        assert "sentence 2/3" in mouse.lines[0]
        await mouse.press("0")

    at_screen(path, play)
    assert held(path) == [("claim", ["always will.”\n\nThe readout"])]


def test_a_drag_that_leaves_the_text_ends_at_its_edge(tmp_path):
    async def play(mouse):
        x, _ = mouse.cell("readout")
        await mouse.drag(mouse.cell("readout"), (x + 2, 17))
        assert mouse.selected == "readout"
        await mouse.drag(mouse.cell("readout"), (79, mouse.cell("readout")[1]))
        assert mouse.selected == "readout claims nothing."

    at_screen(example_store(tmp_path), play)


def test_a_drag_adds_a_fragment_and_edits_bounds(tmp_path):
    path = example_store(tmp_path)

    async def play(mouse):
        await mouse.press("j", "j", "s", "a", "enter", "a")
        await mouse.drag(mouse.cell("nothing", 1), mouse.cell("nothing", 3))
        await mouse.press("2", "e")
        await mouse.drag(mouse.cell("readout", 1), mouse.cell("readout", 3))
        await mouse.press("enter")

    at_screen(path, play)
    assert held(path) == [("implicature", ["readout", "nothing"])]


def test_a_click_selects_a_mark_by_its_lane_or_its_text(tmp_path):
    async def play(mouse):
        session = mouse.context.session
        await mouse.click(mouse.cell("? implied meaning", 3))
        assert session.selected_mark.label == "implicature"
        await mouse.click(mouse.cell("falsely", 2))
        assert session.selected_mark.label == "verdict_false"
        await mouse.click(mouse.cell("Moro", 1))
        assert session.selected_mark.label == "verdict_false"

    at_screen(example_store(tmp_path), play)


def test_clicks_select_nested_marks_one_after_the_other(tmp_path):
    async def play(mouse):
        await mouse.press("j", "j", ".", "1", "s", "d", "2")
        found = []
        for _ in range(3):
            await mouse.click(mouse.cell("claims", 2))
            found.append(mouse.context.session.selected_mark.label)
        assert sorted(found[:2]) == ["implicature", "verdict_false"]
        assert found[2] == found[0]

    at_screen(example_store(tmp_path), play)


def test_a_click_on_another_sentence_goes_there(tmp_path):
    async def play(mouse):
        await mouse.click(mouse.cell("readout"))
        assert "sentence 3/3" in mouse.lines[0]
        await mouse.click(mouse.cell("falsely"))
        assert "sentence 1/3" in mouse.lines[0]
        assert mouse.context.session.selected_mark.label == "verdict_false"

    at_screen(example_store(tmp_path), play)


def test_a_double_click_selects_the_word(tmp_path):
    async def play(mouse):
        await mouse.click(mouse.cell("Tevik", 2), times=2)
        assert mouse.selected == "Tevik"

    at_screen(example_store(tmp_path), play)


def test_a_click_beside_it_drops_a_selection_but_not_an_edit(tmp_path):
    async def play(mouse):
        await mouse.press("s", "a", "s")
        await mouse.click(mouse.cell("Moro"))
        assert mouse.selected == ""
        await mouse.press("e", "w")
        await mouse.click(mouse.cell("readout"))
        assert mouse.selected == "falsely described the"
        assert "sentence 1/3" in mouse.lines[0]

    at_screen(example_store(tmp_path), play)


def test_clicks_on_title_and_blank_rows_do_nothing(tmp_path):
    async def play(mouse):
        before = mouse.lines
        await mouse.click((10, 0))
        await mouse.click((10, 1))
        await mouse.drag((6, 0), (12, 0))
        assert mouse.lines == before

    at_screen(example_store(tmp_path), play)


@pytest.mark.parametrize("size", [(80, 24), (23, 40)])
def test_every_cell_of_a_word_is_that_word_whatever_stands_before_it(tmp_path, size):
    async def play(mouse):
        for word in ("Wide", "日本語", "one", "two", "cafe\u0301s", "नमस्ते", "four", "ends"):
            start = mouse.cell(word)
            for inside in {0, cell_len(word) - 1}:
                await mouse.click((start[0] + inside, start[1]), times=2)
                assert mouse.selected == word

    at_screen(wide_store(tmp_path), play, size)


@pytest.mark.parametrize(
    ("first", "last", "got"),
    [
        (("日本語", 2), ("日本語", 3), "本"),
        (("日本語", 1), ("日本語", 2), "日本"),
        (("👩", 0), ("👩", 1), "👩\u200d👩\u200d👧"),
        (("cafe\u0301s", 3), ("cafe\u0301s", 3), "e\u0301"),
        (("cafe\u0301s", 2), ("cafe\u0301s", 4), "fe\u0301s"),
    ],
)
def test_an_exact_drag_selects_whole_characters(tmp_path, first, last, got):
    async def play(mouse):
        await mouse.drag(mouse.cell(*first), mouse.cell(*last), control=True)
        assert mouse.selected == got

    at_screen(wide_store(tmp_path), play)


def test_the_wheel_scrolls_and_a_key_goes_back(tmp_path):
    sentences = [f"Sentence number {number} is here." for number in range(40)]
    text = "\n\n".join(sentences)
    spans, start = [], 0
    for sentence in sentences:
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 2
    blocks = tuple(Block(span, BlockKind.PARAGRAPH) for span in spans)
    path = tmp_path / "annotations.db"
    with Store.open(path) as store:
        store.label_sets.put(labels())
        store.documents.add(Document("b2:long", text, {}, blocks, tuple(spans)))

    async def play(mouse):
        page = mouse.app.screen.query_one(DocumentView)
        for _ in range(10):
            page.on_mouse_scroll_down()
        await mouse.pilot.pause()
        assert not any("number 0 " in line for line in mouse.lines[1:])
        assert mouse.context.session.position == 0
        await mouse.click(mouse.cell("number 17"))
        assert mouse.context.session.position == 17
        for _ in range(50):
            page.on_mouse_scroll_up()
        await mouse.pilot.pause()
        assert any("number 0 " in line for line in mouse.lines[1:])
        await mouse.press("j")
        assert mouse.context.session.position == 18
        assert any("number 18 " in line for line in mouse.lines[1:])

    at_screen(path, play)


def test_a_key_undoes_what_the_mouse_did(tmp_path):
    path = example_store(tmp_path)

    async def play(mouse):
        await mouse.drag(mouse.cell("readout"), mouse.cell("claims"))
        await mouse.press("2")
        assert [mark.label for mark in mouse.context.session.marks(example_document().sentences[2])]
        await mouse.press("u")

    at_screen(path, play)
    assert held(path) == []
