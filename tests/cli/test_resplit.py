"""`annotator resplit`: documents are split again, with a dry run, by a lead."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from annotator.annotations.events import Draft, JoinSentences
from annotator.cli import main
from annotator.model import Span
from annotator.sentences import Splitter
from annotator.store import Store

TEXT = "Moro stayed. Nobody spoke. It rained."


def run(folder, *words, code=0):
    done = CliRunner().invoke(main, ["-p", str(folder), *words])
    assert done.exit_code == code, done.output
    return done


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project whose one document was imported by a splitter that finds a single sentence."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("ANNOTATOR_NAME", "ann")
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "study").mkdir()
    whole = Splitter("whole@1", lambda _text, block, _language: (block,))
    with monkeypatch.context() as patch:
        patch.setattr("annotator.documents.load_splitter", lambda _name: whole)
        run(tmp_path / "study", "import", str(tmp_path / "a.txt"))
    return tmp_path / "study"


def sentences(folder):
    with Store.open(folder / "annotations.db") as store:
        (uid,) = store.documents.uids()
        return [one.of(TEXT) for one in store.documents.sentences(uid)]


def test_a_dry_run_says_what_would_change_and_changes_nothing(folder):
    said = run(folder, "resplit", "--dry-run").output
    assert "1 of 1 document would change, split by rules@" in said
    assert "1 sentence became 3\n" in said
    assert f"  - {TEXT}\n  + Moro stayed.\n" in said
    assert sentences(folder) == [TEXT]


def test_documents_are_split_again_once(folder):
    found = json.loads(run(folder, "resplit", "--json").stdout)
    assert (found["changed_documents"], found["removed_sentences"]) == (1, 1)
    assert found["changes"][0]["new"] == [[0, 12], [13, 26], [27, 37]]
    assert sentences(folder) == ["Moro stayed.", "Nobody spoke.", "It rained."]
    assert "nothing to change" in run(folder, "resplit").output


def test_what_was_joined_stays_and_one_document_may_be_named(folder):
    run(folder, "resplit")
    with Store.open(folder / "annotations.db") as store:
        (uid,) = store.documents.uids()
        first, second, _ = store.documents.sentences(uid)
        join = JoinSentences(second.start, (Span(first.start, second.end),))
        store.events.record("ann", [Draft(uid, first, join)])
    assert "nothing to change" in run(folder, "resplit", uid[:8]).output
    assert len(sentences(folder)) == 2


def test_only_a_lead_splits_documents_again_if_there_is_one(folder):
    with Store.open(folder / "annotations.db") as store:
        store.annotators.register("lea", "lead")
    refused = run(folder, "resplit", code=1).exception
    assert "ann may not split documents again: ask a lead of this project: lea" in str(refused)
    run(folder, "-a", "lea", "resplit")
    assert len(sentences(folder)) == 3
