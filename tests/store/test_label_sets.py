"""The versions of labels.yaml: each guideline and each set of rules once, and never changed."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

import pytest

from annotator.labels import load
from annotator.labels.label_set_json import guideline_json, rules_json
from annotator.store import Store
from tests.helpers.memory_store import labels
from tests.labels.test_label_set_json import FILE
from tests.labels.test_loader import write


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "a.db", clock=lambda: 0.0) as opened:
        yield opened


def rows(store: Store, sql: str) -> list[tuple]:
    return store._database.execute(sql).fetchall()


def version(tmp_path, old: str = "", new: str = ""):
    """The label set of a file, edited."""
    assert old in FILE
    return load(write(tmp_path, FILE.replace(old, new, 1)))


FILES = "SELECT uid, guideline, rules FROM label_sets ORDER BY id"


def test_guideline_and_rules_are_kept_with_their_definitions(store, tmp_path):
    first = version(tmp_path)
    store.label_sets.put(first)
    ((uid, name, made, guideline),) = rows(
        store, "SELECT uid, name, created_at, definition FROM guidelines"
    )
    ((rules_uid, rules),) = rows(store, "SELECT uid, definition FROM rule_sets")
    assert (uid, name, made) == (first.guideline, first.name, "1970-01-01T00:00:00.000+00:00")
    assert rules_uid == first.rules_uid
    assert json.loads(guideline) == json.loads(json.dumps(guideline_json(first)))
    assert json.loads(rules) == json.loads(json.dumps(rules_json(first)))
    assert rows(store, FILES) == [(first.uid, first.guideline, first.rules_uid)]
    assert rows(store, "SELECT source FROM label_sets") == [(first.source,)]


def test_each_pair_of_guideline_and_rules_is_kept_once(store, tmp_path):
    first = version(tmp_path)
    comment = version(tmp_path, "labels:\n", "labels: # mine\n")
    words = version(tmp_path, "A word that colours.", "A word that dazzles.")
    rule = version(tmp_path, "tier: low", "tier: high")
    for one in (first, first, comment, words, rule, first):
        store.label_sets.put(one)
    assert rows(store, FILES) == [
        (one.uid, one.guideline, one.rules_uid) for one in (first, words, rule)
    ]
    assert rows(store, "SELECT count(*) FROM guidelines") == [(2,)]
    assert rows(store, "SELECT count(*) FROM rule_sets") == [(2,)]


def test_a_file_of_an_earlier_version_gets_its_ids_once(store, tmp_path):
    first = version(tmp_path)
    store.label_sets.put(replace(first, guideline="", rules_uid=""))
    assert rows(store, FILES) == [(first.uid, None, None)]
    store.label_sets.put(first)
    store.label_sets.put(replace(first, guideline="b2:other", rules_uid="b2:others"))
    assert rows(store, FILES) == [(first.uid, first.guideline, first.rules_uid)]


def test_a_label_set_without_ids_is_kept_but_not_remembered(store):
    store.label_sets.put(labels())
    store.label_sets.put(labels())
    assert rows(store, FILES) == [(labels().uid, None, None)]
    with pytest.raises(ValueError, match="has no ids"):
        store.label_sets.remember("labels.yaml", labels(), "1", [])


def test_nothing_is_recalled_that_was_not_remembered(store):
    assert store.label_sets.recall("labels.yaml") is None


def test_guidelines_and_rules_cannot_be_changed_or_deleted(store, tmp_path):
    store.label_sets.put(version(tmp_path))
    for table in ("guidelines", "rule_sets"):
        for change in (f"UPDATE {table} SET definition = '{{}}'", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever appended"):
                store._database.execute(change)
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        store._database.execute("UPDATE label_sets SET rules = 'b2:other'")
