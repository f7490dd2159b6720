"""The mouse on the page, by the events a terminal sends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from rich.cells import cell_len

from annotator.model import Block, BlockKind, Document, Span
from annotator.store import Store
from annotator.tui.app import make
from annotator.tui.widgets.document_view import PageView
from tests.helpers.app_driver import paper_store, screen_lines
from tests.helpers.memory_store import labels, paper
from tests.tui.test_selection import held

WIDE = (
    "Wide 日本語 one 👩\u200d👩\u200d👧 two cafe\u0301s three नमस्ते four "
    "and so it goes on over the edge of the line until it ends."
)


@dataclass
class Hand:
    """What a person does at the screen, by what they see: words, not cells."""

    app: object
    pilot: object

    def cell(self, words: str, inside: int = 0) -> tuple[int, int]:
        """The cell of some words on the page, `inside` cells further right."""
        page = self.app.screen.query_one(PageView)
        for y, strip in enumerate(page._strips):
            before, found, _ = strip.text.partition(words)
            if found:
                return cell_len(before) + inside, y
        raise AssertionError(f"{words!r} is not on the page")

    async def drag(self, start, end, **modifiers):
        await self.pilot.mouse_down(PageView, offset=start, **modifiers)
        await self.pilot.hover(PageView, offset=end)
        await self.pilot.mouse_up(PageView, offset=end, **modifiers)
        await self.pilot.pause()

    async def click(self, at, **options):
        await self.pilot.click(PageView, offset=at, **options)
        await self.pilot.pause()

    async def press(self, *keys):
        await self.pilot.press(*keys)
        await self.pilot.pause()

    @property
    def stage(self):
        return self.app.screen.stage

    @property
    def selected(self) -> str:
        session = self.stage.session
        return session.selection.span.of(session.document.text) if session.selection else ""

    @property
    def lines(self) -> list[str]:
        return screen_lines(self.app)


def at_screen(path, play, size=(80, 24)):
    """Open the app and have `play` done at it."""

    async def run():
        with Store.open(path) as store:
            store.enrol("ann")
            app = make(store, labels(), "ann")
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await play(Hand(app, pilot))

    asyncio.run(run())


def wide_store(folder):
    """A database with one sentence of wide and combined characters."""
    path = folder / "annotations.db"
    span = Span(0, len(WIDE))
    document = Document("b2:wide", WIDE, {}, (Block(span, BlockKind.PARAGRAPH),), (span,))
    with Store.open(path) as store:
        store.put_label_set(labels())
        store.add_document(document)
    return path


def test_a_drag_selects_the_words_it_touches_and_a_digit_labels_them(tmp_path):
    path = paper_store(tmp_path)

    async def play(hand):
        await hand.drag(hand.cell("described", 4), hand.cell("the dam", 1))
        assert hand.selected == "described the"
        await hand.press("2")

    at_screen(path, play)
    assert ("implicature", ["described the"]) in held(path)


@pytest.mark.parametrize("modifier", ["control", "meta"])
def test_a_modifier_frees_a_drag_from_words(tmp_path, modifier):
    async def play(hand):
        await hand.drag(hand.cell("described", 2), hand.cell("the dam", 1), **{modifier: True})
        assert hand.selected == "scribed th"

    at_screen(paper_store(tmp_path), play)


def test_a_drag_goes_backwards_too(tmp_path):
    async def play(hand):
        await hand.drag(hand.cell("the dam", 1), hand.cell("described", 4))
        assert hand.selected == "described the"

    at_screen(paper_store(tmp_path), play)


def test_a_drag_over_sentences_selects_over_sentences(tmp_path):
    path = paper_store(tmp_path)

    async def play(hand):
        await hand.drag(hand.cell("always"), hand.cell("readout", 2))
        assert hand.selected == "always will.”\n\nThe readout"
        assert "sentence 2/3" in hand.lines[0]
        await hand.press("0")

    at_screen(path, play)
    assert held(path) == [("claim", ["always will.”\n\nThe readout"])]


def test_a_drag_that_leaves_the_text_ends_at_its_edge(tmp_path):
    async def play(hand):
        x, _ = hand.cell("readout")
        await hand.drag(hand.cell("readout"), (x + 2, 17))
        assert hand.selected == "readout"
        await hand.drag(hand.cell("readout"), (79, hand.cell("readout")[1]))
        assert hand.selected == "readout claims nothing."

    at_screen(paper_store(tmp_path), play)


def test_a_drag_is_another_fragment_and_the_new_bounds_of_an_edit(tmp_path):
    path = paper_store(tmp_path)

    async def play(hand):
        await hand.press("j", "j", "s", "a", "enter", "a")
        await hand.drag(hand.cell("nothing", 1), hand.cell("nothing", 3))
        await hand.press("2", "e")
        await hand.drag(hand.cell("readout", 1), hand.cell("readout", 3))
        await hand.press("enter")

    at_screen(path, play)
    assert held(path) == [("implicature", ["readout", "nothing"])]


def test_a_click_takes_a_mark_by_its_lane_or_its_text(tmp_path):
    async def play(hand):
        session = hand.stage.session
        await hand.click(hand.cell("? implied meaning", 3))
        assert session.mark.label == "implicature"
        await hand.click(hand.cell("falsely", 2))
        assert session.mark.label == "verdict_false"
        await hand.click(hand.cell("Moro", 1))
        assert session.mark.label == "verdict_false"

    at_screen(paper_store(tmp_path), play)


def test_clicks_on_nested_marks_take_one_after_the_other(tmp_path):
    async def play(hand):
        await hand.press("j", "j", ".", "1", "s", "d", "2")
        found = []
        for _ in range(3):
            await hand.click(hand.cell("claims", 2))
            found.append(hand.stage.session.mark.label)
        assert sorted(found[:2]) == ["implicature", "verdict_false"]
        assert found[2] == found[0]

    at_screen(paper_store(tmp_path), play)


def test_a_click_on_another_sentence_goes_there(tmp_path):
    async def play(hand):
        await hand.click(hand.cell("readout"))
        assert "sentence 3/3" in hand.lines[0]
        await hand.click(hand.cell("falsely"))
        assert "sentence 1/3" in hand.lines[0]
        assert hand.stage.session.mark.label == "verdict_false"

    at_screen(paper_store(tmp_path), play)


def test_two_clicks_at_once_select_the_word(tmp_path):
    async def play(hand):
        await hand.click(hand.cell("Tevik", 2), times=2)
        assert hand.selected == "Tevik"

    at_screen(paper_store(tmp_path), play)


def test_a_click_beside_it_drops_a_selection_but_not_an_edit(tmp_path):
    async def play(hand):
        await hand.press("s", "a", "s")
        await hand.click(hand.cell("Moro"))
        assert hand.selected == ""
        await hand.press("e", "w")
        await hand.click(hand.cell("readout"))
        assert hand.selected == "falsely described the"
        assert "sentence 1/3" in hand.lines[0]

    at_screen(paper_store(tmp_path), play)


def test_title_and_blank_rows_cannot_be_taken(tmp_path):
    async def play(hand):
        before = hand.lines
        await hand.click((10, 0))
        await hand.click((10, 1))
        await hand.drag((6, 0), (12, 0))
        assert hand.lines == before

    at_screen(paper_store(tmp_path), play)


@pytest.mark.parametrize("size", [(80, 24), (23, 40)])
def test_every_cell_of_a_word_is_that_word_whatever_stands_before_it(tmp_path, size):
    async def play(hand):
        for word in ("Wide", "日本語", "one", "two", "cafe\u0301s", "नमस्ते", "four", "ends"):
            start = hand.cell(word)
            for inside in {0, cell_len(word) - 1}:
                await hand.click((start[0] + inside, start[1]), times=2)
                assert hand.selected == word

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
def test_a_freed_drag_takes_whole_characters(tmp_path, first, last, got):
    async def play(hand):
        await hand.drag(hand.cell(*first), hand.cell(*last), control=True)
        assert hand.selected == got

    at_screen(wide_store(tmp_path), play)


def test_the_wheel_looks_further_on_and_a_key_comes_back(tmp_path):
    sentences = [f"Sentence number {number} is here." for number in range(40)]
    text = "\n\n".join(sentences)
    spans, start = [], 0
    for sentence in sentences:
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 2
    blocks = tuple(Block(span, BlockKind.PARAGRAPH) for span in spans)
    path = tmp_path / "annotations.db"
    with Store.open(path) as store:
        store.put_label_set(labels())
        store.add_document(Document("b2:long", text, {}, blocks, tuple(spans)))

    async def play(hand):
        page = hand.app.screen.query_one(PageView)
        for _ in range(10):
            page.on_mouse_scroll_down()
        await hand.pilot.pause()
        assert not any("number 0 " in line for line in hand.lines[1:])
        assert hand.stage.session.position == 0
        await hand.click(hand.cell("number 17"))
        assert hand.stage.session.position == 17
        for _ in range(50):
            page.on_mouse_scroll_up()
        await hand.pilot.pause()
        assert any("number 0 " in line for line in hand.lines[1:])
        await hand.press("j")
        assert hand.stage.session.position == 18
        assert any("number 18 " in line for line in hand.lines[1:])

    at_screen(path, play)


def test_what_the_mouse_put_is_undone_by_a_key(tmp_path):
    path = paper_store(tmp_path)

    async def play(hand):
        await hand.drag(hand.cell("readout"), hand.cell("claims"))
        await hand.press("2")
        assert [mark.label for mark in hand.stage.session.marks(paper().sentences[2])]
        await hand.press("u")

    at_screen(path, play)
    assert held(path) == []
