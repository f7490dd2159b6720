"""`annotator backup`: a copy that opens, made while another program writes."""

from __future__ import annotations

import re
import stat
import threading

import pytest
from click.testing import CliRunner

from annotator.annotations.events import Draft, Note
from annotator.cli import main
from annotator.store import Store
from tests.helpers.memory_store import example_document

FIRST = example_document().sentences[0]


@pytest.fixture
def folder(tmp_path):
    with Store.open(tmp_path / "annotations.db") as store:
        store.documents.add(example_document())
        store.annotators.enrol("ann")
        store.events.record("ann", [Draft("b2:paper", FIRST, Note("first"))])
    return tmp_path


def run(folder, *words, code=0):
    done = CliRunner().invoke(main, ["-p", str(folder), "backup", *map(str, words)])
    assert done.exit_code == code, done.output
    return done


def notes(path):
    with Store.open(path, create=False) as store:
        return [one.change.text for one in store.events.iterate()]


def test_a_copy_opens_and_holds_the_same(folder, tmp_path):
    said = run(folder, tmp_path / "copy.db").stdout
    assert said == f"{tmp_path / 'copy.db'}: a copy with 1 event\n"
    assert notes(tmp_path / "copy.db") == ["first"]


def test_without_a_target_it_is_beside_the_database_and_as_private(folder):
    (folder / "annotations.db").chmod(0o600)
    run(folder)
    (copy,) = folder.glob("annotations-*.db")
    assert re.fullmatch(r"annotations-\d{4}-\d\d-\d\d-\d{6}\.db", copy.name)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_what_is_stored_while_others_write_is_a_whole_state(folder, tmp_path):
    stop = threading.Event()

    def write():
        with Store.open(folder / "annotations.db") as store:
            number = 0
            while not stop.is_set():
                number += 1
                pair = [Draft("b2:paper", FIRST, Note(f"{number}{half}")) for half in "ab"]
                store.events.record("ann", pair)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            run(folder, tmp_path / f"{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        found = notes(tmp_path / f"{number}.db")[1:]
        assert [one[:-1] for one in found[::2]] == [one[:-1] for one in found[1::2]]


def test_nothing_is_replaced_and_nothing_is_left_behind(folder, tmp_path):
    (tmp_path / "mine.db").write_text("mine")
    assert "exists already" in str(run(folder, tmp_path / "mine.db", code=1).exception)
    assert (tmp_path / "mine.db").read_text() == "mine"
    failed = run(folder, tmp_path / "no folder" / "copy.db", code=1).exception
    assert "name another file" in str(failed)
    database = folder / "annotations.db"
    database.write_bytes(database.read_bytes()[:4096] + b"x" * 8192)
    assert "is damaged" in str(run(folder, tmp_path / "copy.db", code=1).exception)
    assert not [one.name for one in tmp_path.iterdir() if "copy" in one.name]
