"""Whatever is exported is ordered by portable values: the order of import changes no byte of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.agreement import agreement_report
from annotator.agreement.units import units
from annotator.annotations.events import Draft, Finish, Note, Put
from annotator.api import Project, ProjectFolder
from annotator.documents import document_uid
from annotator.formats import csv_table, native, read
from annotator.sentences import RULE_SPLITTER
from annotator.store import Store
from tests.helpers.datasets import readings_of
from tests.helpers.memory_store import labels

FILES = {
    "a.txt": "Dam talks stall\n\nTevik left. Moro stayed behind.",
    "b.txt": "---\nsource: X\n---\nNobody spoke. The readout claims nothing.",
    "c.jsonl": '{"text": "The dam holds. It leaks.", "id": 1}\n{"text": "It fell.", "id": 2}\n',
    "d.txt": "Rain is near. Rain is here.",
}
PEOPLE = ("ann", "bea", "cem")
ORDER = st.permutations(list(FILES))


def exports(folder: Path, files, people, *, at_once: bool) -> dict[str, object]:
    """Everything that leaves a project whose files are imported in this order."""
    (folder / "corpora").mkdir()
    for name, text in FILES.items():
        (folder / "corpora" / name).write_text(text, "utf-8")
    paths = [folder / "corpora" / name for name in files]
    with Store.open(folder / "annotations.db", clock=lambda: 1_800_000_000.0) as store:
        project = Project(ProjectFolder(folder), store)
        for part in [paths] if at_once else [[path] for path in paths]:
            project.import_texts(part)
        for name in people:
            store.annotators.enrol(name)
        for name in people:
            annotate(store, name)
        readings = list(store.judgements.readings())
        names = [label.name for label in labels().labels]
        return {
            "native": "".join(native.lines(store.datasets.read())),
            "csv": "".join(csv_table.lines(store.datasets.read())),
            "history": list(store.history.readings()),
            "agreement": repr(agreement_report(readings, names).as_dict()),
            "sources": {
                uid: [(one.path, one.external_id, one.meta) for one in store.documents.sources(uid)]
                for uid in sorted(store.documents.uids())
            },
        }


def annotate(store, name):
    """Finish most sentences; what is held depends on the person and the words alone."""
    for uid in sorted(store.documents.uids()):
        document = store.documents.get(uid)
        for number, sentence in enumerate(document.sentences):
            chosen = (sum(map(ord, name + sentence.of(document.text))) + number) % 5
            changes = [
                Put(f"{name} {uid} {number}", "hedge", (sentence,), {}) if chosen < 3 else None,
                Note("seen") if chosen == 1 else None,
                Finish(finished=True, shown=True) if chosen else None,
            ]
            drafts = [Draft(uid, sentence, one) for one in changes if one]
            store.events.record(name, drafts)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(ORDER, st.permutations(PEOPLE), st.booleans())
def test_the_order_of_import_and_enrolment_changes_no_export(
    tmp_path_factory, files, people, at_once
):
    one = exports(tmp_path_factory.mktemp("one"), FILES, PEOPLE, at_once=True)
    other = exports(tmp_path_factory.mktemp("other"), files, people, at_once=at_once)
    for what, exported in one.items():
        assert other[what] == exported, what


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return exports(tmp_path_factory.mktemp("one"), FILES, PEOPLE, at_once=True)


def test_documents_come_by_uid(exported):
    uids = [json.loads(line)["document"] for line in exported["native"].splitlines()[1:]]
    assert uids == sorted(uids)
    assert document_uid("It fell.") in uids


def test_a_native_export_is_read_as_it_was_with_the_splitters(exported, tmp_path):
    (tmp_path / "a.jsonl").write_text(exported["native"], "utf-8")
    found = readings_of(read(tmp_path / "a.jsonl"))
    assert found == exported["history"]
    assert {one.document.splitter for one in found} == {RULE_SPLITTER.reference}


def test_rows_of_a_table_come_by_document_sentence_and_annotator(exported):
    header, *rows = exported["csv"].splitlines()
    columns = header.split(",")
    places = [dict(zip(columns, row.split(","), strict=False)) for row in rows]
    keys = [
        (one["document"], int(one["sentence_start"]), one["annotator"]) for one in places
    ]  # every title and text above is without commas
    assert keys == sorted(keys)
    assert len({uid for uid, _, _ in keys}) > 2


@given(st.data())
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_agreement_does_not_depend_on_the_order_of_readings(exported, data):
    readings = data.draw(st.permutations(exported["history"]))
    names = [label.name for label in labels().labels]
    assert repr(agreement_report(readings, names).as_dict()) == exported["agreement"]


def test_units_are_ordered_by_document_and_offset(exported):
    found = units(reversed(exported["history"]))
    again = units(exported["history"])
    assert list(found.documents) == list(again.documents) == sorted(found.documents)
    assert list(found.judgements.items()) == list(again.judgements.items())
