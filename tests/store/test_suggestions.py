"""Suggestions are append-only: runs, what is current, what is pending, and the history."""

from __future__ import annotations

import gzip
import sqlite3
from dataclasses import replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.events import Draft, SplitSentence
from annotator.labels import load
from annotator.model import Document, Span, Suggestion, Tier, Voice
from annotator.store import Store
from annotator.store.suggestions import Run
from tests.helpers.memory_store import example_document, suggestions
from tests.helpers.suggestion_runs import put_suggestions

UID = example_document().uid
FALSE, DIG = suggestions()


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "a.db") as opened:
        opened.documents.add(example_document())
        yield opened


def by(suggester, version, *found):
    """The suggestions as they are read if this suggester proposes them."""
    return tuple(replace(one, suggester=suggester, suggester_version=version) for one in found)


def rows(store, table):
    return set(store._database.execute(f"SELECT * FROM {table}"))


# ------------------------------------------------------------------------------- runs


def test_a_run_adds_what_is_new_and_lists_what_vanished(store):
    put_suggestions(store, UID, [FALSE, DIG], version="1")
    stored = rows(store, "suggestions")
    changed = replace(DIG, tier=Tier.LOW)
    put_suggestions(store, UID, [FALSE, changed], version="2")
    assert store.suggestions.of_document(UID) == (
        *by("rules", "1", FALSE), *by("rules", "2", changed)
    )  # fmt: skip
    assert len(rows(store, "suggestions") - stored) == 1
    assert len(rows(store, "vanished_suggestions")) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"rule": "verdict_false.say@1111aaaa"},
        {"tier": Tier.LOW},
        {"voice": Voice.SOURCE_DIRECT},
        {"triggers": ()},
        {"attributes": {}},
        {"frames": DIG.key},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_changes_in_a_suggestion_makes_it_a_new_one(store, change):
    put_suggestions(store, UID, [FALSE], version="1")
    put_suggestions(store, UID, [replace(FALSE, **change)], version="2")
    assert store.suggestions.of_document(UID) == by("rules", "2", replace(FALSE, **change))


def test_what_is_found_again_after_it_vanished_is_a_new_row_of_the_later_run(store):
    for version, found in (("1", [FALSE]), ("2", []), ("3", [FALSE])):
        put_suggestions(store, UID, found, version=version)
    assert store.suggestions.of_document(UID) == by("rules", "3", FALSE)
    first, second = store.suggestions.history(UID)
    assert (first.found_in.version, first.vanished_in.version) == ("1", "2")
    assert (second.found_in.version, second.vanished_in) == ("3", None)


def test_a_run_that_finds_nothing_is_recorded_and_covers_its_documents(store):
    run = store.suggestions.start_run("rules", "1", "b2:guideline")
    store.suggestions.put(UID, run, [])
    assert store.suggestions.pending("rules", "1") == []
    ((_, uid, suggester, version, guideline, program, started_at, _),) = rows(store, "runs")
    assert run == Run(uid, suggester, version, guideline, program, started_at, started_at)
    assert (suggester, version, guideline) == ("rules", "1", "b2:guideline")
    assert program
    assert started_at


def test_runs_have_uids_in_their_order_whatever_the_clock_says(tmp_path):
    times = iter([2.0, 2.0, 1.0, 3.0])
    with Store.open(tmp_path / "a.db", randomness=bytes) as store:
        store.suggestions._clock = lambda: next(times)
        uids = [store.suggestions.start_run("rules", "1", "").uid for _ in range(4)]
    assert uids == sorted(set(uids))


@pytest.mark.parametrize("table", ["runs", "suggestions", "vanished_suggestions"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET rowid = rowid"])
def test_the_database_refuses_to_change_what_is_stored(store, table, change):
    put_suggestions(store, UID, [FALSE, DIG])
    put_suggestions(store, UID, [DIG], version="2")
    column = "version" if table == "runs" else "label"
    statement = change.format(table).replace("rowid = rowid", f"{column} = 'x'")
    with pytest.raises(sqlite3.IntegrityError, match="only ever appended"):
        store._database.execute(statement)


def test_a_run_must_be_known_cover_a_document_once_and_not_repeat_a_span_and_label(store):
    run = store.suggestions.start_run("rules", "1", "")
    with pytest.raises(ValueError, match="share span and label"):
        store.suggestions.put(UID, run, [FALSE, FALSE])
    with pytest.raises(ValueError, match="no run"):
        store.suggestions.put(UID, replace(run, uid="0"), [FALSE])
    store.suggestions.put(UID, run, [FALSE])
    with pytest.raises(ValueError, match="before"):
        store.suggestions.put(UID, run, [DIG])
    assert store.suggestions.of_document(UID) == by("rules", "1", FALSE)


def test_a_slow_run_leaves_documents_as_they_are_that_a_later_one_has_covered(store):
    slow = store.suggestions.start_run("rules", "1", "")
    put_suggestions(store, UID, [FALSE], version="2")
    store.suggestions.put(UID, slow, [DIG])
    assert store.suggestions.of_document(UID) == by("rules", "2", FALSE)
    assert store.suggestions.pending("rules", "2") == []


# --------------------------------------------------------------------- two suggesters


def test_two_suggesters_may_propose_the_same_words_and_label(store):
    low = replace(FALSE, tier=Tier.LOW, rule="model@1")
    put_suggestions(store, UID, [FALSE, DIG], version="1")
    put_suggestions(store, UID, [low], suggester="model", version="7")
    assert store.suggestions.of_document(UID) == (
        *by("model", "7", low), *by("rules", "1", FALSE, DIG)
    )  # fmt: skip
    put_suggestions(store, UID, [DIG], version="2")
    assert store.suggestions.of_document(UID) == (
        *by("model", "7", low), *by("rules", "1", DIG)
    )  # fmt: skip


# ---------------------------------------------------------------------------- pending


def test_documents_are_pending_for_each_suggester_and_version_in_the_order_of_import(store):
    uids = [UID, "b2:b", "b2:a"]
    for uid in uids[1:]:
        store.documents.add(Document(uid, "One more.", {}, (), (Span(0, 9),)))
    assert store.suggestions.pending("rules", "1") == uids
    put_suggestions(store, "b2:b", [], version="1")
    assert store.suggestions.pending("rules", "1") == [UID, "b2:a"]
    assert store.suggestions.pending("rules", "2") == uids
    assert store.suggestions.pending("model", "1") == uids
    for uid in (UID, "b2:a"):
        put_suggestions(store, uid, [], version="1")
    assert store.suggestions.pending("rules", "1") == []
    put_suggestions(store, UID, [], version="2")
    assert store.suggestions.pending("rules", "1") == [UID]
    store.documents.add(Document("b2:c", "", {}, (), ()))
    assert store.suggestions.pending("rules", "1") == [UID, "b2:c"]


def test_an_empty_project_has_nothing_pending(tmp_path):
    with Store.open(tmp_path / "a.db") as store:
        assert store.suggestions.pending("rules", "1") == []


def test_a_document_whose_sentences_are_split_is_pending_for_all_suggesters(store):
    store.annotators.enrol("ann")
    put_suggestions(store, UID, [FALSE], version="1")
    put_suggestions(store, UID, [DIG], suggester="model", version="1")
    sentence = example_document().sentences[0]
    split = Draft(UID, sentence, SplitSentence(sentence.start + 6))
    store.events.record("ann", [split])
    assert store.suggestions.pending("rules", "1") == [UID]
    assert store.suggestions.pending("model", "1") == [UID]
    assert len(store.suggestions.of_document(UID)) == 2
    put_suggestions(store, UID, [FALSE], version="1")
    assert store.suggestions.pending("rules", "1") == []
    assert store.suggestions.pending("model", "1") == [UID]
    assert len(rows(store, "suggestions")) == 2


# ------------------------------------------------------------------------------- laws

DOCUMENTS = (UID, "b2:other")
TABLES = ("runs", "suggestions", "vanished_suggestions")
FOUND = st.builds(  # few, so that runs often find the same
    Suggestion,
    span=st.sampled_from([Span(1, 2), Span(1, 3), Span(2, 3)]),
    label=st.sampled_from("ab"),
    rule=st.sampled_from(["a@1", "a@2"]),
    tier=st.just(Tier.HIGH),
    voice=st.just(Voice.NARRATOR),
    attributes=st.sampled_from([{}, {"x": 1}]),
)
RUNS = st.lists(
    st.tuples(
        st.sampled_from(["model", "rules"]),
        st.sampled_from("12"),
        st.dictionaries(
            st.sampled_from(DOCUMENTS), st.lists(FOUND, max_size=5, unique_by=lambda one: one.key)
        ),
    ),
    max_size=6,
)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """The bytes of a database with both documents: quicker to copy than to make."""
    path = tmp_path_factory.mktemp("database") / "a.db"
    with Store.open(path) as store:
        for uid in DOCUMENTS:
            store.documents.add(replace(example_document(), uid=uid))
    return path.read_bytes()


@given(RUNS)
def test_current_is_what_runs_found_last_and_the_history_has_what_was_current(database, runs):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        path.write_bytes(database)
        with Store.open(path) as store:
            check(store, runs)


def check(store, runs):
    """Do the runs; compare with lists of what each found."""
    last, after, stored = {}, {}, set()
    for suggester, version, found in runs:
        run = store.suggestions.start_run(suggester, version, "")
        for uid, new in found.items():
            store.suggestions.put(uid, run, new)
            before = last.get((uid, suggester), (None, ()))[1]
            last[uid, suggester] = version, merged(before, by(suggester, version, *new))
        now = {(table, row) for table in TABLES for row in rows(store, table)}
        assert stored <= now
        stored = now
        after[run.uid] = {uid: store.suggestions.of_document(uid) for uid in DOCUMENTS}
        assert after[run.uid] == {uid: union(last, uid) for uid in DOCUMENTS}
    for uid in DOCUMENTS:
        history = list(store.suggestions.history(uid))
        for run_uid, current in after.items():
            assert current_after(history, run_uid) == current[uid]
    for suggester, version in product(("model", "rules"), "12"):
        assert store.suggestions.pending(suggester, version) == [
            uid for uid in DOCUMENTS if last.get((uid, suggester), ("",))[0] != version
        ]


def merged(before, new):
    """What is new, with the version of the run that found it first."""
    known = {content(one): one for one in before}
    return tuple(known.get(content(one), one) for one in new)


def content(one):
    """A suggestion without the version of its suggester."""
    return (one.key, one.rule, *one.attributes)


def union(last, uid):
    """What all suggesters found last in a document, in reading order."""
    found = [
        one for suggester in ("model", "rules") for one in last.get((uid, suggester), (0, ()))[1]
    ]
    return tuple(sorted(found, key=reading_order))


def current_after(history, run_uid):
    """What was current after a run, by the history."""
    return tuple(
        one.suggestion
        for one in history
        if one.found_in.uid <= run_uid
        and (one.vanished_in is None or one.vanished_in.uid > run_uid)
    )


def reading_order(one):
    return (one.span.start, -one.span.end, one.label, one.suggester)


# ---------------------------------------------------------------------- old databases


@pytest.mark.parametrize("version", [5, 6])
def test_an_old_database_needs_no_run_under_the_rules_that_it_had(tmp_path, version):
    data = Path(__file__).parent / "data" / f"version_{version}"
    for name in ("annotations.db", "labels.yaml"):
        (tmp_path / name).write_bytes(gzip.decompress((data / f"{name}.gz").read_bytes()))
    label_set = load(tmp_path / "labels.yaml")
    edited = rows_of(tmp_path / "annotations.db", "uid", "documents WHERE label_set_id IS NULL")
    suggested = rows_of(tmp_path / "annotations.db", "*", "suggestions")
    with Store.open(tmp_path / "annotations.db") as store:
        store.label_sets.put(label_set)
        pending = store.suggestions.pending("rules", label_set.rules_uid)
        assert sorted(pending) == [uid for (uid,) in edited] != []
        uids = store.documents.uids()
        assert sum(len(store.suggestions.of_document(uid)) for uid in uids) == len(suggested)


def rows_of(path, columns, table):
    raw = sqlite3.connect(path)
    found = raw.execute(f"SELECT {columns} FROM {table} ORDER BY 1").fetchall()
    raw.close()
    return found
