"""The whole workflow on the shipped texts: real command line, real app, real key presses."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.labels import load
from annotator.store import Store
from tests.helpers.app_driver import press
from tests.helpers.paths import ROOT


def annotator(*arguments: str, folder: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "annotator", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8",
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, done.stderr
    return done


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A project with the shipped texts, imported, suggested, and annotated by two people."""
    folder = tmp_path_factory.mktemp("project")
    annotator("init", "--examples", folder=folder)
    assert "8 new documents" in annotator("import", folder=folder).stderr
    assert "0 new documents" in annotator("import", folder=folder).stderr
    assert "suggestions in 8 documents" in annotator("suggest", folder=folder).stderr
    assert "every document has" in annotator("suggest", folder=folder).stderr
    label_set = load(folder / "labels.yaml")
    database = folder / "annotations.db"
    decide = ["a", "space", "A", "space", "x", "space", "s", "a", "d", "2", "space", "space"]
    press(database, [*decide, "J", *decide], annotator="ann", label_set=label_set)
    press(database, [*decide, "J", "A", "space"], annotator="bea", label_set=label_set)
    return folder


def test_what_two_people_decided_is_in_the_database(project):
    with Store.open(project / "annotations.db") as store:
        assert store.annotators.names() == ["ann", "bea"]
        assert store.annotators.progress("ann").finished == 10
        assert store.annotators.progress("bea").finished == 6
        assert sum(1 for _ in store.events.iterate("ann")) >= 13


def test_agreement_is_printed_as_a_table_and_as_json(project):
    assert "alpha" in annotator("agreement", folder=project).stdout
    figures = json.loads(annotator("agreement", "--json", folder=project).stdout)
    assert {one["units"] for one in figures if one["scope"].startswith("sentences")} == {6}
    assert all(one["formula"] for one in figures)


def test_the_exports_hold_what_was_decided(project):
    annotator("export", "all.jsonl", folder=project)
    annotator("export", "all.csv", folder=project)
    lines = (project / "all.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[0])["format"] == "annotator"
    rows = list(csv.DictReader(io.StringIO((project / "all.csv").read_text("utf-8"))))
    assert {row["annotator"] for row in rows} == {"ann", "bea"}
    for row in rows:
        if row["quote"]:
            assert row["quote"]
    by_ann = annotator("export", "-", "--by", "ann", "--format", "csv", folder=project).stdout
    assert "bea" not in {row["annotator"] for row in csv.DictReader(io.StringIO(by_ann))}


def test_labels_are_checked_and_listed(project):
    assert "0 errors" in annotator("rules", "check", folder=project).stderr
    assert "verdict_false" in annotator("labels", "list", folder=project).stdout
    assert (
        len(json.loads(annotator("labels", "list", "--json", folder=project).stdout)["labels"])
        == 19
    )


def test_the_commands_are_listed_in_the_order_in_which_people_need_them(tmp_path):
    text = annotator("--help", folder=tmp_path).stdout
    names = ["init", "import", "suggest", "annotate", "agreement", "export", "labels"]
    places = [text.index(f"\n  {name} ") for name in names]
    assert places == sorted(places)


def test_the_help_loads_no_textual_no_spacy_and_no_sqlite():
    code = (
        "import sys; from annotator.cli import main; main(['--help'], standalone_mode=False);"
        "print([name for name in ('textual', 'rich', 'spacy', 'sqlite3', 'yaml')"
        " if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["frobnicate"], 2, "No such command"),
        (["import", "nowhere"], 1, "no such file or folder"),
        (["export", "x.docx"], 1, "unknown format"),
        (["agreement", "--label", "hegde"], 1, "Did you mean 'hedge'?"),
        (["export", "x.csv", "--by", "nobody"], 1, "there is no annotator 'nobody'"),
        (["annotate"], 1, "needs a terminal"),
    ],
)
def test_wrong_commands_get_one_message(project, arguments, code, says):
    assert says in annotator(*arguments, folder=project, code=code).stderr


def test_a_folder_that_is_no_project_says_what_to_do(tmp_path):
    assert "annotator init" in annotator("labels", "list", folder=tmp_path, code=1).stderr
    assert "suggest" not in [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("binary.txt", bytes(range(256)) * 20, "binary"),
        ("front.txt", b"---\ntitle: [\n---\nText.\n", "front.txt:"),
        ("lines.jsonl", b'{"text": "One."}\n{"no": 1}\n', "lines.jsonl:2"),
        ("half.jsonl", b'{"text": "\\ud800"}\n', "half.jsonl:1"),
    ],
)
def test_bad_files_are_listed_and_nothing_is_imported(tmp_path, name, data, says):
    (tmp_path / "good.txt").write_text("Good news. It is short.", "utf-8")
    (tmp_path / name).write_bytes(data)
    message = annotator("import", ".", folder=tmp_path, code=1).stderr
    assert says in message
    with Store.open(tmp_path / "annotations.db") as store:
        assert store.documents.uids() == []
    assert "1 new document" in annotator("import", "good.txt", folder=tmp_path).stderr


def test_every_mistake_in_a_label_file_is_listed(tmp_path):
    (tmp_path / "labels.yaml").write_text(
        "name: x\nlabels:\n  - name: a\n    titel: A\n    kind: framin\n", "utf-8"
    )
    message = annotator("rules", "check", folder=tmp_path, code=1).stdout
    assert "labels.yaml:4" in message
    assert "Did you mean 'title'?" in message
    assert "Did you mean 'framing'?" in message


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "annotations.db").write_bytes(b"not a database, but long enough to look at" * 30)
    message = annotator("import", "--keep-good", ".", folder=tmp_path, code=1).stderr
    assert "database" in message


def test_all_labels_with_keys_and_the_selection_are_on_a_screen_of_80_columns(project):
    label_set = load(project / "labels.yaml")
    keys = ["s", "a", "s"]
    screen = press(project / "annotations.db", keys, annotator="cy", label_set=label_set)
    panel = " ".join(screen[-4:])
    for label in label_set.labels:
        assert not label.key or label.title in panel, label.title
    assert "selected “" in panel
