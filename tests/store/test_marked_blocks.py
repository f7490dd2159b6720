"""Blocks that people mark as text or boilerplate: the sentences follow, and nothing is lost."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.annotations.events import (
    Draft,
    Finish,
    JoinSentences,
    MarkBlock,
    Note,
    Put,
    SplitSentence,
)
from annotator.api import Project, ProjectFolder
from annotator.formats import native
from annotator.model import Block, BlockKind, Document, Span
from annotator.store import Store
from tests.helpers.memory_store import at, example_document

DOCUMENT = example_document()
FIRST, SECOND, THIRD = DOCUMENT.sentences
TITLE, ONE, TWO = (block.span for block in DOCUMENT.blocks)
BOILERPLATE = MarkBlock(ONE, BlockKind.BOILERPLATE, ())
TEXT = MarkBlock(TITLE, BlockKind.PARAGRAPH, (TITLE,))


@pytest.fixture
def store(tmp_path):
    clock = count(1_798_790_400)
    with Store.open(tmp_path / "a.db", clock=lambda: float(next(clock))) as opened:
        opened.documents.add(DOCUMENT)
        for name in ("ann", "bea"):
            opened.annotators.enrol(name)
        yield opened


def record(store, name, sentence, *changes):
    store.events.record(name, [Draft(DOCUMENT.uid, sentence, one) for one in changes])


def kinds(store):
    return [block.kind for block in store.documents.get(DOCUMENT.uid).blocks]


def sentences(store):
    return store.documents.sentences(DOCUMENT.uid)


def exported(store):
    return "".join(native.lines(store.datasets.read()))


def test_a_block_marked_as_boilerplate_has_no_sentences_and_undo_brings_them_back(store):
    before = exported(store)
    record(store, "ann", FIRST, BOILERPLATE)
    assert kinds(store) == [BlockKind.TITLE, BlockKind.BOILERPLATE, BlockKind.PARAGRAPH]
    assert sentences(store) == (THIRD,)
    assert store.annotators.progress("bea").total == 1
    store.events.undo("ann")
    assert kinds(store) == [block.kind for block in DOCUMENT.blocks]
    assert sentences(store) == DOCUMENT.sentences
    assert store.annotators.progress("bea").total == 3
    assert exported(store).count("readings") == before.count("readings")
    store.events.redo("ann")
    assert sentences(store) == (THIRD,)


def test_a_title_marked_as_text_is_stepped_through(store):
    record(store, "ann", FIRST, TEXT)
    assert kinds(store)[0] is BlockKind.PARAGRAPH
    assert sentences(store) == (TITLE, *DOCUMENT.sentences)
    assert store.annotators.progress("bea").total == 4


def test_work_in_a_block_that_becomes_boilerplate_stays_with_its_sentence(store):
    record(store, "bea", FIRST, Put("a1", "hedge", (at("dam"),), {}), Finish(True, True))
    record(store, "ann", THIRD, BOILERPLATE)
    held = store.judgements.of_document("bea", DOCUMENT.uid)
    assert held[FIRST].annotations.keys() == {"a1"}
    store.rebuild()
    assert store.judgements.of_document("bea", DOCUMENT.uid) == held
    assert sentences(store) == (THIRD,)
    store.events.undo("ann")
    assert store.judgements.of_document("bea", DOCUMENT.uid)[FIRST].finished


def test_sentences_in_the_block_may_be_joined_and_split_afterwards(store):
    whole = MarkBlock(TITLE, BlockKind.PARAGRAPH, (TITLE,))
    record(store, "ann", FIRST, whole)
    middle = at("stall").start
    record(store, "ann", TITLE, SplitSentence(middle, (at("Dam talks"), at("stall"))))
    assert sentences(store)[:2] == (at("Dam talks"), at("stall"))
    record(store, "bea", FIRST, JoinSentences(SECOND.start, (Span(FIRST.start, SECOND.end),)))
    assert len(sentences(store)) == 4


def test_sentences_of_a_block_that_had_none_may_be_joined(store):
    text = "Share it. Or not.\n\nMoro stayed. It fell.\n\nAd one. Ad two.\n\nNobody spoke."
    spans = [at(line, text) for line in text.split("\n\n")]
    kinds = [BlockKind.BOILERPLATE, BlockKind.PARAGRAPH] * 2
    sentences = tuple(at(one, text) for one in ("Moro stayed.", "It fell.", "Nobody spoke."))
    blocks = tuple(map(Block, spans, kinds))
    store.documents.add(Document("b2:share", text, {}, blocks, sentences))
    store.annotators.enrol("ann")
    for block, *halves in (
        (spans[0], at("Share it.", text), at("Or not.", text)),
        (spans[2], at("Ad one.", text), at("Ad two.", text)),
    ):
        for change in (
            MarkBlock(block, BlockKind.PARAGRAPH, tuple(halves)),
            JoinSentences(halves[1].start, (block,)),
        ):
            store.events.record("ann", [Draft("b2:share", sentences[0], change)])
        assert block in store.documents.sentences("b2:share")
    now = store.documents.sentences("b2:share")
    store.rebuild()
    assert store.documents.sentences("b2:share") == now


def test_an_earlier_moment_has_the_blocks_of_that_moment(store):
    record(store, "ann", FIRST, Note("before"))
    then = max(event.at for event in store.events.iterate())
    before = "".join(native.lines(store.datasets.read(as_of=then)))
    record(store, "ann", FIRST, BOILERPLATE)
    record(store, "ann", THIRD, TEXT)
    assert "".join(native.lines(store.datasets.read(as_of=then))) == before
    assert "".join(native.lines(store.datasets.read(as_of="2030"))) == exported(store)


CHANGES = st.sampled_from(
    [
        BOILERPLATE,
        TEXT,
        MarkBlock(ONE, BlockKind.PARAGRAPH, (FIRST, SECOND)),
        MarkBlock(TWO, BlockKind.BOILERPLATE, ()),
        MarkBlock(TITLE, BlockKind.TITLE, ()),
        JoinSentences(SECOND.start, (Span(FIRST.start, SECOND.end),)),
        SplitSentence(
            at("claims").start, (Span(THIRD.start, at("claims").start - 1), at("claims"))
        ),
        Note("n"),
        Finish(True, True),
        "undo",
        "redo",
    ]
)
STEPS = st.lists(
    st.tuples(st.sampled_from(["ann", "bea"]), st.sampled_from([FIRST, THIRD]), CHANGES), max_size=9
)


def test_what_was_made_in_a_former_sentence_stays_in_boilerplate(store):
    whole = Span(FIRST.start, SECOND.end)
    record(store, "ann", FIRST, JoinSentences(SECOND.start, (whole,)), Note("n"))
    record(store, "ann", THIRD, MarkBlock(whole, BlockKind.BOILERPLATE, ()))
    held = store.judgements.of_document("ann", DOCUMENT.uid)
    assert {sentence: one.note for sentence, one in held.items()} == {FIRST: "n"}
    store.rebuild()
    assert store.judgements.of_document("ann", DOCUMENT.uid) == held


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_whatever_two_people_mark_a_rebuild_and_an_import_give_the_same(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("blocks")
    with Store.open(folder / "a.db") as store:
        store.documents.add(DOCUMENT)
        for name in ("ann", "bea"):
            store.annotators.enrol(name)
        for name, sentence, change in steps:
            if isinstance(change, str):
                getattr(store.events, change)(name)
            else:
                record(store, name, sentence, change)
        before = exported(store)
        found = list(store.history.readings())
        assert found == [r for one in store.datasets.read().documents for r in one.readings]
        progress = store.annotators.progress("ann")
        assert progress.total == len(sentences(store))
        store.rebuild()
        assert exported(store) == before
        assert store.annotators.progress("ann") == progress
    file = folder / "all.jsonl"
    file.write_text(before, "utf-8")
    with Store.open(folder / "b.db") as store:
        Project(ProjectFolder(folder), store).import_annotations(file)
        assert exported(store) == before
