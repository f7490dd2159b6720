"""Databases of schema versions 5 and 6, written by the programs of their time.

Each holds every kind of event of its time, two people and a gold layer; expected.json is what that
program read from it. This program must read the same, but for the words in annotator.old_words and
what version 7 records in other places.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from annotator import formats, labels
from annotator.annotations.events import EventKind
from annotator.annotations.project_events import MigrateLabels
from annotator.formats import native
from annotator.model import BlockKind, OnShow, Origin
from annotator.old_words import event_kind
from annotator.store import Store
from annotator.store.database_file import VERSION
from tests.helpers.datasets import readings_of

DATA = Path(__file__).parent / "data"
VERSIONS = (5, 6)


def read(version, name):
    return gzip.decompress((DATA / f"version_{version}" / f"{name}.gz").read_bytes())


@pytest.fixture(scope="module", params=VERSIONS)
def version(request):
    return request.param


@pytest.fixture(scope="module")
def expected(version):
    return json.loads(read(version, "expected.json"))


@pytest.fixture(scope="module")
def label_set(version, tmp_path_factory):
    file = tmp_path_factory.mktemp("labels") / "labels.yaml"
    file.write_bytes(read(version, "labels.yaml"))
    return labels.load(file)


@pytest.fixture(scope="module", params=[False, True], ids=["as it was", "rebuilt"])
def store(request, version, tmp_path_factory):
    path = unpacked(tmp_path_factory.mktemp("old"), version)
    with Store.open(path) as opened:
        if request.param:
            opened.rebuild()
        yield opened


def unpacked(folder, version):
    path = folder / "annotations.db"
    path.write_bytes(read(version, "annotations.db"))
    return path


def pair(span):
    return None if span is None else [span.start, span.end]


def as_json(value):
    """The value with lists for tuples, as JSON has it."""
    return json.loads(json.dumps(value))


def test_opening_it_raises_the_version_keeps_every_event_and_leaves_a_copy(version, tmp_path):
    path = unpacked(tmp_path, version)
    before = [dump(path, table) for table in TABLES]
    columns = [names(path, table) for table in TABLES]
    assert schema_version(path) == version
    said = []
    Store.open(path, report=said.append).close()
    assert schema_version(path) == VERSION == 13
    after = [dump(path, table, which) for table, which in zip(TABLES, columns, strict=True)]
    titles = len(after[2]) - len(before[2])  # added behind the other sentences
    assert before == [*after[:2], after[2][:-titles], *after[3:]]
    copy = tmp_path / f"annotations-version-{version}.db"
    assert schema_version(copy) == version
    assert [dump(copy, table) for table in TABLES] == before
    assert any(copy.name in line for line in said)
    Store.open(path, report=said.append).close()
    assert sum(copy.name in line for line in said) == 1


TABLES = ("events", "documents", "sentences", "label_sets")


def schema_version(path):
    raw = sqlite3.connect(path)
    (found,) = raw.execute("PRAGMA user_version").fetchone()
    raw.close()
    return found


def names(path, table):
    raw = sqlite3.connect(path)
    found = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    raw.close()
    return found


def dump(path, table, columns=None):
    which = "*" if columns is None else ", ".join(f'"{name}"' for name in columns)
    raw = sqlite3.connect(path)
    rows = raw.execute(f"SELECT {which} FROM {table} ORDER BY id").fetchall()
    raw.close()
    return rows


def test_every_event_is_read_and_every_kind_is_there(store, expected):
    found = list(store.events.iterate())
    assert len(found) == len(expected["events"])
    for event, row in zip(found, expected["events"], strict=True):
        *envelope, kind, document, sentence, payload = row
        assert [*envelope, document, sentence] == [
            *(event.uid, event.group, event.annotator, event.at, event.milliseconds),
            *(event.document, pair(event.sentence)),
        ]
        assert event.kind == event_kind(kind)
        assert event.guideline == payload.get("label_set", "")
        written = {"label_set": event.guideline, **as_json(event.change.to_payload())}
        assert written.pop("on_show", "unknown") == "unknown"
        assert written == {"label_set": "", **payload}
        assert (event.actor, event.pass_number, event.sitting) == (event.annotator, 0, "")
    assert {event.kind for event in found} == set(EventKind) - {
        EventKind.REVOKE,
        EventKind.IMPORT,
        EventKind.MARK_BLOCK,
        EventKind.SETTLE,
        EventKind.EXPLAIN,
        EventKind.IMPORT_SETTLEMENT,
    }


def test_the_hashes_of_old_events_are_computed_and_not_stored(store, expected):
    hashes = list(store.history.hashes())
    assert len({one.hash for one in hashes}) == len(expected["events"])
    assert {one.stored for one in hashes} == {None}


def test_roles_and_settings_became_events_of_the_project(store, expected):
    state = store.project.state()
    assert state.roles == {name: store.annotators.role(name) for name in store.annotators.names()}
    kept = {name: store.settings.get(name) for name in ("blind_share", "masked")}
    assert {name: state.settings.get(name, "") for name in kept} == kept


def test_the_label_sets_of_old_events_lead_to_todays_guideline(store, expected):
    assert store.project.current_guideline() == expected["label_set"]
    store.project.follow_guideline("b2:new")
    used = {event.guideline for event in store.events.iterate()} - {""}
    assert used == {expected["label_set"]}
    assert store.project.state().migrations[-1] == MigrateLabels(expected["label_set"], "b2:new")


def test_annotations_know_when_they_were_made_and_what_was_on_show(store):
    held = [
        annotation
        for reading in store.judgements.readings()
        for judgement in reading.judgements.values()
        for annotation in judgement.annotations.values()
    ]
    assert {one.on_show for one in held} == {OnShow.SAME, OnShow.UNKNOWN}
    for one in held:
        assert (one.on_show is OnShow.SAME) == (one.origin is not Origin.MANUAL)
        assert one.created_at.startswith("20")
        assert one.modified_at >= one.created_at


def test_suggestions_are_the_same(store, expected):
    found = {
        uid: [
            [
                one.span.start,
                one.span.end,
                one.label,
                one.rule,
                str(one.tier),
                str(one.voice),
                [pair(trigger) for trigger in one.triggers],
                dict(one.attributes),
                one.frames,
            ]
            for one in store.suggestions.of_document(uid)
        ]
        for uid in store.documents.uids()
    }
    assert as_json(found) == expected["suggestions"]


def test_progress_bookmarks_source_sentences_and_what_was_seen_are_the_same(store, expected):
    found = {name: state_of(store, name) for name in expected["people"]}
    assert as_json(found) == expected["people"]


def state_of(store, name):
    uids = store.documents.uids()
    progress, bookmark = store.annotators.progress(name), store.annotators.bookmark(name)
    return {
        "progress": [progress.finished, progress.total],
        "place": bookmark and [bookmark.document, pair(bookmark.sentence)],
        "mark": bookmark and bookmark.selected_mark,
        "source_sentences": {
            uid: {
                annotation: pair(sentence)
                for annotation, sentence in store.judgements.source_sentences(name, uid).items()
            }
            for uid in uids
        },
        "seen": {uid: sorted(map(pair, store.judgements.seen(name, uid))) for uid in uids},
    }


def test_settings_are_the_same(store, expected):
    assert {name: store.settings.get(name) for name in expected["settings"]} == expected["settings"]


def test_the_native_export_is_the_same(store, expected, tmp_path):
    """As the program of its time wrote it, apart from what that did not record."""
    path = tmp_path / "export.jsonl"
    path.write_text("".join(f"{line.rstrip()}\n" for line in expected["export"]), "utf-8")
    before = sorted(readings_of(formats.read(path)), key=lambda one: one.document.uid)
    path.write_text("".join(native.lines(store.datasets.read())), "utf-8")
    assert list(map(without_new_fields, readings_of(formats.read(path)))) == before


def without_new_fields(reading):
    held = reading.judgements.items()
    document = replace(reading.document, splitter="")
    return replace(reading, document=document, judgements={k: _without(one) for k, one in held})


def _without(judgement):
    assert judgement.finished_at or not judgement.finished
    annotations = judgement.annotations.values()
    assert all(one.created_at <= one.modified_at for one in annotations)
    assert {one.on_show for one in annotations} <= {OnShow.SAME, OnShow.UNKNOWN}
    old = {"on_show": OnShow.UNKNOWN, "created_at": "", "modified_at": ""}
    return replace(
        judgement,
        finished_at="",
        annotations={one.uid: replace(one, **old) for one in annotations},
    )


def test_old_words_of_blocks_are_read_and_not_rewritten(tmp_path):
    path = unpacked(tmp_path, VERSIONS[-1])
    raw = sqlite3.connect(path)
    (uid, blocks) = raw.execute("SELECT uid, blocks FROM documents LIMIT 1").fetchone()
    old = json.dumps([[start, end, "furniture"] for start, end, _ in json.loads(blocks)])
    raw.execute("UPDATE documents SET blocks = ? WHERE uid = ?", (old, uid))
    raw.commit()
    raw.close()
    with Store.open(path) as store:
        kinds = {block.kind for block in store.documents.get(uid).blocks}
        store.rebuild()
    assert kinds == {BlockKind.BOILERPLATE}
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT blocks FROM documents WHERE uid = ?", (uid,)).fetchone() == (old,)
    raw.close()
