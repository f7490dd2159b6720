"""Importing annotations: what is held comes back, twice is once, and nothing is half imported."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from annotator.annotations.events import (
    Delete,
    Draft,
    EventKind,
    Finish,
    Flag,
    JoinSentences,
    Note,
    Put,
    SplitSentence,
)
from annotator.annotations.fold import fold
from annotator.annotations.project_events import LinkDocuments, MigrateLabels, SetRole
from annotator.api import Project, ProjectFolder
from annotator.errors import DataError
from annotator.formats import native
from annotator.labels.label_set_json import with_ids
from annotator.model import DocumentSource, Span
from annotator.store import Store
from annotator.store.codec import iso_time
from annotator.workflow.project_settings import set_headlines
from tests.helpers.memory_store import at, example_document, labels, suggestions

DOCUMENT = example_document()
FIRST, SECOND, THIRD = DOCUMENT.sentences
LABELS = with_ids(labels())
PEOPLE = {"ann": "annotator", "bea": "lead", "gold": "gold", "net": "machine"}


def open_store(folder, name="one"):
    clock = count(1_798_790_400)
    (folder / name).mkdir(exist_ok=True)
    return Store.open(folder / name / "annotations.db", clock=lambda: float(next(clock)))


def fill(store):
    """Work of every kind by people, gold and a machine; a second document that nobody touched."""
    store.documents.add(DOCUMENT)
    other = replace(DOCUMENT, uid="b2:other", text=DOCUMENT.text.replace("Tevik", "Laren"))
    store.documents.add(other)
    store.label_sets.put(LABELS)
    store.project.follow_guideline(LABELS.guideline)
    store.project.record([LinkDocuments(DOCUMENT.uid, "b2:other")])
    run = store.suggestions.start_run("rules", "b2:rules", LABELS.guideline)
    store.suggestions.put(DOCUMENT.uid, run, suggestions())
    later = store.suggestions.start_run("rules", "b2:newer", LABELS.guideline)
    store.suggestions.put(DOCUMENT.uid, later, suggestions()[:1])
    for name, role in PEOPLE.items():
        store.annotators.enrol(name, role)
    put = Put("a1", "hedge", (at("dam"), at("dig at")), {"sure": 2})
    record(store, "ann", FIRST, put, Note("of\u2028it"), Flag(flagged=True))
    record(store, "ann", FIRST, Finish(finished=True, shown=True))
    record(store, "ann", THIRD, Finish(finished=True, shown=False))
    record(store, "bea", SECOND, JoinSentences(SECOND.start, (Span(FIRST.start, SECOND.end),)))
    record(store, "bea", THIRD, Finish(False, shown=True, cannot_judge="missing_context"))
    record(store, "gold", THIRD, put, actor="bea")
    record(store, "net", None, Put("a2", "claim", (Span(0, len(DOCUMENT.text)),), {}))
    record(store, "ann", THIRD, Put("a3", "hedge", (at("claims"),), {}), pass_number=1)


def record(store, name, sentence, *changes, **options):
    drafts = [Draft(DOCUMENT.uid, sentence, one) for one in changes]
    store.events.record(name, drafts, guideline=LABELS.guideline, **options)


def exported(store):
    return "".join(native.lines(store.datasets.read()))


def imported(store, path, **options):
    return Project(ProjectFolder(store.path.parent), store).import_annotations(path, **options)


@pytest.fixture
def file(tmp_path):
    """What a project holds, exported."""
    with open_store(tmp_path) as store:
        fill(store)
        path = tmp_path / "all.jsonl"
        path.write_text(exported(store), "utf-8")
    return path


def test_an_export_of_an_import_into_an_empty_project_has_the_same_bytes(file, tmp_path):
    with open_store(tmp_path, "two") as store:
        found = imported(store, file)
        assert exported(store) == file.read_text("utf-8")
        assert store.annotators.role("bea") == "lead"
        store.rebuild()
        assert exported(store) == file.read_text("utf-8")
    assert (found.documents, found.known, found.suggestions) == (2, 0, 1)
    assert (found.judgements, found.finished, found.held) == (6, 1, 0)


def test_importing_twice_changes_nothing(file, tmp_path):
    with open_store(tmp_path, "two") as store:
        imported(store, file)
        before = exported(store), list(store.events.iterate()), list(store.project.iterate())
        found = imported(store, file)
        after = exported(store), list(store.events.iterate()), list(store.project.iterate())
    assert after == before
    assert (found.documents, found.judgements, found.held, found.suggestions) == (0, 0, 6, 0)


def test_two_laptops_that_import_one_file_have_the_same_events(file, tmp_path):
    logs = []
    for name in ("two", "three"):
        with open_store(tmp_path, name) as store:
            store.annotators.enrol(f"owner of {name}")
            imported(store, file)
            logs.append(list(store.history.hashes()))
    assert logs[0] == logs[1]
    assert len(logs[0]) == 6


def test_an_import_into_the_project_it_came_from_changes_nothing(file, tmp_path):
    with open_store(tmp_path) as store:
        before = list(store.events.iterate())
        assert imported(store, file).judgements == 0
        assert list(store.events.iterate()) == before


def test_what_was_imported_folds_to_what_the_file_holds(file, tmp_path):
    with open_store(tmp_path, "two") as store:
        imported(store, file)
        for event in store.events.iterate():
            assert event.kind is EventKind.IMPORT
            assert fold([event]) == event.change.judgement


def test_work_after_an_import_goes_on_from_it_and_undo_leaves_the_import(file, tmp_path):
    with open_store(tmp_path, "two") as store:
        imported(store, file)
        store.events.record("ann", [Draft(DOCUMENT.uid, THIRD, Note("later"))])
        assert store.judgements.of_document("ann", DOCUMENT.uid)[THIRD].note == "later"
        assert store.events.undo("ann").targets
        assert store.events.undo("ann").targets == ()
        assert exported(store) == file.read_text("utf-8")


def test_a_deleted_annotation_does_not_come_back_with_the_file(file, tmp_path):
    with open_store(tmp_path, "two") as store:
        imported(store, file)
        held = store.judgements.of_document("ann", DOCUMENT.uid)
        (sentence,) = [place for place, one in held.items() if "a1" in one.annotations]
        store.events.record("ann", [Draft(DOCUMENT.uid, sentence, Delete("a1"))])
        imported(store, file)
        assert "a1" not in store.judgements.of_document("ann", DOCUMENT.uid)[sentence].annotations


def test_unfinished_counts_nothing_as_finished(file, tmp_path):
    with open_store(tmp_path, "two") as store:
        found = imported(store, file, unfinished=True)
        held = store.judgements.of_document("ann", DOCUMENT.uid).values()
        assert found.finished == 0
        assert not any(one.finished for one in held)
        assert sum(len(one.annotations) for one in held) == 1


def test_progress_counts_what_was_imported_as_finished(file, tmp_path):
    with open_store(tmp_path, "two") as store:
        imported(store, file)
        progress = store.annotators.progress("ann")
    assert (progress.finished, progress.total) == (1, 2 + 3)


def test_judgements_of_other_sentences_count_where_they_share_text(file, tmp_path):
    whole = replace(DOCUMENT, sentences=(Span(FIRST.start, SECOND.end), THIRD))
    with open_store(tmp_path, "two") as store:
        store.documents.add(whole)
        found = imported(store, file)
        held = store.judgements.of_document("ann", DOCUMENT.uid)
        assert store.documents.get(DOCUMENT.uid).sentences == whole.sentences
    assert found.known == 1
    assert "a1" in held[whole.sentences[0]].annotations


def test_two_documents_with_one_text_stay_two(tmp_path):
    """Before version 7 the source was a part of what a document is."""
    with open_store(tmp_path) as store:
        for uid, source in (("b2:1", "Gull"), ("b2:2", "Post")):
            store.documents.add(replace(DOCUMENT, uid=uid, meta={"source": source}))
        store.annotators.enrol("ann")
        for uid in ("b2:1", "b2:2"):
            store.events.record("ann", [Draft(uid, FIRST, Note(f"of {uid}"))])
        path = tmp_path / "all.jsonl"
        path.write_text(exported(store), "utf-8")
    with open_store(tmp_path, "two") as store:
        assert imported(store, path).documents == 2
        assert exported(store) == path.read_text("utf-8")
        assert imported(store, path).known == 2
        assert exported(store) == path.read_text("utf-8")


def test_suggestions_that_a_file_brings_were_not_there_before(file, tmp_path):
    with open_store(tmp_path, "two") as store:
        store.documents.add(DOCUMENT)
        store.suggestions.start_run("rules", "b2:rules", LABELS.guideline)
        then = iso_time(store.now())
        before = as_of(store, then)
        assert imported(store, file).suggestions == 1
        assert as_of(store, then) == before


def broken(file, change):
    lines = file.read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    change(records)
    file.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")


def twice(judgements):
    """Give an annotation of a sentence to another sentence too."""
    one = next(held for held in judgements if held["annotations"])
    other = next(held for held in judgements if held is not one)
    other["annotations"] = one["annotations"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda file: file[1].update(text=file[1]["text"] + "!"), "another text"),
        (lambda file: file[1]["sentences"].reverse(), "in the order of the text"),
        (lambda file: file[2]["readings"][0].update(annotator="eve"), "'eve' is not among"),
        (lambda file: file[0]["annotators"][0].update(role="gold"), "annotator in the project"),
        (lambda file: file[0]["annotators"][0].update(name=" "), "a name for each annotator"),
        (lambda file: file[1].update(text=file[1]["text"] + "\0"), r"found U\+0000"),
        (
            lambda file: file[2]["suggestions"].append(file[2]["suggestions"][0]),
            "one suggestion by",
        ),
        (lambda file: twice(file[2]["readings"][0]["judgements"]), "different uids"),
    ],
)
def test_a_file_with_a_problem_is_refused_and_the_project_is_unchanged(
    file, tmp_path, change, message
):
    with open_store(tmp_path) as store:
        before = exported(store), list(store.project.iterate())
        broken(file, change)
        with pytest.raises(DataError, match=message) as caught:
            imported(store, file)
        assert (exported(store), list(store.project.iterate())) == before
    assert {problem.path for problem in caught.value.problems} == {file}


def test_all_problems_are_named_at_once(file, tmp_path):
    def change(records):
        for record in records[1:]:
            record["sentences"].reverse()
        records[0]["annotators"][0]["name"] = ""

    broken(file, change)
    with open_store(tmp_path, "two") as store:
        with pytest.raises(DataError) as caught:
            imported(store, file)
        assert store.annotators.names() == []
        assert store.documents.count() == 0
    assert [problem.line for problem in caught.value.problems] == [1, 2, 3]


def test_an_export_as_of_a_moment_has_the_same_bytes_whatever_comes_later(tmp_path):
    """Work, roles, label names, titles, suggestions, sources, links and documents come later."""
    with open_store(tmp_path) as store:
        fill(store)
        then = max(event.at for event in store.events.iterate())
        before = as_of(store, then)
        assert without_suggesters(before) == without_suggesters(exported(store))
        store.documents.add(replace(DOCUMENT, uid="b2:later", text=f"{DOCUMENT.text} It rains."))
        store.documents.add_source(DOCUMENT.uid, DocumentSource("elsewhere.txt"))
        run = store.suggestions.start_run("rules", "b2:newest", LABELS.guideline)
        store.suggestions.put(DOCUMENT.uid, run, suggestions()[1:])
        record(store, "ann", THIRD, Put("a9", "hedge", (at("readout"),), {}))
        record(store, "bea", THIRD, SplitSentence(at("claims").start, ()))
        store.events.undo("ann")
        store.project.record([SetRole("ann", "lead"), LinkDocuments("b2:later", DOCUMENT.uid)])
        store.migrate_labels(MigrateLabels(LABELS.guideline, "b2:g2", {"hedge": ("softening",)}))
        set_headlines(store, on=True)
        store.annotators.enrol("new")
        assert as_of(store, then) == before
        now = as_of(store, "2030-01-01")
        assert without_suggesters(now) == without_suggesters(exported(store))
        store.rebuild()
        assert as_of(store, then) == before
    assert "softening" not in before


def without_suggesters(text):
    """Which version looked last is not kept for earlier moments."""
    return re.sub(r'"suggesters": {[^}]*}', "", text)


def as_of(store, moment):
    return "".join(native.lines(store.datasets.read(as_of=moment)))


JUNK = st.sampled_from(
    [
        None, True, -1, 0, 10**30, 1.5, "", "\0", "\ud800", "x" * 300, [], {}, [None], {"a": 1},
        "2026-13-01", "gold", "same", [[0, 1]], {"start": 0, "end": 10**9, "text": "x"},
    ]
)  # fmt: skip


def places(value, path=()):
    """Every place in a JSON value, itself left out."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in items:
        yield (*path, key)
        if isinstance(part, dict | list):
            yield from places(part, (*path, key))


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_stands_in_a_file_is_imported_whole_or_refused_with_its_line(
    file, tmp_path_factory, data
):
    records = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    for _ in range(data.draw(st.integers(1, 2))):
        *way, last = data.draw(st.sampled_from(list(places(records))))
        inside = records
        for key in way:
            inside = inside[key]
        inside[last] = deepcopy(data.draw(JUNK))  # the next step may write into it
        assume(all(isinstance(one, dict) for one in records))
    folder = tmp_path_factory.mktemp("junk")
    path = folder / "junk.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    with open_store(folder, "two") as store:
        refused = problems_of(store, path)
        if refused:
            assert {problem.path for problem in refused} == {path}
            assert store.documents.count() == 0
            assert store.annotators.names() == []
        else:
            before = exported(store)
            store.rebuild()
            assert exported(store) == before
            assert imported(store, path).judgements == 0


def problems_of(store, path):
    """Import a file; what was wrong with it."""
    try:
        imported(store, path)
    except DataError as error:
        return error.problems
    return ()
