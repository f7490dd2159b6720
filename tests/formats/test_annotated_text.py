"""Texts with annotations of other tools become documents with our sentences, and go back."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.annotated_text import State, Work, article_of, assemble, works
from annotator.formats.canonical_form import check_document
from annotator.model import Annotation, BlockKind, Origin, Relation, Span

TEXT = (
    "The harbour opens\n\nThe mayor spoke on Monday. She called the dam \U0001f3db safe.\r\n"
    "Nobody asked why.\n\nShare this article\n"
)


def article(text=TEXT):
    return article_of(text, {}, Path("a.json"))


def marked(uid, label, *spans):
    return Annotation(uid, label, spans, {}, Origin.MANUAL)


def at(words):
    start = TEXT.index(words)
    return Span(start, start + len(words))


def content(work):
    """What a work says, whatever the uids are."""
    place = {one.uid: (one.label, one.fragments) for one in work.annotations}
    place |= {one.uid: (one.label, ()) for one in work.whole}
    return (
        work.annotator,
        work.state,
        work.note,
        sorted((one.label, one.fragments) for one in work.annotations),
        sorted(one.label for one in work.whole),
        sorted((one.kind, place[one.head], place[one.tail]) for one in work.relations),
    )


SPANS = st.builds(
    lambda start, size: Span(start, min(start + size, len(TEXT))),
    st.integers(0, len(TEXT) - 1),
    st.integers(1, 40),
)


@st.composite
def random_works(draw):
    found = []
    for name in draw(st.lists(st.sampled_from(["ann", "bo", "cy"]), unique=True)):
        annotations, whole = [], []
        for nth in range(draw(st.integers(0, 5))):
            spans = sorted(draw(st.lists(SPANS, min_size=1, max_size=3)))
            parts = [spans[0]]
            parts += [two for two in spans[1:] if two.start >= parts[-1].end][:1]
            annotations.append(marked(f"T{nth}", draw(st.sampled_from("xyz")), *parts))
        if draw(st.booleans()):
            whole.append(marked("W", "satire", Span(0, 1)))
        ends = [one.uid for one in (*annotations, *whole)]
        relations = [
            Relation(f"R{nth}", "frames", *draw(st.permutations(ends))[:2])
            for nth in range(draw(st.integers(0, 2)) if len(ends) > 1 else 0)
        ]
        states = [State.DONE, State.DRAFT] if annotations or whole else [State.DONE, State.SKIPPED]
        note = draw(st.sampled_from(["", "read twice"]))
        found.append(Work(name, annotations, whole, relations, draw(st.sampled_from(states)), note))
    return found


@given(random_works())
def test_all_that_annotators_hold_comes_back(given_works):
    document = assemble(article(), given_works)
    check_document(document)
    assert [content(one) for one in works(document)] == sorted(map(content, given_works))


@given(random_works())
def test_each_annotation_is_filed_under_a_sentence_of_the_document(given_works):
    document = assemble(article(), given_works)
    for reading in document.readings:
        for sentence, judgement in reading.judgements.items():
            assert sentence is None or sentence in document.document.sentences
            for one in judgement.annotations.values():
                if sentence is not None and not sentence.contains(
                    Span(one.span.start, one.span.start + 1)
                ):
                    # it begins between sentences: it is filed under the next one, or the last
                    inside = [s for s in document.document.sentences if s.overlaps(one.span)]
                    assert sentence.start > one.span.start or not inside or sentence == inside[-1]


def test_an_annotated_title_becomes_a_paragraph_with_sentences():
    plain = assemble(article(), [])
    titled = assemble(article(), [Work("ann", [marked("T1", "x", at("harbour"))])])
    title = plain.document.blocks[0]
    assert title.kind is BlockKind.TITLE
    assert titled.document.blocks[0].kind is BlockKind.PARAGRAPH
    assert titled.document.sentences[1:] == plain.document.sentences
    assert titled.document.sentences[0] == title.span


def test_two_laptops_give_the_same_uids_and_two_annotators_different_ones():
    held = [marked("T1", "x", at("mayor"))]
    given_works = [Work("ann", held), Work("bo", held)]
    first, again = (assemble(article(), given_works) for _ in range(2))
    assert first == again
    uids = {
        uid
        for reading in first.readings
        for judgement in reading.judgements.values()
        for uid in judgement.annotations
    }
    assert len(uids) == 2


def test_the_states_stay_apart():
    states = {
        name: Work(name, state=state)
        for name, state in zip("abcd", State, strict=True)  # done, skipped, draft, untouched
    }
    document = assemble(article(), states.values())
    found = {one.annotator: one for one in document.readings}
    assert all(one.finished for one in found["a"].judgements.values())
    assert {one.cannot_judge for one in found["b"].judgements.values()} == {"skipped"}
    assert not any(one.finished for one in found["b"].judgements.values())
    assert sorted(found) == ["a", "b"]


def test_a_text_without_sentences_keeps_what_is_said_of_it_as_a_whole():
    document = assemble(article(""), [Work("ann", whole=[], note="nothing in it")])
    (reading,) = document.readings
    assert reading.judgements[None].note == "nothing in it"
    assert reading.judgements[None].finished
    blank = assemble(article(" \n "), [Work("ann", [marked("T1", "x", Span(0, 1))])])
    assert works(blank)[0].annotations[0].span == Span(0, 1)
