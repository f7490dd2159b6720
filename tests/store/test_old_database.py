"""A database of schema version 5, written by the program before its words were changed.

The fixture holds every kind of event, two people and a gold layer; expected.json is what that
program read from it. This program must read the same, but for the words in annotator.old_words.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path

import pytest

from annotator import labels
from annotator.annotations.events import EventKind
from annotator.formats import native
from annotator.model import BlockKind
from annotator.store import Store
from annotator.store.database_file import VERSION

FIXTURE = Path(__file__).parent / "data" / "version_5"


@pytest.fixture(scope="module")
def expected():
    return json.loads(gzip.decompress((FIXTURE / "expected.json.gz").read_bytes()))


@pytest.fixture(scope="module")
def label_set(tmp_path_factory):
    file = tmp_path_factory.mktemp("labels") / "labels.yaml"
    file.write_bytes(gzip.decompress((FIXTURE / "labels.yaml.gz").read_bytes()))
    return labels.load(file)


@pytest.fixture(scope="module", params=[False, True], ids=["as it was", "rebuilt"])
def store(request, tmp_path_factory):
    path = unpacked(tmp_path_factory.mktemp("old"))
    with Store.open(path) as opened:
        if request.param:
            opened.rebuild()
        yield opened


def unpacked(folder):
    path = folder / "annotations.db"
    path.write_bytes(gzip.decompress((FIXTURE / "annotations.db.gz").read_bytes()))
    return path


def pair(span):
    return None if span is None else [span.start, span.end]


def as_json(value):
    """The value with lists for tuples, as JSON has it."""
    return json.loads(json.dumps(value))


def in_new_words(line):
    """A line of the native export of the old program, with the words of this one."""
    read = json.loads(line)
    for block in read.get("blocks", ()):
        block["kind"] = block["kind"].replace("furniture", "boilerplate")
    return read


def test_opening_it_raises_the_version_and_keeps_every_event_byte_for_byte(tmp_path):
    path = unpacked(tmp_path)
    before = [dump(path, table) for table in ("events", "documents", "sentences")]
    assert version(path) == 5
    Store.open(path).close()
    assert version(path) == VERSION == 6
    assert before == [dump(path, table) for table in ("events", "documents", "sentences")]


def version(path):
    raw = sqlite3.connect(path)
    (found,) = raw.execute("PRAGMA user_version").fetchone()
    raw.close()
    return found


def dump(path, table):
    raw = sqlite3.connect(path)
    rows = raw.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
    raw.close()
    return rows


def test_every_event_is_read_and_every_kind_is_there(store, expected):
    found = [
        [
            event.uid,
            event.group,
            event.annotator,
            event.at,
            event.milliseconds,
            str(event.kind),
            event.document,
            pair(event.sentence),
            event.change.to_payload(),
        ]
        for event in store.events.iterate()
    ]
    assert as_json(found) == expected["events"]
    assert {event[5] for event in found} == set(EventKind)


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
    found = {name: state_of(store, name) for name in store.annotators.names()}
    assert as_json(found) == expected["people"]


def state_of(store, name):
    uids = store.documents.uids()
    progress, bookmark = store.annotators.progress(name), store.annotators.bookmark(name)
    return {
        "progress": [progress.finished, progress.total],
        "place": [bookmark.document, pair(bookmark.sentence)],
        "mark": bookmark.selected_mark,
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


def test_the_native_export_is_the_same(store, expected, label_set):
    assert label_set.uid == expected["label_set"]
    found = [json.loads(line) for line in native.lines(store.judgements.readings(), label_set)]
    assert found == [in_new_words(line) for line in expected["export"]]


def test_old_words_of_blocks_are_read_and_not_rewritten(tmp_path):
    path = unpacked(tmp_path)
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
