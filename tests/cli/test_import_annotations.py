"""`annotator import` of a file that `annotator export` wrote."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from annotator.annotations.events import Draft, Finish, Put
from annotator.api import ProjectFolder
from annotator.cli import main
from annotator.store import Store
from tests.helpers.native_schema import checked
from tests.helpers.paths import ROOT

TEXT = "Talks stall\n\nTevik falsely described the dam. Moro said nothing.\n"


def run(folder, *arguments):
    return CliRunner().invoke(main, ["-p", str(folder), *map(str, arguments)])


@pytest.fixture
def projects(tmp_path):
    """One with a finished sentence by ann and a text that nobody touched, and an empty one."""
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        (folder / "corpora").mkdir(parents=True)
        shutil.copy(ROOT / "labels.yaml", folder)
    (one / "corpora" / "a.txt").write_text(TEXT, "utf-8")
    (one / "corpora" / "b.txt").write_text("Rain fell.\n", "utf-8")
    assert run(one, "import").exit_code == 0
    assert run(one, "suggest").exit_code == 0
    with Store.open(one / "annotations.db") as store:
        label_set = ProjectFolder(one).label_set()
        store.project.follow_guideline(label_set.guideline)
        store.annotators.enrol("ann")
        uid = next(uid for uid in store.documents.uids() if len(store.documents.sentences(uid)) > 1)
        sentence = store.documents.sentences(uid)[0]
        put = Put("a1", "verdict_false", (sentence,), {})
        drafts = [Draft(uid, sentence, one) for one in (put, Finish(finished=True, shown=True))]
        store.events.record("ann", drafts, guideline=label_set.guideline)
    return one, two


@pytest.fixture
def file(projects):
    path = projects[0] / "all.jsonl"
    assert run(projects[0], "export", path).exit_code == 0
    return path


def test_what_comes_back_is_exported_with_the_same_bytes(projects, file):
    _, two = projects
    result = run(two, "import", file)
    assert result.exit_code == 0
    assert "2 new documents, 0 already there" in result.stderr
    assert "1 judged sentence with 1 annotation added (1 finished sentence, as the" in result.stderr
    assert "1 suggestion" in result.stderr
    assert run(two, "export", two / "again.jsonl").exit_code == 0
    assert (two / "again.jsonl").read_bytes() == file.read_bytes()
    assert len([*checked(file.read_text("utf-8").splitlines())]) == 3
    again = run(two, "import", file)
    assert "0 judged sentences with 0 annotations added" in again.stderr
    assert "1 already there" in again.stderr


def test_texts_and_annotations_may_be_imported_at_once(projects, file, tmp_path):
    text = tmp_path / "c.txt"
    text.write_text("Snow fell.\n", "utf-8")
    result = run(projects[1], "import", text, file)
    assert result.exit_code == 0
    assert "1 new document with 1 sentence" in result.stderr
    with Store.open(projects[1] / "annotations.db") as store:
        assert store.documents.count() == 3


def test_a_problem_in_one_file_leaves_the_project_as_it_was(projects, file, tmp_path):
    bad = tmp_path / "bad.jsonl"
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    for line in lines[1:]:
        line["sentences"][0]["start"] += 1
    bad.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    result = run(projects[1], "import", file, bad)
    assert result.exit_code == 1
    assert f"{bad}:2: expected " in str(result.exception)
    assert f"{bad}:3: expected " in str(result.exception)
    with Store.open(projects[1] / "annotations.db") as store:
        assert store.documents.count() == 0
        assert store.annotators.names() == []


def test_unfinished_is_said_and_needs_annotations(projects, file, tmp_path):
    result = run(projects[1], "import", "--unfinished", file)
    assert "added (none counts as finished)" in result.stderr
    text = tmp_path / "c.txt"
    text.write_text("Snow fell.\n", "utf-8")
    refused = run(projects[1], "import", "--unfinished", text)
    assert refused.exit_code == 2
    assert "--unfinished needs a file with annotations" in refused.stderr


def test_annotations_in_a_folder_of_texts_are_never_read_as_prose(projects, file):
    shutil.copy(file, projects[1] / "corpora")
    result = run(projects[1], "import")
    assert result.exit_code == 1
    assert "all.jsonl:1: holds annotations" in str(result.exception)
    assert "annotator import FILE" in str(result.exception)


def test_labels_that_the_project_does_not_have_are_added_with_their_definition(projects, file):
    _, two = projects
    text = (two / "labels.yaml").read_text("utf-8").replace("verdict_false", "called_false")
    (two / "labels.yaml").write_text(text, "utf-8")
    result = run(two, "import", file)
    assert result.exit_code == 0
    assert "labels that labels.yaml did not have are new: verdict_false (1)" in result.stderr
    assert (two / "labels.yaml").read_text("utf-8").startswith(text.rstrip("\n"))
    added = ProjectFolder(two).label_set().label("verdict_false")
    before = ProjectFolder(projects[0]).label_set().label("verdict_false")
    assert (added.title, added.definition) == (before.title, before.definition)
    assert run(two, "rules", "check").exit_code == 0
