"""Imports of many texts: stored in batches, gone on with after a kill, all or nothing otherwise."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

import annotator
from annotator.api import text_import
from annotator.errors import DataError
from annotator.store import Store

TEXTS = 120

SLOW = """
import sys, time
import annotator
from annotator.api import text_import
text_import.BATCH = 10
add = text_import.TextImport._add_article
def slowly(self, *arguments):
    time.sleep(0.02)
    add(self, *arguments)
text_import.TextImport._add_article = slowly
with annotator.open(sys.argv[1]) as project:
    project.import_texts(sys.argv[2])
"""


@pytest.fixture
def texts(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(TEXTS):
        text = f"Dam number {number} leaks. Moro said nothing of dam {number}.\n"
        (folder / f"{number:03}.txt").write_text(text, "utf-8")
    return folder


def stored(folder):
    with Store.open(folder / "annotations.db") as store:
        return store.documents.uids()


def wait_for_documents(database):
    """Wait until another process has stored some documents."""
    for _ in range(3_000):
        try:
            with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
                (count,) = connection.execute("SELECT count(*) FROM documents").fetchone()
            if count:
                return
        except sqlite3.Error:
            pass
        time.sleep(0.01)
    raise AssertionError("nothing was stored")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_an_import_that_was_killed_goes_on_where_it_was(tmp_path, texts):
    folder = tmp_path / "study"
    annotator.create(folder).close()
    process = subprocess.Popen([sys.executable, "-c", SLOW, folder, texts])
    wait_for_documents(folder / "annotations.db")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    kept = stored(folder)
    assert 0 < len(kept) < TEXTS
    assert len(kept) % 10 == 0
    with annotator.open(folder) as project:
        result = project.import_texts(texts)
    assert (result.new, result.known) == (TEXTS - len(kept), len(kept))
    whole = tmp_path / "whole"
    with annotator.create(whole) as project:
        project.import_texts(texts)
    assert stored(folder) == stored(whole)


def test_a_large_import_with_a_problem_stores_nothing(tmp_path, texts, monkeypatch):
    monkeypatch.setattr(text_import, "BATCH", 10)
    (texts / "last.txt").write_bytes(b"%PDF-1.4\n\x00")
    with annotator.create(tmp_path / "study") as project:
        with pytest.raises(DataError, match="found a PDF file"):
            project.import_texts(texts)
        assert project.store.documents.uids() == []
        result = project.import_texts(texts, keep_good=True)
        assert (result.new, len(result.refused)) == (TEXTS, 1)


def test_lines_of_one_large_file_are_stored_in_batches(tmp_path, monkeypatch):
    monkeypatch.setattr(text_import, "BATCH", 10)
    monkeypatch.setattr(text_import, "_LARGE", 100)
    file = tmp_path / "texts.jsonl"
    lines = [f'{{"text": "Dam number {number} leaks."}}\n' for number in range(35)]
    file.write_text("".join(lines), "utf-8")
    with annotator.create(tmp_path / "study") as project:
        assert project.import_texts(file).new == 35
        file.write_text("".join([*lines, "no JSON\n"]).replace("leaks", "holds"), "utf-8")
        with pytest.raises(DataError, match=r"texts\.jsonl:36"):
            project.import_texts(file)
        assert len(project.store.documents.uids()) == 35


def test_an_interrupted_small_import_stores_nothing(tmp_path, texts, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(text_import, "_notice_change", interrupted)
    with annotator.create(tmp_path / "study") as project:
        with pytest.raises(KeyboardInterrupt):
            project.import_texts(texts)
        assert project.store.documents.uids() == []
