"""Merged files: all of each is there once, whatever the order, and the past stays as it was."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from itertools import count, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.annotations.events import (
    Delete,
    Draft,
    Finish,
    Flag,
    JoinSentences,
    MarkBlock,
    Note,
    Put,
    Reject,
    SplitSentence,
)
from annotator.annotations.project_events import Assign, MigrateLabels, Rename, SetSetting
from annotator.errors import AnnotatorError, StoreError
from annotator.formats import native
from annotator.model import (
    Block,
    BlockKind,
    Document,
    DocumentSource,
    Span,
    Suggestion,
    SuggestionKey,
    Tier,
    Voice,
)
from annotator.store import Store

TEXT = "A title\n\naa bb cc dd. ee ff gg. hh ii.\n\njj kk."
TITLE, FIRST, SECOND = Span(0, 7), Span(9, 38), Span(40, 46)
SENTENCES = (Span(9, 21), Span(22, 31), Span(32, 38), SECOND)
BLOCKS = (
    Block(TITLE, BlockKind.TITLE),
    Block(FIRST, BlockKind.PARAGRAPH),
    Block(SECOND, BlockKind.PARAGRAPH),
)
OTHERS = (Span(9, 31), Span(32, 38), SECOND)  # as another version splits it


def document(uid, *, meta="x", sentences=SENTENCES, splitter="rules@2"):
    return Document(uid, TEXT + uid, {"source": meta}, BLOCKS, sentences, splitter)


def opened(path, start):
    clock = count(start)
    return Store.open(path, clock=lambda: float(next(clock)), randomness=os.urandom)


# ------------------------------------------------------------------------------- histories

CHANGES = [
    *(
        Put(uid, label, (span,), {"voice": "narrator"})
        for uid in ("1", "2")
        for label, span in (("hedge", Span(9, 11)), ("claim", Span(22, 35)), ("hedge", SECOND))
    ),
    Delete("1"),
    Reject(SuggestionKey(9, 11, "hedge"), "rule@1"),
    Note("why"),
    Flag(flagged=True),
    Finish(finished=True, shown=True),
    Finish(finished=False, shown=False),
    JoinSentences(22),
    JoinSentences(32),
    SplitSentence(12),
    SplitSentence(25),
    MarkBlock(SECOND, BlockKind.BOILERPLATE, ()),
]  # fmt: skip
PROJECT = [
    Rename("ann", "anna"),
    SetSetting("headlines", "yes"),
    SetSetting("headlines", "no"),
    MigrateLabels("", "b2:one"),
    MigrateLabels("b2:one", "b2:two", {"hedge": ("hedging",)}),
    Assign("ann", ("b2:a",), "training"),
]
NAMES = st.sampled_from(["ann", "bea", "gold"])
UIDS = st.sampled_from(["b2:a", "b2:b"])
IMPORTS = st.builds(
    document,
    UIDS,
    meta=st.sampled_from("xy"),
    sentences=st.sampled_from([SENTENCES, OTHERS]),
    splitter=st.sampled_from(["rules@1", "rules@2"]),
)


def record_in(store, name, uid, number, change):
    if not store.documents.has(uid) or not store.annotators.role(name):
        return
    if found := store.documents.sentences(uid):
        drafts = [Draft(uid, found[number % len(found)], change)]
        store.events.record(name, drafts, guideline=store.project.current_guideline())


def import_into(store, one):
    if store.documents.add(one):
        source = DocumentSource(f"{one.meta['source']}.txt", meta=one.meta)
        store.documents.add_source(one.uid, source)


def decide(store, change):
    store.project.record([change])
    if isinstance(change, MigrateLabels):
        store.judgements.rebuild()
    if isinstance(change, SetSetting):
        store.judgements.follow_headlines()


FOUND = {"a": (Span(9, 11), Span(22, 24)), "b": (Span(9, 11), Span(32, 34))}


def suggest(store, uid, version):
    if store.documents.has(uid):
        run = store.suggestions.start_run("rules", version, "")
        found = [
            Suggestion(span, "hedge", f"r@{version}", Tier.LOW, Voice.NARRATOR)
            for span in FOUND[version]
        ]
        store.suggestions.put(uid, run, found)


def undo(store, name):
    if store.annotators.role(name):
        store.events.undo(name)


def redo(store, name):
    if store.annotators.role(name):
        store.events.redo(name)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just(record_in), NAMES, UIDS, st.integers(0, 3), st.sampled_from(CHANGES)),
        st.tuples(st.sampled_from([undo, redo]), NAMES),
        st.tuples(st.just(import_into), IMPORTS),
        st.tuples(st.just(decide), st.sampled_from(PROJECT)),
        st.tuples(st.just(suggest), UIDS, st.sampled_from("ab")),
    ),
    max_size=8,
)


def lived(path, steps, start, base=None):
    """A file in which these steps were done, beginning with a copy of another one."""
    if base:
        shutil.copy(base, path)
    with opened(path, start) as store:
        for name, role in (("ann", "annotator"), ("bea", "lead"), ("gold", "gold")):
            store.annotators.enrol(name, role)
        for step, *what in steps:
            step(store, *what)
        for name in store.annotators.names():
            store.annotators.enrol(name, store.annotators.role(name))
    return path


def exported(store, **options):
    return list(native.lines(store.datasets.read(training=True, **options)))


def state(store):
    """All that a project holds, without what is of one file alone, such as numbers of rows."""
    uids = sorted(store.documents.all_titles())
    return {
        "native": exported(store),
        "history": list(store.history.readings()),
        "project": store.project.state(),
        "people": sorted(
            (one.name, one.role, one.progress, one.notes, one.flags, one.former)
            for one in store.annotators.all()
        ),
        "documents": {uid: (store.documents.all_titles()[uid], store.documents.get(uid),
                            store.documents.titles(uid)) for uid in uids},
        "events": [one.uid for one in store.events.iterate()],
        "search": {
            uid: store.documents.with_words([word]) for uid in uids for word in ("ee", "jj")
        },
    }  # fmt: skip


def without_order(found):
    """The same, where a list is in the order of import, which is of one file alone."""
    return {**found, "search": {key: sorted(value) for key, value in found["search"].items()}}


def merged(target, *others, start=2_000_000_000):
    with opened(target, start) as store:
        reports = store.merge(list(others))
        return reports, without_order(state(store))


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.none(), STEPS), st.tuples(STEPS, STEPS, STEPS), st.permutations([0, 1, 2]))
def test_the_order_of_files_does_not_matter(tmp_path_factory, before, steps, clocks):
    folder = tmp_path_factory.mktemp("law")
    base = None if before is None else lived(folder / "base.db", before, 1_700_000_000)
    files = [
        lived(folder / f"{number}.db", each, 1_800_000_000 + 7 * clock, base)
        for number, (each, clock) in enumerate(zip(steps, clocks, strict=True))
    ]
    found = []
    for order in permutations(files):
        target = folder / f"target{len(found)}.db"
        shutil.copy(order[0], target)
        _, result = merged(target, *order[1:])
        found.append(result)
    for other in found[1:]:
        for what, value in found[0].items():
            assert other[what] == value, what
    # one after the other's merge, and both merged, give the same: (a + b) + c = a + (b + c)
    pair = folder / "pair.db"
    shutil.copy(files[1], pair)
    merged(pair, files[2])
    last = folder / "last.db"
    shutil.copy(files[0], last)
    _, result = merged(last, pair)
    assert result == found[0]
    # again: no change
    with opened(last, 2_100_000_000) as store:
        (report, *_) = store.merge([pair, files[1]])
        assert (report.events, report.documents, report.suggestions, report.decisions) == (0,) * 4
        assert without_order(state(store)) == found[0]
        store.rebuild()
        assert list(store.history.readings()) == found[0]["history"]
        assert {uid: store.documents.get(uid) for uid in store.documents.all_titles()} == {
            uid: one for uid, (_, one, _) in found[0]["documents"].items()
        }


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.none(), STEPS), st.tuples(STEPS, STEPS))
def test_what_was_held_at_an_earlier_moment_stays(tmp_path_factory, before, steps):
    folder = tmp_path_factory.mktemp("past")
    base = None if before is None else lived(folder / "base.db", before, 1_700_000_000)
    ours, theirs = (
        lived(folder / f"{number}.db", each, 1_800_000_000 + number, base)
        for number, each in enumerate(steps)
    )
    moment = "2033-01-01T00:00:00.000+00:00"  # before the merge, after all that was done
    with opened(ours, 2_000_000_000) as store:
        readings = list(store.history.readings())
        at_moment = exported(store, as_of=moment)
        store.history.create_snapshot("before")
        store.merge([theirs])
        assert exported(store, as_of=moment) == at_moment
        assert list(store.history.readings(as_of=moment)) == readings
        assert list(store.history.readings(snapshot="before")) == readings


# -------------------------------------------------------------------------------- reports


@pytest.fixture
def files(tmp_path):
    """A file of a lead, and a copy of it on a laptop."""
    steps = [(import_into, document("b2:a"))]
    lead = lived(tmp_path / "lead.db", steps, 1_700_000_000)
    return lead, lived(tmp_path / "laptop.db", [], 1_800_000_000, lead)


def record(path, name, *changes, sentence=SENTENCES[0], start=1_900_000_000, **more):
    with opened(path, start) as store:
        store.events.record(name, [Draft("b2:a", sentence, one) for one in changes], **more)


PUT = Put("1", "hedge", (Span(9, 11),), {})


def test_a_report_counts_what_came_and_what_was_there(files):
    lead, laptop = files
    record(lead, "bea", PUT)
    shutil.copy(lead, laptop)
    record(laptop, "ann", replace(PUT, annotation="2"), Finish(finished=True, shown=True))
    (report,), _ = merged(lead, laptop)
    assert (report.events, report.known_events) == (2, 1)
    assert (report.documents, report.known_documents) == (0, 1)
    assert (report.in_two_places, report.people, report.settled_twice) == ([], [], [])


def test_somebody_who_worked_in_two_places_is_named(files):
    lead, laptop = files
    record(lead, "ann", PUT)
    record(laptop, "ann", Note("here"))
    record(laptop, "bea", Note("too"))
    (report,), _ = merged(lead, laptop)
    assert report.in_two_places == ["ann"]


def test_other_boundaries_and_metadata_are_named_and_the_rule_holds(files, tmp_path):
    lead, _ = files
    other = document("b2:a", meta="y", sentences=OTHERS, splitter="rules@1")
    laptop = lived(tmp_path / "own.db", [(import_into, other)], 1_600_000_000)
    (report,), found = merged(lead, laptop)
    assert (report.other_boundaries, report.other_metadata) == (["b2:a"], ["b2:a"])
    _, held, _ = found["documents"]["b2:a"]
    assert (held.sentences, held.splitter) == (OTHERS, "rules@1")  # the smallest splitter
    assert held.meta == {"source": "y"}  # the earliest import


def test_a_dry_run_changes_nothing(files):
    lead, laptop = files
    record(laptop, "ann", PUT)
    with opened(lead, 2_000_000_000) as store:
        before = state(store)
        with store.rolled_back():
            (report,) = store.merge([laptop])
        assert report.events == 1
        assert state(store) == before


def bytes_of(path):
    return path.read_bytes()


def test_the_other_file_is_only_read(files):
    lead, laptop = files
    before = bytes_of(laptop)
    laptop.chmod(0o444)
    merged(lead, laptop)
    assert bytes_of(laptop) == before


def changed_event(path):
    with opened(path, 1_900_000_000) as store:
        store.events.record("ann", [Draft("b2:a", SENTENCES[0], PUT)])
        store._database.execute("DROP TRIGGER events_no_update")
        store._database.execute("UPDATE events SET payload = replace(payload, 'hedge', 'hedgf')")


def changed_decision(path):
    with opened(path, 1_900_000_000) as store:
        store.project.record([Assign("ann", ("b2:a",), "pilot")])
        store._database.execute("DROP TRIGGER project_events_no_update")
        store._database.execute(
            "UPDATE project_events SET payload = replace(payload, 'pilot', 'pilox')"
        )


def changed_text(path):
    with opened(path, 1_900_000_000) as store:
        store.documents.add(document("b2:new"))
        store._database.execute("DROP TRIGGER documents_keep_text")
        store._database.execute(
            "UPDATE documents SET text = replace(text, 'aa', 'ax') WHERE uid = 'b2:new'"
        )


def other_program(path):
    path.write_bytes(b"not a database at all, but long enough to look at")


def machine(path):
    with opened(path, 1_900_000_000) as store:
        store.annotators.enrol("cem", "machine")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (changed_event, "is not as it was written"),
        (changed_decision, "is not as it was written"),
        (changed_text, "the text of document b2:new is not as it was imported"),
        (other_program, "is not a database"),
        (machine, "'cem' is machine there and annotator here"),
        (os.remove, "there is no such file"),
    ],
)
def test_a_file_that_cannot_be_merged_changes_nothing(files, tmp_path, damage, words):
    lead, laptop = files
    good = tmp_path / "good.db"
    shutil.copy(laptop, good)
    record(good, "ann", PUT)
    damage(laptop)
    with opened(lead, 2_000_000_000) as store:
        store.annotators.enrol("cem")
        before = state(store)
        with pytest.raises(AnnotatorError, match=words):
            store.merge([good, laptop])
        assert state(store) == before


def test_a_file_is_not_merged_into_itself(files, tmp_path):
    lead, _ = files
    link = tmp_path / "link.db"
    link.symlink_to(lead)
    with (
        opened(lead, 2_000_000_000) as store,
        pytest.raises(AnnotatorError, match="the file of this project itself"),
    ):
        store.merge([link])


def test_a_newer_file_is_refused(files):
    lead, laptop = files
    with opened(laptop, 1_900_000_000) as store:
        store._database.execute("PRAGMA user_version = 999")
    with opened(lead, 2_000_000_000) as store, pytest.raises(StoreError, match="newer annotator"):
        store.merge([laptop])
