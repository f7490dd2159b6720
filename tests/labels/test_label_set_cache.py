"""A label file that was read before is not parsed again, unless it or the program has changed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.api import Project, ProjectFolder
from annotator.errors import AnnotatorError, DataError
from annotator.labels import label_set_cache, load, loader, shipped
from annotator.model import LabelKind
from annotator.old_words import LABEL_KINDS
from annotator.store import Store
from tests.helpers.paths import ROOT
from tests.labels.test_label_set_json import FILE
from tests.labels.test_loader import write

BASE = "extends: base.yaml\nwords: {loud: {file: loud.txt}}\npatterns: more.jsonl\n"


@pytest.fixture
def project(tmp_path) -> ProjectFolder:
    """A project whose labels are in four files, read once with its database."""
    write(tmp_path, FILE, "base.yaml")
    write(tmp_path, "loud\nshrill\n", "loud.txt")
    write(tmp_path, '{"label": "tone", "pattern": "so-called"}\n', "more.jsonl")
    write(tmp_path, BASE)
    found = ProjectFolder(tmp_path)
    label_set(found)
    return found


def label_set(project: ProjectFolder):
    with project.open_store(create=True) as store:
        return project.label_set(store)


@pytest.fixture
def parsed(monkeypatch) -> list[Path]:
    """The label files that were parsed."""
    found = []
    read = loader.load_with_files

    def parse(path: Path):
        found.append(path)
        return read(path)

    monkeypatch.setattr(loader, "load_with_files", parse)
    return found


def rows(project: ProjectFolder, sql: str) -> list[tuple]:
    with sqlite3.connect(project.database) as connection:
        return connection.execute(sql).fetchall()


def change(project: ProjectFolder, sql: str) -> None:
    """Change the database as no part of the program does."""
    with sqlite3.connect(project.database) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for (name,) in rows(project, "SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            connection.execute(f"DROP TRIGGER {name}")
        assert connection.execute(sql).rowcount == 1


def test_a_file_that_did_not_change_is_not_parsed_again(project, parsed):
    assert label_set(project) == load(project.label_file)
    assert label_set(project) == label_set(project)
    assert parsed == [project.label_file]  # by load, without the database


def test_the_default_labels_are_restored_as_they_were(tmp_path, parsed):
    project = ProjectFolder(tmp_path)
    write(tmp_path, shipped("labels.yaml").read_text("utf-8"))
    assert label_set(project) == label_set(project)
    assert len(parsed) == 1


def test_a_file_that_extends_the_default_labels_is_restored(tmp_path, parsed):
    project = ProjectFolder(tmp_path)
    write(tmp_path, "extends: default\n")
    assert label_set(project) == label_set(project)
    assert len(parsed) == 1


def test_restoring_imports_neither_the_parser_nor_the_rules(project):
    code = """
import sys; from pathlib import Path; from annotator.api import ProjectFolder
folder = ProjectFolder(Path.cwd())
with folder.open_store() as store: print(folder.label_set(store).name)
print({"yaml", "re2", "annotator.labels.loader", "annotator.suggestions"} & {*sys.modules})
"""
    printed = subprocess.check_output([sys.executable, "-c", code], cwd=project.path, text=True)
    assert printed == "tone of voice\nset()\n"


def test_a_start_of_the_app_imports_no_parser(project):
    write(project.path, "The mayor slammed the plan.", "text.txt")
    with project.open_store() as store:
        Project(project, store).import_texts(project.path / "text.txt")
    code = """
import os, sys
from annotator.cli import annotate, main
def stop(*_): raise SystemExit(str({"yaml", "re2", "spacy", "sqlite_utils"} & {*sys.modules}))
annotate._run_app = stop
main(["-a", "ann", "annotate"])
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project.path,
        env={**os.environ, "TEXTUAL_DRIVER": "none", "XDG_CONFIG_HOME": "."},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == "set()\n"


@pytest.mark.parametrize("name", ["labels.yaml", "base.yaml", "loud.txt", "more.jsonl"])
def test_an_edit_is_always_noticed_even_with_the_same_size_and_time(project, parsed, name):
    file = project.path / name
    before, times = file.read_text("utf-8"), file.stat()
    after = before.translate(str.maketrans("lS", "kZ"))
    edited = {"labels.yaml": before.replace("loud", "laud", 1)}.get(name, after)
    if name == "base.yaml":
        edited = before.replace("A word that colours.", "A word that dazzles.")
    if name == "more.jsonl":
        edited = before.replace("so-called", "so-termed")
    assert edited != before
    assert len(edited) == len(before)
    file.write_text(edited, "utf-8")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (times.st_size, times.st_mtime_ns)
    assert label_set(project) == load(project.label_file)
    assert len(parsed) == 2
    assert label_set(project) == load(project.label_file)
    assert len(parsed) == 3  # and is remembered in its turn


def test_an_edit_between_two_starts_of_one_store_is_noticed(project):
    with project.open_store() as store:
        before = project.label_set(store)
        write(project.path, BASE + "name: ours\n")
        assert project.label_set(store).name == "ours"
        write(project.path, BASE)
        assert project.label_set(store) == before


def test_a_comment_is_read_anew_without_a_new_version(project):
    before = label_set(project)
    write(project.path, f"# a comment\n{BASE}")
    after = label_set(project)
    assert (after.guideline, after.rules_uid) == (before.guideline, before.rules_uid)
    assert after.source.startswith("# a comment\n")
    assert label_set(project) == after
    for table in ("label_sets", "guidelines", "rule_sets"):
        assert rows(project, f"SELECT count(*) FROM {table}") == [(1,)]


def test_mistakes_in_an_edited_file_are_reported(project):
    write(project.path, "labels: [tone]\n")
    with pytest.raises(DataError, match="a label is a text"):
        label_set(project)


@pytest.mark.parametrize("name", ["base.yaml", "loud.txt", "more.jsonl"])
def test_a_file_that_is_gone_is_reported(project, name):
    (project.path / name).unlink()
    with pytest.raises(DataError, match=name):
        label_set(project)


def test_a_label_file_that_is_gone_is_reported(project):
    project.label_file.unlink()
    with pytest.raises(AnnotatorError, match="there is no label file"):
        label_set(project)


def test_a_project_in_another_folder_is_the_same(project, parsed, tmp_path):
    moved = project.path.rename(tmp_path.parent / f"{tmp_path.name} moved")
    assert label_set(ProjectFolder(moved)).rules
    assert parsed == []


def test_what_another_version_of_the_program_read_is_replaced(project, parsed, monkeypatch):
    other = "0.0 of another day"
    monkeypatch.setattr(label_set_cache, "program_fingerprint", lambda: other)
    found = label_set(project)
    assert len(parsed) == 1
    assert rows(project, "SELECT program FROM parsed_label_files") == [(other,)]
    assert label_set(project) == found
    assert len(parsed) == 1


def test_the_fingerprint_of_the_program_has_its_version_and_covers_its_modules(monkeypatch):
    here = label_set_cache.program_fingerprint()
    assert here == label_set_cache.program_fingerprint()
    monkeypatch.setattr(label_set_cache, "__version__", "9.9")
    assert label_set_cache.program_fingerprint() != here
    monkeypatch.undo()
    monkeypatch.setattr(label_set_cache, "__file__", str(Path(__file__)))
    assert label_set_cache.program_fingerprint() != here


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE parsed_label_files SET files = '[]'",
        "UPDATE parsed_label_files SET files = '[['",
        "UPDATE parsed_label_files SET files = replace(files, 'base', 'bass')",
        "UPDATE parsed_label_files SET appearance = replace(appearance, '#e8743b', '#000000')",
        "UPDATE parsed_label_files SET appearance = 'null'",
        "UPDATE parsed_label_files SET rules = 'b2:0'",
        "UPDATE parsed_label_files SET hash = ''",
        "DELETE FROM guidelines",
        "DELETE FROM rule_sets",
    ],
)
def test_a_damaged_cache_is_replaced(project, parsed, damage):
    change(project, damage)
    assert label_set(project) == load(project.label_file)
    assert len(parsed) == 2
    assert label_set(project) == load(project.label_file)
    assert len(parsed) == 3


@pytest.mark.parametrize("table", ["guidelines", "rule_sets"])
def test_a_damaged_definition_is_never_used(project, parsed, table):
    change(project, f"UPDATE {table} SET definition = replace(definition, 'tone', 'tune')")
    assert label_set(project) == load(project.label_file)
    assert len(parsed) == 2


def test_a_label_set_with_a_trained_pipeline_is_parsed_each_time(tmp_path, parsed):
    """Whether its pipeline is a folder is in none of its files."""
    project = ProjectFolder(tmp_path)
    write(tmp_path, FILE.replace("name: tone of voice", "pipeline: ours"))
    assert label_set(project).pipeline == "ours"
    (tmp_path / "ours").mkdir()
    assert label_set(project).pipeline == str(tmp_path / "ours")
    assert len(parsed) == 2


def test_the_same_file_in_two_databases_is_parsed_for_each(project, parsed, tmp_path):
    with Store.open(tmp_path / "other.db") as store:
        assert project.label_set(store) == label_set(project)
    assert len(parsed) == 1


def test_an_old_word_is_understood_with_a_hint_at_every_start(tmp_path):
    ((old_word, new_word),) = LABEL_KINDS.items()
    text = (ROOT / "labels.yaml").read_text("utf-8")
    old = text.replace(f"kind: {new_word}", f"kind: {old_word}")
    assert old != text
    (tmp_path / "labels.yaml").write_text(old, "utf-8")
    said: list[str] = []
    project = ProjectFolder(tmp_path, report=said.append)
    first, second = label_set(project), label_set(project)
    assert first == second
    assert LabelKind.BOILERPLATE in {one.kind for one in first.labels}
    hint, *others = said
    line = 1 + old[: old.index(f"kind: {old_word}")].count("\n")
    assert hint.startswith(f"{project.label_file}:{line}: kind of label ")
    assert hint.endswith(f"is {old_word!r}, an old word\n    Write {new_word!r}.")
    assert {*others} == {hint}
    assert len(others) == old.count(f"kind: {old_word}") * 2 - 1
