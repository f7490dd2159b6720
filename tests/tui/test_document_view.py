"""The view lays out only a window of a document, and shows what a full layout would show."""

from __future__ import annotations

import random

import pytest
from textual.geometry import Size

from annotator.annotations.selection import Selection
from annotator.annotations.session import Session
from annotator.model import (
    Annotation,
    Block,
    BlockForm,
    BlockKind,
    Document,
    Judgement,
    Origin,
    Span,
    Suggestion,
    Tier,
    Voice,
)
from annotator.tui.layout import Row, RowKind
from annotator.tui.widgets.document_rows import DocumentRows
from annotator.tui.widgets.document_view import WHEEL_ROWS, DocumentView
from tests.helpers.memory_store import labels

WORDS = ("so", "the", "dam", "said", "falsely", "日本語", "thre\u0301e", "extraordinarily", "A.")


class View(DocumentView):
    """A view without an app, of any size."""

    extent = Size(80, 24)

    @property
    def size(self) -> Size:
        return self.extent

    def refresh(self, *regions, **options):
        del regions, options
        return self


class FullLayout:
    """The reference: every row of the document is laid out, and the top is a number of rows."""

    def __init__(self) -> None:
        self.top = 0
        self.place: object = None

    def drawn(self, view: View, *, follow: bool, scroll: int = 0) -> list[Row]:
        session, height = view._session, view.size.height
        rows = self.rows(view)
        self.top += scroll
        seen = max(1, height - view._covered)
        if follow:
            self.follow(session, rows, seen, view.size)
        self.top = max(0, min(self.top, len(rows) - seen))
        return rows[self.top : self.top + height]

    def rows(self, view: View) -> list[Row]:
        session = view._session
        parts = view._rows(session)
        rows: list[Row] = []
        position = 0
        sentences = session.document.sentences
        for number, block in enumerate(session.document.blocks):
            rows.extend(parts._head_rows(number) if number else [Row(RowKind.BLANK)])
            if block.kind is not BlockKind.PARAGRAPH and not number:
                kind = RowKind.TITLE if block.kind is BlockKind.TITLE else RowKind.BOILERPLATE
                rows.extend(Row(kind, *part) for part in parts._wrap(block.span))
            while position < len(sentences) and sentences[position].start < block.span.end:
                rows.extend(parts._sentence_rows(position))
                position += 1
        return rows[1:]

    def follow(self, session: Session, rows: list[Row], height: int, size: Size) -> None:
        current = [y for y, row in enumerate(rows) if row.sentence == session.position]
        first, last = (current[0], current[-1] + 1) if current else (0, 1)
        if last - first > height:
            first, last = self.selected_rows(session, rows, first)
        first, last = self.with_selection(session, rows, (first, last), height)
        place = (session.document.uid, *size)
        still = self.place == place and self.top + 1 <= first and last < self.top + height
        self.place = place
        if not still:
            self.top = min(first, max(first - height // 4, last + 1 - height))

    def with_selection(self, session, rows, current, height):
        span = session.selection.span if session.selection else None
        below = range(current[1], current[1] + height)
        chosen = [
            y
            for y, row in enumerate(rows)
            if (row.kind is RowKind.HINT and y in below)
            or (span and row.kind is RowKind.TEXT and row.start < span.end and span.start < row.end)
        ]
        if not chosen:
            return current
        first, last = min(current[0], chosen[0]), max(current[1], chosen[-1] + 1)
        if last - first < height:
            return first, last
        if session.selection is None:
            return current
        end = chosen[0] if session.selection.at_start else chosen[-1]
        return end, end + 1

    def selected_rows(self, session, rows, first):
        for y, row in enumerate(rows):
            tagged = any(tag.mark.key == session.selected_key for tag in row.tags)
            if row.sentence == session.position and tagged:
                return max(first, y - 1), y + 1
        return first, first + 1


def session_of(rng: random.Random, *, paragraphs: int, longest: int) -> Session:
    """A random document with suggestions and annotations, some across sentences."""
    text, blocks, sentences = "", [], []
    for _ in range(paragraphs):
        kind = rng.choice([*[BlockKind.PARAGRAPH] * 4, BlockKind.TITLE, BlockKind.BOILERPLATE])
        start = len(text)
        if kind is not BlockKind.PARAGRAPH:
            text += words(rng, longest)
        else:
            for _ in range(rng.randint(1, 6)):
                begin = len(text)
                text += words(rng, longest)
                sentences.append(Span(begin, len(text)))
                text += " "
            text = text[:-1]
        blocks.append(Block(Span(start, len(text)), kind))
        text += "\n\n"
    if not sentences:
        return session_of(rng, paragraphs=paragraphs, longest=longest)
    document = Document(
        f"b2:{rng.random()}", text, blocks=tuple(blocks), sentences=tuple(sentences)
    )
    suggestions = [suggestion(rng, one) for one in sentences for _ in range(rng.randint(0, 2))]
    judgements = {one: judgement(rng, one, len(text)) for one in sentences if rng.random() < 0.4}
    return Session(document, labels(), suggestions, judgements, lambda: "n")


def words(rng: random.Random, longest: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, longest)))


def part(rng: random.Random, within: Span) -> Span:
    start = rng.randrange(within.start, within.end)
    return Span(start, min(within.end, start + rng.randint(1, 60)))


def suggestion(rng: random.Random, sentence: Span) -> Suggestion:
    values = {}
    if rng.random() < 0.3:
        far = part(rng, Span(max(0, sentence.start - 300), sentence.start + 1))
        values = {"claimant": {"start": far.start, "end": far.end, "text": ""}}
    label = rng.choice(("hedge", "claim", "implicature"))
    span = part(rng, sentence)
    return Suggestion(span, label, f"{label}.x@0", Tier.HIGH, Voice.NARRATOR, (span,), values)


def judgement(rng: random.Random, sentence: Span, end: int) -> Judgement:
    held = {}
    for number in range(rng.randint(0, 2)):
        span = part(rng, Span(sentence.start, min(end, sentence.end + 80)))
        uid = f"{sentence.start}.{number}"
        held[uid] = Annotation(uid, "hedge", (span,), {}, Origin.MANUAL)
    return Judgement(annotations=held, finished=rng.random() < 0.5)


def hints_of(rng: random.Random, session: Session) -> dict[str, Span]:
    """Hints over some words of some sentences from the current one on, or anywhere."""
    spans = session.document.sentences
    if rng.random() < 0.2:
        chosen = rng.sample(spans, min(3, len(spans)))
    else:
        chosen = spans[session.position : session.position + rng.randint(1, 3)]
    found = {}
    for one in chosen:
        for _ in range(rng.randint(1, 8)):
            start = rng.randrange(one.start, one.end)
            found[f"k{len(found)}"] = Span(start, start + 1)
    return found


class Driver:
    """Does the same to a view and to the reference."""

    def __init__(self, rng: random.Random, session: Session) -> None:
        self.rng = rng
        self.session = session
        self.hints: dict[str, Span] = {}
        self.letters: dict = {}
        self.full = FullLayout()
        self.view = View()

    def show(self) -> None:
        self.view.show(self.session, self.hints, "", self.letters)
        self.compare(follow=True)

    def compare(self, *, follow: bool, scroll: int = 0) -> None:
        expected = self.full.drawn(self.view, follow=follow, scroll=scroll)
        assert self.view._drawn == expected
        assert len(self.view._strips) == len(expected)

    def step(self) -> None:
        rng, session = self.rng, self.session
        getattr(self, rng.choice(STEPS))(rng, session)

    def go(self, rng, session):
        session.go_to(session.position + rng.choice([1, 1, 1, 1, -1, -1, 2, -3]))
        self.hints, self.letters = {}, {}
        self.show()

    def jump(self, rng, session):
        session.go_to(rng.randrange(len(session.document.sentences)))
        self.show()

    def next_mark(self, rng, session):
        session.select_next_mark(rng.choice([1, -1]))
        self.show()

    def show_hints(self, rng, session):
        self.hints = hints_of(rng, session)
        self.show()

    def hide_hints(self, _rng, session):
        session.selection = None
        self.hints, self.letters = {}, {}
        self.show()

    def show_letters(self, rng, session):
        at = session.position
        near = session.document.sentences[max(0, at - 3) : at + 4]
        marks = [mark for one in near for mark in session.marks(one)]
        self.letters = {mark.key: "abcdefgh"[n % 8] for n, mark in enumerate(marks)}
        self.show()

    def select(self, rng, session):
        far = rng.choice([100, 100, 600, 5000])
        begin = max(0, session.sentence.start - rng.choice([0, 0, far]))
        stop = min(len(session.document.text), session.sentence.end + rng.choice([0, far]))
        span = Span(begin, max(begin + 1, stop))
        session.selection = Selection(span, at_start=rng.random() < 0.5)
        self.show()

    def scroll(self, rng, _session):
        for _ in range(rng.randint(1, 6)):
            down = rng.random() < 0.5
            (self.view.on_mouse_scroll_down if down else self.view.on_mouse_scroll_up)()
            self.compare(follow=False, scroll=WHEEL_ROWS if down else -WHEEL_ROWS)

    def resize(self, rng, _session):
        self.view.extent = Size(rng.randint(1, 140), rng.randint(1, 60))
        self.full.place = None
        self.view.on_resize()
        self.compare(follow=True)

    def cover(self, rng, _session):
        rows = rng.choice([0, 0, 5, 12, 40])
        changed = rows != self.view._covered
        self.view.cover(rows)
        if changed:
            self.compare(follow=True)


STEPS = (
    *["go"] * 8,
    *["next_mark"] * 2,
    *["show_hints"] * 2,
    *["hide_hints"] * 2,
    *["select"] * 2,
    *["scroll"] * 2,
    "jump",
    "show_letters",
    "resize",
    "cover",
)


@pytest.mark.parametrize("seed", range(60))
def test_the_window_shows_what_a_full_layout_shows(seed):
    rng = random.Random(seed)
    longest = rng.choice([3, 20, 20, 60, 400])
    session = session_of(rng, paragraphs=rng.randint(1, 25), longest=longest)
    driver = Driver(rng, session)
    driver.view.extent = Size(rng.randint(20, 140), rng.randint(5, 60))
    driver.show()
    for _ in range(60):
        driver.step()


def test_a_redraw_lays_out_as_many_sentences_in_a_long_document_as_in_a_short_one(monkeypatch):
    laid_out: list[int] = []
    original = DocumentRows._sentence_rows

    def counted(self, position):
        laid_out.append(position)
        return original(self, position)

    monkeypatch.setattr(DocumentRows, "_sentence_rows", counted)
    counts = []
    for size in (100, 400, 4000):
        text = "So the dam said. " * size
        sentences = tuple(Span(17 * place, 17 * place + 16) for place in range(size))
        block = Block(Span(0, len(text)), BlockKind.PARAGRAPH)
        document = Document(f"b2:{size}", text, blocks=(block,), sentences=sentences)
        session = Session(document, labels(), (), {}, lambda: "n")
        view = View()
        session.go_to(size // 2)
        view.show(session, {}, "")
        laid_out.clear()
        for _ in range(5):
            session.go_to(session.position + 1)
            view.show(session, {}, "")
        counts.append(len(laid_out))
    assert len(set(counts)) == 1


def test_a_quotation_is_named_above_it_and_a_caption_beside_it():
    text = "One.\n\nTwo.\n\nThree.\n\nPhoto: Doe"
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in text.split("\n\n")]
    forms = [None, BlockForm.QUOTE, BlockForm.QUOTE, BlockForm.CAPTION]
    kinds = [BlockKind.PARAGRAPH] * 3 + [BlockKind.BOILERPLATE]
    blocks = tuple(map(Block, spans, kinds, forms))
    document = Document("b2:forms", text, blocks=blocks, sentences=tuple(spans[:3]))
    view = View()
    for position in (0, 2):
        session = Session(document, labels(), [], {}, lambda: "n")
        session.go_to(position)
        view.show(session, {}, "")
        drawn = [strip.text.strip(" ▌0123456789") for strip in view._strips]
        assert [line for line in drawn if line] == [
            "One.", "(quote)", "Two.", "Three.", "Photo: Doe  (caption)",
        ]  # fmt: skip
