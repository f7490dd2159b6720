"""Documents that are split again: as a fresh import, but for what people made."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from itertools import count, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from annotator.annotations.events import (
    Draft,
    Finish,
    JoinSentences,
    MarkBlock,
    Put,
    SplitSentence,
    parse_change,
)
from annotator.annotations.resplit import resplit
from annotator.annotations.sentence_edits import edited_blocks, edited_sentences
from annotator.model import Block, BlockForm, BlockKind, Document, Span
from annotator.store import Store

UID = "b2:resplit"
WORDS = "aa bb cc dd ee ff gg hh ii jj kk ll mm nn oo pp"
TEXT = WORDS.replace("dd ", "dd\n").replace("hh ", "hh\n\n").replace("ll ", "ll  ")
STARTS = [0, *(at + 1 for at, sign in enumerate(TEXT) if sign.isspace())]
STARTS = [at for at in STARTS if not TEXT[at].isspace()]
FORMS = st.sampled_from([None, None, *BlockForm])
KINDS = st.sampled_from([BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, *BlockKind])


def trimmed(start, end):
    return Span(start, start + len(TEXT[start:end].rstrip()))


@st.composite
def documents(draw):
    """The text in random blocks, those that are text with random sentences."""
    starts = draw(st.sets(st.sampled_from(STARTS), max_size=5)) | {0}
    spans = [trimmed(*pair) for pair in pairwise([*sorted(starts), len(TEXT)])]
    blocks = [Block(span, draw(KINDS), draw(FORMS)) for span in spans]
    cuts = draw(st.sets(st.sampled_from(STARTS), max_size=8))
    sentences = []
    for block in blocks:
        if block.kind is BlockKind.PARAGRAPH:
            inside = [at for at in sorted(cuts) if block.span.start < at < block.span.end]
            ends = pairwise([block.span.start, *inside, block.span.end])
            sentences += [trimmed(*pair) for pair in ends]
    assume(sentences)
    return Document(UID, TEXT, {}, tuple(blocks), tuple(sentences), "old@1")


def split_whole(block):
    return [block]


@contextmanager
def opened(document):
    with TemporaryDirectory() as folder:
        clock = count(1_798_790_400)
        with Store.open(Path(folder) / "a.db", clock=lambda: float(next(clock))) as store:
            store.documents.add(document)
            for name in ("ann", "bea", "lea"):
                store.annotators.enrol(name)
            yield store


def record(store, name, sentence, change):
    store.events.record(name, [Draft(UID, sentence, change)])


def person_edits(store, choices):
    """Joins, splits and marks, each made in what is there then, as the app makes them."""
    for name, what, number in choices:
        document = store.documents.get(UID)
        sentences = document.sentences
        one = sentences[number % len(sentences)]
        after = next((each for each in sentences if each.start >= one.end), None)
        block = next(each for each in document.blocks if each.span.contains(one))
        if what == "join" and after and block.span.contains(after):
            joined = Span(one.start, after.end)
            record(store, name, one, JoinSentences(after.start, (joined,)))
        elif what == "split":
            inside = [at for at in STARTS if one.start < at < one.end]
            if inside:
                at = inside[number % len(inside)]
                parts = trimmed(one.start, at), Span(at, one.end)
                record(store, name, one, SplitSentence(at, parts))
        elif what == "mark":
            other = document.blocks[number % len(document.blocks)]
            kind = BlockKind.BOILERPLATE if number % 2 else BlockKind.PARAGRAPH
            inside = () if kind is BlockKind.BOILERPLATE else (other.span,)
            if inside or any(not other.span.overlaps(each) for each in sentences):
                record(store, name, one, MarkBlock(other.span, kind, inside))
        elif what == "undo":
            store.events.undo(name)
        elif what == "finish":
            record(store, name, one, Finish(finished=True, shown=True))
        elif what == "put":
            uid = f"{name}{number}"
            record(store, name, one, Put(uid, "hedge", (Span(one.start, one.start + 2),), {}))


def resplit_stored(store, fresh):
    found = resplit(store.documents.get(UID), fresh, store.events.of_boundaries(UID), split_whole)
    store.events.record("lea", found.drafts)
    return found


def shape(document):
    return document.blocks, document.sentences


def annotations(store):
    return {
        uid: one.fragments
        for name in ("ann", "bea")
        for judgement in store.judgements.of_document(name, UID).values()
        for uid, one in judgement.annotations.items()
    }


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bea"]),
        st.sampled_from(["join", "split", "mark", "undo", "finish", "put"]),
        st.integers(0, 40),
    ),
    max_size=6,
)
TRIES = settings(max_examples=15, suppress_health_check=list(HealthCheck))


@TRIES
@given(documents(), documents())
def test_a_document_that_nobody_edited_is_as_after_a_fresh_import(document, fresh):
    fresh = replace(fresh, splitter="new@2")
    found = resplit(document, fresh, (), split_whole)
    assert shape(found.after) == shape(fresh)
    if document.blocks == fresh.blocks:
        assert not any(isinstance(one.change, MarkBlock) for one in found.drafts)
    assert all(
        parse_change(one.kind, one.change.to_payload()) == one.change for one in found.drafts
    )


@TRIES
@given(documents(), documents(), EDITS)
def test_what_is_stored_is_the_fold_and_keeps_what_people_made(document, fresh, choices):
    fresh = replace(fresh, splitter="new@2")
    with opened(document) as store:
        person_edits(store, choices)
        before, held = store.documents.get(UID), annotations(store)
        found = resplit_stored(store, fresh)
        now = store.documents.get(UID)
        assert shape(now) == shape(found.after)
        assert annotations(store) == held
        events = list(store.events.of_boundaries(UID))
        assert now.sentences == edited_sentences(TEXT, document.sentences, reversed(events))
        assert now.blocks == edited_blocks(TEXT, document.blocks, reversed(events))
        assert not resplit_stored(store, fresh).drafts
        judgements = [store.judgements.of_document(name, UID) for name in ("ann", "bea")]
        store.rebuild()
        assert shape(store.documents.get(UID)) == shape(now)
        assert judgements == [store.judgements.of_document(name, UID) for name in ("ann", "bea")]
        if found.drafts:
            store.events.undo("lea")
            assert shape(store.documents.get(UID)) == shape(before)


def test_a_joined_and_a_split_sentence_stay_and_the_others_are_split_again():
    whole = Block(Span(0, len(TEXT)), BlockKind.PARAGRAPH)
    halves = (trimmed(0, STARTS[4]), trimmed(STARTS[4], STARTS[8]), trimmed(STARTS[8], len(TEXT)))
    document = Document(UID, TEXT, {}, (whole,), halves)
    words = tuple(trimmed(*pair) for pair in pairwise([*STARTS, len(TEXT)]))
    with opened(document) as store:
        joined = Span(0, halves[1].end)
        record(store, "ann", halves[0], JoinSentences(halves[1].start, (joined,)))
        resplit_stored(store, Document(UID, TEXT, {}, (whole,), words, "new@2"))
        assert store.documents.sentences(UID) == (joined, *words[8:])


def test_a_finished_sentence_stays_finished_where_all_of_its_text_was():
    whole = Block(Span(0, len(TEXT)), BlockKind.PARAGRAPH)
    three = (trimmed(0, STARTS[4]), trimmed(STARTS[4], STARTS[8]), trimmed(STARTS[8], len(TEXT)))
    new = (trimmed(0, STARTS[2]), trimmed(STARTS[2], STARTS[4]), trimmed(STARTS[4], len(TEXT)))
    with opened(Document(UID, TEXT, {}, (whole,), three)) as store:
        for sentence in three[:2]:
            record(store, "ann", sentence, Finish(finished=True, shown=True))
        resplit_stored(store, Document(UID, TEXT, {}, (whole,), new, "new@2"))
        held = store.judgements.of_document("ann", UID)
        assert [held[one].finished for one in new] == [True, True, False]
        assert store.annotators.progress("ann").finished == 2


def test_several_documents_are_one_key_press():
    whole = (Block(Span(0, len(TEXT)), BlockKind.PARAGRAPH),)
    old = Document(UID, TEXT, {}, whole, (Span(0, len(TEXT)),))
    halves = (trimmed(0, STARTS[8]), trimmed(STARTS[8], len(TEXT)))
    with opened(old) as store:
        other = replace(old, uid="b2:other")
        store.documents.add(other)
        store.annotators.enrol("lea")
        drafts = [
            draft
            for one in (old, other)
            for draft in resplit(one, replace(one, sentences=halves), (), split_whole).drafts
        ]
        store.events.record("lea", drafts)
        uids = [UID, "b2:other"]
        assert [store.documents.sentences(uid) for uid in uids] == [halves, halves]
        assert store.events.undo("lea").boundaries_changed
        assert [store.documents.sentences(uid) for uid in uids] == [old.sentences] * 2
        store.events.redo("lea")
        assert [store.documents.sentences(uid) for uid in uids] == [halves, halves]


@TRIES
@given(documents(), documents(), EDITS, st.randoms(use_true_random=False))
def test_files_that_received_the_same_events_in_any_order_have_the_same_sentences(
    document, fresh, choices, chance
):
    with opened(document) as store:
        person_edits(store, choices[:3])
        resplit_stored(store, replace(fresh, splitter="new@2"))
        person_edits(store, choices[3:])
        now = store.documents.get(UID)
        parts = {}
        for event in store.events.iterate():
            parts.setdefault((event.annotator, event.group), []).append(event)
        arrived = list(parts.values())
        chance.shuffle(arrived)
    with opened(document) as other:
        for events in arrived:
            other.events.receive(events)
        assert shape(other.documents.get(UID)) == shape(now)
