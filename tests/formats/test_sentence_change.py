"""Work filed under other sentences of the same text: nothing is lost, and twice is once."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.annotated_text import State, Work, article_of, assemble
from annotator.formats.sentence_change import refiled
from annotator.model import Annotation, Document, Origin, Relation, Span

TEXT = "Talks stall\n\nTevik described the dam. Moro said nothing. Rain fell on the town.\n"


def made(uid, start, end):
    return Annotation(uid, "claim", (Span(start, end),), {}, Origin.MANUAL)


@st.composite
def texts_with_work(draw):
    """A text with annotations and relations between some of them, and other sentences for it."""
    ends = st.integers(0, len(TEXT) - 2)
    starts = draw(st.lists(ends, min_size=1, max_size=6))
    given_ = [made(f"a{nth}", start, start + 1) for nth, start in enumerate(starts)]
    uids = st.sampled_from([one.uid for one in given_])
    relations = [
        Relation(f"r{nth}", "about", head, tail)
        for nth, (head, tail) in enumerate(draw(st.lists(st.tuples(uids, uids), max_size=3)))
        if head != tail
    ]
    state = draw(st.sampled_from([State.DONE, State.DRAFT, State.SKIPPED]))
    work = Work("ann", given_, [], relations, state, note=draw(st.sampled_from(["", "why"])))
    one = assemble(article_of(TEXT, {}, None), [work], keep_uids=True)
    places = sorted(draw(st.sets(st.integers(0, len(TEXT)), max_size=8)))
    sentences = tuple(Span(a, b) for a, b in zip(places[::2], places[1::2], strict=False))
    return one, replace(one.document, sentences=sentences)


def held(one):
    (reading,) = one.readings
    judgements = reading.judgements.values()
    annotations = [made for each in judgements for made in each.annotations.values()]
    relations = [made for each in judgements for made in each.relations.values()]
    return sorted(annotations, key=lambda one: one.uid), sorted(relations, key=lambda one: one.uid)


@given(texts_with_work())
def test_no_annotation_relation_or_note_is_lost_and_each_is_in_a_sentence(given_):
    one, document = given_
    moved = refiled(one, document)
    (before,), (after,) = one.readings, moved.readings
    assert held(moved) == held(one)
    assert {*after.judgements} <= {None, *document.sentences}
    assert [each.note for each in after.judgements.values() if each.note] == [
        each.note for each in before.judgements.values() if each.note
    ]
    assert refiled(moved, document) == moved


@given(texts_with_work())
def test_a_sentence_is_done_only_if_all_that_share_its_text_were(given_):
    one, document = given_
    (before,), (after,) = one.readings, refiled(one, document).readings
    all_done = all(
        (known := before.judgements.get(place)) is not None and known.is_done
        for place in one.document.sentences
    )
    for sentence, judgement in after.judgements.items():
        if sentence is None:
            continue
        shared = [place for place in one.document.sentences if place.overlaps(sentence)]
        states = [before.judgements.get(place) for place in shared]
        done = all(state is not None and state.is_done for state in states)
        assert judgement.is_done == (done if shared else all_done)


def test_what_is_outside_of_all_sentences_goes_to_the_next_one_or_the_last():
    first, last = Span(13, 37), Span(38, 55)
    document = Document("b2:x", TEXT, sentences=(first, last))
    work = Work("ann", [made("title", 0, 5), made("end", 60, 64), made("in", 40, 41)])
    one = assemble(article_of(TEXT, {}, None), [work], keep_uids=True)
    (reading,) = refiled(one, document).readings
    assert [*reading.judgements[first].annotations] == ["title"]
    assert {*reading.judgements[last].annotations} == {"end", "in"}
    assert all(judgement.finished for judgement in reading.judgements.values())


def test_a_text_without_sentences_keeps_its_annotations_as_a_whole():
    one = assemble(article_of(TEXT, {}, None), [Work("ann", [made("a", 0, 5)])], keep_uids=True)
    (reading,) = refiled(one, replace(one.document, sentences=())).readings
    assert [*reading.judgements] == [None]
    assert [*reading.judgements[None].annotations] == ["a"]
