"""How marks are drawn: dotted until they are decided, and no row for what has no mark."""

from __future__ import annotations

import pytest
from textual.geometry import Size

from annotator.annotations.session import Session
from annotator.model import (
    Annotation,
    Block,
    BlockKind,
    Document,
    Judgement,
    Origin,
    Span,
    Suggestion,
    Tier,
    Voice,
)
from annotator.tui import styles
from annotator.tui.layout import RowKind
from annotator.tui.themes import DARK, THEMES
from tests.helpers.memory_store import labels
from tests.tui.test_document_view import View

FIRST = "The mayor so falsely described the dam that nobody in the valley believed him."
SECOND = "Nobody laughed."
PHRASE = Span(FIRST.index("falsely"), FIRST.index(" the dam"))
LONG = Span(0, len(FIRST) - 1)


def session_of(*suggestions: Suggestion, held: tuple[Annotation, ...] = ()) -> Session:
    """Two paragraphs of a sentence each."""
    text = f"{FIRST}\n\n{SECOND}"
    spans = (Span(0, len(FIRST)), Span(len(FIRST) + 2, len(text)))
    blocks = tuple(Block(span, BlockKind.PARAGRAPH) for span in spans)
    document = Document("b2:two", text, blocks=blocks, sentences=spans)
    judgements = {spans[0]: Judgement(annotations={one.uid: one for one in held})}
    return Session(document, labels(), suggestions, judgements, lambda: "n")


def suggested(span: Span, *, label: str = "hedge", tier: Tier = Tier.HIGH) -> Suggestion:
    return Suggestion(span, label, f"{label}.x@0", tier, Voice.NARRATOR, (span,), {})


def annotated(span: Span) -> Annotation:
    return Annotation("one", "hedge", (span,), {}, Origin.MANUAL)


def view_of(session: Session, width: int = 40, theme: str = DARK.name, **hints: Span) -> View:
    view = View()
    view.extent = Size(width, 24)
    view.show(session, hints, "", theme=theme)
    return view


def kinds(view: View) -> list[RowKind]:
    return [row.kind for row in view._drawn]


def texts(view: View) -> list[str]:
    return [strip.text for strip in view._strips]


def style_at(view: View, words: str):
    """The style of the cell where some words begin."""
    for strip in view._strips:
        if words in strip.text:
            at = strip.text.index(words)
            (segment,) = strip.crop(at, at + 1)
            return segment.style
    raise AssertionError(words)


@pytest.mark.parametrize("tier", Tier)
def test_the_line_of_a_suggestion_is_dotted_by_tier_and_that_of_an_annotation_solid(tier):
    drawn = "".join(texts(view_of(session_of(suggested(PHRASE, tier=tier)))))
    assert styles.SUGGESTED[tier] in drawn
    assert styles.ANNOTATED not in drawn
    drawn = "".join(texts(view_of(session_of(held=(annotated(PHRASE),)))))
    assert styles.ANNOTATED in drawn
    assert not set(styles.SUGGESTED.values()) & set(drawn)
    assert len(set(styles.SUGGESTED.values())) == len(Tier)


def test_only_rows_with_a_mark_have_a_row_below_them():
    view = view_of(session_of(suggested(PHRASE)))
    text, lane, free = RowKind.TEXT, RowKind.LANE, RowKind.HINT
    assert kinds(view) == [free, text, lane, text, text, RowKind.BLANK, text]


def test_stepping_between_paragraphs_without_marks_moves_no_row_of_text():
    session = session_of()
    view = view_of(session, 100)
    session.go_to(1)
    view.show(session, {}, "")
    first, second = (
        next(y for y, row in enumerate(texts(view)) if words in row) for words in (FIRST, SECOND)
    )
    assert second - first == 2


def test_letters_over_words_take_the_place_of_lanes_and_the_first_row_stays():
    session = session_of(suggested(PHRASE), suggested(LONG, label="claim"))
    view = view_of(session)
    before = texts(view)
    hints = {"a": Span(0, 3), "b": Span(LONG.end - 3, LONG.end)}
    view.show(session, hints, "")
    after = texts(view)
    assert not any(styles.SUGGESTED[Tier.HIGH] in row for row in after)
    for words in ("The mayor so falsely", "believed him"):
        (one,) = (y for y, row in enumerate(before) if words in row)
        (other,) = (y for y, row in enumerate(after) if words in row)
        assert one == other, words
        assert after[other - 1].strip(" ▌") in {"a", "b"}


def test_the_words_of_a_long_suggestion_keep_the_colour_of_the_text():
    session = session_of(suggested(LONG, label="claim"), suggested(PHRASE))
    session.selected_key = None
    view = view_of(session, 100)
    plain = styles.rich_style(styles.style(styles.TEXT, styles.FOCUS), DARK.name)
    assert style_at(view, "The mayor") == plain
    assert style_at(view, "falsely described").color != plain.color


@pytest.mark.parametrize("name", THEMES)
def test_the_words_of_an_annotation_stand_out_from_text_without_a_mark(name):
    for position in (0, 1):
        session = session_of(held=(annotated(PHRASE),))
        session.selected_key = None
        session.go_to(position)
        view = view_of(session, 100, name)
        marked, other = style_at(view, "falsely"), style_at(view, "the dam")
        assert ground(marked) != ground(other)
        assert marked.bold == other.bold
        session.go_to(0)
        session.select_next_mark(1)
        view.show(session, {}, "", theme=name)
        assert style_at(view, "falsely") != marked


def ground(style):
    """What sets words apart: the ground, or an underline."""
    return style.bgcolor, style.underline
