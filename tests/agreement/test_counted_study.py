"""What is counted document by document, and kept, is what a fresh computation finds."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import annotator
from annotator.agreement import agreement_report, study_report
from annotator.agreement.document_tables import Counting
from annotator.agreement.study_tables import StudyTables
from annotator.agreement.suggestion_pull import assisted_readings, blind_readings
from annotator.agreement.team_reasons import team_reasons
from annotator.agreement.units import nothing_barred
from annotator.annotations.events import Draft, Finish, JoinSentences, Put
from annotator.annotations.project_events import Assign
from annotator.api import counted_study
from annotator.api.compared_labels import compared_labels
from annotator.api.counted_study import CountedStudy, cache_path
from annotator.api.text_import import no_progress
from annotator.formats import native
from annotator.model import Dataset, OnShow, Span
from annotator.store import Store
from annotator.store.cache_file import CacheFile
from tests.helpers.fresh_agreement import fresh_study
from tests.helpers.simulated_study import LABELS, PEOPLE, documents

GROUPS = {"wording": LABELS[:2], "claims": LABELS[2:]}


def assert_alike(one, other, place=""):
    """The same but for the last digits of numbers; of dataclasses, what both have."""
    if dataclasses.is_dataclass(one) and dataclasses.is_dataclass(other):
        for name in {field.name for field in dataclasses.fields(one)}:
            if hasattr(other, name):
                assert_alike(getattr(one, name), getattr(other, name), f"{place}.{name}")
    elif isinstance(one, Mapping):
        assert one.keys() == other.keys(), place
        for key in one:
            assert_alike(one[key], other[key], f"{place}[{key}]")
    elif isinstance(one, tuple):
        assert len(one) == len(other), place
        for number, (each, its) in enumerate(zip(one, other, strict=True)):
            assert_alike(each, its, f"{place}[{number}]")
    elif isinstance(one, float) and isinstance(other, (int, float)):
        assert one == pytest.approx(other, abs=1e-9), place
    else:
        assert one == other, place


# ------------------------------------------------------------- the figures of a study


def hedge_is_new(reading, sentence):
    """One label could not be given in half of the documents, by some people."""
    late = int(reading.document.uid[-1], 16) % 2 and reading.annotator != "dee"
    return frozenset({"hedge"} if late and sentence.start % 3 else ())


def with_gold(held):
    """The gold layer has the work of dee in the first documents."""
    found = []
    for number, one in enumerate(held):
        gold = [replace(each, annotator="gold") for each in one.readings[:1] if number < 20]
        found.append(replace(one, readings=(*one.readings, *gold)))
    return found


@pytest.fixture(scope="module")
def held():
    return with_gold(documents())


@pytest.mark.parametrize("people", [PEOPLE, PEOPLE[:2], PEOPLE[:1], ()])
@pytest.mark.parametrize("barred", [nothing_barred, hedge_is_new])
def test_counts_give_the_figures_of_the_reports(held, people, barred):
    first = [
        each
        for one in held
        for each in one.readings
        if each.annotator in people and not each.pass_number
    ]

    def compare(readings):
        return agreement_report(readings, LABELS, barred=barred, groups=GROUPS)

    every = compare(first)
    study = study_report(
        held,
        people,
        ["gold"],
        LABELS,
        every=every,
        compare=compare,
        on_show=lambda _: True,
        barred=barred,
    )
    tables = StudyTables(LABELS, GROUPS)
    counting = Counting(tables.vocabulary, people, ["gold"], LABELS, barred)
    rows = [{**counting.figures(one), **counting.reasons(one)} for one in held]
    tables.put([one.document.uid for one in held], rows)
    figures = tables.sums.figures()
    for name, report in (
        ("all", every),
        ("blind", compare(blind_readings(first))),
        ("assisted", compare(assisted_readings(first))),
    ):
        found = getattr(figures, name)
        assert (found.units, found.documents) == (report.units, report.documents)
        for each in ("percent", "alpha", "f1_exact", "f1_overlap"):
            assert_alike(getattr(found, each), getattr(report.overall, each), f"{name}.{each}")
        assert_alike(found.labels, report.labels, f"{name} labels")
        assert_alike(found.groups, report.groups, f"{name} groups")
    assert_alike(figures.pairs, every.overall.pairs, "pairs")
    assert (figures.finished, figures.pairs_left_out) == (every.finished, 0)
    reasons = team_reasons(tables, figures, {})
    for name in ("habits", "gold", "consensus", "advice", "cautions"):
        assert_alike(getattr(reasons, name), getattr(study, name), name)


def test_two_people_alone_have_the_figures_of_a_report_about_them(held):
    tables = StudyTables(LABELS, GROUPS)
    counting = Counting(tables.vocabulary, PEOPLE, (), LABELS)
    tables.put([one.document.uid for one in held], [counting.figures(one) for one in held])
    found = tables.pair("eli", "dee").figures()
    two = [each for one in held for each in one.readings if each.annotator in {"eli", "dee"}]
    report = agreement_report([one for one in two if not one.pass_number], LABELS, groups=GROUPS)
    assert_alike(found.all.labels, report.labels)
    assert_alike(found.all.alpha, report.overall.alpha)
    assert set(found.finished) == {"dee", "eli"}


def test_with_many_people_the_pairs_that_share_most_sentences_are_listed(held):
    """24 people: pairs are more than 190; who shares fewest is left out, as in the report."""
    readings = []
    for number, one in enumerate(held[:8]):
        first = one.readings[0]
        names = [f"p{person:02}" for person in range(24 - number)]
        readings += [replace(first, annotator=name, pass_number=0) for name in names]
    by_document = {one.document.uid: [] for one in held[:8]}
    for each in readings:
        by_document[each.document.uid].append(each)
    people = sorted({each.annotator for each in readings})
    tables = StudyTables(LABELS, {})
    counting = Counting(tables.vocabulary, people, (), LABELS)
    made = [replace(one, readings=tuple(by_document[one.document.uid])) for one in held[:8]]
    tables.put([one.document.uid for one in made], [counting.figures(one) for one in made])
    report = agreement_report(readings, LABELS)
    found = tables.sums.figures()
    assert found.pairs_left_out == report.overall.pairs_left_out == 24 * 23 // 2 - 190
    assert_alike(found.pairs, report.overall.pairs)
    assert_alike(found.all.alpha, report.overall.alpha)


# ------------------------------------------------------------------ kept and updated


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project of three people and four documents; its labels."""
    folder = tmp_path_factory.mktemp("counted")
    made = sorted(documents(count=4, sentences=5), key=lambda one: one.document.uid)
    file = folder / "study.jsonl"
    people = dict.fromkeys(PEOPLE, "annotator")
    file.write_text("".join(native.lines(Dataset(annotators=people, documents=made))), "utf-8")
    with annotator.create(folder / "project") as project:
        project.import_annotations(file)
        return project.store.path, project.label_set()


def counted(store, label_set):
    return CountedStudy(store, label_set, compared_labels(label_set))


def results(study, store):
    """Everything that follows from counts, brought up to date."""
    study.update_figures(store)
    study.update_reasons(store)
    figures = study.figures()
    return figures, study.reasons(figures), tuple(study.sentences())


def assert_as_computed_afresh(study, store, label_set):
    found = results(study, store)
    assert_alike(found, results(counted(store, label_set), store))
    whole = fresh_study(store, label_set, labels=compared_labels(label_set))
    assert_alike(found[0].all.labels, whole.all.labels)
    assert_alike(found[0].blind.alpha, whole.blind.overall.alpha)
    assert_alike(found[0].pairs, whole.all.overall.pairs)
    assert_alike(found[1].consensus, whole.consensus)
    assert_alike(found[1].habits, whole.habits)
    assert found[1].cautions == whole.cautions
    study.update(store, no_progress)
    assert study.report(0.95).study(lambda _: {"": ""}, lambda _: "", whole.titles) == whole


STEPS = st.tuples(
    st.sampled_from(["put", "finish", "reopen", "join", "undo", "redo", "blind"]),
    st.integers(0, 2),  # the person
    st.integers(0, 3),  # the document
    st.integers(0, 4),  # the sentence
    st.integers(0, 3),  # the label
)


def take(store, step, number):
    """Record a step of somebody."""
    what, person, document, sentence, label = step
    name = PEOPLE[person]
    if what in {"undo", "redo"}:
        getattr(store.events, what)(name)
        return
    uid = sorted(store.documents.all_titles())[document]
    sentences = store.documents.get(uid).sentences
    place = sentences[sentence % len(sentences)]
    if what == "join" and place == sentences[0]:
        return
    span = Span(place.start + label, min(place.end, place.start + label + 9))
    joined = Span(sentences[max(0, sentences.index(place) - 1)].start, place.end)
    changes = {
        "put": lambda: Put(f"{number:030x}", LABELS[label], (span,), {}, OnShow.NONE),
        "finish": lambda: Finish(finished=True, shown=True),
        "blind": lambda: Finish(finished=True, shown=False),
        "reopen": lambda: Finish(finished=False, shown=True),
        "join": lambda: JoinSentences(place.start, (joined,)),
    }
    store.events.record(name, [Draft(uid, place, changes[what]())])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(STEPS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_counts_are_always_those_of_a_fresh_computation(project, batches):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(project[0], Path(folder) / "annotations.db"))
        with Store.open(path) as store:
            study = counted(store, project[1])
            results(study, store)
            for number, steps in enumerate(batches):
                for place, step in enumerate(steps):
                    take(store, step, number * 100 + place + 1)
                assert_as_computed_afresh(study, store, project[1])


# ------------------------------------------------------------------------- the cache


@pytest.fixture
def path(project, tmp_path):
    return Path(shutil.copy(project[0], tmp_path / "annotations.db"))


def save(path, label_set, monkeypatch):
    """Count everything and write the cache, although it is few documents."""
    monkeypatch.setattr("annotator.api.counted_study._WORTH_SAVING", 1)
    with Store.open(path) as store:
        study = counted(store, label_set)
        found = results(study, store)
        study.update(store, no_progress)
        study.save(store)
    return found


def documents_counted(monkeypatch):
    """The uids of documents that are counted from now on."""
    seen = []
    for name, whole in counted_study.PURPOSES.items():

        def one(counting, document, whole=whole):
            seen.append(document.document.uid)
            return whole(counting, document)

        monkeypatch.setitem(counted_study.PURPOSES, name, one)
    return seen


def test_the_next_start_counts_only_what_was_recorded_since(path, project, monkeypatch):
    before = save(path, project[1], monkeypatch)
    seen = documents_counted(monkeypatch)
    with Store.open(path) as store:
        assert_alike(before, results(counted(store, project[1]), store))
        assert seen == []
        take(store, ("put", 0, 2, 0, 1), 1)
        changed = sorted(store.documents.all_titles())[2]
        study = counted(store, project[1])
        assert_as_computed_afresh(study, store, project[1])
        assert set(seen) == {changed}


@pytest.mark.parametrize(
    "damage",
    [
        lambda held: b"",
        lambda held: b"{}\n",
        lambda held: b"[" * 100_000 + b"\n",
        lambda held: held[: len(held) // 2],
        lambda held: held[:-9] + b"123456789",
        lambda held: held.replace(b"annotator cache 1", b"annotator cache 0"),
        lambda held: held.replace(b'"parts": {', b'"parts": ['),
        lambda held: held.replace(b'"event": [', b'"event": {'),
    ],
)
def test_a_cache_that_is_damaged_is_as_good_as_none(path, project, monkeypatch, damage):
    before = save(path, project[1], monkeypatch)
    cache = cache_path(path)
    cache.write_bytes(damage(cache.read_bytes()))
    with Store.open(path) as store:
        assert_alike(before, results(counted(store, project[1]), store))


def test_a_cache_of_another_state_of_the_database_is_not_used(path, project, monkeypatch):
    """A backup was put in place, and work went on: the numbers of events are the same."""
    older = path.with_name("older.db")
    shutil.copy(path, older)
    with Store.open(path) as store:
        take(store, ("put", 0, 2, 0, 1), 1)
    save(path, project[1], monkeypatch)
    with Store.open(older) as store:
        take(store, ("put", 1, 1, 1, 2), 2)
    shutil.copy(older, path)
    with Store.open(path) as store:
        assert_as_computed_afresh(counted(store, project[1]), store, project[1])


def test_with_other_people_everything_is_counted_anew(path, project, monkeypatch):
    before = save(path, project[1], monkeypatch)
    with Store.open(path) as store:
        assert len(counted(store, project[1]).tables.counted["figures"]) == 4
        store.annotators.enrol("zoe")
        study = counted(store, project[1])
        assert not study.tables.counted["figures"]
        assert_alike(before, results(study, store))


def test_the_cache_is_as_private_as_the_database(path, project, monkeypatch):
    path.chmod(0o600)
    save(path, project[1], monkeypatch)
    assert cache_path(path).stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir() if "agreement." in one.name] == []


def test_few_documents_are_not_worth_a_cache(path, project):
    with Store.open(path) as store:
        study = counted(store, project[1])
        results(study, store)
        study.save(store)
    assert CacheFile.open(cache_path(path)) is None


def test_training_is_left_out_as_soon_as_it_is_assigned(path, project):
    with Store.open(path) as store:
        study = counted(store, project[1])
        before = results(study, store)[0].finished
        uids = tuple(sorted(store.documents.all_titles())[:2])
        store.project.record([Assign("dee", uids, "training")], actor="")
        assert not study.fits(store, project[1])
        study = counted(store, project[1])
        assert_as_computed_afresh(study, store, project[1])
        assert study.figures().finished["dee"] < before["dee"]
        assert study.fits(store, project[1])
