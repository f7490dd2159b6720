"""docs/reference/sql.md: the views have the columns that it lists, and its queries run."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import duckdb
import pytest

import annotator
from annotator.store import sql_views
from tests.helpers.app_driver import press
from tests.helpers.paths import ROOT

PAGE = (ROOT / "docs" / "reference" / "sql.md").read_text("utf-8")
TWO = ROOT / "docs" / "guides" / "two-annotators.jsonl"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("sql")
    with annotator.create(made / "study") as project:
        project.import_annotations(TWO)
        project.suggest()
        project.export(made / "dataset.csv")
    return made


@pytest.fixture
def database(folder):
    path = folder / "study" / "annotations.db"
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as opened:
        opened.row_factory = sqlite3.Row
        yield opened


def queries(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def rows(database, sql):
    return [tuple(row) for row in database.execute(sql)]


def test_the_page_lists_the_views_and_their_columns(database):
    listed = {
        name: re.findall(r"`(\w+)`", columns)
        for name, columns in re.findall(r"^\| `(view_\w+)` \|[^|]*\| (.*) \|$", PAGE, re.MULTILINE)
    }
    found = {
        name: [column[0] for column in database.execute(f"SELECT * FROM {name}").description]
        for name in sql_views.NAMES
    }
    assert listed == found


def test_a_view_has_the_annotations_of_the_library(folder, database):
    with annotator.open(folder / "study") as project:
        held = sorted(
            (document.uid, one.by, one.label, one.start, one.end, one.text)
            for document in project.documents()
            for one in document.annotations()
        )
        sentences = sum(len(document.sentences) for document in project.documents())
        suggestions = sum(len(document.suggestions()) for document in project.documents())
    sql = 'SELECT document, annotator, label, start, "end", quote FROM view_annotations'
    assert sorted(rows(database, sql)) == held
    assert held
    for row in database.execute("SELECT * FROM view_annotations"):
        start = row["start"] - row["sentence_start"]
        assert row["sentence"][start:].startswith(row["quote"])
    assert rows(database, "SELECT count(*) FROM view_sentences") == [(sentences,)]
    assert rows(database, "SELECT count(*) FROM view_suggestions") == [(suggestions,)]


def test_the_views_follow_the_keys(tmp_path):
    with annotator.create(tmp_path / "study") as project:
        (tmp_path / "a.txt").write_text("He falsely claimed it.\n", "utf-8")
        project.import_texts(tmp_path / "a.txt")
        project.suggest()
        label_set = project.label_set()
        project.store.annotators.enrol("ann")
    path = tmp_path / "study" / "annotations.db"
    progress = 'SELECT annotator, sentences, finished, "left" FROM view_progress'
    with closing(sqlite3.connect(path)) as database:
        assert rows(database, progress) == [("ann", 1, 0, 1)]
        press(path, ["a", "space"], label_set=label_set)
        assert rows(database, progress) == [("ann", 1, 1, 0)]
        sql = "SELECT annotator, role, quote, origin, on_show, finished FROM view_annotations"
        found = ("ann", "annotator", "falsely claimed", "accepted", "same", 1)
        assert rows(database, sql) == [found]


def test_the_queries_of_the_page_run_and_find_something(database):
    by_label, by_one, undecided = (rows(database, sql) for sql in queries("sql"))
    assert {name for _, name, _ in by_label} == {"ann", "bea"}
    total = rows(database, "SELECT count(*) FROM view_annotations WHERE finished = 1")
    assert [(sum(count for *_, count in by_label),)] == total
    assert by_one
    assert all(re.fullmatch(r"ann: 0, bea: [1-9]|ann: [1-9], bea: 0", held) for *_, held in by_one)
    assert all("@" in rule and count for rule, count in undecided)


def test_duckdb_reads_an_export_as_the_page_says(folder, database, monkeypatch):
    monkeypatch.chdir(folder)
    [sql] = queries("duckdb")
    found = duckdb.sql(sql).fetchall()
    ours = (
        "SELECT label, count(DISTINCT annotator), count(*) FROM view_annotations"
        " GROUP BY label ORDER BY label"
    )
    assert found == rows(database, ours)
