"""`annotator merge`: two laptops come together, with a dry run, or nothing does."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from annotator.annotations.events import Draft, Finish, Put
from annotator.cli import main
from annotator.model import Span
from annotator.store import Store

TEXT = "Moro stayed. Nobody spoke. It rained."


def run(folder, *words, code=0):
    done = CliRunner().invoke(main, ["-p", str(folder), *map(str, words)])
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return done


def work(folder, name):
    """Finish the first sentence, with an annotation."""
    with Store.open(folder / "annotations.db") as store:
        store.annotators.enrol(name)
        (uid,) = store.documents.uids()
        changes = [
            Put(f"{name}1", "hedge", (Span(0, 4),), {}),
            Finish(finished=True, shown=True),
        ]
        sentence = store.documents.sentences(uid)[0]
        store.events.record(name, [Draft(uid, sentence, one) for one in changes])


def finished(folder):
    with Store.open(folder / "annotations.db") as store:
        return {one.name: one.progress.finished for one in store.annotators.all()}


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """A project of a lead, and two copies of it on laptops, in which one person each worked."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("ANNOTATOR_NAME", "lea")
    lead = tmp_path / "lead"
    run(lead, "init", str(lead))
    (lead / "corpora" / "a.txt").write_text(TEXT, "utf-8")
    run(lead, "import")
    laptops = [tmp_path / name for name in ("one", "two")]
    for folder, name in zip(laptops, ("ann", "bea"), strict=True):
        shutil.copytree(lead, folder)
        work(folder, name)
    return lead, *laptops


def test_files_and_folders_come_together_once(folders):
    lead, one, two = folders
    said = run(lead, "merge", one, two / "annotations.db").output
    assert said.count("0 documents and 2 events came") == 2
    assert finished(lead) == {"ann": 1, "bea": 1}
    again = run(lead, "merge", one, two).output
    assert again.count("0 documents and 0 events came") == 2
    assert "there already: 1 document, 2 events" in again


def test_a_dry_run_changes_nothing(folders):
    lead, one, _ = folders
    before = run(lead, "export", "-").stdout
    assert "2 events would come" in run(lead, "merge", one, "--dry-run").output
    assert run(lead, "export", "-").stdout == before
    assert finished(lead) == {}


def test_the_report_as_json(folders):
    lead, one, _ = folders
    found = json.loads(run(lead, "merge", one, "--json").stdout)
    (file,) = found["files"]
    assert (file["events"], file["known_documents"], file["settled_twice"]) == (2, 1, [])
    assert not found["dry_run"]


def test_somebody_who_worked_in_both_files_is_named(folders):
    lead, one, _ = folders
    work(lead, "ann")
    said = run(lead, "merge", one).output
    assert "worked in both files: ann" in said


def test_one_bad_file_keeps_all_others_out(folders, tmp_path):
    lead, one, _ = folders
    (tmp_path / "bad.db").write_bytes(b"nothing" * 200)
    failed = run(lead, "merge", one, tmp_path / "bad.db", code=1).exception
    assert "bad.db is not a database" in str(failed)
    assert finished(lead) == {}
    failed = run(lead, "merge", tmp_path / "none.db", code=1).exception
    assert "there is no such file" in str(failed)
