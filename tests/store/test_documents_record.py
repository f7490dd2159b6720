"""What the store keeps of documents: where they were read from, who split them, their titles."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.annotations import commands
from annotator.annotations.events import (
    Draft,
    Finish,
    Flag,
    JoinSentences,
    Note,
    Put,
    SplitSentence,
)
from annotator.annotations.sentence_edits import fold_document
from annotator.api import Project, ProjectFolder
from annotator.documents import document_uid
from annotator.model import Block, BlockKind, Document, DocumentSource, Progress, Span
from annotator.store import Bookmark, Store
from annotator.store.query import KnownNames, parse
from annotator.workflow.controller import Controller
from annotator.workflow.project_settings import Settings, headlines, set_headlines
from tests.helpers.memory_store import at, example_document, labels, suggestions
from tests.helpers.suggestion_runs import put_suggestions

UID = example_document().uid
TEXT = example_document().text
TITLE = at("Dam talks stall")
FIRST, SECOND, THIRD = example_document().sentences
PARAGRAPHS = (FIRST, SECOND, THIRD)


@pytest.fixture
def store(tmp_path):
    with opened(tmp_path / "a.db") as made:
        yield made


def opened(path):
    store = Store.open(path)
    store.documents.add(example_document())
    store.annotators.enrol("ann")
    return store


def note(sentence, text="n"):
    return Draft(UID, sentence, Note(text))


def put(uid, sentence, words=None):
    return Draft(UID, sentence, Put(uid, "hedge", (words or sentence,), {}))


def finish(sentence):
    return Draft(UID, sentence, Finish(finished=True, shown=True))


def queue(store, annotator="ann"):
    """The unfinished sentences of the queue, in order."""
    found = [store.queue.next_unfinished(annotator)]
    while (following := store.queue.next_unfinished(annotator, found[-1])) != found[0]:
        found.append(following)
    return [sentence for _, sentence in filter(None, found)]


def held(store, annotator="ann"):
    return store.judgements.of_document(annotator, UID)


# ------------------------------------------------------------------------------ sources


def test_where_a_text_was_read_from_is_recorded_once_and_in_a_portable_order(tmp_path):
    first = DocumentSource("b.jsonl", "7", {"source": "X", "id": "7"})
    with Store.open(tmp_path / "a.db", clock=lambda: 0.0) as store:
        store.documents.add(example_document(), source=first)
        others = [
            DocumentSource("b.jsonl", "12", {"source": "X", "id": "12"}),
            DocumentSource("a.txt"),
            DocumentSource("b.jsonl", "7", {"source": "Y", "id": "7"}),
        ]
        for source in others:
            assert store.documents.add_source(UID, source)
            assert not store.documents.add_source(UID, source)
        assert not store.documents.add_source(UID, first)
        found = store.documents.sources(UID)
        assert {one.imported_at for one in found} == {"1970-01-01T00:00:00.000+00:00"}
        assert [(one.path, one.external_id, dict(one.meta)) for one in found] == [
            ("a.txt", "", {}),
            ("b.jsonl", "12", {"id": "12", "source": "X"}),
            ("b.jsonl", "7", {"id": "7", "source": "X"}),
            ("b.jsonl", "7", {"id": "7", "source": "Y"}),
        ]
        assert store.documents.get(UID) == example_document()


def test_the_first_source_of_a_document_without_any_is_no_further_one(store):
    assert store.documents.sources(UID) == ()
    assert not store.documents.add_source(UID, DocumentSource("a.txt"))
    assert store.documents.add_source(UID, DocumentSource("b.txt"))
    with pytest.raises(ValueError, match="no document"):
        store.documents.sources("b2:none")


def test_the_splitter_is_kept(store):
    store.documents.add(Document("b2:new", "One.", sentences=(Span(0, 4),), splitter="rules@1"))
    assert store.documents.get("b2:new").splitter == "rules@1"
    assert store.documents.get(UID).splitter == ""


# ------------------------------------------------------------------------- old databases


def old_copies(folder):
    """A database of version 6 with one text three times: an uid had source and url in it."""
    data = Path(__file__).parent / "data" / "version_6"
    path = folder / "annotations.db"
    path.write_bytes(gzip.decompress((data / "annotations.db.gz").read_bytes()))
    raw = sqlite3.connect(path)
    text = "The dam was built. Nobody saw it."
    for number, meta in enumerate(({"source": "X"}, {"source": "Y", "url": "y"}, {"url": "z"})):
        raw.execute(
            "INSERT INTO documents (uid, title, sentence_count, imported_at, meta, blocks,"
            " characters, text) VALUES (?, 'Dam', 1, '2026', ?, '[[0,33,\"paragraph\"]]', 33, ?)",
            (f"b2:old{number}", json.dumps(meta), text),
        )
    raw.commit()
    raw.close()
    return path, text


def test_texts_of_an_old_database_are_found_by_their_text(tmp_path, monkeypatch):
    path, text = old_copies(tmp_path)
    monkeypatch.setattr("annotator.store.documents.REPORT_EVERY", 2)
    said = []
    with Store.open(path, report=said.append) as store:
        uids = store.documents.uids()
        for uid in uids:
            document = store.documents.get(uid)
            assert store.documents.find(document_uid(document.text), document.meta) == uid
        found = [
            store.documents.find(document_uid(text), meta)
            for meta in (
                {"source": "X"},
                {"source": "Y", "url": "y", "author": "A"},
                {"url": "z"},
                {"source": "Y"},
                {},
            )
        ]
        assert found == ["b2:old0", "b2:old1", "b2:old2", "b2:old0", "b2:old0"]
        assert store.documents.find(document_uid("Another text."), {"source": "X"}) is None
    assert f"hashing the texts of {len(uids)} documents, this once" in said
    assert f"  2 of {len(uids)}" in said


def test_an_old_document_that_is_imported_again_stays_one(tmp_path):
    _, text = old_copies(tmp_path)
    (tmp_path / "corpora").mkdir()
    file = tmp_path / "corpora" / "dam.txt"
    file.write_text(f"---\nsource: Y\nurl: y\n---\n{text}", "utf-8")
    folder = ProjectFolder(tmp_path)
    with Project(folder, folder.open_store()) as project:
        store = project.store
        for _ in range(2):
            done = project.import_texts()
            assert (done.new, done.known, done.elsewhere) == (0, 1, 0)
        (source,) = store.documents.sources("b2:old1")
        assert source.path == "corpora/dam.txt"
        file.write_text(f"---\nsource: Z\n---\n{text}", "utf-8")
        done = project.import_texts()
        assert (done.new, done.known, done.elsewhere) == (0, 1, 0)  # old0 had no source before
        assert len(store.documents.sources("b2:old0")) == 1


def test_titles_of_an_old_database_have_sentences_that_nobody_steps_through(tmp_path):
    path, _ = old_copies(tmp_path)
    with Store.open(path) as store:
        for uid in store.documents.uids():
            document = store.documents.get(uid)
            blocks = [one.span for one in document.blocks if one.kind is BlockKind.TITLE]
            assert list(store.documents.titles(uid)) == blocks
            assert not {*blocks} & {*document.sentences}
        assert any(map(store.documents.titles, store.documents.uids()))


# ----------------------------------------------------------------------------- headlines


def test_titles_are_stepped_through_once_headlines_are_on(store):
    assert (headlines(store), queue(store)) == (False, list(PARAGRAPHS))
    set_headlines(store, on=True, actor="lead")
    assert headlines(store)
    assert queue(store) == [TITLE, *PARAGRAPHS] == list(store.documents.get(UID).sentences)
    assert store.annotators.progress("ann") == Progress(0, 4)
    assert [one.sentences for one in store.documents.summaries("ann")] == [4]
    set_headlines(store, on=False)
    assert queue(store) == list(PARAGRAPHS) == list(store.documents.get(UID).sentences)
    assert store.annotators.progress("ann") == Progress(0, 3)
    assert store.documents.titles(UID) == (TITLE,)


def test_headlines_are_a_decision_of_the_project(store):
    set_headlines(store, on=False)
    assert [one.change.kind for one in store.project.iterate()] == ["role"]
    for on in (True, True, False):
        set_headlines(store, on=on, actor="bea")
    *_, yes, no = store.project.iterate()
    assert [(one.actor, one.change.value) for one in (yes, no)] == [("bea", "yes"), ("bea", "")]


def test_a_document_imported_with_headlines_on_has_its_title_among_its_sentences(tmp_path):
    with Store.open(tmp_path / "a.db") as store:
        set_headlines(store, on=True)
        store.documents.add(example_document())
        store.annotators.enrol("ann")
        assert queue(store) == [TITLE, *PARAGRAPHS]
        assert search(store, "stall") == [TITLE]


def search(store, typed):
    query = parse(typed, KnownNames.of(labels(), ["ann"]))
    positions = [one for chunk in store.search.start("ann", query).chunks() for one in chunk]
    return [hit.sentence for hit in store.search.hits("ann", positions, query)]


def test_a_search_finds_titles_only_if_headlines_are_on(store):
    assert search(store, "stall") == []
    set_headlines(store, on=True)
    assert search(store, "stall") == [TITLE]
    set_headlines(store, on=False)
    assert search(store, "stall") == []


def test_a_document_whose_title_becomes_a_sentence_needs_new_suggestions(store):
    store.documents.add(Document("b2:none", "One.", sentences=(Span(0, 4),)))
    for uid in (UID, "b2:none"):
        put_suggestions(store, uid, suggestions() if uid == UID else ())
    assert store.suggestions.pending("rules", "") == []
    for on in (True, False):
        set_headlines(store, on=on)
        assert store.suggestions.pending("rules", "") == [UID]
        put_suggestions(store, UID, suggestions())


def test_what_was_made_in_a_title_stays_and_is_finished_when_it_comes_back(store):
    set_headlines(store, on=True)
    store.events.record("ann", [put("a", TITLE, at("talks")), finish(TITLE)])
    before = held(store)
    assert store.annotators.progress("ann") == Progress(1, 4)
    set_headlines(store, on=False)
    assert held(store) == before
    assert store.annotators.progress("ann") == Progress(0, 3)
    set_headlines(store, on=True)
    assert held(store) == before
    assert store.annotators.progress("ann") == Progress(1, 4)
    assert queue(store) == list(PARAGRAPHS)


def test_a_title_can_be_annotated_while_nobody_steps_through_titles(store):
    done = store.events.record("ann", [put("a", TITLE, at("talks")), note(TITLE)])
    assert done.judgements == held(store)
    assert [one.span for one in held(store)[TITLE].annotations.values()] == [at("talks")]
    (reading,) = store.judgements.readings()
    assert reading.judgements.keys() == {TITLE}
    assert list(store.history.readings()) == [reading]
    assert store.annotators.progress("ann") == Progress(0, 3)
    store.events.undo("ann")
    assert not held(store)[TITLE].annotations
    store.rebuild()
    assert not held(store)[TITLE].annotations


def test_a_title_judged_before_headlines_are_on_is_finished_then(store):
    store.events.record("ann", [finish(TITLE)])
    set_headlines(store, on=True)
    assert store.annotators.progress("ann") == Progress(1, 4)
    assert queue(store) == list(PARAGRAPHS)


def test_a_title_is_no_edited_sentence(store):
    set_headlines(store, on=True)
    store.events.record("ann", [note(TITLE)])
    assert store.judgements.source_sentences("ann", UID) == {}
    assert store.judgements.seen("ann", UID) == frozenset()


def test_a_title_is_joined_with_no_paragraph_and_split_like_any_sentence(store):
    set_headlines(store, on=True)
    work = controller(store)
    assert work.session.sentence == TITLE
    assert commands.join(work.session) == []
    word = at("talks").start
    work.record([put("a", TITLE, at("stall")), *commands.split(work.session, word)])
    parts = (Span(TITLE.start, word - 1), Span(word, TITLE.end))
    assert store.documents.get(UID).sentences == (*parts, *PARAGRAPHS)
    assert queue(store) == [*parts, *PARAGRAPHS]
    assert [sentence for sentence, one in held(store).items() if one.annotations] == [parts[1]]
    set_headlines(store, on=False)
    assert queue(store) == list(PARAGRAPHS)
    assert [sentence for sentence, one in held(store).items() if one.annotations] == [TITLE]
    set_headlines(store, on=True)
    assert queue(store) == [*parts, *PARAGRAPHS]
    assert [sentence for sentence, one in held(store).items() if one.annotations] == [parts[1]]


def controller(store, annotator="ann"):
    return Controller(store, labels(), annotator, lambda: "uid", Settings())


def test_an_annotator_who_stopped_at_a_title_goes_on_at_the_sentence_after_it(store):
    set_headlines(store, on=True)
    store.annotators.set_bookmark("ann", Bookmark(UID, TITLE))
    assert controller(store).session.sentence == TITLE
    set_headlines(store, on=False)
    assert controller(store).session.sentence == FIRST


def test_an_annotator_who_stopped_in_a_text_that_is_only_a_title_goes_on_elsewhere(store):
    text = "The dam stalls"
    only = Document("b2:only", text, {"title": text}, (Block(Span(0, 14), BlockKind.TITLE),))
    store.documents.add(only)
    assert store.documents.count() == 1
    set_headlines(store, on=True)
    store.annotators.enrol("ann")
    assert store.documents.count() == 2
    store.annotators.set_bookmark("ann", Bookmark("b2:only", Span(0, 14)))
    store.events.record("ann", [Draft("b2:only", Span(0, 14), Note("n"))])
    assert controller(store).session.document.uid == "b2:only"
    set_headlines(store, on=False)
    work = controller(store)
    assert work.session.document.uid == UID
    work.undo()
    assert work.session.document.uid == UID
    assert not store.judgements.of_document("ann", "b2:only")[Span(0, 14)].note


def test_a_title_in_blanks_is_a_sentence_without_them_and_a_blank_one_is_none(store):
    text = " A dam \n \nIt stands."
    blocks = (
        Block(Span(0, 7), BlockKind.TITLE),
        Block(Span(8, 9), BlockKind.TITLE),
        Block(Span(10, 20), BlockKind.PARAGRAPH),
    )
    store.documents.add(Document("b2:blank", text, {}, blocks, (Span(10, 20),)))
    assert store.documents.titles("b2:blank") == (Span(1, 6),)


def test_sentences_given_in_a_title_are_its_sentences(store):
    halves = (at("Dam"), at("talks stall"))
    blocks, sentences = example_document().blocks, (*halves, *PARAGRAPHS)
    store.documents.add(Document("b2:halves", TEXT, {}, blocks, sentences))
    assert store.documents.titles("b2:halves") == halves
    assert store.documents.get("b2:halves").sentences == PARAGRAPHS
    set_headlines(store, on=True)
    assert store.documents.get("b2:halves").sentences == sentences


# ---------------------------------------------------------------------------------- laws

WORDS = [at(word).start for word in ("talks", "falsely", "described", "deny", "claims")]
"""Where sentences are split. A title is split, too."""

SENTENCE = st.sampled_from([TITLE, *PARAGRAPHS])
STEP = st.one_of(
    st.tuples(st.just("headlines"), st.booleans()),
    st.tuples(st.sampled_from(["put", "note", "flag", "finish"]), SENTENCE),
    st.tuples(st.just("split"), st.sampled_from(WORDS)),
    st.tuples(st.just("join"), st.sampled_from([SECOND.start, *WORDS])),
    st.tuples(st.sampled_from(["undo", "redo"]), st.none()),
)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(["ann", "bea"]), STEP), max_size=14))
def test_whatever_is_done_to_titles_the_tables_are_the_fold_of_the_log(tmp_path_factory, steps):
    with opened(tmp_path_factory.mktemp("law") / "a.db") as store:
        store.annotators.enrol("bea")
        for number, (person, (what, where)) in enumerate(steps):
            do(store, person, what, where, f"n{number}")
        document = store.documents.get(UID)
        titles = [one for one in document.sentences if one.end <= TITLE.end]
        assert bool(titles) == headlines(store)
        events = defaultdict(list)
        for event in store.events.iterate():
            events[event.annotator].append(event)
        tables = {name: held(store, name) for name in ("ann", "bea")}
        for name, one in tables.items():
            assert one == in_order(fold_document(events[name], document))
        finished = [sum(one in tables[name] and tables[name][one].finished
                        for one in document.sentences) for name in tables]  # fmt: skip
        total = len(document.sentences)
        assert [store.annotators.progress(name) for name in tables] == [
            Progress(number, total) for number in finished
        ]
        store.rebuild()
        assert store.documents.get(UID) == document
        assert {name: held(store, name) for name in tables} == tables


def do(store, person, what, where, uid):
    if what == "headlines":
        set_headlines(store, on=where)
    elif what in {"undo", "redo"}:
        getattr(store.events, what)(person)
    else:
        change = {
            "put": Put(uid, "hedge", (where,), {}) if isinstance(where, Span) else None,
            "note": Note(uid),
            "flag": Flag(flagged=True),
            "finish": Finish(finished=True, shown=True),
            "split": SplitSentence(where, ()),
            "join": JoinSentences(where, ()),
        }[what]
        store.events.record(person, [Draft(UID, place(where), change)])


def place(where):
    """The sentence of the import that something is filed under."""
    if isinstance(where, Span):
        return where
    return next(one for one in (TITLE, *PARAGRAPHS) if one.start <= where < one.end)


def in_order(judgements):
    """Judgements with their annotations in the order of the tables."""
    from annotator.store.judgements import _in_table_order

    return {sentence: _in_table_order(one) for sentence, one in judgements.items()}
